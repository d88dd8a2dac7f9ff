"""EASE: the linear model whose answer is known in closed form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from thyself.core import ThyselfError
from thyself.recommend.columns import Interactions
from thyself.recommend.links import largest, taken
from thyself.recommend.needs import lapack, sparse
from thyself.recommend.scorer import Linear
from thyself.recommend.valued import worths

if TYPE_CHECKING:
    import numpy as np


class EASE(Linear):
    """Each item as a weighted sum of all others, in closed form (Steck, 2019), by a Cholesky factor.

    Args:
        regularisation: What keeps the weights small.
        decay: What an event of the history counts, to the power of how many came after it.
        keep: Links kept for each item.
        most: Items that take part, the most popular; the matrix is square in them, and the time cubic.
        valued: How much more an event counts for each deviation that its rating stands above the mean of all; 0: what
            was taken counts, however it was rated.
    """

    def __init__(
        self,
        regularisation: float = 200.0,
        *,
        decay: float = 1.0,
        keep: int = 300,
        most: int = 15_000,
        valued: float = 0.0,
    ) -> None:
        self.regularisation, self.decay, self.keep, self.most = regularisation, decay, keep, most
        self.valued = valued

    def linked(self, interactions: Interactions) -> Any:
        """The weights, for the items that take part."""
        import numpy as np

        n = len(interactions.items)
        part = np.sort(np.argsort(-interactions.counts, kind="stable")[: self.most])
        part = part[interactions.counts[part] > 0]
        matrix = worths(interactions, self.scale, self.valued) if self.valued else taken(interactions)
        matrix = matrix[:, part]
        found = largest(weights(matrix, self.regularisation), self.keep).tocoo()
        return sparse().csr_matrix((found.data, (part[found.row], part[found.col])), shape=(n, n))


def weights(matrix: Any, regularisation: float) -> np.ndarray:
    """``(items, items) float32``: the weights for a sparse ``(people, items)``; a score is a history times them.

    Raises:
        ThyselfError: The regularisation is too small for the matrix to have a factor.
    """
    import numpy as np

    gram = (matrix.T @ matrix).toarray().astype(np.float32, order="F")
    gram[np.diag_indices_from(gram)] += np.float32(regularisation)
    factor, failed = lapack().spotrf(gram, lower=1, overwrite_a=1)
    if failed:
        raise ThyselfError(f"EASE: regularisation={regularisation} is too small for these interactions")
    inverse, _ = lapack().spotri(factor, lower=1, overwrite_c=1)
    lower = np.tril(inverse, -1)
    diagonal = inverse.diagonal().copy()
    whole = lower + lower.T
    whole /= -diagonal
    return np.asarray(whole)
