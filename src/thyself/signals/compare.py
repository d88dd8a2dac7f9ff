"""Compare: the last week against the person's own past."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from thyself.signals.series import Daily
from thyself.signals.stats import Shift, inflation, robust_sd, shift

RECENT_DAYS: Final = 7
PAST_DAYS: Final = 28
#: So many of the recent, and of the past, days must have data.
RECENT_ENOUGH: Final = 4
PAST_ENOUGH: Final = 10


@dataclass(frozen=True, slots=True)
class Recent:
    """The last seven days against the 28 before them, and against all that came before.

    Args:
        recent, past, usual: Medians of the last seven days, of the 28 days before, of all days before the seven.
        shift: How much higher the last seven days are than the 28 before.
        z: The same in robust standard deviations of the past days, against the usual.
        recent_n, past_n: Days with data.
    """

    recent: float
    past: float
    usual: float
    shift: Shift
    z: float
    recent_n: int
    past_n: int


def compare(series: Daily) -> Recent | None:
    """The last seven days up to the newest day with data; ``None`` where too many days are missing."""
    newest, past = series.values[-RECENT_DAYS:], series.values[-RECENT_DAYS - PAST_DAYS : -RECENT_DAYS]
    before = series.values[:-RECENT_DAYS]
    last, past, before = (each[np.isfinite(each)] for each in (newest, past, before))
    if len(last) < RECENT_ENOUGH or len(past) < PAST_ENOUGH:
        return None
    window = series.values[-RECENT_DAYS - PAST_DAYS :]
    times = np.flatnonzero(np.isfinite(window)).astype(np.float64)
    level = np.concatenate([past - np.median(past), last - np.median(last)])
    moved = shift(past, last, widen=inflation(times, level))
    usual, spread = float(np.median(before)), robust_sd(before)
    recent = float(np.median(last))
    z = (recent - usual) / spread if spread else 0.0
    return Recent(recent, float(np.median(past)), usual, moved, z, len(last), len(past))
