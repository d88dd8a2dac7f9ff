"""Alternatives: recall and nDCG where one thing is told in several places, and any of them will do."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass
from itertools import product

from thyself.core import InvalidInput
from thyself.evaluate.ranking import ndcg, recall


@dataclass(frozen=True, slots=True)
class Found:
    """How much was found (recall) and how high it stands (nDCG)."""

    recall: float
    ndcg: float


def with_alternatives(found: Sequence[Hashable], wanted: Sequence[Collection[Hashable]], k: int) -> Found:
    """The best recall and the best nDCG at ``k`` over every choice of one place for each thing that is wanted.

    Args:
        found: Ids, best first.
        wanted: For each thing, the ids that tell it.
        k: How many places count.

    Raises:
        InvalidInput: Nothing is wanted, or something is told nowhere.

    Source: the scoring of PersonaBench (2025); the two may be of different choices, as there.
    """
    if not wanted or not all(wanted):
        raise InvalidInput("each thing that is wanted needs at least one id that tells it")
    choices = [set(choice) for choice in product(*(sorted(ids, key=str) for ids in wanted))]
    return Found(max(recall(found, choice, k) for choice in choices), max(ndcg(found, choice, k) for choice in choices))
