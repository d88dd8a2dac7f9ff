"""Traces in PostgreSQL: copied in by the thousand, read a piece at a time, found by the stems of their words."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Final

from thyself.core import InvalidInput, Trace
from thyself.core.given import aware
from thyself.core.trace import microseconds
from thyself.core.words import stem
from thyself.store.append import pieces
from thyself.store.port import Appended
from thyself.store.postgres.persons import last_row
from thyself.store.rows import READ, WRITTEN, to_rows, to_trace
from thyself.store.select import Filter, key_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from thyself.store.postgres.link import Connection

#: Opens a transaction bound to the person, and tells their number; ``None`` for somebody who is not entered.
Reading = Callable[[], AbstractContextManager["tuple[Connection, int | None]"]]

PIECE: Final = 4096
_CANDIDATES: Final = 2000
_MOST_WORDS: Final = 100
_WORD: Final = re.compile(r"[^\W_]+")
_ACCENT: Final = re.compile("[\u0300-\u036f]+")
_HALF: Final = re.compile("[\ud800-\udfff\0]")
#: The columns of a row that hold text, by their place in what :func:`thyself.store.rows.to_rows` gives.
_TEXTS: Final = {
    name: WRITTEN.split(", ").index(name)
    for name in ("author", "source", "ref", "session", "unit", "item", "media", "extra", "text")
}
_COLUMNS: Final = f"{WRITTEN}, odd"
_READ: Final = f"{READ}, odd, row"
#: The same by their place in what :func:`thyself.store.rows.to_trace` takes.
_READ_AT: Final = {name: place for place, name in enumerate(READ.split(", "))}


def append(connection: Connection, person: int, traces: Iterable[Trace]) -> Appended:
    """Keep traces, within the transaction that the connection is in."""
    row = last_row(connection, person)
    kept = given = 0
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS incoming (LIKE thyself.trace) ON COMMIT DELETE ROWS")
    for part in pieces(traces):
        with connection.cursor() as cursor:
            with cursor.copy(f"COPY pg_temp.incoming ({_COLUMNS}) FROM STDIN") as copy:
                for each in to_rows(part, person=person, row=row):
                    copy.write_row(_kept(each))
            cursor.execute(
                f"INSERT INTO trace ({_COLUMNS}) SELECT {_COLUMNS} FROM pg_temp.incoming ORDER BY row"
                " ON CONFLICT DO NOTHING RETURNING row, text"
            )
            new = cursor.fetchall()
            cursor.execute("TRUNCATE pg_temp.incoming")
            found = sorted((word, at) for at, text in new for word in set(stems(text)))
            cursor.execute(
                "INSERT INTO trace_word (person, word, row) SELECT %s, * FROM unnest(%s::text[], %s::bigint[])",
                (person, [word for word, _ in found], [at for _, at in found]),
            )
            kept += len(new)
        row += len(part)
        given += len(part)
    return Appended(kept, given - kept)


def _kept(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """A row as PostgreSQL can hold it, with the true texts beside it where it cannot hold them."""
    odd = None
    texts = {name: _decoded(row[place]) for name, place in _TEXTS.items()}
    if any(text is not None and _HALF.search(text) for text in texts.values()):
        odd = json.dumps(texts).encode()
        row = tuple(clean(each) if place in _TEXTS.values() else each for place, each in enumerate(row))
    return (*row, odd)


def _decoded(text: Any) -> str | None:
    return text.decode("utf-8", "surrogatepass") if isinstance(text, bytes) else text


def clean(text: Any) -> Any:
    """A text with a sign for what PostgreSQL cannot hold."""
    known = _decoded(text)
    return None if known is None else _HALF.sub("\ufffd", known)


def _trace(row: tuple[Any, ...]) -> Trace:
    *fields, odd, _ = row
    if odd is not None:
        for name, text in json.loads(odd).items():
            fields[_READ_AT[name]] = text
    return to_trace(tuple(fields))


def stems(text: str) -> list[str]:
    """All words of a text as search compares them: in small letters, without accents, by their stems."""
    plain = text.lower()
    if not plain.isascii():
        plain = _ACCENT.sub("", unicodedata.normalize("NFD", plain))
    return [stem(word) for word in _WORD.findall(plain)]


def where(wanted: Filter, person: int) -> tuple[str, list[Any]]:
    """The condition in SQL, ids left aside, and its parameters."""
    terms: list[str] = ["person = %s"]
    values: list[Any] = [person]
    for column, several in (("kind", wanted.kinds), ("source", wanted.sources), ("author", wanted.authors)):
        if several is not None:
            terms.append(f"{column} = ANY(%s)")
            values.append([clean(each) for each in ([several] if isinstance(several, str) else several)])
    if wanted.session is not None:
        terms.append("session = %s")
        values.append(clean(wanted.session))
    for sign, at in ((">=", wanted.since), ("<", wanted.before)):
        if at is not None:
            terms.append(f"at {sign} %s")
            values.append(microseconds(aware(at)))
    return " AND ".join(terms), values


def _meant(wanted: Filter, trace: Trace) -> bool:
    """Whether a trace is meant for sure: a sign may stand for several things that cannot be held."""
    return (wanted.session is None or trace.session == wanted.session) and all(
        several is None or value == several or (not isinstance(several, str) and value in several)
        for several, value in ((wanted.sources, trace.source), (wanted.authors, trace.author))
    )


def rows_of_ids(connection: Connection, person: int, ids: Sequence[str]) -> dict[str, int]:
    """The row of each id that is a trace of this person."""
    keys = [key for each in dict.fromkeys(ids) if (key := key_of(each)) is not None]
    if not keys:
        return {}
    found = connection.execute(
        "SELECT digest, row FROM trace WHERE person = %(person)s AND digest = ANY(%(keys)s) AND named IS NULL"
        " UNION ALL SELECT named, row FROM trace WHERE person = %(person)s AND named = ANY(%(keys)s)",
        {"person": person, "keys": keys},
    )
    return {bytes(key).hex(): row for key, row in found}


def in_time(reading: Reading, wanted: Filter, *, newest_first: bool, limit: int | None) -> Iterator[Trace]:
    """Traces in order of time, then of arrival."""
    if limit is not None and limit < 0:
        raise InvalidInput(f"limit: {limit} makes no sense; give 1 or more, or leave it out")
    found = _by_time(reading, wanted, newest_first=newest_first)
    for number, trace in enumerate(trace for trace in found if _meant(wanted, trace)):
        if limit is not None and number >= limit:
            return
        yield trace


def _by_time(reading: Reading, wanted: Filter, *, newest_first: bool) -> Iterator[Trace]:
    sign, order = ("<", "DESC") if newest_first else (">", "ASC")
    bound = ""
    place: tuple[int, ...] = ()
    while True:
        with reading() as (connection, person):
            if person is None:
                return
            condition, values = where(wanted, person)
            if wanted.ids is not None:
                condition += " AND row = ANY(%s)"
                values.append(list(rows_of_ids(connection, person, wanted.ids).values()))
            found = connection.execute(
                f"SELECT {_READ} FROM trace WHERE {condition}{bound} ORDER BY at {order}, row {order} LIMIT %s",
                (*values, *place, PIECE),
            ).fetchall()
        yield from map(_trace, found)
        if len(found) < PIECE:
            return
        bound, place = f" AND (at, row) {sign} (%s, %s)", (found[-1][1], found[-1][-1])


def in_order_of_arrival(reading: Reading, *, after: int) -> Iterator[tuple[int, Trace]]:
    """The row numbers and the traces; each piece is read by itself, so that nobody waits for a slow reader."""
    while True:
        with reading() as (connection, person):
            rows, several = next(batches(connection, person, PIECE, after=after), ([], []))
        yield from zip(rows, several, strict=True)
        if len(rows) < PIECE:
            return
        after = rows[-1]


def batches(
    connection: Connection, person: int | None, size: int, *, after: int = 0
) -> Iterator[tuple[list[int], list[Trace]]]:
    """Row numbers and traces in order of arrival, so many at a time."""
    while True:
        found = connection.execute(
            f"SELECT {_READ} FROM trace WHERE person = %s AND row > %s ORDER BY row LIMIT %s", (person, after, size)
        ).fetchall()
        if not found:
            return
        yield [row[-1] for row in found], [_trace(row) for row in found]
        after = found[-1][-1]


def count(connection: Connection, person: int, kinds: Sequence[str] | None) -> int:
    """How many traces the person has."""
    condition, values = where(Filter(kinds=kinds), person)
    found = connection.execute(f"SELECT count(*) FROM trace WHERE {condition}", values).fetchone()
    return int(found[0]) if found else 0


def search(connection: Connection, person: int, words: str, *, limit: int) -> list[Trace]:
    """Traces with all the words, best first, scored as in a SQLite home: how often they come, for how long the text is.

    Of more than 2,000 traces with the words, the newest 2,000 are ranked.
    """
    if limit < 1:
        raise InvalidInput(f"limit: {limit} makes no sense; give 1 or more")
    asked = list(dict.fromkeys(stems(clean(words))))[:_MOST_WORDS]
    if not asked:
        return []
    found = connection.execute(
        f"SELECT {_READ} FROM trace WHERE person = %(person)s AND row = ANY(ARRAY("
        "SELECT row FROM trace_word WHERE person = %(person)s AND word = ANY(%(words)s)"
        " GROUP BY row HAVING count(*) = %(count)s ORDER BY row DESC LIMIT %(most)s)) ORDER BY row DESC",
        {"person": person, "words": asked, "count": len(asked), "most": _CANDIDATES},
    ).fetchall()
    traces = [_trace(row) for row in found]
    usual = sum(len(trace.text) for trace in traces) / max(len(traces), 1) or 1.0
    wanted = set(asked)

    def score(trace: Trace) -> float:
        times = max(1, sum(each in wanted for each in stems(trace.text)))
        return times / (times + 1.2 * (0.25 + 0.75 * len(trace.text) / usual))

    return sorted(traces, key=score, reverse=True)[:limit]
