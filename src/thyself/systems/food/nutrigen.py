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

from thyself.core import Cost, Evidence, Refused, Request, Response, Trace
from thyself.core.registry import system
from thyself.decide.meals import MealPlan, MealWishes, Planner, holds
from thyself.guard.food import allergens, food_concern, left_out, told_allergens
from thyself.memory import unit
from thyself.profile import Profile, avoidances
from thyself.profile.lines import Avoid
from thyself.sources.foods import Food, shipped
from thyself.systems._find import as_evidence
from thyself.systems._form import Desk
from thyself.systems._taste import profile_of

_KCAL: Final = re.compile(r"(\d{1,2},?\d{3}|\d{1,3}) ?(?:kcal|calories)\b", re.IGNORECASE)
#: So many notes are shown where none of those that were read tells of food.
_READ: Final = 3
_NOTES: Final = ("said", "wrote", "felt", "rated")
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
        """Plan; a wish that is for a doctor, or too little energy, gets that and no plan.

        Raises:
            NotEnough: No day keeps all that must be kept; the message says what was asked for.
            InvalidInput: A setting makes no sense.
        """
        begun = perf_counter()
        serious = food_concern(request.text)
        if serious is not None:
            cost = Cost(seconds=perf_counter() - begun)
            return Response(serious.text, reasons=(f"food rule: {serious.name}",), cost=cost, system=self.name)
        asked = _KCAL.search(request.text)
        kcal = float(asked.group(1).replace(",", "")) if asked else self.kcal
        wishes, evidence, reasons = self._wishes(kcal, request, desk)
        try:
            plans = Planner(self.foods).plan_days(wishes, self.days)
        except Refused as too_little:
            cost = Cost(seconds=perf_counter() - begun)
            return Response(str(too_little), reasons=("food rule: least energy",), cost=cost, system=self.name)
        text = "\n\n".join([*(_told(each, day) for day, each in enumerate(plans, 1)), _NOTE])
        return Response(
            text, evidence, reasons, Cost(seconds=perf_counter() - begun), self.name, figures=plans[0].totals
        )

    def _wishes(
        self, kcal: float, request: Request, desk: Desk
    ) -> tuple[MealWishes, tuple[Evidence, ...], tuple[str, ...]]:
        """What the person cannot have, does not like and likes, each with the traces that tell of it."""
        profile = profile_of(request, desk)
        kept_out, wished = avoidances(profile), left_out(request.text)
        never = (*(word for each in kept_out if each.hard for word in each.words), *wished)
        notes = list(desk.scope.traces(kinds=_NOTES, authors=("me",), before=request.now))
        told = [each for each in notes if told_allergens(each.text)]
        avoid = frozenset().union(*map(allergens, never), *(told_allergens(each.text) for each in told))
        reasons = (
            *(f"{'kept out' if each.hard else 'weighs against'}: {each.why}" for each in kept_out),
            *(f"kept out, as you told: {', '.join(sorted(told_allergens(each.text)))}" for each in told),
            *(f"kept out, as you wish now: {each}" for each in wished),
        )
        if not kept_out and not told:
            reasons += ("no allergy, diet or dislike is known yet: say so before you eat what is planned",)
        pieces = [piece for each in kept_out for piece in each.evidence] + [_cited(each, "told") for each in told]
        evidence = tuple({piece.trace_ids: piece for piece in pieces}.values())
        likes = _likes(self.foods, profile, kept_out)
        # What was read without a word of food is shown too: the person sees on how little a plan stands.
        shown = evidence or tuple(_cited(each, "read") for each in notes[-_READ:])
        return MealWishes(kcal, self.limits, avoid, never, likes), shown, reasons


def _likes(foods: Sequence[Food], profile: Profile, kept_out: Sequence[Avoid]) -> dict[str, float]:
    """What the person told that they like or not, by food id."""
    liked = [each.value for each in profile.lines if each.about == "likes" and each.subject == "me" and each.value]
    disliked = [word for each in kept_out if not each.hard for word in each.words]
    return {food.id: 1.0 for food in foods if any(holds(food.name, each) for each in liked)} | {
        food.id: -1.0 for food in foods if any(holds(food.name, each) for each in disliked)
    }


def _cited(trace: Trace, why: str) -> Evidence:
    return as_evidence(unit("turn", [trace]), why, 1.0)


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
