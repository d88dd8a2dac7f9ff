"""Item and Catalog: what can be recommended or written about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from thyself.core.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class Item:
    """A book, film, paper, food, tool or picture.

    Args:
        id: The id by which traces name it (``Trace.item``).
        text: What it is, in words: title, makers, description.
        title: What a person would call it; the text's first line where it is missing.
        attributes: Anything known of it: ``{"author": "Ursula K. Le Guin", "year": 1974, "tags": ["utopia"]}``.
        popularity: How many took it, where that is known (any scale, zero or more).
        born: When it came to be; ``None`` where that is not known.
    """

    id: str
    text: str
    title: str = ""
    attributes: Mapping[str, Any] = field(default_factory=dict)
    popularity: float | None = None
    born: datetime | None = None

    def __post_init__(self) -> None:
        if not self.id:
            raise InvalidInput(f"item without an id: {self.text[:60]!r}")
        if not self.title:
            object.__setattr__(self, "title", self.text.splitlines()[0] if self.text else self.id)


class Catalog:
    """Items by id, in the order given; an id that comes twice is an error.

    Raises:
        InvalidInput: Two items have the same id.
    """

    def __init__(self, items: Iterable[Item], *, name: str = "catalog") -> None:
        self.name = name
        self._items: dict[str, Item] = {}
        for item in items:
            if item.id in self._items:
                raise InvalidInput(f"catalogue {name!r}: the id {item.id!r} comes twice")
            self._items[item.id] = item

    def __getitem__(self, item_id: str) -> Item:
        return self._items[item_id]

    def __contains__(self, item_id: object) -> bool:
        return item_id in self._items

    def __iter__(self) -> Iterator[Item]:
        return iter(self._items.values())

    def __len__(self) -> int:
        return len(self._items)

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids, in order."""
        return tuple(self._items)
