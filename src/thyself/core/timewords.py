"""Time words: "last week", "in May", "before Christmas" as spans of time on a person's clock, without a model.

How words are read, where they could mean more than one thing:

- A week is Monday to Sunday. "Last week" is the one before this one; "a week ago" is the day seven days back, with
  three days on either side; "N months ago" is a whole month, "N years ago" a whole year.
- A month, day or season without a year is the latest that has begun (in a trace that speaks of the future: the next).
- "Last Friday" is the one before today; "this Friday" is in this week, "next Friday" in the next one; "Friday" alone
  is the latest, today included.
- 05/07/2023 is read month first in American zones, day first elsewhere, and the other way where only that is a date.
- A winter is named for the year in which it begins. Seasons are those of the north.
- "Recently" is the last two weeks; "the other day" is the week up to yesterday.
- May, March, fall, spring and names such as April and June count only beside a word that makes them a time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from math import exp
from typing import TYPE_CHECKING, Final, NamedTuple
from zoneinfo import ZoneInfo

from thyself.core import calendar
from thyself.core.calendar import DAY, Stretch
from thyself.core.timeforms import DATES, READERS, UNIT, Clock, number
from thyself.core.timemore import MORE, portion
from thyself.core.trace import microseconds

if TYPE_CHECKING:
    import numpy as np

#: "Before" reaches back to here.
BEGINNING: Final = calendar.midnight(date(1970, 1, 1))

#: How fast the match fades beside a span that is open at one end.
_OPEN: Final = {"before": 7 * DAY, "after": 7 * DAY, "since": 7 * DAY, "until": 7 * DAY}


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time that a text speaks of.

    Args:
        start, end: From ``start`` up to, not including, ``end`` (UTC).
        text: The words that say it.
        kind: What sort of words: ``"day"``, ``"morning"``, ``"week"``, ``"weekend"``, ``"month"``, ``"season"``,
            ``"year"``, ``"holiday"``, ``"recent"``, ``"range"``, or the open ones ``"before"``, ``"until"``,
            ``"since"``, ``"after"``.
    """

    start: datetime
    end: datetime
    text: str
    kind: str


def find(query: str, now: datetime, zone: ZoneInfo) -> list[Span]:
    """The stretches of time that a question names, in the order of its words.

    What asks for a time ("when did …") is none.

    Args:
        query: The question.
        now: When it is asked (aware).
        zone: The zone of the person's clock.
    """
    return _spans(query, Clock(now.astimezone(zone).replace(tzinfo=None), zone, lambda _: False))


def mentioned(text: str, at: datetime, zone: ZoneInfo) -> list[Span]:
    """The stretches of time that somebody spoke of: "yesterday", said on 8 May, is 7 May.

    A month or weekday without more is taken to lie ahead where its sentence speaks of the future ("we will go in
    May").

    Args:
        text: What was said.
        at: When it was said (aware).
        zone: The zone of the person's clock.
    """
    return _spans(text, Clock(at.astimezone(zone).replace(tzinfo=None), zone, _speaks_of_future))


def overlap(spans: Sequence[Span], at: datetime) -> float:
    """How well a time fits: 1 inside a span, outside less the further it is, in lengths of the span (at least a day).

    Beside the edge of an open span ("before May") a week is the measure. 0 where there are no spans.
    """
    return max((_fit(span, at) for span in spans), default=0.0)


def nearness(spans: Sequence[Span], at: np.ndarray) -> np.ndarray:
    """:func:`overlap` for many times: ``at`` in microseconds since 1970, ``(n,) int64``; ``(n,) float64``."""
    import numpy as np

    found = np.zeros(len(at))
    for span in spans:
        start, end = microseconds(span.start), microseconds(span.end)
        away = np.maximum(np.maximum(start - at, at - end + 1), 0)
        measure = max(_OPEN.get(span.kind, span.end - span.start), DAY) // timedelta(microseconds=1)
        found = np.maximum(found, np.exp(-away / measure))
    return found


def _fit(span: Span, at: datetime) -> float:
    if span.start <= at < span.end:
        return 1.0
    away = span.start - at if at < span.start else at - span.end
    return exp(-away / max(_OPEN.get(span.kind, span.end - span.start), DAY))


class _Found(NamedTuple):
    """A stretch, and where its words begin and end."""

    begin: int
    stop: int
    stretch: Stretch


_FUTURE: Final = re.compile(
    r"\b(?:will|won't|going to|gonna|plan(?:s|ning|ned)?|hope|hoping|looking forward|can't wait|upcoming|coming|soon|"
    r"next|tomorrow|scheduled|booked|about to)\b|'ll\b",
    re.I,
)


#: Told in the present, as plans and dates are: "I'm moving in August", "the conference is in December", "due by May".
_PRESENT: Final = re.compile(
    r"(?:\b(?:am|are|is)|'m|'re|'s)\s+(?:\w+ing\b|(?:due|on|in|at|from)\b)|\b(?:starts?|starting|begins?|beginning|due|deadline|"
    r"takes? place|opens?|ends?|expires?|please|let's|shall|register|submit|rsvp|until|as of|from)\b",
    re.I,
)
_PAST: Final = re.compile(
    r"\b(?:was|were|did|had|went|got|came|took|saw|made|met|been|ago|have|has|'ve|(?!need|speed|feed|interested|excited|tired|"
    r"bored|scared|worried|pleased|united|limited|indeed|exceed|hundred|red|bed|wed)\w+ed)\b|'ve\b",
    re.I,
)


def _speaks_of_future(sentence: str) -> bool:
    if _FUTURE.search(sentence) is not None:
        return True
    return _PRESENT.search(sentence) is not None and _PAST.search(sentence) is None


