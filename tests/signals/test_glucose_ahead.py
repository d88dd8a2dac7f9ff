"""Glucose in half an hour: learned from curves, silent where the sensor was silent."""

from __future__ import annotations

import numpy as np
import pytest

from thyself.core import InvalidInput, NotEnough
from thyself.signals.glucose import AHEAD, Readings, fit, readings


def day(seed: int, count: int = 1500) -> Readings:
    """Meals that rise and fall, with noise."""
    rng = np.random.default_rng(seed)
    time = np.arange(count)
    values = 100 + 30 * np.sin(time / 20 + seed) + 10 * np.sin(time / 7) + rng.normal(0, 1, count)
    return Readings(values, time / 12 % 24)


def test_a_curve_is_followed_better_than_by_its_last_reading() -> None:
    told = day(9)
    expected, wanted = fit([day(1), day(2), day(3)]).ahead(told)[:-AHEAD], told.values[AHEAD:]
    there = np.isfinite(expected)
    own = np.sqrt(np.mean((expected - wanted)[there] ** 2))
    still = np.sqrt(np.mean((told.values[:-AHEAD] - wanted)[there] ** 2))
    assert own < 0.4 * still


def test_nothing_is_told_after_a_gap_until_two_hours_are_known() -> None:
    told = day(4)
    gap = told.values.copy()
    gap[300:320] = np.nan
    expected = fit([day(1), day(2)]).ahead(Readings(gap, told.hours))
    assert np.isnan(expected[300:343]).all()
    assert np.isfinite(expected[[299, 343]]).all()


def test_readings_are_put_on_a_grid_and_gaps_stay_gaps() -> None:
    found = readings(np.array([0.0, 5.0, 10.0, 60.0]), np.array([90.0, 95.0, 100.0, 150.0]))
    assert list(found.values[:3]) == [90.0, 95.0, 100.0]
    assert np.isnan(found.values[5])
    assert found.values[12] == 150.0
    with pytest.raises(InvalidInput):
        readings(np.array([]), np.array([]))


def test_a_few_hours_are_not_enough_to_learn_from() -> None:
    with pytest.raises(NotEnough, match="288 are needed"):
        fit([day(1, 100)])
