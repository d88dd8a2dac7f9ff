"""One person's data in PostgreSQL at one moment, and a person who is being restored into it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from thyself.core import Trace
from thyself.store import archive
from thyself.store.port import Appended, Derived
from thyself.store.postgres import derived, persons, traces
from thyself.store.postgres.link import Link, show

if TYPE_CHECKING:
    import numpy as np

    from thyself.store.postgres.link import Connection

_AT_ONCE: Final = 5000


class PostgresMoment:
    """What one transaction shows of one person; see :class:`thyself.store.archive.Moment`."""

    def __init__(self, connection: Connection, person: int | None) -> None:
        self._connection = connection
        self._person = person

    def counts(self) -> tuple[int, int]:
        """How many traces and derived rows there are."""
        found = self._connection.execute(
            "SELECT (SELECT count(*) FROM trace WHERE person = %(person)s),"
            " (SELECT count(*) FROM derived WHERE person = %(person)s)",
            {"person": self._person},
        ).fetchone()
        return (found[0], found[1]) if found else (0, 0)

    def spaces(self) -> list[archive.Space]:
        """The models that have vectors."""
        found = self._connection.execute(
            "SELECT model, dimensions, count(*) FROM space JOIN vector ON vector.space = space.id"
            " WHERE space.person = %s GROUP BY space.id ORDER BY model",
            (self._person,),
        )
        return [archive.Space(*row) for row in found]

    def traces(self) -> Iterator[list[Trace]]:
        """All traces in order of arrival."""
        for _, several in traces.batches(self._connection, self._person, _AT_ONCE):
            yield several

    def derived(self) -> Iterator[list[Derived]]:
        """All derived rows in the order in which they were put."""
        after = -1
        while True:
            found = self._connection.execute(
                f"SELECT {derived.COLUMNS} FROM derived WHERE person = %s AND row > %s ORDER BY row LIMIT %s",
                (self._person, after, _AT_ONCE),
            ).fetchall()
            if not found:
                return
            yield derived.with_sources(self._connection, found)
            after = found[-1][0]

    def vectors(self, model: str) -> tuple[list[str], np.ndarray]:
        """The owners and their vectors, ``(n, d) int8``."""
        from thyself.store.postgres import vectors

        return vectors.load(self._connection, self._person, model)


class PostgresEntering:
    """A person within the transaction in which they are restored; see :class:`thyself.store.archive.Entering`."""

    def __init__(self, connection: Connection, person: int) -> None:
        self._connection = connection
        self._person = person

    def append(self, given: list[Trace]) -> Appended:
        """Keep traces."""
        return traces.append(self._connection, self._person, given)

    def put(self, rows: Sequence[Derived]) -> int:
        """Keep derived rows."""
        return derived.put(self._connection, self._person, rows)

    def put_vectors(self, model: str, owners: Sequence[str], bodies: np.ndarray) -> None:
        """Keep vectors."""
        from thyself.store.postgres import vectors

        vectors.put(self._connection, self._person, model, owners, bodies)


@contextmanager
def entering(link: Link, name: str, zone: str) -> Iterator[PostgresEntering]:
    """Enter a person who has no data yet; nothing is changed where the block raises.

    Raises:
        StoreError: There is data of that name.
    """
    with link.writing() as connection:
        person = persons.enter(connection, name, zone=zone)
        show(connection, person)
        if any(PostgresMoment(connection, person).counts()):
            raise archive.refusal(name)
        connection.execute("UPDATE person SET zone = %s WHERE id = %s", (zone, person))
        yield PostgresEntering(connection, person)
        persons.new_epoch(connection, person)
