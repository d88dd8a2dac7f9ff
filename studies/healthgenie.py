"""HealthGenie: do foods by a graph of conditions, nutrients and foods suit people better than foods by meaning?

Data: 200 planted people with one or two stated conditions and an allergy for half of them; 600 foods drawn from the
USDA table that comes with the package. A food suits where no nutrient that guidance wants less of is high in it, it
holds nothing that the person must avoid, and at least one thing that guidance wants is there: worked out from the
figures of the table, apart from the graph, but with the same limits of high and low. Nothing is tuned.

Floor: the ten foods nearest in meaning to the same wish in words. Controls: guidance with its nutrients dealt out anew
(must be worse), another person's conditions (must be worse), made-up reasons (all must be found out), a food taken out
of the picture (gone at once, the rest in its order).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random
from typing import Final

import numpy as np

from thyself.decide.diet_graph import DietGraph, Reason, build
from thyself.evaluate import Control, Effect, Outcome, Setting, Table, paired, study
from thyself.guard.conditions import GUIDANCE, NEVER
from thyself.guard.food import allergens
from thyself.sources.foods import Food
from thyself.sources.usda import shipped_table

PEOPLE: Final = 200
FOODS: Final = 600
K: Final = 10
ALLERGENS: Final = ("milk", "egg", "gluten", "soy", "fish", "crustaceans", "nuts")
CONDITIONS: Final = ("high blood pressure", "high cholesterol", "diabetes", "low iron", "osteoporosis", "constipation",
                     "coeliac disease", "lactose intolerance")  # fmt: skip
#: In 100 g: what is low, and what is high.
LIMITS: Final = {"sodium_mg": (120, 600), "saturated_g": (1.5, 5), "sugar_g": (5, 22.5), "fibre_g": (1, 6),
                 "potassium_mg": (100, 600), "calcium_mg": (36, 240), "iron_mg": (0.6, 4.2)}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Person:
    """What somebody stated."""

    conditions: tuple[str, ...]
    avoid: frozenset[str]

    @property
    def wish(self) -> str:
        """In words."""
        without = f" without {', '.join(sorted(self.avoid))}" if self.avoid else ""
        return f"healthy food for somebody with {' and '.join(self.conditions)}{without}"


@study(
    name="healthgenie",
    system="healthgenie",
    title="Foods by a graph of conditions and nutrients, against foods by meaning",
    claim="more foods of the first ten suit by the graph than by meaning, and each reason is a path of it",
    seconds=60,
)
def run(setting: Setting) -> Outcome:
    """Rank foods for planted people."""
    rng = setting.rng()
    foods = rng.sample(shipped_table(), FOODS)
    people = [_person(rng) for _ in range(PEOPLE)]
    others = [*people[1:], people[0]]
    graph, dealt = build(foods), _dealt(foods, rng)
    by_name = {each.name: each for each in foods}
    first = [_first(graph, each, each.avoid) for each in people]
    near = _nearest(setting, foods, people)
    lists = {
        "by the graph": first,
        "by meaning": near,
        "nutrients dealt out anew": [_first(dealt, each, each.avoid) for each in people],
        "another's conditions": [_first(graph, other, each.avoid) for each, other in zip(people, others, strict=True)],
    }
    suit = {name: [_share(each, person, by_name) for each, person in zip(of, people, strict=True)]
            for name, of in lists.items()}  # fmt: skip
    bad = {name: sum(_harms(by_name[food], person) for each, person in zip(of, people, strict=True) for food in each)
           for name, of in lists.items()}  # fmt: skip
    reasons = [reason for each, person in zip(first, people, strict=True) for food in each
               for reason in graph.reasons(food, person.conditions)]  # fmt: skip
    forged = [_forged(each, foods, rng) for each in reasons]
    forged = [each for each in forged if each is not None]
    setting.progress(1, 1)
    return Outcome(
        Effect.of(paired(suit["by the graph"], suit["by meaning"]), name="graph less meaning",
                  metric="share of the first ten foods that suit"),
        controls=[
            Control.worse("nutrients dealt out anew", paired(suit["by the graph"], suit["nutrients dealt out anew"]),
                          kind="bad part"),
            Control.worse("another's conditions", paired(suit["by the graph"], suit["another's conditions"])),
            Control.share("foods of the first ten that do no harm", PEOPLE * K - bad["by the graph"], PEOPLE * K,
                          expectation="all"),
            Control.share("reasons that are paths of the graph", sum(map(graph.holds, reasons)), len(reasons),
                          expectation="all"),
            Control.share("made-up reasons that are found out",
                          sum(each is None or not graph.holds(each) for each in forged), len(forged),
                          expectation="all", kind="bad part"),
            Control.share("a food taken out is gone, the rest in its order",
                          sum(_monotonic(graph, person, each) for each, person in zip(first, people, strict=True)),
                          PEOPLE, expectation="all"),
        ],
        tables=[Table("The first ten foods", ("way", "people", "share that suits", "foods that harm, of all"),
                      [(name, PEOPLE, round(float(np.mean(each)), 3), bad[name]) for name, each in suit.items()])],
        notes=["That a food does no harm here means the limits of labels for one nutrient in 100 g and an allergen by "
               "name, nothing more; the graph and the truth share those limits.",
               "The wish in words is all that ranking by meaning is given."],
    )  # fmt: skip


def _person(rng: Random) -> Person:
    conditions = tuple(rng.sample(CONDITIONS, rng.randint(1, 2)))
    own = frozenset([rng.choice(ALLERGENS)] if rng.random() < 0.5 else [])
    return Person(conditions, own | {NEVER[each] for each in conditions if each in NEVER})


def _dealt(foods: list[Food], rng: Random) -> DietGraph:
    """The graph with what guidance wants dealt out to other nutrients; what is never eaten stays."""
    nutrients = [(each.nutrient, each.wants) for each in GUIDANCE]
    rng.shuffle(nutrients)
    return build(foods, guidance=[replace(each, nutrient=nutrient, wants=wants)
                                  for each, (nutrient, wants) in zip(GUIDANCE, nutrients, strict=True)])  # fmt: skip


def _first(graph: DietGraph, person: Person, avoid: frozenset[str]) -> list[str]:
    return [food for food, _ in graph.ranked(person.conditions, avoid=avoid)[:K]]


def _nearest(setting: Setting, foods: list[Food], people: list[Person]) -> list[list[str]]:
    embedder = setting.embedder()
    rows = embedder.embed([each.name.replace(",", ", ").lower() for each in foods])
    asked = embedder.embed([each.wish for each in people])
    return [[foods[int(at)].name for at in np.argsort(-(rows @ one))[:K]] for one in asked]


def _harms(food: Food, person: Person) -> bool:
    """Whether it holds what must be avoided, or much of what guidance wants less of; by the figures alone."""
    if (food.allergens | allergens(food.name)) & person.avoid:
        return True
    return any(each.wants == "less" and food.nutrients.get(each.nutrient, 0.0) > LIMITS[each.nutrient][1]
               for each in GUIDANCE if each.condition in person.conditions)  # fmt: skip


def _suits(food: Food, person: Person) -> bool:
    wants = [each for each in GUIDANCE if each.condition in person.conditions]
    met = [each for each in wants if (value := food.nutrients.get(each.nutrient)) is not None
           and (value <= LIMITS[each.nutrient][0] if each.wants == "less"
                else value > LIMITS[each.nutrient][1])]  # fmt: skip
    return not _harms(food, person) and (bool(met) or not wants)


def _share(names: list[str], person: Person, by_name: dict[str, Food]) -> float:
    return float(np.mean([_suits(by_name[each], person) for each in names]))


def _forged(reason: Reason, foods: list[Food], rng: Random) -> Reason | None:
    """The reason with another food in it of which the graph says no such thing; none where it would be true."""
    other = rng.choice(foods)
    last = reason.path[-1]
    value, (low, high) = other.nutrients.get(last.object), LIMITS.get(last.object, (0.0, 0.0))
    true = value is not None and (value <= low if last.relation == "is low in" else value > high)
    return None if true else replace(reason, path=(reason.path[0], last._replace(subject=other.name)))


def _monotonic(graph: DietGraph, person: Person, first: list[str]) -> bool:
    """Whether a food that is taken out is gone and the others keep their order."""
    after = [food for food, _ in graph.without(first[0]).ranked(person.conditions, avoid=person.avoid)]
    return first[0] not in after and after[: K - 1] == first[1:]
