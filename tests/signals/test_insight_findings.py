from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from thyself.core import Figure, Finding, InvalidInput, Trace
from thyself.signals import METRICS, TOPICS, insights, unsupported
from thyself.signals.text import NOT_ADVICE


def names(found):
    return [each.name for each in found]


@pytest.fixture
def month(scope, days):
    """Forty days of a person who sleeps longer at weekends, walks more and more, and weighs the same."""
    rng = np.random.default_rng(30)
    day = np.arange(40) % 7
    return scope(
        days("minutes_asleep", rng.normal(420, 25, 40) + 80 * (day >= 5)),
        days("steps", rng.normal(6000, 900, 40) + 120 * np.arange(40)),
        days("distance", rng.normal(4, 0.5, 40) + 0.08 * np.arange(40)),
        days("weight", rng.normal(80, 0.4, 40)),
    )


def test_planted_effects_are_told_first_and_noise_is_not(month, now):
    sleep, activity, weight = (insights(month, topic, now=now) for topic in ("sleep", "activity", "weight"))
    assert sleep[0].name == "weekend:minutes_asleep"
    assert "more on Saturdays and Sundays" in sleep[0].text
    assert sleep[0].interval[0] < 80 < sleep[0].interval[1]
    assert activity[0].name == "trend:steps"
    assert activity[0].figures["effect"].unit == "count"
    assert names(weight)[0] == "level:weight"
    assert not {each.partition(":")[0] for each in names(weight)} & {"trend", "change", "association", "weekend"}


def test_findings_come_strongest_first_and_as_many_as_asked(month, now):
    found = insights(month, "activity", now=now)
    assert [each.strength for each in found] == sorted((each.strength for each in found), reverse=True)
    assert insights(month, "activity", now=now, limit=2)[1:] == found[1:2]
    with pytest.raises(InvalidInput):
        insights(month, "activity", now=now, limit=0)


def test_of_two_that_tell_the_same_one_is_kept(scope, days, now):
    values = np.random.default_rng(31).normal(6000, 500, 60)
    values[30:] += 3000
    found = names(insights(scope(days("steps", values), days("distance", values / 1500)), "activity", now=now))
    assert "change:steps" in found
    assert not {"trend:steps", "trend:distance", "change:distance"} & set(found)


def test_evidence_is_the_days_that_contribute_most(month, now):
    first = insights(month, "activity", now=now)[0]
    traces = {each.id: each for each in month.traces()}
    assert len(first.evidence) == 5
    assert [each.score for each in first.evidence] == sorted((each.score for each in first.evidence), reverse=True)
    for each in first.evidence:
        assert each.text == traces[each.trace_ids[0]].text
        assert sum(each.why.values()) == each.score


def test_a_person_with_seven_days_is_told_what_is_usual_and_with_six_that_it_is_not_enough(scope, days, now):
    values = [400, 410, 420, 430, 440, 450, 460]
    assert names(insights(scope(days("minutes_asleep", values)), "sleep", now=now))[0] == "level:minutes_asleep"
    found = insights(scope(days("minutes_asleep", values[:4])), "sleep", now=now)
    assert names(found) == ["not_enough:minutes_asleep"]
    assert found[0].text == "Not enough: 4 nights of time asleep, 7 are needed."
    assert (found[0].n, found[0].figures["needed"]) == (4, Figure(7, "days"))
    assert names(insights(scope([]), "heart", now=now)) == ["not_enough:resting_heart_rate"]


def test_an_unknown_topic_is_refused_and_an_undeclared_metric_of_the_person_is_not(scope, days, now):
    one = scope(days("grip_strength", range(40, 50), unit="kg"))
    with pytest.raises(InvalidInput, match="sleep, activity, heart"):
        insights(one, "astrology", now=now)
    assert insights(one, "grip strength", now=now)[0].figures["median"] == Figure(44.5, "kg")


def test_a_health_topic_says_once_that_it_is_no_advice(month, scope, now):
    found = insights(month, "sleep", now=now)
    assert [NOT_ADVICE in each.text for each in found] == [True] + [False] * (len(found) - 1)
    start = datetime(2024, 1, 1, tzinfo=UTC)
    said = [Trace(f"m{i}", at=start + timedelta(hours=7 * i), kind="said", source="chat") for i in range(60)]
    assert not any(NOT_ADVICE in each.text for each in insights(scope(said), "messages", now=now))


