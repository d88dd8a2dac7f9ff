"""The home's own books in PostgreSQL: keys, sessions, who did what and when; nothing that a trace says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from thyself.store.books import entry, written
from thyself.store.port import Entry
from thyself.store.postgres.link import Link


class PostgresBooks:
    """See :class:`thyself.store.port.Books`."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def put(self, entries: Iterable[Entry]) -> None:
        """Insert or replace entries."""
        rows = {(each.book, each.key): written(each) for each in entries}
        if not rows:
            return
        with self._link.writing() as connection:
            connection.execute(
                "INSERT INTO book (book, key, person, body)"
                " SELECT * FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[])"
                " ON CONFLICT (book, key) DO UPDATE SET person = excluded.person, body = excluded.body",
                [list(column) for column in zip(*rows.values(), strict=True)],
            )

    def read(
        self,
        book: str | None = None,
        *,
        keys: Sequence[str] | None = None,
        person: str | None = None,
        newest_first: bool = False,
        limit: int | None = None,
    ) -> list[Entry]:
        """Entries of a book."""
        with self._link.reading() as connection:
            found = connection.execute(
                "SELECT book, key, body, person FROM book WHERE (%s::text IS NULL OR book = %s)"
                " AND (%s::text IS NULL OR person = %s)"
                f" AND (%s::text[] IS NULL OR key = ANY(%s)) ORDER BY row {'DESC' if newest_first else 'ASC'} LIMIT %s",
                (book, book, person, person, *[None if keys is None else list(keys)] * 2, limit),
            ).fetchall()
        return [entry(*row) for row in found]

    def drop(self, book: str, keys: Sequence[str]) -> int:
        """Remove entries."""
        with self._link.writing() as connection:
            return connection.execute("DELETE FROM book WHERE book = %s AND key = ANY(%s)", (book, list(keys))).rowcount

    def trim(self, book: str, keep: int) -> int:
        """Remove the oldest entries."""
        with self._link.writing() as connection:
            return connection.execute(
                "DELETE FROM book WHERE book = %s AND row <= (SELECT row FROM book WHERE book = %s"
                " ORDER BY row DESC LIMIT 1 OFFSET %s)",
                (book, book, keep),
            ).rowcount
