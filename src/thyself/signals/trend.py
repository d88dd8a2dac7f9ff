"""Trend: whether figures went up or down over the whole time, robustly and with regard to dependence between days."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Final

import numpy as np

from thyself.signals.series import Daily
from thyself.signals.stats import Values, inflation, middle_of, robust_sd, two_sided

#: Fewer days than this show no trend that could be told from chance.
ENOUGH: Final = 14
#: Longer series are taken by weeks: pairs of days grow with the square.
_MANY: Final = 800


@dataclass(frozen=True, slots=True)
class Trend:
    """A straight line through the days.

    Args:
        slope: Per day, the median slope of all pairs of days (Theil 1950, Sen 1968).
        low, high: 95 % interval of the slope.
        start: The line's height on the first day.
        span: Days from the first to the last.
        p: Two-sided, of Mann and Kendall's test.
        size: The change over the span in robust standard deviations around the line.
        left: Robust deviation around the line.
    """

    slope: float
    low: float
    high: float
    start: float
    span: float
    p: float
    size: float
    left: float

    @property
    def change(self) -> float:
        """From the first to the last day."""
        return self.slope * self.span


def trend(series: Daily) -> Trend | None:
    """The trend of a series; ``None`` where there are fewer than :data:`ENOUGH` days.

    The variance of Kendall's S is widened by the dependence of neighbouring days around the line (after Yue and Wang
    2004), so that a slow wave is not taken for a trend.
    """
    if series.n < ENOUGH:
        return None
    times, points = series.times, series.points
    if len(points) > _MANY:
        times, points = _weeks(times, points)
    return _line(times, points)


def _line(times: Values, points: Values) -> Trend:
    n = len(points)
    first, second = np.triu_indices(n, 1)
    rises = points[second] - points[first]
    slopes = rises / (times[second] - times[first])
    slope = float(np.median(slopes))
    residuals = points - slope * times
    step = times - times[0] if float(np.diff(times).min()) == 1 else np.arange(n, dtype=np.float64)
    variance = _kendall_variance(points) * inflation(step, residuals)
    s = float(np.sign(rises).sum())
    z = np.sign(s) * max(abs(s) - 1, 0) / sqrt(variance) if variance > 0 else 0.0
    low, high = middle_of(np.sort(slopes), sqrt(variance) / 2)
    span = float(times[-1] - times[0])
    left = robust_sd(residuals)
    start = float(np.median(residuals)) + slope * float(times[0])
    size = slope * span / left if left else 0.0
    return Trend(slope, low, high, start, span, two_sided(float(z)), size, left)


def _kendall_variance(points: Values) -> float:
    n = len(points)
    _, counts = np.unique(points, return_counts=True)
    ties = float((counts * (counts - 1) * (2 * counts + 5)).sum())
    return (n * (n - 1) * (2 * n + 5) - ties) / 18


def _weeks(times: Values, points: Values) -> tuple[Values, Values]:
    week = (times // 7).astype(np.int64)
    kept = np.unique(week)
    middles = np.asarray(kept * 7.0 + 3, dtype=np.float64)
    return middles, np.array([float(np.median(points[week == each])) for each in kept])
