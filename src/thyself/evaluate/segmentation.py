"""Segmentation: how far found boundaries are from the true ones.

Boundaries are given as the units (from 1) that begin a new segment, among ``n`` units.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from thyself.core import InvalidInput


def window(truth: Sequence[int], n: int) -> int:
    """Half the mean true segment, at least two units: what Pk and WindowDiff look through."""
    return max(2, round(n / (len(set(truth)) + 1) / 2))


def pk(truth: Sequence[int], found: Sequence[int], n: int, *, k: int | None = None) -> float:
    """How often a window is wrongly held to have a boundary, or none; lower is better.

    Source: Beeferman, Berger and Lafferty (1999); windows are counted as NLTK does.
    """
    true, seen = _windows(truth, n, k), _windows(found, n, k or window(truth, n))
    return _share([(a > 0) != (b > 0) for a, b in zip(true, seen, strict=True)])


def window_diff(truth: Sequence[int], found: Sequence[int], n: int, *, k: int | None = None) -> float:
    """How often a window has another number of boundaries than it should; lower is better.

    Source: Pevzner and Hearst (2002).
    """
    true, seen = _windows(truth, n, k), _windows(found, n, k or window(truth, n))
    return _share([a != b for a, b in zip(true, seen, strict=True)])


def boundary_f1(truth: Sequence[int], found: Sequence[int], *, tolerance: int = 0) -> float:
    """F1 of boundaries, 1 where both have none; one at most ``tolerance`` units away is right, each counts once."""
    true, seen = sorted(set(truth)), sorted(set(found))
    if not true and not seen:
        return 1.0
    free, right = list(true), 0
    for place in seen:
        near = [each for each in free if abs(each - place) <= tolerance]
        if near:
            free.remove(min(near, key=lambda each: abs(each - place)))
            right += 1
    return 2 * right / (len(true) + len(seen))


def _windows(starts: Sequence[int], n: int, k: int | None) -> list[int]:
    """How many boundaries are among each run of ``k`` places after a unit, the end of all being one such place."""
    if any(not 0 < start < n for start in starts):
        raise InvalidInput(f"boundaries are units from 1 to {n - 1}, got {list(starts)}")
    k = k or window(starts, n)
    marks = [0] * (n + 1)
    for start in set(starts):
        marks[start] = 1
    running = list(accumulate(marks))
    return [running[i + k] - running[i] for i in range(n + 1 - k)]


def _share(wrong: Sequence[bool]) -> float:
    return sum(wrong) / len(wrong) if wrong else 0.0
