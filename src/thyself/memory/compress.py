"""Compressors: a text made shorter for the index. What is given back to a reader is never compressed.

Source: SeCom (2025), which searches a compressed copy of each unit and returns the original.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from math import ceil, log
from random import Random
from typing import Final, Protocol, runtime_checkable

from thyself.core import InvalidInput

#: Marks that are always kept: they hold sentences apart.
FORCED: Final = frozenset({"\n", ".", "?", "!"})

# The space before a piece belongs to it; a speaker's mark is a name with a colon at the start of a line.
_PIECE: Final = re.compile(r"(?m)(^[^\W\d_][\w .'’-]{0,39}:(?=\s)|\n|[ \t\r\f\v]*(?:[\w'’-]+|[^\w\s]))")
_WORD: Final = re.compile(r"[\w'’-]+")


@runtime_checkable
class Compressor(Protocol):
    """Makes index texts. ``name`` says how."""

    @property
    def name(self) -> str:
        """Names the kind of compression and its rate."""

    def learn(self, texts: Iterable[str]) -> Compressor:
        """The same compressor, knowing what is common in these texts."""

    def compress(self, text: str) -> str:
        """The text with some of its words left out; never a word that was not there, order unchanged."""


class Identity:
    """Leaves a text as it is."""

    name = "whole"

    def learn(self, texts: Iterable[str]) -> Identity:
        """Nothing is to be learned."""
        return self

    def compress(self, text: str) -> str:
        """The text itself."""
        return text


class Informative:
    """Keeps the rarest words of a text: those that few of the person's own texts have.

    Args:
        rate: The share of words that is kept, above 0 up to 1.
        keep: Pieces that are always kept (beside speakers' marks, which are "Name:" at the start of a line).
        idf: How rare each word is (natural logarithm); a word that is not in it counts as the rarest. See ``learn``.

    Raises:
        InvalidInput: The rate is not above 0 and at most 1.

    Source: SeCom (2025), whose compressor is a learned token classifier; this one counts.
    """

    def __init__(
        self, rate: float = 0.9, *, keep: Collection[str] = FORCED, idf: Mapping[str, float] | None = None
    ) -> None:
        self.rate = _checked(rate)
        self.keep = frozenset(keep)
        self.idf = idf or {}

    @property
    def name(self) -> str:
        """``"informative-0.9"``: with its rate."""
        return f"informative-{self.rate:g}"

    def learn(self, texts: Iterable[str]) -> Informative:
        """The same compressor with the rarity of words in these texts."""
        return Informative(self.rate, keep=self.keep, idf=rarity(texts))

    def compress(self, text: str) -> str:
        """Leave out the most common words; of equally common ones, the later."""
        pieces = _PIECE.findall(text)
        rarest = max(self.idf.values(), default=0.0)
        free = [i for i, piece in enumerate(pieces) if not _is_forced(piece, self.keep)]
        ranked = sorted(free, key=lambda i: -self.idf.get(pieces[i].strip().lower(), rarest))
        return _joined(pieces, free, ranked[: ceil(self.rate * len(free))])


class RandomDrop:
    """The control: keeps as many words as :class:`Informative`, chosen by chance.

    Raises:
        InvalidInput: The rate is not above 0 and at most 1.
    """

    def __init__(self, rate: float, rng: Random, *, keep: Collection[str] = FORCED) -> None:
        self.rate = _checked(rate)
        self.rng = rng
        self.keep = frozenset(keep)

    @property
    def name(self) -> str:
        """``"random-0.9"``: with its rate."""
        return f"random-{self.rate:g}"

    def learn(self, texts: Iterable[str]) -> RandomDrop:
        """Nothing is to be learned."""
        return self

    def compress(self, text: str) -> str:
        """Leave out words by chance."""
        pieces = _PIECE.findall(text)
        free = [i for i, piece in enumerate(pieces) if not _is_forced(piece, self.keep)]
        return _joined(pieces, free, self.rng.sample(free, ceil(self.rate * len(free))))


def rarity(texts: Iterable[str]) -> dict[str, float]:
    """How rare each word is: the logarithm of the number of texts over the number that has it."""
    n, seen = 0, Counter[str]()
    for text in texts:
        n += 1
        seen.update({word.lower() for word in _WORD.findall(text)})
    return {word: log((n + 1) / (count + 0.5)) for word, count in seen.items()}


def _checked(rate: float) -> float:
    if not 0 < rate <= 1:
        raise InvalidInput(f"rate {rate}: the share of words to keep is above 0 and at most 1")
    return rate


def _is_forced(piece: str, keep: Collection[str]) -> bool:
    return piece in keep or piece.strip() in keep or (piece.endswith(":") and len(piece) > 1)


def _joined(pieces: list[str], free: list[int], kept: list[int]) -> str:
    out = set(free) - set(kept)
    return "".join(piece for i, piece in enumerate(pieces) if i not in out).strip()
