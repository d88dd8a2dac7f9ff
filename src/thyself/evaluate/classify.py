"""Classify: how often labels are right, and how well probabilities are meant."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING

from thyself.core import InvalidInput

if TYPE_CHECKING:
    import numpy as np


def accuracy(found: Sequence[Hashable], truth: Sequence[Hashable]) -> float:
    """The share of labels that are right."""
    _paired(len(found), len(truth))
    return sum(a == b for a, b in zip(found, truth, strict=True)) / len(truth)


def f1_macro(found: Sequence[Hashable], truth: Sequence[Hashable]) -> float:
    """The mean over all labels, true or found, of each label's F1."""
    _paired(len(found), len(truth))
    scores = []
    for label in dict.fromkeys([*truth, *found]):
        right = sum(a == b == label for a, b in zip(found, truth, strict=True))
        scores.append(2 * right / (list(found).count(label) + list(truth).count(label)))
    return sum(scores) / len(scores)


def log_loss(chances: Sequence[Sequence[float]] | np.ndarray, truth: Sequence[int], *, floor: float = 1e-12) -> float:
    """Minus the mean logarithm of the probability given to the true class, in nats; lower is better.

    Args:
        chances: ``(n, classes)``; rows are normalised.
        truth: The true class of each row.
        floor: The least probability that counts.
    """
    import numpy as np

    table = np.asarray(chances, dtype=float)
    _paired(len(table), len(truth))
    rows = table / table.sum(axis=1, keepdims=True)
    return float(-np.log(np.maximum(rows[np.arange(len(rows)), np.asarray(truth)], floor)).mean())


def calibration_error(chances: Sequence[float] | np.ndarray, happened: Sequence[bool], *, bins: int = 10) -> float:
    """Expected calibration error: how far stated probabilities are from what happened, over equal bins.

    Args:
        chances: The probability that was stated for each case, 0 to 1.
        happened: Whether it came so.
        bins: How many bins between 0 and 1; each weighs as many cases as it has.
    """
    import numpy as np

    stated, came = np.asarray(chances, dtype=float), np.asarray(happened, dtype=float)
    _paired(stated.size, came.size)
    member = np.minimum((stated * bins).astype(int), bins - 1)
    gaps = np.bincount(member, weights=stated - came, minlength=bins)
    return float(np.abs(gaps).sum() / stated.size)


def _paired(one: int, other: int) -> None:
    if one != other or not one:
        raise InvalidInput(f"{one} labels for {other} true ones: give equally many, at least one")
