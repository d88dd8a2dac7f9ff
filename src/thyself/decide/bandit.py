"""Bandit: which of some arms to try now, learned from how often each was taken up in such situations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from thyself.core import InvalidInput

Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen, and what an evaluation afterwards needs.

    Args:
        arm: The arm.
        propensity: How likely it was to be chosen.
        scores: What each allowed arm was held to be worth, with what is hoped for where little is known.
    """

    arm: str
    propensity: float
    scores: Mapping[str, float]


class Policy(Protocol):
    """Chooses among arms, and learns."""

    def act(self, context: Vector, arms: Sequence[str], rng: np.random.Generator) -> Choice:
        """One of the arms. Those that must not be chosen are left out before.

        Raises:
            InvalidInput: There is no arm.
        """

    def update(self, context: Vector, arm: str, reward: float) -> None:
        """Learn how an arm went in a situation; ``reward`` is from 0 to 1, and may come late."""


@dataclass(slots=True)
class Surprise:
    """Tells when things go worse than expected for so long that what was learned is likely of the past.

    Args:
        slack: So much worse than expected is nothing to wonder at.
        limit: What is beyond that is added up, and never below zero; a sum above this is a surprise.
        kept: The share of what was learned that is kept then.

    Source: Continuous Inspection Schemes (Page 1954).
    """

    slack: float = 0.15
    limit: float = 6.0
    kept: float = 0.05
    total: float = 0.0

    def sees(self, expected: float, reward: float) -> bool:
        """Whether this reward is one too many below what was expected; the count begins anew then."""
        self.total = max(0.0, self.total + min(max(expected, 0.0), 1.0) - reward - self.slack)
        if self.total <= self.limit:
            return False
        self.total = 0.0
        return True


@dataclass(slots=True)
class LinUcb:
    """A line for each arm from the situation to its reward, tried where it may be good; what is old counts less.

    Each reward that comes weakens all that was learned before by ``keep``, and a surprise weakens it much: habits that
    change are followed. A few choices are drawn at random, so that every choice has a propensity above zero.

    Args:
        width: Of a context.
        keep: What is kept of everything at each reward; 1 forgets nothing.
        hope: How many deviations above what is expected an arm is held to be worth.
        stray: The share of choices that is drawn at random.
        watch: Tells when habits changed; ``None``: what is old fades by ``keep`` alone.

    Source: A Contextual-Bandit Approach to Personalized News Article Recommendation (Li et al. 2010); with discounts:
    Weighted Linear Bandits for Non-Stationary Environments (Russac et al. 2019).
    """

    width: int
    keep: float = 0.998
    hope: float = 0.3
    stray: float = 0.005
    watch: Surprise | None = field(default_factory=Surprise)
    _seen: dict[str, Vector] = field(default_factory=dict)
    _gained: dict[str, Vector] = field(default_factory=dict)

    def act(self, context: Vector, arms: Sequence[str], rng: np.random.Generator) -> Choice:
        """See :meth:`Policy.act`; equals are drawn among."""
        if not arms:
            raise InvalidInput("no arm may be chosen: allow at least one")
        scores = {arm: self._worth(context, arm) for arm in arms}
        best = max(scores.values())
        top = [arm for arm in arms if scores[arm] >= best - 1e-9]
        even = self.stray / len(arms)
        chances = np.array([even + (1 - self.stray) * (arm in top) / len(top) for arm in arms])
        place = int(rng.choice(len(arms), p=chances / chances.sum()))
        return Choice(arms[place], float(chances[place]), scores)

    def update(self, context: Vector, arm: str, reward: float) -> None:
        """See :meth:`Policy.update`."""
        changed = self.watch is not None and self.watch.sees(self.expected(context, arm), reward)
        keep = self.watch.kept if changed and self.watch is not None else self.keep
        for name in self._seen:
            self._seen[name] *= keep
            self._gained[name] *= keep
        self._seen[arm] += np.outer(context, context)
        self._gained[arm] += reward * context

    def expected(self, context: Vector, arm: str) -> float:
        """What an arm is held to be worth, without hope."""
        return self._of(context, arm)[0]

    def _worth(self, context: Vector, arm: str) -> float:
        mean, spread = self._of(context, arm)
        return mean + self.hope * spread

    def _of(self, context: Vector, arm: str) -> tuple[float, float]:
        """What is expected of an arm, and how unsure that is in deviations; lines are drawn to zero by one ridge."""
        self._known(arm)
        solved = np.linalg.solve(self._seen[arm] + np.eye(self.width), np.stack([context, self._gained[arm]], axis=1))
        return float(context @ solved[:, 1]), float(np.sqrt(max(float(context @ solved[:, 0]), 0.0)))

    def _known(self, arm: str) -> None:
        if arm not in self._seen:
            self._seen[arm] = np.zeros((self.width, self.width))
            self._gained[arm] = np.zeros(self.width)


@dataclass(slots=True)
class AtRandom:
    """Any arm, each as likely; learns nothing."""

    def act(self, context: Vector, arms: Sequence[str], rng: np.random.Generator) -> Choice:
        """See :meth:`Policy.act`."""
        if not arms:
            raise InvalidInput("no arm may be chosen: allow at least one")
        return Choice(arms[int(rng.integers(len(arms)))], 1 / len(arms), dict.fromkeys(arms, 0.0))

    def update(self, context: Vector, arm: str, reward: float) -> None:
        """Nothing."""
