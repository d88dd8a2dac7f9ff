"""Clusters: things that come one by one join the group that they are near to, or all are grouped at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from thyself.core import InvalidInput

if TYPE_CHECKING:
    import numpy as np

#: Similarities that are taken as known before any were seen, so that the first few do not decide.
_PRIOR: Final = 20.0


class OnlineClusters:
    """Groups of unit vectors, made in one pass; how near is near enough is learned from the vectors themselves.

    What all vectors have in common (their mean so far) is taken off before they are compared: it would make everything
    near to the largest group. A vector joins the nearest group where its cosine stands out by so many deviations above
    the cosines between things of different groups. With many groups one is near by chance, so that few new ones are
    opened then. Groups whose centres come to lie nearer than that are joined. The cost of one vector grows with the
    groups alone.

    Source: the idea of an adaptive threshold: Beyond Relevance (2025); the rule is ours.

    Args:
        stands_out: In deviations of the cosines between different groups.
        least, most: Bounds of the cosine that is near enough.
    """

    def __init__(self, stands_out: float = 3.0, *, least: float = 0.1, most: float = 0.9) -> None:
        if not -1 <= least <= most <= 1:
            raise InvalidInput(f"least={least}, most={most}: these are cosines, the smaller first")
        self.stands_out = stands_out
        self.least = least
        self.most = most
        self._sums: np.ndarray | None = None
        self._counts: np.ndarray | None = None
        # The cosines between things of different groups: how many, their sum, the sum of their squares.
        self._apart = (_PRIOR, _PRIOR * least, _PRIOR * (least**2 + 0.1**2))

    def __len__(self) -> int:
        return 0 if self._sums is None else len(self._sums)

    @property
    def centres(self) -> np.ndarray:
        """``(groups, d) float32``: unit rows, without what all have in common; see :meth:`cosines`."""
        if self._sums is None or self._counts is None:
            raise InvalidInput("there is no group yet: add some vectors first")
        return _units(self._sums / self._counts[:, None] - self._common)

    @property
    def threshold(self) -> float:
        """The cosine that is near enough now."""
        n, total, squares = self._apart
        mean = total / n
        deviation = max(squares / n - mean**2, 1e-6) ** 0.5
        return float(min(max(mean + self.stands_out * deviation, self.least), self.most))

    def cosines(self, vectors: np.ndarray) -> np.ndarray:
        """``(n, groups) float32``: how near vectors are to each group, without what all have in common.

        Raises:
            InvalidInput: There is no group yet.
        """
        centres = self.centres
        found: np.ndarray = _units(vectors - self._common) @ centres.T
        return found

    def add(self, vectors: np.ndarray) -> np.ndarray:
        """Let vectors in, one after the other.

        Args:
            vectors: ``(n, d)``, unit rows.

        Returns:
            ``(n,) int64``: the group of each, as the groups are when all are in.
        """
        import numpy as np

        joined = np.array([self._one(vector) for vector in np.asarray(vectors, dtype=np.float32)], dtype=np.int64)
        return self._merged()[joined] if len(joined) else joined

    def label(self, vectors: np.ndarray) -> np.ndarray:
        """``(n,) int64``: the nearest group of each; nothing is learned."""
        found: np.ndarray = self.cosines(vectors).argmax(axis=1)
        return found

    @property
    def _common(self) -> np.ndarray:
        assert self._sums is not None
        assert self._counts is not None
        # Shrunk, so that the first few vectors do not take themselves off.
        common: np.ndarray = self._sums.sum(axis=0) / (self._counts.sum() + _PRIOR)
        return common

    def _one(self, vector: np.ndarray) -> int:
        import numpy as np

        if self._sums is None or self._counts is None:
            self._sums, self._counts = vector[None].copy(), np.ones(1, dtype=np.float32)
            return 0
        cosines = self.cosines(vector[None])[0]
        nearest = int(cosines.argmax())
        near = bool(cosines[nearest] >= self.threshold)
        self._apart_are(np.delete(cosines, nearest) if near else cosines)
        if near:
            self._sums[nearest] += vector
            self._counts[nearest] += 1
            return nearest
        self._sums = np.vstack([self._sums, vector])
        self._counts = np.append(self._counts, np.float32(1))
        return len(self) - 1

    def _apart_are(self, cosines: np.ndarray) -> None:
        n, total, squares = self._apart
        self._apart = (n + len(cosines), total + float(cosines.sum()), squares + float((cosines**2).sum()))

    def _merged(self) -> np.ndarray:
        """Join groups that are as near as things of one group; the new number of each old group."""
        import numpy as np

        number = np.arange(len(self))
        while len(self) > 1 and self._sums is not None and self._counts is not None:
            between = self.centres @ self.centres.T
            np.fill_diagonal(between, -1)
            one, other = sorted(divmod(int(between.argmax()), len(self)))
            if between[one, other] < 0.5 * (1 + self.threshold):
                break
            self._sums[one] += self._sums[other]
            self._counts[one] += self._counts[other]
            self._sums, self._counts = np.delete(self._sums, other, axis=0), np.delete(self._counts, other)
            number = np.where(number == other, one, np.where(number > other, number - 1, number))
        return number


def kmeans(vectors: np.ndarray, k: int, rng: np.random.Generator, *, steps: int = 30) -> np.ndarray:
    """``(k, d) float32``: centres of groups of unit vectors, by cosine; the first are drawn far apart (k-means++).

    Raises:
        InvalidInput: There are fewer vectors than groups.
    """
    import numpy as np

    if not 1 <= k <= len(vectors):
        raise InvalidInput(f"{len(vectors)} vectors cannot make {k} groups")
    points = np.asarray(vectors, dtype=np.float32)
    centres = points[[int(rng.integers(len(points)))]]
    while len(centres) < k:
        far = np.maximum(1 - (points @ centres.T).max(axis=1), 0).astype(np.float64) + 1e-12
        centres = np.vstack([centres, points[[int(rng.choice(len(points), p=far / far.sum()))]]])
    for _ in range(steps):
        nearest = (points @ centres.T).argmax(axis=1)
        sums = np.zeros_like(centres)
        np.add.at(sums, nearest, points)
        new = np.where(np.bincount(nearest, minlength=k)[:, None] > 0, _units(sums), centres)
        if np.allclose(new, centres, atol=1e-6):
            break
        centres = new
    return centres


def _units(rows: np.ndarray) -> np.ndarray:
    import numpy as np

    units: np.ndarray = rows / np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-9)
    return units
