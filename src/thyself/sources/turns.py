"""Turns of a chat as JSON objects, whatever their keys are called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from thyself.core import Rejected, Trace
from thyself.core.trace import digest
from thyself.sources.port import ReadContext
from thyself.sources.times import Unclear, read_time

ROLE: Final = ("role", "sender", "author", "from", "speaker", "user", "name", "sender_name")
CONTENT: Final = ("content", "text", "value", "message", "body", "utterance", "msg", "parts")
TIME: Final = (
    "time", "timestamp", "timestamp_ms", "at", "date", "datetime", "created_at", "create_time", "created",
    "sent_at", "ts",
)  # fmt: skip
REF: Final = ("id", "uuid", "message_id", "msg_id")
TURNS: Final = ("messages", "conversations", "chat_messages", "conversation", "turns", "dialogue", "dialog", "chat")
TITLE: Final = ("title", "name", "subject", "topic")
SESSION: Final = ("conversation_id", "id", "uuid", "session_id", "session", "thread_id", "chat_id")
_ME: Final = frozenset({"user", "human", "me", "person"})
_MACHINE: Final = frozenset({"assistant", "gpt", "ai", "bot", "model", "chatgpt", "claude", "chatbot"})
_UNSPOKEN: Final = frozenset({"system", "tool", "function", "developer", "service"})
#: A shorter id is a number of a row, and comes again in the next file.
_SHORT_ID: Final = 8


@dataclass(slots=True)
class Talk:
    """A conversation being read.

    Args:
        session: Its id; part of the refs of turns that have none.
        base: The time of a first turn that has none.
        title: What it is called.
        source: The source's name.
    """

    session: str
    base: datetime
    title: str = ""
    source: str = "chat"
    count: int = 0
    guessed: int = 0
    names: set[str] | None = None
    given: Any = None


def first_of(row: Mapping[str, Any], keys: tuple[str, ...]) -> Any:
    """The value under the first of these keys that is there and says something."""
    for key in keys:
        value = row.get(key)
        if value is not None and value != "":
            return value
    return None


def looks_like_turn(row: object) -> bool:
    """Whether an object is one turn of a chat."""
    return isinstance(row, Mapping) and any(key in row for key in ROLE) and any(key in row for key in CONTENT)


def turns_of(row: object) -> list[Any] | None:
    """The turns inside a conversation; ``None`` where the object is none."""
    if isinstance(row, list):
        return row
    if not isinstance(row, Mapping):
        return None
    return next((row[key] for key in TURNS if isinstance(row.get(key), list)), None)


def words_of(content: object) -> str:
    """The text of a content: a string, an object with one, or a list of parts."""
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        return "".join(_part(part) for part in content)
    if isinstance(content, Mapping):
        return words_of(first_of(content, ("text", "parts", "content", "value")))
    return ""


def _part(part: object) -> str:
    if isinstance(part, str):
        return part
    if isinstance(part, Mapping) and part.get("type", "text") not in ("thinking", "tool_use", "tool_result"):
        inner = part.get("text")
        return inner if isinstance(inner, str) else ""
    return ""


def role_of(row: Mapping[str, Any]) -> str:
    """Who speaks, as the source names it."""
    role = first_of(row, ROLE)
    if isinstance(role, Mapping):
        role = first_of(role, ("role", "name"))
    return role.strip() if isinstance(role, str) else ""


def author_of(role: str, context: ReadContext) -> str:
    """``"me"``, ``"assistant"``, or the other's name; empty for what nobody said."""
    plain = role.casefold()
    if context.owns(role) or (plain in _ME and not (context.owner and plain == "person")):
        return "me"
    if plain in _MACHINE:
        return "assistant"
    return "" if plain in _UNSPOKEN else role


def turn(row: object, talk: Talk, context: ReadContext, where: str) -> Iterator[Trace | Rejected]:
    """The trace of one turn; none for instructions to a machine, and for what has no words."""
    index, talk.count = talk.count, talk.count + 1
    if not isinstance(row, Mapping):
        yield Rejected(where, "not a turn: expected an object with a role and a content")
        return
    role = role_of(row)
    content = first_of(row, CONTENT)
    if not role:
        yield Rejected(where, f"no role; looked for {', '.join(ROLE)}")
        return
    author = author_of(role, context)
    if not author:
        return
    if content is not None and not isinstance(content, str | list | Mapping):
        yield Rejected(where, f"the content is no text: {content!r:.40}")
        return
    text = words_of(content)
    if not text.strip():
        return
    if talk.names is not None and author not in ("me", "assistant"):
        talk.names.add(author)
    try:
        at = _time(row, talk, context)
    except Unclear as error:
        yield Rejected(where, str(error))
        return
    yield Trace(
        text,
        at=at,
        kind="said",
        author=author,
        source=talk.source,
        ref=_ref(row, talk, index, author, text),
        session=talk.session,
        extra={"title": talk.title} if talk.title else {},
    )


def _time(row: Mapping[str, Any], talk: Talk, context: ReadContext) -> datetime:
    given = first_of(row, TIME)
    at = talk.base
    if given is None:
        talk.guessed += 1
    elif given != talk.given:
        at = read_time(given, context)
    talk.base, talk.given = at + timedelta(milliseconds=1), given
    return at


def _ref(row: Mapping[str, Any], talk: Talk, index: int, author: str, text: str) -> str | None:
    own = first_of(row, REF)
    if isinstance(own, str) and len(own) > _SHORT_ID:
        return f"{talk.session}/{own}"
    if first_of(row, TIME) is not None:
        return None  # what was said, and when, is as good as an id
    return f"{talk.session}/{digest(index, author, text)}"
