"""Figures: numbers, dates, clock times and relative days in a text, in a form that can be compared."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple, TypeAlias

from thyself.core.units import factor


class Amount(NamedTuple):
    """A number, as it is written and in the base unit of its kind: 5 and 5000 for 5 km; no unit, no kind (``""``)."""

    kind: str
    value: float
    written: float


class Ordinal(NamedTuple):
    """A place in an order, or a day of a month: the third, the 7th."""

    value: int


class Day(NamedTuple):
    """A date, or what is said of one; what is not said is ``None``."""

    year: int | None
    month: int | None
    day: int | None


class Dates(NamedTuple):
    """What a written date can mean: one day, or two where day and month can be either."""

    options: tuple[Day, ...]


class Clock(NamedTuple):
    """A time of day in minutes; not ``sure`` where morning or evening is not said."""

    minute: int
    sure: bool


class Weekday(NamedTuple):
    """A day of the week, 0 for Monday."""

    number: int


class Relative(NamedTuple):
    """A day or week that depends on when it is said: ``"yesterday"``, ``"last week"``."""

    words: str


class Code(NamedTuple):
    """Letters and digits in one: ``b12``, ``a380``."""

    text: str


Thing: TypeAlias = Amount | Ordinal | Dates | Clock | Weekday | Relative | Code


class Found(NamedTuple):
    """A figure in a text, and where it stands."""

    start: int
    end: int
    thing: Thing


DAYS: Final = "monday tuesday wednesday thursday friday saturday sunday".split()
MONTHS: Final = "january february march april may june july august september october november december".split()
_SMALL: Final = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
).split()
_TENS: Final = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_NUMBERS: Final = {
    **{word: n for n, word in enumerate(_SMALL)},
    **{word: 20 + 10 * n for n, word in enumerate(_TENS)},
    "dozen": 12,
    "twice": 2,
}
_SCALES: Final = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "k": 1000}
_ORDINALS: Final = {
    word: n
    for n, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth"
        " fifteenth sixteenth seventeenth eighteenth nineteenth twentieth".split(),
        1,
    )
}
#: As words these are often no figures ("one of them", "a second time").
_LOOSE: Final = frozenset({"one", "zero", "first", "second"})
_UNITS: Final[dict[str, tuple[str, float]]] = {
    name: (kind, size)
    for kind, size, names in (
        ("time", 1, "s sec secs second seconds"),
        ("time", 60, "min mins minute minutes"),
        ("time", 3600, "h hr hrs hour hours"),
        ("time", 86400, "day days night nights"),
        ("time", 604800, "week weeks"),
        ("month", 1, "month months"),
        ("month", 12, "year years"),
        ("length", 0.01, "cm"),
        ("length", 1, "m metre metres meter meters"),
        ("length", 1000, "km kms kilometre kilometres kilometer kilometers"),
        ("length", factor("mi", "m") or 0.0, "mile miles mi"),
        ("weight", 1, "g gram grams"),
        ("weight", 1000, "kg kgs kilo kilos kilogram kilograms"),
        ("volume", 1, "ml"),
        ("volume", 1000, "l litre litres liter liters"),
        ("energy", 1, "kcal calories cal"),
        ("steps", 1, "step steps"),
        ("pulse", 1, "bpm"),
        ("stars", 1, "star stars"),
        ("%", 1, "% percent"),
        ("$", 1, "$ usd dollar dollars bucks"),
        ("€", 1, "€ eur euro euros"),
        ("£", 1, "£ gbp"),
        ("degrees", 1, "° °c °f degrees degree"),
    )
    for name in names.split()
}

_WORD_NUMBER: Final = "|".join((*_SMALL, *_TENS, "dozen", "twice"))
_MONTH: Final = "|".join(f"{month}|{month[:3]}" for month in MONTHS) + "|sept"
_ISO: Final = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})(?=\b|T)")
_SLASHED: Final = re.compile(r"\b(\d{1,2})[/.](\d{1,2})[/.](\d{4}|\d{2})\b")
_DAY_MONTH: Final = re.compile(
    rf"\b(\d{{1,2}})(?:st|[nr]d|th)?(?: of)? ({_MONTH})\b\.?(?:,? (\d{{4}})\b)?", re.IGNORECASE
)
_MONTH_DAY: Final = re.compile(
    rf"\b({_MONTH})\b\.? (?:the )?(\d{{1,2}})(?:st|[nr]d|th)?\b(?![:%]|\d|,\d{{3}}(?!\d)|\.\d| ?(?:am|pm)\b)"
    r"(?:,? (\d{{4}})\b)?",
    re.IGNORECASE,
)
_MONTH_YEAR: Final = re.compile(rf"\b({_MONTH})\b\.?,? (?:of )?(\d{{4}})\b", re.IGNORECASE)
_MONTH_ALONE: Final = re.compile(
    rf"\b(?:May|March|{'|'.join(f'[{m[0].upper()}{m[0]}]{m[1:]}' for m in MONTHS if m not in ('may', 'march'))})\b"
    r"(?! (?:I|you|we|be|have)\b)"
)
_HOUR: Final = rf"(\d{{1,2}}|{'|'.join(_SMALL[1:13])})"
_HALF: Final = re.compile(rf"\b(half|quarter) (past|to) {_HOUR}\b", re.IGNORECASE)
_CLOCK: Final = re.compile(
    rf"\b{_HOUR}(?:[:.](\d{{2}})(?::\d{{2}})?)? ?(am|pm|a\.m\.|p\.m\.|o['’]clock)(?!\w)"
    r"|\b(\d{1,2}):(\d{2})(?::\d{2})?\b",
    re.IGNORECASE,
)
_NOON: Final = re.compile(r"\b(?:noon|midday|midnight)\b", re.IGNORECASE)
_AT_HOUR: Final = re.compile(rf"(?<=\bat ){_HOUR}\b(?![:.,]?\d| ?[a-z%°$€£])", re.IGNORECASE)
_AT_HOUR_NEXT: Final = re.compile(
    rf"(?<=\bat ){_HOUR}(?= (?:with|on|in|at|and|to|for|tonight|today|tomorrow)\b)", re.IGNORECASE
)
_WEEKDAY: Final = re.compile(rf"\b({'|'.join(DAYS)})s?\b", re.IGNORECASE)
_RELATIVE: Final = re.compile(
    r"\bthe day (?:before yesterday|after tomorrow)\b|\b(?:yesterday|today|tomorrow|tonight)\b"
    r"|\b(?:last|next|this) (?:night|week|weekend|month|year|morning|evening|afternoon|summer|winter|spring|autumn)\b"
    rf"|\b(?:last|next) (?={'|'.join(DAYS)})"
    rf"|\b(?:\d+|an?|{_WORD_NUMBER}) (?:days?|weeks?|months?|years?) ago\b",
    re.IGNORECASE,
)
#: How long ago something was: its number and its unit.
AGO: Final = re.compile(rf"\b(\d+|an?|{_WORD_NUMBER}) (day|week|month|year)s? ago\b", re.IGNORECASE)
_CODE: Final = re.compile(r"\b(?=[a-z]*\d)(?=\d*[a-z])[a-z\d]+\b", re.IGNORECASE)
_PLAIN_CODE: Final = re.compile(r"\d+(?:st|[nr]d|th|k|s|[a-z]{1,3})", re.IGNORECASE)
_UNIT: Final = rf"(?:[ -]?({'|'.join(sorted(map(re.escape, _UNITS), key=len, reverse=True))})(?![\w]))?"
_DIGITS: Final = re.compile(
    r"(?P<sign>(?<![\w)])[-−])?(?P<money>[$€£] ?)?(?<![\d.,])"
    r"(?P<number>\d{1,3}(?:[,\u00a0\u202f]\d{3})+(?:\.\d+)?|\d+[.,]\d+|\d+)"
    r"(?P<ordinal>st|[nr]d|th)?(?!\d)(?: ?(?P<scale>hundred|thousand|million|billion|k)\b)?" + _UNIT,
    re.IGNORECASE,
)
_WORDS: Final = re.compile(
    rf"\b(?:{_WORD_NUMBER}|hundred|thousand|million)(?:(?:[ -]| and )(?:{_WORD_NUMBER}|hundred|thousand|million))*\b"
    + _UNIT,
    re.IGNORECASE,
)
_ORDINAL: Final = re.compile(rf"\b(?:(twenty|thirty)[- ])?({'|'.join(_ORDINALS)}|thirtieth)\b", re.IGNORECASE)
_ARTICLE_UNIT: Final = re.compile(r"\ban? (hour|minute|week|month|year|kilo|mile|dollar|euro|day)\b", re.IGNORECASE)


def figures(text: str) -> list[Found]:
    """The figures of a text, in order; each place belongs to one figure, the longest reading first."""
    found: list[Found] = []
    for pattern, read in _READERS:
        blank = list(text)
        for match in pattern.finditer(text):
            thing = read(match)
            if thing is not None:
                found.append(Found(match.start(), match.end(), thing))
                blank[match.start() : match.end()] = "\x00" * (match.end() - match.start())
        text = "".join(blank)
    return sorted(found)


def vouched(text: str) -> Iterator[Thing]:
    """What a text vouches for beyond its figures: ``an hour`` is one hour, ``one`` is 1, two weeks ago two weeks."""
    for match in AGO.finditer(text):
        yield _amount(*ago(match))
    for match in _ARTICLE_UNIT.finditer(text):
        kind, factor = _UNITS[match[1].lower()]
        yield Amount(kind, factor, 1.0)
    for word in re.findall(r"[a-z]+", text.lower()):
        if word in _LOOSE:
            value = _NUMBERS.get(word, _ORDINALS.get(word, 0))
            yield Ordinal(value) if word in _ORDINALS else Amount("", value, value)


def ago(match: re.Match[str]) -> tuple[float, str]:
    """How many days, weeks, months or years a match of :data:`AGO` tells."""
    word = match[1].lower()
    number = float(word) if word.isdigit() else float(_NUMBERS.get(word, 1))
    return number, match[2].lower()


def _iso(match: re.Match[str]) -> Thing | None:
    return _dates(Day(int(match[1]), int(match[2]), int(match[3])))


def _slashed(match: re.Match[str]) -> Thing | None:
    first, second = int(match[1]), int(match[2])
    year = int(match[3]) + (2000 if len(match[3]) == 2 else 0)
    return _dates(Day(year, second, first), Day(year, first, second))


def _day_month(match: re.Match[str]) -> Thing | None:
    return _dates(Day(_whole(match[3]), _month(match[2]), int(match[1])))


def _month_day(match: re.Match[str]) -> Thing | None:
    return _dates(Day(_whole(match[3]), _month(match[1]), int(match[2])))


def _dates(*options: Day) -> Dates | None:
    real = tuple(dict.fromkeys(each for each in options if 1 <= (each.month or 1) <= 12 and 1 <= (each.day or 1) <= 31))
    return Dates(real) if real else None


def _clock(match: re.Match[str]) -> Thing | None:
    hour, minute, half = match[1] or match[4], int(match[2] or match[5] or 0), (match[3] or "").lower()
    number = _hour(hour)
    if number > 24 or minute > 59:
        return None
    if half[:1] in ("a", "p"):
        return Clock((number % 12 + (12 if half[0] == "p" else 0)) * 60 + minute, True) if number <= 12 else None
    sure = not half and (number > 12 or number == 0 or (hour[0] == "0" and len(hour) == 2))
    return Clock(number % 24 * 60 + minute, sure)


def _half(match: re.Match[str]) -> Thing | None:
    minutes = {"half": 30, "quarter": 15}[match[1].lower()]
    return Clock((_hour(match[3]) * 60 + (minutes if match[2].lower() == "past" else -minutes)) % 1440, False)


def _at_hour(match: re.Match[str]) -> Thing | None:
    number = _hour(match[1])
    return Clock(number % 24 * 60, number > 12) if number <= 24 else None


def _code(match: re.Match[str]) -> Thing | None:
    word = match[0]
    plain = _PLAIN_CODE.fullmatch(word)
    decade = re.fullmatch(r"(?:1\d|20)\d0s", word)
    ending = word.lstrip("0123456789").lower()
    known = plain and not decade and (ending in _UNITS or re.fullmatch(r"st|[nr]d|th|k", ending))
    return None if known else Code(word.lower())


def _digits(match: re.Match[str]) -> Thing | None:
    written = match["number"]
    grouped = re.fullmatch(r"\d{1,3}(?:[,\u00a0\u202f]\d{3})+(?:\.\d+)?", written)
    plain = re.sub(r"[,\u00a0\u202f]", "" if grouped else ".", written)
    if match["ordinal"]:
        return Ordinal(int(float(plain)))
    value = float(plain) * _SCALES.get((match["scale"] or "").lower(), 1) * (-1 if match["sign"] else 1)
    unit = (match["money"] or "").strip() or match[match.re.groups]
    bare = not unit and not match["scale"] and not match["sign"]
    if bare and re.fullmatch(r"(?:19|20)\d\d", plain):
        return Dates((Day(int(plain), None, None),))
    return _amount(value, unit)


def _words(match: re.Match[str]) -> Thing | None:
    unit = match[match.re.groups]
    whole = match[0].lower()
    words = re.findall(r"[a-z]+", whole[: len(whole) - len(unit)] if unit else whole)
    if len(words) == 1 and words[0] in _LOOSE and not (unit and words[0] == "one"):
        return None
    total, part = 0, 0
    for word in words:
        if word in ("hundred", "thousand", "million"):
            part = max(part, 1) * _SCALES[word]
            total, part = (total, part) if word == "hundred" else (total + part, 0)
        else:
            part = part * 12 if word == "dozen" and part else part + _NUMBERS.get(word, 0)
    return _amount(float(total + part), unit)


def _ordinal(match: re.Match[str]) -> Thing | None:
    word = match[2].lower()
    if match[1] is None and word in _LOOSE:
        return None
    tens = {"twenty": 20, "thirty": 30}.get((match[1] or "").lower(), 0)
    return Ordinal(30 if word == "thirtieth" else tens + _ORDINALS[word])


def _amount(value: float, unit: str | None) -> Amount:
    kind, factor = _UNITS.get((unit or "").lower(), ("", 1.0))
    return Amount(kind, value * factor, value)


def _hour(word: str) -> int:
    return int(word) if word.isdigit() else _SMALL.index(word.lower())


def _month(word: str) -> int:
    return next(n for n, month in enumerate(MONTHS, 1) if month.startswith(word.lower()[:3]))


def _whole(digits: str | None) -> int | None:
    return int(digits) if digits else None


_READERS: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Thing | None]], ...]] = (
    (_ISO, _iso),
    (_SLASHED, _slashed),
    (_DAY_MONTH, _day_month),
    (_MONTH_YEAR, lambda match: Dates((Day(int(match[2]), _month(match[1]), None),))),
    (_MONTH_DAY, _month_day),
    (_MONTH_ALONE, lambda match: Dates((Day(None, _month(match[0]), None),))),
    (_HALF, _half),
    (_CLOCK, _clock),
    (_NOON, lambda match: Clock(0 if match[0].lower() == "midnight" else 720, True)),
    (_AT_HOUR, _at_hour),
    (_AT_HOUR_NEXT, _at_hour),
    (_RELATIVE, lambda match: Relative(" ".join(match[0].lower().split()))),
    (_WEEKDAY, lambda match: Weekday(DAYS.index(match[1].lower()))),
    (_CODE, _code),
    (_DIGITS, _digits),
    (_ORDINAL, _ordinal),
    (_WORDS, _words),
)
