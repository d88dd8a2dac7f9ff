"""Forecasts: made of earlier days alone, with intervals that hold, and none where too little is known."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import thyself
from thyself.core import Settings, Trace
from thyself.signals.forecast import all_forecasts, fit, from_json, shipped, to_json

NOW = datetime(2025, 4, 1, 12, tzinfo=UTC)
WEEK = np.arange(400) % 7


def walker(rng: np.random.Generator, days: int = 120) -> tuple[np.ndarray, np.ndarray]:
    """A person who walks less at weekends, with gaps."""
    values = rng.normal(9000, 1500, days) - 4000 * (WEEK[:days] >= 5)
    values[rng.random(days) < 0.15] = np.nan
    return values, WEEK[:days]


def test_a_weekly_habit_is_forecast_better_than_by_the_mean_and_lies_within_the_interval() -> None:
    rng = np.random.default_rng(0)
    prior = fit("steps", [walker(rng) for _ in range(12)])
    values, days = walker(rng, 300)
    told = [
        (each, values[place], values[:place])
        for place, each in all_forecasts(values, days, prior)
        if np.isfinite(values[place])
    ]
    own = np.mean([abs(truth - each.value) for each, truth, _ in told])
    plain = np.mean([abs(truth - np.nanmean(past)) for _, truth, past in told])
    inside = np.mean([each.low <= truth <= each.high for each, truth, _ in told])
    assert own < 0.85 * plain
    assert 0.72 <= inside <= 0.88


@given(st.integers(0, 10_000), st.integers(10, 60))
def test_no_forecast_looks_at_its_own_day_or_later(seed: int, place: int) -> None:
    values, days = walker(np.random.default_rng(seed), 80)
    other = values.copy()
    other[place:] = 123.0
    prior = shipped()["steps"]
    one, two = (dict(all_forecasts(each, days, prior)) for each in (values, other))
    for day in range(place + 1):
        assert one.get(day) == two.get(day)


def test_intervals_hold_the_forecast_and_priors_survive_a_file() -> None:
    values, days = walker(np.random.default_rng(1))
    again = from_json(to_json(list(shipped().values())))
    assert set(again) == {"minutes_asleep", "resting_heart_rate", "steps"}
    for place, told in all_forecasts(values, days, again["steps"], ahead=0):
        assert told.low <= told.value <= told.high, place


def test_two_nights_make_no_forecast_and_a_month_does(tmp_path: Path) -> None:
    with thyself.open(tmp_path / "home.db", clock=lambda: NOW, settings=Settings(language_model="none")) as home:
        me = home.person("me")

        def nights(count: int) -> list[Trace]:
            return [
                Trace(f"{430 + day % 9}", at=NOW - timedelta(days=day, hours=12), kind="measured", source="w",
                      item="minutes_asleep", value=430.0 + day % 9, unit="min", extra={"per": "day"})
                for day in range(count)
            ]  # fmt: skip

        me.add(nights(2))
        assert me.forecast("minutes_asleep") is None
        me.add(nights(30))
        told = me.forecast("minutes_asleep")
        assert told is not None
        assert told.value == pytest.approx(434, abs=10)
        assert told.n == 30
        assert me.forecast("weight") is None


def test_after_few_odd_days_a_forecast_leans_on_people_at_large_and_after_many_on_the_person() -> None:
    rng = np.random.default_rng(3)
    prior = fit("steps", [walker(rng) for _ in range(12)])
    few, many = np.full(4, 2000.0), np.full(60, 2000.0)
    early = all_forecasts(few, WEEK[:5], prior, ahead=1)[-1][1].value
    late = all_forecasts(many, WEEK[:61], prior, ahead=1)[-1][1].value
    assert early - 2000 > 300
    assert abs(late - 2000) < (early - 2000) / 2
