"""Fold: from what was stated when, to the lines that hold, those that held, and the patches between them.

The fold is a function of the statements and the person's own edits, whatever the order in which they came in; so a
profile that was updated ten times equals one that was built at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Final

from thyself.core import SENSITIVITIES, Sensitivity
from thyself.core.trace import digest
from thyself.memory.extract.records import AREAS, Record, line_id
from thyself.profile.lines import Line, Op
from thyself.profile.sums import MILLION

#: The kinds of the derived rows of lines and of the person's edits.
LINE: Final = "profile:line"
EDIT: Final = "profile:edit"

#: Two areas that speak against each other about the same thing.
_OPPOSITE: Final = {"likes": "dislikes", "dislikes": "likes"}


def moment(microseconds: int) -> datetime:
    """The time, in UTC."""
    return datetime.fromtimestamp(microseconds / MILLION, UTC)


def microseconds(at: datetime) -> int:
    """Microseconds since 1970."""
    return round(at.timestamp() * MILLION)


@dataclass(frozen=True, slots=True, order=True)
class Saying:
    """One statement of a line in one trace; sorted by time."""

    at: int
    trace_id: str
    start: int
    end: int
    stance: str
    confidence: float
    recorded: int


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
        seen = [[s.at, s.trace_id, s.start, s.end, s.stance, s.confidence, s.recorded] for s in sorted(self.seen)]
        return {
            "about": self.about, "slot": self.slot, "subject": self.subject, "value": self.value, "text": self.text,
            "sensitivity": self.sensitivity, "seen": seen,
        }  # fmt: skip

    @classmethod
    def read(cls, key: str, body: Mapping[str, Any]) -> Row:
        """From what :meth:`body` made."""
        values = {name: body[name] for name in ("about", "slot", "subject", "value", "text", "sensitivity")}
        return cls(id=key, **values, seen={Saying(*each) for each in body["seen"]})


@dataclass(frozen=True, slots=True)
class Edit:
    """Something that the person did to the profile: what is kept under ``profile:edit``, until the person undoes it.

    It names the line by its id and the place in which one value holds by a digest, so that nothing of a forgotten trace
    stays in it; ``text`` is the person's own.
    """

    n: int
    op: Op
    line: str
    at: int
    text: str = ""
    about: str = ""
    place: str = ""

    @property
    def key(self) -> str:
        """The key of its derived row."""
        return f"{self.n:06d}-{self.line}"

    def body(self) -> dict[str, Any]:
        """As JSON values."""
        return {name: getattr(self, name) for name in self.__slots__}

    @classmethod
    def read(cls, body: Mapping[str, Any]) -> Edit:
        """From what :meth:`body` made."""
        return cls(**body)


@dataclass(slots=True)
class Version:
    """One span of time in which a line held, with the traces that say so."""

    row: Row
    since: int | None
    until: int | None = None
    sayings: list[Saying] = field(default_factory=list)
    replaces: str | None = None


@dataclass(slots=True)
class Folded:
    """What a fold gives: spans of validity in order of time, and the patches."""

    versions: list[Version] = field(default_factory=list)
    patches: list[tuple[int, Op, Version, str]] = field(default_factory=list)

    def open(self) -> dict[str, Version]:
        """The versions that hold at the end, by line."""
        return {each.row.id: each for each in self.versions if each.until is None}


def fold(rows: Iterable[Row], protected: Mapping[str, str]) -> Folded:
    """Go through all statements in order of time.

    Args:
        rows: The statements by line.
        protected: Lines that the person edited or pinned, with the place (:func:`place`) in which they hold: no later
            statement closes them, and no other value takes their place.
    """
    state = _State(protected)
    events = sorted(((saying, row) for row in rows for saying in row.seen), key=lambda each: (each[0], each[1].id))
    for saying, row in events:
        if saying.stance == "is":
            state.holds(row, saying)
        else:
            state.ends(row, saying)
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

    def holds(self, row: Row, saying: Saying) -> None:
        known = self._open.get(row.id)
        if known is not None:
            known.sayings.append(saying)
            return
        where = place(row.slot, row.subject)
        if self._taken.get(where, row.id) != row.id:
            held = Version(row, saying.at, saying.at, [saying])
            self.folded.patches.append((saying.at, "hold", held, "your own words stand"))
            return
        version = Version(row, saying.at, sayings=[saying])
        before = self._slots.get(where) if where else None
        if before is not None and before != row.id:
            version.replaces = before
            self._close(before, saying.at, f"replaced: {row.text}")
        self._close(self._opposite(row), saying.at, f"said since: {row.text}")
        self._open[row.id] = version
        if where:
            self._slots[where] = row.id
        self.folded.versions.append(version)
        self._patch(saying.at, "replace" if version.replaces else "add", version, "stated")

    def ends(self, row: Row, saying: Saying) -> None:
        if row.id in self._open:
            self._close(row.id, saying.at, "said that it is no longer so" if saying.stance == "not" else "said as past")
        elif saying.stance == "was" and row.id not in self._protected:
            version = Version(row, None, saying.at, [saying])
            if not any(each.row.id == row.id for each in self.folded.versions):
                self.folded.versions.append(version)
                self._patch(saying.at, "add", version, "stated as past")

    def _close(self, line: str, at: int, reason: str) -> None:
        version = self._open.get(line)
        if version is None or line in self._protected:
            return
        del self._open[line]
        version.until = at
        self._patch(at, "close", version, reason)

    def _opposite(self, row: Row) -> str:
        other = _OPPOSITE.get(row.about) if not row.slot else None
        return line_id(other, row.subject, row.value) if other else ""

    def _patch(self, at: int, op: Op, version: Version, reason: str) -> None:
        self.folded.patches.append((at, op, version, reason))


def as_line(version: Version) -> Line:
    """The line of a version, its evidence still to be filled in."""
    row, said = version.row, [each for each in version.sayings if each.stance == "is"]
    sure = max((each.confidence for each in said), default=version.sayings[0].confidence)
    return Line(
        id=row.id, text=row.text, about=row.about, value=row.value, slot=row.slot, subject=row.subject,
        confidence=round(sure + (1 - sure) * (1 - 0.7 ** max(len(said) - 1, 0)), 4), origin="stated",
        valid_from=None if version.since is None else moment(version.since),
        valid_to=None if version.until is None else moment(version.until),
        recorded_at=moment(min(each.recorded for each in version.sayings)), replaces=version.replaces,
        sensitivity=row.sensitivity, score=float(len(said)),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Own:
    """What the person's edits come to: which lines are rewritten, added, pinned, removed."""

    words: Mapping[str, Edit]
    pinned: frozenset[str]
    removed: frozenset[str]
    places: Mapping[str, str]

    @classmethod
    def of(cls, edits: Iterable[Edit]) -> Own:
        """Go through the edits in order."""
        words: dict[str, Edit] = {}
        pinned: dict[str, str] = {}
        removed: dict[str, None] = {}
        for edit in sorted(edits, key=lambda each: (each.n, each.line)):
            if edit.op in ("edit", "add"):
                words[edit.line] = edit
                removed.pop(edit.line, None)
            elif edit.op == "pin":
                pinned[edit.line] = edit.place
            elif edit.op == "unpin":
                pinned.pop(edit.line, None)
            elif edit.op == "remove":
                removed[edit.line] = None
                words.pop(edit.line, None)
                pinned.pop(edit.line, None)
        places = {line: edit.place for line, edit in words.items()} | pinned
        return cls(words, frozenset(pinned), frozenset(removed), places)


def current(lines: Iterable[Line], own: Own) -> list[Line]:
    """Inferred and stated lines with the person's own over them, sorted by area, then the strongest first."""
    by_id = {line.id: line for line in lines if line.id not in own.removed}
    for key, edit in own.words.items():
        base = by_id.get(key) or Line(key, edit.text, edit.about, edit.text)
        by_id[key] = replace(
            base, text=edit.text, value=edit.text, about=edit.about, confidence=1.0, origin="edited", valid_to=None,
            valid_from=moment(edit.at), recorded_at=moment(edit.at), replaces=None, score=1e9,
        )  # fmt: skip
    pinned = [replace(line, pinned=True) if line.id in own.pinned else line for line in by_id.values()]
    return sorted(pinned, key=_order)


_PLACES: Final = {name: place for place, name in enumerate(AREAS)}


def _order(line: Line) -> tuple[int, str, bool, float, str, str]:
    return (_PLACES.get(line.about, len(_PLACES)), line.subject if line.subject != "me" else "", not line.pinned,
            -line.score, line.text, line.id)  # fmt: skip
