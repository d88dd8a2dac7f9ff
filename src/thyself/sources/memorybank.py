"""MemoryBank: chats of several people with a companion, by person and day, in one JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from thyself.core import Rejected, SourceError, Trace
from thyself.sources.jsons import members
from thyself.sources.port import Note, Place, ReadContext
from thyself.sources.text import Text, first_text
from thyself.sources.times import Unclear, local


class MemoryBank:
    """Each question and each response is a turn; the day is the session, its turns a second apart."""

    name = "memorybank"
    title = "MemoryBank JSON (one person of it: only)"

    def detect(self, path: Place) -> float:
        """Its keys."""
        if path.is_dir():
            return 0.0
        first = first_text(path)
        return 0.95 if first.lstrip().startswith("{") and '"history"' in first and '"query"' in first else 0.0

    def read(self, path: Place, context: ReadContext) -> Iterator[Trace | Rejected | Note]:
        """Yield the turns of one person; the file may hold more only where ``context.only`` says whose.

        Raises:
            SourceError: It holds several people, and none or an unknown one was named.
        """
        name = self._choose(path, context)
        with Text(path, context) as text:
            for each in members(text):
                if isinstance(each, Rejected):
                    yield each
                elif each.key.strip() == name:
                    yield from _days(each.value, name, context, text.name)
            yield from text.rest()

    def _choose(self, path: Place, context: ReadContext) -> str:
        with Text(path, context) as text:
            names = [each.key.strip() for each in members(text) if not isinstance(each, Rejected)]
        wanted = (context.only or "").strip().casefold()
        if not wanted and len(names) == 1:
            return names[0]
        found = next((name for name in names if name.casefold() == wanted), None)
        if found is None:
            missing = f"nobody is called {context.only!r} here" if wanted else f"holds the chats of {len(names)} people"
            raise SourceError(
                f"{path.name}: {missing}; choose one with only (--only {names[0] if names else 'NAME'!s}): "
                + ", ".join(names[:20])
            )
        return found


def _days(person: Any, name: str, context: ReadContext, file: str) -> Iterator[Trace | Rejected]:
    history = person.get("history") if isinstance(person, Mapping) else None
    if not isinstance(history, Mapping):
        yield Rejected(f"{file}: {name}", "no history")
        return
    for day, turns in history.items():
        where = f"{file}: {name}, {day}"
        try:
            start = local(datetime.fromisoformat(day), context)
        except (ValueError, Unclear):
            yield Rejected(where, "not a day such as 2023-05-01")
            continue
        if isinstance(turns, list):
            yield from _turns(turns, start, f"{name}/{day}", context.source or "memorybank", where)
        else:
            yield Rejected(where, "not a list of turns")


def _turns(turns: list[Any], start: datetime, session: str, source: str, where: str) -> Iterator[Trace | Rejected]:
    for index, turn in enumerate(turns):
        for step, (key, author) in enumerate((("query", "me"), ("response", "assistant"))):
            text = turn.get(key) if isinstance(turn, Mapping) else None
            if not isinstance(text, str):
                yield Rejected(f"{where}, turn {index + 1}", f"no {key}")
                continue
            if text.strip():
                count = 2 * index + step
                yield Trace(
                    text,
                    at=start + timedelta(seconds=count),
                    kind="said",
                    author=author,
                    source=source,
                    ref=f"{session}/{count}",
                    session=session,
                )
