"""Derived rows: what was made of traces, with the traces that it was made of."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from thyself.core import InvalidInput, StoreError
from thyself.store.persons import derived_changed, find
from thyself.store.port import Derived
from thyself.store.rows import body
from thyself.store.select import Reading, rows_of_ids

PIECE: Final = 2048
_KEYS_AT_ONCE: Final = 400
_LASTS: Final = ("all", "any", "always")


def put(connection: sqlite3.Connection, person: int, rows: Iterable[Derived]) -> int:
    """Insert or replace rows; one that is replaced moves to the end, and keeps its vectors.

    Raises:
        StoreError: A source is not a trace of this person, or a row was worked out before something was forgotten.
    """
    given = {(row.kind, row.key): row for row in map(checked, rows)}
    in_time(given.values(), int(connection.execute("SELECT epoch FROM person WHERE id = ?", (person,)).fetchone()[0]))
    connection.executemany(
        "DELETE FROM derived WHERE person = ? AND kind = ? AND key = ?", ((person, *each) for each in given)
    )
    known = _sources(connection, person, given.values())
    first = int(connection.execute("SELECT coalesce(max(row), 0) + 1 FROM derived").fetchone()[0])
    connection.executemany(
        "INSERT INTO derived (row, person, kind, key, lasts, of_all, body) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            (number, person, row.kind, row.key, row.lasts, row.sources is None, _body(row))
            for number, row in enumerate(given.values(), first)
        ),
    )
    connection.executemany(
        "INSERT INTO derived_source (derived, place, trace) VALUES (?, ?, ?)",
        (
            (number, place, known[source])
            for number, row in enumerate(given.values(), first)
            for place, source in enumerate(row.sources or ())
        ),
    )
    derived_changed(connection, person)
    return len(given)


def checked(row: Derived) -> Derived:
    """A row that can be kept.

    Raises:
        InvalidInput: Its kind, key or ``lasts`` is not what it should be.
    """
    if not row.kind or "/" in row.kind or not row.key:
        raise InvalidInput(
            f"derived row {row.kind!r}, {row.key!r}: kind and key cannot be empty, nor the kind have a /"
        )
    if row.lasts not in _LASTS:
        raise InvalidInput(f"derived row {row.kind}/{row.key}: lasts is {row.lasts!r}, none of {', '.join(_LASTS)}")
    return row


def in_time(rows: Iterable[Derived], epoch: int) -> None:
    """Refuse rows that were worked out before something was forgotten: they may hold words of it.

    Of somebody who was not entered yet, in epoch 0, nothing was read.

    Raises:
        StoreError: One was.
    """
    for row in rows:
        if row.epoch not in (None, 0, epoch):
            raise StoreError(
                f"derived row {row.kind}/{row.key}: something was forgotten while it was worked out; nothing was kept"
            )


def _body(row: Derived) -> str:
    return body(row.body, of=f"derived row {row.kind}/{row.key}")


def _sources(connection: sqlite3.Connection, person: int, rows: Iterable[Derived]) -> dict[str, int]:
    wanted = {source: row for row in rows for source in row.sources or ()}
    known = rows_of_ids(connection, person, list(wanted))
    for source, row in wanted.items():
        if source not in known:
            raise unknown_source(row, source)
    return known


def unknown_source(row: Derived, source: str) -> StoreError:
    """What is said of a row with a source that is not there."""
    return StoreError(
        f"derived row {row.kind}/{row.key}: its source {source!r} is no trace of this person (forgotten meanwhile?); "
        "nothing was kept"
    )


def of_kind(kind: str, rows: Iterable[Derived]) -> list[Derived]:
    """The rows, which must all be of one kind."""
    given = list(rows)
    if other := next((row for row in given if row.kind != kind), None):
        raise InvalidInput(f"these rows are put in place of {kind!r}; one of them is of the kind {other.kind!r}")
    return given


def replace(connection: sqlite3.Connection, person: int, kind: str, rows: Iterable[Derived]) -> int:
    """Put these in place of all rows of a kind; vectors of rows that are no more go with them."""
    given = of_kind(kind, rows)
    connection.execute("DELETE FROM derived WHERE person = ? AND kind = ?", (person, kind))
    count = put(connection, person, given)
    _without_owner(connection, person, kind)
    return count


def drop(connection: sqlite3.Connection, person: int, kind: str, keys: Sequence[str] | None) -> int:
    """Remove rows and the vectors that they own."""
    if keys is None:
        dropped = connection.execute("DELETE FROM derived WHERE person = ? AND kind = ?", (person, kind)).rowcount
    else:
        dropped = connection.executemany(
            "DELETE FROM derived WHERE person = ? AND kind = ? AND key = ?", ((person, kind, key) for key in keys)
        ).rowcount
    if dropped > 0:
        _without_owner(connection, person, kind)
        derived_changed(connection, person)
    return max(0, dropped)


def _without_owner(connection: sqlite3.Connection, person: int, kind: str) -> None:
    connection.execute(
        "DELETE FROM vector WHERE space IN (SELECT id FROM space WHERE person = :person)"
        " AND owner >= :kind || '/' AND owner < :kind || '0'"  # 0 comes next after / in ASCII
        " AND substr(owner, length(:kind) + 2) NOT IN"
        " (SELECT key FROM derived WHERE person = :person AND kind = :kind)",
        {"person": person, "kind": kind},
    )


def read(reading: Reading, name: str, kind: str, keys: Sequence[str] | None) -> Iterator[Derived]:
    """Rows of a kind in the order in which they were put, a piece at a time."""
    if keys is not None:
        yield from _read_keys(reading, name, kind, keys)
        return
    after = -1
    while True:
        with reading() as connection:
            if (person := find(connection, name)) is None:
                return
            found = connection.execute(
                f"SELECT {COLUMNS} FROM derived WHERE person = ? AND kind = ? AND row > ? ORDER BY row LIMIT ?",
                (person, kind, after, PIECE),
            ).fetchall()
            rows = with_sources(connection, found)
        yield from rows
        if len(found) < PIECE:
            return
        after = found[-1][0]


def _read_keys(reading: Reading, name: str, kind: str, keys: Sequence[str]) -> Iterator[Derived]:
    wanted = list(dict.fromkeys(keys))
    with reading() as connection:
        if (person := find(connection, name)) is None:
            return
        found: list[tuple[Any, ...]] = []
        for start in range(0, len(wanted), _KEYS_AT_ONCE):
            some = wanted[start : start + _KEYS_AT_ONCE]
            marks = ", ".join("?" * len(some))
            found += connection.execute(
                f"SELECT {COLUMNS} FROM derived WHERE person = ? AND kind = ? AND key IN ({marks})",
                (person, kind, *some),
            )
        rows = with_sources(connection, sorted(found))
    yield from rows


#: The columns in the order in which :func:`with_sources` takes them.
COLUMNS: Final = "row, kind, key, lasts, of_all, body"


def with_sources(connection: sqlite3.Connection, found: Sequence[tuple[Any, ...]]) -> list[Derived]:
    """Derived rows from rows of the table."""
    if not found:
        return []
    sources: dict[int, list[str]] = {row[0]: [] for row in found}
    marks = ", ".join(str(number) for number in sources)
    for derived, key in connection.execute(
        "SELECT derived, coalesce(named, digest) FROM derived_source JOIN trace ON trace.row = derived_source.trace"
        f" WHERE derived IN ({marks}) ORDER BY derived, place"
    ):
        sources[derived].append(key.hex())
    return [
        Derived(kind, key, json.loads(text), None if of_all else tuple(sources[row]), lasts)
        for row, kind, key, lasts, of_all, text in found
    ]
