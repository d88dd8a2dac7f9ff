"""Forgetting in PostgreSQL: traces and all that was made of them go in one transaction; then the tables are made anew.

A row that is deleted stays in PostgreSQL's files until its table is written anew, which is done here at once. What is
left of it then are the server's write-ahead log and its backups: these are in the hands of whoever runs the server,
and the receipt says so.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Final

from thyself.core import Receipt, StoreBusy
from thyself.store.gone import QUOTE, checked, quotes
from thyself.store.port import Selection
from thyself.store.postgres.link import Link, show
from thyself.store.postgres.persons import find, new_epoch
from thyself.store.postgres.schema import OF_A_PERSON
from thyself.store.postgres.traces import rows_of_ids, where
from thyself.store.proof import Fragments, without
from thyself.store.select import Filter

if TYPE_CHECKING:
    from thyself.store.postgres.link import Connection

_AT_ONCE: Final = 2000
_LOG: Final = (
    "the tables are written anew; the server's write-ahead log and backups hold older states until whoever runs the "
    "server lets them go"
)
_QUOTED: Final = (
    "something that was made of other traces still quotes what was deleted, at the places named: make it anew"
)
_OWNERS: Final = (
    "SELECT encode(coalesce(named, digest), 'hex') FROM trace WHERE person = %(person)s"
    " AND row IN (SELECT row FROM pg_temp.gone)"
    " UNION ALL SELECT kind || '/' || key FROM derived WHERE row IN (SELECT row FROM pg_temp.gone_derived)"
)


def forget(link: Link, name: str, selection: Selection, *, clock: Callable[[], datetime]) -> Receipt:
    """Remove what is selected, write the tables anew, and look for it in what is left."""
    checked(selection)
    with link.writing() as connection:
        person = _mine(connection, name)
        rows = {"traces": 0} if person is None else _select(connection, person, selection)
        if person is None or not any(rows.values()):
            return Receipt(name, clock(), 0, rows, proven=True, note="nothing matched, and nothing was changed")
        deleted = _fragments(connection, person)
        _delete(connection, person, selection)
        connection.execute("UPDATE home SET value = 1 WHERE name = 'scrub'")
    problem = compact(link)
    with link.reading(person) as connection:
        residue = tuple(_residue(connection, person, deleted))
    proven = not residue and not problem
    note = problem or (_LOG if proven else _QUOTED)
    return Receipt(name, clock(), rows["traces"], rows, OF_A_PERSON, residue, proven, note)


def would_forget(link: Link, name: str, selection: Selection) -> Mapping[str, int]:
    """The rows that would go, by table; only tables of the transaction's own are written."""
    checked(selection)
    with link.writing() as connection:
        person = _mine(connection, name)
        return {"traces": 0} if person is None else _select(connection, person, selection)


def compact(link: Link) -> str:
    """Write the tables anew, so that no page holds what was there before.

    Returns: why it could not be done yet and what to do, or nothing.
    """
    try:
        with link.alone() as connection, link.in_words():
            for table in (*OF_A_PERSON, "person", "book"):
                connection.execute(f"VACUUM (FULL, ANALYZE) {table}")
            connection.execute("UPDATE home SET value = 0 WHERE name = 'scrub'")
            connection.execute("CHECKPOINT") if _may_checkpoint(connection) else None
    except StoreBusy as problem:
        return f"the rows are gone, but the tables could not be written anew yet ({problem}); opening the home does it"
    return ""


def _may_checkpoint(connection: Connection) -> bool:
    found = connection.execute(
        "SELECT rolsuper OR pg_has_role(current_user, 'pg_checkpoint', 'MEMBER') FROM pg_roles"
        " WHERE rolname = current_user"
    ).fetchone()
    return bool(found and found[0])


def _mine(connection: Connection, name: str) -> int | None:
    """The person's number; from here on nobody else changes their data."""
    person = find(connection, name)
    if person is not None:
        connection.execute("SELECT 1 FROM person WHERE id = %s FOR UPDATE", (person,))
        show(connection, person)
    return person


def _select(connection: Connection, person: int, selection: Selection) -> dict[str, int]:
    """Fill the tables ``gone`` and ``gone_derived``; how many rows will go, by table or kind."""
    for table in ("gone", "gone_derived"):
        connection.execute(f"CREATE TEMP TABLE {table} (row bigint PRIMARY KEY) ON COMMIT DROP")
    traces = _select_traces(connection, person, selection)
    if traces or selection.everything:
        _select_derived(connection, person, selection)
    rows = {"traces": traces}
    if traces:
        rows["full text"] = traces
    for kind, count in connection.execute(
        "SELECT kind, count(*) FROM derived WHERE row IN (SELECT row FROM pg_temp.gone_derived)"
        " GROUP BY kind ORDER BY kind"
    ):
        rows[kind] = count
    vectors = connection.execute(
        f"SELECT count(*) FROM vector WHERE person = %(person)s AND owner IN ({_OWNERS})", {"person": person}
    ).fetchone()
    if vectors and vectors[0]:
        rows["vectors"] = vectors[0]
    if selection.everything:
        rows["persons"] = 1
        of = "SELECT count(*) FROM book WHERE person = (SELECT name FROM person WHERE id = %s)"
        if (entries := connection.execute(of, (person,)).fetchone()) and entries[0]:
            rows["keys and records"] = entries[0]
    return rows


