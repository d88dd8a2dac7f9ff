"""Reading traces: chosen by their fields or their words, in order, a piece at a time.

A piece is read and let go before the next, so that a reader who stops half-way never holds the file: a deletion could
not be proven while an old state of it was being read.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from thyself.core import InvalidInput, Trace
from thyself.core.given import aware
from thyself.core.trace import microseconds
from thyself.store.persons import bounds, find
from thyself.store.rows import READ, to_trace

Reading = Callable[[], AbstractContextManager[sqlite3.Connection]]

PIECE: Final = 4096
_IDS_AT_ONCE: Final = 400
_ID_BYTES: Final = 10
_CANDIDATES: Final = 2000
_MOST_WORDS: Final = 100


@dataclass(frozen=True, slots=True)
class Filter:
    """Which traces are meant: those that match every field that is given."""

    ids: Sequence[str] | None = None
    kinds: Sequence[str] | None = None
    sources: Sequence[str] | None = None
    authors: Sequence[str] | None = None
    session: str | None = None
    since: datetime | None = None
    before: datetime | None = None

    def where(self, person: int) -> tuple[str, list[Any]]:
        """The condition in SQL, ids left aside, and its parameters."""
        terms, values = ["person = ?"], [person]
        parameters: list[Any] = list(values)
        for column, wanted in (("kind", self.kinds), ("source", self.sources), ("author", self.authors)):
            if wanted is not None:
                several = [wanted] if isinstance(wanted, str) else list(wanted)
                terms.append(f"{column} IN ({', '.join('?' * len(several))})")
                parameters += several
        if self.session is not None:
            terms.append("session = ?")
            parameters.append(self.session)
        for sign, at in ((">=", self.since), ("<", self.before)):
            if at is not None:
                terms.append(f"at {sign} ?")
                parameters.append(microseconds(aware(at)))
        return " AND ".join(terms), parameters


def rows_of_ids(connection: sqlite3.Connection, person: int, ids: Sequence[str]) -> dict[str, int]:
    """The row of each id that is a trace of this person."""
    found: dict[str, int] = {}
    keys = [key for each in dict.fromkeys(ids) if (key := key_of(each)) is not None]
    for start in range(0, len(keys), _IDS_AT_ONCE):
        some = keys[start : start + _IDS_AT_ONCE]
        marks = ", ".join("?" * len(some))
        for key, row in connection.execute(
            f"SELECT digest, row FROM trace WHERE person = ? AND digest IN ({marks}) AND named IS NULL"
            f" UNION ALL SELECT named, row FROM trace WHERE person = ? AND named IN ({marks})",
            (person, *some, person, *some),
        ):
            found[key.hex()] = row
    return found


def key_of(trace_id: str) -> bytes | None:
    """The bytes of a trace's id; ``None`` for what is none."""
    if len(trace_id) != 2 * _ID_BYTES or not trace_id.isascii() or trace_id != trace_id.lower():
        return None
    try:
        return bytes.fromhex(trace_id)
    except ValueError:
        return None


def in_time(reading: Reading, name: str, wanted: Filter, *, newest_first: bool, limit: int | None) -> Iterator[Trace]:
    """Traces in order of time, then of arrival."""
    if limit is not None and limit < 0:
        raise InvalidInput(f"limit: {limit} makes no sense; give 1 or more, or leave it out")
    if wanted.ids is not None:
        return _by_ids(reading, name, wanted, newest_first=newest_first, limit=limit)
    return _by_time(reading, name, wanted, newest_first=newest_first, limit=limit)


def _by_time(reading: Reading, name: str, wanted: Filter, *, newest_first: bool, limit: int | None) -> Iterator[Trace]:
    sign, order = ("<", "DESC") if newest_first else (">", "ASC")
    bound = ""
    place: tuple[int, ...] = ()
    left = limit
    while left is None or left > 0:
        size = PIECE if left is None else min(PIECE, left)
        with reading() as connection:
            if (person := find(connection, name)) is None:
                return
            where, parameters = wanted.where(person)
            found = connection.execute(
                f"SELECT {READ}, row FROM trace INDEXED BY trace_at WHERE {where}{bound}"
                f" ORDER BY at {order}, row {order} LIMIT ?",
                (*parameters, *place, size),
            ).fetchall()
        for row in found:
            yield to_trace(row[:-1])
        if len(found) < size:
            return
        at, row_number = found[-1][1], found[-1][-1]
        bound, place = f" AND at {sign}= ? AND (at {sign} ? OR row {sign} ?)", (at, at, row_number)
        left = None if left is None else left - len(found)


