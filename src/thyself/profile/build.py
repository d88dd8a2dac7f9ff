"""Build: keep the profile up to date with the traces, by what is new since the last time; no model is called.

What is kept: ``profile:line``, one row a line with its statements, which stays while one of its traces is left;
``profile:style`` and the other parts, sums over all traces, and ``profile:mark``, how far the traces were read: all of
these go with any trace that is forgotten, and the next update reads what is left; ``profile:edit``, the person's own
changes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, Final

from thyself.core import StoreError
from thyself.profile.builder_lm import worded
from thyself.profile.fold import EDIT, LINE, Edit, Row, Saying, in_order, microseconds
from thyself.profile.parts import PARTS, Gathered
from thyself.profile.profile import Kept, Profile
from thyself.store.port import Derived, Progress, Scope, State

#: Grows when the same traces would come to something else; an older profile is then read anew.
VERSION: Final = 3

MARK: Final = "profile:mark"
_KEY: Final = "all"

Clock = Callable[[], datetime]
#: A profile for a prompt is worked out anew after so long, whatever has come.
FRESH: Final = timedelta(minutes=1)
#: So many traces are read before it is looked whether to go on.
_NOW_AND_THEN: Final = 200


class Held:
    """The last profile of a person, in memory while nothing changes."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.state: State | None = None
        self.zone = ""
        self.kept: Kept | None = None
        self.shown: _Shown | None = None


@dataclass(frozen=True, slots=True)
class _Shown:
    """A profile that prompts are made of, and what it was made from."""

    profile: Profile
    kept: Kept
    state: State
    zone: str

    def serves(self, scope: Scope, now: datetime, *, behind: int, old: timedelta) -> bool:
        state = scope.state()
        if self.zone != scope.zone.key or self.state.epoch != state.epoch or state.last - self.state.last > behind:
            return False
        fresh = timedelta() <= now - self.profile.now <= old
        return fresh and (state == self.state or tuple(_edits(scope)) == self.kept.edits)


def update(scope: Scope, *, now: datetime, clock: Clock | None = None) -> Profile:
    """Bring the profile up to date with the traces, and give it.

    Args:
        scope: The person's data.
        now: When this is done (aware): the time at which new lines are recorded.
        clock: Tells the time of later edits by the person; ``now`` where it is not given.
    """
    held = scope.memo.of(Held)
    with held.lock:
        return Profile(_now(held, scope, now), scope=scope, now=now, clock=clock or (lambda: now))


def recent(
    scope: Scope,
    *,
    now: datetime,
    behind: int = 20,
    old: timedelta = FRESH,
    progress: Progress | None = None,
) -> Profile:
    """The profile for a prompt, which is asked for at each turn: it may be a few of the newest traces behind.

    What was forgotten is gone from it, and what the person changed is in it, at once. It cannot be changed.

    Args:
        scope: The person's data.
        now: When it is asked for (aware).
        behind: How many traces it may lack.
        old: How long ago it may have been worked out.
        progress: Called now and then with how many traces were read; what it raises ends it, and nothing is changed.
    """
    held = scope.memo.of(Held)
    if (shown := held.shown) is not None and shown.serves(scope, now, behind=behind, old=old):
        return shown.profile  # whoever works it out anew meanwhile is not waited for
    with held.lock:
        if (shown := held.shown) is not None and shown.serves(scope, now, behind=behind, old=old):
            return shown.profile
        kept = _now(held, scope, now, progress)
        profile = Profile(kept, scope=scope, now=now, clock=None)
        _ = profile.lines  # worked out here, once
        assert held.state is not None
        held.shown = _Shown(profile, kept, held.state, held.zone)
        return profile


def _now(held: Held, scope: Scope, now: datetime, progress: Progress | None = None) -> Kept:
    """What is kept of the profile, up to date with the traces."""
    state, zone = scope.state(), scope.zone.key
    if held.kept is not None and (held.state, held.zone) == (state, zone):
        return held.kept
    try:
        last = _read_up(scope, state, now, progress)
        after, kept = scope.state(), _kept(scope)
    except StoreError:
        if scope.state().epoch == state.epoch:
            raise
        return _now(held, scope, now, progress)  # something was forgotten meanwhile
    held.state, held.zone = replace(after, last=last), zone  # what came meanwhile is read the next time
    held.kept = kept
    return kept


