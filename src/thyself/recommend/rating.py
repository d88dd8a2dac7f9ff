"""Rating: how a person would rate an item, from how they rated others; also for a person never seen before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

from thyself.core import InvalidInput
from thyself.recommend.columns import Histories, Interactions
from thyself.recommend.links import Links, largest
from thyself.recommend.needs import sparse

if TYPE_CHECKING:
    import numpy as np

_BLOCK: Final = 1024
#: Ratings that the mean of a person's, and of an item's, differences is shrunk by.
_OF_PERSON: Final = 5.0
_OF_ITEM: Final = 3.0


@dataclass(frozen=True, eq=False)
class Parts:
    """A rating taken apart, for each pair: together they are the prediction before it is cut to the scale.

    Args:
        mean: The mean of all ratings, with how the person and the item differ from it ``(n,)``.
        neighbours: From the person's ratings of items that are rated alike ``(n,)``.
        factors: From short vectors of the person and the item ``(n,)``.
    """

    mean: np.ndarray
    neighbours: np.ndarray
    factors: np.ndarray

    def table(self) -> np.ndarray:
        """``(n, 3) float64``."""
        import numpy as np

        return np.stack([self.mean, self.neighbours, self.factors], axis=1)


class Rater:
    """Mean and differences, then what is left by item neighbours (Koren, 2008) and by factors.

    The three are weighed on a tenth of the ratings that is held out for it.

    Args:
        size: How long the factors are.
        regularisation: What keeps the factors short: a constant, and a share of how many ratings a row has.
        shrink: Raters shared by two items at which their likeness counts half.
        neighbours: How many of the most alike items count.
        rounds: How many times both sides of the factors are solved.
        seed: Of what is drawn.
    """

    items: tuple[str, ...] = ()

    def __init__(
        self,
        size: int = 16,
        *,
        regularisation: tuple[float, float] = (10.0, 0.05),
        shrink: float = 40.0,
        neighbours: int = 40,
        rounds: int = 8,
        seed: int = 0,
    ) -> None:
        self.size, self.regularisation, self.shrink = size, regularisation, shrink
        self.neighbours, self.rounds, self.seed = neighbours, rounds, seed

    def fit(self, interactions: Interactions) -> Self:
        """Learn from ratings; rows without a value are left out.

        Raises:
            InvalidInput: There are fewer than 20 ratings.
        """
        import numpy as np

        rated = interactions.where(np.isfinite(interactions.value))
        if len(rated) < 20:
            raise InvalidInput(f"{len(rated)} ratings: too few to learn how people rate")
        self.items = interactions.items
        self.low, self.high = float(rated.value.min()), float(rated.value.max())
        held = np.random.default_rng(self.seed).random(len(rated)) < 0.1
        held[0], held[-1] = False, True
        self._learn(rated.where(~held))
        asked = rated.where(held)
        parts = self.parts(rated.where(~held).histories, asked.person, asked.item).table()
        self.weights = _weighed(parts, asked.value.astype(np.float64))
        self._learn(rated)
        return self

    def _learn(self, rated: Interactions) -> None:
        import numpy as np

        value = rated.value.astype(np.float64)
        n, people = len(rated.items), len(rated.people)
        self.mean = float(value.mean())
        of_item, of_person = np.zeros(n), np.zeros(people)
        for _ in range(10):
            left = value - self.mean - of_person[rated.person]
            of_item = np.bincount(rated.item, left, minlength=n) / (rated.counts + _OF_ITEM)
            left = value - self.mean - of_item[rated.item]
            counts = np.bincount(rated.person, minlength=people)
            of_person = np.bincount(rated.person, left, minlength=people) / (counts + _OF_PERSON)
        self.of_item = of_item
        left = value - self.mean - of_item[rated.item] - of_person[rated.person]
        matrix = sparse().csr_matrix((left.astype(np.float32), (rated.person, rated.item)), shape=(people, n))
        self.links = Links.of(self._alike(matrix))
        self.vectors = self._factored(matrix)

    def _alike(self, matrix: object) -> object:
        """``scipy`` sparse ``(items, items)``: the cosine of what is left, less where few rated both."""
        import numpy as np

        rated = matrix.copy()  # type: ignore[attr-defined]
        rated.data = np.ones_like(rated.data)
        squares = matrix.copy()  # type: ignore[attr-defined]
        squares.data = squares.data**2
        blocks = []
        for first in range(0, rated.shape[1], _BLOCK):
            span = slice(first, first + _BLOCK)
            mine, theirs, both = (
                (left[:, span].T @ right).toarray()
                for left, right in ((squares, rated), (rated, squares), (rated, rated))
            )
            cosine = (matrix[:, span].T @ matrix).toarray() / np.sqrt(np.maximum(mine * theirs, 1e-12))  # type: ignore[index]
            alike = np.maximum(cosine, 0) * both / (both + self.shrink)
            alike[np.arange(len(alike)), np.arange(first, first + len(alike))] = 0
            blocks.append(largest(alike.astype(np.float32), 10 * self.neighbours))
        return sparse().vstack(blocks)

    def _factored(self, matrix: object) -> np.ndarray:
        """``(items, size) float64``."""
        import numpy as np

        rows = matrix
        columns = matrix.T.tocsr()  # type: ignore[attr-defined]
        vectors = np.random.default_rng(self.seed).normal(0, 0.1, (columns.shape[0], self.size))
        for _ in range(self.rounds):
            people = self._solved(rows.indptr, rows.indices, rows.data, vectors)  # type: ignore[attr-defined]
            vectors = self._solved(columns.indptr, columns.indices, columns.data, people)
        return vectors

    def _solved(self, starts: np.ndarray, index: np.ndarray, value: np.ndarray, known: np.ndarray) -> np.ndarray:
        """``(rows, size) float64``: the best vector of each row for what it rated."""
        import numpy as np

        found = np.zeros((len(starts) - 1, self.size))
        for row in np.flatnonzero(np.diff(starts)):
            span = slice(starts[row], starts[row + 1])
            mine = known[index[span]]
            left = mine.T @ mine
            left[np.diag_indices(self.size)] += self.regularisation[0] + self.regularisation[1] * len(mine)
            found[row] = np.linalg.solve(left, mine.T @ value[span])
        return found

    def parts(self, histories: Histories, owner: np.ndarray, items: np.ndarray) -> Parts:
        """Ratings taken apart.

        Args:
            histories: What some people rated; events without a value are passed over.
            owner: ``(n,)``: for each pair, which of the histories.
            items: ``(n,)``: for each pair, the item.
        """
        import numpy as np

        known = histories.where(np.isfinite(histories.value))
        left = known.value.astype(np.float64) - self.mean - self.of_item[known.item]
        of_person = np.bincount(known.owner, left, minlength=len(known)) / (known.lengths + _OF_PERSON)
        left -= of_person[known.owner]
        people = self._solved(known.starts, known.item, left, self.vectors)
        place = np.full(len(self.items), -1, dtype=np.int64)
        near = np.zeros(len(owner))
        before = -1
        for at in np.argsort(owner, kind="stable"):
            span = slice(known.starts[owner[at]], known.starts[owner[at] + 1])
            if owner[at] != before:
                place[:] = -1
                place[known.item[span]] = np.arange(span.start, span.stop)
                before = int(owner[at])
            near[at] = self._near(int(items[at]), place, left)
        mean = self.mean + self.of_item[items] + of_person[owner]
        return Parts(mean, near, np.einsum("ij,ij->i", people[owner], self.vectors[items]))

    def _near(self, item: int, place: np.ndarray, left: np.ndarray) -> float:
        """The mean of what is left of the person's ratings of the most alike items."""
        import numpy as np

        span = slice(self.links.starts[item], self.links.starts[item + 1])
        at = place[self.links.to[span]]
        weight, mine = self.links.weight[span][at >= 0], at[at >= 0]
        if len(weight) > self.neighbours:
            top = np.argpartition(-weight, self.neighbours)[: self.neighbours]
            weight, mine = weight[top], mine[top]
        return float(weight @ left[mine] / (weight.sum() + 0.5)) if len(weight) else 0.0

    def predict(self, histories: Histories, owner: np.ndarray, items: np.ndarray) -> np.ndarray:
        """``(n,) float64``: for each pair of a history and an item the rating, within the scale; see :meth:`parts`."""
        import numpy as np

        parts = self.parts(histories, owner, items)
        extra = (parts.table() - [self.mean, 0.0, 0.0]) @ self.weights
        return np.asarray(np.clip(self.mean + extra, self.low, self.high))


def _weighed(parts: np.ndarray, value: np.ndarray) -> np.ndarray:
    """``(3,) float64``: weights of the parts by least squares; without the mean, to which the first part belongs."""
    import numpy as np

    mean = float(value.mean())
    table = parts - [mean, 0.0, 0.0]
    left = table.T @ table + np.eye(3)
    return np.asarray(np.linalg.solve(left, table.T @ (value - mean) + np.array([1.0, 0.0, 0.0])))
