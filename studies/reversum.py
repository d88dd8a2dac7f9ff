"""REVERSUM: are only statements written that the person's own words support?

Data: MemoryBank (English), the people's own turns. True statements are what they tell of themselves, in the third
person, half of them in other words; false ones are made of them by a bad generator: another number or name, a denial,
a wish told as done, another word of the same person in place of the telling one, told of somebody else, said by the
assistant, or told by another person. Rules were written with the first seven people in view; the other eight are
reported.

Claim (REVERSUM, 2025): with verification nearly nothing unsupported is written; without it what a model makes up is.

    thyself study reversum
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from studies._recall_data import Dialogue, memorybank
from thyself.core import Evidence
from thyself.evaluate import Control, Effect, Outcome, Setting, Table, bootstrap, paired, study
from thyself.generate.verify import Support, Verifier, additions, telling
from thyself.memory import unit
from thyself.models import Embedder
from thyself.systems._find import as_evidence
from thyself.systems.writing.reversum import told

NOW: Final = datetime(2024, 6, 1, tzinfo=UTC)
#: People with whom in view the rules were written.
SEEN: Final = 7
#: Facts of a section that is extended: known already, and new.
KNOWN, NEW = 5, 5
#: How many true ones of the first half pass by likeness alone, for comparison: this sets its least cosine.
SAME_SHARE: Final = 0.9


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement about a person; what was done to it, and whether it is true."""

    person: str
    text: str
    how: str
    true: bool


@study(
    name="reversum",
    system="reversum",
    title="REVERSUM: what is written of a person is held against their own words",
    claim="with verification at most 1 % of unsupported statements are written, and most of what is true",
    data=("memorybank",),
    seconds=90,
)
def run(setting: Setting) -> Outcome:
    """Verify true and made-up statements; then extend sections with and without verification."""
    people = list(memorybank(setting.folder("memorybank")))
    sources = {person.name: _sources(person) for person in people}
    claims = [claim for person in people for claim in _claims(person, people, setting.rng(person.name))]
    held = [_check(claim, sources) for claim in claims]
    setting.progress(1, 3)
    near = _cosines(claims, sources, setting.embedder())
    setting.progress(2, 3)
    late = {person.name for person in people[SEEN:]}
    return _outcome(people, sources, claims, held, near, late, setting)


def _sources(person: Dialogue) -> list[Evidence]:
    return [as_evidence(unit("turn", [trace]), "source", 1.0) for trace in person.traces]


def _check(claim: Claim, sources: dict[str, list[Evidence]]) -> Support:
    return Verifier(ZoneInfo("UTC"), of=claim.person).supports(claim.text, sources[claim.person])


def _claims(person: Dialogue, people: Sequence[Dialogue], rng: Random) -> Iterator[Claim]:
    own = _statements(person)
    other = _statements(people[(people.index(person) + 1) % len(people)])
    spoken = " ".join(trace.text for trace in person.traces if trace.author == "me")
    for number, text in enumerate(own):
        yield Claim(
            person.name, text if number % 2 else _reworded(text, rng), "as told" if number % 2 else "reworded", True
        )
        for how, change in _CHANGES.items():
            made = change(text, own, rng)
            if made and made != text:
                yield Claim(person.name, made, how, False)
    for text in other:
        if not telling(text) <= telling(spoken):
            yield Claim(person.name, text, "told by another person", False)
    for trace in person.traces:
        if trace.author != "me":
            for text in told([replace(as_evidence(unit("turn", [trace]), "source", 1.0), author="me")]):
                if not any(telling(text) <= telling(each) for each in own):
                    yield Claim(person.name, text, "said by the assistant", False)


def _statements(person: Dialogue) -> list[str]:
    return list(dict.fromkeys(told(_sources(person))))


_OTHER_WORDS: Final = {
    "really": "truly", "currently": "at the moment", "delicious": "tasty", "movie": "film", "went to": "visited",
    "bought": "purchased", "like": "enjoy", "love": "enjoy", "saw": "watched", "recently": "lately",
    "very": "quite", "beautiful": "lovely", "often": "frequently",
}  # fmt: skip


def _reworded(text: str, rng: Random) -> str:
    """A true statement in other words: synonyms, and only its first clause where it has several."""
    for word, other in _OTHER_WORDS.items():
        text = re.sub(rf"\b{word}\b", other, text)
    first, _, rest = text.partition(", ")
    return first if rest and len(telling(first)) >= 3 and rng.random() < 0.5 else text


