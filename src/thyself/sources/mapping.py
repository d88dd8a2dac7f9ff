"""Mapping: which column of a table is which field of a trace; said by the person, or guessed from the names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from thyself.core import InvalidTrace, Rejected, SourceError, Trace
from thyself.core.trace import FIELDS
from thyself.sources.measured import METRICS, NoFigure, figure, measured
from thyself.sources.port import ReadContext
from thyself.sources.times import Unclear, read_time

_GUESSES: Final[Mapping[str, tuple[str, ...]]] = {
    "at": (
        "at", "date", "time", "timestamp", "datetime", "date_time", "created_at", "created", "day", "when",
        "start", "start_time", "start_date",
    ),
    "text": (
        "text", "content", "message", "body", "note", "notes", "entry", "description", "comment", "review",
        "query", "tweet", "full_text",
    ),
    "kind": ("kind",),
    "author": ("author", "sender", "from", "speaker"),
    "ref": ("ref", "uid", "uuid", "guid"),
    "session": ("session", "session_id", "thread", "thread_id", "conversation_id"),
    "value": ("value", "amount", "rating"),
    "unit": ("unit", "units", "currency"),
    "item": ("item", "item_id", "metric", "product", "category"),
    "extra.title": ("title", "name", "subject"),
}  # fmt: skip
_UNIT: Final = re.compile(r"(.+?)\s*[(\[]([^)\]]{1,12})[)\]]\s*")
_MEASURED: Final = re.compile(r"measured\.([\w-]+)(?:\[([^\]]*)\])?")
_PLAIN: Final = frozenset(FIELDS) - {"extra", "value", "at", "source"}


@dataclass(frozen=True, slots=True)
class Mapped:
    """How a row becomes traces.

    Args:
        fields: Field of a trace (``"extra.title"`` for more) to column, or to ``"=constant"``.
        figures: For wide tables: metric, unit and column of each figure; each becomes a trace of its own.
        guessed: Whether it was guessed.
    """

    fields: Mapping[str, str]
    figures: tuple[tuple[str, str, str], ...] = ()
    guessed: bool = False
    _last: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        wide = [f"measured.{name}{f'[{unit}]' if unit else ''}={column}" for name, unit, column in self.figures]
        return ", ".join([*(f"{name}={column}" for name, column in self.fields.items()), *wide])

    def traces(
        self, row: Mapping[str, Any], context: ReadContext, where: str, source: str
    ) -> Iterator[Trace | Rejected]:
        """The traces of one row."""
        try:
            at = self._time(row, context)
            made = [self._one(row, at, context, source)] if "text" in self.fields or "value" in self.fields else []
            if self.figures:
                made += self._wide(row, at, source)
        except (Unclear, NoFigure, InvalidTrace) as error:
            yield Rejected(where, str(error))
            return
        yield from made

    def _time(self, row: Mapping[str, Any], context: ReadContext) -> datetime:
        """The time of a row; rows of one same time follow each other by a millisecond, in wide tables not."""
        given = _cell(row, self.fields["at"])
        at = read_time(given, context)
        if self.figures or self._last.get("given") != given:
            self._last.update(given=given, at=at)
        else:
            self._last["at"] += timedelta(milliseconds=1)
        return self._last["at"]  # type: ignore[no-any-return]

    def _one(self, row: Mapping[str, Any], at: datetime, context: ReadContext, source: str) -> Trace:
        given = {name: _cell(row, column) for name, column in self.fields.items()}
        plain = {name: str(given[name]) for name in _PLAIN if given.get(name) not in (None, "")}
        value = figure(given.get("value"))
        extra = {name[6:]: each for name, each in given.items() if name.startswith("extra.") and each not in (None, "")}
        text = plain.pop("text", "")
        if not text and value is None:
            raise NoFigure("neither a text nor a value")
        if not text and value is not None:
            text = " ".join(str(each) for each in (plain.get("item"), f"{value:g}", plain.get("unit")) if each)
        kind = plain.pop("kind", "measured" if value is not None and "text" not in self.fields else "wrote")
        author = plain.pop("author", "me")
        mine = context.owns(author) or author.casefold() in ("me", "user")
        origin = str(given.get("source") or source)
        who = "me" if mine else author
        rest: dict[str, Any] = {**plain}
        return Trace(text, at=at, kind=kind, author=who, source=origin, value=value, extra=extra, **rest)

    def _wide(self, row: Mapping[str, Any], at: datetime, source: str) -> list[Trace]:
        per = "day" if len(str(_cell(row, self.fields["at"])).strip()) <= 10 else None
        found = []
        for name, unit, column in self.figures:
            value = figure(row.get(column))
            if value is not None:
                found.append(measured(name, value, at, source=source, per=per, unit=unit or None))
        return found


def _cell(row: Mapping[str, Any], column: str) -> Any:
    return column[1:] if column.startswith("=") else row.get(column)


def said(mapping: Mapping[str, str], columns: Iterable[str], name: str) -> Mapped:
    """The mapping that a person gave.

    Raises:
        SourceError: It names a field or a column that there is not, or no time and nothing to keep.
    """
    known = list(columns)
    fields: dict[str, str] = {}
    figures: list[tuple[str, str, str]] = []
    for target, column in mapping.items():
        if not column.startswith("=") and column not in known:
            raise SourceError(f"{name}: there is no column {column!r}; its columns are {', '.join(known[:30])}")
        wide = _MEASURED.fullmatch(target)
        if wide:
            figures.append((wide[1], wide[2] or "", column))
        elif (target in FIELDS and target != "extra") or target.startswith("extra."):
            fields[target] = column
        else:
            options = ", ".join(each for each in FIELDS if each != "extra")
            raise SourceError(f"{name}: {target!r} is no field; use {options}, extra.NAME or measured.NAME[UNIT]")
    if "at" not in fields:
        raise SourceError(f"{name}: the mapping names no time; add at=COLUMN, one of {', '.join(known[:30])}")
    if not figures and not {"text", "value"} & set(fields):
        raise SourceError(f"{name}: the mapping names nothing to keep; add text=COLUMN or value=COLUMN")
    return Mapped(fields, tuple(figures))


def guess(columns: Iterable[str], rows: Iterable[Mapping[str, Any]]) -> Mapped | None:
    """The mapping that the names of the columns make obvious; ``None`` where they do not.

    Args:
        columns: Their names.
        rows: The first rows, to see which columns hold figures.
    """
    known = list(columns)
    plain = {re.sub(r"[\s-]+", "_", column.strip().casefold()): column for column in reversed(known)}
    fields: dict[str, str] = {}
    for target, names in _GUESSES.items():
        column = next((plain[name] for name in names if name in plain and plain[name] not in fields.values()), None)
        if column is not None:
            fields[target] = column
    if "at" not in fields:
        return None
    if "text" in fields or ("value" in fields and "item" in fields):
        return Mapped(fields, guessed=True)
    figures = tuple(_figure(column) for column in known if column != fields["at"] and _numeric(column, rows))
    return Mapped({"at": fields["at"]}, figures, guessed=True) if figures else None


def _numeric(column: str, rows: Iterable[Mapping[str, Any]]) -> bool:
    if re.fullmatch(r"(user|person|row)?_?(id|index)", column.strip().casefold()):
        return False
    seen = 0
    for row in rows:
        try:
            seen += figure(row.get(column)) is not None
        except NoFigure:
            return False
    return seen > 0


def _figure(column: str) -> tuple[str, str, str]:
    found = _UNIT.fullmatch(column)
    name = re.sub(r"[^\w]+", "_", (found[1] if found else column).strip().casefold()).strip("_")
    metric = METRICS.get(name)
    return name, (found[2] if found else metric.unit if metric else ""), column
