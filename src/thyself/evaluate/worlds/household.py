"""Household: people tell a robot what things mean to them, and later only refer to that.

Each episode comes in two stages with the same goal: in the first the instruction names the things and says what they
mean ("It was a present from my sister"); in the second it only refers to that ("what my sister gave me"). The reference
never says what a thing looks like. Each person has two houses, in which the same reference means different things.

Source: the paired protocol of MEMENTO (Embodied Agents Meet Personalization, 2025); house and sentences are our own.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Final, Literal, NamedTuple

from thyself.core import Trace
from thyself.core.clauses import clauses

Kind = Literal["ownership", "preference", "history", "group", "routine", "arrangement"]
#: What the paper calls user patterns; the other kinds are meanings of things.
PATTERNS: Final = frozenset({"routine", "arrangement"})
START: Final = datetime(2024, 1, 8, 9, tzinfo=UTC)

_LOOKS: Final = (
    "blue striped", "white ceramic", "red enamel", "green glass", "dark wooden", "yellow dotted", "small copper",
    "tall silver", "grey stone", "round bamboo", "black leather", "plain linen",
)  # fmt: skip
_SORTS: Final = ("mug", "vase", "bowl", "lamp", "candle holder", "box", "jug", "basket")
_PLACES: Final = (
    "kitchen table", "hall cabinet", "bedroom shelf", "desk in the study", "window sill", "sofa table",
    "bathroom stool", "balcony bench",
)  # fmt: skip
_WHO: Final = ("sister", "brother", "aunt", "best friend", "grandmother", "neighbour")
_CITIES: Final = ("Lisbon", "Prague", "Oslo", "Kyoto")
_ACTS: Final = ("reading", "painting", "tea with guests", "writing letters")
_TIMES: Final = ("morning", "evening", "Sunday", "bedtime")


class Goal(NamedTuple):
    """One proposition: a thing lies at a place."""

    thing: str
    place: str


@dataclass(frozen=True, slots=True)
class Episode:
    """One goal, and two ways to ask for it.

    Args:
        id: Its name.
        scene: The house in which it happens.
        kind: What sort of personal knowledge it needs; of a joint episode that of its first part.
        told: The instruction that says everything (stage 1).
        meant: The instruction that only refers to it (stage 2).
        goals: What must hold in the end.
        gold: The episodes in which the knowledge was told.
    """

    id: str
    scene: str
    kind: Kind
    told: str
    meant: str
    goals: tuple[Goal, ...]
    gold: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class House:
    """One house of one person: what is in it, what was told there, and what is asked for there later."""

    person: str
    scene: str
    things: tuple[str, ...]
    places: tuple[str, ...]
    told: tuple[Episode, ...]
    joint: tuple[Episode, ...]

    def traces(self) -> list[Trace]:
        """The first stage as traces: each instruction, and what the robot did; the scene is the source."""
        return [trace for day, each in enumerate(self.told) for trace in _traces(each, START + timedelta(days=day))]


def person(name: str, rng: Random, *, episodes: int = 14, joint: int = 4) -> tuple[House, House]:
    """A person with two houses.

    Args:
        name: Of the person.
        rng: Draws everything.
        episodes: How many are told in each house (at most 14).
        joint: How many later ones need two of them.
    """
    facts = rng.sample(_facts(rng), episodes)
    return _house(name, "flat", facts, rng, joint), _house(name, "cabin", facts, rng, joint)


class _Fact(NamedTuple):
    """How a meaning is told, and how it is referred to; ``{sort}`` is the sort of the thing."""

    kind: Kind
    said: str
    reference: str


def _facts(rng: Random) -> list[_Fact]:
    who, cities, acts, times = (rng.sample(each, len(each)) for each in (_WHO, _CITIES, _ACTS, _TIMES))
    return [
        _Fact("history", f"It was a birthday present from my {who[0]}.", f"what my {who[0]} gave me on my birthday"),
        _Fact("history", f"It was a wedding present from my {who[1]}.", f"what my {who[1]} gave us when we married"),
        _Fact("history", f"I bought it on our trip to {cities[0]}.", f"the souvenir from {cities[0]}"),
        _Fact("history", f"I found it at a flea market in {cities[1]}.", f"the {{sort}} from {cities[1]}"),
        _Fact("ownership", f"It belongs to my {who[2]}.", f"my {who[2]}'s {{sort}}"),
        _Fact("ownership", f"My {who[3]} lent it to me.", f"the {{sort}} that I have to give back to my {who[3]}"),
        _Fact("preference", f"I like it best of all for {acts[0]}.", f"my favourite {{sort}} for {acts[0]}"),
        _Fact("preference", f"It is the one that I use for {acts[1]}.", f"the {{sort}} that I take for {acts[1]}"),
        _Fact("group", f"They are my set for {acts[2]}.", f"my things for {acts[2]}"),
        _Fact("group", f"My {who[4]} made both of them.", f"the things made by my {who[4]}"),
        _Fact("routine", f"That is my {times[0]} routine.", f"Get everything ready for my {times[0]} routine."),
        _Fact("routine", f"I want it so every {times[1]}.", f"Do what you always do for me in the {times[1]} hours."),
        _Fact("arrangement", f"I prefer it so for {acts[3]}.", f"Arrange it the way I like it for {acts[3]}."),
        _Fact(
            "arrangement", f"That is how I have it when my {who[5]} visits.", f"My {who[5]} comes: as usual, please."
        ),
    ]


def _house(name: str, place: str, facts: Sequence[_Fact], rng: Random, joint: int) -> House:
    scene = f"{name}'s {place}"
    looks = rng.sample(_LOOKS, len(_LOOKS))
    sorts = rng.sample(_SORTS, 4)
    # Three of each sort: the sort alone never says which.
    things = tuple(f"{look} {sort}" for look, sort in zip(looks, [*sorts, *sorts, *sorts], strict=True))
    told = tuple(_episode(f"{scene}/{i}", scene, fact, things, rng) for i, fact in enumerate(facts))
    pairs = rng.sample([(a, b) for a in told for b in told if a.kind not in PATTERNS and b.kind in PATTERNS], joint)
    both = tuple(
        Episode(f"{a.id}+{b.id}", scene, a.kind, f"{a.told} Then: {b.told}", f"{a.meant} Then: {b.meant}",
                a.goals + b.goals, a.gold + b.gold)
        for a, b in pairs
    )  # fmt: skip
    return House(name, scene, things, _PLACES, told, both)


def _episode(key: str, scene: str, fact: _Fact, things: Sequence[str], rng: Random) -> Episode:
    many = 1 if fact.kind in ("history", "ownership", "preference") else 2
    chosen = rng.sample(things, many)
    places = rng.sample(_PLACES, many) if fact.kind in PATTERNS else rng.sample(_PLACES, 1) * many
    goals = tuple(Goal(thing, place) for thing, place in zip(chosen, places, strict=True))
    if len(set(places)) == 1:
        what = f"Please put the {' and the '.join(chosen)} on the {places[0]}."
    else:
        what = "Please put " + " and ".join(f"the {goal.thing} on the {goal.place}" for goal in goals) + "."
    reference = fact.reference.format(sort=_sort(chosen[0]))
    meant = reference if fact.kind in PATTERNS else f"Please put {reference} on the {places[0]}."
    return Episode(key, scene, fact.kind, f"{what} {fact.said}", meant, goals, (key,))


def _sort(thing: str) -> str:
    return next(sort for sort in _SORTS if thing.endswith(sort))


def _traces(episode: Episode, at: datetime) -> list[Trace]:
    fields = {"kind": "said", "source": episode.scene, "session": episode.id}
    done = " and ".join(f"the {goal.thing} is on the {goal.place}" for goal in episode.goals)
    return [
        Trace(episode.told, at=at, ref=f"{episode.id}:told", author="me", **fields),  # type: ignore[arg-type]
        Trace(f"Done: {done}.", at=at + timedelta(minutes=5), ref=f"{episode.id}:done", author="robot", **fields),  # type: ignore[arg-type]
    ]


def carried_out(instruction: str, memories: Sequence[str], house: House, rng: Random) -> set[Goal]:
    """What a reader of rules does with an instruction and some memories of earlier ones.

    Each clause that names its things is done as it says. For any other the memory that shares most of its words is
    read, and its things and places are taken; a place that the clause names goes before. What is still open is guessed:
    a thing of the sort that is named, or any. A language model may stand in its place; what is compared is memory.
    """
    done: set[Goal] = set()
    for clause in clauses(instruction):
        named = _mentions(clause, house)
        if not any(thing for thing, _ in named):
            named = _remembered(clause, memories, house) or named
        done |= {_completed(thing, place, clause, house, rng) for thing, place in named or [("", "")]}
    return done


def _remembered(clause: str, memories: Sequence[str], house: House) -> list[tuple[str, str]]:
    asked = _words(clause, house)
    fits = [len(asked & _words(memory, house)) for memory in memories]
    if not fits or max(fits) == 0:
        return []
    told = _mentions(memories[fits.index(max(fits))].split("\n")[0], house)
    place = next((place for _, place in _mentions(clause, house) if place), "")
    return [(thing, place or there) for thing, there in told]


def _mentions(text: str, house: House) -> list[tuple[str, str]]:
    """Things that a text names, each with the next place that it names; a place alone comes with no thing."""
    found = sorted((text.find(f"the {each}"), each) for each in (*house.things, *house.places) if f"the {each}" in text)
    out: list[tuple[str, str]] = []
    open_things: list[str] = []
    for _, each in found:
        if each in house.things:
            open_things.append(each)
        else:
            out += [(thing, each) for thing in open_things] or ([("", each)] if not out else [])
            open_things = []
    return out + [(thing, "") for thing in open_things]


_PLAIN: Final = frozenset(
    "the a an my me i it its is was that of on in for to and with please put you your when".split()
)


def _words(text: str, house: House) -> set[str]:
    for place in house.places:
        text = text.replace(f"the {place}", "")
    return {word for word in re.findall(r"[a-z]+", text.lower()) if word not in _PLAIN}


def _completed(thing: str, place: str, clause: str, house: House, rng: Random) -> Goal:
    alike = [each for each in house.things if re.search(rf"\b{_sort(each)}\b", clause)]
    return Goal(thing or rng.choice(alike or list(house.things)), place or rng.choice(house.places))


def percent_complete(done: Collection[Goal], wanted: Sequence[Goal]) -> float:
    """The share of the goals that were met (PC); 1 is success (SR)."""
    return sum(goal in done for goal in wanted) / len(wanted)
