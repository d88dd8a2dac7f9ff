"""Batch: recommendations for everybody at once, and a blend learned arm by arm, here or on a cluster."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from thyself.core import InvalidInput
from thyself.recommend.blend import Blend
from thyself.recommend.columns import Histories, Interactions
from thyself.recommend.questions import highest
from thyself.recommend.workers import Here, Workers

if TYPE_CHECKING:
    import numpy as np

Progress = Callable[[int, int | None], None]

#: Scores that are in memory at once: people times items.
_AT_ONCE: Final = 12_000_000


@dataclass(frozen=True, eq=False)
class Lists:
    """Recommendations for many people.

    Args:
        people: Whose each row is.
        items: Ids by code.
        item: ``(people, k) int32``: codes, best first; -1 where there are no more.
        score: ``(people, k) float32``: minus infinity where there are no more.
    """

    people: tuple[str, ...]
    items: tuple[str, ...]
    item: np.ndarray
    score: np.ndarray

    def __len__(self) -> int:
        return len(self.people)

    def of(self, at: int) -> list[tuple[str, float]]:
        """The list of one row: ids and scores."""
        pairs = zip(self.item[at].tolist(), self.score[at].tolist(), strict=True)
        return [(self.items[code], score) for code, score in pairs if code >= 0]


def everybody(
    blend: Blend,
    interactions: Interactions,
    k: int = 10,
    *,
    workers: Workers | None = None,
    progress: Progress | None = None,
) -> Lists:
    """The ``k`` best items of each person that they did not take yet.

    Only as many people are scored at once as fit into some tens of megabytes, however many there are.

    Args:
        blend: Fitted on the items of ``interactions``.
        interactions: Who took what.
        k: How many.
        workers: Who does it; ``None``: this process.
        progress: Told how many parts are done.

    Raises:
        InvalidInput: ``k`` is less than one, or the blend knows other items.
    """
    import numpy as np

    if k < 1:
        raise InvalidInput(f"k={k}: ask for at least one item")
    if interactions.items != blend.items:
        raise InvalidInput("the blend was fitted on other items than these interactions have")
    size = max(1, _AT_ONCE // max(len(blend.items), 1))
    people = len(interactions.people)
    parts = [(interactions.histories.part(first, min(first + size, people)), k) for first in range(0, people, size)]
    item, score = np.empty((people, k), dtype=np.int32), np.empty((people, k), dtype=np.float32)
    for number, (codes, scores) in enumerate((workers or Here()).each(_best, blend, parts)):
        first = number * size
        item[first : first + len(codes)], score[first : first + len(codes)] = codes, scores
        if progress is not None:
            progress(number + 1, len(parts))
    return Lists(interactions.people, interactions.items, item, score)


def learned(blend: Blend, interactions: Interactions, *, workers: Workers | None = None) -> Blend:
    """A blend of the same scorers and weights, each scorer fitted by itself, so that machines can share the work."""
    names = list(blend.arms)
    parts = [copy(blend.arms[name]) for name in names]
    fitted = (workers or Here()).each(_fitted, interactions, parts)
    return Blend(dict(zip(names, fitted, strict=True)), blend.weights, trust=blend.trust)


def _best(blend: Blend, part: tuple[Histories, int]) -> tuple[np.ndarray, np.ndarray]:
    import numpy as np

    histories, k = part
    scores = blend.scores(histories)
    scores[histories.owner, histories.item] = -np.inf
    codes = highest(scores, k)
    wide = np.full((len(codes), k), -1, dtype=np.int64)
    wide[:, : codes.shape[1]] = codes
    found = np.take_along_axis(scores, np.maximum(wide, 0), axis=1)
    return wide, np.where(wide >= 0, found, -np.inf)


def _fitted(interactions: Interactions, arm: Any) -> Any:
    return arm.fit(interactions)
