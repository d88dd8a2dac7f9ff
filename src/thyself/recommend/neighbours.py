"""Neighbours: items that the same people take, together or one after the other."""

from __future__ import annotations

from typing import Any

from thyself.recommend.columns import Interactions
from thyself.recommend.links import no_self, scaled, strongest_product, taken
from thyself.recommend.needs import sparse
from thyself.recommend.scorer import Linear


class ItemKNN(Linear):
    """Cosine between the people of two items; recent events count most (Deshpande and Karypis, 2004; Jannach, 2017).

    Args:
        decay: What an event counts, to the power of how many came after it.
        shrink: People that are added to the denominator: pairs that few people share count less.
        keep: Links kept for each item.
    """

    def __init__(self, decay: float = 0.8, *, shrink: float = 0.0, keep: int = 1000) -> None:
        self.decay, self.shrink, self.keep = decay, shrink, keep

    def linked(self, interactions: Interactions) -> Any:
        """The cosine of the columns."""
        import numpy as np

        matrix = taken(interactions)
        people = np.asarray(matrix.sum(axis=0)).ravel()

        def cosines(together: Any, first: int) -> Any:
            found = together.tocoo()
            below = np.sqrt(people[found.row + first] * people[found.col]) + self.shrink
            data = (found.data / below).astype(np.float32)
            return sparse().csr_matrix((data, (found.row, found.col)), shape=found.shape)

        return strongest_product(matrix.T, matrix, self.keep, cosines)


class Transitions(Linear):
    """What comes after what: pairs of one history, the farther apart the less, over the root of both counts.

    Args:
        reach: How many steps apart two events may be.
        gap: What a further step leaves of a pair.
        decay: What an event of the history counts, to the power of how many came after it.
        depth: How many of the last events count.
        keep: Links kept for each item.
    """

    def __init__(
        self, reach: int = 6, *, gap: float = 0.7, decay: float = 0.8, depth: int | None = None, keep: int = 1000
    ) -> None:
        self.reach, self.gap, self.decay, self.depth, self.keep = reach, gap, decay, depth, keep

    def linked(self, interactions: Interactions) -> Any:
        """Weighted counts of pairs."""
        import numpy as np

        n = len(interactions.items)
        total = sparse().csr_matrix((n, n), dtype=np.float32)
        for step in range(1, self.reach + 1):
            same = interactions.person[step:] == interactions.person[:-step]
            pairs = interactions.item[:-step][same], interactions.item[step:][same]
            weight = np.full(len(pairs[0]), self.gap ** (step - 1), dtype=np.float32)
            total = total + sparse().csr_matrix((weight, pairs), shape=(n, n))
        root = 1 / np.sqrt(np.maximum(interactions.counts, 1.0))
        return scaled(no_self(total), root, root)


def markov(keep: int = 1000) -> Transitions:
    """A chain of the first order: what came directly after the last item."""
    return Transitions(1, decay=1.0, depth=1, keep=keep)


class RP3Beta(Linear):
    """A walk of three steps from people over items and people, against popularity (Paudel et al., 2016).

    Args:
        alpha: The power of the chances of each step.
        beta: The power of the popularity that the walk's end is divided by.
        decay: What an event counts, to the power of how many came after it.
        keep: Links kept for each item.
    """

    def __init__(self, alpha: float = 1.0, beta: float = 0.6, *, decay: float = 1.0, keep: int = 300) -> None:
        self.alpha, self.beta, self.decay, self.keep = alpha, beta, decay, keep

    def linked(self, interactions: Interactions) -> Any:
        """The chance to go from an item over a person to another item."""
        import numpy as np

        matrix = taken(interactions)
        people, items = (np.maximum(np.asarray(matrix.sum(axis=axis)).ravel(), 1.0) for axis in (1, 0))
        to_people = _powered(scaled(matrix, np.ones_like(people), 1 / items).T, self.alpha)
        to_items = _powered(scaled(matrix, 1 / people, np.ones_like(items)), self.alpha)
        walk = strongest_product(to_people, to_items, 4 * self.keep)
        return scaled(walk, np.ones_like(items), items**-self.beta)


def _powered(matrix: Any, power: float) -> Any:
    matrix = matrix.tocsr()
    matrix.data = matrix.data**power
    return matrix
