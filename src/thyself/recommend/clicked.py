"""Clicked: what was known of a person and an item at the moment of each event, as rows for a model of clicks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

from thyself.core import Catalog, InvalidInput
from thyself.recommend.columns import Histories, History, Interactions
from thyself.recommend.dlrm import DLRM, Bags, Clicks, Shape, hashed
from thyself.recommend.textual import labels_of

if TYPE_CHECKING:
    import numpy as np

#: Events that a person or an item is taken to have had before any were counted.
_PRIOR: Final = 5.0


@dataclass(frozen=True, eq=False)
class Moments:
    """Pairs of a person and an item, each with what the person had taken by then.

    Args:
        events: What people took, in order of time for each of them.
        first, last: ``(n,) int64``: where in ``events`` the history of each pair begins and ends.
        item: ``(n,) int64``: the item of each pair.
    """

    events: Histories
    first: np.ndarray
    last: np.ndarray
    item: np.ndarray

    @classmethod
    def of(cls, interactions: Interactions) -> Self:
        """Each event, with what the same person had taken before it."""
        import numpy as np

        at = np.arange(len(interactions))
        starts = interactions.starts[interactions.person]
        return cls(interactions.histories, starts, at, interactions.item.astype(np.int64))

    def where(self, keep: np.ndarray) -> Moments:
        """Only some pairs; what is known stays."""
        return Moments(self.events, self.first[keep], self.last[keep], self.item[keep])

    def of_others(self, shift: int) -> Moments:
        """The same items with the histories of other pairs, so many places away."""
        import numpy as np

        return Moments(self.events, np.roll(self.first, shift), np.roll(self.last, shift), self.item)

    def drawn(self, each: int, items: int, rng: np.random.Generator) -> Moments:
        """The same moments with drawn items, ``each`` times: what could have been taken, and was not."""
        import numpy as np

        many = rng.integers(0, items, each * len(self.item))
        return Moments(self.events, np.tile(self.first, each), np.tile(self.last, each), many)


class Features:
    """Numbers and labels of a person and an item, of what was known by then.

    Numbers: how often the item was taken, how liked it is; how much the person took, how much of it they liked; how the
    item's labels agree with those of what they liked and did not. Labels: the item, what the person liked lately, what
    they took lately and did not like, the item's attributes.

    Args:
        catalog: What the items are; ``None``: only who took what counts.
        liked: A value from which on something was liked; without a value it was.
        depth: How many of a person's last events are labels.
        buckets: Places of each table.
    """

    dense: Final = 5

    def __init__(
        self, catalog: Catalog | None = None, *, liked: float = 4.0, depth: int = 30, buckets: int = 4096
    ) -> None:
        self.catalog, self.liked, self.depth, self.buckets = catalog, liked, depth, buckets
        self.tables = (buckets,) * 4

    def fit(self, interactions: Interactions) -> Self:
        """Count how often each item was taken and liked.

        Raises:
            InvalidInput: There are no interactions.
        """
        import numpy as np

        rows = interactions.some()
        likes = self.likes(rows.value)
        self.items, self.usual = rows.items, float(likes.mean())
        count = rows.counts
        self.share = (np.bincount(rows.item, likes, len(count)) + _PRIOR * self.usual) / (count + _PRIOR)
        self.often = np.log1p(count)
        self.place = np.array([hashed(each, self.buckets) for each in rows.items], dtype=np.int64)
        told = [
            labels_of(self.catalog[each]) if self.catalog is not None and each in self.catalog else []
            for each in rows.items
        ]
        self.attributes = Bags.of(told, self.buckets)
        self.kinds = _kinds(told)
        return self

    def likes(self, value: np.ndarray) -> np.ndarray:
        """``(n,) float64``: 1 where something was liked, 0 where not."""
        import numpy as np

        return np.where(np.isnan(value), 1.0, value >= self.liked)

    def rows(self, moments: Moments) -> Clicks:
        """What was known of each pair."""
        import numpy as np

        past = moments.events
        place = moments.last[:, None] - 1 - np.arange(self.depth)
        there = place >= moments.first[:, None]
        place = np.where(there, place, 0)
        if not len(past.item):
            item, likes = np.zeros_like(place), np.zeros(place.shape)
        else:
            item, likes = past.item[place], self.likes(past.value)[place]
        many = moments.last - moments.first
        mine = (np.sum(likes * there, axis=1) + _PRIOR * self.usual) / (there.sum(axis=1) + _PRIOR)
        agree = np.zeros(len(many))
        for back in range(self.depth):
            alike = np.einsum("ij,ij->i", self.kinds[item[:, back]], self.kinds[moments.item])
            agree += there[:, back] * (likes[:, back] - self.usual) * alike
        numbers = (self.often[moments.item], self.share[moments.item], np.log1p(many), mine, agree)
        recent = tuple(self._recent(item, there & (likes == way)) for way in (1.0, 0.0))
        ones = Bags(np.arange(len(many) + 1), self.place[moments.item])
        bags = (ones, *recent, self.attributes.take(moments.item))
        return Clicks(np.stack(numbers, axis=1).astype(np.float32), bags)

    def _recent(self, item: np.ndarray, keep: np.ndarray) -> Bags:
        import numpy as np

        return Bags(np.concatenate([[0], np.cumsum(keep.sum(axis=1))]), self.place[item[keep]])


def _kinds(told: list[list[str]]) -> np.ndarray:
    """``(items, labels) float32``: the commonest labels of each item, as unit rows."""
    from collections import Counter

    import numpy as np

    common = [label for label, _ in Counter(label for row in told for label in row).most_common(50)]
    place = {label: at for at, label in enumerate(common)}
    found = np.zeros((len(told), max(len(common), 1)), dtype=np.float32)
    for row, labels in enumerate(told):
        for label in labels:
            if label in place:
                found[row, place[label]] = 1.0
    lengths = np.sqrt((found**2).sum(axis=1, keepdims=True))
    return np.asarray(found / np.maximum(lengths, 1.0))


class ClickRanker:
    """Ranks items for any history by a model of clicks: what people took and liked, against what they did not.

    Args:
        features: What a row knows.
        drawn: Items that are drawn for each that was liked, as what was not taken.
        size: Numbers in the vector of a label.
        epochs: How often all rows are seen.
        seed: Of all that is drawn.
    """

    def __init__(
        self, features: Features | None = None, *, drawn: int = 4, size: int = 16, epochs: int = 3, seed: int = 0
    ) -> None:
        self.features, self.drawn, self.size = features or Features(), drawn, size
        self.epochs, self.seed = epochs, seed

    def fit(self, interactions: Interactions) -> Self:
        """Learn from what many people took.

        Raises:
            InvalidInput: There are no interactions.
            ModelUnavailable: torch is not installed.
        """
        import numpy as np

        rng, features = np.random.default_rng(self.seed), self.features.fit(interactions)
        taken = Moments.of(interactions)
        likes = features.likes(interactions.value)
        drawn = taken.where(likes > 0).drawn(self.drawn, len(interactions.items), rng)
        first, last, item = (
            np.concatenate([getattr(taken, name), getattr(drawn, name)]) for name in ("first", "last", "item")
        )
        rows = features.rows(Moments(taken.events, first, last, item))
        model = DLRM(Shape(features.dense, features.tables, self.size), epochs=self.epochs, seed=self.seed)
        self.model = model.fit(rows, np.concatenate([likes, np.zeros(len(drawn.item))]))
        self.codes = interactions.codes
        return self

    def logits(self, histories: Sequence[History], items: Sequence[str]) -> np.ndarray:
        """``(n,) float64``: for each history, the logarithm of the odds that the item beside it is taken and liked.

        Raises:
            InvalidInput: Not as many items as histories, or an item that was not among those it learned from.
        """
        import numpy as np

        unknown = [each for each in items if each not in self.codes]
        if unknown or len(items) != len(histories):
            raise InvalidInput(f"{len(histories)} histories, {len(items)} items, of them not known: {unknown[:3]}")
        past = Histories.of(self.codes, histories)
        item = np.array([self.codes[each] for each in items], dtype=np.int64)
        return self.model.logits(self.features.rows(Moments(past, past.starts[:-1], past.starts[1:], item)))
