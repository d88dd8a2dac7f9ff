"""Hashed words: vectors without weights, for where no embedder is installed."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np

_WORD: Final = re.compile(r"\w+")
_COMMON: Final = frozenset(
    "a an and are as at be been but by can did do does for from had has have he her him his how i if in into is it its"
    " me my not of on or our she so that the their them then there they this to was we were what when where which who"
    " will with would you your".split()
)
#: A common word says this share of what another says.
_COMMON_WEIGHT: Final = 0.1


class Hashed:
    """Words and their beginnings, hashed into a vector; near where texts share words, blind to meaning.

    Counts are damped by a logarithm. A word has the same weight in any collection, so that a vector never changes when
    other texts come or go.

    Args:
        dimensions: Length of the vectors.
    """

    def __init__(self, *, dimensions: int = 512) -> None:
        self.dimensions = dimensions
        self.name = f"hashed-{dimensions}"

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """``(n, dimensions) float32`` with unit rows; a zero row for a text without words."""
        import numpy as np

        found = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in enumerate(texts):
            for term, weight in _terms(text):
                number = int.from_bytes(blake2b(term.encode("utf-8", "replace"), digest_size=8).digest(), "big")
                sign = 1.0 if number & 1 else -1.0
                found[row, (number >> 1) % self.dimensions] += sign * weight
        norms = np.linalg.norm(found, axis=1, keepdims=True)
        unit: np.ndarray = found / np.where(norms > 0, norms, 1.0)
        return unit


def _terms(text: str) -> Iterator[tuple[str, float]]:
    counts = Counter(_WORD.findall(text.lower()))
    for word, n in counts.items():
        weight = (1.0 + math.log(n)) * (_COMMON_WEIGHT if word in _COMMON else 1.0)
        yield word, weight
        if len(word) > 5:
            # Forms of one word share their beginning.
            yield f"{word[:5]}-", 0.5 * weight
