"""Journals and notes: Markdown or plain text, dated by front matter, file name or headings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from thyself.core import Rejected, Trace
from thyself.core.trace import digest
from thyself.sources.places import is_paper
from thyself.sources.port import Note, Place, ReadContext
from thyself.sources.text import Text, first_text
from thyself.sources.times import Unclear, base_without_times, local, moment_in, named_day, read_time

_ENDINGS: Final = (".md", ".markdown", ".txt", ".text")
_HEADING: Final = re.compile(r"(#{1,6}\s+)?(.{6,60}?)\s*#*", re.DOTALL)
_WEEKDAY: Final = re.compile(
    r"^(mon|tues?|wed(nes)?|thu(rs)?|fri|sat(ur)?|sun)(day)?,?\s+", re.IGNORECASE
)  # fmt: skip
_DATES: Final = ("date", "created", "created_at", "day", "creation_date")
#: The longest entry, in characters; what goes on is a new one.
_LONGEST: Final = 200_000


@dataclass(slots=True)
class _Entry:
    at: datetime | None
    line: int
    heading: str = ""
    lines: list[str] = field(default_factory=list)
    size: int = 0


class Journal:
    """An entry for each file, or for each heading that is a date."""

    name = "journal"
    title = "journal or notes (Markdown or plain text; a file or a folder of them)"

    def detect(self, path: Place) -> float:
        """A text file by its ending; surer where it tells a date."""
        if path.is_dir() or not path.name.casefold().removesuffix(".gz").endswith(_ENDINGS) or is_paper(path):
            return 0.0
        first = first_text(path)
        if not first.strip():
            return 0.0
        if moment_in(path.name) is not None:
            return 0.6
        lines = first.split("\n")[:60]
        dated = first.startswith("---\n") and any(line.partition(":")[0].strip() in _DATES for line in lines)
        return 0.55 if dated or any(_day(line) for line in lines) else 0.25

    def read(self, path: Place, context: ReadContext) -> Iterator[Trace | Rejected | Note]:
        """Yield the entries in the order of the file."""
        with Text(path, context) as text:
            front, lines = _front_matter(iter(text))
            entries = _Entries(path, context, text.name, front)
            for number, line in lines:
                yield from entries.line(number, line)
            yield from entries.end()
            yield from text.rest()


def _front_matter(lines: Iterator[tuple[int, str]]) -> tuple[dict[str, Any], Iterator[tuple[int, str]]]:
    """The keys of a YAML head (plain values and lists of words), and the lines below it."""
    first = next(lines, None)
    if first is None or first[1].strip() != "---":
        return {}, _after([first] if first is not None else [], lines)
    held = [first]
    front: dict[str, Any] = {}
    key = ""
    for number, line in lines:
        held.append((number, line))
        if line.strip() in ("---", "..."):
            return front, lines
        if len(held) > 200:
            break
        item = re.match(r"\s*-\s+(.*)", line)
        if item and key:
            front[key] = [*(front[key] if isinstance(front[key], list) else []), item[1].strip(" '\"")]
            continue
        key, _, value = line.partition(":")
        key = key.strip().casefold()
        front[key] = _value(value.strip())
    return {}, _after(held, lines)


def _after(held: list[tuple[int, str]], lines: Iterator[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    yield from held
    yield from lines


def _value(text: str) -> Any:
    if text.startswith("[") and text.endswith("]"):
        return [each.strip(" '\"#") for each in text[1:-1].split(",") if each.strip(" '\"#")]
    return text.strip("'\"")


def _day(line: str) -> datetime | None:
    """The day (and hour) that a heading is; ``None`` for any other line."""
    line = line.strip()
    if not 6 <= len(line) <= 70 or not re.search(r"\d", line):
        return None
    found = _HEADING.fullmatch(line)
    words = _WEEKDAY.sub("", found[2].strip(" *_:[]")) if found else ""
    numeric = moment_in(words)
    if numeric is not None and ((found and found[1]) or len(words) <= 20):
        return numeric
    return named_day(words) if re.search(r"[A-Za-z]{3}", words) else None


class _Entries:
    def __init__(self, place: Place, context: ReadContext, name: str, front: dict[str, Any]) -> None:
        self._place, self._context, self._name = place, context, name
        self._source = context.source or "journal"
        tags = front.get("tags") or front.get("tag") or front.get("keywords") or []
        self._tags = [tags] if isinstance(tags, str) else list(tags)
        title = front.get("title")
        self._title = title if isinstance(title, str) else ""
        self._own, self._why = self._date(front)
        self._current = _Entry(self._own, 1)
        self._made = 0
        self._before: datetime | None = None

    def _date(self, front: dict[str, Any]) -> tuple[datetime | None, str]:
        for key in _DATES:
            if front.get(key):
                try:
                    return read_time(front[key], self._context), ""
                except Unclear as error:
                    return None, f"front matter: {error}"
        named = moment_in(self._place.name)
        if named is None:
            return None, ""
        return local(named, self._context), ""

    def line(self, number: int, line: str) -> Iterator[Trace | Rejected | Note]:
        day = _day(line)
        if day is not None:
            yield from self._finish()
            self._current = _Entry(local(day, self._context), number, heading=line.strip(" #*"))
            return
        if self._current.size > _LONGEST:
            yield from self._finish()
            self._current = _Entry(self._current.at, number, self._current.heading)
        self._current.lines.append(line)
        self._current.size += len(line) + 1

    def end(self) -> Iterator[Trace | Rejected | Note]:
        yield from self._finish()
        if not self._made:
            yield Rejected(self._name, "there are no words in it")
        elif self._why:
            yield Note(f"{self._name}: {self._why}; the date of the file was used")

    def _finish(self) -> Iterator[Trace | Note]:
        entry = self._current
        text = "\n".join(entry.lines).strip()
        if not text:
            return
        extra: dict[str, Any] = {"title": self._title or _first_heading(text) or entry.heading}
        extra = {key: value for key, value in extra.items() if value} | ({"tags": self._tags} if self._tags else {})
        at = entry.at or self._own
        if at is None:
            at = base_without_times(self._place, self._context)
            extra["dated"] = "by the file"
            if not self._made:
                yield Note("notes without a date of their own were given the date of their file")
        if self._before is not None and self._before - timedelta(seconds=1) < at <= self._before:
            at = self._before + timedelta(milliseconds=1)
        self._before, self._made = at, self._made + 1
        yield Trace(
            text,
            at=at,
            kind="wrote",
            source=self._source,
            ref=f"{self._name}#{digest(entry.heading, text)}",
            session=self._name,
            extra=extra,
        )


def _first_heading(text: str) -> str:
    found = re.match(r"#{1,3}\s+(.{1,120})", text)
    return found[1].strip(" #") if found else ""
