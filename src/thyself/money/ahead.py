"""Ahead: what this month will come to at its end: what is gone, what recurs and is still due, and the rest that varies.

The rest is that of the person's own months after the same day. Its interval is the shortest that held so often before:
one repair of the roof in two years does not make every month one of it, and does not vanish either, for it counts as
missed.

Source: split conformal prediction (Vovk et al. 2005) for how many of the past months an interval must hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from statistics import median
from typing import Final

from thyself.money.ledger import Payment, within
from thyself.money.recurring import Recurring, following, recurring

#: So many whole months are looked back at, at most and at least.
_BACK: Final = 24
_FEWEST: Final = 4
#: By how much the range of so few values is too narrow for four of five, were they normal.
_FEW: Final = {4: 1.52, 5: 1.33, 6: 1.20, 7: 1.12, 8: 1.05}


@dataclass(frozen=True, slots=True)
class Outcome:
    """One side of a month at its end: out or in, as sums above zero.

    Args:
        so_far: What is gone, or came, until the day.
        due: What recurs and is still to come.
        value: What the month will probably come to.
        low, high: Between them it ends in four of five months.
    """

    so_far: Decimal
    due: Decimal
    value: Decimal
    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Ahead:
    """A month at its end, looked at from a day within.

    Args:
        last: Its last day.
        out, got: What will have gone out and come in.
        months: How many whole months it stands on.
        coming: What recurs and is still due.
    """

    last: date
    out: Outcome
    got: Outcome
    months: int
    coming: tuple[Recurring, ...]

    @property
    def left(self) -> Decimal:
        """What will probably be left over; below zero where more goes out."""
        return self.got.value - self.out.value


def month_end(ledger: Sequence[Payment], *, today: date) -> Ahead | None:
    """What the month of a day will come to; ``None`` where fewer than four whole months are known.

    Args:
        ledger: Of one currency, in any order; what is later than the day is not looked at.
        today: The day; it counts as gone.
    """
    known = [each for each in ledger if each.day <= today]
    moved = within(known)
    kept = sorted((each for each in known if each.id not in moved), key=lambda each: each.day)
    first = today.replace(day=1)
    firsts = _whole_months(kept, first)
    if len(firsts) < _FEWEST:
        return None
    regular = recurring(kept, today=today)
    coming = [each for each in regular if not each.ended and _dues(each, today)]
    steady = {id_ for each in regular for id_ in each.ids}
    sides = [
        _outcome([each for each in kept if (each.amount < 0) == out], steady,
                 [each for each in coming if (each.amount < 0) == out], firsts, today)
        for out in (True, False)
    ]  # fmt: skip
    return Ahead(_last(first), sides[0], sides[1], len(firsts), tuple(coming))


def _outcome(
    side: Sequence[Payment], steady: set[str], coming: Sequence[Recurring], firsts: Sequence[date], today: date
) -> Outcome:
    so_far = sum((abs(each.amount) for each in side if each.day >= today.replace(day=1)), Decimal(0))
    due = sum((abs(each.amount) * _dues(each, today) for each in coming), Decimal(0))
    rests = [_rest(side, steady, first, today) for first in firsts]
    low, high = interval(rests)
    certain = so_far + due
    sums = (certain + Decimal(str(round(each, 2))) for each in (median(rests), max(low, 0.0), max(high, 0.0)))
    value, least, most = (each.quantize(Decimal("0.01")) for each in sums)
    return Outcome(so_far, due, value, min(least, value), max(most, value))


def _rest(side: Sequence[Payment], steady: set[str], first: date, today: date) -> float:
    """What varies, after the same part of an earlier month."""
    last = _last(first)
    day = min(today.day, last.day) if today != _last(today.replace(day=1)) else last.day
    start = first.replace(day=day)
    return sum(abs(float(each.amount)) for each in side if start < each.day <= last and each.id not in steady)


def interval(values: Sequence[float], *, share: float = 0.8) -> tuple[float, float]:
    """The shortest interval that holds so many of some values that the next will lie in it in ``share`` of cases.

    With fewer than nine values their range is widened by as much as normal ones would need.

    Args:
        values: Four or more.
        share: Of cases.
    """
    ordered, n = sorted(values), len(values)
    if n in _FEW:
        middle, half = (ordered[0] + ordered[-1]) / 2, (ordered[-1] - ordered[0]) / 2
        return middle - half * _FEW[n], middle + half * _FEW[n]
    held = min(round(share * (n + 1)) + 1, n)
    start = min(range(n - held + 1), key=lambda at: ordered[at + held - 1] - ordered[at])
    return ordered[start], ordered[start + held - 1]


def _dues(each: Recurring, today: date) -> int:
    """How often something is still to come within the month; what is late is still to come."""
    last, count, day = _last(today.replace(day=1)), 0, each.next
    while day is not None and day <= last:
        count += day > today or not count
        day = following(each, day)
    return count


def _whole_months(kept: Sequence[Payment], first: date) -> list[date]:
    """The first days of the whole months before a month, the newest of them."""
    if not kept:
        return []
    start = kept[0].day
    at = start.replace(day=1) if start.day <= 5 else _last(start.replace(day=1)) + timedelta(days=1)
    found = []
    while at < first:
        found.append(at)
        at = _last(at) + timedelta(days=1)
    return found[-_BACK:]


def _last(first: date) -> date:
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
