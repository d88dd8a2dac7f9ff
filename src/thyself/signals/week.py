"""Week: weekdays against the weekend, and which weekday stands out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from thyself.signals.series import Daily
from thyself.signals.stats import Shift, chi2_tail_6, lag1, ranks, shift

#: So many days of the weekend, and twice as many weekdays, are needed.
ENOUGH: Final = 4
#: So many of each weekday are needed before one can stand out.
EACH: Final = 4

WEEKEND: Final = (5, 6)


@dataclass(frozen=True, slots=True)
class Weekend:
    """Saturdays and Sundays against the other days.

    Args:
        weekday, weekend: Medians.
        shift: How much higher the weekend is.
        weekdays_n, weekend_n: How many days there are of each.
    """

    weekday: float
    weekend: float
    shift: Shift
    weekdays_n: int
    weekend_n: int


@dataclass(frozen=True, slots=True)
class Pattern:
    """The days of the week against each other.

    Args:
        medians: Monday to Sunday.
        highest, lowest: Which weekday; Monday is 0.
        shift: How much higher the highest weekday is than the lowest.
        p: Of Kruskal and Wallis's test of all seven, after the difference of weekend and other days is taken off.
        n: Days in all.
    """

    medians: tuple[float, ...]
    highest: int
    lowest: int
    shift: Shift
    p: float
    n: int


def weekend(series: Daily) -> Weekend | None:
    """Weekend against weekdays; ``None`` where there are too few of either."""
    free = np.isin(series.weekdays, WEEKEND)
    off, on = series.points[free], series.points[~free]
    if len(off) < ENOUGH or len(on) < 2 * ENOUGH:
        return None
    level = np.where(free, np.median(off), np.median(on))
    widen = 1 + lag1(series.times, series.points - level) / 2
    return Weekend(float(np.median(on)), float(np.median(off)), shift(on, off, widen=widen), len(on), len(off))


def pattern(series: Daily) -> Pattern | None:
    """Which weekdays differ beyond weekend and not; ``None`` where a weekday has fewer than :data:`EACH` days."""
    day, points = series.weekdays, series.points
    counts = np.bincount(day, minlength=7)
    if counts.min() < EACH:
        return None
    groups = [points[day == each] for each in range(7)]
    free = np.isin(day, WEEKEND)
    level = np.where(free, np.median(points[free]), np.median(points[~free]))
    medians = tuple(float(np.median(each)) for each in groups)
    highest, lowest = int(np.argmax(medians)), int(np.argmin(medians))
    place = ranks(points - level)
    n = len(points)
    sums = np.bincount(day, weights=place, minlength=7)
    _, tied = np.unique(points - level, return_counts=True)
    left = 1 - float((tied**3 - tied).sum()) / (n**3 - n)
    h = (12 / (n * (n + 1)) * float((sums**2 / counts).sum()) - 3 * (n + 1)) / left if left > 0 else 0.0
    return Pattern(medians, highest, lowest, shift(groups[lowest], groups[highest]), chi2_tail_6(max(h, 0.0)), n)
