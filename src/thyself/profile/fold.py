"""Fold: the lines of a profile, from what was stated when and from the person's own edits, which win.

What holds when is worked out in :mod:`thyself.memory.refine.fold`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from thyself.memory.extract.records import AREAS
from thyself.memory.refine.fold import Folded, Row, Saying, Version, fold, in_order, microseconds, moment, place
from thyself.profile.lines import Line, Op

__all__ = [
    "EDIT",
    "LINE",
    "Edit",
    "Folded",
    "Own",
    "Row",
    "Saying",
    "Version",
    "as_line",
    "current",
    "fold",
    "in_order",
    "microseconds",
    "moment",
    "place",
]

#: The kinds of the derived rows of lines and of the person's edits.
LINE: Final = "profile:line"
EDIT: Final = "profile:edit"


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


def as_line(version: Version) -> Line:
    """The line of a version, its evidence still to be filled in."""
    row, said = version.row, version.said
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