def _by_ids(reading: Reading, name: str, wanted: Filter, *, newest_first: bool, limit: int | None) -> Iterator[Trace]:
    with reading() as connection:
        if (person := find(connection, name)) is None:
            return
        numbers = sorted(rows_of_ids(connection, person, wanted.ids or ()).values())
        where, parameters = wanted.where(person)
        found = list(_by_number(connection, numbers, f" AND {where}", parameters))
    found.sort(key=lambda row: (row[1], row[-1]), reverse=newest_first)
    for row in found if limit is None else found[:limit]:
        yield to_trace(row[:-1])


def _by_number(
    connection: sqlite3.Connection, numbers: Sequence[int], condition: str = "", parameters: Sequence[Any] = ()
) -> Iterator[tuple[Any, ...]]:
    for start in range(0, len(numbers), _IDS_AT_ONCE):
        some = numbers[start : start + _IDS_AT_ONCE]
        # A cross join keeps its order: the rows that are named, and not the person's whole range, are looked up.
        yield from connection.execute(
            f"WITH named_row(number) AS (VALUES {', '.join(['(?)'] * len(some))})"
            f" SELECT {READ}, row FROM named_row CROSS JOIN trace ON row = number WHERE TRUE{condition}",
            (*some, *parameters),
        )


def in_order_of_arrival(reading: Reading, name: str, *, after: int) -> Iterator[tuple[int, Trace]]:
    """The person's own row numbers, from 1, and the traces."""
    while True:
        with reading() as connection:
            if (person := find(connection, name)) is None:
                return
            first, last = bounds(person)
            found = connection.execute(
                f"SELECT {READ}, row FROM trace WHERE row > ? AND row <= ? ORDER BY row LIMIT ?",
                (first + after, last, PIECE),
            ).fetchall()
        for row in found:
            yield row[-1] - first, to_trace(row[:-1])
        if len(found) < PIECE:
            return
        after = found[-1][-1] - first


def count(connection: sqlite3.Connection, name: str, kinds: Sequence[str] | None) -> int:
    """How many traces the person has."""
    if (person := find(connection, name)) is None:
        return 0
    where, parameters = Filter(kinds=kinds).where(person)
    return int(connection.execute(f"SELECT count(*) FROM trace WHERE {where}", parameters).fetchone()[0])


def search(connection: sqlite3.Connection, name: str, words: str, *, limit: int) -> list[Trace]:
    """Traces with all the words, best first: those in which they come often, for how long the text is.

    The saturation and the length term are those of BM25; the weights of single words play no part, as each of them is
    there. Nothing outside the person's own rows is looked at, so neither order nor speed depend on other persons. Of
    more than 2,000 traces with the words, the newest 2,000 are ranked.
    """
    if limit < 1:
        raise InvalidInput(f"limit: {limit} makes no sense; give 1 or more")
    person, query = find(connection, name), _query(words)
    if person is None or not query:
        return []
    found = connection.execute(
        "SELECT rowid, length(text), length(highlight(trace_words, 0, char(1), '')) FROM trace_words"
        " WHERE trace_words MATCH ? AND rowid BETWEEN ? AND ? ORDER BY rowid DESC LIMIT ?",
        (query, *bounds(person), _CANDIDATES),
    ).fetchall()
    if not found:
        return []
    usual = sum(length for _, length, _ in found) / len(found) or 1.0
    scores = {
        row: (times := max(1, marked - length)) / (times + 1.2 * (0.25 + 0.75 * length / usual))
        for row, length, marked in found
    }
    best = sorted(scores, key=lambda row: -scores[row])[:limit]
    traces = {row[-1]: to_trace(row[:-1]) for row in _by_number(connection, best)}
    return [traces[row] for row in best if row in traces]


def _query(words: str) -> str:
    """Each word in quotes, so that no character of it is an operator; what has no letter or digit says nothing."""
    readable = words.encode("utf-8", "replace").decode().replace("\0", " ")
    given = [each for each in dict.fromkeys(readable.split()) if any(sign.isalnum() for sign in each)]
    return " ".join('"' + each.replace('"', '""') + '"' for each in given[:_MOST_WORDS])
