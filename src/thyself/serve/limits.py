"""Limits: how often a key may come."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic
from typing import Final

_MOST_KNOWN: Final = 10_000


@dataclass(slots=True)
class Rate:
    """So many a second for each, and some more at once after a rest (a token bucket).

    Args:
        per_s: How many a second.
        burst: How many at once.
        now: A clock that only goes forward, in seconds.
    """

    per_s: float
    burst: float
    now: Callable[[], float] = monotonic
    _lock: Lock = field(default_factory=Lock)
    _buckets: dict[str, tuple[float, float]] = field(default_factory=dict)

    def wait(self, who: str) -> float:
        """How many seconds they have to wait; 0 where they may go on, which counts."""
        with self._lock:
            at = self.now()
            left, last = self._buckets.get(who, (self.burst, at))
            left = min(self.burst, left + (at - last) * self.per_s)
            if left < 1:
                self._buckets[who] = (left, at)
                return (1 - left) / self.per_s
            if len(self._buckets) > _MOST_KNOWN:
                self._buckets.clear()
            self._buckets[who] = (left - 1, at)
            return 0.0
