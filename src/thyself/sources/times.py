"""Times as sources write them, made aware."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from math import isfinite
from typing import Final, NamedTuple

from thyself.core import SourceError
from thyself.sources.port import DateOrder, Place, ReadContext

_SLASHED: Final = re.compile(r"\s*(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})(?!\d)(?:[\sT,]+(.*))?", re.ASCII)
_CLOCK: Final = re.compile(
    r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:\.(\d{1,6})\d*)?)?\s*([ap])?\.?\s*(?:m\.?)?\s*"
    r"(Z|UTC|GMT|[+-]\d{2}:?\d{2})?",
    re.ASCII | re.IGNORECASE,
)
_NAMED: Final = ("%d %B %Y", "%d %b %Y", "%B %d %Y", "%b %d %Y", "%a %d %b %Y", "%A %d %B %Y", "%A %B %d %Y")
_MAIL: Final = re.compile(
    r"([A-Za-z]{3},\s*)?\d{1,2} [A-Za-z]{3} \d{4} \d{1,2}:\d{2}(:\d{2})?\s+([+-]\d{4}|[A-Z]{2,4})", re.ASCII
)
_NUMBER: Final = re.compile(r"-?\d{9,19}(\.\d+)?", re.ASCII)
#: No one left a trace before this; a smaller number is no time.
_FIRST: Final = 1_000_000.0


class Unclear(ValueError):
    """A time that cannot be read; the message says why."""


def read_time(value: object, context: ReadContext) -> datetime:
    """An aware time from a datetime, seconds (or milli- or microseconds) since 1970, or text.

    Text may be ISO 8601, ``31/12/2023 21:05``, ``12/31/2023 9:05 PM`` (by ``context.dates``), ``31 December 2023``, or
    RFC 2822. What has no zone is on the person's clock.

    Raises:
        Unclear: It is no time.
    """
    if isinstance(value, datetime):
        return value if value.tzinfo is not None else local(value, context)
    if isinstance(value, bool) or value is None or value == "":
        raise Unclear("no time")
    if isinstance(value, int | float):
        return _epoch(float(value))
    if not isinstance(value, str):
        raise Unclear(f"no time: {value!r:.60}")
    text = value.strip()
    if _NUMBER.fullmatch(text):
        return _epoch(float(text))
    if _MAIL.fullmatch(text):
        found = _mailed(text)
    else:
        found = _iso(text) or _slashed(text, context.dates) or named_day(text) or _mailed(text)
    if found is None:
        unsaid = _SLASHED.fullmatch(text) and context.dates is None
        hint = "; say whether the day or the month comes first (--as csv:day-first)" if unsaid else ""
        raise Unclear(f"no time that can be read: {text[:60]!r}{hint}")
    return found if found.tzinfo is not None else local(found, context)


def local(naive: datetime, context: ReadContext) -> datetime:
    """The time on the person's clock.

    Raises:
        Unclear: It is too far from our time for a zone to have it.
    """
    try:
        return naive.replace(tzinfo=context.zone).astimezone(UTC)
    except OverflowError:
        raise Unclear(f"no time of a life: {naive.isoformat()}") from None


def day_start(at: datetime, context: ReadContext) -> datetime:
    """The start of the day of ``at``, on the person's clock."""
    day = at.astimezone(context.zone)
    return local(day.replace(hour=0, minute=0, second=0, microsecond=0, fold=0, tzinfo=None), context)


def _epoch(number: float) -> datetime:
    if not isfinite(number):
        raise Unclear(f"no time: {number}")
    for scale in (1.0, 1e3, 1e6, 1e9):
        if abs(number) / scale < 2e10:
            seconds = number / scale
            break
    else:
        raise Unclear(f"no time: {number:.0f}")
    if abs(seconds) < _FIRST:
        raise Unclear(f"no time: {number:g}")
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=round(seconds * 1e6))


def _iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    try:  # Apple writes "2024-05-01 07:12:00 +0200", databases "2024-05-01 07:12:00 UTC"
        return datetime.fromisoformat(re.sub(r"\s*(UTC|GMT)$", "+00:00", re.sub(r"\s+([+-]\d\d:?\d\d)$", r"\1", text)))
    except ValueError:
        return None


def _slashed(text: str, dates: DateOrder | None) -> datetime | None:
    found = _SLASHED.fullmatch(text)
    if found is None:
        return None
    first, last = found[1], found[4]
    date = ordered(int(first), int(found[3]), int(last), dates, year_first=len(first) == 4)
    clock = _clock(found[5] or "")
    if date is None or clock is None:
        return None
    return _built(date, clock)


def ordered(
    first: int, second: int, third: int, dates: DateOrder | None, *, year_first: bool = False
) -> tuple[int, int, int] | None:
    """Year, month and day out of three numbers; ``None`` where the order is neither shown nor said."""
    if year_first:
        return first, second, third
    year = third if third > 99 else 2000 + third if third < 70 else 1900 + third
    if dates is None:
        dates = "day-first" if first > 12 else "month-first" if second > 12 else None
        if first == second:
            dates = "day-first"
    if dates is None:
        return None
    return (year, second, first) if dates == "day-first" else (year, first, second)


