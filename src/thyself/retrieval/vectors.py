"""Vectors of rows that only grow in number, and the products of neighbours, worked out once for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np


class Vectors:
    """One vector a row, zero while it is not known; arrays that were given out stay as they are.

    Attributes:
        known: Which rows have a vector, ``(n,) bool``.
    """

    def __init__(self) -> None:
        import numpy as np

        self._room = np.zeros((0, 0), dtype=np.float32)
        self.known: np.ndarray = np.zeros(0, dtype=bool)
        self._before = self._after = np.zeros(0, dtype=np.int64)
        self._touch = self._across = np.zeros(0)
        self._fresh: list[int] = []

    @property
    def matrix(self) -> np.ndarray:
        """``(n, d) float32``."""
        return self._room[: len(self.known)]

    def extend(self, n: int, dimensions: int) -> None:
        """Make place for ``n`` rows in all; room is left for later ones, so that few are moved."""
        import numpy as np

        have = len(self.known)
        wide = self._room.shape[1] or dimensions
        if n > len(self._room) or not self._room.shape[1]:
            room = np.zeros((n if not have else n + n // 8 + 64, wide), dtype=np.float32)
            if have:
                room[:have] = self._room[:have]
            self._room = room
        if n > have:
            self.known = np.concatenate((self.known, np.zeros(n - have, dtype=bool)))

    def fill(self, rows: Sequence[int], vectors: np.ndarray) -> None:
        """Set the vectors of some rows, ``(k, d) float32``."""
        self.known = self.known.copy()
        if vectors.shape[1] != self._room.shape[1]:
            self._widen(vectors.shape[1])
        self._room[rows] = vectors
        self.known[rows] = True
        self._fresh.extend(rows)

    def _widen(self, dimensions: int) -> None:
        import numpy as np

        self._room = np.zeros((len(self._room), dimensions), dtype=np.float32)

    def products(self, before: np.ndarray, after: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Each vector with the one before it, and the one before it with the one after it, ``(n,) float64``.

        Only those are worked out whose neighbours or vectors are others than the last time.

        Args:
            before, after: The row of each row's neighbours, ``(n,) int64``.
        """
        import numpy as np

        n, have = len(before), len(self._before)
        changed = np.ones(n, dtype=bool)
        changed[:have] = (before[:have] != self._before) | (after[:have] != self._after)
        if self._fresh:
            new = np.zeros(n, dtype=bool)
            new[self._fresh] = True
            changed |= new | new[before] | new[after]
        rows = np.flatnonzero(changed)
        touch, across = np.zeros(n), np.zeros(n)
        touch[:have], across[:have] = self._touch, self._across
        vectors = self.matrix
        earlier = vectors[before[rows]]
        touch[rows] = np.einsum("ij,ij->i", vectors[rows], earlier)
        across[rows] = np.einsum("ij,ij->i", earlier, vectors[after[rows]])
        self._before, self._after, self._touch, self._across, self._fresh = before, after, touch, across, []
        return touch, across
