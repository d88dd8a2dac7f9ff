"""Plate: what was found on a plate, with amounts where somebody tells them and a range where nobody does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from thyself.core.words import stems
from thyself.decide.eating import UNCOOKED
from thyself.guard.conditions import Guidance
from thyself.guard.food import allergens
from thyself.models.vision import Detection
from thyself.retrieval.food_names import FoodLinker
from thyself.sources.foods import Food
from thyself.sources.portions import portion

#: Below this a detection names no food of the plate; the box threshold of Grounding DINO.
TAKEN: Final = 0.35
#: Below the other bar, but for an allergy a chance is enough.
FEARED: Final = 0.1
#: A serving whose size nobody tells may be so much smaller or larger.
_RANGE: Final = (0.45, 1.9)
#: A usual serving in grams for foods of at least so many kilocalories in 100 g; after the customary amounts of
#: 21 CFR 101.12 (nuts and cheese 30 g, fish and meat 85 g, fruit and vegetables 85 to 140 g).
_SERVINGS: Final = ((250.0, 30.0), (120.0, 85.0), (0.0, 120.0))
#: A meal is to hold at most so much of a day's limit.
_MEAL: Final = 1 / 3


@dataclass(frozen=True, slots=True)
class PlateItem:
    """One food of a plate.

    Args:
        name: As it was found or told.
        food: Its row; ``None`` where no row is sure enough.
        low_g, high_g: How much of it there may be, in grams; the same where somebody told it.
        score: How sure the detector is; 1 where a person told it.
    """

    name: str
    food: Food | None
    low_g: float
    high_g: float
    score: float


@dataclass(frozen=True, slots=True)
class Plate:
    """A meal.

    Args:
        items: Its foods.
        feared: Allergens that it may hold, also by what was found with little sureness.
    """

    items: tuple[PlateItem, ...]
    feared: frozenset[str]

    def total(self, nutrient: str) -> tuple[float, float] | None:
        """The least and the most of a nutrient; ``None`` where a food or its figure is not known."""
        parts = [self.part(each, nutrient) for each in self.items]
        known = [each for each in parts if each is not None]
        if not known or len(known) < len(parts):
            return None
        return sum(low for low, _ in known), sum(high for _, high in known)

    @staticmethod
    def part(item: PlateItem, nutrient: str) -> tuple[float, float] | None:
        """The least and the most of a nutrient in one food."""
        if item.food is None or nutrient not in item.food.nutrients:
            return None
        per_g = item.food.nutrients[nutrient] / 100
        return item.low_g * per_g, item.high_g * per_g


@dataclass(frozen=True, slots=True)
class Remark:
    """What the guidance for a condition says to a plate: how much there is, beside a meal's part of the day."""

    guidance: Guidance
    low: float
    high: float
    meal: float
    most_in: PlateItem

    @property
    def too_much(self) -> bool:
        """Whether there is more than a third of the day's limit, even by the lesser estimate."""
        return self.guidance.wants == "less" and self.low > self.meal


def plate(found: Sequence[Detection], told: Sequence[str], linker: FoodLinker) -> Plate:
    """Put together what a detector found and what a person told; the person wins, and an unsure thing is left out.

    Args:
        found: In the picture.
        told: Lines such as "200 g rice".
        linker: Links them to a table.

    Source: Eating Smart (2024): detections with labels, linked to a food table and added up.
    """
    items = [item for line in told if (item := _told(line, linker)) is not None]
    named = [set(stems(portion(each.name).food)) for each in items]
    for each in found:
        if each.score >= TAKEN and not any(set(stems(each.label)) & one for one in named):
            items.append(_seen(each, linker))
    names = [*told, *(each.label for each in found if each.score >= FEARED)]
    rows = [food.name for each in names if (food := linker.link(each).food) is not None]
    return Plate(tuple(items), frozenset().union(*map(allergens, (*names, *rows))))


def remarks(meal: Plate, wants: Iterable[Guidance]) -> list[Remark]:
    """What guidance says to a plate; nothing of a nutrient that is not known for each food."""
    made = []
    for each in wants:
        total = meal.total(each.nutrient)
        if total is not None:
            most = max(meal.items, key=lambda item: (meal.part(item, each.nutrient) or (0.0, 0.0))[1])
            made.append(Remark(each, *total, each.a_day * _MEAL, most))
    return made


def _told(line: str, linker: FoodLinker) -> PlateItem | None:
    """A line that a person wrote; words that name no food are none."""
    link = linker.link(line)
    if link.food is None:
        return None
    low, high = (link.grams, link.grams) if link.grams is not None else _serving(link.food)
    return PlateItem(line, link.food, low, high, 1.0)


def _seen(found: Detection, linker: FoodLinker) -> PlateItem:
    link = linker.link(found.label)
    if link.food is not None and UNCOOKED.search(link.food.name):
        link = linker.link(f"cooked {found.label}")
    low, high = _serving(link.food) if link.food is not None else (0.0, 0.0)
    return PlateItem(found.label, link.food, low, high, found.score)


def _serving(food: Food) -> tuple[float, float]:
    """A usual serving, and how far it may be off: a picture does not tell how much there is."""
    density = food.nutrients.get("kcal", 0.0)
    usual = next(grams for least, grams in _SERVINGS if density >= least)
    return usual * _RANGE[0], usual * _RANGE[1]
