"""Chats as JSON or JSONL: messages, or conversations of messages, under the usual key names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from thyself.core import Rejected, SourceError, Trace
from thyself.core.trace import digest
from thyself.sources.jsons import array_prefixes, elements, first_element, loads
from thyself.sources.places import bare_name
from thyself.sources.port import Note, Place, ReadContext
from thyself.sources.text import Text, first_text
from thyself.sources.times import Unclear, base_without_times, read_time
from thyself.sources.turns import (
    CONTENT,
    ROLE,
    SESSION,
    TIME,
    TITLE,
    Talk,
    first_of,
    looks_like_turn,
    turn,
    turns_of,
)

_LINES: Final = (".jsonl", ".ndjson", ".jsonlines")


class ChatJSON:
    """A list of messages or of conversations, streamed; a conversation is held as a whole, the list never."""

    name = "chat-json"
    title = "chat as JSON (role, content, time; OpenAI, ShareGPT, Claude, Telegram)"

    def detect(self, path: Place) -> float:
        """JSON whose first array holds messages or conversations."""
        if path.is_dir() or bare_name(path).endswith(_LINES):
            return 0.0
        first = first_text(path).lstrip()
        if not first.startswith(("[", "{")) or '"mapping"' in first:
            return 0.0
        return 0.7 if _list_of_talk(path) else 0.0

    def read(self, path: Place, context: ReadContext) -> Iterator[Trace | Rejected | Note]:
        """Yield the messages in order."""
        prefix = _list_of_talk(path)
        with Text(path, context) as text:
            if prefix is None:
                raise SourceError(f"{text.name}: no list of messages was found in this JSON")
            chat = _Chat(path, context, text.name)
            for each in elements(text, path, context, prefix):
                if isinstance(each, Rejected):
                    yield each
                else:
                    yield from chat.element(each.value, f"{text.name}[{each.number}]", partial=each.partial)
            yield from text.rest()
            yield from chat.notes()


def _list_of_talk(place: Place) -> str | None:
    """The ijson prefix of the array that holds messages, or conversations."""
    for prefix in array_prefixes(place):
        if _is_talk(first_element(place, prefix)):
            return prefix
    return None


def _is_talk(row: Any) -> bool:
    inner = turns_of(row)
    return looks_like_turn(row) or bool(inner and looks_like_turn(inner[0]))


class ChatJSONL:
    """One message or one conversation a line."""

    name = "chat-jsonl"
    title = "chat as JSONL (a message or a conversation a line)"

    def detect(self, path: Place) -> float:
        """The first line is a message or a conversation."""
        if path.is_dir() or bare_name(path).endswith((".csv", ".txt", ".md")):
            return 0.0
        first = first_text(path).lstrip()
        line, ends, _rest = first.partition("\n")
        if not line.startswith("{"):
            return 0.0
        try:
            row = loads(line)
        except ValueError:
            return _cut_off(line) if not ends and bare_name(path).endswith(_LINES) else 0.0
        if _is_talk(row):
            return 0.75 if bare_name(path).endswith(_LINES) else 0.6
        return 0.0

    def read(self, path: Place, context: ReadContext) -> Iterator[Trace | Rejected | Note]:
        """Yield the messages in order."""
        with Text(path, context) as text:
            chat = _Chat(path, context, text.name)
            for number, line in text:
                if not line.strip():
                    continue
                where = f"{text.name}:{number}"
                try:
                    row = loads(line)
                except ValueError as error:
                    yield Rejected(where, str(error))
                    continue
                yield from chat.element(row, where)
            yield from text.rest()
            yield from chat.notes()


def _cut_off(line: str) -> float:
    """A first line that is longer than what is looked at."""
    named = any(f'"{key}"' in line for key in ROLE) and any(f'"{key}"' in line for key in CONTENT)
    return 0.6 if named else 0.0


class _Chat:
    """Turns messages and conversations into traces, and gathers what is to be told of the whole."""

    def __init__(self, place: Place, context: ReadContext, name: str) -> None:
        self._context, self._name = context, name
        self._base = base_without_times(place, context)
        self._names: set[str] = set()
        self._guessed = self._talks = self._mine = 0
        self._source = context.source or "chat"
        self._loose: dict[str, Talk] = {}

    def element(self, row: Any, where: str, *, partial: bool = False) -> Iterator[Trace | Rejected]:
        inner = turns_of(row)
        if inner is None:
            if partial:
                return
            yield from self._counted(turn(row, self._loose_talk(row), self._context, where))
            return
        talk = self._talk(row, inner)
        for index, each in enumerate(inner[:-1] if partial else inner):
            yield from self._counted(turn(each, talk, self._context, f"{where}, message {index + 1}"))
        self._guessed += talk.guessed

    def _counted(self, made: Iterator[Trace | Rejected]) -> Iterator[Trace | Rejected]:
        for each in made:
            self._mine += isinstance(each, Trace) and each.author == "me"
            yield each

    def _loose_talk(self, row: Any) -> Talk:
        """The conversation of a message that stands alone: by the id that it tells, else the file is one."""
        keys = tuple(key for key in SESSION if key not in ("id", "uuid"))
        told = first_of(row, keys) if isinstance(row, Mapping) else None
        session = str(told) if isinstance(told, str | int) else self._name
        if session not in self._loose:
            self._loose[session] = Talk(session, self._base, source=self._source, names=self._names)
        return self._loose[session]

    def _talk(self, row: Any, inner: list[Any]) -> Talk:
        told = row if isinstance(row, Mapping) else {}
        own, title = first_of(told, SESSION), first_of(told, TITLE)
        given = first_of(told, TIME)
        base = self._begin(given)
        self._talks += 1
        if not isinstance(own, str | int):
            first = inner[0] if inner and isinstance(inner[0], Mapping) else {}
            timed = given is not None or first_of(first, TIME) is not None
            own = digest(str(first), given, None if timed else self._talks)
        return Talk(
            str(own), base, title=title if isinstance(title, str) else "", source=self._source, names=self._names
        )

    def _begin(self, given: object) -> datetime:
        if given is not None:
            try:
                return read_time(given, self._context)
            except Unclear:
                pass
        return self._base + timedelta(seconds=self._talks)

    def notes(self) -> Iterator[Note]:
        guessed = self._guessed + sum(talk.guessed for talk in self._loose.values())
        if guessed:
            yield Note(
                f"{self._name}: {guessed:,} messages tell no time; they follow the one before, or the file's date"
            )
        if self._names and not self._mine:
            names = ", ".join(sorted(self._names)[:8])
            yield Note(f"{self._name}: nobody in it is known to be you ({names}); say which name is yours (owner)")
