"""Ledger: a person's payments as exact amounts, with what moved between their own accounts left out of the sums."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Final

from thyself.core import Trace

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from thyself.store import Scope

#: How many days may lie between the two sides of a move between own accounts.
_APART: Final = timedelta(days=5)
#: A ledger whose last payment is longer ago is one of then.
_OLD: Final = timedelta(days=45)
#: What is said of one's own card or savings, where the other side is in no export.
_OWN: Final = re.compile(
    r"\b(?:credit )?card (?:payment|bill)\b|\b(?:own|internal) transfer\b|\b(?:to|from) (?:my )?savings\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Payment:
    """One payment.

    Args:
        id: Of the trace.
        day: On the person's clock.
        amount: Below zero where it was paid, above where it was got; exact.
        currency: Three letters; empty where the bank does not tell.
        payee: To or from whom.
        account: Which of the person's.
        category: What the bank's export or the person called it; empty where nobody did.
    """

    id: str
    day: date
    amount: Decimal
    currency: str
    payee: str
    account: str = ""
    category: str = ""


def payment(trace: Trace, zone: ZoneInfo) -> Payment | None:
    """A trace as a payment; ``None`` where it is none."""
    if trace.kind not in ("paid", "bought") or trace.value is None:
        return None
    try:
        amount = Decimal(str(trace.extra.get("amount", trace.value)))
    except InvalidOperation:
        return None
    payee = str(trace.extra.get("payee") or trace.extra.get("title") or trace.item or trace.source)
    bought = trace.kind == "bought" and amount > 0  # a price, so it was paid
    return Payment(
        trace.id,
        trace.at.astimezone(zone).date(),
        -amount if bought else amount,
        trace.unit or "",
        payee,
        str(trace.extra.get("account", "")),
        str(trace.extra.get("category", "")),
    )


def payments(scope: Scope, *, since: datetime | None = None, before: datetime | None = None) -> list[Payment]:
    """All payments of a person in order of time."""
    found = scope.traces(kinds=("paid", "bought"), authors=("me",), since=since, before=before)
    return [each for each in (payment(trace, scope.zone) for trace in found) if each is not None]


def within(ledger: Sequence[Payment]) -> frozenset[str]:
    """The ids of what only moved between the person's own accounts: two sides of one amount, days apart at most.

    A card's bill that was paid from the checking account stands in both exports; it is neither spent nor earned. So is
    what is called the payment of a card or a move to savings, where the other side is in no export.
    """
    open_sides: dict[tuple[str, Decimal], list[Payment]] = {}
    found = {each.id for each in ledger if _OWN.search(each.category or each.payee)}
    for each in sorted(ledger, key=lambda one: (one.day, one.id)):
        sides = open_sides.get((each.currency, -each.amount), [])
        other = next(
            (one for one in sides if one.account != each.account and each.day - one.day <= _APART),
            None,
        )
        if other is not None and each.amount:
            sides.remove(other)
            found |= {each.id, other.id}
        else:
            open_sides.setdefault((each.currency, each.amount), []).append(each)
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class Sum:
    """What some payments come to: exact, with the payments behind it."""

    amount: Decimal
    ids: tuple[str, ...]

    @classmethod
    def of(cls, ledger: Iterable[Payment]) -> Sum:
        """The sum of payments of one currency."""
        listed = list(ledger)
        return cls(sum((each.amount for each in listed), Decimal(0)), tuple(each.id for each in listed))


def as_of(ledger: Iterable[Payment], today: date) -> date:
    """The day from which a ledger is looked at: today, or its last one where nothing came for long.

    An export of 2019 tells of 2019: "so far this month" means its last month.
    """
    last = max((each.day for each in ledger if each.day <= today), default=today)
    return today if today - last <= _OLD else last


def main_currency(ledger: Iterable[Payment]) -> str:
    """The currency of most payments; sums are never made over several."""
    counts: dict[str, int] = {}
    for each in ledger:
        counts[each.currency] = counts.get(each.currency, 0) + 1
    return max(counts, key=lambda name: (counts[name], name), default="")


def written(amount: Decimal, currency: str = "") -> str:
    """An amount as people write it: ``"1,247.44 EUR"``."""
    return f"{amount:,.2f}{f' {currency}' if currency else ''}"
