"""Eating Smart: is what is told of a plate right, and does it depend on who eats?

Data: planted plates of two to four of 24 foods (rows of the table chosen by hand) with amounts drawn around a usual
serving, and a planted detector: right with a score of 0.4 to 1, or seen with hardly any sureness (one food in six).
Each of the people stated one condition, an allergy, both or neither. Nothing is tuned on these plates.

Claim: with amounts told, the energy is nearer the truth than by the picture alone, and a plate is told otherwise to
whom it matters. Controls: the labels of another plate (must be worse), another person's statements (fewer remarks are
right), and what must hold: each allergen is flagged, each true energy lies in the range told for the picture, a person
with no statement gets no remark.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Final

from thyself.decide.plate import Plate, plate, remarks
from thyself.evaluate import Control, Effect, Outcome, Setting, Table, paired, study
from thyself.guard.conditions import guidance
from thyself.guard.food import allergens
from thyself.models.vision import Detection
from thyself.retrieval.food_names import shipped_linker
from thyself.sources.foods import Food
from thyself.sources.usda import shipped_table

PLATES: Final = 400
#: What a detector calls a food, its row, and what usually lies on a plate, in grams.
FOODS: Final = (
    ("white rice", "20045", 180), ("boiled egg", "01129", 60), ("cheddar", "01009", 40), ("broccoli", "11090", 120),
    ("banana", "09040", 118), ("almonds", "12061", 30), ("salmon", "15078", 150), ("shrimp", "15149", 100),
    ("carrots", "11124", 90), ("avocado", "09037", 100), ("spinach", "11457", 60), ("apple", "09003", 180),
    ("chickpeas", "16057", 160), ("hummus", "16158", 60), ("parmesan", "01032", 15), ("feta cheese", "01019", 50),
    ("olives", "09193", 40), ("sour cream", "01056", 40), ("tofu", "16126", 120), ("walnuts", "12155", 30),
    ("cucumber", "11205", 100), ("strawberries", "09316", 120), ("honey", "19296", 21), ("potatoes", "11365", 180),
)  # fmt: skip
CONDITIONS: Final = ("", "high blood pressure", "high cholesterol", "diabetes")
ALLERGIES: Final = ("", "milk", "egg", "nuts", "fish", "crustaceans", "soy")


@dataclass(frozen=True, slots=True)
class Case:
    """A plate, what a detector sees of it, and who eats it."""

    eaten: tuple[tuple[str, Food, float], ...]
    seen: tuple[Detection, ...]
    condition: str
    allergy: str

    def true(self, nutrient: str) -> float:
        """How much of a nutrient there is."""
        return sum(food.nutrients.get(nutrient, 0.0) * weight / 100 for _, food, weight in self.eaten)


@study(
    name="eating-smart",
    system="eating-smart",
    title="A plate by a detector's labels, with amounts told or not",
    claim="amounts that are told bring the energy nearer the truth, and what is told depends on who eats",
    seconds=60,
)
def run(setting: Setting) -> Outcome:
    """Tell what is on planted plates."""
    rows = {each.id: each for each in shipped_table()}
    rng, linker = setting.rng(), shipped_linker()
    cases = [_case(rows, rng) for _ in range(PLATES)]
    others = [*cases[1:], cases[0]]
    seen, told, wrong = [], [], []
    for done, (case, other) in enumerate(zip(cases, others, strict=True), 1):
        lines = [f"{weight:.0f} g {_cooked(name)}" for name, _, weight in case.eaten]
        seen.append(plate(case.seen, (), linker))
        told.append(plate(case.seen, lines, linker))
        wrong.append(plate(other.seen, (), linker))
        setting.progress(done, PLATES)
    off = {name: [_off(meal, case) for meal, case in zip(each, cases, strict=True)]
           for name, each in zip(("picture alone", "amounts told", "another plate's labels"), (seen, told, wrong),
                                 strict=True)}  # fmt: skip
    own = [_right(meal, case, case.condition) for meal, case in zip(told, cases, strict=True)]
    swapped = [_right(meal, case, other.condition) for meal, case, other in zip(told, cases, others, strict=True)]
    at_risk = [(meal, case) for meal, case in zip(seen, cases, strict=True) if case.allergy in _held(case)]
    strict = [case.allergy in frozenset().union(*(allergens(each.label) for each in case.seen if each.score >= 0.35))
              for _, case in at_risk]  # fmt: skip
    ranges = [(total, case.true("kcal")) for meal, case in zip(seen, cases, strict=True)
              if (total := meal.total("kcal")) and all(each.score >= 0.35 for each in case.seen)]  # fmt: skip
    flagged = sum(case.allergy in meal.feared for meal, case in at_risk)
    plain = [meal for meal, case in zip(told, cases, strict=True) if not case.condition]
    return Outcome(
        Effect.of(paired(off["picture alone"], off["amounts told"]), name="the picture alone less amounts told",
                  metric="error of a plate's energy, as a share of the truth", unit="share"),
        also=[Effect.of(paired(own, swapped), name="own condition less another's",
                        metric="share of plates whose remarks are those that the true amounts call for")],
        controls=[
            Control.worse("another plate's labels", paired(off["another plate's labels"], off["picture alone"]),
                          kind="bad part", unit="share"),
            Control.worse("another person's condition", paired(own, swapped)),
            Control.share("plates with the person's allergen, flagged", flagged, len(at_risk), expectation="all"),
            Control.share("true energies in the range told for the picture",
                          sum(low <= true <= high for (low, high), true in ranges), len(ranges),
                          expectation="at least 0.9", at_least=0.9),
            Control.share("plates without a condition and without a remark",
                          sum(not remarks(meal, guidance(frozenset())) for meal in plain), len(plain),
                          expectation="all", kind="do no harm"),
        ],
        tables=[Table("Error of the energy", ("way", "plates", "share"),
                      [(name, len(each), round(sum(each) / len(each), 3)) for name, each in off.items()]),
                Table("Allergens found", ("bar", "plates", "flagged"),
                      [("low, as it is used", len(at_risk), round(flagged / max(len(at_risk), 1), 3)),
                       ("that of a food", len(at_risk), round(sum(strict) / max(len(strict), 1), 3))])],
        notes=["The detector is planted: how well one finds food in real pictures is not measured here.",
               "A plate with a food that no row is sure for has no sum; its error counts as 1.",
               "The usual serving and its range were set after a first look at plates of these foods."],
    )  # fmt: skip


def _case(rows: dict[str, Food], rng: Random) -> Case:
    eaten = tuple((name, rows[f"usda:{row}"], float(round(usual * rng.uniform(0.6, 1.4))))
                  for name, row, usual in rng.sample(FOODS, rng.randint(2, 4)))  # fmt: skip
    seen = tuple(Detection(name, rng.uniform(0.12, 0.34) if rng.random() < 1 / 6 else rng.uniform(0.4, 1))
                 for name, *_ in eaten)  # fmt: skip
    return Case(eaten, seen, rng.choice(CONDITIONS), rng.choice(ALLERGIES))


def _cooked(name: str) -> str:
    """As a person writes it down who weighed what lies on the plate."""
    return f"cooked {name}" if name in ("white rice", "potatoes") else name


def _held(case: Case) -> frozenset[str]:
    """The allergens that are truly there."""
    return frozenset().union(*(allergens(name) | allergens(food.name) for name, food, _ in case.eaten))


def _off(meal: Plate, case: Case) -> float:
    """How far the middle of what is told is off, as a share of the truth; 1 where no sum is told."""
    total, true = meal.total("kcal"), case.true("kcal")
    return 1.0 if total is None else min(abs(sum(total) / 2 - true) / true, 1.0)


def _right(meal: Plate, case: Case, condition: str) -> float:
    """Whether the warnings of too much are those that the true amounts and the true condition call for."""
    told = {each.guidance.nutrient for each in remarks(meal, guidance(frozenset({condition}))) if each.too_much}
    true = {each.nutrient for each in guidance(frozenset({case.condition}))
            if each.wants == "less" and case.true(each.nutrient) > each.a_day / 3}  # fmt: skip
    return float(told == true)
