"""Popularity: what many others took, as the prior for a person of whom little is known."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from thyself.core import Catalog

if TYPE_CHECKING:
    import numpy as np

#: Days after which half of an item's popularity counts, where the catalogue says when the item came to be.
HALF_LIFE_DAYS = 3650.0


def popularity(catalog: Catalog, *, now: datetime, half_life_days: float = HALF_LIFE_DAYS) -> np.ndarray:
    """``(n,) float64`` from 0 to 1 in the catalogue's order: the rank of the decayed counts.

    Ranks, since counts have a long tail that would leave all but a few items at nothing. Items without a count get the
    middle rank of those with one; with no counts at all every item gets 0.
    """
    import numpy as np

    counts = np.array([np.nan if item.popularity is None else max(item.popularity, 0.0) for item in catalog])
    days = np.array([np.nan if item.born is None else (now - item.born).total_seconds() / 86400 for item in catalog])
    decayed = np.where(np.isnan(days), counts, counts * 0.5 ** (np.maximum(days, 0.0) / half_life_days))
    known = ~np.isnan(decayed)
    if not known.any():
        return np.zeros(len(catalog))
    ranks = np.full(len(catalog), 0.5)
    order = np.unique(decayed[known], return_inverse=True)[1].reshape(-1)
    ranks[known] = (order + 1) / (order.max() + 1)
    return ranks
