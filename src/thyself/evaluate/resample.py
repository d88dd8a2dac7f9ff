"""Resample: intervals and tests that make no assumption but that people (or conversations) were drawn at random."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from thyself.core import InvalidInput

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate between two bounds, and of how many values it is."""

    value: float
    low: float
    high: float
    n: int = 0

    def __str__(self) -> str:
        return f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}]"

    def __neg__(self) -> Interval:
        return Interval(-self.value, -self.high, -self.low, self.n)


def bootstrap(
    values: Sequence[float] | np.ndarray,
    *,
    clusters: Sequence[Hashable] | None = None,
    seed: int = 0,
    draws: int = 2000,
    level: float = 0.95,
) -> Interval:
    """The mean of some values with its percentile bootstrap interval.

    Args:
        values: One for each question, mail, day …
        clusters: Whose each value is: whole clusters (a person, a conversation) are drawn, with all their values,
            because values of one person are alike. ``None``: each value is drawn by itself.
        seed: Of the draws.
        draws: How many times.
        level: The share of draws that lies inside.

    Raises:
        InvalidInput: There are no values, or not one cluster for each.
    """
    import numpy as np

    sums, counts = _by_cluster(values, clusters)
    rng = np.random.default_rng(seed)
    drawn = rng.multinomial(len(sums), np.full(len(sums), 1 / len(sums)), size=draws)
    means = (drawn @ sums) / (drawn @ counts)
    low, high = np.quantile(means, [(1 - level) / 2, (1 + level) / 2])
    return Interval(float(sums.sum() / counts.sum()), float(low), float(high), int(counts.sum()))


def paired(
    one: Sequence[float] | np.ndarray,
    other: Sequence[float] | np.ndarray,
    *,
    clusters: Sequence[Hashable] | None = None,
    seed: int = 0,
    draws: int = 2000,
) -> Interval:
    """The mean of ``one - other``, value by value, with its bootstrap interval; see :func:`bootstrap`.

    Raises:
        InvalidInput: The two are not equally many.
    """
    return bootstrap(_difference(one, other), clusters=clusters, seed=seed, draws=draws)


def permutation(
    one: Sequence[float] | np.ndarray,
    other: Sequence[float] | np.ndarray,
    *,
    clusters: Sequence[Hashable] | None = None,
    seed: int = 0,
    draws: int = 5000,
) -> float:
    """How likely a mean difference as large as this is by chance (two-sided), by swapping signs of whole clusters.

    Raises:
        InvalidInput: There are no values, or the two are not equally many.
    """
    import numpy as np

    sums, _ = _by_cluster(_difference(one, other), clusters)
    signs = np.random.default_rng(seed).choice(np.array([-1.0, 1.0]), size=(draws, len(sums)))
    reached = np.abs(signs @ sums) >= abs(sums.sum()) - 1e-12
    return float((reached.sum() + 1) / (draws + 1))


def holm(chances: Sequence[float]) -> list[float]:
    """P-values corrected for there being several tests (Holm, 1979), in the order given."""
    order = sorted(range(len(chances)), key=chances.__getitem__)
    out = [0.0] * len(chances)
    reached = 0.0
    for rank, i in enumerate(order):
        reached = max(reached, min(1.0, (len(chances) - rank) * chances[i]))
        out[i] = reached
    return out


def _difference(one: Sequence[float] | np.ndarray, other: Sequence[float] | np.ndarray) -> np.ndarray:
    import numpy as np

    a, b = np.asarray(one, dtype=float), np.asarray(other, dtype=float)
    if a.shape != b.shape:
        raise InvalidInput(f"{a.size} values are to be paired with {b.size}: give equally many, in the same order")
    return np.asarray(a - b)


def _by_cluster(
    values: Sequence[float] | np.ndarray, clusters: Sequence[Hashable] | None
) -> tuple[np.ndarray, np.ndarray]:
    """The sum and the number of values in each cluster, clusters in order of their first value."""
    import numpy as np

    flat = np.asarray(values, dtype=float).ravel()
    if not flat.size:
        raise InvalidInput("there are no values to take a mean of")
    if clusters is None:
        return flat, np.ones(flat.size)
    if len(clusters) != flat.size:
        raise InvalidInput(f"{flat.size} values, but {len(clusters)} clusters: name one for each value")
    names = {name: i for i, name in enumerate(dict.fromkeys(clusters))}
    member = np.array([names[name] for name in clusters])
    return np.bincount(member, weights=flat), np.bincount(member).astype(float)
