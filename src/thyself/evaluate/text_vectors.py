"""Text vectors: what a text means, which words it has, and how it looks, side by side, for a linear classifier."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from thyself.models import Hashed

if TYPE_CHECKING:
    import numpy as np

    from thyself.models import Embedder

#: What the words, and the shape, weigh beside the meaning (all have rows of about unit length).
_WORDS: Final = 0.5
_SHAPE: Final = 0.5
_HASHED: Final = 512


def text_vectors(texts: Sequence[str], embedder: Embedder | None = None) -> np.ndarray:
    """``(n, d) float64``; without an embedder, or for languages that it does not know, words and shape are left.

    Args:
        texts: Any number.
        embedder: What texts mean.
    """
    import numpy as np

    words = _WORDS * Hashed(dimensions=_HASHED).embed(texts).astype(float)
    shape = _SHAPE * np.array([_shape(text) for text in texts], dtype=float).reshape(len(texts), -1)
    meaning = [] if embedder is None else [np.asarray(embedder.embed(texts), dtype=float)]
    return np.hstack([*meaning, words, shape])


def _shape(text: str) -> tuple[float, ...]:
    n = max(len(text), 1)
    return (
        math.log1p(len(text)) / 8,
        float("?" in text),
        float("!" in text),
        sum(char.isupper() for char in text) / n,
        min(len(re.findall(r"[\U0001f300-\U0001faff]|[:;]-?[)(DP]", text)), 3) / 3,
    )
