"""Association: whether days with more of one thing have more of another, on the same day or on the day after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import atanh, sqrt, tanh
from typing import Final

import numpy as np

from thyself.signals.series import Daily, weekdays
from thyself.signals.stats import Z95, Values, clipped, ranks, two_sided
from thyself.signals.week import WEEKEND

#: Fewer pairs of days than this are not looked at.
ENOUGH: Final = 14
_MOST_SHIFTS: Final = 240
#: Only what is less likely than this by chance is looked at once more, less weekends and drift.
_WORTH_A_LOOK: Final = 0.2
#: The level around a day is taken over so many days to either side.
_AROUND_DAYS: Final = 14
#: So many days of a kind are needed before their level is taken off.
_WEEKENDS: Final = 4


@dataclass(frozen=True, slots=True)
class Association:
    """How two series go together.

    Args:
        first, second: The series; with ``lag`` 1 the second is taken on the day after.
        lag: Days from the first to the second: 0 or 1.
        rho: Spearman's rank correlation.
        low, high: 95 % interval of it.
        p: Two-sided.
        n: Pairs of days.
        after_low, after_high: Median of the second on the third of the days with least, and with most, of the first.
        third: How many days a third is.
        days: ``(n,)`` places, in the first series, of the pairs.
        x, y: ``(n,)`` the pairs.
    """

    first: Daily
    second: Daily
    lag: int
    rho: float
    low: float
    high: float
    p: float
    n: int
    after_low: float
    after_high: float
    third: int
    days: Values
    x: Values
    y: Values


def pairs(series: Sequence[Daily]) -> list[tuple[Daily, Daily, int]]:
    """What is worth testing: two series of different families, on the same day and, both ways, on the day after."""
    tested: list[tuple[Daily, Daily, int]] = []
    for place, first in enumerate(series):
        for second in series[place + 1 :]:
            if not first.metric.families & second.metric.families:
                tested += [(first, second, 0), (first, second, 1), (second, first, 1)]
    return tested


def association(first: Daily, second: Daily, lag: int = 0) -> Association | None:
    """How two series go together; ``None`` where there are too few pairs of days, or one of them never varies.

    What weekends, or a slow drift of both, bring about is not told: the probability is the larger one of the figures as
    they are, and of the figures less their own level around that time, on weekends and other days apart. Chance is
    judged by moving one series round against the other, which keeps each series' own rhythm and dependence
    between days: the spread of the correlation over these shifts, where it is wider than that of independent days,
    widens the interval and weakens the test (the shifts themselves are too few to give small probabilities).
    """
    x, y = _aligned(first, second, lag)
    both = np.isfinite(x) & np.isfinite(y)
    n = int(both.sum())
    if n < ENOUGH:
        return None
    one, other = x[both], y[both]
    if np.ptp(one) == 0 or np.ptp(other) == 0:
        return None
    rho, middle, se = _strength(x, y)
    p = two_sided(middle / se)
    if p < _WORTH_A_LOOK:
        plain, later = (replace(each, values=_beyond(each)) for each in (first, second))
        _, beyond, beyond_se = _strength(*_aligned(plain, later, lag))
        p = max(p, two_sided(beyond / beyond_se)) if middle * beyond > 0 else 1.0
    third = max(n // 3, 1)
    order = np.argsort(one, kind="stable")
    return Association(
        first, second, lag, rho, tanh(middle - Z95 * se), tanh(middle + Z95 * se), p, n,
        float(np.median(other[order[:third]])), float(np.median(other[order[-third:]])), third,
        np.flatnonzero(both).astype(np.float64), one, other,
    )  # fmt: skip


def _strength(x: Values, y: Values) -> tuple[float, float, float]:
    """Spearman's correlation, the same on Fisher's scale, and its standard error there."""
    both = np.isfinite(x) & np.isfinite(y)
    n = int(both.sum())
    rho = _correlation(ranks(x[both]), ranks(y[both]))
    se = sqrt(1.06 / (n - 3)) * max(1.0, _shifted_spread(x, y) * sqrt(n - 1))
    return rho, atanh(float(np.clip(rho, -0.999999, 0.999999))), se


def _beyond(series: Daily) -> Values:
    """The figures less the difference of weekend and other days, and less the mean of the weeks around each day."""
    values, known = series.values.copy(), series.known
    values[known] = clipped(values[known])
    free = np.isin(weekdays(series.days), WEEKEND)
    for part in (free, ~free):
        if (part & known).sum() >= _WEEKENDS:
            values[part] -= np.median(values[part & known])
    reach = np.ones(2 * _AROUND_DAYS + 1)
    sums = np.convolve(np.where(known, values, 0.0), reach)[_AROUND_DAYS : _AROUND_DAYS + len(values)]
    counts = np.convolve(known.astype(np.float64), reach)[_AROUND_DAYS : _AROUND_DAYS + len(values)]
    result: Values = values - sums / np.maximum(counts, 1)
    return result


def _aligned(first: Daily, second: Daily, lag: int) -> tuple[Values, Values]:
    """Both series on the days of the first one; the second ``lag`` days later."""
    x = first.values
    y = np.full(len(x), np.nan)
    if len(x) and len(second.values):
        place = (first.days - second.days[0]).astype(np.int64) + lag
        there = (place >= 0) & (place < len(second.values))
        y[there] = second.values[place[there]]
    return x, y


def _correlation(x: Values, y: Values) -> float:
    x, y = x - x.mean(), y - y.mean()
    power = float((x * x).sum() * (y * y).sum())
    return float((x * y).sum()) / sqrt(power) if power > 0 else 0.0


def _shifted_spread(x: Values, y: Values) -> float:
    """Root mean square of the rank correlation over circular shifts of one series against the other."""
    first = int(np.flatnonzero(np.isfinite(x) & np.isfinite(y))[0])
    last = int(np.flatnonzero(np.isfinite(x) & np.isfinite(y))[-1])
    a, b = _ranked(x[first : last + 1]), _ranked(y[first : last + 1])
    size = len(a)
    shifts = (
        np.unique(np.linspace(3, size - 3, min(size - 5, _MOST_SHIFTS)).astype(np.int64)) if size > 8 else np.array([0])
    )
    moved = b[(np.arange(size)[None, :] + shifts[:, None]) % size]
    there = np.isfinite(a)[None, :] & np.isfinite(moved)
    count = there.sum(axis=1)
    u, v = np.where(there, a[None, :], 0.0), np.where(there, moved, 0.0)
    n = np.maximum(count, 1)
    cross = (u * v).sum(axis=1) / n - u.sum(axis=1) * v.sum(axis=1) / n**2
    power = ((u * u).sum(axis=1) / n - (u.sum(axis=1) / n) ** 2) * ((v * v).sum(axis=1) / n - (v.sum(axis=1) / n) ** 2)
    good = (count >= ENOUGH // 2) & (power > 0)
    return float(np.sqrt(np.mean(cross[good] ** 2 / power[good]))) if good.any() else 0.0


def _ranked(values: Values) -> Values:
    result = np.full(len(values), np.nan)
    there = np.isfinite(values)
    result[there] = ranks(values[there])
    return result
