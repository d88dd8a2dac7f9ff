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
