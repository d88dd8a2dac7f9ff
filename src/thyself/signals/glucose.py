"""Glucose: where a sensor's readings will be in half an hour, from the last two hours and the time of day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from thyself.core import InvalidInput, NotEnough

Values = NDArray[np.float64]

#: Minutes between two readings, how many of them are looked at, and how many ahead is half an hour.
STEP: Final = 5.0
SEEN: Final = 24
AHEAD: Final = 6
#: So many readings, a day of them, are the least to learn from.
ENOUGH: Final = 288
_LEVEL: Final = 100.0
_RIDGE: Final = 50.0


@dataclass(frozen=True, slots=True)
class Readings:
    """Readings every five minutes.

    Args:
        values: ``(n,)`` mg/dL, NaN where the sensor told nothing near.
        hours: ``(n,)`` the hour of the day of each.
    """

    values: Values
    hours: Values


def readings(minutes: Values, values: Values) -> Readings:
    """Readings as they came, put on a grid of five minutes; between readings further apart there is nothing.

    Args:
        minutes: ``(n,)`` minutes since a midnight.
        values: ``(n,)`` mg/dL.

    Raises:
        InvalidInput: There are no readings, or not one value for each time.
    """
    if not len(minutes) or len(minutes) != len(values):
        raise InvalidInput("give readings, one value for each time")
    order = np.argsort(minutes, kind="stable")
    at, told = minutes[order], values[order]
    grid = np.arange(at[0], at[-1] + STEP, STEP)
    after = np.clip(np.searchsorted(at, grid), 0, len(at) - 1)
    before = np.clip(after - 1, 0, len(at) - 1)
    near = np.minimum(np.abs(at[after] - grid), np.abs(at[before] - grid)) <= STEP
    return Readings(np.where(near, np.interp(grid, at, told), np.nan), grid / 60 % 24)


@dataclass(frozen=True, slots=True)
class HalfHour:
    """A line from what was seen to the change within half an hour."""

    weights: Values

    def ahead(self, told: Readings) -> Values:
        """``(n,)`` for each reading, what is expected half an hour later; NaN where the two hours before have gaps."""
        places, seen = _seen(told)
        found = np.full(len(told.values), np.nan)
        found[places] = told.values[places] + seen @ self.weights
        return found


def fit(people: Iterable[Readings]) -> HalfHour:
    """Learn from readings of one or many people.

    Raises:
        NotEnough: There is less than a day without gaps.
    """
    seen, wanted = [], []
    for told in people:
        places, rows = _seen(told)
        inside = places + AHEAD < len(told.values)
        change = told.values[places[inside] + AHEAD] - told.values[places[inside]]
        there = np.isfinite(change)
        seen.append(rows[inside][there])
        wanted.append(change[there])
    x, y = (np.concatenate(seen), np.concatenate(wanted)) if seen else (np.zeros((0, 1)), np.zeros(0))
    if len(y) < ENOUGH:
        raise NotEnough(f"{len(y)} readings with two hours before them and half an hour after; {ENOUGH} are needed")
    solved = np.linalg.solve(x.T @ x + _RIDGE * np.eye(x.shape[1]), x.T @ y)
    return HalfHour(solved.astype(np.float64))


def _seen(told: Readings) -> tuple[NDArray[np.int64], Values]:
    """The places with two full hours before them, and what is looked at there."""
    if len(told.values) < SEEN:
        return np.zeros(0, dtype=np.int64), np.zeros((0, 0))
    windows = np.lib.stride_tricks.sliding_window_view(told.values, SEEN)
    whole = np.flatnonzero(np.isfinite(windows).all(axis=1))
    return whole + SEEN - 1, _features(windows[whole], told.hours[whole + SEEN - 1])


def _features(windows: Values, hours: Values) -> Values:
    """How the two hours went, the level, how steep and how bent the last half hour is, and the time of day."""
    last = windows[:, -1]
    slope, level = last - windows[:, -4], last - _LEVEL
    bend = last - 2 * windows[:, -4] + windows[:, -7]
    top, bottom = windows.max(axis=1), windows.min(axis=1)
    angle = hours * (np.pi / 12)
    shape = windows - last[:, None]
    parts = [
        np.ones(len(last)), level, np.cos(angle), np.sin(angle), np.cos(2 * angle), np.sin(2 * angle),
        slope * level / 50, np.abs(slope), slope * np.abs(slope) / 10, level**2 / 100, np.maximum(level - 60, 0),
        bend * level / 50, np.maximum(slope, 0) * (top - last) / 20, windows[:, -12:].std(axis=1), last - bottom,
        last - top,
    ]  # fmt: skip
    found: Values = np.column_stack([shape, *parts])
    return found
