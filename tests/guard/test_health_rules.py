"""Rules of health: each fires on what it is for, and not on what only looks like it."""

from __future__ import annotations

import pytest

from thyself.guard.health import RULES, concern, says_too_much

FIRES = {
    "emergency": ("I have chest pain when I climb stairs", "no chest pain, slept well"),
    "suicidal": ("I want to die", "I don't want to miss this"),
    "pressure with a symptom": ("BP 185/121 and blurred vision", "BP 128/81 and blurred vision"),
    "pressure": ("My blood pressure was 190/125 this morning", "My blood pressure was 118/76 this morning"),
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
    "text",
    [
        "My chest hurts and feels tight", "crushing pain in my chest", "I think I'm having a stroke",
        "half of my face went numb", "I can't move my left arm", "my speech is slurred", "I keep fainting",
        "one side of my body is weak", "I blacked out yesterday", "my tongue is swelling after peanuts",
        "trouble breathing at rest", "I did not sleep because of chest pain", "I overdosed on pills",
    ],
)  # fmt: skip
def test_an_emergency_is_heard_in_the_words_that_people_use(text: str) -> None:
    found = concern(text)
    assert found is not None
    assert (found.name, found.action) == ("emergency", "stop")


@pytest.mark.parametrize(
    "text",
    [
        "I'm thinking of ending it all", "life is not worth living", "I'd be better off dead",
        "I never told anyone I want to die",
        "nobody knows that I want to kill myself", "I wish I was dead", "I was cutting myself again",
    ],
)  # fmt: skip
def test_despair_is_heard_in_the_words_that_people_use(text: str) -> None:
    found = concern(text)
    assert found is not None
    assert (found.name, found.action) == ("suicidal", "stop")


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Should I stop taking my blood pressure pills?", "medicine"), ("can I double my metformin", "medicine"),
        ("is it safe to take 2 ambien", "medicine"), ("am I diabetic?", "diagnosis"), ("is it apnea?", "diagnosis"),
        ("my son is 6, how much should he sleep", "child"), ("I throw up after meals", "eating"),
        ("I want to fast for 10 days", "eating"), ("should I run with a broken foot", "overtraining"),
    ],
)  # fmt: skip
def test_what_is_for_somebody_else_is_referred(text: str, rule: str) -> None:
    found = concern(text)
    assert found is not None
    assert (found.name, found.action) == (rule, "refer")


@pytest.mark.parametrize(
    "text",
    [
        "I don't have chest pain or fainting", "chest press at the gym", "my swim stroke", "a stroke of luck",
        "I was dying to see this film", "kill it at the gym", "I cut myself a slice of bread", "a dose of sunshine",
        "my 40-year-old brother runs", "stop eating sugar", "run with a friend", "is my breathing rate normal?",
        "I'm not suicidal", "my son is 180 cm tall", "I burned myself out at work",
        "I took ibuprofen, how did I sleep?",
    ],
)  # fmt: skip
def test_what_only_sounds_alike_passes(text: str) -> None:
    assert concern(text) is None


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
