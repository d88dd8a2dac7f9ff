"""Stacked: the links of several scorers side by side, so that one pass over a history scores all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from thyself.recommend.columns import Histories
from thyself.recommend.links import Links
from thyself.recommend.scorer import Linear, counted

if TYPE_CHECKING:
    import numpy as np

#: From so many links on, memory counts more than microseconds.
_MANY: Final = 20_000_000


@dataclass(frozen=True, eq=False)
class Stacked:
    """Links of the same items: of each item first those of the first scorer, then those of the second, and so on.

    Args:
        arms: The scorers.
        links: What they had learned then.
        starts: ``(items * arms + 1,) int64``: where the links of an item and an arm begin.
        to: ``(links,) int64`` (``int32`` where there are many): the item spoken for, plus ``items`` times the number
            of the arm.
        weight: ``(links,) float32``.
        sums: ``(items, arms) float64``: of the weights.
    """

    arms: tuple[Linear, ...]
    links: tuple[Links, ...]
    starts: np.ndarray
    to: np.ndarray
    weight: np.ndarray
    sums: np.ndarray

    @classmethod
    def of(cls, arms: Sequence[Linear]) -> Stacked:
        """From fitted scorers."""
        import numpy as np

        items, count = arms[0].links.items, len(arms)
        lengths = np.stack([np.diff(arm.links.starts) for arm in arms], axis=1)
        starts = np.concatenate([[0], np.cumsum(lengths.ravel())])
        wide = np.int64 if starts[-1] < _MANY else np.int32
        to, weight = np.empty(starts[-1], dtype=wide), np.empty(starts[-1], dtype=np.float32)
        sums = np.zeros((items, count))
        for number, arm in enumerate(arms):
            mine = arm.links
            owner = np.repeat(np.arange(items), lengths[:, number])
            place = np.arange(len(mine.to)) - mine.starts[owner] + starts[:-1].reshape(items, count)[owner, number]
            to[place], weight[place] = mine.to + number * items, mine.weight
            sums[:, number] = np.bincount(owner, mine.weight, minlength=items)
        return cls(tuple(arms), tuple(arm.links for arm in arms), starts, to, weight, sums)

    def of_these(self, arms: Sequence[Linear]) -> bool:
        """Whether it was made of these scorers as they are now."""
        return len(arms) == len(self.arms) and all(
            arm is mine and arm.links is links for arm, mine, links in zip(arms, self.arms, self.links, strict=True)
        )

    def one(self, history: Histories) -> tuple[np.ndarray, np.ndarray]:
        """``(arms, items) float64``: the scores of one history without popularity; and ``(arms,)``: their means."""
        import numpy as np

        items, count = len(self.sums), len(self.arms)
        if not len(history.item):
            return np.zeros((count, items)), np.zeros(count)
        by, lengths, spans = self._of(history)
        weight = np.concatenate([self.weight[span] for span in spans]) * np.repeat(by.ravel(), lengths)
        to = np.concatenate([self.to[span] for span in spans])
        raw = np.bincount(to, weight, minlength=items * count).reshape(count, items)
        return raw, (by * self.sums[history.item]).sum(axis=0) / items

    def terms(self, history: Histories, item: int) -> np.ndarray:
        """``(events, arms) float64``: what each event adds to each scorer's score of one item."""
        import numpy as np

        items, count = len(self.sums), len(self.arms)
        found = np.zeros((len(history.item), count))
        if not len(history.item):
            return found
        by, lengths, spans = self._of(history)
        to = np.concatenate([self.to[span] for span in spans])
        ends = np.cumsum(lengths)
        for arm in range(count):
            for place in np.flatnonzero(to == item + arm * items).tolist():
                event = int(np.searchsorted(ends, place, side="right")) // count
                before = int(ends[event * count - 1]) if event else 0
                found[event, arm] = by[event, arm] * self.weight[spans[event].start + place - before]
        return found

    def _of(self, history: Histories) -> tuple[np.ndarray, np.ndarray, list[slice]]:
        """What each event counts for each arm, how many links it has there, and where its links lie."""
        import numpy as np

        count = len(self.arms)
        by = counted(np.array([arm.decay for arm in self.arms]), np.arange(len(history.item) - 1, -1, -1)[:, None])
        for number, arm in enumerate(self.arms):
            if arm.valued:
                by[:, number] *= arm.worth(history)
        first = history.item.astype(np.int64) * count
        bounds = self.starts[first[:, None] + np.arange(count + 1)]
        spans = [slice(*span) for span in zip(bounds[:, 0].tolist(), bounds[:, -1].tolist(), strict=True)]
        return by, (bounds[:, 1:] - bounds[:, :-1]).ravel(), spans
