"""DLRM: the chance of a click from numbers and from sets of labels; learned by torch, served by numpy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final, Self
from zlib import crc32

from thyself.core import InvalidInput

if TYPE_CHECKING:
    import numpy as np

#: Rows that are worked on at once.
_AT_ONCE: Final = 8192


@dataclass(frozen=True, eq=False)
class Bags:
    """A set of labels for each row, as places in one table.

    Args:
        starts: ``(n + 1,) int64``: where the labels of each row begin.
        label: ``(m,) int64``: places.
    """

    starts: np.ndarray
    label: np.ndarray

    @classmethod
    def of(cls, rows: Sequence[Sequence[str]], buckets: int) -> Bags:
        """From labels: each goes to the place that its hash says, the same on every machine."""
        import numpy as np

        places = [hashed(label, buckets) for row in rows for label in row]
        return cls(np.cumsum([0, *map(len, rows)]), np.array(places, dtype=np.int64))

    def __len__(self) -> int:
        return len(self.starts) - 1

    def part(self, first: int, last: int) -> Bags:
        """The rows from ``first`` up to, without, ``last``."""
        starts = self.starts[first : last + 1]
        return Bags(starts - starts[0], self.label[starts[0] : starts[-1]])

    def take(self, rows: np.ndarray) -> Bags:
        """Some rows, in this order."""
        import numpy as np

        lengths = np.diff(self.starts)[rows]
        starts = np.concatenate([[0], np.cumsum(lengths)])
        place = np.repeat(self.starts[:-1][rows] - starts[:-1], lengths) + np.arange(starts[-1])
        return Bags(starts, self.label[place])

    def pooled(self, table: np.ndarray) -> np.ndarray:
        """``(n, size)``: the sum of each row's vectors; zeros where it has no label."""
        import numpy as np

        found = np.zeros((len(self), table.shape[1]), dtype=table.dtype)
        there = np.flatnonzero(np.diff(self.starts))
        if len(there):
            found[there] = np.add.reduceat(table[self.label], self.starts[:-1][there], axis=0)
        return found


@dataclass(frozen=True, eq=False)
class Clicks:
    """What is known of each pair of a person and an item.

    Args:
        dense: ``(n, d) float32``: numbers.
        bags: For each table the labels of each row.
    """

    dense: np.ndarray
    bags: tuple[Bags, ...]

    def __len__(self) -> int:
        return len(self.dense)

    def part(self, first: int, last: int) -> Clicks:
        """The rows from ``first`` up to, without, ``last``."""
        return Clicks(self.dense[first:last], tuple(each.part(first, last) for each in self.bags))

    def take(self, rows: np.ndarray) -> Clicks:
        """Some rows, in this order."""
        return Clicks(self.dense[rows], tuple(each.take(rows) for each in self.bags))


