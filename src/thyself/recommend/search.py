"""Search: the nearest of many vectors, exactly; a scan of one byte a dimension, and the candidates again in full."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol, runtime_checkable

from thyself.core import InvalidInput, StoreError

if TYPE_CHECKING:
    import numpy as np

#: Rows that are scanned at once: what they score stays in the cache of a core.
_CHUNK: Final = 65_536
#: The first few are scanned by themselves: what they score tells what the others have to pass.
_FIRST: Final = 2_048
_TOP: Final = 127.0


class Hits(NamedTuple):
    """What was found, best first: ``rows`` ``(<= k,) int64`` and their ``scores`` ``(<= k,) float32``."""

    rows: np.ndarray
    scores: np.ndarray


@runtime_checkable
class Search(Protocol):
    """Finds the rows with the highest inner products."""

    def __len__(self) -> int:
        """How many rows there are, with those that were deleted."""

    def search(self, query: np.ndarray, k: int, *, allowed: np.ndarray | None = None) -> Hits:
        """The ``k`` best rows for a vector.

        Args:
            query: ``(d,)``.
            k: How many.
            allowed: ``(n,) bool``: which rows may be found; ``None``: all that were not deleted.

        Raises:
            InvalidInput: ``k`` is less than one, or the vector or the mask has another length.
        """

    def delete(self, rows: Iterable[int]) -> None:
        """Find these rows no more."""


class Whole:
    """Every vector in full, multiplied as it is: what the others are measured against.

    Args:
        vectors: ``(n, d) float32``.
    """

    def __init__(self, vectors: np.ndarray) -> None:
        import numpy as np

        self.vectors = np.ascontiguousarray(vectors, dtype=np.float32)
        self._alive = np.ones(len(vectors), dtype=bool)

    def __len__(self) -> int:
        return len(self.vectors)

    def search(self, query: np.ndarray, k: int, *, allowed: np.ndarray | None = None) -> Hits:
        """The ``k`` best rows for a vector; see :class:`Search`."""
        import numpy as np

        asked = _asked(query, k, self.vectors.shape, allowed)
        free = self._alive if allowed is None else self._alive & allowed
        return _best(np.where(free, self.vectors @ asked, -np.inf), np.arange(len(self)), k)

    def delete(self, rows: Iterable[int]) -> None:
        """Find these rows no more."""
        self._alive[list(rows)] = False


class Scan:
    """One byte a dimension is read once; what may be among the best is compared in full, so that the answer is exact.

    Rounding moves an inner product by at most ``|q| e + |x| f`` with the largest error ``e`` of a row, the error ``f``
    of the query and the longest row ``|x|``. Whatever is nearer than that to the ``k``-th best so far stays a
    candidate. Rows that are deleted or not allowed are passed over where candidates are picked, which costs nothing.
    Kept on disk (:meth:`write`, :meth:`open`) it is read through the page cache and takes no memory of its own.

    Without the package ``simsimd`` the rows in full are multiplied block by block: the same answer, some five times
    slower.

    Args:
        coarse: ``(n, d) int8``: the rows, rounded.
        exact: ``(n, d) float32``: the rows in full.
        step: What one of ``coarse`` stands for.
        error: The largest length of what rounding took off a row.
        longest: The length of the longest row.
    """

    def __init__(self, coarse: np.ndarray, exact: np.ndarray, *, step: float, error: float, longest: float) -> None:
        import numpy as np

        self.coarse, self.exact = coarse, exact
        self.step, self.error, self.longest = step, error, longest
        self._alive = np.ones(len(exact), dtype=bool)
        self._kernel = _kernel()

    @classmethod
    def of(cls, vectors: np.ndarray) -> Scan:
        """From rows in full.

        Raises:
            InvalidInput: They are no finite ``(n, d)``.
        """
        import numpy as np

        exact = np.ascontiguousarray(vectors, dtype=np.float32)
        if exact.ndim != 2 or not np.isfinite(exact).all():
            raise InvalidInput(f"vectors of the shape {exact.shape}: give finite rows")
        step = float(np.abs(exact).max(initial=0.0)) / _TOP or 1.0
        coarse = np.empty(exact.shape, dtype=np.int8)
        error = longest = 0.0
        for first in range(0, len(exact), _CHUNK):
            block = exact[first : first + _CHUNK]
            coarse[first : first + _CHUNK] = rounded = np.rint(block / step)
            error = max(error, float(_lengths(block - rounded * step).max(initial=0.0)))
            longest = max(longest, float(_lengths(block).max(initial=0.0)))
        return cls(coarse, exact, step=step, error=error, longest=longest)

    def __len__(self) -> int:
        return len(self.exact)

    def search(self, query: np.ndarray, k: int, *, allowed: np.ndarray | None = None) -> Hits:
        """The ``k`` best rows for a vector; see :class:`Search`."""
        import numpy as np

        asked = _asked(query, k, self.exact.shape, allowed)
        size = float(np.linalg.norm(asked))
        step = float(np.abs(asked).max(initial=0.0)) / _TOP or 1.0
        rough = np.rint(asked / step)
        margin = size * self.error + self.longest * float(np.linalg.norm(asked - rough * step))
        margin = margin * 1.001 + 1e-6 * size * self.longest
        rows = self._candidates(rough.astype(np.int8), asked, k, 2 * margin / (self.step * step), allowed)
        rows = np.sort(rows)
        return _best(self.exact[rows] @ asked, rows, k)

    def _candidates(
        self, rough: np.ndarray, asked: np.ndarray, k: int, margin: float, allowed: np.ndarray | None
    ) -> np.ndarray:
        """``(>= k,)``: rows that may be among the best; ``margin`` in the unit of the rounded inner products."""
        import numpy as np

        rows, said, least = [np.zeros(0, dtype=np.int64)], [np.zeros(0)], -np.inf
        for first, last in _spans(len(self)):
            scores = self._scores(first, last, rough, asked)
            near = np.flatnonzero(scores >= least) if least > -np.inf else np.arange(len(scores))
            open_to = self._alive[first + near]
            if allowed is not None:
                open_to &= allowed[first + near]
            if not len(near := near[open_to]):
                continue
            rows.append(first + near)
            said.append(scores[near])
            if (have := np.concatenate(said)).size >= k:
                least = max(least, float(np.partition(have, -k)[-k]) - margin)
                stays = have >= least
                rows, said = [np.concatenate(rows)[stays]], [have[stays]]
        return np.concatenate(rows)

    def _scores(self, first: int, last: int, rough: np.ndarray, asked: np.ndarray) -> np.ndarray:
        import numpy as np

        if self._kernel is None:
            unit = self.step * float(np.abs(asked).max(initial=0.0)) / _TOP
            return np.asarray(self.exact[first:last] @ asked, dtype=np.float64) / (unit or self.step)
        found: np.ndarray = np.asarray(self._kernel.cdist(rough[None], self.coarse[first:last], "dot"))[0]
        return found

    def delete(self, rows: Iterable[int]) -> None:
        """Find these rows no more."""
        self._alive[list(rows)] = False

    def write(self, folder: str | Path) -> Path:
        """Keep it in a folder, made where there is none."""
        import numpy as np

        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        for name, array in (("coarse", self.coarse), ("exact", self.exact), ("alive", self._alive)):
            np.save(folder / f"{name}.npy", array, allow_pickle=False)
        told = {"step": self.step, "error": self.error, "longest": self.longest}
        (folder / "scan.json").write_text(json.dumps(told), encoding="utf-8")
        return folder

    @classmethod
    def open(cls, folder: str | Path) -> Scan:
        """What :meth:`write` kept, mapped into memory and not read before it is searched.

        Raises:
            StoreError: There is none, or it is damaged.
        """
        import numpy as np

        folder = Path(folder)
        try:
            told = json.loads((folder / "scan.json").read_text(encoding="utf-8"))
            coarse, exact = (
                np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False) for name in ("coarse", "exact")
            )
            made = cls(coarse, exact, step=told["step"], error=told["error"], longest=told["longest"])
            made._alive = np.load(folder / "alive.npy", allow_pickle=False)
        except (OSError, ValueError, KeyError) as error:
            raise StoreError(f"{folder}: no vectors that can be searched ({error})") from None
        return made


def _spans(n: int) -> Iterator[tuple[int, int]]:
    starts = [0, *range(_FIRST, n, _CHUNK), n]
    return ((first, last) for first, last in pairwise(starts) if first < last)


def _kernel() -> Any:
    try:
        import simsimd
    except ImportError:
        return None
    return simsimd


def _asked(query: np.ndarray, k: int, shape: tuple[int, ...], allowed: np.ndarray | None) -> np.ndarray:
    import numpy as np

    asked = np.asarray(query, dtype=np.float32)
    if k < 1:
        raise InvalidInput(f"k={k}: ask for at least one row")
    if asked.shape != shape[1:]:
        raise InvalidInput(f"a query of the shape {asked.shape} for rows of {shape[1:]}")
    if allowed is not None and allowed.shape != shape[:1]:
        raise InvalidInput(f"allowed: a mask of the shape {allowed.shape} for {shape[0]:,} rows")
    return asked


def _best(scores: np.ndarray, rows: np.ndarray, k: int) -> Hits:
    """The highest of some scores, equal ones in the order of their rows; never minus infinity."""
    import numpy as np

    if k < len(scores):
        near = np.flatnonzero(scores >= np.partition(scores, -k)[-k])
        scores, rows = scores[near], rows[near]
    order = np.argsort(-scores, kind="stable")[:k]
    order = order[scores[order] > -np.inf]
    return Hits(rows[order], scores[order].astype("float32"))


def _lengths(rows: np.ndarray) -> np.ndarray:
    import numpy as np

    return np.asarray(np.sqrt(np.einsum("ij,ij->i", rows, rows)))
