"""A home in a PostgreSQL database, and one person's part of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from thyself.core import Catalog, Receipt, Trace
from thyself.core.settings import zone as zone_of
from thyself.store import archive, catalogs
from thyself.store.memo import Memo, Memos
from thyself.store.persons import named
from thyself.store.port import Appended, Derived, Progress, Selection, State
from thyself.store.postgres import derived, persons, traces
from thyself.store.postgres.books import PostgresBooks
from thyself.store.postgres.forget import compact, forget, would_forget
from thyself.store.postgres.link import Link, show
from thyself.store.postgres.moment import PostgresMoment, entering
from thyself.store.select import Filter

if TYPE_CHECKING:
    import numpy as np

    from thyself.store.postgres.link import Connection


class PostgresStore:
    """One PostgreSQL database for many persons, processes and machines; safe to use from several threads.

    Args:
        address: ``postgresql://user@host/database``. The tables are made in the schema ``thyself`` where they are
            missing. Connect as a user who is no superuser: row-level security does not bind those.
        clock: Tells the time for receipts.
        timezone: The time zone of persons who are entered without one.
        patience_s: How long to wait for others, in seconds.
        remembered: Of how many persons what is computed is kept in memory.

    Raises:
        StoreError: The database cannot be reached or used, or the extra ``postgres`` is missing.
        StoreNewer: A newer version of thyself wrote it.
    """

    def __init__(
        self,
        address: str,
        *,
        clock: Callable[[], datetime],
        timezone: str = "UTC",
        patience_s: float = 30,
        remembered: int = 8,
    ) -> None:
        zone_of(timezone)
        self.clock = clock
        self.timezone = timezone
        self.link = Link(address, patience_s=patience_s)
        self.memos = Memos(remembered)
        self.books = PostgresBooks(self.link)
        with self.link.reading() as connection:
            unfinished = connection.execute("SELECT value FROM home WHERE name = 'scrub'").fetchone()
        if unfinished and unfinished[0]:
            compact(self.link)

    def __enter__(self) -> PostgresStore:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def people(self) -> list[str]:
        """The names of the persons, in order."""
        with self.link.reading() as connection:
            return [name for (name,) in connection.execute("SELECT name FROM person ORDER BY name")]

    def scope(self, person: str, *, timezone: str | None = None) -> PostgresScope:
        """One person's data."""
        scope = PostgresScope(self, named(person))
        if timezone is not None:
            zone_of(timezone)
            with self.link.writing() as connection:
                number = persons.enter(connection, person, zone=timezone)
                connection.execute("UPDATE person SET zone = %s WHERE id = %s", (timezone, number))
        return scope

    def restore(self, path: Path, *, person: str | None = None, progress: Progress | None = None) -> str:
        """Read an export into a person who has no data yet; returns the person's name."""
        return archive.restore(path, person, lambda name, zone: entering(self.link, name, zone), progress)

    def put_catalog(self, catalog: Catalog) -> None:
        """Keep a catalogue under its name."""
        with self.link.writing() as connection:
            connection.execute("DELETE FROM catalog WHERE name = %s", (catalog.name,))
            made = connection.execute("INSERT INTO catalog (name) VALUES (%s) RETURNING id", (catalog.name,)).fetchone()
            assert made is not None
            connection.execute(
                "INSERT INTO item (catalog, place, body)"
                " SELECT %s, place, body FROM unnest(%s::text[]) WITH ORDINALITY AS given (body, place)",
                (made[0], [catalogs.written(item) for item in catalog]),
            )

    def catalog(self, name: str) -> Catalog:
        """A kept catalogue."""
        with self.link.reading() as connection:
            found = connection.execute("SELECT id FROM catalog WHERE name = %s", (name,)).fetchone()
            if found is None:
                raise catalogs.unknown(name, self.catalogs())
            rows = connection.execute("SELECT body FROM item WHERE catalog = %s ORDER BY place", found).fetchall()
        return Catalog((catalogs.read(text) for (text,) in rows), name=name)

    def catalogs(self) -> list[str]:
        """The names of the kept catalogues."""
        with self.link.reading() as connection:
            return [name for (name,) in connection.execute("SELECT name FROM catalog ORDER BY name")]

    def backup(self, path: Path) -> Path:
        """Write a copy of the whole home into a new SQLite file, person by person, each as it is at one moment."""
        from thyself.store.moving import into_file

        return into_file(self, path, clock=self.clock)

    def close(self) -> None:
        """Close all connections."""
        self.link.close()


