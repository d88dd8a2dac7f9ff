"""Catalogues of items, kept under their names; they belong to the home, not to a person."""

from __future__ import annotations

import json
import sqlite3
from datetime import datetime

from thyself.core import Catalog, Item, StoreError
from thyself.store.rows import body, plain


def put(connection: sqlite3.Connection, catalog: Catalog) -> None:
    """Keep a catalogue in place of an older one of its name."""
    connection.execute("DELETE FROM catalog WHERE name = ?", (catalog.name,))
    made = connection.execute("INSERT INTO catalog (name) VALUES (?)", (catalog.name,))
    connection.executemany(
        "INSERT INTO item (catalog, place, body) VALUES (?, ?, ?)",
        ((made.lastrowid, place, written(item)) for place, item in enumerate(catalog)),
    )


def written(item: Item) -> str:
    """An item as JSON."""
    fields = {
        "id": item.id,
        "text": item.text,
        "title": item.title,
        "attributes": plain(item.attributes),
        "popularity": item.popularity,
        "born": item.born.isoformat() if item.born else None,
    }
    return body({name: value for name, value in fields.items() if value is not None}, of=f"item {item.id!r}")


def get(connection: sqlite3.Connection, name: str) -> Catalog:
    """A kept catalogue.

    Raises:
        StoreError: There is none of that name.
    """
    found = connection.execute("SELECT id FROM catalog WHERE name = ?", (name,)).fetchone()
    if found is None:
        raise unknown(name, names(connection))
    rows = connection.execute("SELECT body FROM item WHERE catalog = ? ORDER BY place", found)
    return Catalog((read(text) for (text,) in rows), name=name)


def read(text: str) -> Item:
    """An item from what :func:`written` made."""
    fields = json.loads(text)
    if "born" in fields:
        fields["born"] = datetime.fromisoformat(fields["born"])
    return Item(**fields)


def unknown(name: str, known: list[str]) -> StoreError:
    """What is said where there is no catalogue of a name."""
    return StoreError(f"no catalogue is called {name!r}; kept are: {', '.join(map(repr, known)) or 'none yet'}")


def names(connection: sqlite3.Connection) -> list[str]:
    """The names of the kept catalogues, in order."""
    return [name for (name,) in connection.execute("SELECT name FROM catalog ORDER BY name")]
