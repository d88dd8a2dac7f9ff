"""Hashed words: vectors without weights, for where no embedder is installed."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

from thyself.core.words import STOP, stem, words

if TYPE_CHECKING:
    import numpy as np

#: A common word says this share of what another says.
_COMMON_WEIGHT: Final = 0.05
#: The pieces of a word say this share of what the word says, together.
_PIECES_WEIGHT: Final = 0.5
_PIECE: Final = 4


class Hashed:
    """Stems of words and their pieces of four letters, hashed into a vector; near where texts share words.

    Counts are damped by a logarithm, longer words weigh more. A word has the same weight in any collection, so that a
    vector never changes when other texts come or go. Blind to meaning: "car" and "automobile" are strangers.

    Args:
        dimensions: Length of the vectors.
    """

    def __init__(self, *, dimensions: int = 1024) -> None:
        self.dimensions = dimensions
        self.name = f"hashed-stems-{dimensions}"

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """``(n, dimensions) float32`` with unit rows; a zero row for a text without words."""
        import numpy as np

        found = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in enumerate(texts):
            for term, weight in _terms(text):
                number = _number(term)
                found[row, (number >> 1) % self.dimensions] += weight if number & 1 else -weight
        norms = np.linalg.norm(found, axis=1, keepdims=True)
        unit: np.ndarray = found / np.where(norms > 0, norms, 1.0)
        return unit


@lru_cache(maxsize=200_000)
def _number(term: str) -> int:
    """The same in every process and on every machine."""
    return int.from_bytes(blake2b(term.encode("utf-8", "replace"), digest_size=8).digest(), "big")


def _terms(text: str) -> Iterator[tuple[str, float]]:
    common = _common()
    for word, n in Counter(stem(word) for word in words(text)).items():
        weight = (1.0 + math.log(n)) * math.sqrt(min(len(word), 10))
        if word in common:
            yield word, _COMMON_WEIGHT * weight
            continue
        yield word, weight
        # Words that are written alike, or wrongly, share pieces.
        pieces = [f"<{word}>"[at : at + _PIECE] for at in range(len(word) + 3 - _PIECE)] if len(word) >= _PIECE else []
        for piece in pieces:
            yield f"#{piece}", _PIECES_WEIGHT * weight / math.sqrt(len(pieces))


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    return frozenset(stem(word) for word in STOP)
