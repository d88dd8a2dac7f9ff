"""Change points: from which day on the figures were on another level."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import exp, log, pi, sqrt
from typing import Final

import numpy as np

from thyself.signals.series import Daily
from thyself.signals.stats import Shift, Values, clipped, inflation, normal_from_t, shift

#: Fewer days than this are not searched.
ENOUGH: Final = 14
#: No stretch is shorter than this many days with data.
SHORTEST: Final = 5
#: A cut is kept where chance alone makes one so clear in fewer than this share of series.
_LEVEL: Final = 0.02
#: In longer series than this only single cuts are searched: stretches grow with the square.
_MANY: Final = 1000


@dataclass(frozen=True, slots=True)
class Change:
    """The clearest change of level.

    Args:
        cuts: All cuts, as indices of the days with data that begin a new stretch.
        at: The clearest of them.
        before, after: Medians of the stretches on both sides of it.
        shift: How much higher the stretch after it is than the one before.
        n: Days in both stretches.
        p: The probability of so clear a cut, anywhere in the series, by chance.
        left: Robust deviation within the stretches.
    """

    cuts: tuple[int, ...]
    at: int
    before: float
    after: float
    shift: Shift
    n: int
    p: float
    left: float


def change(series: Daily) -> Change | None:
    """The change points of a series, by binary segmentation; ``None`` where there is none or too little data.

    The cost of a stretch is the squared distance from its mean of values clipped at three robust deviations. Each
    step makes the one cut, or the two cuts around a stretch (Olshen et al. 2004), that gains most, as long as chance
    seldom gains as much over all places to cut, with the variance widened by the dependence of neighbouring days. At
    60 days it raises a false alarm in fewer than 5 % of series of white noise, and of series in which each day
    depends on the day before by .3 (tests/signals/test_false_alarms.py).
    """
    if series.n < ENOUGH:
        return None
    points, times = clipped(series.points), series.times
    found: list[tuple[float, int]] = []
    _cut(points, times, 0, len(points), found)
    if not found:
        return None
    p, at = min(found)
    cuts = tuple(sorted(each for _, each in found))
    edges = (0, *cuts, len(points))
    place = edges.index(at)
    first, second = series.points[edges[place - 1] : at], series.points[at : edges[place + 1]]
    residuals = _residuals(points, cuts)
    moved = shift(first, second, widen=inflation(times, residuals))
    return Change(
        cuts, at, float(np.median(first)), float(np.median(second)), moved, len(first) + len(second), p,
        float(np.sqrt(np.mean(residuals**2))),
    )  # fmt: skip


def clearest(points: Values, times: Values) -> tuple[tuple[int, ...], float]:
    """The one cut, or the two cuts around a stretch, that chance makes least likely; and how likely it makes them."""
    n = len(points)
    total = float(((points - points.mean()) ** 2).sum())
    if total == 0 or n < 2 * SHORTEST:
        return (), 1.0
    one, two = _one_cut(points), _two_cuts(points) if 3 * SHORTEST <= n <= _MANY else ((), 0.0)
    chances = []
    for (cuts, gain), chance in ((one, chance_of_cut), (two, chance_of_stretch)):
        rest = total - gain
        if gain <= 0:
            continue
        if rest <= 1e-9 * total:
            return cuts, 0.0
        t = sqrt(gain / (rest / (n - 2)) / inflation(times, _residuals(points, cuts), cuts=len(cuts)))
        chances.append((min(1.0, 2 * chance(normal_from_t(t, n - 2), n)), cuts))
    p, cuts = min(chances, default=(1.0, ()))
    return cuts, p


def chance_of_cut(z: float, n: int) -> float:
    """The probability that the largest standardised gain over all single cuts of ``n`` days is above ``z``.

    Source: Miller and Siegmund, Maximally selected chi square statistics, Biometrics 1982.
    """
    if z < 1.5:
        return 1.0
    share = SHORTEST / n
    return min(1.0, _density(z) * ((z - 1 / z) * 2 * log((1 - share) / share) + 4 / z))


def chance_of_stretch(z: float, n: int) -> float:
    """The same over all stretches in the midst of ``n`` days.

    Of the form of Siegmund's (1985) tail, its constant fitted to the gains of white noise of 20 to 365 days.
    """
    return 1.0 if z < 2 else min(1.0, 0.034 * (n - 8) * z**3 * _density(z))


def _density(z: float) -> float:
    return exp(-z * z / 2) / sqrt(2 * pi)


def _one_cut(points: Values) -> tuple[tuple[int, ...], float]:
    n = len(points)
    k = np.arange(SHORTEST, n - SHORTEST + 1)
    sums = np.cumsum(points - points.mean())[k - 1]
    gain = sums**2 * n / (k * (n - k))
    best = int(np.argmax(gain))
    return (int(k[best]),), float(gain[best])


def _two_cuts(points: Values) -> tuple[tuple[int, ...], float]:
    n = len(points)
    sums = np.concatenate([[0.0], np.cumsum(points - points.mean())])
    start, end = np.triu_indices(n - 2 * SHORTEST + 1, SHORTEST)
    start, end = start + SHORTEST, end + SHORTEST
    k = end - start
    gain = (sums[end] - sums[start]) ** 2 * n / (k * (n - k))
    best = int(np.argmax(gain))
    return (int(start[best]), int(end[best])), float(gain[best])


def _cut(points: Values, times: Values, start: int, end: int, found: list[tuple[float, int]]) -> None:
    cuts, p = clearest(points[start:end], times[start:end])
    if p >= _LEVEL:
        return
    found += [(p, start + each) for each in cuts]
    for first, last in pairwise((start, *(start + each for each in cuts), end)):
        _cut(points, times, first, last, found)


def _residuals(points: Values, cuts: tuple[int, ...]) -> Values:
    edges = (0, *cuts, len(points))
    parts = [points[a:b] - points[a:b].mean() for a, b in pairwise(edges)]
    return np.concatenate(parts)
