"""USDA: the abbreviated table of the National Nutrient Database, as foods with household measures."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Final

from thyself.core import SourceError
from thyself.sources.foods import Food

#: The columns of the table, by our name of the nutrient.
_COLUMNS: Final = MappingProxyType(
    {
        "kcal": "Energ_Kcal", "protein_g": "Protein_(g)", "fat_g": "Lipid_Tot_(g)", "saturated_g": "FA_Sat_(g)",
        "carbohydrate_g": "Carbohydrt_(g)", "fibre_g": "Fiber_TD_(g)", "sugar_g": "Sugar_Tot_(g)",
        "sodium_mg": "Sodium_(mg)", "potassium_mg": "Potassium_(mg)", "calcium_mg": "Calcium_(mg)",
        "iron_mg": "Iron_(mg)", "vitamin_c_mg": "Vit_C_(mg)",
    }
)  # fmt: skip


@lru_cache(maxsize=1)
def shipped_table() -> tuple[Food, ...]:
    """The three thousand foods that come with the package (USDA SR26, public domain); names as the table has them."""
    packed = files("thyself.sources").joinpath("assets/usda_foods.csv.gz").read_bytes()
    return tuple(_read(gzip.decompress(packed).decode("utf-8").splitlines(), "usda_foods.csv.gz"))


def read_usda(path: Path) -> list[Food]:
    """Foods out of the abbreviated table (``ABBREV.csv``, plain or ``.gz``).

    Raises:
        SourceError: A column is missing, or a cell cannot be read; the message says in which line.
    """
    raw = path.read_bytes()
    try:
        text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8")
    except (OSError, EOFError, UnicodeDecodeError) as wrong:
        raise SourceError(f"{path.name}: this table cannot be read: {wrong}") from None
    return list(_read(text.splitlines(), path.name))


def _read(lines: Iterable[str], name: str) -> Iterable[Food]:
    rows = csv.DictReader(lines)
    missing = [each for each in ("NDB_No", "Shrt_Desc", "Energ_Kcal") if each not in (rows.fieldnames or ())]
    if missing:
        raise SourceError(f"{name}: a USDA table has the columns {', '.join(missing)} too")
    for row in rows:
        try:
            yield _food(row)
        except (TypeError, ValueError) as wrong:
            raise SourceError(f"{name}:{rows.line_num}: this food cannot be read: {wrong}") from None


def _food(row: Mapping[str, str]) -> Food:
    nutrients = {each: float(row[column]) for each, column in _COLUMNS.items() if row.get(column)}
    if any(not 0 <= value < float("inf") for value in nutrients.values()):
        raise ValueError("a nutrient is below zero or not a number")
    measures = [
        (row[text].strip(), float(row[weight]))
        for weight, text in (("GmWt_1", "GmWt_Desc1"), ("GmWt_2", "GmWt_Desc2"))
        if row.get(weight) and row.get(text)
    ]
    return Food(
        f"usda:{row['NDB_No']}", row["Shrt_Desc"], MappingProxyType(nutrients), meals=frozenset(), group="",
        measures=tuple(each for each in measures if each[1] > 0),
    )  # fmt: skip
