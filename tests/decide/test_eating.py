"""Eating: names of foods to rows of the table, refused where unsure; totals are the table's and say what they lack."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thyself.decide.eating import bites, count, eaten, meal_traces, recipe_totals
from thyself.retrieval.food_names import FEATURES, FoodLinker, fit_weights
from thyself.sources.recipes import Recipe
from thyself.sources.usda import shipped_table

NOW = datetime(2025, 4, 1, 8, tzinfo=UTC)
LINKER = FoodLinker(shipped_table())


@pytest.mark.parametrize(
    ("line", "row", "weight"),
    [
        ("2 eggs", "usda:01123", 100.0),
        ("a handful of almonds", "usda:12061", 30.0),
        ("2 scallions, sliced", "usda:11291", 30.0),
        ("1 tbsp olive oil", "usda:04053", 13.5),
        ("1 1/2 cups flour", "usda:20481", 187.5),
        ("4 garlic cloves", "usda:11215", 12.0),
    ],
)
def test_a_line_is_linked_to_its_row_with_grams(line: str, row: str, weight: float) -> None:
    found = LINKER.link(line)
    assert found.food is not None
    assert found.food.id == row
    assert found.grams == pytest.approx(weight, rel=0.35)


@pytest.mark.parametrize("line", ["oat milk", "my car keys", "blue suede shoes", "", "1 cup", "apple laptop"])
def test_what_the_table_does_not_hold_is_refused(line: str) -> None:
    found = LINKER.link(line)
    assert found.food is None
    assert found.grams is None


def test_a_higher_bar_takes_no_more() -> None:
    lines = ["2 eggs", "chicken breast", "salad", "cheese", "oat milk"]
    strict = FoodLinker(shipped_table(), least=0.95)
    taken = {each for each in lines if strict.link(each).food}
    assert taken <= {each for each in lines if LINKER.link(each).food}


@given(st.text(max_size=40))
def test_any_words_can_be_linked_and_sureness_is_a_chance(line: str) -> None:
    found = LINKER.link(line)
    assert 0 <= found.sure <= 1
    assert found.food is None or found.sure >= LINKER.least


def test_learned_weights_never_go_against_their_sense() -> None:
    good = {**dict.fromkeys(FEATURES, 1.0), "extra": 0.0}
    poor = {**dict.fromkeys(FEATURES, 0.1), "extra": 3.0}
    weights = fit_weights([good, poor] * 20, [True, False] * 20)
    assert weights["extra"] <= 0 <= min(weights[each] for each in FEATURES if each != "extra")
    told = {key: weights["bias"] + sum(weights[each] * x[each] for each in FEATURES) for key, x in
            (("good", good), ("poor", poor))}  # fmt: skip
    assert told["good"] > 0 > told["poor"]


def test_totals_are_the_tables_and_not_what_a_recipe_states() -> None:
    recipe = Recipe("recipe:1", "Eggs", 1, ("2 eggs", "1 tbsp olive oil"), {"kcal": 9999.0})
    found = recipe_totals(recipe, LINKER)
    assert found.whole
    assert found.totals["kcal"] == pytest.approx(143 + 119, rel=0.02)


def test_a_line_that_is_not_known_is_named_and_not_guessed() -> None:
    found = count(["2 eggs", "1 cup unicorn tears", "salt"], LINKER)
    assert found.unknown == ("1 cup unicorn tears", "salt")
    assert found.totals["kcal"] == pytest.approx(143)


def test_an_allergen_in_a_line_that_is_not_known_is_told_all_the_same() -> None:
    assert "nuts" in count(["my aunt's almond thing"], LINKER).allergens


def test_a_meal_told_in_a_sentence_becomes_traces() -> None:
    told = "I had 2 eggs and a slice of moon rock with 1 tbsp butter for breakfast."
    assert bites(told) == ["2 eggs", "a slice of moon rock", "1 tbsp butter"]
    traces = meal_traces(told, LINKER, at=NOW)
    assert [(each.kind, each.item, each.value) for each in traces] == [
        ("ate", "usda:01123", 100.0), ("ate", None, None), ("ate", "usda:01001", pytest.approx(14.2)),
    ]  # fmt: skip
    assert len({each.session for each in traces}) == 1


def test_a_noted_weight_wins_over_words() -> None:
    egg, *_ = meal_traces("2 eggs", LINKER, at=NOW)
    noted = egg.__class__("2 eggs", at=NOW, kind="ate", source="meal", item="usda:01123", value=60.0, unit="g")
    assert eaten([noted], LINKER).totals["kcal"] == pytest.approx(143 * 0.6)
