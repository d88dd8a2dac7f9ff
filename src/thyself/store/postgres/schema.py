"""The tables of a home in PostgreSQL, as steps from one schema version to the next.

They lie in a schema of their own, ``thyself``. Each row of a person carries the person's number, and row-level
security shows a connection the rows of that person alone whom its transaction names (setting ``thyself.person``); it
is forced, so that it binds the tables' owner too. A superuser of the server stands above it: do not connect as one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from thyself.core import StoreNewer

#: Tables with rows of a person.
OF_A_PERSON: Final = ("trace", "trace_word", "derived", "derived_source", "space", "vector")

_BASE: Final = (
    "CREATE TABLE home (name text PRIMARY KEY, value bigint NOT NULL)",
    "INSERT INTO home VALUES ('epoch', 0), ('scrub', 0)",
    """CREATE TABLE person (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        name text COLLATE "C" NOT NULL UNIQUE,
        zone text NOT NULL,
        epoch bigint NOT NULL,
        derived bigint NOT NULL DEFAULT 0
    )""",
    # PostgreSQL keeps no zero byte in a text, and no half of a surrogate pair: "odd" has the texts of such a trace.
    """CREATE TABLE trace (
        person bigint NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        row bigint NOT NULL,
        digest bytea NOT NULL,
        named bytea,
        at bigint NOT NULL,
        kind text NOT NULL,
        author text NOT NULL,
        source text NOT NULL,
        ref text,
        session text,
        value double precision,
        unit text,
        item text,
        media text,
        sensitivity smallint NOT NULL,
        extra text,
        text text NOT NULL,
        odd bytea,
        PRIMARY KEY (person, row)
    )""",
    "CREATE UNIQUE INDEX trace_digest ON trace (person, digest)",
    "CREATE UNIQUE INDEX trace_named ON trace (person, named) WHERE named IS NOT NULL",
    "CREATE INDEX trace_at ON trace (person, at, row)",
    # The stems of each trace. No array with an inverted index: row-level security would keep it from being used.
    """CREATE TABLE trace_word (
        person bigint NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        word text COLLATE "C" NOT NULL,
        row bigint NOT NULL,
        PRIMARY KEY (person, word, row)
    )""",
    """CREATE TABLE derived (
        person bigint NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        row bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        kind text COLLATE "C" NOT NULL,
        key text COLLATE "C" NOT NULL,
        lasts text NOT NULL CHECK (lasts IN ('all', 'any', 'always')),
        of_all boolean NOT NULL,
        body text NOT NULL,
        UNIQUE (person, kind, key)
    )""",
    """CREATE TABLE derived_source (
        person bigint NOT NULL,
        derived bigint NOT NULL REFERENCES derived (row) ON DELETE CASCADE,
        place integer NOT NULL,
        trace bigint NOT NULL,
        PRIMARY KEY (derived, place),
        FOREIGN KEY (person, trace) REFERENCES trace (person, row) ON DELETE CASCADE
    )""",
    "CREATE INDEX derived_source_trace ON derived_source (person, trace)",
    """CREATE TABLE space (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        person bigint NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        model text COLLATE "C" NOT NULL,
        dimensions integer NOT NULL,
        UNIQUE (person, model)
    )""",
    """CREATE TABLE vector (
        person bigint NOT NULL,
        row bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        space bigint NOT NULL REFERENCES space (id) ON DELETE CASCADE,
        owner text COLLATE "C" NOT NULL,
        body bytea NOT NULL,
        UNIQUE (space, owner)
    )""",
    """CREATE TABLE catalog (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        name text COLLATE "C" NOT NULL UNIQUE
    )""",
    """CREATE TABLE item (
        catalog bigint NOT NULL REFERENCES catalog (id) ON DELETE CASCADE,
        place integer NOT NULL,
        body text NOT NULL,
        PRIMARY KEY (catalog, place)
    )""",
    *(
        statement
        for table in OF_A_PERSON
        for statement in (
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
            f"CREATE POLICY one_person ON {table}"
            " USING (person = nullif(current_setting('thyself.person', true), '')::bigint)",
        )
    ),
)

#: Of the home, not of a person: a door must find a key before it knows whose it is.
_BOOKS: Final = (
    """CREATE TABLE book (
        row bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        book text COLLATE "C" NOT NULL,
        key text COLLATE "C" NOT NULL,
        person text COLLATE "C",
        body text NOT NULL,
        UNIQUE (book, key)
    )""",
    "CREATE INDEX book_person ON book (person) WHERE person IS NOT NULL",
)

#: Columns whose values the planner's statistics must not hold: a deleted text would stay in them.
_PRIVATE: Final = {
    "trace": ("author", "source", "ref", "session", "unit", "item", "media", "extra", "text", "odd"),
    "trace_word": ("word",),
    "derived": ("key", "body"),
    "vector": ("owner", "body"),
}
_WITHOUT_STATISTICS: Final = tuple(
    f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS 0"
    for table, columns in _PRIVATE.items()
    for column in columns
)

#: Step ``n`` leads from version ``n`` to ``n + 1``. Steps that were released never change; new ones are added below.
STEPS: Final[tuple[Sequence[str], ...]] = ((*_BASE, *_WITHOUT_STATISTICS), _BOOKS)

#: Held while the tables are made or changed, so that two processes do not do it at once.
_LOCK: Final = 0x54687973


def migrate(connection: Any, steps: Sequence[Sequence[str]] = STEPS) -> None:
    """Bring the database to the newest version, all steps in one transaction.

    Raises:
        StoreNewer: It is of a later version than the steps lead to; it was left as it is.
    """
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
        if connection.execute("SELECT to_regnamespace('thyself') IS NULL").fetchone()[0]:
            connection.execute("CREATE SCHEMA thyself")
        connection.execute("SET LOCAL search_path TO thyself")
        connection.execute("CREATE TABLE IF NOT EXISTS version (number integer NOT NULL)")
        row = connection.execute("SELECT number FROM version").fetchone()
        found = int(row[0]) if row else 0
        if found > len(steps):
            raise StoreNewer(
                f"this home was written by a newer thyself (its schema is version {found}, this one knows up to "
                f"{len(steps)}); install the newer version to open it"
            )
        for statement in (statement for step in steps[found:] for statement in step):
            connection.execute(statement)
        connection.execute("DELETE FROM version")
        connection.execute("INSERT INTO version VALUES (%s)", (len(steps),))
