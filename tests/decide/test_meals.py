"""Meals: what is hard is kept, what is liked weighs, and totals are the table's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import thyself
from thyself.core import InvalidInput, NotEnough, Refused, Settings, SourceError, Trace
from thyself.decide.meals import MealWishes, Planner, Serving, holds, totals
from thyself.guard.food import allergens, found_allergens
from thyself.home import Home
from thyself.sources.foods import read_foods, shipped

pytest.importorskip("scipy")

NOW = datetime(2025, 4, 1, 12, tzinfo=UTC)
FOODS = shipped()


def test_the_table_declares_what_the_names_give_away() -> None:
    assert len(FOODS) == 60
    for food in FOODS:
        assert allergens(food.name) <= food.allergens, food.name
        assert food.nutrients["kcal"] > 0


def test_an_unmeasured_nutrient_is_missing_and_not_zero(tmp_path: Path) -> None:
    table = tmp_path / "foods.csv"
    head = "id,name,allergens,meals,group,step_g,steps,kcal,sodium_mg"
    table.write_text(f"{head}\nx:1,rusk,gluten,b s,grain,10,5,400,\n")
    rusk = read_foods(table)[0]
    assert rusk.nutrients == {"kcal": 400.0}
    assert rusk.meals == {"breakfast", "snack"}
    assert totals([Serving("breakfast", rusk, 50.0)]) == {"kcal": 200.0}
    table.write_text(f"{head}\nx:1,rusk,gluten,b,grain,10,5,many,\n")
    with pytest.raises(SourceError, match=r"foods\.csv:2"):
        read_foods(table)
    table.write_text("id,name\nx:1,rusk\n")
    with pytest.raises(SourceError, match="allergens"):
        read_foods(table)


@settings(max_examples=12, deadline=None)
@given(
    st.floats(1400, 3000),
    st.sets(st.sampled_from(["milk", "egg", "gluten", "fish", "nuts", "soy"]), max_size=2),
)
def test_a_plan_keeps_energy_limits_and_allergens(kcal: float, avoid: set[str]) -> None:
    limits = {"protein_g": (60.0, None), "sodium_mg": (None, 2300.0)}
    plan = Planner(FOODS).plan(MealWishes(kcal, limits, frozenset(avoid)))
    assert plan.totals == totals(plan.servings)
    assert abs(plan.totals["kcal"] - kcal) <= 0.01 * kcal + 1e-6
    assert plan.totals["protein_g"] >= 60 - 1e-6
    assert plan.totals["sodium_mg"] <= 2300 + 1e-6
    assert not found_allergens(((each.food.name, each.food.allergens) for each in plan.servings), frozenset(avoid))
    assert {each.meal for each in plan.servings} >= {"breakfast", "lunch", "dinner"}
    dinner = [each.food.group for each in plan.servings if each.meal == "dinner"]
    assert dinner.count("protein") == dinner.count("grain") == 1
    assert "vegetable" in dinner


def test_the_budget_is_kept_and_a_food_without_a_price_is_not_bought() -> None:
    prices = {food.id: 0.5 for food in FOODS if food.name != "apple"}
    plan = Planner(FOODS).plan(MealWishes(1800, prices=prices, budget=8.0, likes={"usda:09003": 1.0}))
    assert plan.cost is not None
    assert plan.cost == pytest.approx(sum(each.grams for each in plan.servings) * 0.005)
    assert plan.cost <= 8.0 + 1e-6
    assert "apple" not in {each.food.name for each in plan.servings}
    with pytest.raises(NotEnough, match=r"at most 0\.5"):
        Planner(FOODS).plan(MealWishes(1800, prices=prices, budget=0.5))
    with pytest.raises(InvalidInput, match="prices"):
        Planner(FOODS).plan(MealWishes(1800, budget=5.0))


def test_what_is_liked_comes_and_what_was_eaten_stays_away() -> None:
    loved = {"usda:15016": 1.0, "usda:09040": 1.0}
    first, second = Planner(FOODS).plan_days(MealWishes(2000, likes=loved), 2)
    eaten = [{each.food.id for each in plan.servings} for plan in (first, second)]
    assert set(loved) <= eaten[0]
    assert not eaten[0] & eaten[1]


def test_what_must_not_be_in_it_is_meant_in_any_form() -> None:
    assert holds("carrots, raw", "carrot")
    assert holds("apple", "apples")
    assert not holds("pear", "apples")
    plan = Planner(FOODS).plan(MealWishes(2000, without=("beans", "potato")))
    assert not [each for each in plan.servings if "bean" in each.food.name or "potato" in each.food.name]


def test_a_search_that_was_stopped_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("thyself.decide.meals._SECONDS", 0.0)
    with pytest.raises(NotEnough, match="stopped after 0 s"):
        Planner(FOODS).plan(MealWishes(2000))


def test_a_food_whose_limited_nutrient_is_not_known_is_not_planned() -> None:
    bare = [replace(each, nutrients={"kcal": each.nutrients["kcal"]}) for each in FOODS]
    assert Planner(bare).plan(MealWishes(2000)).totals.keys() == {"kcal"}
    with pytest.raises(NotEnough):
        Planner(bare).plan(MealWishes(2000, {"sodium_mg": (None, 2300.0)}))


def test_wishes_that_make_no_sense_are_refused() -> None:
    plan = Planner(FOODS).plan
    with pytest.raises(Refused, match="too few"):
        plan(MealWishes(900))
    with pytest.raises(InvalidInput, match="unknown nutrient"):
        plan(MealWishes(2000, {"salt": (None, 5.0)}))
    with pytest.raises(InvalidInput, match="above the most"):
        plan(MealWishes(2000, {"protein_g": (90.0, 50.0)}))
    with pytest.raises(InvalidInput, match="unknown allergens"):
        plan(MealWishes(2000, avoid=frozenset({"kiwi fruit"})))
    with pytest.raises(InvalidInput, match="days"):
        Planner(FOODS).plan_days(MealWishes(2000), 0)
    with pytest.raises(NotEnough):
        Planner([]).plan(MealWishes(2000))


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    with thyself.open(tmp_path / "home.db", clock=lambda: NOW, settings=Settings(language_model="none")) as opened:
        yield opened


def said(text: str) -> Trace:
    return Trace(text, at=NOW - timedelta(days=3), kind="said", source="chat", author="me")


def test_an_allergy_that_was_told_is_kept_out_and_cited_until_it_is_forgotten(home: Home) -> None:
    me = home.person("me")
    me.add([said("I'm allergic to fish and I hate mushrooms.")])
    told = me.plan_meals("dinner ideas, 2,100 kcal", days=2)
    assert told.system == "nutrigen"
    assert not any(name in told.text for name in ("salmon", "tuna", "cod", "mushrooms"))
    assert any("fish" in each.text for each in told.evidence)
    assert abs(told.figures["kcal"] - 2100) <= 21
    assert "Day 2" in told.text
    me.forget(kind="said")
    after = me.plan_meals()
    assert after.evidence == ()
    assert "yet" in after.reasons[0]


def test_a_vegan_gets_neither_meat_nor_milk_nor_eggs(home: Home) -> None:
    me = home.person("me")
    me.add([said("I'm vegan.")])
    told = me.plan_meals(days=3).text
    for word in (
        "chicken",
        "beef",
        "pork",
        "turkey",
        "salmon",
        "tuna",
        "cod",
        "shrimp",
        "yogurt",
        "milk,",
        "egg,",
        "cheddar",
    ):
        assert word not in told


def test_a_wish_that_is_for_a_doctor_gets_no_plan(home: Home) -> None:
    me = home.person("me")
    assert "doctor or a dietitian" in me.plan_meals("meals for my kidney disease").text
    too_little = me.plan_meals("a day of 1,000 kcal")
    assert "too few" in too_little.text
    assert "Day 1" not in too_little.text
    assert "Day 1" in me.plan_meals("meals with kidney beans").text


def test_an_allergy_of_the_wish_itself_or_of_a_note_in_other_words_is_kept_out(home: Home) -> None:
    me = home.person("me")
    me.add([said("I have celiac disease.")])
    told = me.plan_meals("meals, no beans and no tofu", days=3)
    for word in ("bread", "oats", "spaghetti", "couscous", "bulgur", "barley", "beans", "tofu"):
        assert word not in told.text
    assert "kept out, as you told: gluten" in told.reasons
    assert [each.text for each in told.evidence] == ["I have celiac disease."]
