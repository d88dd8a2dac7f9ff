"""Signals: features of 10,000 people over a year of days, declared as data, computed at once.

python bench/signals.py
"""

from __future__ import annotations

from time import perf_counter

import numpy as np

from thyself.signals.features import FeatureSpec, compute
from thyself.signals.kernels import STATISTICS

PEOPLE, DAYS = 10_000, 365
METRICS = ("minutes_asleep", "sleep_start", "resting_heart_rate", "steps")


def main() -> None:
    """Print the figures."""
    rng = np.random.default_rng(0)
    days = np.arange(np.datetime64("2025-01-01"), np.datetime64("2025-01-01") + DAYS)
    values = {name: rng.normal(20, 3, (PEOPLE, DAYS)) for name in METRICS}
    for each in values.values():
        each[rng.random(each.shape) < 0.2] = np.nan
    specs = [
        FeatureSpec(f"{name}:{statistic}:{window}", name, statistic, window)
        for name in METRICS
        for statistic in STATISTICS
        for window in (28, DAYS)
    ]
    begun = perf_counter()
    compute(values, days, specs)
    spent = perf_counter() - begun
    print(f"{PEOPLE:,} people x {DAYS} days x {len(METRICS)} metrics, {len(specs)} features: {spent:.1f} s")


if __name__ == "__main__":
    main()
