"""Foods: a table of what is in 100 g of each food, and how it is usually eaten."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Final

from thyself.core import SourceError

#: The columns that are nutrients, with their units in the names.
NUTRIENTS: Final = (
    "kcal", "protein_g", "fat_g", "saturated_g", "carbohydrate_g", "fibre_g", "sugar_g", "sodium_mg", "potassium_mg",
    "calcium_mg", "iron_mg", "vitamin_c_mg",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Food:
    """One food.

    Args:
        id: With its scheme: ``"usda:01079"``.
        name: As a person calls it.
        nutrients: In 100 g, by name (:data:`NUTRIENTS`); what was not measured is left out.
        allergens: What it holds of what people are allergic to.
        meals: When it is eaten: ``"breakfast"``, ``"main"``, ``"snack"``.
        group: ``"grain"``, ``"protein"``, ``"vegetable"``, ``"fruit"``, ``"dairy"``, ``"fat"``.
        step_g: It is served in steps of so many grams.
        steps: At most so many of them a meal.
        measures: Household measures and their grams: ``("1 cup, sliced", 90.0)``.
    """

    id: str
    name: str
    nutrients: Mapping[str, float]
    allergens: frozenset[str] = frozenset()
    meals: frozenset[str] = frozenset({"main"})
    group: str = "protein"
    step_g: float = 50.0
    steps: int = 4
    measures: tuple[tuple[str, float], ...] = ()


_MEALS: Final = {"b": "breakfast", "m": "main", "s": "snack"}


def shipped() -> list[Food]:
    """The sixty everyday foods that come with the package; USDA SR26, public domain."""
    return _foods(files("thyself.sources").joinpath("assets/foods.csv").read_text("utf-8"), "foods.csv")


def read_foods(path: Path) -> list[Food]:
    """Foods out of a CSV file with the columns of the table that comes with the package.

    Raises:
        SourceError: A column is missing, or a cell cannot be read; the message says in which line.
    """
    return _foods(path.read_text("utf-8"), path.name)


def _foods(text: str, name: str) -> list[Food]:
    rows = csv.DictReader(text.splitlines())
    wanted = ("id", "name", "allergens", "meals", "group", "step_g", "steps", "kcal")
    missing = [each for each in wanted if each not in (rows.fieldnames or ())]
    if missing:
        raise SourceError(f"{name}: a table of foods needs the columns {', '.join(missing)} too")
    found = []
    for row in rows:
        try:
            found.append(_food(row))
        except (KeyError, TypeError, ValueError) as wrong:
            raise SourceError(f"{name}:{rows.line_num}: this food cannot be read: {wrong}") from None
    return found


def _food(row: Mapping[str, str]) -> Food:
    nutrients = {each: float(row[each]) for each in NUTRIENTS if row.get(each)}
    if any(not 0 <= value < float("inf") for value in nutrients.values()):
        raise ValueError("a nutrient is below zero or not a number")
    step, steps = float(row["step_g"]), int(row["steps"])
    if not 0 < step < float("inf") or steps < 1:
        raise ValueError("a serving needs a step and a number of steps above zero")
    return Food(
        row["id"],
        row["name"],
        MappingProxyType(nutrients),
        frozenset(row["allergens"].split()),
        frozenset(_MEALS[each] for each in row["meals"].split()),
        row["group"],
        step,
        steps,
    )
