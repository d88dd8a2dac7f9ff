"""Kinds: sorting what was measured into kinds, by what holds for people at large and by a few labels of one's own.

Each kind has a centre of its own in each person; how centres differ between people, and how those of one person hang
together, is learned from other people. So thirty labels of a person move all their centres, also of kinds that they
have no label of.

Sources: Probabilistic Linear Discriminant Analysis (Ioffe, 2006) for the two levels; Deep Learning for Personalized
Electrocardiogram Diagnosis: A Review (2024) for the setting: a pool of patients, and the first beats of a new one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from thyself.core import InvalidInput, NotEnough

Values = NDArray[np.float64]
Labels = NDArray[np.int64]

_ROUNDS: Final = 15
#: So many people's worth of belief that centres vary each by itself.
_PEOPLE: Final = 2.0
_LEAST: Final = 1e-3
_FREEDOM: Final = 30.0
#: Cases that nobody labelled are sorted so many times.
_SETTLE: Final = 4
#: So many labels' worth of belief in how common kinds are among people at large.
_COMMON: Final = 30.0


@dataclass(frozen=True, eq=False, slots=True)
class Population:
    """What holds for people at large.

    Args:
        kinds: The names of the ``k`` kinds.
        middle, spread: ``(d,)`` by which what is seen is brought to one scale.
        centre: ``(k d,)`` the usual centres, kind by kind.
        between: ``(k d, k d)`` how those of people vary together.
        within: ``(k, d, d)`` how single cases lie around their centre.
        common: ``(k,)`` how common kinds are.
        people: Of how many people it is.
    """

    kinds: tuple[str, ...]
    middle: Values
    spread: Values
    centre: Values
    between: Values
    within: Values
    common: Values
    people: int

    def sorter(self) -> Sorter:
        """Sorts cases of somebody of whom nothing is known."""
        return self.adapted(np.zeros((0, len(self.middle))), np.zeros(0, dtype=np.int64))

    def adapted(self, seen: Values, labels: Labels, unlabelled: Values | None = None) -> Sorter:
        """Sorts cases of the person whose these are.

        Args:
            seen: ``(n, d)`` as measured.
            labels: ``(n,)`` the place of each one's kind in ``kinds``.
            unlabelled: ``(m, d)`` cases of the same person that nobody labelled: they are sorted, and count by how
                likely each of their kinds is, a few times over.
        """
        if seen.shape != (len(labels), len(self.middle)):
            raise InvalidInput(f"{seen.shape} cases and {len(labels)} labels of {len(self.middle)} figures each")
        shares = _shares(labels, len(self.kinds))
        made = self._sorter(_cases(self, seen, shares))
        if unlabelled is not None and len(unlabelled):
            every = np.concatenate([seen, unlabelled])
            for _ in range(_SETTLE):
                sorted_now = made.chances(unlabelled)
                made = self._sorter(_cases(self, every, np.concatenate([shares, sorted_now])))
        return made

    def _sorter(self, cases: _Cases) -> Sorter:
        centre, unsure = _posterior(self, cases)
        d, k = len(self.middle), len(self.kinds)
        spreads = np.stack([self.within[c] + unsure[c * d : c * d + d, c * d : c * d + d] for c in range(k)])
        counts = cases.n + _COMMON * self.common
        return Sorter(self, centre.reshape(k, d), spreads, counts / counts.sum())


@dataclass(frozen=True, eq=False, slots=True)
class Sorter:
    """Tells kinds.

    Args:
        population: What it was made of.
        centres: ``(k, d)`` this person's, as far as is known.
        spreads: ``(k, d, d)`` how far cases may lie from them, with how unsure the centres are.
        common: ``(k,)`` how common kinds are with this person.
    """

    population: Population
    centres: Values
    spreads: Values
    common: Values

    def chances(self, seen: Values) -> Values:
        """``(n, k)`` how likely each kind is."""
        z = (seen - self.population.middle) / self.population.spread
        scores = np.column_stack([_log_density(z, c, s) for c, s in zip(self.centres, self.spreads, strict=True)])
        scores += np.log(self.common)
        odds = np.exp(scores - scores.max(axis=1, keepdims=True))
        return np.asarray(odds / odds.sum(axis=1, keepdims=True))

    def tell(self, seen: Values) -> Labels:
        """``(n,)`` the likeliest kind of each."""
        return np.asarray(self.chances(seen).argmax(axis=1), dtype=np.int64)


def fit(people: Sequence[tuple[Values, Labels]], kinds: Sequence[str]) -> Population:
    """Learn from people with labels; a person need not have each kind.

    Args:
        people: Of each ``(n, d)`` what was seen, and ``(n,)`` its kinds.
        kinds: Their names.

    Raises:
        NotEnough: Fewer than three people.
        InvalidInput: A kind has no case at all.
    """
    if len(people) < 3:
        raise NotEnough(f"{len(people)} people; three are needed to learn how people differ")
    every, labels = np.concatenate([seen for seen, _ in people]), np.concatenate([each for _, each in people])
    k, d = len(kinds), every.shape[1]
    counts = np.bincount(labels, minlength=k)
    if len(counts) > k or not counts.all():
        raise InvalidInput(f"cases by kind: {counts.tolist()}; each of {', '.join(kinds)} needs some")
    middle, spread = every.mean(axis=0), np.maximum(every.std(axis=0), 1e-9)
    flat = np.stack([np.cov((every[labels == c] - middle).T / spread[:, None]) + _LEAST * np.eye(d) for c in range(k)])
    centre = np.concatenate([((every[labels == c] - middle) / spread).mean(axis=0) for c in range(k)])
    made = Population(tuple(kinds), middle, spread, centre, 0.5 * np.eye(k * d), 0.5 * flat, counts / counts.sum(),
                      len(people))  # fmt: skip
    cases = [_cases(made, seen, _shares(each, k)) for seen, each in people]
    for _ in range(_ROUNDS):
        made = _better(made, cases)
    return made


@dataclass(frozen=True, eq=False, slots=True)
class _Cases:
    """Of one person: ``n (k,)``, ``mean (k, d)`` and ``inner (k, d, d)`` sums of squares around it, by kind."""

    n: Values
    mean: Values
    inner: Values


def _shares(labels: Labels, kinds: int) -> Values:
    """``(n, k)``: one where the label is."""
    if len(labels) and not 0 <= labels.min() <= labels.max() < kinds:
        raise InvalidInput(f"labels from {labels.min()} to {labels.max()}, where {kinds} kinds are known")
    return np.asarray(np.eye(kinds)[labels])


def _cases(population: Population, seen: Values, shares: Values) -> _Cases:
    """What cases come to, each of a kind by its share."""
    d, k = len(population.middle), len(population.kinds)
    z = (seen - population.middle) / population.spread
    n = shares.sum(axis=0)
    mean = shares.T @ z / np.maximum(n, 1e-9)[:, None]
    inner = np.zeros((k, d, d))
    for c in np.flatnonzero(n):
        inner[c] = (z - mean[c]).T @ ((z - mean[c]) * shares[:, c : c + 1])
    return _Cases(n, mean, inner)


def _posterior(population: Population, cases: _Cases) -> tuple[Values, Values]:
    """A person's centres ``(k d,)`` and how unsure they are ``(k d, k d)``."""
    d = len(population.middle)
    known = np.flatnonzero(cases.n)
    if not len(known):
        return population.centre, population.between
    rows = np.concatenate([np.arange(c * d, c * d + d) for c in known])
    noise = np.zeros((len(rows), len(rows)))
    for i, c in enumerate(known):
        noise[i * d : i * d + d, i * d : i * d + d] = population.within[c] / cases.n[c]
    across = population.between[:, rows]
    gain = np.linalg.solve(across[rows] + noise, across.T).T
    centre = population.centre + gain @ (cases.mean[known].ravel() - population.centre[rows])
    return centre, population.between - gain @ across.T


