"""ChatGPT: the export (a zip or folder with ``conversations.json``), or that file alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from thyself.core import Rejected, SourceError, Trace
from thyself.core.trace import digest
from thyself.sources.jsons import elements
from thyself.sources.places import bare_name, entries, is_mixed
from thyself.sources.port import Note, Place, ReadContext
from thyself.sources.text import Text, first_text
from thyself.sources.times import Unclear, base_without_times, read_time

_FILE: Final = re.compile(r"conversations([-_ ]?\d+)?\.json")
#: What else is in an export; none of it holds messages that are not in the conversations.
_PARTS: Final = frozenset(
    {
        "user.json", "user_settings.json", "message_feedback.json", "model_comparisons.json", "chat.html",
        "shared_conversations.json", "group_chats.json", "sora.json", "shopping.json", "ads.json",
        "export_manifest.json",
    }
)  # fmt: skip
_SPOKEN: Final = frozenset({"text", "multimodal_text"})


class ChatGPT:
    """Every message of the person and of the assistant, in all branches of each conversation."""

    name = "chatgpt"
    title = "ChatGPT export (conversations.json, or its zip)"

    def detect(self, path: Place) -> float:
        """A folder with the file, or a list of conversations with a ``mapping``."""
        if path.is_dir():
            found = any(self.detect(each) > 0.9 for each in _files(path))
            return 0.95 if found and not is_mixed(path, _is_part) else 0.0
        if not bare_name(path).endswith(".json"):
            return 0.0
        first = first_text(path)
        if '"mapping"' in first and first.lstrip().startswith(("[", "{")):
            return 0.95
        return 0.3 if _FILE.fullmatch(bare_name(path)) and '"create_time"' in first else 0.0

    def read(self, path: Place, context: ReadContext) -> Iterator[Trace | Rejected | Note]:
        """Yield the messages, conversation by conversation."""
        files = _files(path) if path.is_dir() else [path]
        if not files:
            raise SourceError(f"{context.label(path)}: no conversations.json in it")
        for file in files:
            yield from _conversations(file, context)
        if path.is_dir() and len(entries(path)) > len(files):
            yield Note("only the conversations of the export were read; its other files hold no messages")


def _is_part(place: Place) -> bool:
    return place.name in _PARTS or bool(_FILE.fullmatch(bare_name(place)))


def _files(folder: Place) -> list[Place]:
    found: list[Place] = []
    for each in entries(folder):
        if each.is_dir():
            found += _files(each) if len(entries(folder)) == 1 else []
        elif _FILE.fullmatch(bare_name(each)):
            found.append(each)
    return found


def _conversations(place: Place, context: ReadContext) -> Iterator[Trace | Rejected | Note]:
    with Text(place, context) as text:
        for each in elements(text, place, context, "item"):
            if isinstance(each, Rejected):
                yield each
            else:
                where = f"{text.name}: conversation {each.number + 1}"
                if isinstance(each.value, Mapping) and isinstance(each.value.get("mapping"), Mapping):
                    yield from _Conversation(each.value, place, context, where).traces()
                elif not each.partial:
                    yield Rejected(where, "not a conversation: it has no mapping of messages")
        yield from text.rest()


class _Conversation:
    def __init__(self, row: Mapping[str, Any], place: Place, context: ReadContext, where: str) -> None:
        self._row, self._place, self._context, self._where = row, place, context, where
        self._nodes: Mapping[str, Any] = row["mapping"]
        self._title = row.get("title") if isinstance(row.get("title"), str) else ""
        own = row.get("conversation_id") or row.get("id")
        self._session = own if isinstance(own, str) else digest(self._title, str(row.get("create_time")))
        self._source = context.source or "chatgpt"

    def traces(self) -> Iterator[Trace | Rejected]:
        shown = self._shown()
        before = self._begin()
        for key in self._order():
            node = self._nodes[key]
            message = node.get("message") if isinstance(node, Mapping) else None
            if not isinstance(message, Mapping):
                continue
            try:
                at = self._time(message, before)
                made = self._trace(key, message, at, aside=bool(shown) and key not in shown)
            except Unclear as error:
                yield Rejected(f"{self._where}, message {key}", str(error))
                continue
            if made is not None:
                before = at
                yield made

    def _begin(self) -> datetime:
        try:
            return read_time(self._row.get("create_time"), self._context)
        except Unclear:
            return base_without_times(self._place, self._context)

    def _time(self, message: Mapping[str, Any], before: datetime) -> datetime:
        given = message.get("create_time")
        return before + timedelta(milliseconds=1) if given is None else read_time(given, self._context)

    def _shown(self) -> set[str]:
        """The nodes of the branch that the person sees."""
        found: set[str] = set()
        key = self._row.get("current_node")
        while isinstance(key, str) and key in self._nodes and key not in found:
            found.add(key)
            node = self._nodes[key]
            key = node.get("parent") if isinstance(node, Mapping) else None
        return found

    def _order(self) -> list[str]:
        """From the roots down, each branch to its end; nodes that no root leads to come last."""
        children: dict[str, list[str]] = {}
        roots: list[str] = []
        for key, node in self._nodes.items():
            parent = node.get("parent") if isinstance(node, Mapping) else None
            if isinstance(parent, str) and parent in self._nodes:
                children.setdefault(parent, []).append(key)
            else:
                roots.append(key)
        order: dict[str, None] = {}
        waiting = roots[::-1]
        while waiting:
            key = waiting.pop()
            if key not in order:
                order[key] = None
                waiting.extend(reversed(children.get(key, [])))
        return [*order, *(key for key in self._nodes if key not in order)]

    def _trace(self, key: str, message: Mapping[str, Any], at: datetime, *, aside: bool) -> Trace | None:
        author = message.get("author")
        role = author.get("role") if isinstance(author, Mapping) else None
        content = message.get("content")
        if role not in ("user", "assistant") or not isinstance(content, Mapping):
            return None
        if content.get("content_type", "text") not in _SPOKEN or message.get("recipient", "all") != "all":
            return None
        text, media = _parts(content.get("parts"))
        if not text.strip() and media is None:
            return None
        extra: dict[str, Any] = {"title": self._title} if self._title else {}
        if aside:
            extra["aside"] = True
        own = message.get("id")
        return Trace(
            text,
            at=at,
            kind="said",
            author="me" if role == "user" else "assistant",
            source=self._source,
            ref=own if isinstance(own, str) and own else key,
            session=self._session,
            media=media,
            extra=extra,
        )


def _parts(parts: object) -> tuple[str, str | None]:
    texts: list[str] = []
    media: str | None = None
    for part in parts if isinstance(parts, list) else []:
        if isinstance(part, str):
            texts.append(part)
        elif isinstance(part, Mapping):
            spoken, pointer = part.get("text"), part.get("asset_pointer")
            if isinstance(spoken, str):
                texts.append(spoken)
            if isinstance(pointer, str):
                media = media or pointer
    return "\n".join(texts), media
