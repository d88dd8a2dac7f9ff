"""Fold: from what was stated when, to what holds, what held, and the changes between them.

Two times are told apart: when a statement was made, and since when (until when) what it says holds, where its words
tell ("I moved to Berlin in May"). What lies ahead begins in its own time. A statement in the present is better proof of
its day than a later one about it: "since 2019" does not undo what was said in 2020.

The fold is a function of the statements, whatever the order in which they came in; so what was read in ten pieces
equals what was read at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Final, Literal

from thyself.core import SENSITIVITIES, Sensitivity
from thyself.core.trace import digest
from thyself.memory.extract.records import Record
from thyself.memory.refine.against import ends, excludes

#: What a fold does to a line.
Change = Literal["add", "replace", "close", "hold"]
_MILLION: Final = 1_000_000


def moment(microseconds: int) -> datetime:
    """The time, in UTC."""
    return datetime.fromtimestamp(microseconds / _MILLION, UTC)


def microseconds(at: datetime) -> int:
    """Microseconds since 1970."""
    return round(at.timestamp() * _MILLION)


@dataclass(frozen=True, slots=True)
class Saying:
    """One statement of a line in one trace; times in microseconds.

    ``since`` and ``until`` are what its words say of when it holds, ``None`` where they say nothing.
    """

    at: int
    trace_id: str
    start: int
    end: int
    stance: str
    confidence: float
    recorded: int
    since: int | None = None
    until: int | None = None

    @property
    def order(self) -> tuple[int, str, int, int]:
        """For sorting by time; within a sentence what ends goes before what begins."""
        return self.at, self.trace_id, self.start, self.stance == "is"

    @property
    def effective(self) -> int:
        """When it comes to count: when it was said, or, where it speaks of what lies ahead, then."""
        told = self.since if self.stance == "is" else self.until
        return self.at if told is None else max(told, self.at)


@dataclass(slots=True)
class Row:
    """All statements of one line: what is kept under ``profile:line``."""

    id: str
    about: str
    slot: str
    subject: str
    value: str
    text: str
    sensitivity: Sensitivity
    seen: set[Saying] = field(default_factory=set)

    @classmethod
    def of(cls, record: Record) -> Row:
        """An empty row for the line that a record speaks of."""
        return cls(
            record.line_id, record.about, record.slot, record.subject, record.value, record.text, record.sensitivity
        )

    def add(self, record: Record, saying: Saying) -> None:
        """Add a statement; the words kept do not depend on the order in which statements come."""
        self.seen.add(saying)
        self.value, self.text = min(self.value, record.value), min(self.text, record.text)
        self.sensitivity = max(self.sensitivity, record.sensitivity, key=SENSITIVITIES.index)

    def body(self) -> dict[str, Any]:
        """As JSON values."""
        seen = [
            [s.at, s.trace_id, s.start, s.end, s.stance, s.confidence, s.recorded, s.since, s.until]
            for s in in_order(self.seen)
        ]
        return {
            "about": self.about, "slot": self.slot, "subject": self.subject, "value": self.value, "text": self.text,
            "sensitivity": self.sensitivity, "seen": seen,
        }  # fmt: skip

    @classmethod
    def read(cls, key: str, body: Mapping[str, Any]) -> Row:
        """From what :meth:`body` made."""
        values = {name: body[name] for name in ("about", "slot", "subject", "value", "text", "sensitivity")}
        return cls(id=key, **values, seen={Saying(*each) for each in body["seen"]})


def in_order(sayings: Iterable[Saying]) -> list[Saying]:
    """In order of time."""
    return sorted(sayings, key=lambda each: (each.order, each.stance))


@dataclass(slots=True)
class Version:
    """One span of time in which a line held, with the traces that say so."""

    row: Row
    since: int | None
    until: int | None = None
    sayings: list[Saying] = field(default_factory=list)
    replaces: str | None = None
    reason: str = ""

    @property
    def said(self) -> list[Saying]:
        """The statements that it holds."""
        return [each for each in self.sayings if each.stance == "is"]

    def holds(self, at: int) -> bool:
        """Whether it holds at a time."""
        return (self.since is None or self.since <= at) and (self.until is None or at < self.until)


@dataclass(slots=True)
class Folded:
    """What a fold gives: spans of validity in order of time, and the patches."""

    versions: list[Version] = field(default_factory=list)
    patches: list[tuple[int, Change, Version, str]] = field(default_factory=list)

    def at(self, at: int) -> dict[str, Version]:
        """The versions that hold at a time, by line."""
        return {each.row.id: each for each in self.versions if each.holds(at) and each.said}


def fold(rows: Iterable[Row], protected: Mapping[str, str]) -> Folded:
    """Go through all statements in order of time.

    Args:
        rows: The statements by line.
        protected: Lines that the person edited or pinned, with the place (:func:`place`) in which they hold: no later
            statement closes them, and no other value takes their place.
    """
    state = _State(protected)
    events = [(each.effective, each.order, row.id, each, row) for row in rows for each in row.seen]
    events += [
        (until, each.order, row.id, replace(each, stance="until"), row)
        for row in rows
        for each in row.seen
        if each.stance == "is" and (until := each.until) is not None and until > each.effective
    ]
    for at, _, _, saying, row in sorted(events, key=lambda each: each[:3]):
        if saying.stance == "is":
            state.holds(row, saying, at)
        elif saying.stance == "until":
            state.lapses(row, at)
        else:
            state.ends(row, saying, at)
    return state.folded


def place(slot: str, subject: str) -> str:
    """A digest of where only one value can hold; empty where several can."""
    return digest("place", slot, subject.casefold())[:16] if slot else ""


class _State:
    def __init__(self, protected: Mapping[str, str]) -> None:
        self.folded = Folded()
        self._open: dict[str, Version] = {}
        self._slots: dict[str, str] = {}
        self._protected = protected
        self._taken = {where: line for line, where in protected.items() if where}

    def holds(self, row: Row, saying: Saying, at: int) -> None:
        known = self._open.get(row.id)
        if known is not None:
            known.sayings.append(saying)
            if saying.since is not None and known.since is not None and known.replaces is None:
                known.since = min(known.since, saying.since)
            return
        where = place(row.slot, row.subject)
        if self._taken.get(where, row.id) != row.id:
            held = Version(row, at, at, [saying])
            self.folded.patches.append((at, "hold", held, "your own words stand"))
            return
        before = self._open.get(self._slots.get(where, "")) if where else None
        since = at if saying.since is None else min(saying.since, at)
        against = [each for each in self._open.values() if excludes(row, each.row)]
        if any(each.since is not None and _last(each) >= since for each in (before, *against) if each is not None):
            since = at
        version = Version(row, since, sayings=[saying])
        if before is not None:
            version.replaces = before.row.id
            self._close(before.row.id, since, at, f"replaced: {row.text}")
        for each in against:
            self._close(each.row.id, since, at, f"said since: {row.text}")
        self._open[row.id] = version
        if where:
            self._slots[where] = row.id
        self.folded.versions.append(version)
        self._patch(at, "replace" if version.replaces else "add", version, "stated")

    def ends(self, row: Row, saying: Saying, at: int) -> None:
        ended = [each.row.id for each in self._open.values() if each.row.id == row.id or ends(row, each.row)]
        for line in ended:
            until = at if saying.until is None else min(saying.until, at)
            why = "said that it is no longer so" if saying.stance == "not" else "said as past"
            self._close(line, until, at, why if line == row.id else f"{why}: {row.text}")
        if not ended and saying.stance == "was" and row.id not in self._protected:
            until = at if saying.until is None else saying.until
            version = Version(row, saying.since, until, [saying])
            if not any(each.row.id == row.id for each in self.folded.versions):
                self.folded.versions.append(version)
                self._patch(at, "add", version, "stated as past")

    def lapses(self, row: Row, at: int) -> None:
        self._close(row.id, at, at, "said to hold until then")

    def _close(self, line: str, until: int, at: int, reason: str) -> None:
        version = self._open.get(line)
        if version is None or line in self._protected:
            return
        del self._open[line]
        version.until = max(until, min(_last(version), at))
        version.reason = reason
        self._patch(at, "close", version, reason)

    def _patch(self, at: int, op: Change, version: Version, reason: str) -> None:
        self.folded.patches.append((at, op, version, reason))


def _last(version: Version) -> int:
    """When it was last said to hold."""
    return max((each.at for each in version.said), default=version.since or 0)
