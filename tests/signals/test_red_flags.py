from datetime import UTC, datetime, timedelta

import pytest

from thyself.core import Trace
from thyself.signals import insights

NOW = datetime(2024, 1, 31, tzinfo=UTC)


def felt(text, days_ago=1):
    return [Trace(text, at=NOW - timedelta(days=days_ago), kind="felt", source="diary")]


def test_a_symptom_that_needs_help_is_answered_with_where_to_turn_and_nothing_else(scope, days):
    steps = days("steps", [6000.0 + i % 2 for i in range(30)])
    found = insights(scope(steps, felt("chest pain since noon")), "activity", now=NOW)
    assert [each.name for each in found] == ["red_flag"]
    assert "emergency number" in found[0].text
    assert found[0].evidence[0].text == "chest pain since noon"
    assert found[0].strength == 1


@pytest.mark.parametrize("text", ["no chest pain today", "went running without chest pain", "my knee hurts a little"])
def test_a_symptom_that_is_denied_or_harmless_is_no_flag(scope, days, text):
    found = insights(scope(days("steps", [6000.0 + i % 2 for i in range(30)]), felt(text)), "activity", now=NOW)
    assert found[0].name == "level:steps"


def test_words_of_despair_are_answered_with_people_to_turn_to(scope):
    found = insights(scope(felt("I want to die")), "mood", now=NOW)
    assert "crisis line" in found[0].text


def test_very_high_blood_pressure_is_urgent_with_symptoms_and_a_doctors_matter_without(scope, days):
    pressure = days("blood_pressure_systolic", [128.0] * 29 + [191.0])
    alone = insights(scope(pressure), "heart", now=NOW)
    assert alone[0].name == "red_flag"
    assert "191 mmHg" in alone[0].text
    assert "doctor today" in alone[0].text
    both = insights(scope(pressure, felt("blurred vision")), "heart", now=NOW)
    assert "needs help at once" in both[0].text
    assert {each.text for each in both[0].evidence} == {"191 blood_pressure_systolic", "blurred vision"}


def test_an_absurd_pulse_counts_only_when_it_is_recent_and_not_a_single_reading(scope, days):
    usual = [62.0] * 28
    assert insights(scope(days("resting_heart_rate", [*usual, 131.0, 133.0])), "heart", now=NOW)[0].name == "red_flag"
    for values in ([*usual, 62.0, 133.0], [*usual[:10], 131.0, 133.0, *usual[:18]]):
        assert insights(scope(days("resting_heart_rate", values)), "heart", now=NOW)[0].name != "red_flag"


def test_other_topics_are_not_stopped(scope):
    said = [Trace(f"m{i}", at=NOW - timedelta(hours=7 * i + 1), kind="said", source="chat") for i in range(60)]
    assert insights(scope(said, felt("chest pain")), "messages", now=NOW)[0].name == "level:messages"
