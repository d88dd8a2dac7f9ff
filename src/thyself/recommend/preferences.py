"""Preferences: what a person wants by what they have said so far in a conversation, and what they took back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from thyself.core import Catalog, Item
from thyself.core.words import stems
from thyself.recommend.items import attribute_labels

if TYPE_CHECKING:
    import numpy as np

_YEAR: Final = re.compile(r"\((\d{4})\)")


@dataclass(frozen=True, slots=True)
class Stated:
    """Something that a person said they like or do not like.

    Args:
        phrase: What, in the words of the catalogue; the id of an item where ``item`` is true.
        degree: From -2 (hates) to 2 (loves).
        quote: The sentence in which they said it.
        item: Whether it is of one item.
    """

    phrase: str
    degree: float
    quote: str
    item: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """Something that holds for every item that is shown, until it is taken back.

    Args:
        kind: ``"without"`` or ``"only"`` what ``phrase`` names, or ``"years"`` from ``first`` to ``last``.
        phrase: What; ``"years"`` for years.
        quote: The sentence in which they said it.
        first, last: The years, both included.
    """

    kind: str
    phrase: str
    quote: str
    first: int = 0
    last: int = 9999


@dataclass(frozen=True, slots=True)
class Heard:
    """What one utterance says.

    Args:
        stated: Likes and dislikes.
        rules: What must or must not be.
        withdrawn: Phrases and ids of items that no longer count.
        seen: Ids of items that the person knows.
        taken: The id of the item that they take.
        answer: To the question before it: 1 for yes, -1 for no, 0 for neither; ``None`` where it is no answer.
        anew: Whether nothing that was said before counts any more.
        unknown: Words that nothing in the catalogue has.
    """

    stated: tuple[Stated, ...] = ()
    rules: tuple[Rule, ...] = ()
    withdrawn: tuple[str, ...] = ()
    seen: tuple[str, ...] = ()
    taken: str | None = None
    answer: int | None = None
    anew: bool = False
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Preferences:
    """What counts at this point of a conversation; what was said later wins, and what was taken back is gone.

    Source: Leveraging Large Language Models in Conversational Recommender Systems (RecLLM, 2023), where the state is
    the transcript; here it can be read, tested and changed.

    Args:
        stated: Likes and dislikes, the last on each thing, in order.
        rules: What must or must not be.
        closed: Ids of items that are known: they are not shown.
        shown: Ids of items that were shown: they come again only where nothing else is left.
        asked: What was asked already.
    """

    stated: tuple[Stated, ...] = ()
    rules: tuple[Rule, ...] = ()
    closed: frozenset[str] = frozenset()
    shown: frozenset[str] = frozenset()
    asked: frozenset[str] = frozenset()

    def after(self, heard: Heard) -> Preferences:
        """The preferences once this was said."""
        before = Preferences(closed=self.closed, shown=self.shown) if heard.anew else self
        gone = {_key(each) for each in heard.withdrawn}
        fresh = {_key(each.phrase) for each in heard.stated} | {_key(each.phrase) for each in heard.rules}
        lifted = {_key(each.phrase) for each in heard.stated if each.degree > 0}
        mine = {_key(each.phrase) for each in heard.rules}
        stated = [each for each in before.stated if _key(each.phrase) not in gone | fresh]
        rules = [
            each
            for each in before.rules
            if _key(each.phrase) not in gone | mine and not (each.kind == "without" and _key(each.phrase) in lifted)
        ]
        return replace(
            before,
            stated=(*stated, *heard.stated),
            rules=(*rules, *heard.rules),
            closed=before.closed | {*heard.seen} | {each.phrase for each in heard.stated if each.item},
        )

    @property
    def phrases(self) -> tuple[tuple[str, float], ...]:
        """What is liked and disliked, but for items."""
        return tuple((each.phrase, each.degree) for each in self.stated if not each.item)

    @property
    def liked(self) -> tuple[str, ...]:
        """Ids of items that are liked, in order."""
        return tuple(each.phrase for each in self.stated if each.item and each.degree > 0)

    @property
    def disliked(self) -> tuple[str, ...]:
        """Ids of items that are not."""
        return tuple(each.phrase for each in self.stated if each.item and each.degree < 0)

    def __str__(self) -> str:
        likes = ", ".join(each.phrase for each in self.stated if each.degree > 0)
        dislikes = ", ".join(each.phrase for each in self.stated if each.degree < 0)
        rules = ", ".join(f"{each.first}-{each.last}" if each.kind == "years" else f"{each.kind} {each.phrase}"
                          for each in self.rules)  # fmt: skip
        parts = [("likes", likes), ("dislikes", dislikes), ("must", rules)]
        return "; ".join(f"{name} {told}" for name, told in parts if told) or "nothing yet"


def _key(phrase: str) -> str:
    return " ".join(stems(phrase)) or phrase


class Kinds:
    """What items are named by: their labels and words, so that phrases and rules can be held against them.

    Args:
        catalog: The items.
    """

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.labels = [frozenset(labels(item)) for item in catalog]
        self._names = [{_key(each) for each in mine} for mine in self.labels]
        self._words = [{*stems(item.text), *stems(item.title)} for item in catalog]
        self.years = [year(item) for item in catalog]
        self._having: dict[str, np.ndarray] = {}
        self.known = frozenset().union(*self._names) | frozenset().union(*self._words)

    def having(self, phrase: str) -> np.ndarray:
        """``(items,) bool``: which items have a phrase as a label, or all its words in their text."""
        import numpy as np

        key = _key(phrase)
        if key not in self._having:
            parts = key.split()
            self._having[key] = np.array(
                [key in names or (bool(parts) and words.issuperset(parts))
                 for names, words in zip(self._names, self._words, strict=True)], dtype=bool,
            )  # fmt: skip
        return self._having[key]

    def has(self, at: int, phrase: str) -> bool:
        """The same of one item, by its place."""
        return bool(self.having(phrase)[at])

    def keeps(self, at: int, rule: Rule) -> bool:
        """Whether an item keeps a rule; one whose year is not known keeps no rule about years."""
        if rule.kind == "years":
            known = self.years[at]
            return known is not None and rule.first <= known <= rule.last
        return self.has(at, rule.phrase) == (rule.kind == "only")

    def open(self, preferences: Preferences, *, but: Iterable[str] = ()) -> list[bool]:
        """Which items may be shown, whether they were or not: they keep every rule and are not closed."""
        closed = preferences.closed | {*but}
        return [
            item not in closed and all(self.keeps(at, rule) for rule in preferences.rules)
            for at, item in enumerate(self.catalog.ids)
        ]


def labels(item: Item) -> Sequence[str]:
    """The labels of all attributes of an item, without those that say that there are none."""
    found = (label for value in item.attributes.values() for label in attribute_labels(value))
    return [each for each in found if not each.startswith("(")]


def year(item: Item) -> int | None:
    """When an item came to be: its attribute ``year``, or a year in brackets in its title; ``None`` if not known."""
    told = item.attributes.get("year")
    if isinstance(told, int | float) or (isinstance(told, str) and told.strip().isdigit()):
        return int(told)
    found = _YEAR.findall(item.title)
    return int(found[-1]) if found else None
