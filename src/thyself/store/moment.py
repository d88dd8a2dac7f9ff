"""One person's data in a SQLite file at one moment, and a person who is being restored into one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from thyself.core import Trace
from thyself.store import append, archive, derive, persons
from thyself.store.connections import Connections
from thyself.store.port import Appended, Derived
from thyself.store.rows import READ, to_trace

if TYPE_CHECKING:
    import numpy as np

_AT_ONCE: Final = 5000


class SqliteMoment:
    """What a connection's snapshot shows of one person; see :class:`thyself.store.archive.Moment`."""

    def __init__(self, connection: sqlite3.Connection, name: str) -> None:
        self._connection = connection
        self._person = persons.find(connection, name) or 0

    def counts(self) -> tuple[int, int]:
        """How many traces and derived rows there are."""
        traces, rows = (
            self._connection.execute(f"SELECT count(*) FROM {table} WHERE person = ?", (self._person,)).fetchone()[0]
            for table in ("trace", "derived")
        )
        return traces, rows

    def spaces(self) -> list[archive.Space]:
        """The models that have vectors."""
        found = self._connection.execute(
            "SELECT model, dimensions, count(vector.row) FROM space JOIN vector ON vector.space = space.id"
            " WHERE person = ? GROUP BY space.id ORDER BY model",
            (self._person,),
        )
        return [archive.Space(*row) for row in found]

    def traces(self) -> Iterator[list[Trace]]:
        """All traces in order of arrival."""
        rows = self._connection.execute(
            f"SELECT {READ} FROM trace WHERE row BETWEEN ? AND ? ORDER BY row", persons.bounds(self._person)
        )
        while found := rows.fetchmany(_AT_ONCE):
            yield [to_trace(row) for row in found]

    def derived(self) -> Iterator[list[Derived]]:
        """All derived rows in the order in which they were put."""
        rows = self._connection.execute(
            f"SELECT {derive.COLUMNS} FROM derived WHERE person = ? ORDER BY row", (self._person,)
        )
        while found := rows.fetchmany(_AT_ONCE):
            yield derive.with_sources(self._connection, found)

    def vectors(self, model: str) -> tuple[list[str], np.ndarray]:
        """The owners and their vectors, ``(n, d) int8``."""
        from thyself.store import vectors

        return vectors.load(self._connection, self._person, model)


class SqliteEntering:
    """A person within the transaction in which they are restored; see :class:`thyself.store.archive.Entering`."""

    def __init__(self, connection: sqlite3.Connection, person: int) -> None:
        self._connection = connection
        self._person = person

    def append(self, traces: list[Trace]) -> Appended:
        """Keep traces."""
        return append.append(self._connection, self._person, [traces])

    def put(self, rows: Sequence[Derived]) -> int:
        """Keep derived rows."""
        return derive.put(self._connection, self._person, rows)

    def put_vectors(self, model: str, owners: Sequence[str], bodies: np.ndarray) -> None:
        """Keep vectors."""
        from thyself.store import vectors

        vectors.put(self._connection, self._person, model, owners, bodies)


@contextmanager
def entering(home: Connections, name: str, zone: str) -> Iterator[SqliteEntering]:
    """Enter a person who has no data yet; nothing is changed where the block raises.

    Raises:
        StoreError: There is data of that name.
    """
    with home.writing() as connection:
        known = persons.find(connection, name)
        for table in ("trace", "derived") if known is not None else ():
            if connection.execute(f"SELECT 1 FROM {table} WHERE person = ? LIMIT 1", (known,)).fetchone():
                raise archive.refusal(name)
        person = persons.enter(connection, name, zone=zone)
        connection.execute("UPDATE person SET zone = ? WHERE id = ?", (zone, person))
        yield SqliteEntering(connection, person)
        persons.new_epoch(connection, person)
