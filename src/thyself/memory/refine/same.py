"""Same: whether two statements say the same thing in other words: "I love jazz", "jazz is my favourite music".

Words decide first: the telling words of the value, without words that add nothing to it ("listening to jazz music").
Meaning comes second, and only where words leave it open: embedders see neither a negation nor the difference between
red wine and white, so what two values do not share must itself be near in meaning.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from thyself.core.words import STOP, stem, words

if TYPE_CHECKING:
    import numpy as np

    from thyself.models.port import Embedder

#: What is done with a thing, and what it is one of: "listening to jazz music" is jazz.
_LIGHT: Final = frozenset(
    stem(word) for word in (
        "listening listen eating eat drinking drink watching watch going go having have getting get doing do being be "
        "seeing see taking take making music food foods stuff thing things kind kinds type types sort lot lots lover "
        "fan really much good great nice favourite favorite love like enjoy sometimes often usually always just some "
        "any spend spending time play playing read reading passion passionate interest interested hobby hobbies"
    ).split()
)  # fmt: skip
#: Where meaning may decide; two cats and three cats, a sister and a brother are near in meaning, and not the same.
_BY_MEANING: Final = frozenset({"likes", "dislikes", "habits", "goals", "fears", "preference"})
#: Areas that mean the same to a reader: what somebody likes may be told as an interest or a habit.
_KIN: Final = {"interests": "likes", "preference": "likes"}


class Told(Protocol):
    """A statement, as far as this needs it."""

    @property
    def about(self) -> str:
        """The area."""

    @property
    def slot(self) -> str:
        """The place with one value."""

    @property
    def subject(self) -> str:
        """Of whom it speaks."""

    @property
    def value(self) -> str:
        """What it says."""

    @property
    def text(self) -> str:
        """The statement in words."""


def thing(value: str) -> frozenset[str]:
    """The stems of what a value names, without words that add nothing.

    >>> thing("listening to jazz music") == thing("jazz")
    True
    """
    found = [stem(word) for word in words(value) if word not in STOP]
    return frozenset(each for each in found if each not in _LIGHT) or frozenset(found)


def area(told: Told) -> str:
    """Where two statements must agree to be the same: likes of any kind together, any other place by itself."""
    about = _KIN.get(told.about, told.about)
    return about if about in ("likes", "dislikes") else told.slot or about


def same_words(one: Told, other: Told) -> bool:
    """Whether two statements name the same thing in the same area, by their words alone."""
    return (
        area(one) == area(other)
        and one.subject.casefold() == other.subject.casefold()
        and thing(one.value) == thing(other.value)
    )


@dataclass(frozen=True, slots=True)
class Alike:
    """Whether statements mean the same, where their words differ.

    Args:
        embedder: Compares meanings; ``None``: words alone decide.
        whole: The least cosine of the two statements.
        both: The least sum of that and of the cosine of the words that only one of them has.
    """

    embedder: Embedder | None = None
    whole: float = 0.75
    both: float = 1.65

    def groups(self, told: Sequence[Told]) -> list[list[int]]:
        """The places of statements that say the same, each group in order; groups by their first place."""
        groups: list[list[int]] = []
        known: dict[tuple[str, str, frozenset[str] | str], int] = {}
        vectors = self._vectors(told)
        for place, each in enumerate(told):
            where = area(each), each.subject.casefold()
            # Two readers may tell the same of different words of a text: "a dog called Rex", "Rex".
            keys = (*where, _called(each)), (*where, each.text.casefold())
            at = next((known[key] for key in keys if key in known), None)
            if at is None and vectors is not None:
                at = next((n for n, group in enumerate(groups) if self._mean(told, vectors, group[0], place)), None)
            if at is None:
                at = len(groups)
                groups.append([])
            groups[at].append(place)
            for key in keys:
                known.setdefault(key, at)
        return groups

    def _vectors(self, told: Sequence[Told]) -> np.ndarray | None:
        if self.embedder is None or len(told) < 2:
            return None
        return self.embedder.embed([each.text for each in told])

    def _mean(self, told: Sequence[Told], vectors: np.ndarray, first: int, second: int) -> bool:
        one, other = told[first], told[second]
        if area(one) != area(other) or one.subject.casefold() != other.subject.casefold():
            return False
        if one.slot or area(one) not in _BY_MEANING or _figures(one) != _figures(other):
            return False
        near = float(vectors[first] @ vectors[second])
        if near < self.whole:
            return False
        left, right = thing(one.value), thing(other.value)
        mine, theirs = left - right, right - left
        if not mine or not theirs or self.embedder is None:
            return False
        a, b = self.embedder.embed([_only(one.value, mine), _only(other.value, theirs)])
        return near + float(a @ b) >= self.both


def _called(told: Told) -> frozenset[str]:
    """What a statement names; a pet by its name, where it has one: a beagle called Rex is the dog called Rex."""
    names = [word for word in told.value.split() if word[:1].isupper()] if told.about == "pets" else []
    return frozenset(map(str.casefold, names)) or thing(told.value)


def _figures(told: Told) -> frozenset[str]:
    """Numbers and names: what differs in one of them is not the same."""
    return frozenset(
        word for word in told.value.split() if any(letter.isdigit() for letter in word) or word[:1].isupper()
    )


def _only(value: str, stems: frozenset[str]) -> str:
    return " ".join(word for word in words(value) if stem(word) in stems)
