"""Appending traces: in pieces, in one transaction, with duplicates left out and words indexed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from thyself.core import Trace
from thyself.store.persons import last_row
from thyself.store.port import Appended
from thyself.store.rows import WRITTEN, to_rows

#: So many traces are held at a time, however many come.
PIECE: Final = 20_000

_INSERT: Final = f"INSERT OR IGNORE INTO trace ({WRITTEN}) VALUES ({', '.join('?' * 17)})"
_INDEX: Final = "INSERT INTO trace_words (rowid, text) SELECT row, text FROM trace WHERE row BETWEEN ? AND ?"


def pieces(traces: Iterable[Trace]) -> Iterator[list[Trace]]:
    """The traces in lists of at most :data:`PIECE`."""
    whole = iter(traces)
    while piece := list(islice(whole, PIECE)):
        yield piece


def append(connection: sqlite3.Connection, person: int, parts: Iterable[list[Trace]]) -> Appended:
    """Keep traces, within the transaction that the connection is in."""
    row = last_row(connection, person)
    kept = given = 0
    for part in parts:
        kept += connection.executemany(_INSERT, to_rows(part, person=person, row=row)).rowcount
        connection.execute(_INDEX, (row + 1, row + len(part)))
        row += len(part)
        given += len(part)
    return Appended(kept, given - kept)
