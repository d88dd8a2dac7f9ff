"""Certainty: how a judge's certainty goes with being right, and how much it may decide alone."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from thyself.core import InvalidInput


@dataclass(frozen=True, slots=True)
class Covered:
    """Of the most certain share ``coverage`` of cases, which share is right, and the least certainty among them."""

    coverage: float
    accuracy: float
    least: float


def risk_coverage(certainty: Sequence[float], right: Sequence[bool]) -> list[Covered]:
    """The most certain case alone, the two most certain …, all; cases of one certainty come in together.

    Raises:
        InvalidInput: There are no cases, or not one certainty for each.
    """
    _paired(certainty, right)
    pairs = sorted(zip(certainty, right, strict=True), key=lambda pair: -pair[0])
    out, good = [], 0
    for place, (sure, well) in enumerate(pairs, 1):
        good += well
        if place == len(pairs) or pairs[place][0] < sure:
            out.append(Covered(place / len(pairs), good / place, sure))
    return out


def most_certain(certainty: Sequence[float], right: Sequence[bool], share: float) -> Covered:
    """The point of :func:`risk_coverage` at which at least ``share`` of the cases is covered."""
    return next(each for each in risk_coverage(certainty, right) if each.coverage >= share - 1e-12)


def auroc(scores: Sequence[float], right: Sequence[bool]) -> float:
    """How often a case that is right has a higher score than one that is not; ties count half; 0.5 is chance.

    Raises:
        InvalidInput: All cases are right, or none is.
    """
    _paired(scores, right)
    good = sorted(score for score, well in zip(scores, right, strict=True) if well)
    bad = [score for score, well in zip(scores, right, strict=True) if not well]
    if not good or not bad:
        raise InvalidInput("auroc: some cases must be right and some wrong")
    above = sum(len(good) - (bisect_left(good, score) + bisect_right(good, score)) / 2 for score in bad)
    return above / (len(good) * len(bad))


@dataclass(frozen=True, slots=True)
class Calibration:
    """What a score comes to as a probability: steps that never fall; made by :func:`calibrate`."""

    scores: tuple[float, ...]
    chances: tuple[float, ...]

    def __call__(self, score: float) -> float:
        """The probability of being right at this score."""
        return self.chances[max(bisect_right(self.scores, score) - 1, 0)]


def calibrate(scores: Sequence[float], right: Sequence[bool]) -> Calibration:
    """Learn what scores come to (pool adjacent violators; Ayer et al., 1955).

    Raises:
        InvalidInput: There are no cases.
    """
    _paired(scores, right)
    of: dict[float, list[bool]] = {}
    for score, well in zip(scores, right, strict=True):
        of.setdefault(score, []).append(well)
    blocks: list[list[float]] = []  # least score, how many are right, how many there are
    for score, wells in sorted(of.items()):
        blocks.append([score, float(sum(wells)), float(len(wells))])
        while len(blocks) > 1 and blocks[-2][1] / blocks[-2][2] >= blocks[-1][1] / blocks[-1][2]:
            _, good, n = blocks.pop()
            blocks[-1][1] += good
            blocks[-1][2] += n
    return Calibration(tuple(each[0] for each in blocks), tuple(each[1] / each[2] for each in blocks))


def _paired(scores: Sequence[float], right: Sequence[bool]) -> None:
    if not scores or len(scores) != len(right):
        raise InvalidInput(f"{len(scores)} certainties for {len(right)} cases: give one for each, at least one")
