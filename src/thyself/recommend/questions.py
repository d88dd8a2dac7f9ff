"""Questions: people, what is known of them, and what they took afterwards; and the lists that answer them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from thyself.core import InvalidInput
from thyself.evaluate.recommend import Asked, accuracy
from thyself.evaluate.splits import Split
from thyself.recommend.columns import Histories, Interactions

if TYPE_CHECKING:
    import numpy as np

#: People whose scores are in memory at once.
_BATCH: Final = 250


@dataclass(frozen=True, eq=False)
class Questions:
    """People, what is known of them, and what they took afterwards.

    ``among`` are, for each person, the items to choose from ``(people, n)``; ``None``: all items.
    """

    histories: Histories
    asked: Asked
    among: np.ndarray | None = None

    @classmethod
    def of(cls, interactions: Interactions, split: Split, *, most: int | None = None, seed: int = 0) -> Questions:
        """The rows to find of a split, of at most ``most`` people."""
        import numpy as np

        train = interactions.where(split.train)
        test = interactions.where(split.test)
        pair = interactions.person.astype(np.int64) * len(interactions.items) + interactions.item
        fresh = ~np.isin(pair[split.test], pair[split.train])
        people, asked = Asked.of(test.person[fresh], test.item[fresh])
        if not len(people):
            raise InvalidInput(f"{split.name}: nobody took anything new afterwards")
        if most is not None and len(people) > most:
            drawn = np.sort(np.random.default_rng(seed).choice(len(people), most, replace=False))
            keep = np.isin(test.person, people[drawn]) & fresh
            people, asked = Asked.of(test.person[keep], test.item[keep])
        whole = train.histories
        parts = np.isin(train.person, people)
        kept = whole.where(parts)
        starts = np.append(kept.starts[people], kept.starts[people[-1] + 1])
        return cls(Histories(starts, kept.item, kept.value, kept.at), asked)

    def beside(self, n: int, items: int, *, seed: int = 0) -> Questions:
        """The same, to be chosen among what is to be found and ``n`` other items, drawn of all that were not taken.

        Raises:
            InvalidInput: There is more than one item to find for somebody.
        """
        import numpy as np

        if len(self.asked.item) != len(self):
            raise InvalidInput("there must be one item to find for each person")
        rng = np.random.default_rng(seed)
        among = np.empty((len(self), n + 1), dtype=np.int64)
        for row, item in enumerate(self.asked.item):
            mine = self.histories.item[self.histories.starts[row] : self.histories.starts[row + 1]]
            drawn = rng.choice(items, min(n + len(mine) + 1, items), replace=False)
            among[row] = [item, *drawn[~np.isin(drawn, [*mine, item])][:n]]
        return Questions(self.histories, self.asked, among)

    def __len__(self) -> int:
        return len(self.asked)

    def batches(self) -> Iterator[tuple[int, Histories]]:
        """Parts of the histories, with where each begins."""
        for first in range(0, len(self), _BATCH):
            yield first, self.histories.part(first, min(first + _BATCH, len(self)))


def top_lists(scorer: Any, questions: Questions, k: int) -> np.ndarray:
    """``(people, k) int64``: the best items of each that they did not take yet."""
    import numpy as np

    found = np.full((len(questions), k), -1, dtype=np.int64)
    for first, part in questions.batches():
        scores = scorer.scores(part)
        scores[part.owner, part.item] = -np.inf
        if questions.among is not None:
            scores = _only(scores, questions.among[first : first + len(part)])
        found[first : first + len(part), : scores.shape[1]] = highest(scores, k)
    return found


def _only(scores: np.ndarray, among: np.ndarray) -> np.ndarray:
    """The scores of what may be chosen; minus infinity for all else."""
    import numpy as np

    found = np.full_like(scores, -np.inf)
    np.put_along_axis(found, among, np.take_along_axis(scores, among, axis=1), axis=1)
    return found


def highest(scores: np.ndarray, k: int) -> np.ndarray:
    """``(rows, k) int64``: the places of the highest scores, best first, equal ones in their order; -1 for none."""
    import numpy as np

    k = min(k, scores.shape[1])
    least = np.partition(scores, -k, axis=1)[:, -k, None]
    out = np.full((len(scores), k), -1, dtype=np.int64)
    for row, mine in enumerate(scores):
        places = np.flatnonzero(mine >= least[row])
        order = places[np.argsort(-mine[places], kind="stable")][:k]
        order = order[mine[order] > -np.inf]
        out[row, : len(order)] = order
    return out


def ndcg_of(lists: np.ndarray, asked: Asked, k: int = 10) -> np.ndarray:
    """``(people,) float64``: NDCG at ``k``."""
    return accuracy(lists, asked, k)["ndcg"]
