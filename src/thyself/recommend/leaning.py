"""Leaning of a taste: what one person has had to do with each group of a catalogue's items, by words alone."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from thyself.core import Catalog
from thyself.models import Hashed
from thyself.recommend.clusters import OnlineClusters
from thyself.recommend.explore import Leaning, met

if TYPE_CHECKING:
    import numpy as np

    from thyself.recommend.rank import Taste


def leaning_of(catalog: Catalog, taste: Taste, *, now: datetime, half_life_days: float = 365.0) -> Leaning:
    """Groups of a catalogue, made as it is read, and what the person took of each.

    Args:
        catalog: The items.
        taste: What the person took.
        now: From when on what was taken grows old.
        half_life_days: After so many days what was taken counts half.
    """
    import numpy as np

    # Vectors without weights: a whole catalogue takes a second, and groups of words suffice.
    vectors = Hashed().embed([f"{item.title} {item.text}" for item in catalog])
    clusters = OnlineClusters()
    groups = clusters.add(vectors)
    place = {item_id: at for at, item_id in enumerate(catalog.ids)}
    rows = np.array([place[each.item_id] for each in taste.interactions], dtype=np.int64)
    weights = np.array([each.weight for each in taste.interactions])
    ages = np.array([(now - each.trace.at).total_seconds() for each in taste.interactions])
    likes: np.ndarray = (vectors[rows] * np.maximum(weights, 0)[:, None]).sum(axis=0)
    return Leaning(
        groups,
        met(groups[rows], weights, ages, count=len(clusters), half_life_days=half_life_days),
        clusters.cosines(likes[None])[0],
    )
