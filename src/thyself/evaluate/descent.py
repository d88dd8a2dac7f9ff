"""Descent: the lowest point of a smooth function, by steps that remember its last slopes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np

#: How many steps are remembered, how often a step is halved, and what share of the slope a step must gain.
_MEMORY: Final = 8
_HALVED: Final = 20
_GAIN: Final = 1e-4


def lowest(
    of: Callable[[np.ndarray], tuple[float, np.ndarray]], start: np.ndarray, *, steps: int = 100, close: float = 3e-5
) -> np.ndarray:
    """Where a function is lowest (L-BFGS with steps that are halved until they gain; Liu and Nocedal, 1989).

    Args:
        of: The value at a point and the slope there, both of ``(n,) float64``.
        start: Where to begin.
        steps: How many steps at most.
        close: The search ends where a step gains less than this share of the value.
    """
    import numpy as np

    here = np.array(start, dtype=float)
    value, slope = of(here)
    last: list[tuple[np.ndarray, np.ndarray]] = []
    for _ in range(steps):
        way = _way(slope, last)
        down = float(way @ slope)
        if down >= 0:
            way, down, last = -slope, -float(slope @ slope), []
        pace = 1.0 if last else 1.0 / max(float(np.abs(slope).sum()), 1.0)
        for _ in range(_HALVED):
            there = here + pace * way
            reached, steeper = of(there)
            if reached <= value + _GAIN * pace * down:
                break
            pace /= 2
        else:
            return here
        gained = value - reached
        moved, bent = there - here, steeper - slope
        if float(moved @ bent) > 1e-12:
            last = [*last[1 - _MEMORY :], (moved, bent)]
        here, value, slope = there, reached, steeper
        if gained <= close * max(abs(value), 1e-12):
            return here
    return here


def _way(slope: np.ndarray, last: list[tuple[np.ndarray, np.ndarray]]) -> np.ndarray:
    """Down, bent by the curvature that the last steps felt."""
    way = -slope
    shares = []
    for moved, bent in reversed(last):
        share = float(moved @ way) / float(moved @ bent)
        way = way - share * bent
        shares.append(share)
    if last:
        moved, bent = last[-1]
        way = way * (float(moved @ bent) / float(bent @ bent))
    for (moved, bent), share in zip(last, reversed(shares), strict=True):
        way = way + moved * (share - float(bent @ way) / float(moved @ bent))
    return way
