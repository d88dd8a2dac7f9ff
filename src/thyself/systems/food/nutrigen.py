"""NutriGen: meals for a day or a week that keep what must be kept, with totals out of the table and nobody's word.

Source: NutriGen: Personalized Meal Plan Generator Leveraging Large Language Models to Enhance Dietary and Nutritional
Adherence (2025). There a language model plans and adds up; here a program plans and the table adds up.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from time import perf_counter
from typing import Final

from thyself.core import Cost, Refused, Request, Response
from thyself.core.registry import system
from thyself.decide.meals import MealPlan, MealWishes, Planner, holds
from thyself.guard.conditions import REFER, Guidance, guidance
from thyself.guard.food import allergens, food_concern, left_out
from thyself.profile import Profile
from thyself.sources.foods import Food, shipped
from thyself.systems._form import Desk
from thyself.systems._taste import profile_of
from thyself.systems.food._kept import Kept, kept_out

_KCAL: Final = re.compile(r"(\d{1,2},?\d{3}|\d{1,3}) ?(?:kcal|calories)\b", re.IGNORECASE)
_NOTE: Final = "The table counts single foods; what a packet or a kitchen adds is not in it."


@dataclass(frozen=True, slots=True)
class NutriGen:
    """The system; its arguments are those of :func:`nutrigen`."""

    foods: tuple[Food, ...]
    kcal: float
    days: int
    limits: Mapping[str, tuple[float | None, float | None]]
    name: str = "nutrigen"

    def respond(self, request: Request, desk: Desk) -> Response:
        """Plan; what is for a doctor, by the wish or by what the person told, or too little energy, gets that alone.

        Raises:
            NotEnough: No day keeps all that must be kept; the message says what was asked for.
            InvalidInput: A setting makes no sense.
        """
        begun = perf_counter()
        serious = food_concern(request.text)
        if serious is not None:
            cost = Cost(seconds=perf_counter() - begun)
            return Response(serious.text, reasons=(f"food rule: {serious.name}",), cost=cost, system=self.name)
        kept = kept_out(request, desk)
        referred = [text for name, text in REFER.items() if name in kept.conditions]
        if referred:
            cost = Cost(seconds=perf_counter() - begun)
            return Response("\n\n".join(referred), kept.evidence, kept.reasons, cost, self.name)
        asked = _KCAL.search(request.text)
        kcal = float(asked.group(1).replace(",", "")) if asked else self.kcal
        wished = left_out(request.text)
        try:
            plans = Planner(self.foods).plan_days(
                self._wishes(kcal, kept, wished, profile_of(request, desk)), self.days
            )
        except Refused as too_little:
            cost = Cost(seconds=perf_counter() - begun)
            return Response(str(too_little), reasons=("food rule: least energy",), cost=cost, system=self.name)
        text = "\n\n".join([*(_told(each, day) for day, each in enumerate(plans, 1)), _NOTE])
        reasons = (
            *kept.reasons,
            *(f"kept out, as you wish now: {each}" for each in wished),
            *(f"at most {each.a_day:,.0f} of {each.nutrient} a day, for {each.condition}: {each.source}"
              for each in _limiting(kept)),
        )  # fmt: skip
        cost = Cost(seconds=perf_counter() - begun)
        return Response(text, kept.evidence, reasons, cost, self.name, figures=plans[0].totals)

    def _wishes(self, kcal: float, kept: Kept, wished: Sequence[str], profile: Profile) -> MealWishes:
        """What the person cannot have, does not like and likes, and the limits that go with what they live with."""
        limits = dict(self.limits)
        for each in _limiting(kept):
            least, most = limits.get(each.nutrient, (None, None))
            limits[each.nutrient] = (least, min(each.a_day, each.a_day if most is None else most))
        never = (*kept.words, *wished)
        avoid = kept.avoid | frozenset().union(*map(allergens, wished))
        return MealWishes(kcal, limits, avoid, never, _likes(self.foods, profile, kept.disliked))


def _limiting(kept: Kept) -> list[Guidance]:
    """What guidance for the person's conditions says to have less of."""
    return [each for each in guidance(kept.conditions) if each.wants == "less"]


def _likes(foods: Sequence[Food], profile: Profile, disliked: Sequence[str]) -> dict[str, float]:
    """What the person told that they like or not, by food id."""
    liked = [each.value for each in profile.lines if each.about == "likes" and each.subject == "me" and each.value]
    return {food.id: 1.0 for food in foods if any(holds(food.name, each) for each in liked)} | {
        food.id: -1.0 for food in foods if any(holds(food.name, each) for each in disliked)
    }


def _told(plan: MealPlan, day: int) -> str:
    """A day in words; every figure is the table's."""
    lines = [f"Day {day}"]
    for meal, served in groupby(plan.servings, key=lambda each: each.meal):
        lines.append(f"- {meal}: {', '.join(f'{each.grams:g} g {each.food.name}' for each in served)}")
    sums = ", ".join(f"{plan.totals[name]:,.0f} {unit_}" for name, unit_ in _SHOWN if name in plan.totals)
    return "\n".join([*lines, f"In all: {sums}"])


_SHOWN: Final = (
    ("kcal", "kcal"),
    ("protein_g", "g protein"),
    ("fat_g", "g fat"),
    ("carbohydrate_g", "g carbohydrate"),
    ("fibre_g", "g fibre"),
    ("sodium_mg", "mg sodium"),
)


@system(
    number=140,
    name="nutrigen",
    serves=("advise",),
    title="NutriGen: Personalized Meal Plan Generator Leveraging Large Language Models to Enhance Dietary and "
    "Nutritional Adherence",
    job="plan meals that keep energy, limits and allergies, with totals recomputed from a table of foods",
)
def nutrigen(
    *, kcal: float = 2000.0, days: int = 1, protein_g: float = 50.0, sodium_mg: float = 2300.0, fibre_g: float = 25.0
) -> NutriGen:
    """Make the system.

    Args:
        kcal: The energy of a day, where the wish names none ("meals for 1,800 kcal").
        days: How many days, 1 to 31.
        protein_g: The least protein of a day.
        sodium_mg: The most sodium of a day.
        fibre_g: The least fibre of a day.
    """
    limits = {"protein_g": (protein_g, None), "sodium_mg": (None, sodium_mg), "fibre_g": (fibre_g, None)}
    return NutriGen(tuple(shipped()), kcal, days, limits)
