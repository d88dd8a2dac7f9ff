"""Dose: how much of something is just enough for one person in one situation, learned from how content they were."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import exp, log
from typing import Final

import numpy as np
from numpy.typing import NDArray

from thyself.core import InvalidInput, NotEnough

Values = NDArray[np.float64]

#: How little more is felt beyond what is desired, for each time that the dose is e-fold.
_BEYOND: Final = 0.05
#: So many answers' worth of belief in what holds for others in the same situation.
_OTHERS: Final = 3.0
_LEVELS: Final = 40
#: How far an answer may be off what a person feels: wider than answers scatter, because the shape is a guess too.
_DOUBT: Final = 0.4
#: So much belief is left for people unlike all who answered.
_OPEN: Final = 0.01
_HALVINGS: Final = 40


@dataclass(frozen=True, slots=True)
class Tolerance:
    """What a person finds adequate, and what is desired: between them lies the zone of tolerance.

    Args:
        adequate: Below this the person is dissatisfied.
        desired: Above this more is hardly felt.
    """

    adequate: float
    desired: float

    def __post_init__(self) -> None:
        if not 0 < self.adequate < self.desired:
            raise InvalidInput(f"adequate {self.adequate:g} must lie above 0 and below desired {self.desired:g}")

    def satisfaction(self, dose: float) -> float:
        """From -1 (nothing given) over 0 (adequate) and 1 (as desired) to a little more."""
        return float(satisfaction(np.array(dose), np.array(self.adequate), np.array(self.desired)))

    def dose(self, target: float) -> float:
        """The least dose with that satisfaction.

        Raises:
            InvalidInput: The target is below -1.
        """
        if target < -1:
            raise InvalidInput(f"satisfaction is never below -1, so {target:g} is no target")
        if target <= 0:
            return self.adequate * (1 + target)
        if target <= 1:
            return self.adequate + target * (self.desired - self.adequate)
        return self.desired * exp((target - 1) / _BEYOND)


def satisfaction(dose: Values, adequate: Values, desired: Values) -> Values:
    """How content people are; all of a shape, or shapes that go together.

    Source: The nature and determinants of customer expectations of service (Zeithaml, Berry and Parasuraman 1993).
    """
    below = np.maximum(-1.0, (dose - adequate) / adequate)
    within = (dose - adequate) / (desired - adequate)
    above = 1 + _BEYOND * np.log(np.maximum(dose, 1e-12) / desired)
    found: Values = np.where(dose < adequate, below, np.where(dose <= desired, within, above))
    return found


@dataclass(frozen=True, slots=True)
class Answer:
    """How content somebody was with a dose in a situation."""

    person: Hashable
    situation: Hashable
    dose: float
    content: float


@dataclass(frozen=True, slots=True)
class Tolerances:
    """The tolerance of each person in each situation; of somebody new, that of people at large in the situation.

    Args:
        own: By person and situation.
        usual: By situation.
    """

    own: Mapping[tuple[Hashable, Hashable], Tolerance]
    usual: Mapping[Hashable, Tolerance]

    def of(self, person: Hashable, situation: Hashable) -> Tolerance:
        """Of one person in one situation.

        Raises:
            NotEnough: Nobody was asked in such a situation.
        """
        found = self.own.get((person, situation)) or self.usual.get(situation)
        if found is None:
            raise NotEnough(f"nobody was asked in the situation {situation!r}")
        return found

    def dose(self, person: Hashable, situation: Hashable, *, target: float, fair: float = 0.5) -> float:
        """Just enough for a target, and never below a share of what people at large need for it.

        Args:
            person: Whom.
            situation: In which situation.
            target: The satisfaction to be reached.
            fair: The share of the usual dose below which nobody is put, however patient they are: so nobody is served
                worse for complaining less.
        """
        usual = self.usual.get(situation)
        least = fair * usual.dose(target) if usual is not None else 0.0
        return max(self.of(person, situation).dose(target), least)


def learn(answers: Sequence[Answer]) -> Tolerances:
    """Tolerances from answers: for each person and situation the bounds that fit best, drawn to those of others.

    Raises:
        NotEnough: There are no answers.
    """
    if not answers:
        raise NotEnough("no answers: ask people how content they are with what they are given")
    grid = _grid(np.array([each.dose for each in answers]))
    by_situation = sorted(answers, key=lambda each: repr(each.situation))
    own: dict[tuple[Hashable, Hashable], Tolerance] = {}
    usual: dict[Hashable, Tolerance] = {}
    for _, group in groupby(by_situation, key=lambda each: repr(each.situation)):
        here = list(group)
        situation = here[0].situation
        misses = _misses(here, grid)
        shared = misses.mean(axis=0)
        usual[situation] = _best(shared, grid)
        rows: dict[Hashable, list[int]] = {}
        for place, each in enumerate(here):
            rows.setdefault(each.person, []).append(place)
        for person, places in rows.items():
            own[person, situation] = _best(misses[places].sum(axis=0) + _OTHERS * shared, grid)
    return Tolerances(own, usual)


def allot(answers: Sequence[Answer], *, target: float, least: float = 0.4) -> dict[tuple[Hashable, Hashable], float]:
    """Doses with which all together are content as a target says on average, where that costs least.

    The same satisfaction for everybody is dear: for some a little more of it takes much. Here more goes to whom it
    helps most, and nobody is put below ``least``. What is not known counts: satisfaction is its mean over all bounds
    that a person's answers allow, so that a guess too low, which makes somebody dissatisfied, weighs as it should.

    Args:
        answers: Of the persons who share the resource.
        target: The mean satisfaction.
        least: Nobody's expected satisfaction is below this.

    Raises:
        NotEnough: There are no answers.
        InvalidInput: The target is below ``least``, or above what is desired.

    Source: constrained form of the multi-objective allocation of Big-data-driven and AI-based framework to enable
    personalization in wireless networks (2020).
    """
    if not answers:
        raise NotEnough("no answers: ask people how content they are with what they are given")
    if not 0 <= least <= target <= 1:
        raise InvalidInput(f"target={target:g}, least={least:g}: give 0 <= least <= target <= 1")
    keys, doses, expected = _expected(answers)
    low, high = 0.0, 10.0 / float(doses.min())
    for _ in range(_HALVINGS):
        price = (low + high) / 2
        if _mean(expected, _bought(expected, doses, price, least)) > target:
            low = price
        else:
            high = price
    chosen = _bought(expected, doses, low, least)
    return {key: float(doses[place]) for key, place in zip(keys, chosen, strict=True)}


def _expected(answers: Sequence[Answer]) -> tuple[list[tuple[Hashable, Hashable]], Values, Values]:
    """Who and where, ``(doses,)`` to choose among, and ``(who, doses)`` the satisfaction that is expected."""
    grid = _grid(np.array([each.dose for each in answers]))
    doses = np.exp(np.linspace(log(float(grid[0].min())), log(float(grid[1].max())), 2 * _LEVELS))
    happy = satisfaction(doses[None, :], grid[0][:, None], grid[1][:, None])
    by_key: dict[tuple[Hashable, Hashable], list[int]] = {}
    for place, each in enumerate(answers):
        by_key.setdefault((each.person, each.situation), []).append(place)
    misses = _misses(answers, grid)
    told = np.array([misses[places].sum(axis=0) for places in by_key.values()])
    likely = np.exp(-(told - told.min(axis=1, keepdims=True)) / (2 * _DOUBT**2))
    likely /= likely.sum(axis=1, keepdims=True)
    situations = [repr(situation) for _, situation in by_key]
    for name in set(situations):
        rows = [place for place, each in enumerate(situations) if each == name]
        likely[rows] *= likely[rows].mean(axis=0) + _OPEN / len(grid[0])
    likely /= likely.sum(axis=1, keepdims=True)
    return list(by_key), doses, likely @ happy


def _bought(expected: Values, doses: Values, price: float, least: float) -> NDArray[np.intp]:
    """What each would take at a price for the dose; at least what keeps them at ``least``, or the most there is."""
    worth = np.where(expected >= least, expected - price * doses[None, :], -np.inf)
    worth[:, -1] = np.where(np.isinf(worth).all(axis=1), 0.0, worth[:, -1])
    found: NDArray[np.intp] = worth.argmax(axis=1)
    return found


def _mean(expected: Values, chosen: NDArray[np.intp]) -> float:
    return float(np.take_along_axis(expected, chosen[:, None], axis=1).mean())


def _grid(doses: Values) -> tuple[Values, Values]:
    """Pairs of bounds to be tried, even on a logarithmic scale over the doses that were given."""
    low, high = max(float(doses.min()), 1e-6) * 0.5, float(doses.max()) * 1.5
    steps = np.exp(np.linspace(log(low), log(high), _LEVELS))
    adequate, desired = np.meshgrid(steps, steps, indexing="ij")
    kept = desired > adequate * 1.05
    return adequate[kept], desired[kept]


def _misses(answers: Sequence[Answer], grid: tuple[Values, Values]) -> Values:
    """``(n, pairs)`` squared distances of answers from what each pair of bounds expects."""
    doses = np.array([each.dose for each in answers])[:, None]
    told = np.array([each.content for each in answers])[:, None]
    found: Values = (satisfaction(doses, grid[0][None, :], grid[1][None, :]) - told) ** 2
    return found


def _best(misses: Values, grid: tuple[Values, Values]) -> Tolerance:
    place = int(np.argmin(misses))
    return Tolerance(float(grid[0][place]), float(grid[1][place]))
