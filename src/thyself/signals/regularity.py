"""Regularity: how much days differ from one another; clock times on the circle; sleep from one night to the next."""

from __future__ import annotations

from dataclasses import dataclass
from math import log, sqrt, tau

import numpy as np

from thyself.signals.series import Daily
from thyself.signals.stats import Values


@dataclass(frozen=True, slots=True)
class Regularity:
    """How much days differ: a standard deviation with a 95 % interval, the mean around which, and how many days."""

    sd: float
    low: float
    high: float
    mean: float
    n: int


def regularity(series: Daily, rng: np.random.Generator) -> Regularity:
    """The standard deviation of days; on the circle for clock times. The interval resamples the days."""
    points = series.points
    of = circular_sd if series.metric.circular else _sd
    picks = points[rng.integers(0, len(points), (400, len(points)))]
    low, high = np.quantile(of(picks), (0.025, 0.975))
    return Regularity(float(of(points[None, :])[0]), float(low), float(high), float(points.mean()), len(points))


def circular_sd(hours: Values) -> Values:
    """The standard deviation of clock times on the circle, in hours; ``hours`` is ``(k, n)``, the result ``(k,)``.

    ``sqrt(-2 ln R)`` with ``R`` the length of the mean direction (Mardia 1972).
    """
    angles = hours * (tau / 24)
    length = np.hypot(np.cos(angles).mean(axis=-1), np.sin(angles).mean(axis=-1))
    result: Values = np.sqrt(-2 * np.log(np.clip(length, 1e-12, 1.0))) * (24 / tau)
    return result


def _sd(values: Values) -> Values:
    result: Values = values.std(axis=-1, ddof=1)
    return result


@dataclass(frozen=True, slots=True)
class SleepRegularity:
    """The sleep regularity index: 100 where every night is the same, 0 where sleep falls at random times.

    Args:
        index: The index.
        low, high: 95 % interval.
        n: Pairs of nights that follow each other.
    """

    index: float
    low: float
    high: float
    n: int


def sleep_regularity(start: Daily, end: Daily) -> SleepRegularity | None:
    """How likely the person is in the same state, asleep or awake, at two moments 24 hours apart.

    From the times of falling asleep and waking up; waking within the night is not seen. ``None`` where fewer than seven
    pairs of nights follow each other. Source: Phillips et al., Irregular sleep/wake patterns, Scientific Reports 2017.
    """
    days, at_start, at_end = np.intersect1d(start.days, end.days, return_indices=True)
    asleep, awake = start.values[at_start] % 24, end.values[at_end] % 24
    asleep = np.where(asleep > awake, asleep - 24, asleep)
    there = np.isfinite(asleep) & np.isfinite(awake)
    if len(days) < 2:
        return None
    pair = there[1:] & there[:-1] & (np.diff(days).astype(np.int64) == 1)
    if pair.sum() < 7:
        return None
    both = np.minimum(awake[1:], awake[:-1]) - np.maximum(asleep[1:], asleep[:-1])
    either = (awake - asleep)[1:] + (awake - asleep)[:-1] - 2 * np.clip(both, 0, None)
    each = 100 * (1 - 2 * either[pair] / 24)
    n = len(each)
    margin = 1.96 * float(each.std(ddof=1)) / sqrt(n)
    index = float(each.mean())
    return SleepRegularity(index, max(index - margin, -100.0), min(index + margin, 100.0), n)


def spread_ratio(regular: Regularity) -> float:
    """The deviation as a share of the mean, on a logarithmic scale that starts at zero; for sorting alone."""
    return log(1 + regular.sd / abs(regular.mean)) if regular.mean else 0.0
