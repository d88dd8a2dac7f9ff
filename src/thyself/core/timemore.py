# ruff: noqa: E501  (expressions read best in one line)
"""Time, said at more length: "the weekend before last", "two summers ago", "the first Monday of March", "a week ago today".

These forms are read before those of :mod:`thyself.core.timeforms`, whose shorter words stand in them.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Final

from thyself.core import calendar
from thyself.core.calendar import DAY, WEEKDAYS, Stretch
from thyself.core.timeforms import MONTH, WEEKDAY, YEAR, Clock, N, Read, month_number, number, yearly

_PLACES: Final = {"first": 0, "1st": 0, "second": 1, "2nd": 1, "third": 2, "3rd": 2, "fourth": 3, "4th": 3, "last": -1, "final": -1}  # fmt: skip
_NTH: Final = "|".join(_PLACES)
_SEASON: Final = r"spring|summer|autumn|fall|winter"
_TH: Final = r"(?:st|nd|rd|th)?"
_OF_YEAR: Final = rf"(?:,?\s+(?:of\s+)?{YEAR}|,?\s+(?:of\s+)?(?P<yr>last|this|next)\s+year)?"


def _weekday(name: str) -> int:
    return next(at for at, each in enumerate(WEEKDAYS) if each.startswith(name.lower()[:3]))


def _before_last(match: re.Match[str], clock: Clock) -> Stretch | None:
    """ "The weekend before last", "last month but one"."""
    unit = (match["unit"] or match["other"]).lower()
    if unit in WEEKDAYS:
        back = (clock.today.weekday() - _weekday(unit)) % 7 or 7
        return calendar.day(clock.today - (back + 7) * DAY)
    if unit in calendar.SEASONS:
        return _back_by_years(calendar.season(unit), 2, clock)
    return calendar.calendar_unit(unit, clock.today, 2)


def _back_by_years(of: calendar.Yearly, n: int, clock: Clock) -> Stretch | None:
    """The ``n``-th that was over before today, counted back from today."""
    moment, found = clock.now, None
    for _ in range(n):
        found = calendar.past(of, moment)
        if found is None:
            return None
        moment = found.start
    return found


def _some_ago(match: re.Match[str], clock: Clock) -> Stretch | None:
    """ "Two summers ago", "three Christmases ago", "two Fridays ago"."""
    word, n = match["what"].lower(), number(match["n"])
    if word in WEEKDAYS:
        back = (clock.today.weekday() - _weekday(word)) % 7 or 7
        return calendar.day(clock.today - (back + 7 * (n - 1)) * DAY)
    of = calendar.season(word) if word in calendar.SEASONS else calendar.holiday(word.removesuffix("e"))
    return _back_by_years(of, n, clock)


def _fortnight(match: re.Match[str], clock: Clock) -> Stretch | None:
    if match["n"] is None:
        return Stretch(clock.now - 14 * DAY, clock.now, "range")
    middle = clock.today - 14 * number(match["n"]) * DAY
    return calendar.days(middle - 3 * DAY, middle + 3 * DAY, "week")


def _to_the_day(match: re.Match[str], clock: Clock) -> Stretch | None:
    """ "A week ago today", "exactly a year ago", "this time last month"."""
    found = {key: value.lower() for key, value in match.groupdict().items() if value}
    unit = next(value for key, value in found.items() if key.startswith("unit"))
    n = number(next((value for key, value in found.items() if key.startswith("n")), "one"))
    today = clock.today
    if unit in ("day", "week"):
        return calendar.day(today - n * (7 if unit == "week" else 1) * DAY)
    away = (
        calendar.month(today.year, today.month - n) if unit == "month" else calendar.month(today.year - n, today.month)
    )
    return calendar.date_of(away.start.year, away.start.month, min(today.day, (away.end - DAY).day))


def _of_week(match: re.Match[str], clock: Clock) -> Stretch | None:
    """ "Tuesday last week", "Friday of this week"."""
    back = {"last": 1, "this": 0, "next": -1}.get((match["which"] or "").lower(), 2)
    at = calendar.monday(clock.today) + (_weekday(match["weekday"]) - 7 * back) * DAY
    return calendar.part_of_day(at, match["part"].lower()) if match["part"] else calendar.day(at)


def _nth_of_month(match: re.Match[str], clock: Clock) -> Stretch | None:
    """ "The first Monday of March", "the last day of February", "the first weekend in June"."""
    found = yearly(match, clock, lambda of: calendar.month(of, month_number(match["month"])))
    return None if found is None else _nth_within(found, match["nth"].lower(), match["what"].lower())


def _nth_within(month: Stretch, nth: str, what: str) -> Stretch | None:
    place, first, last = _PLACES[nth], month.start.date(), (month.end - DAY).date()
    days = [first + n * DAY for n in range((last - first).days + 1)]
    if what == "week":
        begin = last - 6 * DAY if place < 0 else first + 7 * place * DAY
        return calendar.days(begin, begin + 6 * DAY, "week")
    if what != "day":
        days = [each for each in days if each.weekday() == (5 if what == "weekend" else _weekday(what))]
    if not -len(days) <= place < len(days):
        return None
    found = days[place]
    return calendar.weekend(found) if what == "weekend" else calendar.day(found)


def _nth_of_last_month(match: re.Match[str], clock: Clock) -> Stretch | None:
    """ "The 31st of last month", "the 2nd of the month before last"."""
    words = " ".join(match["month_said"].lower().split())
    back = 2 if "but one" in words or "before last" in words else 1 if words.startswith(("last", "previous")) else 0
    found = calendar.month(clock.today.year, clock.today.month - back).start
    return calendar.date_of(found.year, found.month, int(match["day"]))


def _days_of_month(match: re.Match[str], clock: Clock) -> Stretch | None:
    """ "From 10 to 20 January", "between the 2nd and the 6th of March"."""
    first, last = int(match["a"]), int(match["b"])
    found = yearly(match, clock, lambda of: calendar.month(of, month_number(match["month"])))
    if found is None or not 0 < first < last <= (found.end - DAY).day:
        return None
    return calendar.days(date(found.start.year, found.start.month, first), date(found.start.year, found.start.month, last), "range")  # fmt: skip


def _quarter(match: re.Match[str], clock: Clock) -> Stretch | None:
    n = int(match["q"])
    return yearly(
        match, clock, lambda of: Stretch(calendar.month(of, 3 * n - 2).start, calendar.month(of, 3 * n).end, "range")
    )


def _between_the_years(match: re.Match[str], clock: Clock) -> Stretch | None:
    return yearly(match, clock, lambda of: calendar.days(date(of, 12, 26), date(of, 12, 31), "range"))


def _this_one(match: re.Match[str], clock: Clock) -> Stretch | None:
    """ "The beginning of the month": of this one."""
    return calendar.calendar_unit(match["unit"].lower(), clock.today, 0)


def _day_named(match: re.Match[str], clock: Clock) -> Stretch | None:
    plain = re.sub(r"[.'’]", "", match["named"].lower()).replace("saint ", "st ")
    name = re.sub(r"\b(patrick|george|andrew|david|nicholas|mother|father)s\b", r"\1", " ".join(plain.split()))
    return yearly(match, clock, lambda of: calendar.named_day(name, of))


def _nth_opened(match: re.Match[str], clock: Clock) -> Stretch | None:
    """ "After the 10th": of this month, or of the latest that has begun and has such a day."""
    for back in range(3):
        first = calendar.month(clock.now.year, clock.now.month - back).start
        found = calendar.date_of(first.year, first.month, int(match["day"]))
        if found is not None and found.start <= clock.now:
            return found
    return None


_NAMED: Final = "|".join(sorted((re.sub(r"\b(st patrick|st george|st andrew|st david|april fools?|new year|mother|father|valentine)\b", r"\1(?:['’]?s?['’]?)", each) for each in calendar.NAMED_DAYS), key=len, reverse=True)).replace("st ", "(?:st\\.?|saint) ")  # fmt: skip

#: Read before :data:`thyself.core.timeforms.READERS`.
MORE: Final[tuple[tuple[re.Pattern[str], Read], ...]] = tuple(
    (re.compile(rf"(?<![\w/.-])(?:{pattern})(?![\w/])", re.I), read)
    for pattern, read in (
        (rf"(?:the\s+)?(?P<day>\d{{1,2}}){_TH}\s+of\s+(?P<month_said>(?:the\s+)?(?:last|previous|this)\s+month(?:\s+but\s+one)?|the\s+month\s+before\s+last|the\s+month)", _nth_of_last_month),
        (rf"(?:on\s+)?(?:the\s+)?(?P<nth>{_NTH})\s+(?P<what>day|weekend|week|{WEEKDAY})\s+(?:of|in)\s+(?P<month>{MONTH}){_OF_YEAR}", _nth_of_month),
        (rf"(?:the\s+)?(?P<unit>day|week|weekend|month|year|{WEEKDAY}|{_SEASON})\s+before\s+last|last\s+(?P<other>week|weekend|month|year|{WEEKDAY}|{_SEASON})\s+but\s+one", _before_last),
        (rf"{N}\s+(?P<what>{_SEASON}|{WEEKDAY}|christmas|easter|halloween)(?:e?s)?\s+(?:ago|back)", _some_ago),
        (rf"(?:{N}\s+fortnights?\s+(?:ago|back)|(?:the\s+)?(?:last|past)\s+fortnight)", _fortnight),
        (
            rf"(?:exactly|precisely)\s+{N}\s+(?P<unit>day|week|month|year)s?\s+ago|{N.replace('?P<n>', '?P<n2>')}\s+(?P<unit2>day|week|month|year)s?\s+ago\s+(?:today|tonight|to\s+the\s+day|this\s+(?:morning|evening|afternoon))|"
            rf"(?:today|tonight)\s+{N.replace('?P<n>', '?P<n3>')}\s+(?P<unit3>week|month|year)s?\s+ago|(?:this\s+time|this\s+day|on\s+this\s+day|today)\s+last\s+(?P<unit4>week|month|year)",
            _to_the_day,
        ),
        (rf"(?P<weekday>{WEEKDAY})(?:\s+(?P<part>morning|afternoon|evening|night))?,?\s+(?:of\s+)?(?:(?P<which>last|this|next)\s+week|the\s+week\s+before\s+last)", _of_week),
        (rf"(?:(?:between|from)\s+)(?:the\s+)?(?P<a>\d{{1,2}}){_TH}\s*(?:to|and|until|till|through|-|–)\s*(?:the\s+)?(?P<b>\d{{1,2}}){_TH}(?:\s+of)?\s+(?P<month>{MONTH}){_OF_YEAR}", _days_of_month),
        (rf"(?:the\s+)?(?P<a>\d{{1,2}}){_TH}\s*(?:to\s+(?:the\s+)?|-|–)\s*(?P<b>\d{{1,2}}){_TH}(?:\s+of)?\s+(?P<month>{MONTH}){_OF_YEAR}", _days_of_month),
        (rf"(?:(?:between|from)\s+)?(?P<month>{MONTH})\s+(?:the\s+)?(?P<a>\d{{1,2}}){_TH}\s*(?:to|and|until|till|through|-|–)\s*(?:the\s+)?(?P<b>\d{{1,2}}){_TH}(?!\s*(?:{MONTH}|\d)){_OF_YEAR}", _days_of_month),
        (rf"Q(?P<q>[1-4])(?:\s+(?:of\s+)?{YEAR}|\s+(?:of\s+)?(?P<yr>last|this|next)\s+year)?", _quarter),
        (rf"between\s+(?:christmas|xmas)\s+and\s+new\s+year'?s?(?:\s+(?:eve|day))?{_OF_YEAR}", _between_the_years),
        (rf"(?:(?P<which>last|this|next)\s+)?(?P<named>{_NAMED}){_OF_YEAR}", _day_named),
        (r"(?:(?<=of )|(?<=end )|(?<=in ))(?:the|this)\s+(?P<unit>week|month|year)(?!\s+(?:before|after|of|\d))", _this_one),
        (r"(?:(?<=since )|(?<=after )|(?<=before )|(?<=until )|(?<=till )|(?<=by ))the\s+(?P<day>\d{1,2})(?:st|nd|rd|th)(?=\s*(?:$|[?.,;!]|(?:at|in|and|did|i|we|with|for|to|because)\b))", _nth_opened),
    )
)  # fmt: skip


def portion(stretch: Stretch, words: str) -> Stretch | None:
    """A half or quarter of a month, season or year: "the first half of", "the last quarter of"; ``None`` for other words."""
    said = re.fullmatch(r"(?P<nth>\w+)\s+(?P<part>half|quarter|third)", " ".join(words.lower().split()))
    if said is None:
        return None
    n = {"half": 2, "quarter": 4, "third": 3}[said["part"]]
    place = {"latter": -1, "early": 0, "other": -1}.get(said["nth"], _PLACES.get(said["nth"], 0)) % n
    start, end, kind = stretch
    if kind == "year":
        months = 12 // n
        first = calendar.month(start.year, 1 + place * months)
        return Stretch(first.start, calendar.month(start.year, (place + 1) * months).end, "range")
    length = (end - start).days
    return Stretch(_cut(start, length * place // n), _cut(start, length * (place + 1) // n), kind)


def _cut(start: datetime, days: int) -> datetime:
    return start + timedelta(days=days)
