"""Months: what came in and went out, by category, and what the next month will probably come to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median
from typing import Final

from thyself.money.ahead import interval
from thyself.money.ledger import Payment, Sum, within

_FEWEST: Final = 4


@dataclass(frozen=True, slots=True)
class Month:
    """One month.

    Args:
        first: Its first day.
        paid, got: What went out (below zero) and came in, without moves between own accounts.
        by_category: What went out by category, the most first.
        whole: Whether the ledger covers all of it.
    """

    first: date
    paid: Sum
    got: Sum
    by_category: Mapping[str, Sum]
    whole: bool


def months(ledger: Sequence[Payment], *, today: date) -> list[Month]:
    """The months of a ledger of one currency, in order of time; one without any payment has zero sums.

    Args:
        ledger: In any order.
        today: The month of this day is not whole, nor is the first one where the ledger begins within it.
    """
    kept = sorted((each for each in ledger if each.day <= today), key=lambda each: each.day)
    moved = within(kept)
    if not kept:
        return []
    firsts = _firsts(kept[0].day, today)
    groups: dict[date, list[Payment]] = {first: [] for first in firsts}
    for each in kept:
        if each.id not in moved:
            groups[each.day.replace(day=1)].append(each)
    found = []
    for first, group in groups.items():
        whole = (first != firsts[0] or kept[0].day.day <= 5) and first != today.replace(day=1)
        found.append(_month(first, group, whole=whole))
    return found


def _month(first: date, group: Iterable[Payment], *, whole: bool) -> Month:
    listed = list(group)
    out = [each for each in listed if each.amount < 0]
    names = dict.fromkeys(each.category or "not sure" for each in out)
    sums = {name: Sum.of(each for each in out if (each.category or "not sure") == name) for name in names}
    ordered = dict(sorted(sums.items(), key=lambda item: (item[1].amount, item[0])))
    return Month(first, Sum.of(out), Sum.of(each for each in listed if each.amount > 0), ordered, whole)


def _firsts(start: date, end: date) -> list[date]:
    found, at = [], start.year * 12 + start.month - 1
    while at <= end.year * 12 + end.month - 1:
        found.append(date(at // 12, at % 12 + 1, 1))
        at += 1
    return found


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a month will probably come to.

    Args:
        value: The expected sum; below zero where it is paid.
        low, high: Between them it lies in four of five months, if the person goes on as before.
        n: Months that it stands on.
    """

    value: float
    low: float
    high: float
    n: int


def outlook(sums: Sequence[float]) -> Outlook | None:
    """The next of a row of monthly sums; ``None`` where there are fewer than four.

    The level is the median, which one large purchase does not move; the interval is the shortest that would have held
    (:func:`thyself.money.ahead.interval`).

    Args:
        sums: Of whole months, in order of time.
    """
    if len(sums) < _FEWEST:
        return None
    level = float(median(sums))
    low, high = interval(sums)
    return Outlook(level, min(low, level), max(high, level), len(sums))


def left_over(month: Month) -> Decimal:
    """What came in less what went out."""
    return month.got.amount + month.paid.amount
