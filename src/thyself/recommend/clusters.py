"""Clusters: things that come one by one join the group that they are near to, or all are grouped at once."""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING, Final

from thyself.core import InvalidInput

if TYPE_CHECKING:
    import numpy as np

#: Similarities that are taken as known before any were seen, so that the first few do not decide.
_PRIOR: Final = 20.0


class OnlineClusters:
    """Groups of unit vectors, made in one pass; how near is near enough is learned from the vectors themselves.

    A vector joins the nearest group where its cosine stands out: by ``stands_out`` deviations above the cosines with
    the other groups, and the more, the more groups there are to be near to by chance. Centres are running means; groups
    whose centres come to lie as near as that are joined. The cost of one vector grows with the groups alone.

    Source: the idea of an adaptive threshold: Beyond Relevance (2025); the rule is ours.

    Args:
        stands_out: In deviations of the cosines between different groups.
        least, most: Bounds of the cosine that is near enough.
    """

    def __init__(self, stands_out: float = 1.5, *, least: float = 0.1, most: float = 0.9) -> None:
        if not -1 <= least <= most <= 1:
            raise InvalidInput(f"least={least}, most={most}: these are cosines, the smaller first")
        self.stands_out = stands_out
        self.least = least
        self.most = most
        self._sums: list[np.ndarray] = []
        self._counts: list[int] = []
        # The cosines between things of different groups: how many, their sum, the sum of their squares.
        self._apart = (_PRIOR, _PRIOR * least, _PRIOR * (least**2 + 0.1**2))

    def __len__(self) -> int:
        return len(self._sums)

    @property
    def centres(self) -> np.ndarray:
        """``(groups, d) float32``, unit rows."""
        import numpy as np

        return _units(np.array(self._sums, dtype=np.float32))

    @property
    def threshold(self) -> float:
        """The cosine that is near enough now."""
        n, total, squares = self._apart
        mean = total / n
        deviation = max(squares / n - mean**2, 1e-6) ** 0.5
        by_chance = (2 * log(max(len(self), 1))) ** 0.5
        return float(min(max(mean + (self.stands_out + by_chance) * deviation, self.least), self.most))

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
        """``(n,) int64``: the nearest group of each; nothing is learned.

        Raises:
            InvalidInput: There is no group yet.
        """
        if not len(self):
            raise InvalidInput("there is no group yet: add some vectors first")
        found: np.ndarray = (vectors @ self.centres.T).argmax(axis=1)
        return found

    def _one(self, vector: np.ndarray) -> int:
        if not self._sums:
            self._open(vector)
            return 0
        cosines = self.centres @ vector
        nearest = int(cosines.argmax())
        others = [float(each) for place, each in enumerate(cosines) if place != nearest]
        near = bool(cosines[nearest] >= self.threshold)
        self._apart_are(others if near else [float(each) for each in cosines])
        if not near:
            self._open(vector)
            return len(self) - 1
        self._sums[nearest] = self._sums[nearest] + vector
        self._counts[nearest] += 1
        return nearest

    def _open(self, vector: np.ndarray) -> None:
        self._sums.append(vector.copy())
        self._counts.append(1)

    def _apart_are(self, cosines: list[float]) -> None:
        n, total, squares = self._apart
        self._apart = (n + len(cosines), total + sum(cosines), squares + sum(each**2 for each in cosines))

    def _merged(self) -> np.ndarray:
        """Join groups that are as near as things of one group; the new number of each old group."""
        import numpy as np

        number = np.arange(len(self))
        while len(self) > 1:
            centres = self.centres
            between = centres @ centres.T
            np.fill_diagonal(between, -1)
            one, other = sorted(divmod(int(between.argmax()), len(self)))
            if between[one, other] < max(self.threshold, 0.5 * (1 + self.threshold)):
                break
            self._sums[one] = self._sums[one] + self._sums.pop(other)
            self._counts[one] += self._counts.pop(other)
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
