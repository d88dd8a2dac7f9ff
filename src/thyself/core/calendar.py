"""Calendar: days, weeks, months, seasons and holidays as stretches of a local clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Final, NamedTuple

DAY: Final = timedelta(days=1)

MONTHS: Final = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

#: First month of each season, north of the equator; a winter is named for the year in which it begins.
SEASONS: Final = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}

#: From and to which hour; a night goes on into the next day.
HOURS: Final = {"morning": (5, 12), "afternoon": (12, 18), "evening": (17, 24), "night": (18, 30)}


class Stretch(NamedTuple):
    """From ``start`` up to, not including, ``end``; both without a zone, on the local clock."""

    start: datetime
    end: datetime
    kind: str


Yearly = Callable[[int], Stretch | None]
"""Something that comes once a year: its stretch in a given year, ``None`` where that year has none."""


def midnight(day: date) -> datetime:
    """The start of a day."""
    return datetime.combine(day, time())


def days(first: date, last: date, kind: str) -> Stretch:
    """Whole days, both included."""
    return Stretch(midnight(first), midnight(last) + DAY, kind)


def day(of: date) -> Stretch:
    """One day."""
    return days(of, of, "day")


def monday(of: date) -> date:
    """The Monday of a day's week."""
    return of - timedelta(days=of.weekday())


def week(of: date) -> Stretch:
    """Monday to Sunday."""
    return days(monday(of), monday(of) + 6 * DAY, "week")


def weekend(of: date) -> Stretch:
    """Saturday and Sunday of a day's week."""
    return days(monday(of) + 5 * DAY, monday(of) + 6 * DAY, "weekend")


