"""Time forms: the patterns of single time expressions, and what each means on a local clock."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from thyself.core import calendar
from thyself.core.calendar import DAY, MONTHS, WEEKDAYS, Stretch, Yearly


class Clock(NamedTuple):
    """Local time without a zone, the zone, and whether a sentence speaks of what is to come."""

    now: datetime
    zone: ZoneInfo
    ahead: Callable[[str], bool]

    @property
    def today(self) -> date:
        """The local day."""
        return self.now.date()


Read = Callable[[re.Match[str], Clock], Stretch | None]

_NUMBERS: Final = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "couple": 2, "a couple": 2, "a couple of": 2, "couple of": 2,
    "few": 3, "a few": 3, "several": 4,
}  # fmt: skip
_ORDINALS: Final = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth",
)  # fmt: skip
N: Final = (
    r"(?P<n>\d{1,3}|a couple of|a couple|couple of|a few|few|several|"
    + "|".join(
        word for word in sorted(_NUMBERS, key=len, reverse=True) if " " not in word and word not in ("few", "couple")
    )
    + ")"
)
MONTH: Final = "|".join(MONTHS) + r"|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec"
WEEKDAY: Final = "|".join(WEEKDAYS)
_SHORT: Final = r"mon|tues?|wed|thurs?|thu|fri|sat"
_PART: Final = r"(?:\s+(?:in the\s+)?(?P<part>morning|afternoon|evening|night))?"
YEAR: Final = r"(?P<year>(?:19|20)\d\d)"
_IN_YEAR: Final = rf"(?:,?\s+(?:of\s+)?{YEAR}|,?\s+(?:of\s+)?(?P<yr>last|this|next)\s+year)?"
_WHICH: Final = r"(?:(?P<which>last|this|next|previous|past|coming)\s+)?"
_DATE: Final = rf"(?:(?:{WEEKDAY}),?\s+(?:the\s+)?)?"
_AFTER_PREPOSITION: Final = (
    r"(?:\b(?:in|during|since|until|till|before|after|by|of|around|through|throughout|early|mid|late|between|from|"
    r"last|next|this|previous|end of|start of|beginning of)[\s-]+(?:the\s+)?|\b(?:between|from)\b[^.?!]{0,40}"
    r"\b(?:and|to)\s+)$"
)
_HOLIDAY: Final = r"christmas eve|christmas day|christmas|xmas|new year'?s eve|new year'?s day|new year'?s?|halloween|"
_ENDS: Final = re.compile(r"[.?!\n]+")


def number(words: str) -> int:
    """What a number in digits or in words is."""
    return int(words) if words.isdigit() else _NUMBERS[words.lower()]


def month_number(word: str) -> int:
    """The number of a month by its name or the first three letters of it."""
    return next(i for i, name in enumerate(MONTHS, 1) if name.startswith(word.lower()[:3]))


def yearly(match: re.Match[str], clock: Clock, of_year: Yearly, which: str | None = None) -> Stretch | None:
    """The one of the year that is named, or the last, this, next; else the latest (the next, for what lies ahead)."""
    named = match.groupdict().get("year")
    beside = (match.groupdict().get("yr") or "").lower()
    if named or beside:
        return of_year(int(named) if named else clock.now.year + {"last": -1, "this": 0, "next": 1}[beside])
    if which == "this":
        return of_year(clock.now.year)
    if which in ("last", "previous", "past"):
        return calendar.past(of_year, clock.now)
    if which in ("next", "coming"):
        return calendar.future(of_year, clock.now)
    ahead = clock.ahead(_sentence(match))
    return calendar.coming(of_year, clock.now) if ahead else calendar.latest(of_year, clock.now)


def _sentence(match: re.Match[str]) -> str:
    cuts = [0, *(found.end() for found in _ENDS.finditer(match.string)), len(match.string)]
    start = max(cut for cut in cuts if cut <= match.start())
    return match.string[start : min(cut for cut in cuts if cut >= match.end())]


def _day_month(match: re.Match[str], clock: Clock) -> Stretch | None:
    if match["month"] == "may" and re.match(_VERB, match.string[match.end() :]):
        return None
    word = match["day"].lower()
    number = _ORDINALS.index(word) + 1 if word in _ORDINALS else int(re.sub(r"\D", "", word))
    return yearly(match, clock, lambda of: calendar.date_of(of, month_number(match["month"]), number))


#: A word after "may" that makes a verb of it, as in "these 5 may come".
_VERB: Final = r"\s+(?!at\b|in\b|and\b|did\b|do\b|i\b|we\b|was\b|with\b|for\b|to\b|when\b|or\b)[a-z]"


def _iso(match: re.Match[str], clock: Clock) -> Stretch | None:
    return calendar.date_of(int(match["year"]), int(match["m"]), int(match["d"]))


def _iso_month(match: re.Match[str], clock: Clock) -> Stretch | None:
    return calendar.month(int(match["year"]), int(match["m"]))


def _slashed(match: re.Match[str], clock: Clock) -> Stretch | None:
    first, second, of = int(match["a"]), int(match["b"]), int(match["y"])
    of += 2000 if of < 100 else 0
    ways = [calendar.date_of(of, first, second), calendar.date_of(of, second, first)]
    if match["mark"] == "." or not clock.zone.key.startswith(("America/", "US/", "Pacific/Honolulu")):
        ways.reverse()
    return ways[0] or ways[1]


def _month(match: re.Match[str], clock: Clock) -> Stretch | None:
    word, which = match["month"].lower(), match["which"]
    if not (match["year"] or match["yr"] or which) and word not in _PLAIN_MONTHS and not _introduced(match):
        return None
    if which and word == "may" and (match["month"] == "may" or (which.lower() == "this" and match["month"] != "May")):
        return None
    return yearly(match, clock, lambda of: calendar.month(of, month_number(word)), which and which.lower())


_PLAIN_MONTHS: Final = frozenset(MONTHS) - {"march", "april", "may", "june", "august"}


def _introduced(match: re.Match[str]) -> bool:
    """Whether the words before make a time of the word: "in", "since", "between … and"."""
    return re.search(_AFTER_PREPOSITION, match.string[: match.start()], re.I) is not None


def _season(match: re.Match[str], clock: Clock) -> Stretch | None:
    which = match["which"]
    if not (match["year"] or match["yr"] or which or _introduced(match)):
        return None
    if (which or "").lower() == "this" and match["season"].lower() == "winter" and clock.now.month < 7:
        return calendar.season("winter")(clock.now.year - 1)  # the one that is going on, or was just over
    return yearly(match, clock, calendar.season(match["season"].lower()), which and which.lower())


def _holiday(match: re.Match[str], clock: Clock) -> Stretch | None:
    name = match["holiday"].lower().replace("xmas", "christmas").replace("'s", "").replace("years", "year")
    plain = name.startswith("christmas") or not name.endswith(" day")
    name, which = name if plain else name.removesuffix(" day").removesuffix("s"), match["which"]
    ready = re.search(r"\b(?:on|at|for|over|around|about)\s+(?:the\s+)?$", match.string[: match.start()], re.I)
    if not (
        match["year"]
        or match["yr"]
        or which
        or ready
        or _introduced(match)
        or name.endswith((" eve", " day"))
        or not plain
    ):
        return None
    return yearly(match, clock, calendar.holiday(name), which and which.lower())


def _year(match: re.Match[str], clock: Clock) -> Stretch | None:
    return calendar.year(int(match["year"])) if _introduced(match) else None


def _decade(match: re.Match[str], clock: Clock) -> Stretch | None:
    first = int(match["decade"])
    first += 0 if first > 99 else 2000 if first < 30 else 1900
    return Stretch(calendar.year(first).start, calendar.year(first + 9).end, "range")


def _relative_day(match: re.Match[str], clock: Clock) -> Stretch | None:
    word = " ".join(match["word"].lower().split())
    away = {"day before yesterday": -2, "yesterday": -1, "today": 0, "tomorrow": 1, "day after tomorrow": 2}
    return _at(clock.today + away[word.removeprefix("the ")] * DAY, match)


def _at(of: date, match: re.Match[str]) -> Stretch:
    part = match["part"]
    return calendar.part_of_day(of, part.lower()) if part else calendar.day(of)


def _this_part(match: re.Match[str], clock: Clock) -> Stretch | None:
    word = " ".join(match[0].lower().split())
    if word == "last night":
        return calendar.part_of_day(clock.today - DAY, "night")
    return calendar.part_of_day(clock.today, "night" if word == "tonight" else word.removeprefix("this "))


def _weekday(match: re.Match[str], clock: Clock) -> Stretch | None:
    name, which = match["weekday"].lower()[:3], (match["which"] or "").lower()
    number = next(i for i, each in enumerate(WEEKDAYS) if each.startswith(name))
    back = (clock.today.weekday() - number) % 7
    here = calendar.monday(clock.today) + number * DAY
    if which in ("last", "previous", "past"):
        return _at(clock.today - (back or 7) * DAY, match)
    if which in ("this", "next", "coming"):
        return _at(here + (7 * DAY if which == "next" else 0 * DAY), match)
    if clock.ahead(_sentence(match)):
        return _at(clock.today + (-back % 7) * DAY, match)
    return _at(clock.today - back * DAY, match)


def _ago(match: re.Match[str], clock: Clock) -> Stretch | None:
    unit, n = match["unit"].lower(), number(match["n"])
    vague = match["n"].lower() in ("few", "a few", "several", "couple", "a couple", "couple of", "a couple of")
    return _back(unit, n, clock.now, 2 if vague else 1)


def _back(unit: str, n: int, now: datetime, loose: int) -> Stretch | None:
    """The time ``n`` units before now (after it where ``n`` is negative); ``loose`` widens what is rough."""
    if unit in ("hour", "minute"):
        step = timedelta(**{f"{unit}s": 1})
        return Stretch(now - (n + 0.5) * step, now - (n - 0.5) * step, "day")
    if abs(n) * {"year": 366, "month": 31, "week": 7, "weekend": 7}.get(unit, 1) > 36_500:
        return None
    if unit == "week":
        around = 3 * loose * DAY
        middle = now.date() - 7 * n * DAY
        return calendar.days(middle - around, middle + around, "week")
    found = calendar.calendar_unit(unit, now.date(), n)
    around = (loose - 1) * (found.end - found.start)
    return Stretch(found.start - around, found.end + around, found.kind)


def _in_future(match: re.Match[str], clock: Clock) -> Stretch | None:
    """ "In two weeks", where the sentence speaks of what is to come: else it may be how long something took."""
    ahead = clock.ahead(_sentence(match))
    return _back(match["unit"].lower(), -number(match["n"]), clock.now, 1) if ahead else None


def _running(match: re.Match[str], clock: Clock) -> Stretch | None:
    """ "The last three weeks": up to now."""
    n = number(match.groupdict().get("n") or "one")
    length = {"day": 1, "week": 7, "month": 30.44, "year": 365.25, "hour": 1 / 24}[match["unit"].lower()]
    return Stretch(clock.now - n * length * DAY, clock.now, "range")


def _which_unit(match: re.Match[str], clock: Clock) -> Stretch | None:
    """ "Last month", "this year", "earlier this week"."""
    ago = {"last": 1, "previous": 1, "this": 0, "next": -1, "coming": -1}[match["which"].lower()]
    found = calendar.calendar_unit(match["unit"].lower(), clock.today, ago)
    return Stretch(found.start, clock.now, found.kind) if match["earlier"] and not ago else found


def _recent(match: re.Match[str], clock: Clock) -> Stretch | None:
    if match[0].lower().endswith("other day"):
        return Stretch(calendar.midnight(clock.today - 7 * DAY), calendar.midnight(clock.today), "recent")
    return Stretch(clock.now - 14 * DAY, clock.now, "recent")


def _nth(match: re.Match[str], clock: Clock) -> Stretch | None:
    """ "On the 7th": of this month, or of the latest that has begun and has such a day."""
    wanted = int(match["day"])
    for back in range(3):
        first = calendar.month(clock.now.year, clock.now.month - back).start
        found = calendar.date_of(first.year, first.month, wanted)
        if found is not None and found.start <= clock.now:
            return found
    return None


_DAY_WORD: Final = r"(?P<day>\d{1,2}(?:st|nd|rd|th)?(?=\s)|(?:" + "|".join(_ORDINALS) + r")(?=\s+of\b))"
#: A unit of the calendar, as a group of a pattern.
UNIT: Final = r"(?P<unit>day|weekend|week|month|year)"

#: From the most telling to the least; words that one has read are not read again.
READERS: Final[tuple[tuple[re.Pattern[str], Read], ...]] = tuple(
    (re.compile(rf"(?<![\w/.-])(?:{pattern})(?![\w/])", re.I), read)
    for pattern, read in (
        (rf"{YEAR}[-/](?P<m>\d{{1,2}})[-/](?P<d>\d{{1,2}})(?:T[\d:.]+Z?)?", _iso),
        (r"(?P<a>\d{1,2})(?P<mark>[/.-])(?P<b>\d{1,2})(?P=mark)(?P<y>(?:19|20)\d\d|\d\d)", _slashed),
        (rf"{YEAR}-(?P<m>0[1-9]|1[0-2])", _iso_month),
        (rf"{_DATE}{_DAY_WORD}(?:\s+of)?\s+(?P<month>{MONTH})\.?{_IN_YEAR}", _day_month),
        (rf"{_DATE}(?P<month>{MONTH})\.?\s+(?:the\s+)?(?P<day>\d{{1,2}}(?:st|nd|rd|th)?){_IN_YEAR}", _day_month),
        (rf"{_WHICH}(?P<month>{MONTH}){_IN_YEAR}", _month),
        (rf"{_WHICH}(?P<season>spring|summer|autumn|fall|winter){_IN_YEAR}", _season),
        (
            rf"{_WHICH}(?P<holiday>{_HOLIDAY}valentine'?s? day|valentine'?s|easter|thanksgiving)"
            rf"{_IN_YEAR}",
            _holiday,
        ),
        (r"the\s+(?P<decade>(?:19|20)?\d0)s", _decade),
        (rf"(?P<word>the day before yesterday|the day after tomorrow|yesterday|today|tomorrow){_PART}", _relative_day),
        (r"tonight|last night|this (?:morning|afternoon|evening)", _this_part),
        (rf"{_WHICH}(?P<weekday>{WEEKDAY}){_PART}", _weekday),
        (rf"(?P<which>last|next)\s+(?P<weekday>{_SHORT})\b{_PART}", _weekday),
        (rf"{N}\s+(?P<unit>minute|hour|day|weekend|week|month|year)s?\s+(?:ago|back)", _ago),
        (rf"in\s+{N}\s+{UNIT}s?(?:'s?)?", _in_future),
        (rf"(?:last|past|previous)\s+{N}\s+(?P<unit>hour|day|week|month|year)s?", _running),
        (r"past\s+(?P<unit>hour|day|week|month|year)", _running),
        (rf"(?P<earlier>earlier\s+)?(?P<which>last|previous|this|next|coming)\s+{UNIT}", _which_unit),
        (r"recently|lately|(?:the )?other day|these days", _recent),
        (r"on the\s+(?P<day>\d{1,2})(?:st|nd|rd|th)(?=\s*(?:$|[?.,;!]|(?:at|in|and|did|i|we|with|for|to|because)\b))",
         _nth),
        (YEAR, _year),
    )
)  # fmt: skip

#: What reads like a date and is none ("31 February") is not read as something else.
DATES: Final = (_iso, _slashed, _day_month)
