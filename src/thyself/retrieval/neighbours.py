"""Neighbours: texts that the same person wrote on other items, and texts that other people wrote on the same item.

Source: Personalized Graph-Based Retrieval for Large Language Models (PGraphRAG, 2025).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final, Literal

from thyself.core import InvalidInput
from thyself.core.words import stems, words
from thyself.retrieval.lexical import Postings, bm25

if TYPE_CHECKING:
    import numpy as np

Side = Literal["own", "neighbour", "elsewhere"]
#: A text of which this share of the words stands in what is asked about is a copy of it.
_COPY: Final = 0.9


@dataclass(frozen=True, slots=True)
class Said:
    """What one person wrote of one item.

    Args:
        id: Its own.
        person, item: Who, of what.
        text, title: Either may be empty.
        rating: Missing is ``None``.
        at: When; ``None`` where that is not known.
    """

    id: str
    person: str
    item: str
    text: str
    title: str = ""
    rating: float | None = None
    at: datetime | None = None

    @property
    def whole(self) -> str:
        """Title and text."""
        return f"{self.title}\n{self.text}".strip()


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be written, titled or rated.

    Args:
        person, item: By whom, of what.
        text: What of it is given, and is searched with.
        id: Of the text itself where it is among the texts: it is never found.
        at: When it is written; nothing of that time or later is found, and nothing without a time.
    """

    person: str
    item: str
    text: str = ""
    id: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A text that was found, on which side, and its score there (0 to 1, before and after its side's weight)."""

    said: Said
    side: Side
    raw: float
    score: float


@dataclass(frozen=True, slots=True)
class Sides:
    """What may be used: the person's own texts, others' of the same item, and, with neither, others' of other items."""

    own: tuple[Said, ...]
    neighbours: tuple[Said, ...]
    elsewhere: tuple[Said, ...] = ()


class UserItemGraph:
    """People, items, and what was written between them.

    Args:
        said: Everything that was written.

    Raises:
        InvalidInput: Two texts have the same id.
    """

    def __init__(self, said: Iterable[Said]) -> None:
        self.said = tuple(said)
        self._of: dict[str, list[Said]] = {}
        self._on: dict[str, list[Said]] = {}
        for each in self.said:
            self._of.setdefault(each.person, []).append(each)
            self._on.setdefault(each.item, []).append(each)
        if len({each.id for each in self.said}) < len(self.said):
            raise InvalidInput("graph: two texts have the same id")

    def sides(self, asked: Asked) -> Sides:
        """What may be used for ``asked``; a copy of it, whoever wrote it, may not."""
        gist = frozenset(words(asked.text))

        def fair(each: Said) -> bool:
            early = asked.at is None or (each.at is not None and each.at < asked.at)
            return each.id != asked.id and early and not _copies(each, gist)

        own = tuple(each for each in self._of.get(asked.person, ()) if each.item != asked.item and fair(each))
        near = tuple(each for each in self._on.get(asked.item, ()) if each.person != asked.person and fair(each))
        if own or near:
            return Sides(own, near)
        return Sides((), (), tuple(each for each in self.said if each.person != asked.person and fair(each)))

    def find(self, asked: Asked, *, k: int = 4, own: float = 0.5) -> list[Found]:
        """The texts that fit best, from both sides.

        Each side is scored by words (BM25), scaled from 0 to 1 within the side, and weighed; a side that is empty
        leaves all the weight to the other, and a person and an item of which nothing is known get the nearest texts of
        other people on other items.

        Args:
            asked: What is asked for.
            k: How many in all.
            own: The weight of the person's own texts, 0 to 1; the rest is that of the neighbours'.

        Raises:
            InvalidInput: A number makes no sense.
        """
        if k < 1 or not 0 <= own <= 1:
            raise InvalidInput(f"k={k}, own={own}: give at least one text, and a weight from 0 to 1")
        sides = self.sides(asked)
        weights: dict[Side, tuple[tuple[Said, ...], float]] = {
            "own": (sides.own, own if sides.neighbours else 1.0),
            "neighbour": (sides.neighbours, 1.0 - own if sides.own else 1.0),
            "elsewhere": (sides.elsewhere, 1.0),
        }
        found = [
            Found(said, side, float(score), weight * float(score))
            for side, (texts, weight) in weights.items()
            if texts and weight > 0
            for said, score in zip(texts, scaled(asked.text, texts), strict=True)
        ]
        return sorted(found, key=lambda each: (-each.score, each.side, each.said.id))[:k]


def scaled(query: str, texts: Sequence[Said]) -> np.ndarray:
    """``(n,) float64``: BM25 of each text, the least 0 and the best 1; all 1 where they are equally good."""
    import numpy as np

    postings = Postings()
    for each in texts:
        postings.add(stems(each.whole))
    matches = postings.words().matches(stems(query), np.ones(len(texts), dtype=bool))
    scores = bm25(matches, len(texts))
    low, high = float(scores.min()), float(scores.max())
    return np.asarray((scores - low) / (high - low)) if high > low else np.ones(len(texts))


def _copies(each: Said, gist: frozenset[str]) -> bool:
    """Whether a text is what is asked about, or a copy of it; a few words prove nothing."""
    said = frozenset(words(each.whole))
    return len(gist) > 5 and bool(said) and len(said & gist) >= _COPY * min(len(said), len(gist)) and len(said) > 5
