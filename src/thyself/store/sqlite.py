"""A home in one SQLite file."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from thyself.core import Catalog, Receipt, Trace
from thyself.core.settings import zone as zone_of
from thyself.store import append, archive, catalogs, derive, persons, select
from thyself.store.books import SqliteBooks
from thyself.store.connections import Connections
from thyself.store.memo import Memo, Memos
from thyself.store.moment import SqliteMoment, entering
from thyself.store.port import Appended, Derived, Progress, Selection, State

if TYPE_CHECKING:
    import numpy as np


class SqliteStore:
    """One SQLite file for many persons and several processes; safe to use from several threads.

    Args:
        path: The file; made, private to its owner, where it is missing.
        clock: Tells the time for receipts.
        timezone: The time zone of persons who are entered without one.
        patience_s: How long to wait for other processes, in seconds.
        remembered: Of how many persons what is computed is kept in memory.

    Raises:
        StoreError: The file is not a home, or cannot be opened; it was not touched.
        StoreNewer: A newer version of thyself wrote it.
    """

    def __init__(
        self,
        path: Path,
        *,
        clock: Callable[[], datetime],
        timezone: str = "UTC",
        patience_s: float = 30,
        remembered: int = 8,
    ) -> None:
        zone_of(timezone)
        self.path = path
        self.clock = clock
        self.timezone = timezone
        self.connections = Connections(path, patience_s=patience_s)
        self.memos = Memos(remembered)
        self.books = SqliteBooks(self.connections)
        with self.connections.reading() as connection:
            unfinished = connection.execute("SELECT value FROM home WHERE name = 'scrub'").fetchone()[0]
        if unfinished:
            from thyself.store.forget import compact

            compact(self.connections, patience_s=0)

    def __enter__(self) -> SqliteStore:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def people(self) -> list[str]:
        """The names of the persons, in order."""
        with self.connections.reading() as connection:
            return [name for (name,) in connection.execute("SELECT name FROM person ORDER BY name")]

    def scope(self, person: str, *, timezone: str | None = None) -> SqliteScope:
        """One person's data."""
        scope = SqliteScope(self, persons.named(person))
        if timezone is not None:
            zone_of(timezone)
            if timezone != scope.timezone or person not in self.people():
                with self.connections.writing() as connection:
                    number = persons.enter(connection, person, zone=timezone)
                    connection.execute("UPDATE person SET zone = ? WHERE id = ?", (timezone, number))
        return scope

    def restore(self, path: Path, *, person: str | None = None, progress: Progress | None = None) -> str:
        """Read an export into a person who has no data yet; returns the person's name."""
        return archive.restore(path, person, lambda name, zone: entering(self.connections, name, zone), progress)

    def put_catalog(self, catalog: Catalog) -> None:
        """Keep a catalogue under its name."""
        with self.connections.writing() as connection:
            catalogs.put(connection, catalog)

    def catalog(self, name: str) -> Catalog:
        """A kept catalogue."""
        with self.connections.snapshot() as connection:
            return catalogs.get(connection, name)

    def catalogs(self) -> list[str]:
        """The names of the kept catalogues."""
        with self.connections.reading() as connection:
            return catalogs.names(connection)

    def backup(self, path: Path) -> Path:
        """Write a copy of the whole home into a new file."""
        from thyself.store.files import fresh

        fresh(path)
        with self.connections.reading() as connection:
            connection.execute("VACUUM INTO ?", (str(path),))
        return path

    def close(self) -> None:
        """Release the file."""
        self.connections.close()