def _number(text: str, own: Sequence[str], rng: Random) -> str:
    words = {"two": "five", "three": "seven", "four": "nine", "one hour": "three hours", "half an": "a quarter of an"}
    made = re.sub(r"\b\d+", lambda found: str(int(found[0]) + rng.randint(1, 9)), text)
    for word, other in words.items():
        made = re.sub(rf"\b{word}\b", other, made) if made == text else made
    return made


def _name(text: str, own: Sequence[str], rng: Random) -> str:
    names = ["Barcelona", "Winterthur", "Amanda", "Nordstrom", "Okinawa"]
    return re.sub(r"(?<=[a-z,] )[A-Z][a-z]{2,}(?: [A-Z][a-z]+)*", rng.choice(names), text, count=1)


def _denied(text: str, own: Sequence[str], rng: Random) -> str:
    return re.sub(r"\bThey (?!are|were|have|don|did)", "They never ", text, count=1) if text.startswith("They ") else ""


def _wished(text: str, own: Sequence[str], rng: Random) -> str:
    """A wish told as done."""
    return re.sub(r"\b(?:want(?:ed)? to|would like to|are planning to|plan to|hope to|are going to) (\w+)", r"\1", text)


def _swapped(text: str, own: Sequence[str], rng: Random) -> str:
    """A telling word gives way to one that the same person says elsewhere."""
    mine = [word for word in re.findall(r"[a-z]{5,}", text) if telling(word)]
    others = [word for each in own for word in re.findall(r"[a-z]{5,}", each) if telling(word) - telling(text)]
    if not mine or not others:
        return ""
    return re.sub(rf"\b{rng.choice(mine)}\b", rng.choice(others), text, count=1)


def _whose(text: str, own: Sequence[str], rng: Random) -> str:
    who = rng.choice(["Their sister", "Their best friend", "Their colleague"])
    return re.sub(r"^They (?!are |were |have )", f"{who} ", text) if text.startswith("They ") else ""


_CHANGES: Final[dict[str, Callable[[str, Sequence[str], Random], str]]] = {
    "another number": _number, "another name": _name, "denied": _denied, "a wish told as done": _wished,
    "another word": _swapped, "told of somebody else": _whose,
}  # fmt: skip


def _cosines(claims: Sequence[Claim], sources: dict[str, list[Evidence]], embedder: Embedder) -> np.ndarray:
    """The largest cosine of each statement with a sentence of the person, ``(n,)``."""
    best = np.zeros(len(claims))
    for name, pieces in sources.items():
        sentences = [part for piece in pieces for part in re.split(r"(?<=[.!?])\s+", piece.text) if part]
        known = embedder.embed(sentences)
        rows = [row for row, claim in enumerate(claims) if claim.person == name]
        best[rows] = (embedder.embed([claims[row].text for row in rows]) @ known.T).max(axis=1)
    return best


def _outcome(
    people: Sequence[Dialogue],
    sources: dict[str, list[Evidence]],
    claims: Sequence[Claim],
    held: Sequence[Support],
    near: np.ndarray,
    late: set[str],
    setting: Setting,
) -> Outcome:
    passed = np.array([each.holds for each in held], dtype=float)
    true = np.array([claim.true for claim in claims])
    test = np.array([claim.person in late for claim in claims])
    level = float(np.quantile(near[true & ~test], 1 - SAME_SHARE))
    alike = (near >= level).astype(float)
    wrong, right = test & ~true, test & true
    who = np.array([claim.person for claim in claims])
    caught = paired(np.ones(wrong.sum()), passed[wrong], clusters=list(who[wrong]))
    let = bootstrap(passed[wrong], clusters=list(who[wrong]))
    loop, sums = _extended(people[SEEN:], sources, setting)
    return Outcome(
        effect=Effect.of(caught, name="no verification less verification",
                         metric="share of unsupported statements that are written"),
        also=[
            Effect.of(paired(alike[wrong], passed[wrong], clusters=list(who[wrong])),
                      name="likeness alone (cosine) less verification",
                      metric="share of unsupported statements that are written"),
            Effect.of(paired(passed[right], 1 - passed[right], clusters=list(who[right])),
                      name="true statements written less left out", metric="share of true statements"),
        ],
        controls=[
            Control("unsupported statements that pass", "at most 1 %", let.value, let.low, let.high, let.value <= 0.01,
                    "bad part", "share"),
            _strangers(claims, sources, people, test & true),
            *loop,
        ],
        tables=[_by_kind(claims, passed, alike, test), sums],
        notes=[
            f"{int(wrong.sum()):,} unsupported and {int(right.sum()):,} true statements of {len(late)} people who were"
            f" not looked at; likeness alone passes {SAME_SHARE:.0%} of the others' true ones (cosine {level:.2f}).",
            "Six of the thirteen rewordings are words that the verifier takes as equal; it cannot know the rest.",
            "A statement in words that the person did not use is left out, even where it is true: nothing is guessed.",
        ],
    )  # fmt: skip