class Clock(NamedTuple):
    """A time of day, with the zone where one is written."""

    hour: int
    minute: int
    second: int
    microsecond: int
    zone: str


def _clock(text: str) -> Clock | None:
    text = text.replace("\u202f", " ").replace("\xa0", " ").strip()
    if not text:
        return Clock(0, 0, 0, 0, "")
    found = _CLOCK.fullmatch(text)
    if found is None:
        return None
    hour = int(found[1])
    half = (found[5] or "").casefold()
    if half and not 1 <= hour <= 12:
        return None
    hour = hour % 12 + (12 if half == "p" else 0) if half else hour
    return Clock(hour, int(found[2]), int(found[3] or 0), int((found[4] or "0").ljust(6, "0")), found[6] or "")


def _built(date: tuple[int, int, int], clock: Clock) -> datetime | None:
    try:
        naive = datetime(*date, clock.hour, clock.minute, clock.second, clock.microsecond)  # noqa: DTZ001
    except ValueError:
        return None
    if not clock.zone:
        return naive
    return _iso(f"{naive.isoformat()}{'+00:00' if clock.zone.upper() in ('Z', 'UTC', 'GMT') else clock.zone}")


def wall_clock(date: tuple[int, int, int], clock: str) -> datetime | None:
    """A naive time from a date and a clock such as ``"9:05 PM"``; ``None`` where there is no such time."""
    read = _clock(clock)
    return None if read is None else _built(date, read)


def named_day(text: str) -> datetime | None:
    """The naive time of ``31 December 2023``, ``Dec 31, 2023 21:05`` and the like; ``None`` for other words."""
    if len(text) > 60:
        return None
    plain = re.sub(r"(?<=\d)(st|nd|rd|th)\b", "", text).replace(",", " ")  # codespell:ignore nd
    plain = " ".join(plain.split())
    for form in _NAMED:
        for tail in ("", " %H:%M", " %H:%M:%S", " %I:%M %p"):
            try:
                return datetime.strptime(plain, form + tail)  # noqa: DTZ007  (the zone is added by the caller)
            except ValueError:
                continue
    return None


def _mailed(text: str) -> datetime | None:
    from email.utils import parsedate_to_datetime

    try:
        return parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None


def order_of(pairs: Iterable[tuple[int, int]]) -> DateOrder | None:
    """Whether the day or the month stands first, from the first two numbers of all dates in the order of the source.

    A number above twelve decides. Else the order in which dates never (or less often) go back in time decides.
    """
    back = {"day-first": 0, "month-first": 0}
    before: tuple[int, int] | None = None
    for first, second in pairs:
        if first > 12 or second > 12:
            return "day-first" if first > 12 else "month-first"
        if before is not None:
            back["month-first"] += (first, second) < before
            back["day-first"] += (second, first) < before[::-1]
        before = (first, second)
    if back["day-first"] == back["month-first"]:
        return None
    return "day-first" if back["day-first"] < back["month-first"] else "month-first"


def base_without_times(place: Place, context: ReadContext) -> datetime:
    """The time to count from where a file tells none: the start of a day, never later than ``context.now``.

    A date in the file's name is taken, else the file's own date; the day before ``now`` where that would be later.

    Raises:
        SourceError: The file is gone.
    """
    latest = day_start(context.now, context) - timedelta(days=1)
    named = moment_in(place.name)
    if named is not None:
        return min(day_start(local(named, context), context), latest)
    try:
        own = datetime.fromtimestamp(_changed(place), tz=UTC)
    except (OSError, OverflowError, ValueError, KeyError) as error:
        raise SourceError(f"{place}: cannot be read ({error})") from None
    return min(day_start(own, context), latest)


def _changed(place: Place) -> float:
    from pathlib import Path

    if isinstance(place, Path):
        return place.stat().st_mtime
    year, month, day, *_clock = place.root.getinfo(place.at).date_time
    return datetime(year, month, day, tzinfo=UTC).timestamp()


_DATE_IN: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)([-_. ]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)", re.ASCII)


_CLOCK_IN: Final = re.compile(r"[\sT_-]+([01]\d|2[0-3])[:h.-]?([0-5]\d)(?!\d)", re.ASCII)


def moment_in(name: str) -> datetime | None:
    """The day that a name tells as ``2024-05-31``, ``2024_05_31`` or ``20240531``, with the clock behind it; naive."""
    found = _DATE_IN.search(name)
    if found is None:
        return None
    clock = _CLOCK_IN.match(name, found.end())
    hour, minute = (int(clock[1]), int(clock[2])) if clock else (0, 0)
    try:
        return datetime(int(found[1]), int(found[3]), int(found[4]), hour, minute)  # noqa: DTZ001
    except ValueError:
        return None
