"""Agreement: how far a judge says what people say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from thyself.core import InvalidInput


@dataclass(frozen=True, slots=True)
class Agreed:
    """Of cases: how often two sides say the same, and that beyond chance (Cohen's kappa; 0 is chance, 1 always)."""

    share: float
    kappa: float
    n: int


def agreement(found: Sequence[Hashable], truth: Sequence[Hashable]) -> Agreed:
    """How often a judge says what people say.

    Args:
        found: What the judge says of each case: an answer's letter, points, yes or no; a tie is a word of its own.
        truth: What people say.

    Raises:
        InvalidInput: There are no cases, or not one of each.
    """
    if not found or len(found) != len(truth):
        raise InvalidInput(f"{len(found)} judgements for {len(truth)} cases: give one for each, at least one")
    n = len(found)
    share = sum(one == other for one, other in zip(found, truth, strict=True)) / n
    by, of = Counter(found), Counter(truth)
    chance = sum(by[each] * of[each] for each in by) / n**2
    return Agreed(share, 1.0 if chance == 1 else (share - chance) / (1 - chance), n)


def flagged(found: Sequence[bool], truth: Sequence[bool]) -> float | None:
    """Of what the judge flags (a strong misfit), the share that people flag as well; ``None`` where it flags nothing.

    Raises:
        InvalidInput: Not one of each.
    """
    if len(found) != len(truth):
        raise InvalidInput(f"{len(found)} flags for {len(truth)} cases: give one for each")
    marked = [real for said, real in zip(found, truth, strict=True) if said]
    return sum(marked) / len(marked) if marked else None
