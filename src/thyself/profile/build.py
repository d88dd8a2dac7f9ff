"""Build: keep the profile up to date with the traces, by what is new since the last time; no model is called.

What is kept: ``profile:line``, one row a line with its statements, which stays while one of its traces is left;
``profile:style`` and the other parts, sums over all traces, and ``profile:mark``, how far the traces were read: all of
these go with any trace that is forgotten, and the next update reads what is left; ``profile:edit``, the person's own
changes.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from thyself.profile.builder_lm import worded
from thyself.profile.fold import EDIT, LINE, Edit, Row, Saying, in_order, microseconds
from thyself.profile.parts import PARTS, Gathered
from thyself.profile.profile import Kept, Profile
from thyself.store.port import Derived, Scope

#: Grows when the same traces would come to something else; an older profile is then read anew.
VERSION: Final = 2

MARK: Final = "profile:mark"
_KEY: Final = "all"

Clock = Callable[[], datetime]


def update(scope: Scope, *, now: datetime, clock: Clock | None = None) -> Profile:
    """Bring the profile up to date with the traces, and give it.

    Args:
        scope: The person's data.
        now: When this is done (aware): the time at which new lines are recorded.
        clock: Tells the time of later edits by the person; ``now`` where it is not given.
    """
    state = scope.state()
    mark = _body(scope, MARK)
    if mark is None or mark["epoch"] != state.epoch or mark["version"] != VERSION or mark["zone"] != scope.zone.key:
        _anew(scope, now)
    elif mark["last"] < state.last:
        _more(scope, int(mark["last"]), now)
    return Profile(_kept(scope), scope=scope, now=now, clock=clock or (lambda: now))


def _anew(scope: Scope, now: datetime) -> None:
    """Read everything; what is still there of older lines tells when they were first recorded."""
    recorded = {(row.id, each.trace_id): each.recorded for row in _rows(scope) for each in row.seen}
    gathered, last = _read(scope, Gathered(), 0, now)
    for row in gathered.rows.values():
        row.seen = {_recorded(each, recorded.get((row.id, each.trace_id))) for each in row.seen}
    scope.replace(LINE, [_line(row) for row in gathered.rows.values()])
    scope.put([*_sums(gathered), _mark(scope, last)])


def _recorded(saying: Saying, at: int | None) -> Saying:
    return saying if at is None else replace(saying, recorded=at)


def _more(scope: Scope, after: int, now: datetime) -> None:
    """Read what is new, and keep the sums, the changed lines and the mark in one transaction."""
    known = Gathered(
        {row.id: row for row in _rows(scope)}, {name: _body(scope, f"profile:{name}") or {} for name in PARTS}
    )
    gathered, last = _read(scope, known, after, now)
    lines = [_line(gathered.rows[key]) for key in sorted(gathered.touched)]
    scope.put([*lines, *_sums(gathered), _mark(scope, last)])


def _read(scope: Scope, gathered: Gathered, after: int, now: datetime) -> tuple[Gathered, int]:
    last, zone, recorded = after, scope.zone, microseconds(now)
    for number, trace in scope.rows(after=after):
        gathered.take((trace,), zone=zone, recorded=recorded)
        last = number
    return gathered, last


def _rows(scope: Scope) -> list[Row]:
    return [Row.read(row.key, row.body) for row in scope.derived(LINE)]


def _kept(scope: Scope) -> Kept:
    parts = {name: _body(scope, f"profile:{name}") or {} for name in PARTS}
    rows = tuple(_rows(scope))
    said = worded(scope, but={row.id for row in rows})
    return Kept(rows, parts, tuple(Edit.read(row.body) for row in scope.derived(EDIT)), tuple(said))


def _body(scope: Scope, kind: str) -> dict[str, Any] | None:
    row = next(iter(scope.derived(kind, keys=(_KEY,))), None)
    return None if row is None else json.loads(json.dumps(dict(row.body)))


def _line(row: Row) -> Derived:
    sources = tuple(dict.fromkeys(each.trace_id for each in in_order(row.seen)))
    return Derived(LINE, row.id, row.body(), sources=sources, lasts="any")


def _sums(gathered: Gathered) -> list[Derived]:
    return [Derived(f"profile:{name}", _KEY, sums, sources=None) for name, sums in gathered.parts.items()]


def _mark(scope: Scope, last: int) -> Derived:
    body = {"epoch": scope.state().epoch, "last": last, "version": VERSION, "zone": scope.zone.key}
    return Derived(MARK, _KEY, body, sources=None)
