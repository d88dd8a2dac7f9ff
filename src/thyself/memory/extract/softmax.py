"""Softmax: logistic regression of several classes over bags of named features, to learn from few examples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True)
class Softmax:
    """A linear model of classes; learned by :func:`fit`."""

    classes: tuple[str, ...]
    columns: Mapping[str, int]
    weights: np.ndarray
    """``(columns, classes) float64``"""

    def probabilities(self, bags: Sequence[Mapping[str, float]]) -> np.ndarray:
        """``(n, classes) float64`` for bags of features."""
        import numpy as np

        scores = _matrix(bags, self.columns) @ self.weights
        scores -= scores.max(axis=1, keepdims=True)
        chances = np.exp(scores)
        return np.asarray(chances / chances.sum(axis=1, keepdims=True))


def fit(bags: Sequence[Mapping[str, float]], labels: Sequence[str], *, ridge: float, steps: int = 300) -> Softmax:
    """Logistic regression of several classes by accelerated descent from zero; no chance is in it.

    Args:
        bags: Features by name.
        labels: The class of each.
        ridge: The weight of the squares of the weights.
        steps: How many steps are taken.
    """
    import numpy as np

    classes = tuple(sorted(set(labels))) or ("",)
    columns = {name: i for i, name in enumerate(sorted({name for bag in bags for name in bag}))}
    x = _matrix(bags, columns)
    y = np.zeros((len(bags), len(classes)))
    for row, label in enumerate(labels):
        y[row, classes.index(label)] = 1.0
    weights = np.zeros((x.shape[1], len(classes)))
    ahead, pace = weights.copy(), 1.0
    rate = 1.0 / (0.5 * float(np.linalg.norm(x, 2)) ** 2 + ridge)
    for _ in range(steps):
        scores = x @ ahead
        scores -= scores.max(axis=1, keepdims=True, initial=0.0)
        chances = np.exp(scores)
        chances /= chances.sum(axis=1, keepdims=True)
        stepped = ahead - rate * (x.T @ (chances - y) + ridge * ahead)
        following = (1 + (1 + 4 * pace * pace) ** 0.5) / 2
        ahead = stepped + (pace - 1) / following * (stepped - weights)
        weights, pace = stepped, following
    return Softmax(classes, columns, weights)


def _matrix(bags: Sequence[Mapping[str, float]], columns: Mapping[str, int]) -> np.ndarray:
    import numpy as np

    out = np.zeros((len(bags), len(columns)))
    for row, bag in enumerate(bags):
        for name, value in bag.items():
            if name in columns:
                out[row, columns[name]] = value
    return out