def _better(population: Population, people: Sequence[_Cases]) -> Population:
    """One round of expectation and maximisation."""
    d, k = len(population.middle), len(population.kinds)
    told = [_posterior(population, each) for each in people]
    centre = np.mean([mean for mean, _ in told], axis=0)
    away = [mean - centre for mean, _ in told]
    between = sum(
        (np.outer(far, far) + unsure for far, (_, unsure) in zip(away, told, strict=True)), np.zeros((k * d, k * d))
    )
    between = (between + _PEOPLE * np.diag(np.diag(between)) / len(people)) / (len(people) + _PEOPLE)
    within = np.zeros((k, d, d))
    total = np.zeros(k)
    for each, (mean, unsure) in zip(people, told, strict=True):
        for c in np.flatnonzero(each.n):
            far = each.mean[c] - mean[c * d : c * d + d]
            around = np.outer(far, far) + unsure[c * d : c * d + d, c * d : c * d + d]
            within[c] += each.inner[c] + each.n[c] * around
            total[c] += each.n[c]
    pooled = within.sum(axis=0) / total.sum()
    within = (within + 5.0 * pooled) / (total + 5.0)[:, None, None] + _LEAST * np.eye(d)
    return Population(population.kinds, population.middle, population.spread, centre, between + _LEAST * np.eye(k * d),
                      within, population.common, population.people)  # fmt: skip


def _log_density(z: Values, centre: Values, spread: Values) -> Values:
    """``(n,)`` of Student's distribution, constants aside: a case far from all centres decides nothing by itself."""
    root = np.linalg.cholesky(spread)
    away = (np.linalg.solve(root, (z - centre).T) ** 2).sum(axis=0)
    return np.asarray(-0.5 * (_FREEDOM + len(centre)) * np.log1p(away / _FREEDOM) - np.log(np.diag(root)).sum())
