"""Traces as rows of the table, and rows as traces: the two loops that everything passes through."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from types import MappingProxyType
from typing import Any, Final

from thyself.core import SENSITIVITIES, InvalidTrace, Trace

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)

#: The columns in the order in which :func:`to_rows` gives them.
WRITTEN: Final = (
    "row, person, digest, named, at, kind, author, source, ref, session, value, unit, item, media, sensitivity, extra,"
    " text"
)
#: The columns in the order in which :func:`to_trace` takes them.
READ: Final = "text, at, kind, author, source, ref, session, value, unit, item, media, sensitivity, extra"

_RANK: Final = {name: place for place, name in enumerate(SENSITIVITIES)}
_NO_EXTRA: Final[Mapping[str, Any]] = MappingProxyType({})
#: Half of a surrogate pair (a broken emoji, seen in real exports): no store takes such a text.
_HALF: Final = re.compile("[\ud800-\udfff]")
_NOTHING_ELSE: Final = "\x1f\x00" * 4


def _dictionary(value: object) -> dict[Any, Any]:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"a {type(value).__name__} is nothing that JSON has")


_encode: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_dictionary).encode


def to_rows(traces: Iterable[Trace], *, person: int, row: int) -> Iterator[tuple[Any, ...]]:
    """The rows of traces, numbered from ``row + 1``.

    The digests are those of ``Trace.digest`` and ``Trace.id``, worked out here without building each twice (a test
    holds the two together).

    Raises:
        InvalidTrace: Something else than a trace, or a value or extra that JSON and SQLite cannot hold.
    """
    session = source = None
    for trace in traces:
        if not isinstance(trace, Trace):
            raise InvalidTrace(f"expected a Trace, got {trace!r:.80}")
        row += 1
        since = trace.at - EPOCH
        at = (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds
        kind, author, ref, text, value = trace.kind, trace.author, trace.ref, trace.text, trace.value
        unit, item, media = trace.unit, trace.item, trace.media
        if value is None and unit is None and item is None and media is None:
            rest = _NOTHING_ELSE
        else:
            rest = "\x1f".join(["", *("\x00" if each is None else str(each) for each in (value, unit, item, media))])
        content = f"{at}\x1f{kind}\x1f{author}\x1f{text}{rest}"
        extra = _encode_extra(trace) if trace.extra else None
        try:
            if trace.session is not session or trace.source is not source:
                session, source = trace.session, trace.source
                f"{session}{source}".encode()
            if extra is not None:
                extra.encode()
            digest = blake2b(content.encode(), digest_size=10).digest()
            named = None if ref is None else blake2b(f"ref\x1f{source}\x1f{ref}".encode(), digest_size=10).digest()
        except UnicodeEncodeError:
            yield _odd(trace, row=row, person=person, at=at, value=value, content=content, extra=extra or "{}")
            session = source = None
            continue
        yield (
            row, person, digest, named, at, kind, author, source, ref, session, value, unit, item, media,
            _RANK[trace.sensitivity], extra, text,
        )  # fmt: skip


def to_trace(row: tuple[Any, ...]) -> Trace:
    """The trace of a row of our own table.

    What was checked when the trace was made is not checked again: the fields are set directly, which takes a third of
    the time.
    """
    text, at, kind, author, source, ref, session, value, unit, item, media, sensitivity, extra = row
    if type(extra) is bytes:
        text, author, source, ref, session, unit, item, media, extra = map(
            _readable, (text, author, source, ref, session, unit, item, media, extra)
        )
    trace = _new(Trace)
    _text(trace, text)
    _at(trace, EPOCH + timedelta(0, 0, at))
    _kind(trace, kind)
    _author(trace, author)
    _source(trace, source)
    _ref(trace, ref)
    _session(trace, session)
    _value(trace, value)
    _unit(trace, unit)
    _item(trace, item)
    _media(trace, media)
    _sensitivity(trace, SENSITIVITIES[sensitivity])
    _extra(trace, MappingProxyType(json.loads(extra)) if extra and extra != "{}" else _NO_EXTRA)
    return trace


_new: Final = object.__new__
_text: Final = Trace.__dict__["text"].__set__
_at: Final = Trace.__dict__["at"].__set__
_kind: Final = Trace.__dict__["kind"].__set__
_author: Final = Trace.__dict__["author"].__set__
_source: Final = Trace.__dict__["source"].__set__
_ref: Final = Trace.__dict__["ref"].__set__
_session: Final = Trace.__dict__["session"].__set__
_value: Final = Trace.__dict__["value"].__set__
_unit: Final = Trace.__dict__["unit"].__set__
_item: Final = Trace.__dict__["item"].__set__
_media: Final = Trace.__dict__["media"].__set__
_sensitivity: Final = Trace.__dict__["sensitivity"].__set__
_extra: Final = Trace.__dict__["extra"].__set__


def body(value: object, *, of: str) -> str:
    """JSON of something that is kept beside traces, mappings of any sort as objects; in ASCII where a store could not
    take it otherwise.

    Raises:
        InvalidTrace: It holds what JSON cannot.
    """
    try:
        text = _encode(value)
        if text.isascii() or not _HALF.search(text):
            return text
        return json.dumps(value, separators=(",", ":"), default=_dictionary)
    except (TypeError, ValueError) as problem:
        raise InvalidTrace(f"{of}: cannot be kept as JSON: {problem}") from None


def plain(value: Any) -> Any:
    """Mappings of any sort as dictionaries, all the way down, so that JSON can take them."""
    if isinstance(value, Mapping):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    return value


def _hashed(content: str) -> bytes:
    return blake2b(content.encode("utf-8", "surrogatepass"), digest_size=10).digest()


def _encode_extra(trace: Trace) -> str:
    return body(trace.extra, of=f"extra of {trace.source} {trace.ref or trace.text[:40]!r}")


def _odd(trace: Trace, *, row: int, person: int, at: int, value: object, content: str, extra: str) -> tuple[Any, ...]:
    """The row of a trace with half a surrogate pair (a broken emoji, seen in real exports).

    SQLite takes no such text, so what has it is kept as bytes; that the extra is bytes marks the row.
    """
    named = None if trace.ref is None else _hashed(f"ref\x1f{trace.source}\x1f{trace.ref}")
    texts = (trace.author, trace.source, trace.ref, trace.session)
    author, source, ref, session = map(_bytes_if_odd, texts)
    unit, item, media, text = map(_bytes_if_odd, (trace.unit, trace.item, trace.media, trace.text))
    return (
        row, person, _hashed(content), named, at, trace.kind, author, source, ref, session, value, unit, item, media,
        _RANK[trace.sensitivity], extra.encode("utf-8", "surrogatepass"), text,
    )  # fmt: skip


def _bytes_if_odd(value: str | None) -> str | bytes | None:
    if value is not None:
        try:
            value.encode()
        except UnicodeEncodeError:
            return value.encode("utf-8", "surrogatepass")
    return value


def _readable(value: Any) -> Any:
    return value.decode("utf-8", "surrogatepass") if type(value) is bytes else value
