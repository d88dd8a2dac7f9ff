"""Rules of health: each fires on what it is for, and not on what only looks like it."""

from __future__ import annotations

import pytest

from thyself.guard.health import RULES, concern, says_too_much

FIRES = {
    "emergency": ("I have chest pain when I climb stairs", "no chest pain, slept well"),
    "suicidal": ("I want to die", "I don't want to miss this"),
    "medicine": ("How much insulin should I take?", "How much sleep should I get?"),
    "diagnosis": ("Do I have sleep apnea?", "Do I have more steps than last month?"),
    "pregnancy": ("I'm pregnant, which exercises are good?", "My sister asks which exercises are good"),
    "child": ("My baby sleeps badly", "My bed is too soft"),
    "eating": ("I eat only 600 kcal a day", "I eat 2100 kcal a day"),
    "overtraining": ("Can I train through the pain?", "Can I train on Monday?"),
}


def test_every_rule_has_a_case_that_fires_and_one_that_does_not() -> None:
    assert set(FIRES) == {each.name for each in RULES}


@pytest.mark.parametrize("name", FIRES)
def test_a_rule_fires_on_what_it_is_for_alone(name: str) -> None:
    fires, does_not = FIRES[name]
    found = concern(fires)
    assert found is not None
    assert found.name == name
    assert concern(does_not) is None


@pytest.mark.parametrize(
    ("text", "too_much"),
    [
        ("You have insomnia.", True),
        ("You have slept 7 h.", False),
        ("Take 3 mg of melatonin.", True),
        ("Rest today; never train through pain.", False),
        ("Just train through pain.", True),
        ("You seem pregnant.", True),
        ("Stop taking your medication.", True),
    ],
)
def test_no_text_diagnoses_doses_or_guesses_who_somebody_is(text: str, too_much: bool) -> None:
    assert bool(says_too_much(text)) is too_much
