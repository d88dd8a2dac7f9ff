"""Recipes: JSON lines with a name, servings and ingredient lines; what they state of nutrients is kept as stated."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from thyself.core import SourceError

#: Our name of a nutrient, by the key of the file.
_STATED: Final = {
    "calories": "kcal", "fat": "fat_g", "satfat": "saturated_g", "carbs": "carbohydrate_g", "fiber": "fibre_g",
    "sugar": "sugar_g", "protein": "protein_g",
}  # fmt: skip
#: A line that only parts the list.
_RULE: Final = "<hr>"


@dataclass(frozen=True, slots=True)
class Recipe:
    """One recipe.

    Args:
        id: With its scheme: ``"recipe:17"``.
        name: What it is called.
        servings: For how many; at least 1.
        ingredients: Its lines, in order.
        stated: What the recipe states of the whole, by nutrient; a claim, never used as a total.
        tags: Words that its author gave it.
    """

    id: str
    name: str
    servings: float
    ingredients: tuple[str, ...]
    stated: Mapping[str, float] = field(default_factory=dict)
    tags: tuple[str, ...] = ()


def read_recipes(path: Path) -> list[Recipe]:
    """Recipes out of JSON lines (plain or ``.gz``), in the format of tabatkins' recipe-db.

    Raises:
        SourceError: A line is no recipe; the message says which.
    """
    try:
        raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        lines = raw.decode("utf-8").splitlines()
    except (OSError, EOFError, UnicodeDecodeError) as wrong:
        raise SourceError(f"{path.name}: these recipes cannot be read: {wrong}") from None
    found = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            found.append(_recipe(json.loads(line)))
        except (AttributeError, KeyError, TypeError, ValueError) as wrong:
            raise SourceError(f"{path.name}:{number}: this is no recipe: {wrong}") from None
    return found


def _recipe(row: Mapping[str, Any]) -> Recipe:
    stated = {name: float(row[key]) for key, name in _STATED.items() if isinstance(row.get(key), int | float)}
    ingredients = tuple(str(each) for each in row["ingredients"] if str(each).strip() and each != _RULE)
    return Recipe(
        f"recipe:{row['id']}",
        str(row["name"]),
        max(float(row.get("servings") or 1), 1.0),
        ingredients,
        MappingProxyType(stated),
        tuple(str(each) for each in row.get("tags", ())),
    )
