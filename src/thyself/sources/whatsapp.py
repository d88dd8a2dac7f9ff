"""WhatsApp: a chat exported as text, from Android or an iPhone; the file, its folder or its zip."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from thyself.core import Rejected, SourceError, Trace
from thyself.sources.places import bare_name, entries, is_mixed
from thyself.sources.port import DateOrder, Note, Place, ReadContext
from thyself.sources.text import Text, first_text
from thyself.sources.times import Unclear, local, order_of, ordered, wall_clock

_DATE: Final = r"(\d{1,4})[./-](\d{1,2})[./-](\d{1,4})"
_TIME: Final = r"(\d{1,2}[:.]\d{2}(?:[:.]\d{2})?\s*(?:[ap]\.?\s?m\.?)?)"
_JOIN: Final = r"(?:,|\s)\s*(?:[aà]s?\s+|um\s+|om\s+|kl\.?\s+|alle\s+)?"  # codespell:ignore alle
_IPHONE: Final = re.compile(rf"\[{_DATE}{_JOIN}{_TIME}\]\s?(.*)", re.IGNORECASE | re.DOTALL)
_ANDROID: Final = re.compile(rf"{_DATE}{_JOIN}{_TIME}\s[-–]\s(.*)", re.IGNORECASE | re.DOTALL)
_MARKS: Final = str.maketrans({"\u200e": None, "\u200f": None, "\u202a": None, "\u202c": None, "\ufeff": None})
_SPACES: Final = str.maketrans({"\u202f": " ", "\xa0": " "})
_OMITTED: Final = re.compile(
    r"<(media|medien|médias|multimedia|mídia|media file)[^>]{0,24}>"
    r"|(image|video|audio|gif|sticker|document|contact card|video note)\s(omitted|weggelassen|omesso|omis|omitid[oa])",
    re.IGNORECASE,
)
_ATTACHED: Final = re.compile(
    r"<attached: ([^>]+)>|(\S[^\n/\\]*\.\w{2,5}) \((?:file attached|datei angehängt|file allegato)\)"
)
_GONE: Final = re.compile(r"(this message was deleted|you deleted this message|null)\.?", re.IGNORECASE)
_EDITED: Final = re.compile(r"\s*<this message was edited>$", re.IGNORECASE)
_SYSTEM: Final = re.compile(
    r"messages and calls are end-to-end encrypted|created (this )?group|changed (the|their|this|your)|"
    r"\badded\b.{0,60}$|\bleft$|joined using|security code|missed (voice|video) call|turned (on|off) disappearing",
    re.IGNORECASE,
)
#: A pause that ends a conversation.
_PAUSE: Final = timedelta(hours=6)


@dataclass(slots=True)
class _Message:
    line: int
    date: tuple[str, str, str]
    clock: str
    body: str
    more: list[str] = field(default_factory=list)


class WhatsApp:
    """Messages with their authors; what WhatsApp itself says is left out."""

    name = "whatsapp"
    title = "WhatsApp chat export (text, or its zip)"

    def detect(self, path: Place) -> float:
        """Lines that begin as WhatsApp writes them."""
        if path.is_dir():
            file = _chat_file(path)
            return 0.0 if file is None or is_mixed(path, lambda each: each.name == file.name) else 0.9
        if not bare_name(path).endswith(".txt"):
            return 0.0
        lines = [line for line in first_text(path).split("\n")[:40] if line.strip()]
        begun = sum(_begin(line) is not None for line in lines)
        if not begun or (_begin(lines[0]) is None and begun < 3):
            return 0.0
        return 0.95 if begun >= 0.3 * len(lines) else 0.6

    def read(self, path: Place, context: ReadContext) -> Iterator[Trace | Rejected | Note]:
        """Yield the messages in order."""
        file = _chat_file(path) if path.is_dir() else path
        if file is None:
            raise SourceError(f"{context.label(path)}: no WhatsApp chat in it")
        dates = context.dates
        if dates is None:
            dates, how = _order(file, context)
            yield from [Note(f"{context.label(file)}: {how}")] if how else []
        with Text(file, context) as text:
            chat = _Chat(_chat_name(path, file), replace(context, dates=dates), text.name)
            for each in _messages(text):
                yield from [each] if isinstance(each, Rejected) else chat.traces(each)
            yield from text.rest()
            yield from chat.notes()


def _chat_file(folder: Place) -> Place | None:
    found = [each for each in entries(folder) if not each.is_dir() and each.name.endswith(".txt")]
    chats = [each for each in found if each.name == "_chat.txt" or each.name.casefold().startswith("whatsapp chat")]
    return chats[0] if len(chats) == 1 and len(found) == 1 and WhatsApp().detect(chats[0]) else None


def _chat_name(path: Place, file: Place) -> str:
    name = path.name if file.name == "_chat.txt" else file.name
    name = re.sub(r"\.(zip|txt|gz)$", "", name, flags=re.IGNORECASE)
    return re.sub(r"^WhatsApp Chat (with|-) ", "", name, flags=re.IGNORECASE) or "chat"


def _begin(line: str) -> re.Match[str] | None:
    plain = line.translate(_MARKS)
    head = plain[:48].translate(_SPACES) + plain[48:]
    return (_IPHONE if head.startswith("[") else _ANDROID).match(head)


def _messages(text: Text) -> Iterator[_Message | Rejected]:
    current: _Message | None = None
    for number, line in text:
        found = _begin(line)
        if found is not None:
            if current is not None:
                yield current
            current = _Message(number, (found[1], found[2], found[3]), found[4], found[5])
        elif current is not None:
            current.more.append(line.translate(_MARKS))
        elif line.strip():
            yield Rejected(f"{text.name}:{number}", "it stands before the first message")
    if current is not None:
        yield current


def _order(place: Place, context: ReadContext) -> tuple[DateOrder | None, str]:
    """The order of day and month, from the whole file; and what is to be said of it."""
    halves = years = 0

    def pairs() -> Iterator[tuple[int, int]]:
        nonlocal halves, years
        with Text(place, replace(context, progress=None)) as text:
            for _number, line in text:
                found = _begin(line)
                if found is not None:
                    years += len(found[1]) == 4
                    halves += found[4].strip()[-1:].casefold() in ("m", ".")
                    if len(found[1]) != 4:
                        yield int(found[1]), int(found[2])

    order = order_of(pairs())
    if order is not None or years:
        return order, ""
    order = "month-first" if halves else "day-first"
    other = "day-first" if halves else "month-first"
    return order, (
        f"the dates do not show whether the day or the month comes first; read as {order}. "
        f"If that is wrong, forget this source and add it again as whatsapp:{other}"
    )


class _Chat:
    def __init__(self, name: str, context: ReadContext, file: str) -> None:
        self._name, self._context, self._file = name, context, file
        self._source = context.source or "whatsapp"
        self._authors: set[str] = set()
        self._mine = self._left_out = 0
        self._stamp: datetime | None = None
        self._last: datetime | None = None
        self._session = ""

    def traces(self, message: _Message) -> Iterator[Trace | Rejected]:
        body = "\n".join([message.body, *message.more]).strip()
        author, says, text = body.partition(": ")
        if not says and message.body.endswith(":"):
            author, says, text = message.body[:-1], ":", "\n".join(message.more)
        if not says or "\n" in author or len(author) > 100 or _SYSTEM.search(author) or _GONE.fullmatch(text.strip()):
            self._left_out += 1
            return
        if text.startswith(("Messages and calls are end-to-end", "Messages to this")):
            self._left_out += 1
            return
        try:
            at = self._at(message)
        except Unclear as error:
            yield Rejected(f"{self._file}:{message.line}", str(error))
            return
        yield self._trace(author.strip().lstrip("~").strip(), _EDITED.sub("", text), at)

    def _trace(self, name: str, text: str, at: datetime) -> Trace:
        mine = self._context.owns(name)
        self._mine += mine
        self._authors.add(name)
        attached = _ATTACHED.search(text)
        media = (attached[1] or attached[2]).strip() if attached else None
        omitted = _OMITTED.fullmatch(text.strip())
        if attached:
            text = (text[: attached.start()] + text[attached.end() :]).strip()
        return Trace(
            "" if omitted else text,
            at=at,
            kind="said",
            author="me" if mine else name or "unknown",
            source=self._source,
            session=self._session,
            media=media,
            extra={"omitted": omitted[0].strip("<>")} if omitted else {},
        )

    def _at(self, message: _Message) -> datetime:
        first, second, third = message.date
        date = ordered(int(first), int(second), int(third), self._context.dates, year_first=len(first) == 4)
        naive = wall_clock(date, message.clock) if date is not None else None
        if naive is None:
            raise Unclear(f"no such time: {'/'.join(message.date)} {message.clock}")
        stamp = local(naive, self._context)
        if self._last is None or stamp - self._last > _PAUSE:
            self._session = f"{self._name} {naive.isoformat(timespec='minutes')}"
        same = stamp == self._stamp and self._last is not None
        self._stamp = stamp
        self._last = self._last + timedelta(milliseconds=1) if same and self._last is not None else stamp
        return self._last

    def notes(self) -> Iterator[Note]:
        if self._left_out:
            yield Note(
                f"{self._file}: {self._left_out:,} lines of WhatsApp itself (joined, deleted, encrypted) were left out"
            )
        if not self._authors or self._mine:
            return
        names = ", ".join(sorted(self._authors)[:8])
        asked = (
            f"{', '.join(self._context.owner)} is not among them" if self._context.owner else "none is known to be you"
        )
        yield Note(
            f"{self._file}: its authors are {names}; {asked}, so all are kept by their names. "
            "Say which is yours (owner)"
        )
