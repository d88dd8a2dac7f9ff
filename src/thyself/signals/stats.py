"""Kernels that several findings share: robust spread, dependence between days, shifts, many tests at once."""

from __future__ import annotations

from dataclasses import dataclass
from math import erfc, exp, log, sqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]

#: Two-sided 95 % point of the normal distribution.
Z95: Final = 1.959964

#: Dependence between days before any is seen: so many days' worth of belief in this correlation.
_PRIOR_DAYS: Final = 10.0
_PRIOR_LAG1: Final = 0.2


def two_sided(z: float) -> float:
    """The probability of a normal figure at least as far from zero as ``z``."""
    return erfc(abs(z) / sqrt(2))


def chi2_tail_6(h: float) -> float:
    """The probability of a chi-square figure with six degrees of freedom above ``h``."""
    half = h / 2
    return exp(-half) * (1 + half + half * half / 2)


def normal_from_t(t: float, df: float) -> float:
    """The normal figure with nearly the same tail as Student's ``t`` (Wallace 1959)."""
    size = (8 * df + 1) / (8 * df + 3) * sqrt(df * log(1 + t * t / df))
    return size if t >= 0 else -size


def robust_sd(values: Values) -> float:
    """1.4826 times the median distance from the median; the standard deviation where that is zero."""
    spread = 1.4826 * float(np.median(np.abs(values - np.median(values))))
    return spread if spread > 0 else float(values.std())


def clipped(values: Values, *, at: float = 3.0) -> Values:
    """Values no further than ``at`` robust deviations from their median: one wild day does not decide."""
    middle, spread = float(np.median(values)), robust_sd(values)
    result: Values = np.clip(values, middle - at * spread, middle + at * spread)
    return result


def ranks(values: Values) -> Values:
    """Ranks from 1, the mean rank for ties."""
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts).astype(np.float64)
    result: Values = (last - (counts - 1) / 2)[place]
    return result


def lag1(times: Values, residuals: Values, *, cuts: int = 0) -> float:
    """Correlation of one day with the next, over the pairs of neighbouring days that are there.

    Residuals around levels that were cut where they fit best hide dependence: ``cuts`` says how many cuts were chosen.

    It is corrected for the bias of short series (Kendall 1954), drawn towards a weak positive dependence where there
    are few pairs, and held between 0 and .8: dependence is never used to make a finding look surer.
    """
    together = np.diff(times) == 1
    pairs = int(together.sum())
    centred = residuals - residuals.mean()
    power = float(np.mean(centred**2))
    if pairs < 3 or power == 0:
        return _PRIOR_LAG1
    raw = float(np.mean(centred[1:][together] * centred[:-1][together])) / power
    corrected = raw + (1 + 2 * cuts) * max(1 + 4 * raw, 0.0) / pairs
    shrunk = (pairs * corrected + _PRIOR_DAYS * _PRIOR_LAG1) / (pairs + _PRIOR_DAYS)
    return float(np.clip(shrunk, 0.0, 0.8))


def inflation(times: Values, residuals: Values, *, cuts: int = 0) -> float:
    """By how much dependence between days widens the variance of a mean: ``(1 + r) / (1 - r)``."""
    r = lag1(times, residuals, cuts=cuts)
    return (1 + r) / (1 - r)


@dataclass(frozen=True, slots=True)
class Shift:
    """How much higher one group of days is than another.

    Args:
        effect: The median difference of a day of the one and a day of the other (Hodges and Lehmann 1963).
        low, high: 95 % interval.
        z: Standardised rank-sum statistic.
        p: Two-sided.
        size: The effect in robust standard deviations of a day.
    """

    effect: float
    low: float
    high: float
    z: float
    p: float
    size: float


def shift(first: Values, second: Values, *, widen: float = 1.0) -> Shift:
    """How much higher ``second`` is than ``first``; ``widen`` multiplies the variance of the rank sum."""
    m, n = len(first), len(second)
    differences = np.sort((second[:, None] - first[None, :]).ravel())
    effect = float(np.median(differences))
    _, counts = np.unique(np.concatenate([first, second]), return_counts=True)
    total = m + n
    ties = float((counts**3 - counts).sum()) / (total * (total - 1))
    variance = m * n / 12 * (total + 1 - ties)
    above = float((differences > 0).sum()) + 0.5 * float((differences == 0).sum())
    distance = above - m * n / 2
    z = 0.0 if variance <= 0 else np.sign(distance) * max(abs(distance) - 0.5, 0) / sqrt(variance * widen)
    low, high = middle_of(differences, sqrt(max(variance, 0.0) * widen))
    spread = robust_sd(np.concatenate([first - np.median(first), second - np.median(second)]))
    return Shift(effect, low, high, float(z), two_sided(float(z)), effect / spread if spread else 0.0)


def middle_of(ordered: Values, sd_of_count: float) -> tuple[float, float]:
    """The 95 % interval of a median of ordered differences, from the deviation of the count of positive ones."""
    k = len(ordered)
    low = int(np.floor((k - 1) / 2 - Z95 * sd_of_count))
    high = int(np.ceil((k - 1) / 2 + Z95 * sd_of_count))
    return float(ordered[max(low, 0)]), float(ordered[min(high, k - 1)])


def adjusted(p: Values) -> Values:
    """Benjamini and Hochberg's (1995) adjusted values of many tests, in the order given."""
    k = len(p)
    if k == 0:
        return p
    order = np.argsort(p)
    scaled = p[order] * k / np.arange(1, k + 1)
    result = np.empty(k)
    result[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return result
