"""Gold for linking foods: which rows are right for a line, by the line's place; and phrases that are no row."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any, Final, NamedTuple

#: No row of the table is right for these: foods that it lacks, and things that are no food. Half is tuned on.
UNKNOWN: Final = (
    "oat milk", "a glass of rice milk", "cashew cheese", "2 vegan sausages", "kombucha", "almond flour",
    "beyond burger",
    "coconut yogurt", "protein powder vanilla", "seaweed chips", "banana bread pudding", "oat biscuits", "pea protein",
    "chickpea pasta", "cauliflower rice", "energy gel", "matcha latte", "gochujang", "nutritional yeast flakes",
    "dragon fruit smoothie", "my car keys", "a pair of shoes", "the butter knife", "an egg timer", "2 wine glasses",
    "apple laptop", "orange paint", "a rice cooker", "the fish tank", "bread basket", "corn plaster", "milk tooth",
    "chocolate labrador", "pepper spray", "peach lipstick", "cherry wood", "lemon soap", "honey moon trip",
    "potato sack race", "ginger cat", "walnut desk", "mint condition", "cotton shirt", "olive green jacket",
    "tea towel", "coffee table book", "salt lake city", "sugar daddy", "salmon pink dress", "turkey holiday",
)  # fmt: skip


class Case(NamedTuple):
    """One line, the rows that are right for it (none: to be refused), whether it is tuned on, and its recipe."""

    line: str
    right: frozenset[str]
    tuned: bool
    group: str


def cases(folder: Path) -> list[Case]:
    """The labelled lines, halved by recipe, and the phrases that are no row, halved by turns."""
    recipes = {each["id"]: each["ingredients"] for each in _rows(folder)}
    gold = json.loads((Path(__file__).parent / "_food_gold.json").read_text("utf-8"))
    made = [
        Case(recipes[recipe][place], frozenset(f"usda:{each}" for each in right), int(recipe, 36) % 2 == 0, recipe)
        for recipe, place, right in gold
    ]
    return made + [Case(each, frozenset(), at % 2 == 0, f"unknown {at}") for at, each in enumerate(UNKNOWN)]


def _rows(folder: Path) -> list[dict[str, Any]]:
    packed = (folder / "recipes_facts.jsonl.gz").read_bytes()
    return [json.loads(each) for each in gzip.decompress(packed).decode("utf-8").splitlines()]