_RANGE: Final = re.compile(r"\b(?P<open>between|from)\s+(?:the\s+)?$", re.I)
_LINK: Final = re.compile(r"\s*(?:and|to|until|till|through|-|–|—)\s*(?:the\s+)?", re.I)
_BESIDE: Final = re.compile(
    rf"\b(?:the\s+)?(?:(?P<n>\d+|one|two|three|four)\s+)?{UNIT}s?\s+(?P<side>before|after)\s+$", re.I
)
_OPENED: Final = re.compile(r"\b(?P<side>before|after|since|until|till|by)\s+(?:the\s+)?(?:start of\s+)?$", re.I)
_PARTLY: Final = re.compile(
    r"\b(?:(?:the\s+)?(?P<part>early|mid|late|beginning of|start of|middle of|end of))[\s-]+(?:the\s+)?$", re.I
)
_PORTION: Final = re.compile(
    r"\b(?:the\s+)?(?P<words>(?:first|second|third|fourth|last|latter|other)\s+(?:half|quarter|third))\s+of\s+(?:the\s+)?$",
    re.I,
)
#: "The week of 9 March", "the week starting on the 9th".
_WEEK_OF: Final = re.compile(
    r"\b(?:the\s+)?week\s+(?:of|(?P<from>starting|beginning|from))\s+(?:on\s+)?(?:the\s+)?$", re.I
)
_ALONE: Final = re.compile(rf"\bthe\s+{UNIT}\s+before(?=\s*(?:$|[?.,!;]))", re.I)


def _spans(text: str, clock: Clock) -> list[Span]:
    found = _joined(text, sorted(_bases(text, clock)), clock)
    out = []
    for each in found:
        each = _beside(text, _partly(text, each), clock)
        start, end = (moment.replace(tzinfo=clock.zone).astimezone(UTC) for moment in each.stretch[:2])
        out.append(Span(start, end, text[each.begin : each.stop].strip(), each.stretch.kind))
    return out


def _bases(text: str, clock: Clock) -> Iterator[_Found]:
    """The expressions without what stands before them ("before", "between", "early")."""
    taken: list[tuple[int, int]] = []
    for pattern, read in (*MORE, *READERS):
        for match in pattern.finditer(text):
            begin, stop = match.span()
            if any(begin < b and a < stop for a, b in taken):
                continue
            stretch = read(match, clock)
            if stretch is not None or read in DATES:
                taken.append((begin, stop))
            if stretch is not None:
                yield _Found(begin, stop, stretch)
    for match in _ALONE.finditer(text):
        yield _Found(*match.span(), calendar.calendar_unit(match["unit"].lower(), clock.today, 1))


def _joined(text: str, found: list[_Found], clock: Clock) -> list[_Found]:
    """ "Between X and Y", "from X to Y" as one; an X without a year is the latest before Y."""
    out: list[_Found] = []
    for each in found:
        before = out[-1] if out else None
        opened = _RANGE.search(text[: before.begin]) if before is not None else None
        if before is None or opened is None or not _LINK.fullmatch(text[before.stop : each.begin]):
            out.append(each)
            continue
        first, last = before.stretch, each.stretch
        if not re.search(r"\d{4}", text[before.begin : before.stop]) or first.start > last.start:
            again = list(_bases(text[: before.stop], clock._replace(now=last.start)))
            first = next((a.stretch for a in again if a.begin == before.begin and a.stretch.start < last.end), first)
        if first.start < last.end:
            out[-1] = _Found(opened.start(), each.stop, Stretch(first.start, last.end, "range"))
        else:
            out.append(each)
    return out


def _partly(text: str, each: _Found) -> _Found:
    """ "Early May", "the end of 2022": a third of it."""
    halved = _PORTION.search(text[: each.begin])
    if halved is not None and each.stretch.kind in ("month", "year", "season"):
        part = portion(each.stretch, halved["words"])
        return each if part is None else _Found(halved.start(), each.stop, part)
    match = _PARTLY.search(text[: each.begin])
    if match is None or each.stretch.kind not in ("month", "year", "season", "week"):
        return each
    third = {"e": 0, "b": 0, "s": 0, "m": 1, "l": 2}[match["part"][0].lower()] if match["part"] != "end of" else 2
    start, end, kind = each.stretch
    length = (end - start) / 3
    return _Found(match.start(), each.stop, Stretch(start + third * length, start + (third + 1) * length, kind))


def _beside(text: str, each: _Found, clock: Clock) -> _Found:
    """ "The week before Christmas", "since May", "before 2020"."""
    beside = _BESIDE.search(text[: each.begin])
    start, end, kind = each.stretch
    within = _WEEK_OF.search(text[: each.begin]) if kind in ("day", "holiday") else None
    if within is not None:
        first = start.date() if within["from"] else calendar.monday(start.date())
        return _Found(within.start(), each.stop, calendar.days(first, first + 6 * DAY, "week"))
    if beside is not None:
        n = number(beside["n"]) if beside["n"] else 1
        length = n * {"day": 1, "weekend": 7, "week": 7, "month": 30, "year": 365}[beside["unit"].lower()] * DAY
        around = (start - length, start) if beside["side"].lower() == "before" else (end, end + length)
        return _Found(beside.start(), each.stop, Stretch(*around, beside["unit"].lower()))
    opened = _OPENED.search(text[: each.begin])
    if opened is None:
        return each
    side = opened["side"].lower().replace("till", "until").replace("by", "until")
    later = max(clock.now, end)
    stretch = {
        "before": Stretch(min(BEGINNING, start), start, "before"),
        "until": Stretch(min(BEGINNING, start), end, "until"),
        "since": Stretch(start, later, "since"),
        "after": Stretch(end, max(clock.now, end + DAY), "after"),
    }[side]
    return _Found(opened.start(), each.stop, stretch)
