"""Beyond: what of a list is varied, found beyond the familiar, and as popular as what the person takes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from thyself.core import InvalidInput
from thyself.evaluate.recommend import Asked, miscalibration
from thyself.recommend.columns import Histories, Interactions
from thyself.recommend.needs import sparse

if TYPE_CHECKING:
    import numpy as np

#: Lists that are looked at at once.
_AT_ONCE: Final = 2000


class Company:
    """How alike items are by the people who took both: the cosine ``both / sqrt(one * other)``, one if always together.

    Source: the measures of A Comprehensive Survey of Evaluation Techniques for Recommendation Systems (2023).

    Args:
        interactions: What is learned from; what is to be found must not be in it.
    """

    def __init__(self, interactions: Interactions) -> None:
        import numpy as np

        shape = len(interactions.people), len(interactions.items)
        took = sparse().csr_matrix((np.ones(len(interactions)), (interactions.person, interactions.item)), shape=shape)
        took.data[:] = 1.0
        lengths = np.sqrt(np.asarray(took.sum(axis=0)).ravel())
        self._units = (took @ sparse().diags(1 / np.maximum(lengths, 1.0))).tocsc()
        self._known = lengths > 0

    def alike(self, lists: np.ndarray) -> np.ndarray:
        """``(n,) float64``: the mean likeness of two items of a list; not a number where there are not two.

        Args:
            lists: ``(n, k)`` codes, -1 where a list is shorter. Items that nobody took are passed over.
        """
        import numpy as np

        out = np.full(len(lists), np.nan)
        for span, rows in _parts(lists):
            shown = (rows >= 0) & self._known[rows]
            total = self._units @ _marks(rows, shown, len(self._known))
            n = shown.sum(axis=1)
            squares = np.asarray(total.multiply(total).sum(axis=0)).ravel()
            out[span] = np.where(n > 1, (squares - n) / np.maximum(n * (n - 1), 1), np.nan)
        return out

    def serendipity(self, lists: np.ndarray, asked: Asked, histories: Histories) -> np.ndarray:
        """``(n,) float64``: the mean over the places of ``found * (1 - mean likeness to the history)``.

        Args:
            lists: ``(n, k)`` codes, -1 where a list is shorter.
            asked: What is to be found.
            histories: What is known of the same people; to one without a history everything is unlike.

        Raises:
            InvalidInput: There is not one list for each person.
        """
        import numpy as np

        if not len(lists) == len(asked) == len(histories):
            raise InvalidInput(f"{len(lists)} lists for {len(asked)} people: give one for each")
        owner, place = np.nonzero(asked.found(lists) & (lists >= 0))
        out = np.zeros(len(lists))
        for person, item in zip(owner.tolist(), lists[owner, place].tolist(), strict=True):
            mine = histories.item[histories.starts[person] : histories.starts[person + 1]]
            near = float((self._units[:, [item]].T @ self._units[:, mine]).mean()) if len(mine) else 0.0
            out[person] += (1 - near) / lists.shape[1]
        return out


def popularity_gap(lists: np.ndarray, histories: Histories, counts: np.ndarray) -> np.ndarray:
    """``(n,) float64``: how far lists are from the person's own share of head, middle and tail; 0 is best.

    The bands hold a fifth, three fifths and a fifth of all that was taken (Abdollahpouri et al., 2021); the distance
    is that of :func:`thyself.evaluate.recommend.miscalibration`; not a number where nothing is known of the person.

    Args:
        lists: ``(n, k)`` codes, -1 where a list is shorter.
        histories: What is known of the same people.
        counts: ``(items,)``: how often each was taken.
    """
    import numpy as np

    order = np.argsort(-counts, kind="stable")
    above = (np.cumsum(counts[order]) - counts[order]) / max(float(counts.sum()), 1.0)
    band = np.empty(len(counts), dtype=np.int64)
    band[order] = np.digitize(above, [0.2, 0.8])
    taken = [histories.item[a:b] for a, b in zip(histories.starts[:-1], histories.starts[1:], strict=True)]
    return miscalibration(lists, taken, np.eye(3)[band])


def takings(lists: np.ndarray, asked: Asked, prices: np.ndarray) -> np.ndarray:
    """``(n,) float64``: what the found items of each list cost together; one without a price counts for nothing.

    Args:
        lists: ``(n, k)`` codes, -1 where a list is shorter.
        asked: What is to be found.
        prices: ``(items,)``: of each item; not a number where it is not known.
    """
    import numpy as np

    worth = np.where(asked.found(lists) & (lists >= 0), np.nan_to_num(prices)[lists], 0.0)
    return np.asarray(worth.sum(axis=1), dtype=np.float64)


def concentration(lists: np.ndarray, items: int) -> float:
    """The Gini coefficient of how often each item is shown: 0 where all are shown alike, near 1 where few are.

    Args:
        lists: ``(n, k)`` codes, -1 where a list is shorter.
        items: How many items there are.
    """
    import numpy as np

    times = np.sort(np.bincount(lists[lists >= 0], minlength=items)).astype(np.float64)
    if not times.sum():
        return 0.0
    rank = np.arange(1, items + 1)
    return float((2 * rank - items - 1) @ times / (items * times.sum()))


def _parts(lists: np.ndarray) -> Iterator[tuple[slice, np.ndarray]]:
    for first in range(0, len(lists), _AT_ONCE):
        span = slice(first, first + _AT_ONCE)
        yield span, lists[span]


def _marks(rows: np.ndarray, shown: np.ndarray, items: int) -> Any:
    import numpy as np

    owner, _ = np.nonzero(shown)
    return sparse().csc_matrix((np.ones(len(owner)), (rows[shown], owner)), shape=(items, len(rows)))
