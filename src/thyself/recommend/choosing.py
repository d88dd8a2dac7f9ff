"""Choosing: the best of all scores, but for what was taken, muted or is avoided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from thyself.core import InvalidInput
from thyself.recommend.columns import Histories

if TYPE_CHECKING:
    import numpy as np


#: Items of which only the best one is compared at first; they lie apart, so that a group is compared in one stride.
_BLOCK: Final = 50


class Suggestion(NamedTuple):
    """An item and its score."""

    item: str
    score: float


@dataclass(frozen=True)
class Wishes:
    """What a person wants of recommendations; it holds at once, whatever was learned.

    Args:
        mute: Items that are not to be shown.
        boost: Items that are to stand higher, by how many deviations of the scores.
        avoid: Items that must never be shown (:func:`thyself.recommend.avoid.avoided`), each with the reason.
        again: Whether what was taken may come again.
        only: The items to choose from; ``None``: all.
        explore: The share of a list that is to be new to the person: 0 is the familiar alone, 1 all new.
    """

    mute: frozenset[str] = frozenset()
    boost: Mapping[str, float] = field(default_factory=dict)
    avoid: Mapping[str, str] = field(default_factory=dict)
    again: bool = False
    only: frozenset[str] | None = None
    explore: float = 0.0


NO_WISHES = Wishes()


def chosen(scores: np.ndarray, history: Histories, codes: Mapping[str, int], wishes: Wishes = NO_WISHES) -> np.ndarray:
    """``(items,)``: the scores as wished: what is not to be shown is minus infinity."""
    import numpy as np

    wished = scores.copy()
    if wishes.boost:
        spread = float(scores.std()) or 1.0
        for item, by in wishes.boost.items():
            if item in codes:
                wished[codes[item]] += by * spread
    if not wishes.again:
        wished[history.item] = -np.inf
    if wishes.only is not None:
        kept = [codes[each] for each in wishes.only if each in codes]
        allowed = wished[kept]
        wished[:] = -np.inf
        wished[kept] = allowed
    for each in (*wishes.mute, *wishes.avoid):
        if each in codes:
            wished[codes[each]] = -np.inf
    return wished


def best(scores: np.ndarray, k: int) -> np.ndarray:
    """``(<= k,) int64``: the places of the highest scores, best first; equal ones in their order; never minus infinity.

    Raises:
        InvalidInput: ``k`` is less than one.
    """
    import numpy as np

    if k < 1:
        raise InvalidInput(f"k={k}: ask for at least one item")
    places = np.flatnonzero(scores >= _floor(scores, k))
    order = places[np.argsort(-scores[places], kind="stable")][:k]
    return order[scores[order] > -np.inf]


def _floor(scores: np.ndarray, k: int) -> float:
    """A score that ``k`` items reach, and not many more: the ``k``-th highest of the maxima of small groups."""
    import numpy as np

    blocks = len(scores) // _BLOCK
    if k > blocks:
        return float(np.partition(scores, -k)[-k]) if k < len(scores) else float("-inf")
    maxima = scores[: blocks * _BLOCK].reshape(_BLOCK, blocks).max(axis=0)
    return float(np.partition(maxima, -k)[-k])


def place_of(scores: np.ndarray, item: int) -> int:
    """At which place an item stands, from 1; equal scores in the order of the items."""
    import numpy as np

    above = int(np.count_nonzero(scores > scores[item]))
    return 1 + above + int(np.count_nonzero(scores[:item] == scores[item]))
