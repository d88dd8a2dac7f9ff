"""Searching the files of a home for what was deleted from it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from thyself.store import files
from thyself.store.connections import Connections
from thyself.store.gone import OWNERS
from thyself.store.proof import Fragments, Prints, folded, long_words, without

_AT_ONCE: Final = 5000
_PLACES: Final = 20


@dataclass
class Deleted:
    """Fingerprints of what is about to be deleted.

    Args:
        words: Of the traces' fields. Other traces, catalogues and what the person made may still hold them.
        made: Of long words and of derived rows and vectors, which anything that is left may still hold.
    """

    words: Fragments
    made: Fragments

    @classmethod
    def gathered(cls, connection: sqlite3.Connection, person: str | None) -> Deleted:
        """From the rows that ``gone`` and ``gone_derived`` name; called before they are deleted."""
        deleted = cls(Fragments(), Fragments())
        long: set[bytes] = set()
        gone = connection.execute(f"SELECT {_FIELDS} FROM trace WHERE row IN (SELECT row FROM temp.gone)")
        for rows in _batches(gone):
            texts = list({text for row in rows for text in row if text is not None})
            deleted.words.add(texts)
            for text in texts:
                long.update(long_words(text))
        deleted.made.add_words(long)
        if person is not None:
            deleted.words.add([person.encode()])
        bodies = connection.execute(
            "SELECT CAST(body AS BLOB), CAST(key AS BLOB) FROM derived WHERE row IN (SELECT row FROM temp.gone_derived)"
            f" UNION ALL SELECT body, NULL FROM vector WHERE owner IN ({OWNERS})"
        )
        for rows in _batches(bodies):
            deleted.made.add(text for row in rows for text in row if text is not None)
        return deleted


_NAMES: Final = ("text", "ref", "session", "item", "media", "extra", "author", "source", "unit", "kind")
_FIELDS: Final = ", ".join(f"CAST({name} AS BLOB)" for name in _NAMES) + ", digest, named"


def _batches(cursor: sqlite3.Cursor) -> Iterator[list[tuple[bytes | None, ...]]]:
    while rows := cursor.fetchmany(_AT_ONCE):
        yield rows


def search_files(home: Connections, deleted: Deleted) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The files that were read through, and the places in them where something of it was found.

    What something that was not deleted holds too is no residue.
    """
    parts = (deleted.words, deleted.made)
    hits: list[list[tuple[int, Any, str]]] = [[], []]
    names = []
    for path in files.of_home(home.path):
        names.append(path.name)
        sought = [part.all() for part in parts]
        for start, piece in files.content(home.path, path):
            for which, part in enumerate(parts):
                found = part.find(piece, sought[which])
                sought[which] = without(sought[which], found)
                hits[which] += [
                    (width, each, f"{path.name}: byte {start + int(place):,}")
                    for width, prints, places in found
                    for each, place in dict(zip(prints.tolist(), places.tolist(), strict=True)).items()
                ]
    left = _not_held(home, deleted, hits)
    residue = [
        place for which in (0, 1) for width, each, place in hits[which] if each in left[which].get(width, frozenset())
    ]
    return tuple(names), tuple(dict.fromkeys(residue))[:_PLACES]


def _not_held(
    home: Connections, deleted: Deleted, hits: list[list[tuple[int, Any, str]]]
) -> list[dict[int, frozenset[int]]]:
    """The fragments that were found, less those that are part of something that is kept."""
    sought: list[Prints] = [
        {
            width: np.unique(np.array([each for other, each, _ in part if other == width], dtype=np.uint64))
            for width in {width for width, _, _ in part}
        }
        for part in hits
    ]
    if any(sought):
        with home.snapshot() as connection:
            for text in _kept(connection):
                sought[0] = without(sought[0], deleted.words.find(text, sought[0]))
                sought[1] = without(sought[1], deleted.made.find(text, sought[1]))
                small = folded(text).encode("utf-8", "replace") if sought[1] else b""
                sought[1] = without(sought[1], deleted.made.find(small, sought[1]))
                if not any(sought):
                    break
            for text in _made(connection) if sought[1] else ():
                sought[1] = without(sought[1], deleted.made.find(text, sought[1]))
    return [{width: frozenset(prints.tolist()) for width, prints in part.items()} for part in sought]


def _kept(connection: sqlite3.Connection) -> Iterator[bytes]:
    """What may hold the same words as a deleted trace: other traces, catalogues, what the person made, our own SQL."""
    for statement in (
        f"SELECT {_FIELDS} FROM trace",
        "SELECT CAST(body AS BLOB), CAST(kind AS BLOB), CAST(key AS BLOB) FROM derived WHERE lasts = 'always'",
        "SELECT CAST(body AS BLOB) FROM item",
        "SELECT CAST(name AS BLOB) FROM catalog",
        "SELECT CAST(name AS BLOB), CAST(zone AS BLOB) FROM person",
        "SELECT CAST(model AS BLOB) FROM space",
        "SELECT CAST(sql AS BLOB) FROM sqlite_schema",
    ):
        for rows in _batches(connection.execute(statement)):
            yield b"\0".join([text for row in rows for text in row if text is not None])


def _made(connection: sqlite3.Connection) -> Iterator[bytes]:
    for statement in (
        "SELECT CAST(body AS BLOB), CAST(kind AS BLOB), CAST(key AS BLOB) FROM derived",
        "SELECT body, CAST(owner AS BLOB) FROM vector",
        # A record of what was done may bear the very time at which something was made.
        "SELECT CAST(body AS BLOB), CAST(key AS BLOB) FROM book",
        # What was made of a deleted trace and of others names the others by their ids.
        "SELECT CAST(lower(hex(coalesce(named, digest))) AS BLOB) FROM trace",
    ):
        for rows in _batches(connection.execute(statement)):
            yield b"\0".join([text for row in rows for text in row if text is not None])
