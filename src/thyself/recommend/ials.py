"""iALS: people and items as short vectors, by alternating least squares on what was taken and what was not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from thyself.recommend.columns import Histories, Interactions
from thyself.recommend.scorer import Terms
from thyself.recommend.valued import Scale, worths

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
        activity: The power of how much a person took by which what they did not take weighs more: who takes much had
            it in view; 0: the same for everybody.
        valued: How much more an event counts for each deviation that its rating stands above the mean of all.
    """

    items: tuple[str, ...] = ()
    vectors: np.ndarray
    popular: np.ndarray
    scale: Scale = Scale()
    usual: float = 1.0

    def __init__(
        self,
        size: int = 64,
        *,
        unobserved: float = 0.1,
        regularisation: float = 0.003,
        rounds: int = 8,
        seed: int = 0,
        activity: float = 0.0,
        valued: float = 0.0,
    ) -> None:
        self.size, self.unobserved, self.regularisation = size, unobserved, regularisation
        self.rounds, self.seed, self.activity, self.valued = rounds, seed, activity, valued

    def fit(self, interactions: Interactions) -> Self:
        """Solve for both sides in turn.

        Raises:
            InvalidInput: There are no interactions.
        """
        import numpy as np

        self.items = interactions.some().items
        self.popular = interactions.counts / interactions.counts.max()
        rng = np.random.default_rng(self.seed)
        self.scale = Scale.of(interactions.value)
        people = worths(interactions, self.scale, self.valued)
        items = people.T.tocsr()
        lengths = np.diff(people.indptr)
        self.usual = float(((lengths + 1.0) ** self.activity).mean())
        by_person, by_item = self._unobserved(lengths), np.ones(len(self.items))
        start = 0.1 / np.sqrt(self.size)
        self.vectors = rng.normal(0, start, (len(self.items), self.size)).astype(np.float32)
        for _ in range(self.rounds):
            theirs = self._solved(people, self.vectors, by_person, by_item)
            self.vectors = self._solved(items, theirs, by_item, by_person)
        return self

    def _unobserved(self, lengths: np.ndarray) -> np.ndarray:
        """``(people,)``: the weight of what was not taken, for people who took so many."""
        import numpy as np

        return np.asarray(self.unobserved * (lengths + 1.0) ** self.activity / self.usual)

    def _solved(self, matrix: Any, known: np.ndarray, mine: np.ndarray, theirs: np.ndarray) -> np.ndarray:
        """``(rows, size) float32``: the best vector of each row for what it has.

        What was not taken weighs for each pair the product of ``mine (rows,)`` and of ``theirs (columns,)``.
        """
        import numpy as np

        found = np.zeros((matrix.shape[0], self.size), dtype=np.float32)
        everything, total = (known * theirs[:, None].astype(np.float32)).T @ known, float(theirs.sum())
        diagonal = np.arange(self.size)
        for first in range(0, len(found), _BATCH):
            rows = np.arange(first, min(first + _BATCH, len(found)))
            spans = [slice(matrix.indptr[row], matrix.indptr[row + 1]) for row in rows]
            taken = [known[matrix.indices[span]] for span in spans]
            weighed = [each * matrix.data[span, None] for each, span in zip(taken, spans, strict=True)]
            left = mine[rows, None, None].astype(np.float32) * everything
            left += np.stack([each.T @ other for each, other in zip(taken, weighed, strict=True)])
            shrunk = [
                self.regularisation * (len(each) + mine[row] * total) for each, row in zip(taken, rows, strict=True)
            ]
            left[:, diagonal, diagonal] += np.array(shrunk, dtype=np.float32)[:, None]
            right = np.stack([each.sum(axis=0) for each in weighed])
            found[first : first + len(rows)] = np.linalg.solve(left, right[:, :, None])[:, :, 0]
        return found

    def _everything(self) -> np.ndarray:
        import numpy as np

        return np.asarray(self.vectors.T @ self.vectors)

    def _asked(self, history: Histories, everything: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Of one history: the items, what each counts (the mean of its events), and the left side to be solved."""
        import numpy as np

        index, place = np.unique(history.item, return_inverse=True)
        worth = self.scale.worth(history.value, self.valued)
        counts = (np.bincount(place, worth) / np.bincount(place)).astype(np.float32)
        mine, weight = self.vectors[index], float(self._unobserved(np.array(len(index))))
        left = weight * everything + mine.T @ (mine * counts[:, None])
        left[np.diag_indices(self.size)] += self.regularisation * (len(index) + weight * len(self.vectors))
        return index, counts, left

    def raw(self, histories: Histories) -> np.ndarray:
        """``(histories, items) float32``: solved for each history; zeros where it is empty."""
        import numpy as np

        found = np.zeros((len(histories), self.size), dtype=np.float32)
        everything = self._everything()
        for at in range(len(histories)):
            found[at] = self._person(histories.part(at, at + 1), everything)
        return np.asarray(found @ self.vectors.T)

    def _person(self, history: Histories, everything: np.ndarray) -> np.ndarray:
        import numpy as np

        if not len(history.item):
            return np.zeros(self.size, dtype=np.float32)
        index, counts, left = self._asked(history, everything)
        return np.asarray(np.linalg.solve(left, counts @ self.vectors[index]))

    def one(self, history: Histories) -> np.ndarray:
        """``(items,) float64``: the scores of one history without popularity."""
        import numpy as np

        return np.asarray(self.vectors @ self._person(history, self._everything()), dtype=np.float64)

    def scores(self, histories: Histories) -> np.ndarray:
        """``(histories, items) float32``, with a little popularity."""
        import numpy as np

        return self.raw(histories) + (1e-4 * self.popular).astype(np.float32)

    def terms(self, history: Histories, item: int) -> Terms:
        """The score of one item taken apart: with the person's own weighting of likeness it is a sum over events."""
        import numpy as np

        events = np.zeros(len(history.item))
        if len(history.item):
            index, counts, left = self._asked(history, self._everything())
            first = np.unique(history.item, return_index=True)[1]
            events[first] = counts * (self.vectors[index] @ np.linalg.solve(left, self.vectors[item]))
        return Terms(1e-4 * float(self.popular[item]), events)

    def arrays(self) -> dict[str, np.ndarray]:
        """All that was learned."""
        import numpy as np

        scale = np.array([self.scale.middle, self.scale.spread, self.usual])
        return {"vectors": self.vectors, "popular": self.popular, "scale": scale}

    def learned(self, items: tuple[str, ...], arrays: dict[str, Any]) -> Self:
        """Take back what :meth:`arrays` gave."""
        self.items, self.vectors, self.popular = items, arrays["vectors"], arrays["popular"]
        if "scale" in arrays:
            middle, spread, self.usual = arrays["scale"].tolist()
            self.scale = Scale(middle, spread)
        return self
