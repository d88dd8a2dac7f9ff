"""Kernels: figures of many people's windows of days at once; a day without data is NaN and stays out of all of them."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import tau
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
Counts = NDArray[np.int64]

#: Days of the acute and of the chronic load (Foster 1998; Gabbett 2016).
ACUTE_DAYS: Final = 7
CHRONIC_DAYS: Final = 28
#: Days that are recent.
RECENT_DAYS: Final = 7


@dataclass(frozen=True, slots=True)
class Window:
    """Days of many people.

    Args:
        values: ``(p, d)``, one row a person, one column a day in order, NaN where there is no data.
        weekdays: ``(d,)``, Monday 0 to Sunday 6.
        recent: How many of the last days are recent, where a statistic tells recent from usual.
    """

    values: Values
    weekdays: Counts
    recent: int = RECENT_DAYS


Kernel = Callable[[Window], tuple[Values, Counts]]
"""A figure for each person, NaN where it cannot be told, and the days on which it stands; both ``(p,)``."""


def count(values: Values) -> Counts:
    """Days with data, ``(p,)``."""
    found: Counts = np.isfinite(values).sum(axis=1)
    return found


def mean(window: Window) -> tuple[Values, Counts]:
    """The mean of the days."""
    n = count(window.values)
    return _mean(window.values, n), n


def sd(window: Window) -> tuple[Values, Counts]:
    """The standard deviation of the days; NaN with fewer than two."""
    n = count(window.values)
    return _sd(window.values, n), n


def median(window: Window) -> tuple[Values, Counts]:
    """The median of the days."""
    return _quietly(lambda: np.nanmedian(window.values, axis=1)), count(window.values)


def lowest(window: Window) -> tuple[Values, Counts]:
    """The lowest day."""
    return _quietly(lambda: np.nanmin(window.values, axis=1)), count(window.values)


def highest(window: Window) -> tuple[Values, Counts]:
    """The highest day."""
    return _quietly(lambda: np.nanmax(window.values, axis=1)), count(window.values)


def newest(window: Window) -> tuple[Values, Counts]:
    """The figure of the last day, where it has one."""
    return window.values[:, -1].copy(), count(window.values[:, -1:])


def days(window: Window) -> tuple[Values, Counts]:
    """How many days have data."""
    n = count(window.values)
    return n.astype(np.float64), n


def circular_mean(window: Window) -> tuple[Values, Counts]:
    """The mean of clock times on the circle, in hours from 0 to 24."""
    n = count(window.values)
    x, y = _direction(window.values, n)
    found: Values = np.arctan2(y, x) * (24 / tau) % 24
    return found, n


def circular_sd(window: Window) -> tuple[Values, Counts]:
    """The standard deviation of clock times on the circle, in hours: ``sqrt(-2 ln R)`` (Mardia 1972)."""
    n = count(window.values)
    length = np.hypot(*_direction(window.values, n))
    spread: Values = np.sqrt(-2 * np.log(np.clip(length, 1e-12, 1.0))) * (24 / tau)
    return np.where(n > 1, spread, np.nan), n


def trend(window: Window) -> tuple[Values, Counts]:
    """The slope of a straight line through the days, in units a day; NaN with fewer than two."""
    n = count(window.values)
    there = np.isfinite(window.values)
    time = np.where(there, np.arange(window.values.shape[1], dtype=np.float64), np.nan)
    with np.errstate(invalid="ignore", divide="ignore"):
        centred = np.where(there, time - _mean(time, n)[:, None], 0.0)
        slope = (centred * np.where(there, window.values, 0.0)).sum(axis=1) / (centred**2).sum(axis=1)
    return np.where(n > 1, slope, np.nan), n


def recent(window: Window) -> tuple[Values, Counts]:
    """The mean of the recent days less that of the days before."""
    new, old = _split(window)
    return _mean(new, count(new)) - _mean(old, count(old)), _both(new, old)


def recent_z(window: Window) -> tuple[Values, Counts]:
    """The same in standard deviations of the days before; NaN where those do not differ."""
    difference, n = recent(window)
    _, old = _split(window)
    spread = _sd(old, count(old))
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(spread > 1e-9, difference / spread, np.nan), n


def load_ratio(window: Window) -> tuple[Values, Counts]:
    """Acute against chronic load: the sum of the last 7 days over the mean of such sums of the last 28 days.

    Sums are scaled to seven days where days are missing; a week with fewer than four days with data has no sum.
    """
    values = window.values[:, -(CHRONIC_DAYS + ACUTE_DAYS - 1) :]
    if values.shape[1] < CHRONIC_DAYS:
        return np.full(len(values), np.nan), count(values)
    there = np.isfinite(values)
    weeks = np.lib.stride_tricks.sliding_window_view
    n = weeks(there, ACUTE_DAYS, axis=1).sum(axis=2)
    sums = weeks(np.where(there, values, 0.0), ACUTE_DAYS, axis=1).sum(axis=2)
    with np.errstate(invalid="ignore", divide="ignore"):
        loads = np.where(n >= 4, sums * ACUTE_DAYS / n, np.nan)
        chronic = _mean(loads, count(loads))
        ratio = np.where((chronic > 0) & (count(loads) >= CHRONIC_DAYS - ACUTE_DAYS), loads[:, -1] / chronic, np.nan)
    return ratio, count(values)


def load(window: Window) -> tuple[Values, Counts]:
    """The acute load: the sum of the last 7 days, scaled to seven where days are missing (four at least)."""
    last = window.values[:, -ACUTE_DAYS:]
    n = count(last)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(n >= 4, np.nansum(last, axis=1) * ACUTE_DAYS / n, np.nan), n


def weekend(window: Window) -> tuple[Values, Counts]:
    """The mean of Saturdays and Sundays less that of the other days."""
    off = window.weekdays >= 5
    free, work = window.values[:, off], window.values[:, ~off]
    return _mean(free, count(free)) - _mean(work, count(work)), _both(free, work)


def successive(window: Window) -> tuple[Values, Counts]:
    """How much one day differs from the next: the root mean square of differences of neighbouring days."""
    steps = np.diff(window.values, axis=1)
    n = count(steps)
    return np.sqrt(_mean(steps**2, n)), n


#: What a feature can be, by name; of clock times the means and deviations are those on the circle.
STATISTICS: Final[Mapping[str, Kernel]] = MappingProxyType(
    {
        "mean": mean, "sd": sd, "median": median, "lowest": lowest, "highest": highest, "newest": newest,
        "days": days, "trend": trend, "recent": recent, "recent_z": recent_z, "load": load,
        "load_ratio": load_ratio, "weekend": weekend, "successive": successive,
    }
)  # fmt: skip
ON_THE_CIRCLE: Final[Mapping[str, Kernel]] = MappingProxyType({"mean": circular_mean, "sd": circular_sd})


def unwrapped(values: Values) -> Values:
    """Clock times of each person on the branch nearest to the person's own mean: at most 12 hours away.

    A mean after 18:00 is counted from -6 h, as in :func:`thyself.signals.series.unwrap`.
    """
    x, y = _direction(values, count(values))
    middle = ((np.arctan2(y, x) * (24 / tau) + 6) % 24 - 6)[:, None]
    found: Values = middle + (values - middle + 12) % 24 - 12
    return found


def _mean(values: Values, n: Counts) -> Values:
    with np.errstate(invalid="ignore", divide="ignore"):
        found: Values = np.where(n > 0, np.nansum(values, axis=1) / n, np.nan)
    return found


def _sd(values: Values, n: Counts) -> Values:
    with np.errstate(invalid="ignore", divide="ignore"):
        away = np.nansum((values - _mean(values, n)[:, None]) ** 2, axis=1)
        found: Values = np.where(n > 1, np.sqrt(away / (n - 1)), np.nan)
    return found


def _direction(values: Values, n: Counts) -> tuple[Values, Values]:
    """The mean direction of clock times, ``(x, y)``, each ``(p,)``."""
    angles = values * (tau / 24)
    return _mean(np.cos(angles), n), _mean(np.sin(angles), n)


def _split(window: Window) -> tuple[Values, Values]:
    return window.values[:, -window.recent :], window.values[:, : -window.recent]


def _both(one: Values, other: Values) -> Counts:
    """Days of both parts together; zero where one of them has none."""
    a, b = count(one), count(other)
    return np.where((a > 0) & (b > 0), a + b, 0)


def _quietly(make: Callable[[], Values]) -> Values:
    """People without any day give NaN, and numpy need not say so."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        return make()
