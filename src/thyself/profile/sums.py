"""Sums: counts that can be added in any order and come out the same, to the last digit.

Parts of a profile are kept as sums over traces, so that new traces are added and old ones are not read again. Figures
are kept in millionths (whole numbers), because sums of fractions depend on their order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, MutableMapping
from typing import Any, Final

#: How many traces are kept as examples of a thing.
EXAMPLES: Final = 6
#: How many distinct days are kept of a thing: enough to tell whether it comes back.
DAYS: Final = 4
MILLION: Final = 1_000_000

Counts = MutableMapping[str, int]


def add(into: Counts, more: Mapping[str, int]) -> None:
    """Add counts to counts."""
    for name, count in more.items():
        into[name] = into.get(name, 0) + count


def newest(known: Iterable[list[Any]], more: Iterable[list[Any]]) -> list[list[Any]]:
    """The newest few of ``[microseconds, trace id]`` pairs, newest first, each once."""
    return [list(each) for each in sorted({(at, key) for at, key in [*known, *more]}, reverse=True)[:EXAMPLES]]


def some_days(known: Iterable[Any], more: Iterable[Any]) -> list[Any]:
    """The first few distinct days."""
    return sorted({*known, *more})[:DAYS]


class Seen:
    """Things that come up in traces: how often, on which days, in which traces.

    The body of each is ``{"n": count, "days": [...], "ex": [[microseconds, trace id], ...]}`` and whatever counts are
    given beside.
    """

    def __init__(self, rows: Mapping[str, Any] | None = None) -> None:
        self.rows: dict[str, dict[str, Any]] = {key: dict(row) for key, row in (rows or {}).items()}

    def see(self, thing: str, *, at: int, day: str, trace_id: str, counts: Mapping[str, int] | None = None) -> None:
        """Count a thing once for a trace."""
        row = self.rows.get(thing)
        if row is None:
            row = self.rows[thing] = {"n": 0, "days": [], "ex": []}
        row["n"] += 1
        days = row["days"]
        if day not in days and (len(days) < DAYS or day < days[-1]):
            row["days"] = some_days(days, (day,))
        examples = row["ex"]
        if len(examples) < EXAMPLES or [at, trace_id] > examples[-1]:
            row["ex"] = newest(examples, ([at, trace_id],))
        for name, count in (counts or {}).items():
            row[name] = row.get(name, 0) + count
