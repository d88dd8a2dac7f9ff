"""Differences: does a profile tell what sets a person apart, or what everybody does?

Planted world: everybody praises, recommends and writes with exclamation marks; items are of three kinds, each with
words of its own, and a person reviews items of one kind; each person has two habits of ten, shown in six of ten of
their reviews, which one person in five has. A profile of three lines is held against the two habits: from counts over
the own history, from lift over other people, and from differences to those who reviewed the same items (all, those
that stand for the groups of opinions, as many by chance, reviewers of other items).

Real reviews (Amazon, products and groceries, hotels; people with four reviews and more): five lines are made of every
other review of a person; whose other reviews show most of the five lines, among ten people? What others write is
counted on people with fewer reviews. In how many texts a marker must stand was chosen on half of the people; the
others are reported.

Claim (Measuring What Makes You Unique, 2025; Guided Profile Generation, 2024): differences tell more of the person than
a summary of their own history does, at equal length.

    thyself study dpl
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from studies.pgraphrag import read
from thyself.evaluate import Control, Effect, Interval, Outcome, Setting, Table, bootstrap, paired, study
from thyself.models import Hashed
from thyself.profile.markers import Rates, lifts, markers, versus
from thyself.profile.peers import representatives
from thyself.retrieval.neighbours import Said

HABITS: Final[Mapping[str, str]] = {
    "way:brackets": "(as they say)",
    "way:ellipses": "so far...",
    "way:smileys": ":)",
    "word:honestly": "honestly",
    "word:superb": "superb",
    "word:granted": "granted",
    "word:alas": "alas",
    "word:wife": "as my wife says",
    "word:weekend": "for the weekend",
    "word:bargain": "a bargain",
}
COMMON: Final = ("The quality is great!", "Highly recommend it!", "Works well.", "Fast shipping!", "I love it.")
PEOPLE, ITEMS, KINDS, EACH = 60, 30, 3, 8
SHOWN: Final = 0.6
LINES: Final = 3
SETS: Final = ("amazon", "gap", "hotel")
REAL_LINES, AMONG, LEAST = 5, 10, 4
WORLDS: Final = 2


@dataclass(frozen=True, slots=True)
class World:
    """Reviews with planted habits, and who has which."""

    said: Sequence[Said]
    habits: Mapping[str, frozenset[str]]


@study(
    name="dpl",
    system="dpl",
    title="DPL and GPG: a profile of what sets a person apart",
    claim="lines from differences name planted habits more often than lines from the own history, at equal length",
    data=("pgraphrag",),
    seconds=90,
)
def run(setting: Setting) -> Outcome:
    """The planted world, then real reviews."""
    planted: dict[str, list[float]] = {}
    whose: list[str] = []
    for number in range(WORLDS):
        rng = setting.rng(f"world {number}")
        world = made(rng)
        for person in world.habits:
            whose.append(f"{number}/{person}")
            for way, names in profiles(world.said, person, rng).items():
                planted.setdefault(way, []).append(len(set(names[:LINES]) & world.habits[person]) / 2)
        setting.progress(number + 1, WORLDS + len(SETS))
    real: dict[str, list[float]] = {}
    for done, name in enumerate(SETS):
        _identify(read(setting.folder("pgraphrag") / f"{name}_dev.jsonl.gz"), setting.rng(name), real)
        setting.progress(WORLDS + done + 1, WORLDS + len(SETS))
    return _outcome(planted, whose, real)


def made(rng: Random) -> World:
    """A world of reviews."""
    habits = {f"p{n}": frozenset(rng.sample(list(HABITS), 2)) for n in range(PEOPLE)}
    kinds = [[f"{stem}{kind}x" for stem in ("lid", "knob", "strap")] for kind in range(KINDS)]
    said = []
    for place, (person, own) in enumerate(habits.items()):
        for item in rng.sample(range(place % KINDS, ITEMS, KINDS), EACH):
            parts = [f"The {word} is fine." for word in rng.sample(kinds[item % KINDS], 2)]
            parts += rng.sample(COMMON, 3)
            parts += [HABITS[habit] for habit in sorted(own) if rng.random() < SHOWN]
            rng.shuffle(parts)
            said.append(Said(f"{person}/{item}", person, f"i{item}", " ".join(parts)))
    return World(said, habits)


def profiles(said: Sequence[Said], person: str, rng: Random) -> dict[str, list[str]]:
    """The markers of a profile, best first, by each way to make it."""
    own = [each for each in said if each.person == person]
    others = [each for each in said if each.person != person]
    texts = [each.text for each in own]
    by_item: dict[str, list[str]] = {}
    for each in others:
        by_item.setdefault(each.item, []).append(each.text)
    same = [by_item.get(each.item, []) for each in own]
    stands = [
        representatives(each.text, around, Hashed(dimensions=256)) for each, around in zip(own, same, strict=True)
    ]
    chance = [rng.sample(around, min(len(around), len(few))) for around, few in zip(same, stands, strict=True)]
    kind = {int(each.item[1:]) % KINDS for each in own}
    strange = [each.text for each in others if int(each.item[1:]) % KINDS not in kind]
    elsewhere = [rng.sample(strange, len(few)) for few in stands]
    counts = Rates.of(texts)
    return {
        "own history, by count": sorted(counts.counts, key=lambda marker: (-counts.counts[marker], marker)),
        "lift over other people": [each.marker for each in lifts(counts, Rates.of([each.text for each in others]))],
        "differences to all on the same items": [each.marker for each in versus(texts, same)],
        "differences to those that stand for groups": [each.marker for each in versus(texts, stands)],
        "differences to as many by chance": [each.marker for each in versus(texts, chance)],
        "differences to reviewers of other items": [each.marker for each in versus(texts, elsewhere)],
    }


def _identify(said: Sequence[Said], rng: Random, found: dict[str, list[float]]) -> None:
    of: dict[str, list[Said]] = {}
    for each in said:
        of.setdefault(each.person, []).append(each)
    able = sorted(person for person, texts in of.items() if len(texts) >= LEAST and sum(map(ord, person)) % 2)
    few = [each for person, texts in of.items() if len(texts) < LEAST for each in texts]
    others = Rates.of([each.whole for each in few])
    on: dict[str, list[str]] = {}
    for each in few:
        on.setdefault(each.item, []).append(each.whole)
    known = {person: of[person][::2] for person in able}
    shown = {person: [markers(each.whole) for each in of[person][1::2]] for person in able}
    for person in able:
        rest = [other for other in able if other != person]
        among = [person, *rng.sample(rest, min(AMONG - 1, len(rest)))]
        texts = [each.whole for each in known[person]]
        counts = Rates.of(texts)
        peers = [on.get(each.item, [])[:20] for each in known[person]]
        ways: dict[str, list[str]] = {
            "own history, by count": sorted(counts.counts, key=lambda marker: (-counts.counts[marker], marker)),
            "lift over other people": [each.marker for each in lifts(counts, others)],
            "differences to all on the same items": [each.marker for each in versus(texts, peers)],
        }
        for way, names in ways.items():
            found.setdefault(way, []).append(_picked(names[:REAL_LINES], among, shown))
        swapped = [each.marker for each in lifts(Rates.of([each.whole for each in known[among[1]]]), others)]
        found.setdefault("another person's lift", []).append(_picked(swapped[:REAL_LINES], [person, *among[2:]], shown))


def _picked(lines: Sequence[str], among: Sequence[str], shown: Mapping[str, Sequence[frozenset[str]]]) -> float:
    """1 where the first of ``among`` shows most of the lines; a share of it where several do."""
    fits = [sum(line in text for line in lines for text in shown[who]) / len(shown[who]) for who in among]
    best = max(fits)
    return (fits[0] == best) / sum(each == best for each in fits)


def _outcome(planted: dict[str, list[float]], whose: Sequence[str], real: dict[str, list[float]]) -> Outcome:
    def less(one: str, other: str) -> Interval:
        return paired(planted[one], planted[other], clusters=whose)

    same, history = "differences to all on the same items", "own history, by count"
    groups, chance = "differences to those that stand for groups", "differences to as many by chance"
    metric = f"share of planted habits in {LINES} lines"

    def table(found: Mapping[str, list[float]]) -> list[tuple[str, str]]:
        return [(way, str(bootstrap(values))) for way, values in found.items()]

    picks = f"own other reviews picked among {AMONG} people by {REAL_LINES} lines"
    return Outcome(
        effect=Effect.of(less(same, history), name="differences less own history, planted", metric=metric),
        also=[
            Effect.of(less("lift over other people", history), name="lift less own history, planted", metric=metric),
            Effect.of(less(groups, chance), name="peers that stand for groups less peers by chance", metric=metric),
            Effect.of(less(groups, same), name="peers that stand for groups less all", metric=metric),
            Effect.of(paired(real["lift over other people"], real[history]), name="lift less own history, real reviews",
                      metric=picks),
            Effect.of(paired(real[same], real[history]), name="differences less own history, real reviews",
                      metric=picks),
        ],
        controls=[
            Control.worse("peers from other items", less(same, "differences to reviewers of other items"),
                          kind="other"),
            Control.worse("real reviews: another person's lines",
                          paired(real["lift over other people"], real["another person's lift"])),
        ],
        tables=[
            Table(f"Planted world: {metric}", ("profile", "share"), table(planted),
                  f"{len(whose)} people in {WORLDS} worlds."),
            Table(f"Real reviews: {picks}", ("profile", "share"), table(real),
                  f"{len(real[history])} people with {LEAST} reviews and more; chance is 0.1."),
        ],
        seeds=WORLDS,
        notes=["Groups of opinions are made with vectors of hashed words."],
    )  # fmt: skip
