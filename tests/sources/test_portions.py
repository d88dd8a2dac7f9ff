"""Portions, the USDA table and recipes: what a line asks for, what it weighs, and what cannot be read."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thyself.core import SourceError
from thyself.sources.portions import grams, portion
from thyself.sources.recipes import read_recipes
from thyself.sources.usda import read_usda, shipped_table


@pytest.mark.parametrize(
    ("line", "amount", "unit", "food"),
    [
        ("1 1/2 cup brown rice, rinsed", 1.5, "cup", "brown rice"),
        ("½ tsp salt", 0.5, "tsp", "salt"),
        ("2 eggs", 2.0, "", "eggs"),
        ("a handful of almonds", 1.0, "handful", "almonds"),
        ("2-3 fl oz milk", 2.5, "fl oz", "milk"),
        ("4 garlic cloves", 4.0, "clove", "garlic"),
        ("salt to taste", None, "", "salt to taste"),
        ("half a lemon", 0.5, "", "lemon"),
    ],
)
def test_a_line_is_an_amount_a_unit_and_a_food(line: str, amount: float | None, unit: str, food: str) -> None:
    found = portion(line)
    assert (found.amount, found.unit, found.food) == (amount, unit, food)


def test_a_weight_that_the_line_names_is_taken() -> None:
    assert grams(portion("2 15-oz cans chickpeas"), "CHICKPEAS", ())[0] == pytest.approx(850.5, abs=0.05)
    assert grams(portion("200 g rice"), "RICE", (("1 cup", 185.0),))[0] == 200


def test_a_volume_is_weighed_by_a_measure_of_another_volume() -> None:
    weight, how = grams(portion("2 tbsp honey"), "HONEY", (("1 cup", 339.0),))
    assert weight == pytest.approx(42.4, abs=0.1)
    assert "1 cup" in how


def test_a_count_is_weighed_by_its_size_and_never_by_a_cup() -> None:
    eggs = (("1 cup, beaten", 243.0), ("1 extra large", 56.0), ("1 medium", 44.0))
    assert grams(portion("3 eggs"), "EGG,RAW", eggs)[0] == 132
    assert grams(portion("3 plums"), "PLUMS,RAW", (("1 cup, sliced", 165.0),))[0] is None


def test_no_amount_and_no_measure_are_missing_and_not_zero() -> None:
    assert grams(portion("salt"), "SALT,TABLE", (("1 tsp", 6.0),)) == (None, "no amount is named")
    assert grams(portion("1 cup air"), "AIR", ())[0] is None


@given(st.text(max_size=60))
def test_any_line_can_be_read_and_no_weight_is_below_zero(line: str) -> None:
    weight, how = grams(portion(line), "APPLES,RAW", (("1 cup", 100.0), ("1 medium", 182.0)))
    assert how
    assert weight is None or weight >= 0


def test_the_table_that_comes_along_has_nutrients_and_measures() -> None:
    table = {each.id: each for each in shipped_table()}
    egg = table["usda:01123"]
    assert egg.nutrients["kcal"] == 143
    assert ("1 large", 50.0) in egg.measures
    assert len(table) > 3000


def test_an_empty_cell_of_the_table_is_left_out(tmp_path: Path) -> None:
    file = tmp_path / "a.csv.gz"
    file.write_bytes(gzip.compress(b"NDB_No,Shrt_Desc,Energ_Kcal,Sodium_(mg)\n1,RUSK,400,\n"))
    assert read_usda(file)[0].nutrients == {"kcal": 400.0}


@pytest.mark.parametrize("body", [b"id,name\n1,x\n", b"NDB_No,Shrt_Desc,Energ_Kcal\n1,RUSK,much\n"])
def test_a_broken_table_is_told(tmp_path: Path, body: bytes) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(body)
    with pytest.raises(SourceError, match=r"a\.csv"):
        read_usda(file)


def test_a_recipe_keeps_what_it_states_apart_from_its_lines(tmp_path: Path) -> None:
    file = tmp_path / "r.jsonl"
    file.write_text('{"id": "7", "name": "Toast", "calories": 900, "ingredients": ["1 slice bread", "<hr>"]}\n\n')
    (recipe,) = read_recipes(file)
    assert recipe.ingredients == ("1 slice bread",)
    assert recipe.stated == {"kcal": 900.0}
    assert recipe.servings == 1


def test_a_line_that_is_no_recipe_is_named(tmp_path: Path) -> None:
    file = tmp_path / "r.jsonl"
    file.write_text('{"id": "7", "name": "Toast", "ingredients": []}\n[1]\n')
    with pytest.raises(SourceError, match=r"r\.jsonl:2"):
        read_recipes(file)
