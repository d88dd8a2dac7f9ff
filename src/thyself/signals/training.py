"""Training: the load of a day from the minutes in each heart rate zone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from thyself.signals.metrics import METRICS
from thyself.signals.series import Daily

#: Points of a minute in the zones from half, 70 % and 85 % of the heart rate reserve.
ZONES: Final[Mapping[str, float]] = {"fat_burn_minutes": 1.0, "cardio_minutes": 1.75, "peak_minutes": 3.0}
#: Of a minute that is only known to be active.
ACTIVE: Final[Mapping[str, float]] = {"active_minutes": 1.75}


def training_load(series: Mapping[str, Daily]) -> Daily | None:
    """Points a day: minutes by zone, each with its weight; active minutes where no zones are known.

    A day counts where at least one of the zones has a figure. The weights are those that the tables of PH-LLM (2024)
    follow; they are a simple form of the training impulse (TRIMP). ``None`` where nothing of it was measured.
    """
    for weights in (ZONES, ACTIVE):
        parts = [(series[name], weight) for name, weight in weights.items() if name in series and series[name].n]
        if parts:
            return _summed(parts)
    return None


def _summed(parts: list[tuple[Daily, float]]) -> Daily:
    first = min(part.days[0] for part, _ in parts)
    days = np.arange(first, max(part.days[-1] for part, _ in parts) + 1)
    total, there = np.zeros(len(days)), np.zeros(len(days), dtype=bool)
    ids: list[tuple[str, ...]] = [()] * len(days)
    for part, weight in parts:
        places = (part.days - first).astype(np.int64)[part.known]
        total[places] += weight * part.points
        there[places] = True
        held = [own for own, known in zip(part.trace_ids, part.known, strict=True) if known]
        for place, own in zip(places, held, strict=True):
            ids[place] = ids[place] + own
    metric = METRICS["training_load"]
    return Daily(metric, metric.unit, days, np.where(there, total, np.nan), tuple(ids))
