"""Logistic: how likely each of two things is, from some figures; with a pull to zero for what has few examples."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from thyself.core import InvalidInput
from thyself.evaluate.descent import lowest

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True, eq=False)
class Logistic:
    """Made by :func:`fit_logistic`.

    Args:
        mean, scale: Of the figures ``(f,)`` where it was learned.
        weights: ``(f + 1,)``; the last is what is always added.
    """

    mean: np.ndarray
    scale: np.ndarray
    weights: np.ndarray

    def chances(self, table: np.ndarray) -> np.ndarray:
        """``(n,)``: how likely each row ``(n, f)`` is the second thing."""
        import numpy as np

        return np.asarray(_sigmoid((table - self.mean) / self.scale @ self.weights[:-1] + self.weights[-1]))


def fit_logistic(table: np.ndarray, labels: Sequence[bool] | np.ndarray, *, ridge: float = 1.0) -> Logistic:
    """Learn from rows whose thing is known.

    Args:
        table: ``(n, f)``.
        labels: ``(n,)``: whether it was the second thing.
        ridge: How strongly weights are drawn to zero, in rows' worth.

    Raises:
        InvalidInput: The rows do not match the labels, or only one of the two things occurs.
    """
    import numpy as np

    rows, right = np.asarray(table, dtype=float), np.asarray(labels, dtype=float)
    if rows.ndim != 2 or len(rows) != len(right) or not 0 < right.sum() < len(right):
        raise InvalidInput(f"{len(rows)} rows for {len(right)} labels: give one for each, and some of both things")
    mean, scale = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    scaled = np.hstack([(rows - mean) / scale, np.ones((len(rows), 1))])
    drawn = np.append(np.full(rows.shape[1], ridge / len(rows)), 0.0)

    def cost(point: np.ndarray) -> tuple[float, np.ndarray]:
        along = scaled @ point
        value = float((np.logaddexp(0.0, along) - right * along).mean() + 0.5 * (drawn * point) @ point)
        return value, scaled.T @ (_sigmoid(along) - right) / len(rows) + drawn * point

    return Logistic(mean, scale, lowest(cost, np.zeros(scaled.shape[1]), close=1e-8))


def _sigmoid(along: np.ndarray) -> np.ndarray:
    import numpy as np

    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(along, -35.0, 35.0))))
