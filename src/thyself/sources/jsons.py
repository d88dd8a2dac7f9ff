"""JSON, streamed: the objects of an array one by one, and what was read before the file broke off."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final, NamedTuple, Protocol

import ijson
from ijson.common import IncompleteJSONError, JSONError, ObjectBuilder

from thyself.core import Rejected
from thyself.sources.port import Place, ReadContext
from thyself.sources.text import Text, first_text

_BROKEN: Final = (JSONError, IncompleteJSONError, ValueError, OverflowError)
#: No export nests deeper; a parser's memory grows with the square of the depth.
_DEEPEST: Final = 400
_STRING: Final = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_OPEN: Final = re.compile(rb'[^"\\]*(?:\\.[^"\\]*)*("|\Z)', re.DOTALL)


class Element(NamedTuple):
    """One element: its number from 0, its key where it stands in an object, and whether the file broke off in it."""

    number: int
    key: str
    value: Any
    partial: bool = False


def elements(text: Text, place: Place, context: ReadContext, prefix: str) -> Iterator[Element | Rejected]:
    """The elements under an ijson prefix (``"item"``, ``"messages.item"``), one at a time.

    Where the JSON is broken or ends too early, the last element comes as far as it goes, and then what is wrong.
    """
    count = 0
    try:
        for value in ijson.items(_Shallow(text), prefix, use_float=True):
            yield Element(count, "", value)
            count += 1
    except _BROKEN as error:
        yield from _piece(place, context, prefix, count)
        yield _told(text, error)


def members(text: Text) -> Iterator[Element | Rejected]:
    """The members of the outermost object, one at a time."""
    count = 0
    try:
        for key, value in ijson.kvitems(_Shallow(text), "", use_float=True):
            yield Element(count, key, value)
            count += 1
    except _BROKEN as error:
        yield _told(text, error)


def _told(text: Text, error: Exception) -> Rejected:
    words = next(iter(str(error).splitlines()), "").rstrip(".: ")
    cut = isinstance(error, IncompleteJSONError) and ("premature EOF" in words or "ncomplete" in words)
    why = "the JSON ends too early: the file was cut off" if cut else f"the JSON is broken here: {words}"
    return Rejected(text.name, f"{why}; what came before is kept")


def _piece(place: Place, context: ReadContext, prefix: str, skip: int) -> Iterator[Element]:
    """The element in which the file breaks off: read again, event by event, since only so its beginning is seen."""
    builder: ObjectBuilder | None = None
    seen = 0
    try:
        with Text(place, replace(context, progress=None)) as text:
            for path, event, value in ijson.parse(_Shallow(text), use_float=True):
                if path == prefix and event in ("start_map", "start_array"):
                    builder = ObjectBuilder() if seen == skip else None
                if builder is not None:
                    builder.event(event, value)
                if path == prefix and not event.startswith("start"):
                    seen += 1
    except _BROKEN:
        pass
    if builder is not None and hasattr(builder, "value"):
        yield Element(skip, "", builder.value, partial=True)


def array_prefixes(place: Place) -> list[str]:
    """The ijson prefixes of the arrays of objects (or of arrays) that begin in the first bytes."""
    found: dict[str, None] = {}
    try:
        for path, event, _value in ijson.parse(_Shallow(_Beginning(place)), use_float=True):
            steps = path.split(".")
            if event in ("start_map", "start_array") and steps[-1] == "item" and steps.count("item") == 1:
                found[str(path)] = None
    except _BROKEN:
        pass
    return list(found)


def first_element(place: Place, prefix: str) -> Any:
    """The first element under a prefix, as far as the first bytes show it; ``None`` without one."""
    builder: ObjectBuilder | None = None
    try:
        for path, event, value in ijson.parse(_Shallow(_Beginning(place)), use_float=True):
            if builder is None and path == prefix:
                builder = ObjectBuilder()
            if builder is not None:
                builder.event(event, value)
                if path == prefix and event in ("end_map", "end_array"):
                    break
    except _BROKEN:
        pass
    return getattr(builder, "value", None)


class _Source(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...


class _Beginning:
    """The first bytes of a file as UTF-8, for a parser of streams."""

    def __init__(self, place: Place) -> None:
        self._left = first_text(place).encode("utf-8", "replace")

    def read(self, size: int = -1) -> bytes:
        given, self._left = self._left[:size], self._left[size:]
        return given


class _Shallow:
    """Bytes of JSON on their way to a parser; stops where they nest deeper than any export."""

    def __init__(self, source: _Source) -> None:
        self._source = source
        self._depth = 0
        self._open = self._escaped = False

    def read(self, size: int = -1) -> bytes:
        raw = self._source.read(size)
        plain = _STRING.sub(b"", self._after_string(raw))
        start = plain.find(b'"')
        if start >= 0:
            self._open = True
            tail = plain[start + 1 :]
            self._escaped = (len(tail) - len(tail.rstrip(b"\\"))) % 2 == 1
            plain = plain[:start]
        opened = plain.count(b"[") + plain.count(b"{")
        if self._depth + opened > _DEEPEST:
            self._follow(plain)
        else:
            self._depth += opened - plain.count(b"]") - plain.count(b"}")
        return raw

    def _after_string(self, raw: bytes) -> bytes:
        if not self._open or not raw:
            return raw
        begin = 1 if self._escaped else 0
        found = _OPEN.match(raw, begin)
        if found is None or not found[1]:
            self._escaped = (len(raw) - begin - len(raw[begin:].rstrip(b"\\"))) % 2 == 1
            return b""
        self._open = self._escaped = False
        return raw[found.end() :]

    def _follow(self, plain: bytes) -> None:
        for sign in plain:
            if sign in b"[{":
                self._depth += 1
            elif sign in b"]}":
                self._depth -= 1
            if self._depth > _DEEPEST:
                raise ValueError(f"it nests more than {_DEEPEST} levels deep")


def loads(line: str) -> Any:
    """One JSON value.

    Raises:
        ValueError: It is none, or nests too deep.
    """
    try:
        return json.loads(line)
    except RecursionError:
        raise ValueError("it nests too deep") from None
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON: {error.msg} at character {error.pos + 1}") from None
