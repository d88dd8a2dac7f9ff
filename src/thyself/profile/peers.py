"""Peers: of all who wrote on the same thing, a few that stand for how others see it, none of them like the person.

Source: Measuring What Makes You Unique: Difference-Aware User Modeling for Enhancing LLM Personalization (2025).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from thyself.core import InvalidInput

if TYPE_CHECKING:
    import numpy as np

    from thyself.models import Embedder

_ROUNDS: Final = 20


def representatives(own: str, others: Sequence[str], embedder: Embedder, *, clusters: int = 5) -> list[str]:
    """Texts of others that lie in the middle of their kind; those of the kind of the person's own text are left out.

    All texts are put into groups by meaning; the group of ``own`` is dropped, and of each other group the text nearest
    its middle is taken, largest group first.

    Args:
        own: What the person wrote of a thing.
        others: What others wrote of it.
        embedder: What texts mean.
        clusters: How many groups; with no more texts than groups, all others are peers.

    Raises:
        InvalidInput: There are fewer than two groups.
    """
    import numpy as np

    if clusters < 2:
        raise InvalidInput(f"clusters={clusters}: give at least 2")
    if len(others) < clusters:
        return list(others)
    vectors = embedder.embed([own, *others]).astype(float)
    of, middles = grouped(vectors, clusters)
    found = []
    for group in range(len(middles)):
        rows = np.flatnonzero(of == group)
        if group != of[0] and len(rows):
            nearest = rows[np.argmin(((vectors[rows] - middles[group]) ** 2).sum(axis=1))]
            found.append((-len(rows), int(nearest)))
    return [others[row - 1] for _, row in sorted(found)]


def grouped(vectors: np.ndarray, groups: int) -> tuple[np.ndarray, np.ndarray]:
    """k-means from starts that are far from each other; no chance is in it.

    Args:
        vectors: ``(n, d) float64``.
        groups: How many at most.

    Returns:
        The group of each row ``(n,) int`` and the middle of each group ``(groups, d)``.
    """
    import numpy as np

    starts = [int(np.argmin(((vectors - vectors.mean(axis=0)) ** 2).sum(axis=1)))]
    far = ((vectors - vectors[starts[0]]) ** 2).sum(axis=1)
    while len(starts) < groups and far.max() > 1e-12:
        starts.append(int(far.argmax()))
        far = np.minimum(far, ((vectors - vectors[starts[-1]]) ** 2).sum(axis=1))
    middles = vectors[starts]
    of = np.zeros(len(vectors), dtype=int)
    for _ in range(_ROUNDS):
        apart = (vectors**2).sum(axis=1)[:, None] - 2 * vectors @ middles.T + (middles**2).sum(axis=1)
        there = apart.argmin(axis=1)
        if (there == of).all() and _:
            break
        of = there
        middles = np.stack(
            [vectors[of == g].mean(axis=0) if (of == g).any() else middles[g] for g in range(len(middles))]
        )
    return of, middles
