"""The home's own books in a SQLite file: keys, sessions, who did what and when; nothing that a trace says."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from thyself.store.connections import Connections
from thyself.store.port import Entry
from thyself.store.rows import body


class SqliteBooks:
    """See :class:`thyself.store.port.Books`."""

    def __init__(self, home: Connections) -> None:
        self._home = home

    def put(self, entries: Iterable[Entry]) -> None:
        """Insert or replace entries."""
        rows = [written(each) for each in entries]
        if not rows:
            return
        with self._home.writing() as connection:
            connection.executemany(
                "INSERT INTO book (book, key, person, body) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (book, key) DO UPDATE SET person = excluded.person, body = excluded.body",
                rows,
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
        wanted: dict[str, str] = {}
        if book is not None:
            wanted["book = ?"] = book
        if person is not None:
            wanted["person = ?"] = person
        if keys is not None:
            wanted["key IN (SELECT value FROM json_each(?))"] = json.dumps(list(keys))
        where, order = " AND ".join(wanted) or "true", "DESC" if newest_first else "ASC"
        with self._home.reading() as connection:
            found = connection.execute(
                f"SELECT book, key, body, person FROM book WHERE {where} ORDER BY row {order} LIMIT ?",
                (*wanted.values(), -1 if limit is None else limit),
            ).fetchall()
        return [entry(*row) for row in found]

    def drop(self, book: str, keys: Sequence[str]) -> int:
        """Remove entries."""
        with self._home.writing() as connection:
            return connection.execute(
                "DELETE FROM book WHERE book = ? AND key IN (SELECT value FROM json_each(?))",
                (book, json.dumps(list(keys))),
            ).rowcount

    def trim(self, book: str, keep: int) -> int:
        """Remove the oldest entries."""
        with self._home.writing() as connection:
            return connection.execute(
                "DELETE FROM book WHERE book = :book AND row <= (SELECT row FROM book WHERE book = :book"
                " ORDER BY row DESC LIMIT 1 OFFSET :keep)",
                {"book": book, "keep": keep},
            ).rowcount


def written(each: Entry) -> tuple[str, str, str | None, str]:
    """An entry as columns."""
    return each.book, each.key, each.person, body(each.body, of=f"entry {each.book}/{each.key}")


def entry(book: str, key: str, text: str, person: str | None) -> Entry:
    """The inverse of :func:`written`."""
    return Entry(book, key, json.loads(text), person)
