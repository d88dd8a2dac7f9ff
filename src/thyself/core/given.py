"""Given: what callers hand in, brought into one form or refused in the same words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from thyself.core.errors import InvalidInput

#: One word, or several.
One = str | Sequence[str]


def many(one: One | None) -> tuple[str, ...] | None:
    """One or several as a tuple; ``None`` stays what it is."""
    return None if one is None else (one,) if isinstance(one, str) else tuple(one)


def aware(at: datetime, name: str = "") -> datetime:
    """The time as it is.

    Raises:
        InvalidInput: It has no time zone.
    """
    if at.tzinfo is None:
        what = f"{name}: " if name else ""
        raise InvalidInput(f"{what}{at.isoformat()} has no time zone; give an aware time, for example with tzinfo=UTC")
    return at
