"""Derived rows in PostgreSQL: what was made of traces, with the traces that it was made of."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from thyself.store.derive import checked, in_time, of_kind, unknown_source
from thyself.store.port import Derived
from thyself.store.postgres.persons import derived_changed
from thyself.store.postgres.traces import Reading, rows_of_ids
from thyself.store.rows import body

if TYPE_CHECKING:
    from thyself.store.postgres.link import Connection

PIECE: Final = 2048
#: The columns in the order in which :func:`with_sources` takes them.
COLUMNS: Final = "row, kind, key, lasts, of_all, body"


def put(connection: Connection, person: int, rows: Iterable[Derived]) -> int:
    """Insert or replace rows; one that is replaced moves to the end, and keeps its vectors.

    Raises:
        StoreError: A source is not a trace of this person, or a row was worked out before something was forgotten.
    """
    given = {(row.kind, row.key): row for row in map(checked, rows)}
    found = connection.execute("SELECT epoch FROM person WHERE id = %s", (person,)).fetchone()
    in_time(given.values(), int(found[0]) if found else 0)
    known = _sources(connection, person, given.values())
    columns = [list(each) for each in zip(*(_columns(row) for row in given.values()), strict=True)] or [[]] * 5
    connection.execute(
        "DELETE FROM derived WHERE person = %s AND (kind, key) IN (SELECT * FROM unnest(%s::text[], %s::text[]))",
        (person, *columns[:2]),
    )
    made = connection.execute(
        "INSERT INTO derived (person, kind, key, lasts, of_all, body)"
        " SELECT %s, * FROM unnest(%s::text[], %s::text[], %s::text[], %s::boolean[], %s::text[])"
        " RETURNING row, kind, key",
        (person, *columns),
    ).fetchall()
    links = [
        (number, place, known[source])
        for number, kind, key in made
        for place, source in enumerate(given[kind, key].sources or ())
    ]
    if links:
        connection.execute(
            "INSERT INTO derived_source (person, derived, place, trace)"
            " SELECT %s, * FROM unnest(%s::bigint[], %s::integer[], %s::bigint[])",
            (person, *(list(each) for each in zip(*links, strict=True))),
        )
    derived_changed(connection, person)
    return len(given)


def _columns(row: Derived) -> tuple[str, str, str, bool, str]:
    text = body(row.body, of=f"derived row {row.kind}/{row.key}")
    return row.kind, row.key, row.lasts, row.sources is None, text


def _sources(connection: Connection, person: int, rows: Iterable[Derived]) -> dict[str, int]:
    wanted = {source: row for row in rows for source in row.sources or ()}
    known = rows_of_ids(connection, person, list(wanted))
    for source, row in wanted.items():
        if source not in known:
            raise unknown_source(row, source)
    return known


def replace(connection: Connection, person: int, kind: str, rows: Iterable[Derived]) -> int:
    """Put these in place of all rows of a kind; vectors of rows that are no more go with them."""
    given = of_kind(kind, rows)
    connection.execute("DELETE FROM derived WHERE person = %s AND kind = %s", (person, kind))
    count = put(connection, person, given)
    _without_owner(connection, person, kind)
    return count


def drop(connection: Connection, person: int, kind: str, keys: Sequence[str] | None) -> int:
    """Remove rows and the vectors that they own."""
    condition, values = ("", ()) if keys is None else (" AND key = ANY(%s)", (list(keys),))
    dropped = connection.execute(
        f"DELETE FROM derived WHERE person = %s AND kind = %s{condition}", (person, kind, *values)
    ).rowcount
    if dropped > 0:
        _without_owner(connection, person, kind)
        derived_changed(connection, person)
    return dropped


def _without_owner(connection: Connection, person: int, kind: str) -> None:
    connection.execute(
        "DELETE FROM vector WHERE person = %(person)s AND starts_with(owner, %(kind)s || '/')"
        " AND substr(owner, length(%(kind)s) + 2) NOT IN"
        " (SELECT key FROM derived WHERE person = %(person)s AND kind = %(kind)s)",
        {"person": person, "kind": kind},
    )


def read(reading: Reading, kind: str, keys: Sequence[str] | None) -> Iterator[Derived]:
    """Rows of a kind in the order in which they were put, a piece at a time."""
    after = -1
    condition, values = ("", ()) if keys is None else (" AND key = ANY(%s)", (list(keys),))
    while True:
        with reading() as (connection, person):
            found = connection.execute(
                f"SELECT {COLUMNS} FROM derived WHERE person = %s AND kind = %s AND row > %s{condition}"
                " ORDER BY row LIMIT %s",
                (person, kind, after, *values, PIECE),
            ).fetchall()
            rows = with_sources(connection, found)
        yield from rows
        if len(found) < PIECE:
            return
        after = found[-1][0]


def with_sources(connection: Connection, found: Sequence[tuple[Any, ...]]) -> list[Derived]:
    """Derived rows from rows of the table."""
    sources: dict[int, list[str]] = {row[0]: [] for row in found}
    for number, key in connection.execute(
        "SELECT derived, coalesce(named, digest) FROM derived_source"
        " JOIN trace ON trace.person = derived_source.person AND trace.row = derived_source.trace"
        " WHERE derived = ANY(%s) ORDER BY derived, place",
        (list(sources),),
    ):
        sources[number].append(bytes(key).hex())
    return [
        Derived(kind, key, json.loads(text), None if of_all else tuple(sources[row]), lasts)
        for row, kind, key, lasts, of_all, text in found
    ]
