"""Ranking: how much of what matters is found, and how high it stands.

Every function takes the ids that were found, best first, and the ids that matter; an id that comes again counts once.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from math import log2
from typing import TypeVar

from thyself.core import InvalidInput

T = TypeVar("T", bound=Hashable)


def order(scores: Mapping[T, float]) -> list[T]:
    """Ids by score, best first; equal scores in order of the ids as text, so that every run agrees."""
    return sorted(scores, key=lambda each: (-scores[each], str(each)))


def recall(found: Sequence[Hashable], relevant: Collection[Hashable], k: int | None = None) -> float:
    """The share of what matters that is among the first ``k`` (``None``: among all).

    Raises:
        InvalidInput: Nothing matters: there is no share of nothing.
    """
    wanted = _some(relevant)
    return len(wanted & set(_first(found, k))) / len(wanted)


def hit(found: Sequence[Hashable], relevant: Collection[Hashable], k: int | None = None) -> float:
    """1 where anything that matters is among the first ``k``, else 0."""
    return float(bool(_some(relevant) & set(_first(found, k))))


def precision(found: Sequence[Hashable], relevant: Collection[Hashable], k: int | None = None) -> float:
    """The share of the first ``k`` that matters; places that stay empty count as misses. 0 where nothing is found."""
    first = _first(found, k)
    return len(_some(relevant) & set(first)) / (k or len(first) or 1)


def mrr(found: Sequence[Hashable], relevant: Collection[Hashable], k: int | None = None) -> float:
    """One over the place of the first that matters, 0 where there is none."""
    wanted = _some(relevant)
    return next((1 / place for place, each in enumerate(_first(found, k), 1) if each in wanted), 0.0)


def average_precision(found: Sequence[Hashable], relevant: Collection[Hashable], k: int | None = None) -> float:
    """The mean, over all that matters, of the precision at the place of each (0 for what is not found)."""
    wanted, right, total = _some(relevant), 0, 0.0
    for place, each in enumerate(_first(found, k), 1):
        if each in wanted:
            right += 1
            total += right / place
    return total / len(wanted)


def ndcg(
    found: Sequence[Hashable], relevant: Collection[Hashable] | Mapping[Hashable, float], k: int | None = None
) -> float:
    """Discounted gain over the best that is possible (Järvelin and Kekäläinen, 2002).

    Args:
        found: Ids, best first.
        relevant: The ids that matter, or how much each does (linear gain).
        k: How many places count.
    """
    _some(relevant)
    gains = relevant if isinstance(relevant, Mapping) else dict.fromkeys(relevant, 1.0)
    ideal = sorted(gains.values(), reverse=True)[:k]
    best = _discounted(ideal)
    return _discounted([gains.get(each, 0.0) for each in _first(found, k)]) / best if best else 0.0


def _discounted(gains: Sequence[float]) -> float:
    return sum(gain / log2(place + 1) for place, gain in enumerate(gains, 1))


def _first(found: Sequence[Hashable], k: int | None) -> list[Hashable]:
    if k is not None and k < 1:
        raise InvalidInput(f"k={k}: give at least 1")
    return list(dict.fromkeys(found))[:k]


def _some(relevant: Collection[Hashable]) -> set[Hashable]:
    if not relevant:
        raise InvalidInput("nothing is relevant: leave such a question out, there is no share of nothing")
    return set(relevant)
