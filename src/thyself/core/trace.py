"""Trace: one thing that a person did, said, read, rated, ate, measured or felt."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, field, fields
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from math import isfinite
from types import MappingProxyType
from typing import Any, Final, Literal, get_args

from thyself.core.errors import InvalidTrace

Sensitivity = Literal["public", "personal", "sensitive", "secret"]

#: From what anybody may see to what never leaves the machine.
SENSITIVITIES: Final[tuple[Sensitivity, ...]] = get_args(Sensitivity)

#: What a trace can be. Sources may add kinds of their own: any lower-case word.
KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "said": "a turn of a conversation: a chat message, a spoken line",
        "wrote": "a text of some length: a mail, a note, a journal entry, a review",
        "read": "something read or viewed: a book, an article, a page",
        "searched": "words put into a search box",
        "clicked": "an item chosen from what was shown",
        "rated": "a value given to an item, with the scale's top in extra['of']",
        "bought": "an item paid for; value and unit are price and currency",
        "ate": "a food or a meal",
        "measured": "a figure with a unit: steps, minutes asleep, beats a minute, weight",
        "felt": "a mood or a symptom, as the person names it",
        "saw": "a picture, a film, a place looked at",
        "used": "a tool or an app used",
        "did": "anything else done: a visit, a workout, a meeting",
        "edited": "a draft that the person changed: before in extra['draft'], after in the text",
        "chose": "one of several options, listed in extra['options']",
    }
)

_KIND: Final = re.compile(r"[a-z][a-z0-9_-]{0,31}")
#: Half of a surrogate pair: no character, and no file can hold it; it becomes the replacement character.
_HALF: Final = re.compile("[\ud800-\udfff]")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_NO_EXTRA: Final[Mapping[str, Any]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Trace:
    """One dated thing that came from a person's life; immutable.

    Args:
        text: What was said, written or done, word for word; may be empty where ``value`` says it all.
        at: When it happened; an aware time, kept as UTC.
        kind: One of :data:`KINDS`, or a lower-case word of a source's own.
        author: Who said or did it; ``"me"`` is the person. What others say is no fact about the person.
        source: Where it came from, for example ``"whatsapp"`` or ``"fitbit"``.
        ref: The source's own id for it; with ``source`` it recognises the same thing read twice.
        session: The conversation, thread or night that it belongs to.
        value, unit: A figure and its unit (``8123, "count"``; ``4, "stars"``).
        item: What it is about: the id of a book or film, or the name of what was measured (``"steps"``).
        media: A path or address of a picture or sound that belongs to it.
        sensitivity: Who may see it; see :data:`SENSITIVITIES`.
        extra: Anything else that the source tells, as JSON values. Known keys: ``title``, ``subject``, ``to``,
            ``of`` (top of a rating scale), ``until`` (ISO time of the end), ``options``, ``draft``.

    Raises:
        InvalidTrace: The time has no zone, or a field is not what it should be.
    """

    text: str
    _: KW_ONLY
    at: datetime
    kind: str
    author: str = "me"
    source: str
    ref: str | None = None
    session: str | None = None
    value: float | None = None
    unit: str | None = None
    item: str | None = None
    media: str | None = None
    sensitivity: Sensitivity = "personal"
    extra: Mapping[str, Any] = field(default_factory=lambda: _NO_EXTRA)

    def __post_init__(self) -> None:
        at = self.at
        if not isinstance(at, datetime):
            raise InvalidTrace(f"at: expected a datetime, got {at!r}")
        if at.tzinfo is None:
            raise InvalidTrace(
                f"at: {at.isoformat()} has no time zone; give an aware time, for example with tzinfo=UTC"
            )
        if at.tzinfo is not UTC:
            object.__setattr__(self, "at", at.astimezone(UTC))
        if not isinstance(self.text, str):
            raise InvalidTrace(f"text: expected a string, got {self.text!r}")
        if not self.text.isascii() and _HALF.search(self.text):
            object.__setattr__(self, "text", _HALF.sub("\ufffd", self.text))
        if not _KIND.fullmatch(self.kind or ""):
            raise InvalidTrace(f"kind: {self.kind!r} is not a lower-case word; known kinds: {', '.join(KINDS)}")
        if not self.source:
            raise InvalidTrace("source: missing; name where the trace came from, for example 'whatsapp'")
        if not self.author:
            raise InvalidTrace("author: empty; use 'me' for the person")
        if self.sensitivity not in SENSITIVITIES:
            raise InvalidTrace(f"sensitivity: {self.sensitivity!r} is none of {', '.join(SENSITIVITIES)}")
        if type(self.value) is int:
            object.__setattr__(self, "value", float(self.value))
        if self.value is not None and not (isinstance(self.value, float) and isfinite(self.value)):
            raise InvalidTrace(f"value: {self.value!r} is not a finite number; leave it out where it is missing")
        if type(self.extra) is dict:
            object.__setattr__(self, "extra", MappingProxyType(self.extra) if self.extra else _NO_EXTRA)

    def __hash__(self) -> int:
        return hash(self.id)

    def __reduce__(self) -> tuple[Any, ...]:
        values = {name: getattr(self, name) for name in FIELDS}
        values["extra"] = dict(self.extra)
        return _rebuild, (values,)

    @property
    def id(self) -> str:
        """Twenty hexadecimal digits that stay the same in every home: from source and ref, else from the content."""
        return self.digest if self.ref is None else digest("ref", self.source, self.ref)

    @property
    def digest(self) -> str:
        """Equal for two traces with the same content at the same time, whatever their source calls them."""
        return digest(
            microseconds(self.at), self.kind, self.author, self.text, self.value, self.unit, self.item, self.media
        )


def microseconds(at: datetime) -> int:
    """Whole microseconds since 1970 (UTC); exact for any date."""
    since = at - _EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def from_microseconds(count: int) -> datetime:
    """The inverse of :func:`microseconds`."""
    return _EPOCH + timedelta(microseconds=count)


def digest(*parts: object) -> str:
    """Twenty hexadecimal digits of the parts; ``None`` differs from ``""``."""
    whole = "\x1f".join(["\x00" if part is None else str(part) for part in parts])
    return blake2b(whole.encode("utf-8", "surrogatepass"), digest_size=10).hexdigest()


#: The names of a trace's fields, in order.
FIELDS: Final[tuple[str, ...]] = tuple(each.name for each in fields(Trace))


def _rebuild(values: dict[str, Any]) -> Trace:
    return Trace(**values)
