"""The tables of a home, as steps from one schema version to the next."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Final

from thyself.core import StoreNewer

#: Marks a file as a home of thyself ("Thys"), in the header that SQLite keeps for it.
APPLICATION_ID: Final = 0x54687973

#: A person's rows are those from ``person << SHIFT``; so they lie together, and full-text search can stay within them.
SHIFT: Final = 32

_BASE: Final = (
    """CREATE TABLE home (
        name TEXT PRIMARY KEY,
        value INTEGER NOT NULL
    ) WITHOUT ROWID""",
    "INSERT INTO home VALUES ('epoch', 0), ('scrub', 0)",
    """CREATE TABLE person (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,
        zone TEXT NOT NULL,
        epoch INTEGER NOT NULL,
        derived INTEGER NOT NULL DEFAULT 0
    )""",
    # The value has no declared type: SQLite would keep -0.0 as 0, and the id of the trace would be another.
    """CREATE TABLE trace (
        row INTEGER PRIMARY KEY,
        person INTEGER NOT NULL REFERENCES person (id),
        digest BLOB NOT NULL,
        named BLOB,
        at INTEGER NOT NULL,
        kind TEXT NOT NULL,
        author TEXT NOT NULL,
        source TEXT NOT NULL,
        ref TEXT,
        session TEXT,
        value,
        unit TEXT,
        item TEXT,
        media TEXT,
        sensitivity INTEGER NOT NULL,
        extra TEXT,
        text TEXT NOT NULL
    )""",
    "CREATE UNIQUE INDEX trace_digest ON trace (person, digest)",
    "CREATE UNIQUE INDEX trace_named ON trace (person, named) WHERE named IS NOT NULL",
    "CREATE INDEX trace_at ON trace (person, at)",
    """CREATE VIRTUAL TABLE trace_words USING fts5 (
        text, content='trace', content_rowid='row', tokenize='porter unicode61 remove_diacritics 2'
    )""",
    # Up to 16 MiB of words are gathered before they are written: one bulk append makes few segments.
    "INSERT INTO trace_words (trace_words, rank) VALUES ('hashsize', 16777216)",
    """CREATE TABLE derived (
        row INTEGER PRIMARY KEY,
        person INTEGER NOT NULL REFERENCES person (id),
        kind TEXT NOT NULL,
        key TEXT NOT NULL,
        lasts TEXT NOT NULL CHECK (lasts IN ('all', 'any', 'always')),
        of_all INTEGER NOT NULL,
        body TEXT NOT NULL,
        UNIQUE (person, kind, key)
    )""",
    """CREATE TABLE derived_source (
        derived INTEGER NOT NULL REFERENCES derived (row) ON DELETE CASCADE,
        place INTEGER NOT NULL,
        trace INTEGER NOT NULL REFERENCES trace (row) ON DELETE CASCADE,
        PRIMARY KEY (derived, place)
    ) WITHOUT ROWID""",
    "CREATE INDEX derived_source_trace ON derived_source (trace)",
    """CREATE TABLE space (
        id INTEGER PRIMARY KEY,
        person INTEGER NOT NULL REFERENCES person (id),
        model TEXT NOT NULL,
        dimensions INTEGER NOT NULL,
        UNIQUE (person, model)
    )""",
    """CREATE TABLE vector (
        row INTEGER PRIMARY KEY,
        space INTEGER NOT NULL REFERENCES space (id),
        owner TEXT NOT NULL,
        body BLOB NOT NULL,
        UNIQUE (space, owner)
    )""",
)

_CATALOGS: Final = (
    """CREATE TABLE catalog (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE
    )""",
    """CREATE TABLE item (
        catalog INTEGER NOT NULL REFERENCES catalog (id) ON DELETE CASCADE,
        place INTEGER NOT NULL,
        body TEXT NOT NULL,
        PRIMARY KEY (catalog, place)
    ) WITHOUT ROWID""",
)

_BOOKS: Final = (
    """CREATE TABLE book (
        row INTEGER PRIMARY KEY AUTOINCREMENT,
        book TEXT NOT NULL,
        key TEXT NOT NULL,
        person TEXT,
        body TEXT NOT NULL,
        UNIQUE (book, key)
    )""",
    "CREATE INDEX book_person ON book (person) WHERE person IS NOT NULL",
)

#: Step ``n`` leads from version ``n`` to ``n + 1``. Steps that were released never change; new ones are added below.
STEPS: Final[Sequence[Sequence[str]]] = (_BASE, _CATALOGS, _BOOKS)


def version(connection: sqlite3.Connection) -> int:
    """The schema version of an open file; 0 for an empty one."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def migrate(connection: sqlite3.Connection, steps: Sequence[Sequence[str]] = STEPS) -> None:
    """Bring the file to the newest version, all steps in one transaction.

    Raises:
        StoreNewer: The file is of a later version than the steps lead to; it was left as it is.
    """
    if version(connection) == len(steps):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        found = version(connection)  # another process may have been faster
        if found > len(steps):
            raise StoreNewer(
                f"this home was written by a newer thyself (its schema is version {found}, this one knows up to "
                f"{len(steps)}); install the newer version to open it"
            )
        for statement in (statement for step in steps[found:] for statement in step):
            connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {len(steps)}")
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
