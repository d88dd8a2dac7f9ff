"""Dictionaries as traces: what a program hands over, with sensible defaults."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from thyself.core import InvalidTrace, Rejected, Trace
from thyself.core.trace import FIELDS
from thyself.sources.port import ReadContext
from thyself.sources.times import Unclear, read_time

_STRINGS: Final = ("kind", "author", "source", "ref", "session", "unit", "item", "media", "sensitivity")
_OPTIONAL: Final = ("ref", "session", "unit", "item", "media")


def traces_of_rows(rows: Iterable[Trace | Mapping[str, Any]], context: ReadContext) -> Iterator[Trace | Rejected]:
    """Traces as they are; dictionaries made into traces; anything else rejected with its index (from 0)."""
    for index, row in enumerate(rows):
        if isinstance(row, Trace):
            yield row
        elif isinstance(row, Mapping):
            try:
                yield trace_of(row, context)
            except (InvalidTrace, Unclear) as error:
                yield Rejected(f"row {index}", str(error))
        else:
            yield Rejected(f"row {index}", f"neither a Trace nor a dictionary: {type(row).__name__}")


def trace_of(row: Mapping[str, Any], context: ReadContext) -> Trace:
    """A trace from a dictionary with the fields of one.

    ``kind`` is ``"said"`` and ``source`` is ``"api"`` where they are missing. ``at`` may be a datetime, seconds since
    1970 or text; without a zone it is on the person's clock. A ``text`` may be missing where there is a ``value``.

    Raises:
        InvalidTrace: A field is unknown or is not what it should be.
        Unclear: There is no time, or none that can be read.
    """
    unknown = [str(name) for name in row if name not in FIELDS]
    if unknown:
        raise InvalidTrace(f"no field is called {', '.join(unknown[:5])}; put other things into extra")
    if row.get("at") is None:
        raise Unclear("at: missing; say when it was, for example '2024-05-31T21:05'")
    fields: dict[str, Any] = {"kind": "said", "source": context.source or "api"}
    fields |= {name: value for name, value in row.items() if value is not None}
    for name in _STRINGS:
        value = fields.get(name)
        if isinstance(value, int) and not isinstance(value, bool) and name in _OPTIONAL:
            fields[name] = str(value)
        elif value is not None and not isinstance(value, str):
            raise InvalidTrace(f"{name}: expected a string, got {value!r:.60}")
    if context.owner and context.owns(fields.get("author", "")):
        fields["author"] = "me"
    fields["at"] = read_time(fields["at"], context)
    return _checked(fields)


def _checked(fields: dict[str, Any]) -> Trace:
    if "text" not in fields and fields.get("value") is None:
        raise InvalidTrace("text: missing; a trace needs a text or a value")
    value = fields.get("value")
    if isinstance(value, bool) or not isinstance(value, int | float | None):
        raise InvalidTrace(f"value: {value!r:.60} is not a number")
    if value is not None:
        try:
            fields["value"] = float(value)
        except OverflowError:
            raise InvalidTrace("value: too large a number") from None
    extra = fields.setdefault("extra", {})
    if not isinstance(extra, Mapping) or not all(isinstance(name, str) for name in extra):
        raise InvalidTrace(f"extra: expected a dictionary with names, got {extra!r:.60}")
    return Trace(fields.pop("text", ""), **{**fields, "extra": dict(extra)})