def _select_traces(connection: Connection, person: int, wanted: Selection) -> int:
    chosen = Filter(kinds=wanted.kinds, sources=wanted.sources, since=wanted.since, before=wanted.before)
    condition, values = where(chosen, person)
    if wanted.trace_ids is not None:
        condition += " AND row = ANY(%s)"
        values.append(list(rows_of_ids(connection, person, wanted.trace_ids).values()))
    return connection.execute(f"INSERT INTO pg_temp.gone SELECT row FROM trace WHERE {condition}", values).rowcount


def _select_derived(connection: Connection, person: int, selection: Selection) -> None:
    mine = {"person": person}
    if selection.everything:
        connection.execute("INSERT INTO pg_temp.gone_derived SELECT row FROM derived WHERE person = %(person)s", mine)
        return
    of = "SELECT derived FROM derived_source WHERE person = %(person)s AND trace"
    gone = "(SELECT row FROM pg_temp.gone)"
    connection.execute(
        "INSERT INTO pg_temp.gone_derived SELECT row FROM derived WHERE person = %(person)s AND ("
        f" (lasts = 'all' AND (of_all OR row IN ({of} IN {gone})))"
        f" OR (lasts = 'any' AND row IN ({of} IN {gone}) AND row NOT IN ({of} NOT IN {gone}))"
        " OR (lasts = 'any' AND of_all AND NOT EXISTS"
        f"   (SELECT 1 FROM trace WHERE person = %(person)s AND row NOT IN {gone})))",
        mine,
    )
    quoting = connection.execute(
        "SELECT DISTINCT derived.row, derived.body, trace.text FROM derived"
        " JOIN derived_source ON derived_source.derived = derived.row"
        " JOIN trace ON trace.person = derived_source.person AND trace.row = derived_source.trace"
        f" WHERE derived.person = %(person)s AND lasts = 'any' AND trace.row IN {gone}"
        f" AND derived.row NOT IN (SELECT row FROM pg_temp.gone_derived) AND length(trace.text) >= {QUOTE}",
        mine,
    ).fetchall()
    rows = {row for row, body, text in quoting if quotes(body, text)}
    connection.execute("INSERT INTO pg_temp.gone_derived SELECT unnest(%s::bigint[])", (list(rows),))


def _delete(connection: Connection, person: int, selection: Selection) -> None:
    mine = {"person": person}
    connection.execute(f"DELETE FROM vector WHERE person = %(person)s AND owner IN ({_OWNERS})", mine)
    connection.execute("DELETE FROM derived WHERE row IN (SELECT row FROM pg_temp.gone_derived)")
    for table in ("trace_word", "trace"):
        connection.execute(
            f"DELETE FROM {table} WHERE person = %(person)s AND row IN (SELECT row FROM pg_temp.gone)", mine
        )
    if selection.everything:
        connection.execute("DELETE FROM book WHERE person = (SELECT name FROM person WHERE id = %(person)s)", mine)
        connection.execute("DELETE FROM person WHERE id = %(person)s", mine)
    else:
        new_epoch(connection, person)


def _fragments(connection: Connection, person: int) -> Fragments:
    """Of the texts that are about to go."""
    deleted = Fragments()
    after = -1
    while True:
        found = connection.execute(
            "SELECT row, text, ref, session, item, media, extra FROM trace"
            " WHERE person = %s AND row > %s AND row IN (SELECT row FROM pg_temp.gone) ORDER BY row LIMIT %s",
            (person, after, _AT_ONCE),
        ).fetchall()
        if not found:
            return deleted
        deleted.add({text.encode() for _, *texts in found for text in texts if text})
        after = found[-1][0]


def _residue(connection: Connection, person: int, deleted: Fragments) -> Iterator[str]:
    """What was made of other traces and still holds a deleted text that none of what is left holds."""
    wanted = deleted.all()
    made = connection.execute(
        "SELECT kind, key, body FROM derived WHERE person = %s AND lasts <> 'always' ORDER BY row", (person,)
    ).fetchall()
    hits = [
        (f"{kind}/{key}", found)
        for kind, key, body in made
        if (found := deleted.find(json.dumps(json.loads(body), ensure_ascii=False).encode("utf-8", "replace"), wanted))
    ]
    if not hits:
        return
    for _, several in _texts(connection, person):
        wanted = without(wanted, deleted.find(several, wanted))
    left = {width: frozenset(prints.tolist()) for width, prints in wanted.items()}
    for place, found in hits:
        if any(each in left.get(width, ()) for width, prints, _ in found for each in prints.tolist()):
            yield place


def _texts(connection: Connection, person: int) -> Iterator[tuple[int, bytes]]:
    """What is left of the person's traces, some at a time."""
    after = -1
    while True:
        found = connection.execute(
            "SELECT row, concat_ws(chr(1), text, ref, session, item, media, extra) FROM trace"
            " WHERE person = %s AND row > %s ORDER BY row LIMIT %s",
            (person, after, _AT_ONCE),
        ).fetchall()
        if not found:
            return
        after = found[-1][0]
        yield after, b"\x01".join(text.encode() for _, text in found)
