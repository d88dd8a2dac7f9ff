"""Links: how strongly each item speaks for each other one; a score is then a sum over what a person took."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from thyself.recommend.columns import Histories, Interactions
from thyself.recommend.needs import sparse

if TYPE_CHECKING:
    import numpy as np

#: Histories that are scored one by one; more are multiplied as one sparse matrix.
_FEW = 4
#: Multiplications whose outcome is in memory at once.
_AT_ONCE = 30_000_000


@dataclass(frozen=True, eq=False)
class Links:
    """A sparse square matrix by rows: from each item to those that it speaks for.

    Args:
        starts: ``(items + 1,) int64``.
        to: ``(links,) int32``: the items spoken for.
        weight: ``(links,) float32``.
    """

    starts: np.ndarray
    to: np.ndarray
    weight: np.ndarray

    @classmethod
    def of(cls, matrix: Any) -> Links:
        """From a ``scipy`` sparse matrix ``(items, items)``."""
        import numpy as np

        rows = matrix.tocsr()
        rows.sort_indices()
        return cls(rows.indptr.astype(np.int64), rows.indices.astype(np.int32), rows.data.astype(np.float32))

    @property
    def items(self) -> int:
        """How many items."""
        return len(self.starts) - 1

    def one(self, items: np.ndarray, weights: np.ndarray) -> np.ndarray:
        """``(items,) float64``: the sum of the rows of some items, each by its weight."""
        import numpy as np

        spans = [slice(self.starts[item], self.starts[item + 1]) for item in items]
        if not spans:
            return np.zeros(self.items)
        to = np.concatenate([self.to[span] for span in spans])
        weight = np.concatenate([self.weight[span] * by for span, by in zip(spans, weights, strict=True)])
        return np.bincount(to, weight, minlength=self.items)

    def many(self, histories: Histories, weights: np.ndarray) -> np.ndarray:
        """``(histories, items) float32``: the same for many people at once."""
        import numpy as np

        if len(histories) <= _FEW:
            rows = [slice(histories.starts[at], histories.starts[at + 1]) for at in range(len(histories))]
            found = [self.one(histories.item[row], weights[row]) for row in rows]
            return np.array(found, dtype=np.float32).reshape(-1, self.items)
        taken = sparse().csr_matrix(
            (weights.astype(np.float32), histories.item, histories.starts), shape=(len(histories), self.items)
        )
        whole = sparse().csr_matrix((self.weight, self.to, self.starts), shape=(self.items, self.items))
        return np.asarray((taken @ whole).toarray(), dtype=np.float32)

    def between(self, items: np.ndarray, target: int) -> np.ndarray:
        """``(n,) float64``: how strongly each of some items speaks for one."""
        import numpy as np

        found = np.zeros(len(items))
        for place, item in enumerate(items):
            span = slice(self.starts[item], self.starts[item + 1])
            at = np.searchsorted(self.to[span], target)
            if at < span.stop - span.start and self.to[span][at] == target:
                found[place] = self.weight[span][at]
        return found


def taken(interactions: Interactions) -> Any:
    """``scipy`` sparse ``(people, items) float32``: 1 for each item that a person took, however often."""
    import numpy as np

    shape = (len(interactions.people), len(interactions.items))
    matrix = sparse().csr_matrix(
        (np.ones(len(interactions), dtype=np.float32), (interactions.person, interactions.item)), shape=shape
    )
    matrix.data[:] = 1.0
    return matrix


def strongest(matrix: Any, keep: int) -> Any:
    """A sparse matrix with the ``keep`` largest entries, by size, of each row."""
    import numpy as np

    rows = matrix.tocsr()
    lengths = np.diff(rows.indptr)
    if not len(lengths) or lengths.max() <= keep:
        return rows
    owner = np.repeat(np.arange(len(lengths)), lengths)
    long = np.flatnonzero(lengths[owner] > keep)  # most rows are often short enough
    order = long[np.lexsort((-np.abs(rows.data[long]), owner[long]))]
    cut = np.where(lengths > keep, lengths, 0)
    rank = np.arange(len(order)) - np.repeat(np.cumsum(cut) - cut, cut)
    stays = np.ones(len(rows.data), dtype=bool)
    stays[order[rank >= keep]] = False
    starts = np.concatenate([[0], np.cumsum(np.minimum(lengths, keep))])
    return sparse().csr_matrix((rows.data[stays], rows.indices[stays], starts), shape=rows.shape)


def strongest_product(left: Any, right: Any, keep: int, finish: Callable[[Any, int], Any] | None = None) -> Any:
    """The ``keep`` largest entries of each row of a product of sparse matrices, without the diagonal.

    Some rows are multiplied at a time, so that the product is never whole in memory: of many items that the same
    people take it has a good share of all pairs.

    Args:
        left: ``(items, people)``.
        right: ``(people, items)``.
        keep: Entries of each row.
        finish: Changes some rows of the product before the largest are taken; told which row is the first.
    """
    import numpy as np

    rows = left.tocsr()
    cost = np.cumsum(np.concatenate([[0], np.diff(right.indptr)[rows.indices]]))[rows.indptr]
    parts, first = [], 0
    while first < rows.shape[0]:
        last = max(first + 1, int(np.searchsorted(cost, cost[first] + _AT_ONCE, side="right")) - 1)
        product = (rows[first:last] @ right).tocsr()
        owner = np.repeat(np.arange(first, last), np.diff(product.indptr))
        product.data[product.indices == owner] = 0
        product.eliminate_zeros()
        product = product if finish is None else finish(product, first)
        parts.append(strongest(product, keep))
        first = last
    return sparse().vstack(parts, format="csr")


def largest(whole: np.ndarray, keep: int) -> Any:
    """A dense matrix as a sparse one with the entries of each row that are as large, by size, as its ``keep``-th."""
    import numpy as np

    if whole.shape[1] <= keep:
        return sparse().csr_matrix(whole)
    parts = []
    for first in range(0, len(whole), 1024):
        block = whole[first : first + 1024]
        size = np.abs(block)
        least = np.partition(size, -keep, axis=1)[:, -keep, None]
        parts.append(sparse().csr_matrix(np.where(size >= np.maximum(least, 1e-7), block, 0)))
    return sparse().vstack(parts)


def no_self(matrix: Any) -> Any:
    """Without the links from an item to itself."""
    rows = matrix.tocsr()
    rows.setdiag(0)
    rows.eliminate_zeros()
    return rows


def scaled(matrix: Any, rows: np.ndarray, columns: np.ndarray) -> Any:
    """Each entry times the factor of its row and of its column."""
    import numpy as np

    entries = matrix.tocoo()
    data = entries.data * rows[entries.row] * columns[entries.col]
    return sparse().csr_matrix((data.astype(np.float32), (entries.row, entries.col)), shape=matrix.shape)
