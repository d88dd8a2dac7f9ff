"""PerFine: do rounds of critique and revision bring a draft nearer to the person, if the worse of two drafts is lost?

Data: the mails of two authors (PanzaMail), in three parts: one advises, one compares, and one judges in the end; what
judges never advised nor compared. Drafts are the judged mails' bodies in stiff words (as in the study of linguistic
control). The reviser follows the advice three times in five, by the best of eight moves that it happens to think of;
else it makes a move at random, which mostly makes things worse.

Claim (PerFine, 2025): the loop that loses the worse draft improves round by round and does better than as many
revisions of the first draft alone; without losing it does worse.

    thyself study perfine
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Final

from studies.linguistic_control import AUTHORS, mails, stiff
from thyself.evaluate import Control, Effect, Outcome, Setting, Table, bootstrap, paired, study
from thyself.generate.control import says
from thyself.generate.letters import Habits, habits
from thyself.generate.loops import Loop, StyleComparator, StyleCritic
from thyself.generate.moves import moves
from thyself.profile import Style
from thyself.profile.style import distance

SEEDS: Final = 2
DRAFTS: Final = 14
ROUNDS: Final = 5
#: How often the reviser does not follow the advice, and how many moves it thinks of.
NOISE: Final = 0.4
THOUGHT_OF: Final = 8


@dataclass(frozen=True, slots=True)
class Reviser:
    """Follows the advice now and then."""

    style: Style
    frame: Habits
    rng: Random

    def __call__(self, draft: str, advice: Sequence[str]) -> str:
        """One move on."""
        able = [made for _, move in moves(self.frame) if (made := move(draft)) != draft]
        if not able:
            return draft
        if self.rng.random() < NOISE:
            return self.rng.choice(able)
        thought = self.rng.sample(able, min(THOUGHT_OF, len(able)))
        return min(thought, key=lambda each: distance(self.style, each))


class Last:
    """Whatever came last is better: a loop that loses nothing."""

    def better(self, one: str, other: str) -> float:
        """Always the new one."""
        return 1.0


@dataclass(slots=True)
class Seen:
    """Distances to the judging part by way, and by round."""

    far: dict[str, list[float]] = field(default_factory=dict)
    by_round: list[list[float]] = field(default_factory=lambda: [[] for _ in range(ROUNDS + 1)])
    whose: list[str] = field(default_factory=list)
    rising: int = 0
    rounds: int = 0
    copies: int = 0


@study(
    name="perfine",
    system="perfine",
    title="PerFine: critique, revise, and lose the worse draft",
    claim="the loop brings drafts nearer to the person than as many revisions of the first draft, and than losing none",
    data=("panza-emails",),
    seconds=100,
)
def run(setting: Setting) -> Outcome:
    """Refine stiff drafts in four ways."""
    folder, seen = setting.folder("panza-emails"), Seen()
    for seed in range(SEEDS):
        parts = {author: _parts(mails(folder, author), setting.rng(f"{author} {seed}")) for author in AUTHORS}
        for author, other in (AUTHORS, AUTHORS[::-1]):
            for mail in parts[author][2][:DRAFTS]:
                _one(seen, stiff(mail, AUTHORS), parts[author], parts[other], Random(f"{setting.seed}/{seed}/{mail}"))
                seen.whose.append(mail)
        setting.progress(seed + 1, SEEDS)
    return _outcome(seen)


def _parts(texts: list[str], rng: Random) -> tuple[list[str], list[str], list[str]]:
    rng.shuffle(texts)
    return texts[::3], texts[1::3], texts[2::3]


def _one(seen: Seen, draft: str, own: tuple[list[str], ...], other: tuple[list[str], ...], rng: Random) -> None:
    advising, comparing, judging = (Style.measure(part) for part in own)
    strange, strange_too = Style.measure(other[0]), Style.measure(other[1])
    better = StyleComparator(comparing)
    revise = Reviser(advising, habits(own[0]), rng)
    loop = Loop(StyleCritic(advising, least=0.5), revise, better, [*own[0], *own[1]], says, ROUNDS)
    knockout = loop(draft)
    theirs = replace(
        loop, critic=StyleCritic(strange, least=0.5), revise=Reviser(strange, habits(other[0]), rng),
        better=StyleComparator(strange_too), sources=other[0],
    )  # fmt: skip
    texts = {
        "first draft": draft,
        "knockout": knockout.text,
        "as many revisions of the first draft": loop.best_of(draft).text,
        "nothing is lost": replace(loop, better=Last())(draft).text,
        "the other author advises and compares": theirs(draft).text,
    }
    for way, text in texts.items():
        seen.far.setdefault(way, []).append(distance(judging, text))
    here = distance(comparing, draft)
    text = draft
    for place in range(ROUNDS + 1):
        seen.by_round[place].append(distance(judging, text))
        if place < len(knockout.rounds):
            done = knockout.rounds[place]
            text = done.draft if done.kept else text
            there = distance(comparing, text)
            seen.rising += there > here + 1e-9
            seen.rounds += 1
            here = there
    copier = replace(loop, revise=lambda text, advice: max(own[0], key=len))(draft)
    seen.copies += copier.text == draft


def _outcome(seen: Seen) -> Outcome:
    far, whose = seen.far, seen.whose
    metric, unit = "distance to mails that neither advised nor compared", "spreads"

    def less(one: str, other: str, name: str) -> Effect:
        return Effect.of(paired(far[one], far[other], clusters=whose), name=name, metric=metric, unit=unit)

    n = len(whose)
    return Outcome(
        effect=less("as many revisions of the first draft", "knockout", "revisions of the first draft less knockout"),
        also=[
            less("first draft", "knockout", "first draft less knockout"),
            less("nothing is lost", "knockout", "nothing is lost less knockout"),
        ],
        controls=[
            Control.worse("the other author's mails advise and compare",
                          paired(far["the other author advises and compares"], far["knockout"], clusters=whose),
                          unit=unit),
            Control.share("rounds after which the comparator's distance is no larger", seen.rounds - seen.rising,
                          seen.rounds, expectation="all", kind="do no harm"),
            Control.share("a reviser that copies a mail is caught", seen.copies, n, expectation="all", kind="bad part"),
        ],
        tables=[
            Table("Drafts after the loop", ("way", "distance"),
                  [(way, str(bootstrap(values, clusters=whose))) for way, values in far.items()],
                  f"{n} drafts of two authors, {SEEDS} splits, {ROUNDS} rounds."),
            Table("Knockout, round by round", ("rounds", "distance"),
                  [(place, str(bootstrap(values, clusters=whose))) for place, values in enumerate(seen.by_round)]),
        ],
        seeds=SEEDS,
        notes=["The reviser is made of rules and noise; no language model is asked."],
    )  # fmt: skip
