"""Outcome: how likely is what a person reports, from figures beside the own habit; or that it cannot be told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from thyself.core import InvalidInput

Values = NDArray[np.float64]

#: So many groups of people are held out in turn.
GROUPS: Final = 6
_RIDGE: Final = 20.0
_STEPS: Final = 30
_DRAWS: Final = 500


@dataclass(frozen=True, slots=True)
class Cases:
    """What is learned from.

    Args:
        seen: ``(n, f)`` figures in the person's own deviations; zero where one is missing.
        happened: ``(n,)`` 1 or 0.
        habit: ``(n,)`` how likely it was by the person's own past, between 0 and 1.
        people: ``(n,)`` whose each case is.
    """

    seen: Values
    happened: Values
    habit: Values
    people: NDArray[np.str_]

    def __post_init__(self) -> None:
        sizes = {len(each) for each in (self.seen, self.happened, self.habit, self.people)}
        if len(sizes) != 1 or not len(self.seen) or bool(((self.habit <= 0) | (self.habit >= 1)).any()):
            raise InvalidInput("give equally many figures, outcomes, habits between 0 and 1, and people")


@dataclass(frozen=True, slots=True)
class Line:
    """Adds figures to the habit: the logarithm of the odds is the habit's plus a weighted sum."""

    weights: Values

    def chances(self, seen: Values, habit: Values) -> Values:
        """``(n,)`` how likely it is."""
        found: Values = 1 / (1 + np.exp(-(np.log(habit / (1 - habit)) + _wide(seen) @ self.weights)))
        return found


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether figures tell an outcome.

    Args:
        line: What to tell it with; ``None``: it cannot be told from these figures.
        gain: By how many nats a case the figures are better than the habit alone, on people who were held out.
        low, high: Its 95 % interval, people drawn again.
        held_out: ``(n,)`` the chances told of people who were held out.
    """

    line: Line | None
    gain: float
    low: float
    high: float
    held_out: Values


def fit(cases: Cases) -> Line:
    """A logistic line beside the habit, drawn to zero so that few cases change little."""
    x, odds = _wide(cases.seen), np.log(cases.habit / (1 - cases.habit))
    weights: Values = np.zeros(x.shape[1])
    for _ in range(_STEPS):
        p = 1 / (1 + np.exp(-(odds + x @ weights)))
        inner = (x * (p * (1 - p))[:, None]).T @ x + _RIDGE * np.eye(x.shape[1])
        step = np.linalg.solve(inner, x.T @ (cases.happened - p) - _RIDGE * weights)
        weights = weights + step.astype(np.float64)
    return Line(weights)


def judge(cases: Cases, rng: np.random.Generator) -> Verdict:
    """Learn, but tell only what people who were held out bear out: else it cannot be told from this.

    Raises:
        InvalidInput: There are fewer people than groups to hold out.
    """
    names = rng.permutation(np.unique(cases.people))
    if len(names) < GROUPS:
        raise InvalidInput(f"{len(names)} people; {GROUPS} are needed to hold some out")
    told = np.zeros(len(cases.happened))
    for group in range(GROUPS):
        held = np.isin(cases.people, names[group::GROUPS])
        line = fit(Cases(cases.seen[~held], cases.happened[~held], cases.habit[~held], cases.people[~held]))
        told[held] = line.chances(cases.seen[held], cases.habit[held])
    better = _loss(cases.habit, cases.happened) - _loss(told, cases.happened)
    sums = np.array([[better[cases.people == name].sum(), (cases.people == name).sum()] for name in names])
    picks = rng.integers(0, len(sums), (_DRAWS, len(sums)))
    drawn = sums[picks].sum(axis=1)
    low, high = (float(each) for each in np.quantile(drawn[:, 0] / drawn[:, 1], (0.025, 0.975)))
    return Verdict(fit(cases) if low > 0 else None, float(better.mean()), low, high, told)


def _wide(seen: Values) -> Values:
    found: Values = np.column_stack([np.ones(len(seen)), seen])
    return found


def _loss(chances: Values, happened: Values) -> Values:
    p = np.clip(chances, 1e-6, 1 - 1e-6)
    found: Values = -(happened * np.log(p) + (1 - happened) * np.log(1 - p))
    return found
