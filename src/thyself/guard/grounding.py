"""Grounding: every figure and name of a draft must stand in its evidence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from math import isclose
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

from thyself.core import Evidence
from thyself.core.words import stems
from thyself.guard import names as naming
from thyself.guard.figures import (
    AGO,
    DAYS,
    Amount,
    Clock,
    Code,
    Dates,
    Day,
    Ordinal,
    Thing,
    Weekday,
    ago,
    figures,
    vouched,
)
from thyself.guard.names import Name

#: One piece or several: ``[1]``, ``[1, 2]``.
_CITED: Final = re.compile(r"\[ ?(\d{1,3}(?: ?[,;] ?\d{1,3})*) ?\]")
#: Not after a title or a single letter: "Dr. Lee" is one name; and not where a small letter goes on.
_END: Final = re.compile(
    r"(?<!\bDr)(?<!\bMr)(?<!\bMs)(?<!\bMrs)(?<!\bSt)(?<!\bProf)(?<!\b[A-Z])"
    r"[.!?]+[\"'”’)\]]*(?:\s*\[[\d,; ]{1,20}\])*(?=\s+[^a-z\s]|\s*$)"
    r"|(?<=\])[.!?]+(?=\s+[^a-z\s]|\s*$)|\n+"
)
#: Then what is told happened on another day than the one on which it was said.
_SHIFTED: Final = re.compile(
    r"\b(?:yesterday|tomorrow|ago|last night|the day (?:before|after)|(?:last|next) (?:week|weekend|month|year|summer"
    rf"|winter|spring|autumn|{'|'.join(DAYS)})|in \w+ (?:days|weeks|months))\b",
    re.IGNORECASE,
)
_SAME_DAY: Final = re.compile(r"\b(?:today|tonight|this (?:morning|afternoon|evening)|just now)\b", re.IGNORECASE)
#: A sentence that says when something was said, or what lies before and after that, and not when it happened.
_TELLS: Final = re.compile(
    r"\b(?:say|says|said|tell|tells|told|wrote|write|mention(?:ed)?|ask(?:ed)?|note[ds]?|message[ds]?"
    r"|(?:day|week|weekend|month|year) (?:before|after))\b",
    re.IGNORECASE,
)
_COMING: Final = re.compile(rf"\b(last|next|this|on|coming) (month|year|{'|'.join(DAYS)})\b")

Form: TypeAlias = Thing | Name


@dataclass(frozen=True, slots=True)
class Claim:
    """A figure or name in a draft: its words, the form in which it is compared, and where it stands."""

    text: str
    form: Form
    start: int
    end: int


def ungrounded(draft: str, evidence: Sequence[Evidence], *, allowed: str = "", zone: ZoneInfo) -> list[Claim]:
    """Figures and names of a draft that its evidence does not hold, in order.

    A sentence is held against the pieces that it cites (``[1]``); without a mark, against the one piece that holds
    most of it: two pieces that hold half of it each do not make it true. Within a piece, a figure must stand in the
    sentence that the draft's words fit best, where that one has a figure of the same kind: the hour of the dentist is
    not the hour of the dinner. What ``allowed`` says (the question, the profile) may always be said. A piece vouches
    for its words and for its own date on the person's clock; "yesterday" in it is the day before. A mark that cites
    nothing is no support, and is told as well.

    Args:
        draft: The answer to be checked.
        evidence: What the marks number, from 1.
        allowed: A text that need not be proven.
        zone: The person's clock.
    """
    known = [_Piece.of(each, zone) for each in evidence]
    always = _Piece(allowed)
    wrong: list[Claim] = []
    for start, end in _sentences(draft):
        sentence = draft[start:end]
        cited = {int(number): mark for mark in _CITED.finditer(sentence) for number in re.findall(r"\d+", mark[1])}
        said = _Sentence(sentence, [claim for claim in claims(sentence) if not always.says(claim.form)])
        held = [known[number - 1] for number in cited if 0 < number <= len(known)] if cited else known
        lacking = _lacking_of_all(said, held) if cited else _lacking_of_one(said, held)
        lacking += [
            Claim(mark[0], Code(mark[0]), mark.start(), mark.end())
            for number, mark in cited.items()
            if not 0 < number <= len(known)
        ]
        wrong += [Claim(each.text, each.form, start + each.start, start + each.end) for each in lacking]
    return sorted(wrong, key=lambda claim: claim.start)


def unsupported(draft: str, evidence: Sequence[Evidence], *, allowed: str = "", zone: ZoneInfo) -> list[str]:
    """The words of :func:`ungrounded`, each once, in order."""
    return list(dict.fromkeys(claim.text for claim in ungrounded(draft, evidence, allowed=allowed, zone=zone)))


def claims(text: str) -> list[Claim]:
    """The figures and names of a text, in order; marks such as ``[1]`` are no figures."""
    found: list[Claim] = []
    for start, end in _sentences(text):
        blank = _CITED.sub(lambda mark: "\x00" * len(mark[0]), text[start:end])
        for figure in figures(blank):
            found.append(
                Claim(
                    text[start + figure.start : start + figure.end],
                    figure.thing,
                    start + figure.start,
                    start + figure.end,
                )
            )
            blank = blank[: figure.start] + "\x00" * (figure.end - figure.start) + blank[figure.end :]
        found += [
            Claim(text[start + each.start : start + each.end], each.name, start + each.start, start + each.end)
            for each in naming.names(blank)
        ]
    return sorted(found, key=lambda claim: claim.start)


@dataclass(frozen=True)
class _Sentence:
    """A sentence of a draft, and what it claims that must be proven."""

    text: str
    made: list[Claim]

    @cached_property
    def topic(self) -> frozenset[str]:
        """Its telling words, without its figures."""
        rest = self.text
        for claim in self.made:
            if not isinstance(claim.form, Name):
                rest = rest[: claim.start] + " " * (claim.end - claim.start) + rest[claim.end :]
        return frozenset(stems(rest))

    def alike(self, form: Form) -> int:
        """How many of its claims are of the same kind as one of them."""
        return sum(not isinstance(each.form, Name) and _kind(each.form) == _kind(form) for each in self.made)


def _lacking_of_all(said: _Sentence, held: Sequence[_Piece]) -> list[Claim]:
    """What none of the pieces holds."""
    return [claim for claim in said.made if not any(each.holds(claim.form, said) for each in held)]


def _lacking_of_one(said: _Sentence, held: Sequence[_Piece]) -> list[Claim]:
    """What is not held by the one piece that holds most."""
    each_lacks = ([claim for claim in said.made if not each.holds(claim.form, said)] for each in held)
    return min(each_lacks, key=len, default=said.made)


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    """Where sentences stand, each with the marks that follow its full stop."""
    start = 0
    for mark in _END.finditer(text):
        if text[start : mark.end()].strip():
            yield start, mark.end()
        start = mark.end()
    if text[start:].strip():
        yield start, len(text)


@dataclass(frozen=True)
class _Piece:
    """What one piece of evidence vouches for.

    Args:
        text: Its words.
        more: Words beside its text that it vouches for as well: its author.
        day: Its own date on the person's clock.
    """

    text: str
    more: str = ""
    day: date | None = None

    @classmethod
    def of(cls, evidence: Evidence, zone: ZoneInfo) -> _Piece:
        day = evidence.at.astimezone(zone).date() if evidence.at else None
        return cls(evidence.text, "" if evidence.author == "me" else evidence.author, day)

    @cached_property
    def _names(self) -> tuple[str, ...]:
        return (*naming.words(self.text), *naming.words(self.more))

    @cached_property
    def _segments(self) -> list[tuple[frozenset[str], list[Thing]]]:
        """Its sentences: their telling words and their figures."""
        return [
            (frozenset(stems(part)), [*(each.thing for each in figures(part)), *vouched(part)])
            for part in (self.text[start:end] for start, end in _sentences(self.text))
        ]

    @cached_property
    def _things(self) -> list[Thing]:
        whole = [each.thing for each in figures(self.text)]
        return [*whole, *(thing for _, things in self._segments for thing in things)]

    def says(self, form: Form) -> bool:
        """Whether it holds a figure or name anywhere."""
        if isinstance(form, Name):
            return naming.holds(self._names, form)
        return any(_agrees(form, thing) for thing in self._things)

    def holds(self, form: Form, said: _Sentence) -> bool:
        """Whether it vouches for a claim of a sentence."""
        if isinstance(form, Name):
            return self.says(form)
        if isinstance(form, Weekday):
            return form in self._things or self._holds_weekday(form, said)
        if isinstance(form, Dates):
            return self._holds_number(form) or any(
                _covers(day, wish) for day in self._days(said) for wish in form.options
            )
        return any(_agrees(form, thing) for thing in self._near(form, said))

    def _holds_number(self, form: Dates) -> bool:
        """Whether a figure like a year stands there as a number of something."""
        return any(_agrees(form, thing) for thing in self._things if isinstance(thing, Amount))

    def _near(self, form: Thing, said: _Sentence) -> Sequence[Thing]:
        """The figures that can vouch for one of this kind, seen from the words around it."""
        fits = [len(said.topic & words) for words, _ in self._segments]
        best = max(fits, default=0)
        if said.alike(form) > 1 or best == 0:
            return self._things
        near = [thing for fit, (_, things) in zip(fits, self._segments, strict=True) if fit == best for thing in things]
        return near if any(_kind(thing) == _kind(form) for thing in near) else self._things

    def _holds_weekday(self, form: Weekday, said: _Sentence) -> bool:
        whole = (date(d.year, d.month, d.day) for d in self._days(said) if d.year and d.month and d.day and _real(d))
        return any(each.weekday() == form.number for each in whole)

    def _days(self, said: _Sentence) -> Iterator[Day]:
        """The days that it names, those that "yesterday" means, and its own."""
        for thing in self._things:
            if isinstance(thing, Dates):
                yield from (self._with_year(option) for option in thing.options)
        if self.day is None:
            return
        yield from _meant(self.text.lower(), self.day)
        if self._tells_own_day(said):
            yield _whole(self.day)

    def _tells_own_day(self, said: _Sentence) -> bool:
        parts = [self.text[start:end] for start, end in _sentences(self.text)]
        best = max(parts, key=lambda part: len(said.topic.intersection(stems(part))), default="")
        return not _SHIFTED.search(best) or bool(_SAME_DAY.search(best)) or bool(_TELLS.search(said.text))

    def _with_year(self, day: Day) -> Day:
        """The day in the year that brings it nearest to when it was said."""
        if day.year is not None or day.month is None or self.day is None:
            return day
        own = self.day
        month, number = day.month, min(day.day or 15, 28)
        near = min((own.year - 1, own.year, own.year + 1), key=lambda year: abs(date(year, month, number) - own))
        return day._replace(year=near)


def _agrees(claim: Thing, known: Thing) -> bool:
    """Whether a known figure vouches for one that is claimed."""
    match claim, known:
        case Amount(), Amount():
            if claim.kind and known.kind:
                return claim.kind == known.kind and isclose(claim.value, known.value)
            return isclose(claim.written, known.written)
        case Clock(), Clock():
            # Where the evidence leaves morning or evening open, the claim must as well.
            if claim.sure:
                return known.sure and claim.minute == known.minute
            return claim.minute % 720 == known.minute % 720
        case Clock(), Amount():
            return not claim.sure and not known.kind and isclose(claim.minute, known.written * 60)
        case Ordinal(), Dates():
            return any(option.day == claim.value for option in known.options)
        case Dates(), Dates():
            return any(_covers(day, wish) for day in known.options for wish in claim.options)
        case Dates(), Amount():
            return any(wish == Day(int(known.written), None, None) for wish in claim.options)
        case Amount(), Dates():
            return any(day == Day(int(claim.written), None, None) for day in known.options)
        case _:
            return claim == known


def _covers(known: Day, wish: Day) -> bool:
    """Whether a day is all that a claim says of it."""
    return all(said is None or said == there for said, there in zip(wish, known, strict=True))


def _kind(thing: Form) -> tuple[type, str]:
    return type(thing), thing.kind if isinstance(thing, Amount) else ""


def _meant(text: str, day: date) -> Iterator[Day]:
    """The days, months and years that relative words in small letters mean, said on a day."""
    if "yesterday" in text or "last night" in text:
        yield _whole(day - timedelta(2 if "day before yesterday" in text else 1))
    if "tomorrow" in text:
        yield _whole(day + timedelta(2 if "day after tomorrow" in text else 1))
    for match in AGO.finditer(text):
        number, unit = ago(match)
        if unit in ("day", "week"):
            yield _whole(day - timedelta(min(number * (7 if unit == "week" else 1), 36_500)))
        else:
            yield _moved(day, unit, -int(number))
    for match in _COMING.finditer(text):
        way, unit = match[1], match[2]
        if unit in ("month", "year"):
            yield _moved(day, unit, {"last": -1, "next": 1, "coming": 1}.get(way, 0))
            continue
        # A weekday alone can lie on either side.
        if way in ("last", "on"):
            yield _whole(day - timedelta((day.weekday() - DAYS.index(unit)) % 7 or 7))
        if way != "last":
            yield _whole(day + timedelta((DAYS.index(unit) - day.weekday()) % 7 or 7))


def _whole(day: date) -> Day:
    return Day(day.year, day.month, day.day)


def _moved(day: date, unit: str, by: int) -> Day:
    """The month or year that lies so many of them away."""
    if unit == "year":
        return Day(day.year + by, None, None)
    months = day.year * 12 + day.month - 1 + by
    return Day(months // 12, months % 12 + 1, None)


def _real(day: Day) -> bool:
    try:
        date(day.year or 1, day.month or 1, day.day or 1)
    except ValueError:
        return False
    return True
