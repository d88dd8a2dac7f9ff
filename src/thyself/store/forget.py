"""Forgetting: traces and all that was made of them go in one transaction; then the files are searched for the rest."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from thyself.core import Receipt
from thyself.store.connections import Connections
from thyself.store.gone import OWNERS, Asked, checked, select
from thyself.store.persons import find, new_epoch
from thyself.store.port import Selection
from thyself.store.search_files import Deleted, search_files
from thyself.store.word_index import take_out


def forget(home: Connections, name: str, selection: Selection, *, clock: Callable[[], datetime]) -> Receipt:
    """Remove what is selected, make the files new, and search them."""
    checked(selection)
    with home.writing() as connection:
        person = find(connection, name)
        if person is None:
            return _nothing(name, clock())
        rows = select(connection, Asked(person, selection))
        if not any(rows.values()):
            return _nothing(name, clock())
        deleted = Deleted.gathered(connection, name if selection.everything else None)
        _delete(connection, Asked(person, selection))
    problem = compact(home)
    files, residue = search_files(home, deleted)
    if residue and not problem:  # what somebody else was just writing may look like it: a second look tells
        problem = compact(home)
        files, residue = search_files(home, deleted)
    proven = not residue and not problem
    note = "" if proven else problem or _LEFT
    return Receipt(name, clock(), rows["traces"], rows, files, residue, proven, note)


_LEFT: Final = (
    "some bytes of what was deleted are still at the places named: either something that was made of other traces "
    "quotes them (make it anew), or the file keeps them aside (export this person, forget everything, restore)"
)


def _nothing(name: str, at: datetime) -> Receipt:
    return Receipt(name, at, 0, {"traces": 0}, proven=True, note="nothing matched, and nothing was changed")


def would_forget(home: Connections, name: str, selection: Selection) -> Mapping[str, int]:
    """The rows that would go, by table; only tables that are the connection's own are written."""
    checked(selection)
    with home.snapshot() as connection:
        person = find(connection, name)
        return {"traces": 0} if person is None else select(connection, Asked(person, selection))


def _delete(connection: sqlite3.Connection, asked: Asked) -> None:
    person = (asked.person,)
    connection.execute(
        f"DELETE FROM vector WHERE space IN (SELECT id FROM space WHERE person = ?) AND owner IN ({OWNERS})", person
    )
    connection.execute("DELETE FROM derived WHERE row IN (SELECT row FROM temp.gone_derived)")
    connection.execute(
        "INSERT INTO trace_words (trace_words, rowid, text)"
        " SELECT 'delete', row, text FROM trace WHERE row IN (SELECT row FROM temp.gone)"
    )
    connection.execute("DELETE FROM trace WHERE row IN (SELECT row FROM temp.gone)")
    take_out(connection)
    if asked.selection.everything:
        connection.execute("DELETE FROM vector WHERE space IN (SELECT id FROM space WHERE person = ?)", person)
        connection.execute("DELETE FROM space WHERE person = ?", person)
        connection.execute("DELETE FROM book WHERE person = (SELECT name FROM person WHERE id = ?)", person)
        connection.execute("DELETE FROM person WHERE id = ?", person)
    else:
        new_epoch(connection, asked.person)
    connection.execute("UPDATE home SET value = 1 WHERE name = 'scrub'")


def compact(home: Connections, *, patience_s: float | None = None) -> str:
    """Write the whole file anew, so that no slack holds what was there before, and empty the write-ahead log.

    Returns: why it could not be done yet and what to do, or nothing.
    """
    patience_s = home.patience_s if patience_s is None else patience_s
    with home.reading() as connection:
        connection.execute(f"PRAGMA busy_timeout = {int(patience_s * 1000)}")
        try:
            connection.execute("VACUUM")
            _checkpoint(connection)
            connection.execute("UPDATE home SET value = 0 WHERE name = 'scrub'")
            _checkpoint(connection)
        except sqlite3.OperationalError as problem:
            return (
                f"the rows are gone, but the file could not be written anew yet ({problem}); when no other process "
                "has this home open and the disk has room, open it once more: that finishes the work"
            )
        finally:
            connection.execute(f"PRAGMA busy_timeout = {int(home.patience_s * 1000)}")
    return ""


def _checkpoint(connection: sqlite3.Connection) -> None:
    if connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
        raise sqlite3.OperationalError("another process is reading an older state of it")
