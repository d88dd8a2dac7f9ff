"""Memories: which of the things that were told matter for a question, and how each got its place.

Meaning and words, how lately a thing was told or recalled, how often, whether it was found right, and how far it is to
be trusted are weighed together. What is told or recalled often stays longer before it fades.

Source: MARK, Memory Augmented Refinement of Knowledge (2025): the ranking that the paper describes; the released code
ranks by similarity alone and never updates its counters.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from thyself.core.trace import from_microseconds
from thyself.core.words import stems
from thyself.memory.refine import Memory
from thyself.memory.refine.keep import Use

if TYPE_CHECKING:
    import numpy as np

    from thyself.models.port import Embedder

_NO_USES: Final[Mapping[str, Use]] = MappingProxyType({})
_DAY: Final = 86_400.0
#: Beyond so many times, once more counts nothing.
_OFTEN: Final = 20


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each term counts; they sum to one.

    Args:
        semantic: Meaning and words, half each.
        recency: How lately it was told or recalled.
        frequency: How often.
        feedback: How often found right, less wrong.
        trust: How far it is believed.
        half_life_days: After so long recency is half, for what was told once and never recalled.
    """

    semantic: float = 0.6
    recency: float = 0.15
    frequency: float = 0.05
    feedback: float = 0.1
    trust: float = 0.1
    half_life_days: float = 60.0


#: Meaning and words alone.
ALIKE: Final = Weights(1.0, 0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Ranked:
    """A memory, its score, and the terms that sum to it; ``fits`` is meaning and words alone, from 0 to 1."""

    memory: Memory
    score: float
    terms: Mapping[str, float]
    fits: float


def rank(
    memories: Sequence[Memory],
    question: str,
    embedder: Embedder,
    *,
    at: datetime,
    weights: Weights | None = None,
    uses: Mapping[str, Use] = _NO_USES,
) -> list[Ranked]:
    """Memories, best first.

    Args:
        memories: What was told.
        question: What they are wanted for.
        embedder: Compares meanings.
        at: When (aware).
        weights: How much each term counts.
        uses: How each memory was used, by its id.
    """
    if not memories:
        return []
    weights = weights or Weights()
    fits = _fits([each.text for each in memories], question, embedder)
    found = []
    for each, fit in zip(memories, fits, strict=True):
        terms = _terms(each, float(fit), uses.get(each.id, Use()), at, weights)
        found.append(Ranked(each, sum(terms.values()), terms, float(fit)))
    return sorted(found, key=lambda each: (-each.score, -each.memory.last.timestamp(), each.memory.id))


def _terms(memory: Memory, fit: float, use: Use, at: datetime, weights: Weights) -> dict[str, float]:
    last = memory.last if use.last is None else max(memory.last, from_microseconds(use.last))
    times = memory.said + use.recalls
    half_life = weights.half_life_days * (1 + math.log2(times))
    age = max(0.0, (at - last).total_seconds() / _DAY)
    return {
        "semantic": weights.semantic * fit,
        "recency": weights.recency * math.pow(0.5, age / half_life),
        "frequency": weights.frequency * min(1.0, math.log1p(times) / math.log1p(_OFTEN)),
        "feedback": weights.feedback * (use.right - use.wrong) / (use.right + use.wrong + 1),
        "trust": weights.trust * memory.trust,
    }


def _fits(texts: Sequence[str], question: str, embedder: Embedder) -> np.ndarray:
    """``(n,) float64``: half the cosine, half the share of the question's words that a text has, the rarer the more."""
    import numpy as np

    vectors = embedder.embed([*texts, question]).astype(np.float64)
    cosines = np.clip(np.einsum("nd,d->n", vectors[:-1], vectors[-1]), 0.0, 1.0)
    asked = set(stems(question))
    owned = [set(stems(each)) for each in texts]
    rarity = {one: math.log1p(len(texts) / (1 + sum(one in each for each in owned))) for one in asked}
    whole = sum(rarity.values()) or 1.0
    shares = np.array([sum(rarity[one] for one in asked & each) / whole for each in owned])
    half: np.ndarray = 0.5 * cosines + 0.5 * shares
    return half