class SqliteScope:
    """One person's part of a :class:`SqliteStore`; each statement names the person."""

    def __init__(self, store: SqliteStore, person: str) -> None:
        self.person = person
        self._store = store
        self._home = store.connections

    @property
    def memo(self) -> Memo:
        """What is computed of this person's data and kept in memory."""
        return self._store.memos.of(self.person)

    @property
    def timezone(self) -> str:
        """The name of the person's time zone."""
        with self._home.reading() as connection:
            found = connection.execute("SELECT zone FROM person WHERE name = ?", (self.person,)).fetchone()
        return str(found[0]) if found else self._store.timezone

    @property
    def zone(self) -> ZoneInfo:
        """The person's time zone."""
        return zone_of(self.timezone)

    def append(self, traces: Iterable[Trace]) -> Appended:
        """Keep traces; 20,000 of them are held at a time."""
        parts = append.pieces(traces)
        if (first := next(parts, None)) is None:
            return Appended(0, 0)
        with self._home.writing() as connection:
            person = persons.enter(connection, self.person, zone=self._store.timezone)
            return append.append(connection, person, chain([first], parts))

    def traces(
        self,
        *,
        ids: Sequence[str] | None = None,
        kinds: Sequence[str] | None = None,
        sources: Sequence[str] | None = None,
        authors: Sequence[str] | None = None,
        session: str | None = None,
        since: datetime | None = None,
        before: datetime | None = None,
        newest_first: bool = False,
        limit: int | None = None,
    ) -> Iterator[Trace]:
        """Traces in order of time."""
        wanted = select.Filter(ids, kinds, sources, authors, session, since, before)
        return select.in_time(self._home.reading, self.person, wanted, newest_first=newest_first, limit=limit)

    def rows(self, *, after: int = 0) -> Iterator[tuple[int, Trace]]:
        """Row number and trace in order of arrival."""
        return select.in_order_of_arrival(self._home.reading, self.person, after=after)

    def count(self, *, kinds: Sequence[str] | None = None) -> int:
        """How many traces there are."""
        with self._home.reading() as connection:
            return select.count(connection, self.person, kinds)

    def search(self, words: str, *, limit: int = 20) -> list[Trace]:
        """Traces that contain all the words, best first."""
        with self._home.snapshot() as connection:
            return select.search(connection, self.person, words, limit=limit)

    def state(self) -> State:
        """Where the data stands now."""
        with self._home.reading() as connection:
            return persons.state(connection, self.person)

    def put(self, rows: Iterable[Derived]) -> int:
        """Insert or replace derived rows."""
        given = list(rows)
        if not given:
            return 0
        with self._home.writing() as connection:
            return derive.put(connection, self._enter(connection), given)

    def replace(self, kind: str, rows: Iterable[Derived]) -> int:
        """Put these in place of all derived rows of a kind."""
        given = list(rows)
        with self._home.writing() as connection:
            if not given and persons.find(connection, self.person) is None:
                return 0
            return derive.replace(connection, self._enter(connection), kind, given)

    def derived(self, kind: str, *, keys: Sequence[str] | None = None) -> Iterator[Derived]:
        """Derived rows of a kind."""
        return derive.read(self._home.snapshot, self.person, kind, keys)

    def drop(self, kind: str, *, keys: Sequence[str] | None = None) -> int:
        """Remove derived rows and the vectors that they own."""
        with self._home.writing() as connection:
            person = persons.find(connection, self.person)
            return 0 if person is None else derive.drop(connection, person, kind, keys)

    def put_vectors(self, model: str, owners: Sequence[str], vectors: np.ndarray) -> None:
        """Keep a vector for each owner."""
        from thyself.store import vectors as kept

        if not len(owners):
            return
        bodies = kept.compact(owners, vectors)
        with self._home.writing() as connection:
            kept.put(connection, self._enter(connection), model, owners, bodies)

    def vectors(self, model: str, *, owners: Sequence[str] | None = None) -> tuple[list[str], np.ndarray]:
        """Owners with a vector of this model, and the vectors."""
        from thyself.store import vectors as kept

        with self._home.snapshot() as connection:
            person = persons.find(connection, self.person)
            found, bodies = kept.load(connection, 0 if person is None else person, model, owners)
        return found, kept.unit(bodies)

    def forget(self, selection: Selection) -> Receipt:
        """Remove traces and all that was made of them, and prove it."""
        from thyself.store.forget import forget

        return forget(self._home, self.person, selection, clock=self._store.clock)

    def would_forget(self, selection: Selection) -> Mapping[str, int]:
        """How many rows would go, by table; changes nothing."""
        from thyself.store.forget import would_forget

        return would_forget(self._home, self.person, selection)

    def export(self, path: Path, *, progress: Progress | None = None) -> Path:
        """Write everything of this person into a zip."""
        with self._home.snapshot() as connection:
            return archive.export(SqliteMoment(connection, self.person), self.person, self.timezone, path, progress)

    def _enter(self, connection: sqlite3.Connection) -> int:
        return persons.enter(connection, self.person, zone=self._store.timezone)
