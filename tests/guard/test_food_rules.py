"""Food: allergens by any name, and what no plan is made for."""

from __future__ import annotations

import pytest

from thyself.core import InvalidInput, Refused
from thyself.guard.food import allergens, food_concern, found_allergens, left_out, safe_energy, told_allergens


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("cheddar", {"milk"}),
        ("peanut butter", {"peanut"}),
        ("soya drink, unsweetened", {"soy"}),
        ("almond milk", {"nuts"}),
        ("shellfish", {"crustaceans", "molluscs"}),
        ("tree nuts", {"nuts"}),
        ("couscous, cooked", {"gluten"}),
        ("hummus", {"sesame"}),
        ("eggplant", set()),
        ("nutmeg", set()),
        ("butternut squash", set()),
        ("apple", set()),
    ],
)
def test_an_allergen_is_known_by_the_names_that_people_use(text: str, held: set[str]) -> None:
    assert allergens(text) == held


def test_a_food_is_caught_by_its_name_where_its_row_declares_nothing() -> None:
    assert found_allergens([("walnuts", frozenset()), ("apple", frozenset())], frozenset({"nuts"})) == ["walnuts"]
    assert found_allergens([("sauce", frozenset({"fish"}))], frozenset({"fish"})) == ["sauce"]
    assert found_allergens([("walnuts", frozenset({"nuts"}))], frozenset({"fish"})) == []


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("a plan for my kidney disease", "kidney"),
        ("meals on dialysis", "kidney"),
        ("plan meals, I have diabetes", "diabetes"),
        ("I take warfarin, what can I eat", "blood thinner"),
        ("how much insulin for this pasta", "medicine"),
        ("meals while I'm pregnant", "pregnancy"),
        ("meals for my baby", "child"),
        ("I want to eat only 700 calories", "eating"),
        ("my throat is swelling after shrimp", "emergency"),
    ],
)
def test_what_is_for_a_doctor_is_left_to_one(text: str, rule: str) -> None:
    found = food_concern(text)
    assert found is not None
    assert found.name == rule


@pytest.mark.parametrize(
    "text",
    [
        "meals for 2,000 kcal",
        "kidney beans for dinner",
        "a week without milk",
        "I have no diabetes, plan my lunch",
        "dinner for my parents",
    ],
)
def test_an_ordinary_wish_is_planned(text: str) -> None:
    assert food_concern(text) is None


def test_too_little_energy_is_planned_for_nobody() -> None:
    assert safe_energy(1200.0) == 1200.0
    with pytest.raises(Refused, match="too few"):
        safe_energy(1199.0)
    for wrong in (0.0, -5.0, 9000.0, float("nan")):
        with pytest.raises(InvalidInput):
            safe_energy(wrong)


@pytest.mark.parametrize(
    ("note", "held"),
    [
        ("I have coeliac disease.", {"gluten"}),
        ("My nut allergy is bad", {"nuts"}),
        ("I react badly to soy", {"soy"}),
        ("I'm allergic to shellfish and eggs", {"crustaceans", "molluscs", "egg"}),
        ("I am not allergic to nuts", set()),
        ("My sister is allergic to eggs", set()),
        ("I had bread and cheese", set()),
    ],
)
def test_an_allergy_is_heard_from_who_has_it(note: str, held: set[str]) -> None:
    assert told_allergens(note) == held


@pytest.mark.parametrize(
    ("wish", "things"),
    [
        ("a week without milk, eggs or mushrooms", ["milk", "eggs", "mushrooms"]),
        ("gluten-free dinners for two days", ["gluten"]),
        ("lunch, no fish please", ["fish"]),
        ("no more than 2,000 kcal, with fish", []),
        ("meals for 2,000 kcal", []),
    ],
)
def test_what_a_wish_leaves_out_is_read_from_it(wish: str, things: list[str]) -> None:
    assert left_out(wish) == things