class PostgresScope:
    """One person's part of a :class:`PostgresStore`; the server shows each transaction that person's rows alone."""

    def __init__(self, store: PostgresStore, person: str) -> None:
        self.person = person
        self._store = store
        self._link = store.link

    @property
    def memo(self) -> Memo:
        """What is computed of this person's data and kept in memory."""
        return self._store.memos.of(self.person)

    @property
    def timezone(self) -> str:
        """The name of the person's time zone."""
        with self._link.reading() as connection:
            found = connection.execute("SELECT zone FROM person WHERE name = %s", (self.person,)).fetchone()
        return str(found[0]) if found else self._store.timezone

    @property
    def zone(self) -> ZoneInfo:
        """The person's time zone."""
        return zone_of(self.timezone)

    def append(self, given: Iterable[Trace]) -> Appended:
        """Keep traces; 20,000 of them are held at a time."""
        each = iter(given)
        if (first := next(each, None)) is None:
            return Appended(0, 0)
        with self._writing() as (connection, person):
            return traces.append(connection, person, chain([first], each))

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
        wanted = Filter(ids, kinds, sources, authors, session, since, before)
        return traces.in_time(self._reading, wanted, newest_first=newest_first, limit=limit)

    def rows(self, *, after: int = 0) -> Iterator[tuple[int, Trace]]:
        """Row number and trace in order of arrival."""
        return traces.in_order_of_arrival(self._reading, after=after)

    def count(self, *, kinds: Sequence[str] | None = None) -> int:
        """How many traces there are."""
        with self._reading() as (connection, person):
            return 0 if person is None else traces.count(connection, person, kinds)

    def search(self, words: str, *, limit: int = 20) -> list[Trace]:
        """Traces that contain all the words, best first."""
        with self._reading() as (connection, person):
            return traces.search(connection, -1 if person is None else person, words, limit=limit)

    def state(self) -> State:
        """Where the data stands now."""
        with self._reading() as (connection, person):
            return persons.state(connection, person)

    def put(self, rows: Iterable[Derived]) -> int:
        """Insert or replace derived rows."""
        given = list(rows)
        if not given:
            return 0
        with self._writing() as (connection, person):
            return derived.put(connection, person, given)

    def replace(self, kind: str, rows: Iterable[Derived]) -> int:
        """Put these in place of all derived rows of a kind."""
        given = list(rows)
        if not given:
            self.drop(kind)
            return 0
        with self._writing() as (connection, person):
            return derived.replace(connection, person, kind, given)

    def derived(self, kind: str, *, keys: Sequence[str] | None = None) -> Iterator[Derived]:
        """Derived rows of a kind."""
        return derived.read(self._reading, kind, keys)

    def drop(self, kind: str, *, keys: Sequence[str] | None = None) -> int:
        """Remove derived rows and the vectors that they own."""
        with self._link.writing() as connection:
            person = persons.find(connection, self.person)
            show(connection, person)
            return 0 if person is None else derived.drop(connection, person, kind, keys)

    def put_vectors(self, model: str, owners: Sequence[str], vectors: np.ndarray) -> None:
        """Keep a vector for each owner."""
        from thyself.store.postgres import vectors as kept
        from thyself.store.vectors import compact

        if not len(owners):
            return
        bodies = compact(owners, vectors)
        with self._writing() as (connection, person):
            kept.put(connection, person, model, owners, bodies)

    def vectors(self, model: str, *, owners: Sequence[str] | None = None) -> tuple[list[str], np.ndarray]:
        """Owners with a vector of this model, and the vectors."""
        from thyself.store.postgres import vectors as kept
        from thyself.store.vectors import unit

        with self._reading() as (connection, person):
            found, bodies = kept.load(connection, person, model, owners)
        return found, unit(bodies)

    def forget(self, selection: Selection) -> Receipt:
        """Remove traces and all that was made of them, and prove it."""
        return forget(self._link, self.person, selection, clock=self._store.clock)

    def would_forget(self, selection: Selection) -> Mapping[str, int]:
        """How many rows would go, by table; changes nothing."""
        return would_forget(self._link, self.person, selection)

    def export(self, path: Path, *, progress: Progress | None = None) -> Path:
        """Write everything of this person into a zip."""
        with self._reading() as (connection, person):
            moment = PostgresMoment(connection, person)
            return archive.export(moment, self.person, self.timezone, path, progress)

    @contextmanager
    def _reading(self) -> Iterator[tuple[Connection, int | None]]:
        """A transaction that shows the person's rows, and the person's number."""
        with self._link.reading() as connection:
            person = persons.find(connection, self.person)
            show(connection, person)
            yield connection, person

    @contextmanager
    def _writing(self) -> Iterator[tuple[Connection, int]]:
        """A transaction in which the person, who is entered where they are new, is changed by nobody else."""
        with self._link.writing() as connection:
            person = persons.enter(connection, self.person, zone=self._store.timezone)
            show(connection, person)
            yield connection, person
