"""Off-policy: what another policy would have gained, from the log of the one that chose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from thyself.core import InvalidInput

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Logged:
    """Choices that were made.

    Args:
        arms: ``(t,)`` the place of the chosen arm.
        propensities: ``(t,)`` how likely it was to be chosen.
        rewards: ``(t,)`` how it went.
    """

    arms: NDArray[np.int64]
    propensities: Values
    rewards: Values

    def __post_init__(self) -> None:
        if not len(self.arms) or bool((self.propensities <= 0).any()):
            raise InvalidInput("a log needs choices, each with the propensity with which it was made")


@dataclass(frozen=True, slots=True)
class Worth:
    """An estimate of the mean reward with its standard error, and how many choices it rests on in effect."""

    value: float
    error: float
    effective: float


def weighted(log: Logged, chances: Values) -> Worth:
    """The mean reward of another policy by weights of importance, their sum set right.

    Args:
        log: What was chosen.
        chances: ``(t, k)`` how likely the other policy would choose each arm.

    Source: Horvitz and Thompson (1952); self-normalised: Swaminathan and Joachims (2015).
    """
    weights = _weights(log, chances)
    value = float((weights * log.rewards).sum() / max(weights.sum(), 1e-12))
    parts = weights * (log.rewards - value) / max(float(weights.mean()), 1e-12)
    return Worth(value, _error(parts), _effective(weights))


def doubly_robust(log: Logged, chances: Values, expected: Values) -> Worth:
    """The same from a model of rewards, set right by the weighted misses of the model where the log shows them.

    Args:
        log: What was chosen.
        chances: ``(t, k)`` how likely the other policy would choose each arm.
        expected: ``(t, k)`` what a model expects of each arm; it need not be right.

    Source: Doubly Robust Policy Evaluation and Learning (Dudík et al. 2011).
    """
    weights = _weights(log, chances)
    rows = np.arange(len(log.arms))
    parts = (chances * expected).sum(axis=1) + weights * (log.rewards - expected[rows, log.arms])
    return Worth(float(parts.mean()), _error(parts), _effective(weights))


def chances_of(scores: Sequence[Sequence[float]] | Values, *, stray: float = 0.0) -> Values:
    """How likely a policy that takes the best score, but for a share at random, chooses each arm; ``(t, k)``."""
    table = np.asarray(scores, dtype=float)
    top = table >= table.max(axis=1, keepdims=True) - 1e-12
    found: Values = stray / table.shape[1] + (1 - stray) * top / top.sum(axis=1, keepdims=True)
    return found


def _weights(log: Logged, chances: Values) -> Values:
    found: Values = chances[np.arange(len(log.arms)), log.arms] / log.propensities
    return found


def _error(parts: Values) -> float:
    return float(parts.std(ddof=1) / np.sqrt(len(parts))) if len(parts) > 1 else float("inf")


def _effective(weights: Values) -> float:
    return float(weights.sum() ** 2 / max(float((weights**2).sum()), 1e-12))
