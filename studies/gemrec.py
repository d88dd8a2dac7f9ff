"""GEMRec: does a person get a model that they like better by ten of their own choices than by metrics or popularity?

Planted world, texts in place of pictures: twelve makers of texts differ in how they write (long or short, lists, loud,
asking, hedging, of "I" or of "you"); each of 150 people has a taste over these habits that nothing told beforehand
says, and chooses between two answers, the better one the more often. Ten choices on wishes to probe; then a wish that
nobody saw. What a person gets is what the answer is worth to them, from 0 for the worst maker's to 1 for the best's.

First stage: the model that is picked. Second stage: three are asked, and the best of what they made is shown; each
answer that is made costs a call. Two makers that the person was never shown are found by trying what is not known well
(40 rounds of one choice each, the greedy way beside it). Controls: another person's choices; choices by a coin;
metrics that are taken for taste. The world was built and the parts were mended on the draw of seed 0; what is reported
is the draw of another seed.

Real choices: the pairs of PRISM, where the models behind the answers are not named: is the answer that a person prefers
foretold better with their own other choices (about three of them) than with everybody else's alone? Other people are
held out in five parts; beside it: the longer answer wins.

    thyself study gemrec
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from studies.certainty_judge import read
from thyself.core import DataMissing
from thyself.evaluate import Control, Effect, Outcome, Setting, Table, paired, study
from thyself.evaluate.pair_judge import signs
from thyself.models import Hashed
from thyself.recommend import Favour, Made, Metrics, Roster, ranked, shortlist

PEOPLE, CHOICES, ROUNDS, FOLDS = 150, 10, 40, 5
#: Habits that people like or dislike, and how each shows in a text.
HABITS = ("long", "list", "loud", "asking", "hedging", "of you")
#: How much each maker has of each habit.
MAKERS = {
    "plain": (0, 0, 0, 0, 0, 0),
    "essay": (3, 0, 0, 0, 1, 0),
    "lister": (1, 3, 0, 0, 0, 0),
    "cheerleader": (0, 0, 3, 0, 0, 2),
    "coach": (1, 1, 1, 2, 0, 3),
    "socrates": (0, 0, 0, 3, 1, 1),
    "lawyer": (2, 1, 0, 0, 3, 0),
    "planner": (2, 3, 0, 0, 0, 2),
    "friend": (0, 0, 1, 1, 0, 2),
    "doubter": (0, 0, 0, 2, 3, 0),
    "herald": (2, 0, 3, 0, 0, 0),
    "guide": (2, 2, 0, 1, 1, 1),
}
#: What each habit writes; {} is the wish.
WRITES: dict[str, tuple[str, ...]] = {
    "long": (
        "There is much to tell of {}, of where it began and of what came of it.",
        "Those who know it well tell of the light, the weather and the people who were there.",
        "It takes its time, and nothing of it is in a hurry.",
    ),
    "list": ("- the first thing of {}", "- the second thing, which is harder", "- the third thing, at the end"),
    "loud": ("What a thing! Look at it!", "Great! Wonderful! Yes!", "Never was there such {}!"),
    "asking": ("What is {} to those who see it?", "And why?", "Who would have thought so?"),
    "hedging": ("Perhaps it might be so.", "It depends, however, on what is meant.", "It could possibly be otherwise."),
    "of you": ("You will like it.", "Your own {} is what you make of it.", "You know best."),
}
PROBES = ("a boat on the sea", "a cup of tea", "a walk in the wood", "a letter home", "a day in the snow",
          "a song at night", "a bridge", "the first bread", "an old clock", "a garden wall")  # fmt: skip
LATER = ("a house on the hill", "the last train", "a dog in the rain", "a market", "two brothers", "a lamp")
USED = {"herald": 90_000.0, "essay": 30_000.0, "lister": 9_000.0, "cheerleader": 4_000.0}


def made(name: str, wish: str, rng: np.random.Generator) -> Made:
    """What a maker makes of a wish; a little more or less of its habits each time."""
    lines = [f"Here is {wish}."]
    for habit, much in zip(HABITS, MAKERS[name], strict=True):
        some = int(np.clip(much + rng.integers(-1, 2) * (much > 0), 0, 3))
        lines += [line.format(wish) for line in WRITES[habit][:some]]
    return Made(name, wish, "\n".join(lines))


def worths(rows: Sequence[Made], taste: np.ndarray) -> np.ndarray:
    """``(n,)``: what texts are worth to a person, by the habits that are truly in them."""
    held = [[sum(line.format(row.wish) in row.text for line in WRITES[habit]) for habit in HABITS] for row in rows]
    worth: np.ndarray = np.array(held) @ taste
    return worth


@dataclass(frozen=True, eq=False)
class World:
    """What the makers made of the probes and of later wishes, and what people like."""

    roster: Roster
    later: list[list[Made]]
    tastes: np.ndarray

    @classmethod
    def of(cls, seed: int) -> World:
        """Drawn."""
        rng = np.random.default_rng(seed)
        probes = [made(name, wish, rng) for name in MAKERS for wish in PROBES]
        later = [[made(name, wish, rng) for name in MAKERS] for wish in LATER]
        return cls(Roster.of(probes, Hashed(), used=USED), later, rng.normal(0, 0.8, (PEOPLE, len(HABITS))))

    def choices(
        self, person: int, count: int, rng: np.random.Generator, coin: float = 0.0, among: Sequence[str] = ()
    ) -> tuple[np.ndarray, np.ndarray]:
        """Places of answers that were chosen, and of those they were chosen over; ``coin``: the share by chance."""
        value = worths(self.roster.made, self.tastes[person])
        open_to = [at for at, each in enumerate(self.roster.made) if not among or each.maker in among]
        won: list[int] = []
        lost: list[int] = []
        while len(won) < count:
            one, other = rng.choice(open_to, 2, replace=False)
            if self.roster.made[one].maker == self.roster.made[other].maker:
                continue
            chance = 0.5 if rng.random() < coin else 1 / (1 + np.exp(value[other] - value[one]))
            first = rng.random() < chance
            won.append(one if first else other)
            lost.append(other if first else one)
        return np.array(won), np.array(lost)

    def gets(self, person: int, pick: Callable[[list[Made]], Made]) -> float:
        """What a person gets of later wishes, from the worst to the best there is."""
        found = []
        for rows in self.later:
            value = worths(rows, self.tastes[person])
            mine = value[rows.index(pick(rows))]
            found.append((mine - value.min()) / max(value.max() - value.min(), 1e-9))
        return float(np.mean(found))

    def first(self, person: int, favour: Favour, roster: Roster | None = None) -> float:
        """With the one model that is worth most."""
        best = shortlist(roster or self.roster, favour, 1)[0][0]
        return self.gets(person, lambda rows: next(each for each in rows if each.maker == best))

    def second(self, person: int, favour: Favour, asked: int = 3) -> float:
        """With the best of what some models make."""
        names = {name for name, _ in shortlist(self.roster, favour, asked)}

        def pick(rows: list[Made]) -> Made:
            return ranked([each for each in rows if each.maker in names], self.roster, favour, Hashed())[0][0]

        return self.gets(person, pick)


def ways(world: World, person: int, rng: np.random.Generator) -> dict[str, float]:
    """What one person gets, each way."""
    table, prior = world.roster.table, world.roster.prior()
    own = prior.chose(*(table[each] for each in world.choices(person, CHOICES, rng)))
    other = prior.chose(*(table[each] for each in world.choices((person + 1) % PEOPLE, CHOICES, rng)))
    coin = prior.chose(*(table[each] for each in world.choices(person, CHOICES, rng, coin=1.0)))
    fits, used = (
        Roster.of(world.roster.made, Hashed(), metrics=each, used=USED)
        for each in (Metrics(1.0, 0.0, 0.0), Metrics(0.0, 0.0, 1.0))
    )
    return {
        "own choices": world.first(person, own),
        "metrics": world.first(person, prior),
        "fit to the wish alone": world.first(person, fits.prior(), fits),
        "popularity": world.first(person, used.prior(), used),
        "any model": world.gets(person, lambda rows: rows[int(rng.integers(len(rows)))]),
        "another person's choices": world.first(person, other),
        "choices by a coin": world.first(person, coin),
        "own choices, best of three answers": world.second(person, own),
        "metrics, best of three answers": world.second(person, prior),
    }


def tried(world: World, person: int, seed: int, explores: bool) -> float:
    """What a person gets on average over rounds; the two makers they would like best were never shown to them."""
    rng = np.random.default_rng((seed, person))
    usual = world.roster.usual
    value = np.array([worths([each for each in world.roster.made if each.maker == name], world.tastes[person]).mean()
                      for name in world.roster.makers])  # fmt: skip
    hidden = set(np.argsort(-value)[:2].tolist())
    shown = [name for at, name in enumerate(world.roster.makers) if at not in hidden]
    won, lost = (world.roster.table[each] for each in world.choices(person, 4, rng, among=shown))
    got = []
    favour = world.roster.prior().chose(won, lost)
    for _ in range(ROUNDS):
        order = [np.argsort(-each.worth(usual)) for each in (favour.drawn(rng), favour.drawn(rng))]
        order = order if explores else [np.argsort(-favour.worth(usual))] * 2
        first = int(order[0][0])
        second = int(next(at for at in order[1] if at != first))
        better = rng.random() < 1 / (1 + np.exp(value[second] - value[first]))
        mine, theirs = (first, second) if better else (second, first)
        won, lost = np.vstack([won, usual[mine]]), np.vstack([lost, usual[theirs]])
        favour = world.roster.prior().chose(won, lost)
        got.append(value[first])
    return float((np.mean(got) - value.min()) / max(value.max() - value.min(), 1e-9))


def prism(setting: Setting) -> tuple[dict[str, np.ndarray], list[str]]:
    """Whether each pair is right, by way; and whose it is."""
    pairs, first, people = read(setting.folder("prism-pairs") / "prism_pairs_1000.parquet")
    apart = np.array([np.subtract(signs(case, one), signs(case, other)) for case, one, other in pairs])
    chosen = np.where(np.array(first)[:, None], apart, -apart) / (apart.std(axis=0) + 1e-9)
    names = sorted(set(people))
    setting.rng("folds").shuffle(names)
    fold = np.array([names.index(each) % FOLDS for each in people])
    person = np.array([names.index(each) for each in people])
    spread = np.full(chosen.shape[1], 1.0 / chosen.shape[1])
    found = {way: np.zeros(len(pairs)) for way in ("everybody's choices", "and the person's own", "and another's")}
    for part in range(FOLDS):
        everybody = Favour.of_many(chosen[fold != part], spread, steady=0.1)
        for at in np.flatnonzero(fold == part).tolist():
            own = (person == person[at]) & (np.arange(len(pairs)) != at)
            others = np.flatnonzero((fold == part) & (person != person[at]))[: max(int(own.sum()), 1)]
            none = np.zeros_like(chosen)
            ways = (everybody, everybody.chose(chosen[own], none[own]), everybody.chose(chosen[others], none[others]))
            for way, favour in zip(found, ways, strict=True):
                found[way][at] = float(favour.worth(chosen[at][None])[0] > 0)
    longer = np.array([len(one) > len(other) for _, one, other in pairs])
    return {"the longer answer": (longer == np.array(first)).astype(float), **found}, people


@study(
    name="gemrec",
    system="gemrec",
    title="GEMRec: which of many generative models a person likes best",
    claim="ten choices of a person find a model whose answers they like better than metrics or popularity do",
    data=(),
    seconds=120,
)
def run(setting: Setting) -> Outcome:
    """The planted world, and PRISM's choices where they are there."""
    world = World.of(setting.seed + 1)
    rng = np.random.default_rng(setting.seed + 1)
    rows = [ways(world, person, rng) for person in range(PEOPLE)]
    got = {way: np.array([each[way] for each in rows]) for way in rows[0]}
    setting.progress(1, 3)
    for way, explores in (("greedy", False), ("trying what is not known", True)):
        got[way] = np.array([tried(world, person, setting.seed, explores) for person in range(PEOPLE)])
    setting.progress(2, 3)

    def effect(better: str, worse: str, name: str = "") -> Effect:
        found = paired(got[better], got[worse], seed=setting.seed)
        return Effect.of(found, name=name or f"{better} less {worse}", metric="worth of what is got, 0 to 1")

    also = [
        effect("own choices", "popularity"),
        effect("own choices, best of three answers", "own choices", "best of three answers less the first model's"),
        effect("trying what is not known", "greedy", "two makers never shown: trying less greedy"),
    ]
    tables = [
        Table(
            "What a person gets of a wish that nobody saw (planted)",
            ("way", "worth, 0 to 1", "answers made"),
            [[way, float(each.mean()), 3 if "three" in way else 1] for way, each in got.items()],
            note=f"{PEOPLE} people, {CHOICES} choices; the last two: {ROUNDS} rounds, the two best makers never shown",
        )
    ]
    notes = ["The tastes are planted: how well real people's tastes are told by such signs, PRISM alone says."]
    try:
        right, people = prism(setting)
    except DataMissing as missing:
        notes.append(f"PRISM was not there: {missing}")
    else:
        own = paired(right["and the person's own"], right["everybody's choices"], clusters=people, seed=setting.seed)
        also.append(Effect.of(own, name="PRISM: with the person's own choices less without", metric="pairs foretold"))
        tables.append(
            Table(
                "Preferred answers of PRISM",
                ("way", "right"),
                [[way, float(each.mean())] for way, each in right.items()],
                note=f"{len(people)} pairs, {len(set(people))} descriptions of people, each taken for one person",
            )
        )
    return Outcome(
        effect=effect("own choices", "metrics"),
        also=also,
        controls=[
            Control.worse(
                way,
                paired(got["own choices"], got[way], seed=setting.seed),
                kind="swap" if "another" in way else "other",
            )
            for way in ("another person's choices", "choices by a coin", "fit to the wish alone")
        ],
        tables=tables,
        notes=notes,
    )
