"""Hard avoidances: what must never be offered, whatever its score."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from thyself.core import Catalog, Evidence, Item
from thyself.core.words import stems
from thyself.recommend.items import attribute_labels


class Avoidance(Protocol):
    """Something that the person said they cannot or will not have (:class:`thyself.profile.Avoid`)."""

    @property
    def words(self) -> tuple[str, ...]:
        """Forms by which an item names it; an item with all words of one form is meant."""

    @property
    def why(self) -> str:
        """The reason in words."""

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The traces behind it."""

    @property
    def hard(self) -> bool:
        """Whether it rules an item out."""


def avoided(catalog: Catalog, avoidances: Sequence[Avoidance]) -> dict[str, str]:
    """The ids of items that a hard avoidance rules out, each with the reason.

    An item is ruled out where its text or attributes contain all the words of one form of the avoidance. Words are
    compared by their stems and never by vectors, which cannot see a negation.
    """
    forms = [(tuple(stems(form)), each.why) for each in avoidances if each.hard for form in each.words]
    found: dict[str, str] = {}
    for item in catalog:
        have = _stems(item)
        why = next((why for form, why in forms if form and have.issuperset(form)), None)
        if why is not None:
            found[item.id] = why
    return found


def _stems(item: Item) -> set[str]:
    labels: Iterable[str] = (label for value in item.attributes.values() for label in attribute_labels(value))
    return {*stems(item.text), *stems(item.title), *stems(" ".join(labels))}
