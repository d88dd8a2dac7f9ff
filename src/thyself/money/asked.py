# ruff: noqa: E501  (sentences read best in one line)
"""Asked: sums that a question wants: how much was paid or got, for what or to whom, and when; from the ledger alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from statistics import median
from typing import TYPE_CHECKING, Final

from thyself.core.timewords import find
from thyself.core.words import stem, words
from thyself.money.ledger import Payment, Sum, as_of, main_currency, within, written
from thyself.money.months import months

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

_ASKS: Final = re.compile(
    r"\bhow much\b.{0,60}\b(?:spen[dt]|spending|paid|pay|cost|earn\w*|receiv\w*|got|get|made|make)\b|\bwhat (?:did|do|have) i (?:spen[dt]|pay|paid|earn)\b"
    r"|\b(?:total|sum) (?:of|for)\b|\bmy (?:spending|expenses|income)\b",
    re.IGNORECASE,
)
_IN: Final = re.compile(r"\b(?:earn\w*|receiv\w*|income|got|came in|salary|wages?|paid to me)\b", re.IGNORECASE)
_MOST: Final = re.compile(
    r"\b(?:the )?(?:most|biggest|largest|highest)\b(?: (?:money|categor\w+|spending|expenses?))?", re.I
)
_MONTHLY: Final = re.compile(
    r"\b(?:per|a|each|every|in a usual|in a typical) month\b|\bmonthly\b|\b(?:on|in) average\b|\busually\b|\bon the average\b",
    re.I,
)
#: So many categories are named as those with the largest sums.
_BEST: Final = 3
_EMPTY: Final = frozenset(
    map(
        stem,
        "how much did do i have spend spent pay paid cost on for to at in the a my of and what was is total sum money all it me last this month year week since ever".split(),
    )
)


@dataclass(frozen=True, slots=True)
class Answer:
    """A sum.

    Args:
        text: In words.
        sum: Exact, with the payments behind it.
        since, until: The first and the last day that were looked at.
    """

    text: str
    sum: Sum
    since: date
    until: date


def wants_a_sum(question: str) -> bool:
    """Whether a text asks how much was paid or got."""
    return _ASKS.search(question) is not None


def asked(question: str, ledger: Sequence[Payment], *, now: datetime, zone: ZoneInfo) -> Answer | None:
    """The sum that a question wants; ``None`` where it asks for none, or for something that no payment names.

    Args:
        question: As in ``"How much did I spend on groceries in May?"``.
        ledger: The payments, with their categories.
        now: When it is asked (aware).
        zone: The person's clock.
    """
    if not wants_a_sum(question) or not ledger:
        return None
    moved = within(ledger)
    earned = _IN.search(question) is not None
    kept = [each for each in ledger if each.id not in moved and (each.amount > 0) == earned]
    spans = [span for span in find(question, now, zone) if span.kind != "recent"]
    bare = _MONTHLY.sub(" ", _MOST.sub(" ", question))
    for span in spans:
        bare = bare.replace(span.text, " ")
    what = [stem(word) for word in words(bare) if stem(word) not in _EMPTY and not _IN.fullmatch(word)]
    if what:
        kept = [each for each in kept if _named(each, what)]
        if not kept:
            return None
    first, last = min(each.day for each in ledger), as_of(ledger, now.astimezone(zone).date())
    if spans:
        first = max(min(span.start for span in spans).astimezone(zone).date(), first)
        last = min((max(span.end for span in spans).astimezone(zone) - timedelta(seconds=1)).date(), last)
    side, verb = ("came in", "from") if earned else ("went out", "for")
    about = f" {verb} {' '.join(word for word in words(bare) if stem(word) in what)}" if what else ""
    if first > last:
        return Answer(f"No payment is known after {last}, so nothing of that time can be told.", Sum.of(()), last, last)
    within_days = [each for each in kept if first <= each.day <= last]
    if _MOST.search(question) and not what:
        return _most(within_days, ledger, first, last)
    if _MONTHLY.search(question) and not spans:
        return _usual(kept, ledger, first, last, about)
    there, usual = {each.currency for each in within_days}, main_currency(ledger)
    currency = usual if usual in there or not there else main_currency(within_days)
    currencies = [currency, *sorted(there - {currency}, reverse=True)]
    sums = {name: Sum.of(each for each in within_days if each.currency == name) for name in currencies}
    others = "".join(f", and {written(abs(sums[name].amount), name)} ({_many(sums[name])})" for name in currencies[1:])
    found = sums[currency]
    text = f"{written(abs(found.amount), currency)} {side}{about} from {first} to {last} ({_many(found)}){others}."
    return Answer(text, replace(found, ids=tuple(each.id for each in within_days)), first, last)


def _most(paid: Sequence[Payment], ledger: Sequence[Payment], first: date, last: date) -> Answer:
    """The categories with the largest sums, of the currency of most payments."""
    currency = main_currency(ledger)
    kept = [each for each in paid if each.currency == currency]
    names = dict.fromkeys(each.category or "not sure" for each in kept)
    sums = {name: Sum.of(each for each in kept if (each.category or "not sure") == name) for name in names}
    best = sorted(sums, key=lambda name: (-abs(sums[name].amount), name))[:_BEST]
    told = "; ".join(f"{name} {written(abs(sums[name].amount), currency)}" for name in best) or "nothing"
    ids = tuple(id_ for name in best for id_ in sums[name].ids)
    found = Sum(sum((sums[name].amount for name in best), Decimal(0)), ids)
    return Answer(f"The most from {first} to {last}: {told}.", found, first, last)


def _usual(paid: Sequence[Payment], ledger: Sequence[Payment], first: date, last: date, about: str) -> Answer | None:
    """The middle of the whole months, those without such a payment among them."""
    currency = main_currency(ledger)
    kept = [each for each in paid if each.currency == currency]
    whole = [each.first for each in months([each for each in ledger if each.day <= last], today=last) if each.whole]
    sums = [Sum.of(each for each in kept if each.day.replace(day=1) == month) for month in whole]
    if not sums:
        return None
    middle = Decimal(median(abs(each.amount) for each in sums)).quantize(Decimal("0.01"))
    ids = tuple(id_ for each in sums for id_ in each.ids)
    text = f"A usual month has {written(middle, currency)}{about}, by {len(sums)} whole months."
    return Answer(text, Sum(middle, ids), first, last)


def _many(found: Sum) -> str:
    return f"{len(found.ids)} payment{'' if len(found.ids) == 1 else 's'}"


def wanted(question: str, *, now: datetime, zone: ZoneInfo) -> str:
    """What a question wants the sum of, as it says it, without when; empty where of everything."""
    bare = _MONTHLY.sub(" ", _MOST.sub(" ", question))
    for span in find(question, now, zone):
        bare = bare.replace(span.text, " ")
    bare = re.sub(r"[^\w\s&'-]", " ", bare)
    return " ".join(word for word in bare.split() if stem(word.casefold()) not in _EMPTY and not _IN.fullmatch(word))


def _named(payment: Payment, what: Sequence[str]) -> bool:
    """Whether the words are those of a payment's category or payee."""
    own = {stem(word) for word in words(f"{payment.category} {payment.payee}")}
    return all(each in own for each in what)