@dataclass(frozen=True)
class Shape:
    """How large a model is.

    Args:
        dense: How many numbers a row has.
        tables: How many places each table of labels has.
        size: Numbers in the vector of a place.
        bottom: Widths of the layers over the numbers; ``size`` follows them. Empty: the numbers go on as they are,
            which needs ``crossed`` to be ``"none"``.
        top: Widths of the layers before the chance.
        crossed: ``"dot"``: the products of all pairs of vectors go on; ``"none"``: the vectors themselves. With
            vectors of one number and no layers, ``"none"`` is a logistic regression.
    """

    dense: int
    tables: tuple[int, ...]
    size: int = 16
    bottom: tuple[int, ...] = (32,)
    top: tuple[int, ...] = (64, 32)
    crossed: str = "dot"

    def __post_init__(self) -> None:
        if self.crossed not in ("dot", "none"):
            raise InvalidInput(f"crossed={self.crossed!r}: use 'dot' or 'none'")
        if not self.bottom and self.crossed == "dot":
            raise InvalidInput("products of pairs need layers over the numbers: give bottom")

    @property
    def bottom_widths(self) -> tuple[int, ...]:
        """What goes into and comes out of each layer over the numbers."""
        return (self.dense, *self.bottom, self.size) if self.bottom else (self.dense,)

    @property
    def top_widths(self) -> tuple[int, ...]:
        """What goes into and comes out of each layer before the chance."""
        vectors = len(self.tables) + 1
        first = self.bottom_widths[-1]
        given = first + (vectors * (vectors - 1) // 2 if self.crossed == "dot" else len(self.tables) * self.size)
        return (given, *self.top, 1)


class DLRM:
    """Numbers through layers, labels through tables, products of all pairs of the two, layers, a chance.

    Source: Deep Learning Recommendation Model for Personalization and Recommendation Systems (Naumov et al., 2019), as
    it is measured in The Architectural Implications of Facebook's DNN-based Personalized Recommendation (Gupta et al.,
    2020): the vectors of a row's labels are summed, the interaction is the dot product. Learned by cross-entropy with
    torch; chances need numpy alone, and each of the four steps can be called and timed by itself.

    Args:
        shape: How large it is.
        epochs: How often all rows are seen.
        rate: How far a step goes.
        shrink: What pulls the weights of the layers and tables to nothing.
        batch: Rows that are looked at together.
        seed: Of the first weights and of the order.
    """

    def __init__(
        self,
        shape: Shape,
        *,
        epochs: int = 3,
        rate: float = 3e-3,
        shrink: float = 1e-5,
        batch: int = 512,
        seed: int = 0,
    ) -> None:
        self.shape, self.epochs, self.rate, self.shrink = shape, epochs, rate, shrink
        self.batch, self.seed = batch, seed
        self.weights: dict[str, np.ndarray] = {}

    def fit(self, rows: Clicks, clicked: np.ndarray) -> Self:
        """Learn.

        Args:
            rows: What was known.
            clicked: ``(n,)``: 1 for a click, 0 for none.

        Raises:
            InvalidInput: There are no rows, or not as many answers, or they are not of this shape.
            ModelUnavailable: torch is not installed.
        """
        from thyself.recommend.dlrm_training import trained

        if not len(rows) == len(clicked) > 0:
            raise InvalidInput(f"{len(rows)} rows and {len(clicked)} clicks: give equally many, and one at least")
        self._fits(rows)
        self.weights = trained(self, rows, clicked)
        return self

    def begun(self) -> Self:
        """With the weights that learning begins with, drawn by numpy: as fast as one that has learned."""
        import numpy as np

        rng = np.random.default_rng(self.seed)
        self.weights = {
            name: rng.normal(0, 0.05, shape).astype(np.float32) for name, shape in shapes(self.shape).items()
        }
        self.weights["spread"] = np.ones(self.shape.dense, dtype=np.float32)
        return self

    def chances(self, rows: Clicks) -> np.ndarray:
        """``(n,) float64``: the chance of a click."""
        import numpy as np

        return np.asarray(1 / (1 + np.exp(-self.logits(rows))))

    def logits(self, rows: Clicks) -> np.ndarray:
        """``(n,) float64``: the logarithm of the odds of a click.

        Raises:
            InvalidInput: It has learned nothing yet, or the rows are not of its shape.
        """
        import numpy as np

        if not self.weights:
            raise InvalidInput("this model has learned nothing yet: call fit")
        self._fits(rows)
        found = np.empty(len(rows))
        for first in range(0, len(rows), _AT_ONCE):
            some = rows.part(first, min(first + _AT_ONCE, len(rows)))
            found[first : first + len(some)] = self.top(self.crossed(self.bottom(some), self.looked_up(some)))
        return found

    def bottom(self, rows: Clicks) -> np.ndarray:
        """``(n, size) float32``: the numbers, through their layers."""
        told = (rows.dense - self.weights["centre"]) / self.weights["spread"]
        return self._through(told, "bottom", len(self.shape.bottom_widths) - 1)

    def looked_up(self, rows: Clicks) -> list[np.ndarray]:
        """``(n, size) float32`` for each table: the sum of the vectors of a row's labels."""
        return [each.pooled(self.weights[f"table/{at}"]) for at, each in enumerate(rows.bags)]

    def crossed(self, numbers: np.ndarray, labels: list[np.ndarray]) -> np.ndarray:
        """``(n, width) float32``: what goes into the last layers."""
        import numpy as np

        if self.shape.crossed == "none":
            return np.concatenate([numbers, *labels], axis=1)
        vectors = np.stack([numbers, *labels], axis=1)
        one, other = np.tril_indices(vectors.shape[1], -1)
        pairs = (vectors @ vectors.swapaxes(1, 2)).reshape(len(vectors), -1)
        products = pairs.take(one * vectors.shape[1] + other, axis=1)
        return np.concatenate([numbers, products], axis=1)

    def top(self, given: np.ndarray) -> np.ndarray:
        """``(n,) float32``: the logarithm of the odds."""
        last = len(self.shape.top_widths) - 2
        told = self._through(given, "top", last)
        logits: np.ndarray = (told @ self.weights[f"top/{last}"] + self.weights[f"top/{last}/base"])[:, 0]
        return logits

    def _through(self, told: np.ndarray, name: str, layers: int) -> np.ndarray:
        import numpy as np

        for layer in range(layers):
            told = np.maximum(told @ self.weights[f"{name}/{layer}"] + self.weights[f"{name}/{layer}/base"], 0)
        return told

    def _fits(self, rows: Clicks) -> None:
        if rows.dense.shape[1] != self.shape.dense or len(rows.bags) != len(self.shape.tables):
            raise InvalidInput(
                f"rows of {rows.dense.shape[1]} numbers and {len(rows.bags)} sets of labels: the model is made for"
                f" {self.shape.dense} and {len(self.shape.tables)}"
            )

    def arrays(self) -> dict[str, np.ndarray]:
        """All that was learned."""
        return dict(self.weights)

    def learned(self, arrays: Mapping[str, np.ndarray]) -> Self:
        """Take back what :meth:`arrays` gave."""
        self.weights = dict(arrays)
        return self


def hashed(label: str, buckets: int) -> int:
    """The place of a label in a table; several may share one."""
    return crc32(label.encode()) % buckets


def shapes(shape: Shape) -> dict[str, tuple[int, ...]]:
    """The shape of each array of weights by its name."""
    found: dict[str, tuple[int, ...]] = {"centre": (shape.dense,), "spread": (shape.dense,)}
    for name, widths in (("bottom", shape.bottom_widths), ("top", shape.top_widths)):
        for layer, (given, made) in enumerate(pairwise(widths)):
            found |= {f"{name}/{layer}": (given, made), f"{name}/{layer}/base": (made,)}
    return found | {f"table/{at}": (places, shape.size) for at, places in enumerate(shape.tables)}