def month(year: int, number: int) -> Stretch:
    """A month; ``number`` may run past either end of the year."""
    year, index = year + (number - 1) // 12, (number - 1) % 12
    first = date(year, index + 1, 1)
    following = date(year + index // 11, (index + 1) % 12 + 1, 1)
    return days(first, following - DAY, "month")


def year(number: int) -> Stretch:
    """A year."""
    return days(date(number, 1, 1), date(number, 12, 31), "year")


def calendar_unit(unit: str, of: date, ago: int) -> Stretch:
    """The day, week, weekend, month or year that lies ``ago`` of its kind before that of a day."""
    if unit == "year":
        return year(of.year - ago)
    if unit == "month":
        return month(of.year, of.month - ago)
    if unit in ("week", "weekend"):
        return (week if unit == "week" else weekend)(of - 7 * ago * DAY)
    return day(of - ago * DAY)


def part_of_day(of: date, part: str) -> Stretch:
    """A morning, afternoon, evening or night."""
    start, end = HOURS[part]
    return Stretch(midnight(of) + timedelta(hours=start), midnight(of) + timedelta(hours=end), part)


def date_of(year: int, number: int, day_of_month: int) -> Stretch | None:
    """A date; ``None`` where the month has no such day."""
    try:
        return day(date(year, number, day_of_month))
    except ValueError:
        return None


def season(name: str) -> Yearly:
    """A season in a given year: three whole months."""
    first = SEASONS[name]
    return lambda of: Stretch(month(of, first).start, month(of, first + 2).end, "season")


def holiday(name: str) -> Yearly:
    """A holiday in a given year."""
    fixed = {
        "christmas": ((12, 24), (12, 26)),
        "christmas eve": ((12, 24), (12, 24)),
        "christmas day": ((12, 25), (12, 25)),
        "new year": ((1, 1), (1, 1)),
        "new year eve": ((12, 31), (12, 31)),
        "halloween": ((10, 31), (10, 31)),
        "valentine": ((2, 14), (2, 14)),
    }
    if name in fixed:
        first, last = fixed[name]
        return lambda of: days(date(of, *first), date(of, *last), "holiday")
    if name == "easter":
        return lambda of: days(easter(of) - 2 * DAY, easter(of) + DAY, "holiday")
    return lambda of: days(_thanksgiving(of), _thanksgiving(of), "holiday")


def easter(of: int) -> date:
    """Easter Sunday of the western churches (the Gregorian computus of Meeus, Jones and Butcher)."""
    a, (b, c) = of % 19, divmod(of, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    weekday = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * weekday) // 451
    number, of_month = divmod(h + weekday - 7 * m + 114, 31)
    return date(of, number, of_month + 1)


def _thanksgiving(of: int) -> date:
    """The fourth Thursday of November (United States)."""
    first = date(of, 11, 1)
    return first + ((3 - first.weekday()) % 7 + 21) * DAY


def latest(yearly: Yearly, now: datetime) -> Stretch | None:
    """The latest that is not in the future: it has begun."""
    return next((found for found in _around(yearly, now) if found.start <= now), None)


def coming(yearly: Yearly, now: datetime) -> Stretch | None:
    """The first that is not over."""
    return next((found for found in reversed(_around(yearly, now)) if found.end > now), None)


def past(yearly: Yearly, now: datetime) -> Stretch | None:
    """The latest that was over before today."""
    return next((found for found in _around(yearly, now) if found.end <= midnight(now.date())), None)


def future(yearly: Yearly, now: datetime) -> Stretch | None:
    """The first that has not begun."""
    return next((found for found in reversed(_around(yearly, now)) if found.start > now), None)


def _around(yearly: Yearly, now: datetime) -> list[Stretch]:
    """Newest first, far enough to meet a leap day on either side."""
    found = [yearly(of) for of in range(min(now.year + 9, 9998), max(now.year - 9, 2), -1)]
    return [each for each in found if each is not None]


#: Days that have names and come once a year.
NAMED_DAYS: Final = (
    "boxing day", "st patrick day", "st george day", "st andrew day", "st david day", "st nicholas day",
    "bonfire night", "guy fawkes night", "burns night", "independence day", "may day", "april fools day",
    "good friday", "easter sunday",
    "easter monday", "shrove tuesday", "pancake day", "ash wednesday", "whit monday", "black friday", "cyber monday",
    "juneteenth", "veterans day", "remembrance day", "memorial day", "labor day", "martin luther king day", "mlk day",
    "thanksgiving day", "epiphany", "all saints day", "mother day", "father day",
)  # fmt: skip
_FIXED: Final = {
    "boxing day": (12, 26), "st patrick day": (3, 17), "st george day": (4, 23), "st andrew day": (11, 30),
    "st david day": (3, 1), "st nicholas day": (12, 6), "bonfire night": (11, 5), "guy fawkes night": (11, 5),
    "burns night": (1, 25), "independence day": (7, 4), "may day": (5, 1), "april fools day": (4, 1),
    "april fool day": (4, 1), "juneteenth": (6, 19), "veterans day": (11, 11), "remembrance day": (11, 11),
    "epiphany": (1, 6), "all saints day": (11, 1),
}  # fmt: skip
_FROM_EASTER: Final = {
    "good friday": -2, "easter sunday": 0, "easter monday": 1, "shrove tuesday": -47, "pancake day": -47,
    "ash wednesday": -46, "whit monday": 50,
}  # fmt: skip


def named_day(name: str, of: int) -> Stretch | None:
    """A day of :data:`NAMED_DAYS` in a year; ``None`` where the name is none of them.

    Mother's Day is the second Sunday of May, Father's Day the third of June.
    """
    if name in _FIXED:
        return date_of(of, *_FIXED[name])
    if name in _FROM_EASTER:
        return day(easter(of) + _FROM_EASTER[name] * DAY)
    if name in ("black friday", "cyber monday", "thanksgiving day"):
        return day(_thanksgiving(of) + {"b": 1, "c": 4, "t": 0}[name[0]] * DAY)
    weekday, number, nth = {
        "memorial day": (0, 5, -1), "labor day": (0, 9, 0), "martin luther king day": (0, 1, 2), "mlk day": (0, 1, 2),
        "mother day": (6, 5, 1), "father day": (6, 6, 2),
    }.get(name, (0, 0, 0))  # fmt: skip
    if not number:
        return None
    first = month(of, number).start.date()
    days_of = [first + n * DAY for n in range(31) if (first + n * DAY).month == number]
    return day([each for each in days_of if each.weekday() == weekday][nth])