def _by_kind(claims: Sequence[Claim], passed: np.ndarray, alike: np.ndarray, test: np.ndarray) -> Table:
    rows: list[list[str | float]] = []
    for how in dict.fromkeys(claim.how for claim in claims):
        of = test & np.array([claim.how == how for claim in claims])
        if of.any():
            true = claims[int(np.flatnonzero(of)[0])].true
            rows.append(
                [how, "true" if true else "false", int(of.sum()), float(passed[of].mean()), float(alike[of].mean())]
            )
    return Table("Statements that are let through", ("made", "is", "n", "verified", "alike (cosine)"), rows)


def _strangers(
    claims: Sequence[Claim], sources: dict[str, list[Evidence]], people: Sequence[Dialogue], of: np.ndarray
) -> Control:
    """True statements against another person's words are not supported."""
    names = [person.name for person in people]
    right = total = 0
    for row in np.flatnonzero(of).tolist():
        other = names[(names.index(claims[row].person) + 1) % len(names)]
        total += 1
        right += not Verifier(ZoneInfo("UTC")).supports(claims[row].text, sources[other]).holds
    return Control.share("true statements held against another person's words fall", right, total,
                         expectation="99 %", at_least=0.99, kind="swap")  # fmt: skip


def _extended(
    people: Sequence[Dialogue], sources: dict[str, list[Evidence]], setting: Setting
) -> tuple[list[Control], Table]:
    """A section with five facts; a generator that repeats them, adds five new ones, and makes four things up."""
    counts = dict.fromkeys(("new", "repeated", "made up", "of another"), 0)
    plain = dict(counts)
    total = dict(counts)
    for number, person in enumerate(people):
        rng = setting.rng(f"section/{person.name}")
        own = [text for text in _statements(person) if len(telling(text)) >= 4]
        facts = rng.sample(own, min(KNOWN + NEW, len(own)))
        section, new = " ".join(f"{each}." for each in facts[:KNOWN]), facts[KNOWN:]
        other = people[(number + 1) % len(people)]
        strange = rng.sample(_statements(other), 2)
        drafts = {**dict.fromkeys(facts[:KNOWN], "repeated"), **dict.fromkeys(new, "new")}
        drafts |= dict.fromkeys(strange, "of another")
        drafts |= dict.fromkeys(
            ["They won the state chess championship in 1997", "They adopted twins in Lisbon"], "made up"
        )
        kept = {text for text, _ in additions(section, drafts, sources[person.name], Verifier(ZoneInfo("UTC")))}
        for text, kind in drafts.items():
            total[kind] += 1
            plain[kind] += 1
            counts[kind] += text in kept
    rows: list[list[str | float]] = [
        [kind, total[kind], plain[kind] / total[kind], counts[kind] / total[kind]] for kind in counts
    ]
    bad = counts["made up"] + counts["of another"]
    of = total["made up"] + total["of another"]
    controls = [
        Control.share("a generator that makes things up is caught", of - bad, of, expectation="99 %", at_least=0.99,
                      kind="bad part"),
        Control.share("what the section says already is not said again", total["repeated"] - counts["repeated"],
                      total["repeated"], expectation="all", kind="do no harm"),
        Control.share("new facts are added", counts["new"], total["new"], expectation="at least 80 %", at_least=0.8),
        _one_source(people, sources),
    ]  # fmt: skip
    return controls, Table("Sections extended", ("draft", "n", "written without verification", "with"), rows)


def _one_source(people: Sequence[Dialogue], sources: dict[str, list[Evidence]]) -> Control:
    """With one source, and with none, the loop ends as it should."""
    right = 0
    for person in people:
        first = _statements(person)[:1]
        one = additions("", first, sources[person.name], Verifier(ZoneInfo("UTC")))
        right += len(one) == 1 and not additions("", first, [], Verifier(ZoneInfo("UTC")))
    return Control.share("one statement and no source are enough to run", right, len(people), expectation="all")
