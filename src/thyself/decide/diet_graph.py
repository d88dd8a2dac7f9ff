"""Diet graph: conditions, nutrients, allergens and foods, with a source on each edge; reasons are paths of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, NamedTuple

from thyself.guard.conditions import GUIDANCE, NEVER, Guidance
from thyself.guard.food import allergens
from thyself.sources.foods import Food

_CLAIMS: Final = "Regulation (EC) 1924/2006"
_LIGHTS: Final = "UK front-of-pack labelling guidance (2016)"
#: In 100 g: at most so much is low, above so much is high, and who says so.
_LEVELS: Final[Mapping[str, tuple[float, float, str, str]]] = MappingProxyType(
    {
        "sodium_mg": (120.0, 600.0, _CLAIMS, _LIGHTS),
        "saturated_g": (1.5, 5.0, _CLAIMS, _LIGHTS),
        "sugar_g": (5.0, 22.5, _CLAIMS, _LIGHTS),
        "fibre_g": (1.0, 6.0, _LIGHTS, _CLAIMS),
        "potassium_mg": (100.0, 600.0, _CLAIMS, _CLAIMS),
        "calcium_mg": (36.0, 240.0, _CLAIMS, _CLAIMS),
        "iron_mg": (0.6, 4.2, _CLAIMS, _CLAIMS),
    }
)
#: The source of what nobody but the person says.
_WISH: Final = "your wish"
#: How much a reason against a food counts beside one for it.
_AGAINST: Final = 2.0


class Edge(NamedTuple):
    """One edge; ``relation`` is ``"wants less"``, ``"wants more"``, ``"never"``, ``"is low in"``, ``"is high in"`` or
    ``"holds"``."""

    subject: str
    relation: str
    object: str
    source: str


def plain(node: str) -> str:
    """A node as people say it: "less sodium" for ``"less sodium_mg"``."""
    return re.sub(r"_(?:mg|g)\b", "", node)


@dataclass(frozen=True, slots=True)
class Reason:
    """A path from what a person told to a food, and whether it speaks for the food.

    Args:
        path: Edges of the graph, from the condition on.
        speaks_for: Whether it is a reason to eat the food.
    """

    path: tuple[Edge, ...]
    speaks_for: bool

    @property
    def text(self) -> str:
        """In words, with the sources."""
        first, last = self.path[0], self.path[-1]
        what = plain(last.object)
        word = "for" if self.speaks_for else "against"
        found = f"{last.subject}: {last.relation.removeprefix('is ')} {what} ({last.source})"
        if first.source == _WISH:
            return f"{word}: you wish {plain(first.subject)}; {found}"
        return f"{word}: {first.subject} {first.relation} {what} ({first.source}); {found}"


@dataclass(frozen=True, slots=True)
class DietGraph:
    """The graph. Make it by :func:`build`.

    Args:
        foods: By name.
        edges: All of them.

    Source: HealthGenie (2025): advice from a sub-graph of conditions, nutrients and foods that a person can see.
    """

    foods: Mapping[str, Food]
    edges: frozenset[Edge]
    _from: Mapping[str, tuple[Edge, ...]]

    def of(self, subject: str) -> tuple[Edge, ...]:
        """The edges that go out from a condition, a wish or a food."""
        return self._from.get(subject, ())

    def reasons(self, food: str, told: Iterable[str]) -> list[Reason]:
        """The paths from each condition or wish to a food; those against it first."""
        found = []
        for name in sorted(set(told)):
            for first in self.of(name):
                for last in self.of(food):
                    if first.object == last.object:
                        good = (first.relation, last.relation) in _GOOD
                        if good or (first.relation, last.relation) in _BAD:
                            found.append(Reason((first, last), good))
        return sorted(found, key=lambda each: each.speaks_for)

    def holds(self, reason: Reason) -> bool:
        """Whether each edge of a reason stands in the graph and they meet; a made-up reason does not."""
        edges = reason.path
        return all(each in self.edges for each in edges) and len({each.object for each in edges}) == 1

    def ranked(
        self, told: Iterable[str], *, avoid: frozenset[str] = frozenset(), likes: Mapping[str, float] | None = None
    ) -> list[tuple[str, float]]:
        """Foods by what speaks for them less what speaks against them; none that a condition or an allergy rules out.

        Args:
            told: Conditions and wishes, as nodes.
            avoid: Allergens that must not be held.
            likes: By name of a food, from -1 to 1.
        """
        names = sorted(set(told))
        never = avoid | {each.object for name in names for each in self.of(name) if each.relation == "never"}
        made = []
        for food in self.foods:
            if any(each.relation == "holds" and each.object in never for each in self.of(food)):
                continue
            reasons = self.reasons(food, names)
            score = sum(1.0 if each.speaks_for else -_AGAINST for each in reasons)
            made.append((food, score + 0.5 * (likes or {}).get(food, 0.0)))
        return sorted(made, key=lambda each: (-each[1], each[0]))

    def without(self, *foods: str) -> DietGraph:
        """The graph without some foods and their edges: what a person took out of the picture."""
        gone = set(foods)
        kept = {name: food for name, food in self.foods.items() if name not in gone}
        return _made(kept, (each for each in self.edges if each.subject not in gone))


_GOOD: Final = {("wants less", "is low in"), ("wants more", "is high in")}
_BAD: Final = {("wants less", "is high in"), ("never", "holds")}


def build(foods: Sequence[Food], *, guidance: Sequence[Guidance] = GUIDANCE) -> DietGraph:
    """The graph of a table of foods and of public guidance; a nutrient that was not measured has no edge.

    Wishes are nodes as well: ``"less sodium_mg"``, ``"more fibre_g"``.
    """
    edges = [Edge(each.condition, f"wants {each.wants}", each.nutrient, each.source) for each in guidance]
    edges += [Edge(name, "never", allergen, "the condition itself") for name, allergen in NEVER.items()]
    for nutrient in _LEVELS:
        edges += [Edge(f"{way} {nutrient}", f"wants {way}", nutrient, _WISH) for way in ("less", "more")]
    for food in foods:
        edges += _of_food(food)
    return _made({each.name: each for each in foods}, edges)


def _of_food(food: Food) -> list[Edge]:
    found = []
    for nutrient, (low, high, low_source, high_source) in _LEVELS.items():
        value = food.nutrients.get(nutrient)
        if value is not None and value <= low:
            found.append(Edge(food.name, "is low in", nutrient, low_source))
        elif value is not None and value > high:
            found.append(Edge(food.name, "is high in", nutrient, high_source))
    held = food.allergens | allergens(food.name)
    return found + [Edge(food.name, "holds", each, "the table") for each in sorted(held)]


def _made(foods: Mapping[str, Food], edges: Iterable[Edge]) -> DietGraph:
    every = frozenset(edges)
    out: dict[str, list[Edge]] = {}
    for each in sorted(every):
        out.setdefault(each.subject, []).append(each)
    return DietGraph(MappingProxyType(dict(foods)), every, MappingProxyType({k: tuple(v) for k, v in out.items()}))