def test_old_figures_are_said_to_be_old(month):
    late = insights(month, "sleep", now=datetime(2024, 3, 1, tzinfo=UTC))
    assert "The newest of these figures is of 2024-02-09." in late[0].text
    assert "newest" not in insights(month, "sleep", now=datetime(2024, 2, 10, 12, tzinfo=UTC))[0].text


def test_nothing_later_than_asked_is_used_and_an_unfinished_day_is_not(scope, days):
    one = scope(days("steps", [5000.0] * 10 + [12.0]))
    found = insights(one, "steps", now=datetime(2024, 1, 11, 9, tzinfo=UTC))
    assert found[0].figures["median"] == Figure(5000, "count")
    assert found[0].n == 10
    assert (
        insights(one, "steps", before=datetime(2024, 1, 8, tzinfo=UTC), now=datetime(2024, 2, 1, tzinfo=UTC))[0].n == 7
    )
    assert (
        insights(one, "steps", since=datetime(2024, 1, 3, tzinfo=UTC), now=datetime(2024, 1, 11, tzinfo=UTC))[0].n == 8
    )


def test_readings_in_an_unknown_unit_are_said(scope, days, now):
    found = insights(scope(days("weight", [80.0] * 9), days("weight", [12.0] * 2, unit="blocks")), "weight", now=now)
    assert names(found)[-1] == "unit_apart:weight"
    assert "2 readings of weight in the unit 'blocks'" in found[-1].text


def test_an_association_says_how_many_were_looked_at_and_that_it_is_no_cause(scope, days, now):
    rng = np.random.default_rng(32)
    steps = rng.normal(8000, 2000, 60)
    asleep = 420 + 0.02 * (steps - 8000) + rng.normal(0, 12, 60)
    found = insights(scope(days("steps", steps), days("minutes_asleep", asleep)), "sleep", now=now)
    told = next(each for each in found if each.name.startswith("association"))
    assert "one of 3 such pairs that were looked at" in told.text
    assert "nor does it say that one causes the other" in told.text
    assert told.figures["effect"].value > 0.7


@st.composite
def lives(draw):
    n = draw(st.integers(7, 70))
    rng = np.random.default_rng(draw(st.integers(0, 10_000)))
    measurable = st.sampled_from([name for name in METRICS if name != "messages"])
    chosen = draw(st.lists(measurable, min_size=1, max_size=4, unique=True))
    made = {}
    for name in chosen:
        metric = METRICS[name]
        middle, spread = (23.3, 1.0) if metric.circular else (60.0 * 10 ** draw(st.integers(0, 2)), 9.0)
        values = middle + rng.normal(0, spread, n) + rng.choice([0, 1]) * np.linspace(0, spread * 4, n)
        values += rng.choice([0, 1]) * 3 * spread * (np.arange(n) % 7 >= 5)
        told = values % 24 if metric.circular else np.abs(values)
        made[name] = np.where(rng.random(n) < 0.9, told, np.nan).tolist()
    return made


@given(lives())
@settings(max_examples=70, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_number_of_every_text_is_a_figure_of_its_finding(scope, days, life):
    one = scope(*(days(name, values) for name, values in life.items()))
    until = datetime(2024, 12, 1, tzinfo=UTC)
    for topic in {METRICS[name].topic for name in life}:
        for finding in insights(one, topic, now=until, limit=20):
            if finding.name == "red_flag":
                continue
            assert unsupported(finding) == [], finding.text
            assert finding.n > 0 or finding.name.startswith("not_enough")
            for evidence in finding.evidence:
                assert evidence.trace_ids


def test_a_planted_wrong_number_date_or_time_is_caught(month, scope, days, now):
    clock = scope(days("sleep_start", [23.25, 23.5, 0.0, 23.75, 0.25, 23.0, 23.5, 0.5]))
    told = [*insights(month, "activity", now=now), *insights(clock, "sleep", now=now)]
    for finding in told:
        assert unsupported(finding) == []
        wrong = replace(finding, text=finding.text + " That is 4,711 more.")
        assert unsupported(wrong) == ["4,711"]
        assert unsupported(replace(finding, text=finding.text + " Since 1999-01-01.")) == ["1999-01-01"]
        assert unsupported(replace(finding, text=finding.text + " At 12:34.")) == ["12:34"]
    assert unsupported(Finding("x", "usually 7.2 h", {"median": Figure(7.1, "h")}, 9)) == ["7.2"]
    assert unsupported(Finding("x", "usually 7.1 h of 9 days", {"median": Figure(7.1, "h")}, 9)) == []


def test_every_topic_has_metrics_and_every_metric_a_topic():
    assert sorted(name for each in TOPICS.values() for name in each) == sorted(METRICS)
