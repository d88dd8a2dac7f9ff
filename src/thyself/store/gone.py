"""What a deletion takes with it: the traces that are meant, and what was made of them."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from typing import Any, Final

from thyself.core import InvalidInput
from thyself.store.port import Selection
from thyself.store.select import Filter, rows_of_ids

#: A derived row that outlives one of its traces must not quote that trace in so many characters or more.
QUOTE: Final = 12


@dataclass(frozen=True, slots=True)
class Asked:
    """A selection, checked, and whose traces it is about."""

    person: int
    selection: Selection


def checked(selection: Selection) -> Selection:
    """A selection that says clearly what is meant.

    Raises:
        InvalidInput: It names nothing, or everything and something else.
    """
    fields = (selection.trace_ids, selection.sources, selection.kinds, selection.since, selection.before)
    given = any(each is not None for each in fields)
    if selection.everything and given:
        raise InvalidInput("to forget everything leaves nothing else to name; give one or the other")
    if not selection.everything and not given:
        raise InvalidInput("name what to forget: ids, a source, a kind, a time, or everything")
    return selection


def select(connection: sqlite3.Connection, asked: Asked) -> dict[str, int]:
    """Fill the tables ``gone`` and ``gone_derived``; how many rows will go, by table or kind."""
    for table in ("gone", "gone_derived"):
        connection.execute(f"CREATE TEMP TABLE IF NOT EXISTS {table} (row INTEGER PRIMARY KEY)")
        connection.execute(f"DELETE FROM temp.{table}")
    _select_traces(connection, asked)
    traces = int(connection.execute("SELECT count(*) FROM temp.gone").fetchone()[0])
    if traces or asked.selection.everything:
        _select_derived(connection, asked)
    rows: dict[str, int] = {"traces": traces}
    if traces:
        rows["full text"] = traces
    for kind, count in connection.execute(
        "SELECT kind, count(*) FROM derived WHERE row IN (SELECT row FROM temp.gone_derived)"
        " GROUP BY kind ORDER BY kind"
    ):
        rows[kind] = count
    where = f"space IN (SELECT id FROM space WHERE person = ?) AND owner IN ({OWNERS})"
    if vectors := connection.execute(f"SELECT count(*) FROM vector WHERE {where}", (asked.person,)).fetchone()[0]:
        rows["vectors"] = vectors
    if asked.selection.everything:
        rows["persons"] = 1
        of = "SELECT count(*) FROM book WHERE person = (SELECT name FROM person WHERE id = ?)"
        if entries := connection.execute(of, (asked.person,)).fetchone()[0]:
            rows["keys and records"] = entries
    return rows


def _select_traces(connection: sqlite3.Connection, asked: Asked) -> None:
    wanted = asked.selection
    where, parameters = Filter(
        kinds=wanted.kinds, sources=wanted.sources, since=wanted.since, before=wanted.before
    ).where(asked.person)
    if wanted.trace_ids is None:
        connection.execute(f"INSERT INTO temp.gone SELECT row FROM trace WHERE {where}", parameters)
        return
    connection.executemany(
        f"INSERT INTO temp.gone SELECT row FROM trace WHERE row = ? AND {where}",
        ((row, *parameters) for row in rows_of_ids(connection, asked.person, wanted.trace_ids).values()),
    )


def _select_derived(connection: sqlite3.Connection, asked: Asked) -> None:
    if asked.selection.everything:
        connection.execute("INSERT INTO temp.gone_derived SELECT row FROM derived WHERE person = ?", (asked.person,))
        return
    connection.execute(
        "INSERT INTO temp.gone_derived SELECT row FROM derived WHERE person = :person AND ("
        # made of all traces, or of one that goes
        " (lasts = 'all' AND (of_all OR row IN (SELECT derived FROM derived_source WHERE trace IN temp.gone)))"
        # stays while one of its traces stays
        " OR (lasts = 'any' AND row IN (SELECT derived FROM derived_source WHERE trace IN temp.gone) AND row NOT IN"
        "   (SELECT derived FROM derived_source WHERE trace NOT IN temp.gone))"
        " OR (lasts = 'any' AND of_all AND NOT EXISTS"
        "   (SELECT 1 FROM trace WHERE person = :person AND row NOT IN temp.gone)))",
        {"person": asked.person},
    )
    # what stays for its other traces, but quotes one that goes, cannot stay: it is made anew of what is left
    quoting = connection.execute(
        "SELECT DISTINCT derived.row, derived.body, trace.text FROM derived"
        " JOIN derived_source ON derived_source.derived = derived.row JOIN trace ON trace.row = derived_source.trace"
        " WHERE derived.person = ? AND lasts = 'any' AND trace.row IN temp.gone"
        " AND derived.row NOT IN temp.gone_derived AND length(trace.text) >= ?",
        (asked.person, QUOTE),
    ).fetchall()
    connection.executemany(
        "INSERT OR IGNORE INTO temp.gone_derived VALUES (?)",
        ((row,) for row, body, text in quoting if quotes(body, text)),
    )


def quotes(body: str, text: Any) -> bool:
    """Whether the JSON of a derived row holds the words of a trace."""
    return isinstance(text, str) and any(json.dumps(text, ensure_ascii=pure)[1:-1] in body for pure in (False, True))


#: The owners of the vectors that go.
OWNERS: Final = (
    "SELECT lower(hex(coalesce(named, digest))) FROM trace WHERE row IN (SELECT row FROM temp.gone)"
    " UNION ALL SELECT kind || '/' || key FROM derived WHERE row IN (SELECT row FROM temp.gone_derived)"
)
