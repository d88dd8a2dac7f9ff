"""Recurring payments: what comes again at a steady pace, when it comes next, and what became dearer or ended."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from statistics import median
from typing import Final

from thyself.money.ledger import Payment

#: The paces that are known: their name, their days, and how far a gap may lie off.
_PACES: Final = (
    ("week", 7.0, 1.5),
    ("two weeks", 14.0, 2.5),
    ("month", 30.44, 4.0),
    ("quarter", 91.3, 8.0),
    ("year", 365.25, 15.0),
)
_TIMES: Final = 3
#: So many of the gaps must fit the pace.
_STEADY: Final = 0.75
#: Amounts of one payee that differ by less belong together.
_ALIKE: Final = Decimal("0.35")
#: After so much of the pace without another one, it has ended.
_ENDED: Final = 1.6


@dataclass(frozen=True, slots=True)
class Recurring:
    """A payment that comes again.

    Args:
        payee: To or from whom.
        every: ``"week"``, ``"two weeks"``, ``"month"``, ``"quarter"`` or ``"year"``.
        amount: The last one; below zero where it is paid.
        before: What it was before its last lasting change; ``None`` where it did not change.
        last, next: The day of the last one, and when another one is due; ``None`` where it has ended.
        currency, category: As those of the last.
        ids: The traces behind it, in order of time.
    """

    payee: str
    every: str
    amount: Decimal
    before: Decimal | None
    last: date
    next: date | None
    currency: str
    category: str
    ids: tuple[str, ...]

    @property
    def ended(self) -> bool:
        """Whether it is not expected again."""
        return self.next is None

    @property
    def per_month(self) -> Decimal:
        """What it comes to in a month."""
        days = next(days for name, days, _ in _PACES if name == self.every)
        return (self.amount * Decimal(str(30.44 / days))).quantize(Decimal("0.01"))


def recurring(ledger: Iterable[Payment], *, today: date) -> list[Recurring]:
    """What comes again, the largest first.

    A payee's payments of like size, at least three of them, at a steady pace. Wages, rent and subscriptions are found;
    groceries are not, though they come every week.

    Args:
        ledger: In any order.
        today: What is not seen for too long before this day has ended.
    """
    groups: dict[tuple[str, str, bool], list[Payment]] = {}
    for each in sorted(ledger, key=lambda one: (one.day, one.id)):
        if each.day <= today and each.amount:
            groups.setdefault((each.payee.casefold(), each.currency, each.amount > 0), []).append(each)
    found = [one for group in groups.values() for part in _alike(group) if (one := _steady(part, today)) is not None]
    return sorted(found, key=lambda one: (one.ended, -abs(one.per_month), one.payee))


def following(each: Recurring, day: date) -> date:
    """The day after another on which something is due."""
    return _due(day, each.every, next(days for name, days, _ in _PACES if name == each.every))


def _alike(group: Sequence[Payment]) -> list[list[Payment]]:
    """A payee's payments parted by size: each goes with the last one that is near enough."""
    parts: list[list[Payment]] = []
    for each in group:
        near = [part for part in parts if abs(part[-1].amount - each.amount) <= _ALIKE * abs(part[-1].amount)]
        if near:
            min(near, key=lambda part: abs(part[-1].amount - each.amount)).append(each)
        else:
            parts.append([each])
    return parts


def _steady(part: Sequence[Payment], today: date) -> Recurring | None:
    if len(part) < _TIMES:
        return None
    gaps = [(later.day - earlier.day).days for earlier, later in pairwise(part)]
    usual = median(gaps)
    pace = next(((name, days, off) for name, days, off in _PACES if abs(usual - days) <= off), None)
    if pace is None:
        return None
    name, days, off = pace
    if sum(abs(gap - days) <= off for gap in gaps) < _STEADY * len(gaps):
        return None
    last = part[-1]
    gone = (today - last.day).days > _ENDED * days + off
    return Recurring(
        last.payee, name, last.amount, _before(part), last.day, None if gone else _due(last.day, name, days),
        last.currency, last.category, tuple(each.id for each in part),
    )  # fmt: skip


def _before(part: Sequence[Payment]) -> Decimal | None:
    """The amount before a change that lasted: the last two agree, and so did the two before them."""
    amounts = [each.amount for each in part]
    for at in range(len(amounts) - 2, 1, -1):
        same_since = len(set(amounts[at:])) == 1
        if same_since and amounts[at] != amounts[at - 1] and amounts[at - 1] == amounts[at - 2]:
            return amounts[at - 1]
    return None


def _due(last: date, name: str, days: float) -> date:
    """The day on which the next is due; of the same day of the month where that is the pace."""
    months = {"month": 1, "quarter": 3, "year": 12}.get(name)
    if months is None:
        return last + timedelta(days=round(days))
    at = last.year * 12 + last.month - 1 + months
    first = date(at // 12, at % 12 + 1, 1)
    until = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(last.day, until.day))
