from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from thyself.core import InvalidInput, Trace
from thyself.signals.metrics import METRICS, TOPICS, convert, metrics_of
from thyself.signals.moods import pleasantness
from thyself.signals.series import circular_mean, daily, unwrap, weekdays

ROME = ZoneInfo("Europe/Rome")


def reading(metric, value, at, unit=None, source="watch", per=None, **more):
    more |= {"kind": "measured", "source": source, "extra": {"per": per} if per else {}}
    return Trace(f"{value} {metric}", at=at, value=value, unit=unit, item=metric, **more)


def test_hours_are_summed_for_counts_and_averaged_for_rates(scope):
    hours = [datetime(2024, 1, 1, hour, tzinfo=UTC) for hour in (8, 9, 10)]
    one = scope(
        [reading("steps", v, at, "count") for v, at in zip((100, 200, 300), hours, strict=True)],
        [reading("heart_rate", v, at, "bpm") for v, at in zip((60, 70, 80), hours, strict=True)],
        [reading("weight", v, at, "kg") for v, at in zip((80, 81, 82), hours, strict=True)],
    )
    zone = ZoneInfo("UTC")
    assert daily(one, "steps", zone=zone).points.tolist() == [600]
    assert daily(one, "heart_rate", zone=zone).points.tolist() == [70]
    assert daily(one, "weight", zone=zone).points.tolist() == [82]


def test_a_day_total_is_not_added_to_its_hours_nor_to_another_source(scope):
    at = datetime(2024, 1, 1, tzinfo=UTC)
    one = scope(
        [reading("steps", 5000, at, "count", per="day"), reading("steps", 400, at.replace(hour=9), "count")],
        [reading("steps", 4000, at, "count", source="phone", per="day")],
        [reading("steps", 7000, at.replace(day=2), "count", source="phone", per="day")],
        [reading("steps", 6000, at.replace(day=3), "count", per="day")],
        [reading("steps", 6100, at.replace(day=4), "count", per="day")],
    )
    assert daily(one, "steps", zone=ZoneInfo("UTC")).points.tolist() == [5000, 7000, 6000, 6100]


def test_a_missing_day_stays_missing_and_a_day_without_a_step_was_not_worn(scope, days):
    one = scope(days("steps", [5000, None, 0, 7000]), days("sedentary_minutes", [600, None, 1440, 700]))
    for metric, known in (("steps", [5000, 7000]), ("sedentary_minutes", [600, 700])):
        found = daily(one, metric, zone=one.zone)
        assert found.known.tolist() == [True, False, False, True]
        assert found.points.tolist() == known
        assert found.trace_ids[1] == ()


def test_a_day_is_the_persons_own_day_also_when_clocks_change(scope):
    hours = [
        datetime.fromtimestamp(t, UTC) for t in range(1711836000, 1711836000 + 26 * 3600, 3600)
    ]  # 30 March, 23:00 in Rome
    found = daily(scope([reading("steps", 10, at, "count") for at in hours]), "steps", zone=ROME)
    assert [str(day) for day in found.days] == ["2024-03-30", "2024-03-31", "2024-04-01"]
    assert found.points.tolist() == [10, 230, 20]


def test_a_leap_day_is_a_day(scope, days):
    found = daily(scope(days("steps", [1, 2, 3], start="2024-02-28")), "steps", zone=ZoneInfo("UTC"))
    assert [str(day) for day in found.days] == ["2024-02-28", "2024-02-29", "2024-03-01"]
    assert weekdays(found.days).tolist() == [2, 3, 4]


def test_what_others_measured_is_not_the_persons(scope):
    at = datetime(2024, 1, 1, tzinfo=UTC)
    one = scope([reading("weight", 60, at, "kg", author="Anna")])
    assert daily(one, "weight", zone=one.zone).n == 0


def test_units_are_converted_and_unknown_ones_kept_apart(scope):
    at = datetime(2024, 1, 1, tzinfo=UTC)
    one = scope(
        [reading("weight", 220.462262, at, "lb"), reading("weight", 90, at.replace(day=2), "blocks")],
        [reading("minutes_asleep", 7.5, at, "hours")],
    )
    weight = daily(one, "weight", zone=one.zone)
    assert weight.points == pytest.approx([100])
    assert weight.apart == {"blocks": 1}
    assert daily(one, "minutes_asleep", zone=one.zone).points.tolist() == [450]
    assert convert(1, "mi", METRICS["distance"]) == pytest.approx(1.609344)
    assert convert(5, "kg", METRICS["steps"]) is None


def test_clock_times_are_averaged_on_the_circle():
    assert np.cos(circular_mean(np.array([23.5, 0.5])) * np.pi / 12) == pytest.approx(1)
    assert circular_mean(np.array([23.0, 0.0, 2.0])) == pytest.approx(1 / 3, abs=0.02)
    assert unwrap(np.array([23.5, 0.5, 1.0])).tolist() == pytest.approx([-0.5, 0.5, 1.0])
    assert unwrap(np.array([22.0, 23.0, 1.0])).tolist() == pytest.approx([-2.0, -1.0, 1.0])


@given(st.lists(st.floats(20, 28), min_size=2, max_size=30), st.floats(0, 24))
def test_unwrapped_times_are_the_same_times_and_close_together(hours, turn):
    turned = (np.array(hours) + turn) % 24
    found = unwrap(turned)
    assert (((found - turned + 1e-9) % 24) < 1e-6).all()
    assert np.ptp(found) <= 8 + 1e-6


def test_messages_are_counted_and_moods_read(scope):
    at = datetime(2024, 1, 1, 9, tzinfo=UTC)
    said = [Trace(f"hello {i}", at=at.replace(minute=i), kind="said", source="chat") for i in range(3)]
    felt = [
        Trace("tired", at=at, kind="felt", source="diary"),
        Trace("happy", at=at.replace(hour=20), kind="felt", source="diary"),
    ]
    rated = [Trace("mood 4 of 5", at=at, kind="felt", source="diary", value=4)]
    one = scope(said, felt, rated)
    assert daily(one, "messages", zone=one.zone).points.tolist() == [3]
    assert daily(one, "mood_words", zone=one.zone).points.tolist() == [50]
    assert daily(one, "mood", zone=one.zone).points.tolist() == [4]


def test_a_denied_mood_counts_the_other_way():
    assert pleasantness("I am happy") == 100
    assert pleasantness("not happy") == 25
    assert pleasantness("I don't feel sad") == 75
    assert pleasantness("went to the shop") is None


def test_an_unknown_topic_is_answered_with_what_there_is():
    assert [each.name for each in metrics_of("Sleep", {})] == list(TOPICS["sleep"])
    assert metrics_of("resting heart-rate", {})[0].name == "resting_heart_rate"
    with pytest.raises(InvalidInput, match=r"'slep'; topics: sleep, activity.*steps"):
        metrics_of("slep", {})
