"""Level: what is usual."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from thyself.signals.series import Daily
from thyself.signals.stats import Values, inflation


@dataclass(frozen=True, slots=True)
class Level:
    """What is usual: the median with a 95 % interval, the middle half of the days, and how many days it is made of."""

    median: float
    low: float
    high: float
    lower_quartile: float
    upper_quartile: float
    n: int


def level(series: Daily) -> Level:
    """The usual figure of a day."""
    points = series.points
    lower, middle, upper = (float(each) for each in np.quantile(points, (0.25, 0.5, 0.75)))
    low, high = median_interval(points, widen=inflation(series.times, points))
    return Level(middle, low, high, lower, upper, len(points))


def median_interval(points: Values, *, widen: float = 1.0) -> tuple[float, float]:
    """A 95 % interval of the median from order statistics; ``widen`` multiplies the variance of the count below it."""
    ordered = np.sort(points)
    n = len(ordered)
    half = 1.959964 * np.sqrt(n * widen) / 2
    low, high = int(np.floor(n / 2 - half)), int(np.ceil(n / 2 + half)) - 1
    return float(ordered[max(low, 0)]), float(ordered[min(high, n - 1)])