def _read_up(scope: Scope, state: State, now: datetime, progress: Progress | None) -> int:
    """Read what was not read yet, up to the trace whose number is given back.

    Raises:
        StoreError: Something was forgotten meanwhile; nothing was kept of what was read.
    """
    mark, zone = _body(scope, MARK), scope.zone.key
    if mark is None or mark["epoch"] != state.epoch or mark["version"] != VERSION or mark["zone"] != zone:
        return _anew(scope, state.epoch, now, progress)
    last = int(mark["last"])
    return _more(scope, last, state.epoch, now, progress) if last < state.last else last


def _anew(scope: Scope, epoch: int, now: datetime, progress: Progress | None) -> int:
    """Read everything, up to the trace whose number is given back.

    What is still there of older lines tells when they were first recorded.
    """
    recorded = {(row.id, each.trace_id): each.recorded for row in _rows(scope) for each in row.seen}
    gathered, last = _read(scope, Gathered(), 0, now, progress)
    for row in gathered.rows.values():
        row.seen = {_recorded(each, recorded.get((row.id, each.trace_id))) for each in row.seen}
    scope.replace(LINE, [_line(row, epoch) for row in gathered.rows.values()])
    scope.put([*_sums(gathered, epoch), _mark(scope, epoch, last)])
    return last


def _recorded(saying: Saying, at: int | None) -> Saying:
    return saying if at is None else replace(saying, recorded=at)


def _more(scope: Scope, after: int, epoch: int, now: datetime, progress: Progress | None) -> int:
    """Read what is new, up to the trace whose number is given back.

    The sums, the changed lines and the mark are kept in one transaction.
    """
    known = Gathered(
        {row.id: row for row in _rows(scope)}, {name: _body(scope, f"profile:{name}") or {} for name in PARTS}
    )
    gathered, last = _read(scope, known, after, now, progress)
    lines = [_line(gathered.rows[key], epoch) for key in sorted(gathered.touched)]
    scope.put([*lines, *_sums(gathered, epoch), _mark(scope, epoch, last)])
    return last


def _read(
    scope: Scope, gathered: Gathered, after: int, now: datetime, progress: Progress | None
) -> tuple[Gathered, int]:
    last, zone, recorded = after, scope.zone, microseconds(now)
    for read, (number, trace) in enumerate(scope.rows(after=after)):
        if progress is not None and read % _NOW_AND_THEN == 0:
            progress(read, None)
        gathered.take((trace,), zone=zone, recorded=recorded)
        last = number
    return gathered, last


def _rows(scope: Scope) -> list[Row]:
    return [Row.read(row.key, row.body) for row in scope.derived(LINE)]


def _kept(scope: Scope) -> Kept:
    parts = {name: _body(scope, f"profile:{name}") or {} for name in PARTS}
    rows = tuple(_rows(scope))
    said = worded(scope, but={row.id for row in rows})
    return Kept(rows, parts, tuple(_edits(scope)), tuple(said))


def _edits(scope: Scope) -> Iterator[Edit]:
    return (Edit.read(row.body) for row in scope.derived(EDIT))


def _body(scope: Scope, kind: str) -> dict[str, Any] | None:
    row = next(iter(scope.derived(kind, keys=(_KEY,))), None)
    return None if row is None else json.loads(json.dumps(dict(row.body)))


def _line(row: Row, epoch: int) -> Derived:
    sources = tuple(dict.fromkeys(each.trace_id for each in in_order(row.seen)))
    return Derived(LINE, row.id, row.body(), sources=sources, lasts="any", epoch=epoch)


def _sums(gathered: Gathered, epoch: int) -> list[Derived]:
    parts = gathered.parts.items()
    return [Derived(f"profile:{name}", _KEY, sums, sources=None, epoch=epoch) for name, sums in parts]


def _mark(scope: Scope, epoch: int, last: int) -> Derived:
    body = {"epoch": epoch, "last": last, "version": VERSION, "zone": scope.zone.key}
    return Derived(MARK, _KEY, body, sources=None, epoch=epoch)
