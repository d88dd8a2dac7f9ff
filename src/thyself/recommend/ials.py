"""iALS: people and items as short vectors, by alternating least squares on what was taken and what was not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from thyself.recommend.columns import Histories, Interactions
from thyself.recommend.links import taken
from thyself.recommend.scorer import Terms

if TYPE_CHECKING:
    import numpy as np

_BATCH = 256


class IALS:
    """Factors by implicit alternating least squares (Hu et al., 2008), set up as Rendle et al. (2021) found best.

    A person who was not there is solved for from their history in the same way.

    Args:
        size: How long the vectors are.
        unobserved: The weight of what was not taken.
        regularisation: What keeps the vectors short, times what a person or an item has.
        rounds: How many times both sides are solved.
        seed: Of the first vectors.
    """

    items: tuple[str, ...] = ()
    vectors: np.ndarray
    popular: np.ndarray

    def __init__(
        self,
        size: int = 64,
        *,
        unobserved: float = 0.1,
        regularisation: float = 0.003,
        rounds: int = 8,
        seed: int = 0,
    ) -> None:
        self.size, self.unobserved, self.regularisation = size, unobserved, regularisation
        self.rounds, self.seed = rounds, seed

    def fit(self, interactions: Interactions) -> Self:
        """Solve for both sides in turn.

        Raises:
            InvalidInput: There are no interactions.
        """
        import numpy as np

        self.items = interactions.some().items
        self.popular = interactions.counts / interactions.counts.max()
        rng = np.random.default_rng(self.seed)
        people = taken(interactions)
        items = people.T.tocsr()
        start = 0.1 / np.sqrt(self.size)
        self.vectors = rng.normal(0, start, (len(self.items), self.size)).astype(np.float32)
        for _ in range(self.rounds):
            theirs = self._solved(people.indptr, people.indices, self.vectors)
            self.vectors = self._solved(items.indptr, items.indices, theirs)
        return self

    def _solved(self, starts: np.ndarray, index: np.ndarray, known: np.ndarray) -> np.ndarray:
        """``(rows, size) float32``: the best vector of each row for what it has."""
        import numpy as np

        found = np.zeros((len(starts) - 1, self.size), dtype=np.float32)
        everything = self.unobserved * (known.T @ known)
        diagonal = np.arange(self.size)
        for first in range(0, len(found), _BATCH):
            rows = range(first, min(first + _BATCH, len(found)))
            mine = [known[index[starts[row] : starts[row + 1]]] for row in rows]
            left = everything + np.stack([each.T @ each for each in mine])
            left[:, diagonal, diagonal] += [[self._weight(len(each), len(known))] for each in mine]
            right = np.stack([each.sum(axis=0) for each in mine])
            found[first : first + len(rows)] = np.linalg.solve(left, right[:, :, None])[:, :, 0]
        return found

    def _left(self, everything: np.ndarray, mine: np.ndarray, n: int) -> np.ndarray:
        import numpy as np

        left = everything + mine.T @ mine
        left[np.diag_indices(self.size)] += self._weight(len(mine), n)
        return np.asarray(left)

    def _weight(self, taken: int, n: int) -> float:
        return self.regularisation * (taken + self.unobserved * n)

    def _everything(self) -> np.ndarray:
        import numpy as np

        return np.asarray(self.unobserved * (self.vectors.T @ self.vectors))

    def raw(self, histories: Histories) -> np.ndarray:
        """``(histories, items) float32``: solved for each history; zeros where it is empty."""
        import numpy as np

        found = np.zeros((len(histories), self.size), dtype=np.float32)
        everything = self._everything()
        for at in range(len(histories)):
            found[at] = self._person(histories.item[histories.starts[at] : histories.starts[at + 1]], everything)
        return np.asarray(found @ self.vectors.T)

    def _person(self, items: np.ndarray, everything: np.ndarray) -> np.ndarray:
        import numpy as np

        mine = self.vectors[np.unique(items)]
        if not len(mine):
            return np.zeros(self.size, dtype=np.float32)
        return np.asarray(np.linalg.solve(self._left(everything, mine, len(self.vectors)), mine.sum(axis=0)))

    def one(self, history: Histories) -> np.ndarray:
        """``(items,) float64``: the scores of one history without popularity."""
        import numpy as np

        return np.asarray(self.vectors @ self._person(history.item, self._everything()), dtype=np.float64)

    def scores(self, histories: Histories) -> np.ndarray:
        """``(histories, items) float32``, with a little popularity."""
        import numpy as np

        return self.raw(histories) + (1e-4 * self.popular).astype(np.float32)

    def terms(self, history: Histories, item: int) -> Terms:
        """The score of one item taken apart: with the person's own weighting of likeness it is a sum over events."""
        import numpy as np

        unique, first = np.unique(history.item, return_index=True)
        events = np.zeros(len(history.item))
        if len(unique):
            mine = self.vectors[unique]
            toward = np.linalg.solve(self._left(self._everything(), mine, len(self.vectors)), self.vectors[item])
            events[first] = mine @ toward
        return Terms(1e-4 * float(self.popular[item]), events)

    def arrays(self) -> dict[str, np.ndarray]:
        """All that was learned."""
        return {"vectors": self.vectors, "popular": self.popular}

    def learned(self, items: tuple[str, ...], arrays: dict[str, Any]) -> Self:
        """Take back what :meth:`arrays` gave."""
        self.items, self.vectors, self.popular = items, arrays["vectors"], arrays["popular"]
        return self
