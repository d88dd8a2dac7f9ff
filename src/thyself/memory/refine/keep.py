"""Keep: records that were let in, one row each with the trace that says so, and what they come to.

What is kept: ``refined:record``, gone with its trace; ``refined:mark``, how far the rules have read, gone with any
trace, so that what is left is read anew; ``refined:shown``, which texts a model was shown, so that none is shown twice;
``refined:use``, how often a memory was recalled. Memories are put together from the records each time, so that they are
the same whether traces came one by one or at once, and so that nothing of a forgotten trace is left in them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from functools import lru_cache
from itertools import islice
from typing import Any, Final
from zoneinfo import ZoneInfo

from thyself.core import Trace
from thyself.core.trace import digest, microseconds
from thyself.memory.extract.records import Extractor, Record
from thyself.memory.extract.rules import Rules
from thyself.memory.extract.taught import Taught
from thyself.memory.extract.validity import validity
from thyself.memory.refine.admit import Refused, admit, heard_in
from thyself.memory.refine.refined import Memory, Noted, Refined, refine
from thyself.memory.refine.same import Alike
from thyself.memory.refine.trust import Trust
from thyself.store.port import Derived, Scope

RECORD: Final = "refined:record"
MARK: Final = "refined:mark"
SHOWN: Final = "refined:shown"
USE: Final = "refined:use"

#: Grows when the same traces would come to something else; older records of rules are then read anew.
VERSION: Final = 2
#: How many traces are read before what was found is kept.
PIECE: Final = 500
_KEY: Final = "all"


@lru_cache(maxsize=1)
def default_readers() -> tuple[Extractor, ...]:
    """What reads records without a model: facts by patterns, and what the person teaches."""
    return (Rules(), Taught())


@dataclass(frozen=True, slots=True)
class Piece:
    """What became of some traces: how many were read, kept and turned away, and how many are left."""

    read: int
    kept: int
    refused: tuple[Refused, ...]
    left: int


def unread(scope: Scope, readers: Sequence[Extractor] | None = None) -> int:
    """The row after which the rules have still to read; 0 where they must begin anew."""
    mark = next((row.body for row in scope.derived(MARK, keys=(_KEY,))), None)
    return int(mark["last"]) if mark is not None and _same(scope, mark, readers or default_readers()) else 0


def read(scope: Scope, *, now: datetime, readers: Sequence[Extractor] | None = None) -> Iterator[Piece]:
    """Read what came since the last time by the rules, a piece at a time; no model is called.

    Each piece is kept with how far it goes in one transaction: stopped anywhere, the next time goes on from there.

    Args:
        scope: The person's data.
        now: When this is done (aware): the time at which new records are recorded.
        readers: What reads; others than the last time read everything anew.
    """
    chosen = readers or default_readers()
    after = unread(scope, chosen)
    if after == 0:
        scope.drop(MARK)
        old = [row.key for row in scope.derived(RECORD) if not str(row.body["reader"]).startswith("model-")]
        scope.drop(RECORD, keys=old)
    heard = heard_in(scope)
    rows = scope.rows(after=after)
    total, done = scope.state().last - after, 0
    while piece := list(islice(rows, PIECE)):
        traces = {trace.id: trace for _, trace in piece}
        found: list[Derived] = []
        refused: list[Refused] = []
        for reader in chosen:
            kept, away = admit(reader.extract(list(traces.values())), traces, heard=heard)
            found += [row(note(each, traces[each.trace_id], now, scope.zone), reader.name) for each in kept]
            refused += away
        last = piece[-1][0]
        scope.put([*found, _mark(scope, last, chosen)])
        done = last - after
        yield Piece(len(piece), len(found), tuple(refused), max(0, total - done))


def up_to_date(scope: Scope, *, now: datetime) -> None:
    """Read all that the rules have still to read."""
    for _ in read(scope, now=now):
        pass


def note(record: Record, trace: Trace, now: datetime, zone: ZoneInfo) -> Noted:
    """A record with what its trace tells of it."""
    held = validity(record.clause, record.stance, trace.at, zone)
    since, until = (None if each is None else microseconds(each) for each in (held.since, held.until))
    return Noted(record, microseconds(trace.at), trace.source, microseconds(now), since, until)


def row(noted: Noted, reader: str) -> Derived:
    """As it is kept: it goes with its trace."""
    record = noted.record
    body = {name: getattr(noted, name) for name in ("at", "source", "recorded", "since", "until")}
    key = digest(reader, record.trace_id, record.line_id, record.stance)
    return Derived(RECORD, key, body | {"record": asdict(record), "reader": reader}, sources=(record.trace_id,))


def kept(scope: Scope, *, by: str = "") -> list[Noted]:
    """The records that are kept, of readers whose name begins so."""
    return [_noted(each.body) for each in scope.derived(RECORD) if str(each.body["reader"]).startswith(by)]


def refined(
    scope: Scope, *, before: datetime | None = None, alike: Alike | None = None, trust: Trust | None = None
) -> Refined:
    """What the kept records come to.

    Args:
        scope: The person's data.
        before: Only what was told before this time.
        alike, trust: See :func:`thyself.memory.refine.refine`.
    """
    at_hand = scope.memo.of(_AtHand)
    key = (scope.state(), before, alike, trust)
    if at_hand.key != key:
        noted = kept(scope)
        if before is not None:
            noted = [each for each in noted if each.at < microseconds(before)]
        at_hand.refined, at_hand.key = refine(noted, alike=alike, trust=trust), key
    return at_hand.refined


class _AtHand:
    """What was put together last, and of which state of the data."""

    def __init__(self) -> None:
        self.refined = Refined()
        self.key: object = None


@dataclass(frozen=True, slots=True)
class Use:
    """How a memory was used: how often recalled, when last (microseconds), how often found right or wrong."""

    recalls: int = 0
    last: int | None = None
    right: int = 0
    wrong: int = 0


def uses(scope: Scope) -> dict[str, Use]:
    """How each memory was used, by its id."""
    return {each.key: Use(**dict(each.body)) for each in scope.derived(USE)}


def recalled(scope: Scope, memories: Iterable[Memory], *, at: datetime) -> None:
    """Count that memories were recalled."""
    known = uses(scope)
    scope.put([
        _use(each, Use(old.recalls + 1, microseconds(at), old.right, old.wrong))
        for each in memories for old in (known.get(each.id, Use()),)
    ])  # fmt: skip


def judged(scope: Scope, memory: Memory, *, right: bool) -> None:
    """Count that somebody found a memory right, or wrong."""
    old = uses(scope).get(memory.id, Use())
    scope.put([_use(memory, Use(old.recalls, old.last, old.right + right, old.wrong + (not right)))])


def _use(memory: Memory, use: Use) -> Derived:
    return Derived(USE, memory.id, asdict(use), sources=memory.sources, lasts="any")


def _noted(body: Mapping[str, Any]) -> Noted:
    told = dict(body["record"])
    record = Record(**{each.name: told[each.name] for each in fields(Record)})
    return Noted(record, body["at"], body["source"], body["recorded"], body["since"], body["until"])


def _mark(scope: Scope, last: int, readers: Sequence[Extractor]) -> Derived:
    return Derived(MARK, _KEY, _as_now(scope, readers) | {"last": last}, sources=None)


def _as_now(scope: Scope, readers: Sequence[Extractor]) -> dict[str, Any]:
    by = [f"{each.name}/{each.schema}" for each in readers]
    return {"version": VERSION, "by": by, "epoch": scope.state().epoch, "zone": scope.zone.key}


def _same(scope: Scope, mark: Mapping[str, Any], readers: Sequence[Extractor]) -> bool:
    return all(mark.get(name) == value for name, value in _as_now(scope, readers).items())
