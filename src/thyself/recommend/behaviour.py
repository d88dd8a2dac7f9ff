"""Behaviour: people, items and what items are as short vectors in one space, by what people take."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from thyself.core import Catalog
from thyself.recommend.columns import Histories, Interactions
from thyself.recommend.items import attribute_labels
from thyself.recommend.needs import sparse

if TYPE_CHECKING:
    import numpy as np

_DAY: Final = 86_400.0
#: Columns that are drawn beside those that are wanted, and times that the matrix is applied: enough for three digits.
_SPARE, _TIMES = 10, 3


@dataclass(frozen=True, eq=False)
class Behaviour:
    """People as sums of what they took: the item itself, and each label of its attributes.

    Every event is some tokens, its item and the labels of that; a person is the sum of the tokens' vectors, each by
    its rarity and fading with time, of length one, so that how much somebody takes makes no difference. The vectors
    are the strongest directions of the table of people and tokens (a truncated decomposition, from random columns:
    Halko et al., 2011).

    Args:
        rows: Who took what.
        labels: What each token is: ``("item", id)`` or ``("brand", "acme")``; the items come first, by their codes.
        has: ``scipy`` sparse ``(items, tokens)``: what each item is.
        rarity: ``(tokens,) float32``.
        vectors: ``(tokens, d) float32``.
        half_life_days: After so many days an event counts half; ``None``: all events count the same.
    """

    rows: Interactions
    labels: tuple[tuple[str, str], ...]
    has: Any
    rarity: np.ndarray
    vectors: np.ndarray
    half_life_days: float | None

    @classmethod
    def of(
        cls,
        rows: Interactions,
        catalog: Catalog | None = None,
        *,
        size: int = 32,
        half_life_days: float | None = None,
        without: Collection[str] = (),
        seed: int = 0,
    ) -> Behaviour:
        """Learn the vectors.

        Args:
            rows: Who took what.
            catalog: What the items are; ``None``: people are told apart by the items alone.
            size: How long the vectors are.
            half_life_days: See above.
            without: Names of attributes that are not to be used, such as those that are protected.
            seed: Of the first directions.
        """
        import numpy as np

        labels, has = _tokens(rows, catalog, frozenset(without))
        empty = cls(rows, labels, has, np.ones(len(labels), np.float32), np.zeros((len(labels), 1)), half_life_days)
        counts = empty.counts(rows.histories)
        people = np.bincount(counts.indices, minlength=len(labels))
        rarity = np.log1p(len(rows.people) / np.maximum(people, 1)).astype(np.float32)
        weighed = _units(counts @ sparse().diags(rarity))
        vectors = _directions(weighed, min(size, min(weighed.shape)), np.random.default_rng(seed))
        return cls(rows, labels, has, rarity, vectors, half_life_days)

    def encode(self, histories: Histories) -> np.ndarray:
        """``(n, d) float32``: unit rows for people who need not have been there; zeros where nothing is known."""
        import numpy as np

        found = np.asarray(_units(self.counts(histories) @ sparse().diags(self.rarity)) @ self.vectors)
        return np.asarray(found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9))

    @cached_property
    def people(self) -> np.ndarray:
        """``(people, d) float32``: unit rows."""
        return self.encode(self.rows.histories)

    @cached_property
    def items(self) -> np.ndarray:
        """``(items, d) float32``: unit rows."""
        import numpy as np

        found = np.asarray(_units(self.has @ sparse().diags(self.rarity)) @ self.vectors)
        return np.asarray(found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9))

    @cached_property
    def shares(self) -> tuple[Any, Any]:
        """``scipy`` sparse ``(people, tokens)``: the share of a person's events with a token; and which they have."""
        import numpy as np

        rows = self.rows.histories
        ones = np.ones(len(rows.item), dtype=np.float64)
        taken = sparse().csr_matrix((ones, rows.item, rows.starts), shape=(len(rows), len(self.rows.items)))
        counts = (taken @ self.has).tocsr()
        return sparse().diags(1 / np.maximum(rows.lengths, 1)) @ counts, counts.astype(bool).astype(np.int64)

    def counts(self, histories: Histories) -> Any:
        """``scipy`` sparse ``(n, tokens)``: logarithms of faded counts."""
        import numpy as np

        weight = np.ones(len(histories.item), dtype=np.float32)
        if self.half_life_days is not None and np.isfinite(histories.at).any():
            days = np.nan_to_num((self.rows.now - histories.at) / _DAY)
            weight = (0.5 ** (np.maximum(days, 0) / self.half_life_days)).astype(np.float32)
        shape = (len(histories), len(self.rows.items))
        taken = sparse().csr_matrix((weight, histories.item, histories.starts), shape=shape)
        counts = (taken @ self.has).tocsr()
        counts.data = np.log1p(counts.data)
        return counts


def _tokens(rows: Interactions, catalog: Catalog | None, without: frozenset[str]) -> tuple[tuple[Any, ...], Any]:
    import numpy as np

    n = len(rows.items)
    codes: dict[tuple[str, str], int] = {("item", each): code for code, each in enumerate(rows.items)}
    entries = [(code, code) for code in range(n)]
    for item in catalog or ():
        if item.id in rows.codes:
            for name, value in item.attributes.items():
                told = () if name in without else attribute_labels(value)
                entries += [(rows.codes[item.id], codes.setdefault((name, label), len(codes))) for label in told]
    place = np.array(entries, dtype=np.int64).reshape(-1, 2)
    ones = np.ones(len(place), dtype=np.float32)
    return tuple(codes), sparse().csr_matrix((ones, (place[:, 0], place[:, 1])), shape=(n, len(codes)))


def _units(matrix: Any) -> Any:
    import numpy as np

    rows = matrix.tocsr().astype(np.float32)
    size = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    return sparse().diags((1 / np.maximum(size, 1e-9)).astype(np.float32)) @ rows


def _directions(matrix: Any, size: int, rng: np.random.Generator) -> np.ndarray:
    """``(columns, size) float32``: the strongest right directions of a sparse matrix."""
    import numpy as np

    drawn = rng.standard_normal((matrix.shape[1], min(size + _SPARE, min(matrix.shape)))).astype(np.float32)
    for _ in range(_TIMES):
        drawn, _ = np.linalg.qr(matrix.T @ (matrix @ drawn))
    _, _, right = np.linalg.svd(np.asarray(matrix @ drawn), full_matrices=False)
    return np.asarray((drawn @ right.T)[:, :size], dtype=np.float32)
