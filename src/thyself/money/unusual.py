"""Unusual payments: far more than such a payment ever was, the same one twice, one that became dearer; seldom wrong."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from statistics import fmean, stdev
from typing import Final, Literal

from thyself.money.ledger import Payment, within, written
from thyself.money.recurring import Recurring

Sort = Literal["large", "new", "twice", "dearer"]

#: So many deviations above what such payments are; docs/studies.md#unusual shows what it finds and how often it errs.
FAR: Final = 2.5
#: And so many times the largest of them.
_ABOVE: Final = Decimal("1.5")
#: Of fewer payments, nobody knows what is usual.
_ENOUGH: Final = 8
#: Amounts are never thought to be steadier than this (of the logarithm).
_LEAST: Final = 0.25
_DAYS: Final = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Unusual:
    """Something that stands out.

    Args:
        sort: ``"large"`` for its payee or category, ``"new"``: large, and to somebody new; ``"twice"``, ``"dearer"``.
        payment: The payment.
        text: In words.
        ids: The traces that it stands on, the payment's own first.
    """

    sort: Sort
    payment: Payment
    text: str
    ids: tuple[str, ...]


def unusual(ledger: Iterable[Payment], regular: Sequence[Recurring], *, since: date, far: float = FAR) -> list[Unusual]:
    """What stands out since a day, the newest first; each payment is compared with those before it alone.

    Args:
        ledger: In any order; of one currency.
        regular: What comes again (:func:`thyself.money.recurring.recurring`).
        since: Earlier payments are only compared with.
        far: How many deviations above what such payments are is unusual (of the logarithm of the amount).
    """
    listed = list(ledger)
    moved = within(listed)
    kept = sorted(
        (each for each in listed if each.amount < 0 and each.id not in moved), key=lambda each: (each.day, each.id)
    )
    found = [*_large(kept, regular, since, far), *_twice(kept, since), *_dearer(kept, regular, since)]
    return sorted(found, key=lambda one: (one.payment.day, one.payment.id, one.sort), reverse=True)


def _large(kept: Sequence[Payment], regular: Sequence[Recurring], since: date, far: float) -> Iterable[Unusual]:
    steady = {id_ for each in regular for id_ in each.ids}
    by_payee: dict[str, list[Payment]] = {}
    by_category: dict[str, list[Payment]] = {}
    varying: list[Payment] = []
    for each in kept:
        before = by_payee.setdefault(each.payee.casefold(), [])
        like = before if len(before) >= _ENOUGH else by_category.get(each.category, []) if each.category else []
        new = len(like) < _ENOUGH and not before and each.id not in steady
        if each.day >= since and (len(like) >= _ENOUGH or new):
            most = _exceeded(each, varying if new else like, far)
            if most is not None:
                what = "what does not recur" if new else each.payee if like is before else each.category
                text = (
                    f"{written(abs(each.amount), each.currency)} to {each.payee} on {each.day}: the most for {what} was"
                    f" {written(abs(most.amount))}, on {most.day}"
                )
                yield Unusual("new" if new else "large", each, text, (each.id, most.id))
        before.append(each)
        if each.category:
            by_category.setdefault(each.category, []).append(each)
        if each.id not in steady:
            varying.append(each)


def _exceeded(each: Payment, like: Sequence[Payment], far: float) -> Payment | None:
    """The largest of some payments, where another is far above them all."""
    if len(like) < _ENOUGH:
        return None
    most = max(like, key=lambda one: abs(one.amount))
    if abs(each.amount) <= _ABOVE * abs(most.amount):
        return None
    sizes = [math.log(abs(float(one.amount))) for one in like]
    away = (math.log(abs(float(each.amount))) - fmean(sizes)) / max(stdev(sizes), _LEAST)
    return most if away > far else None


def _twice(kept: Sequence[Payment], since: date) -> Iterable[Unusual]:
    """The same amount to the same payee days apart, where that was never so before."""
    groups: dict[tuple[str, Decimal, str], list[Payment]] = {}
    for each in kept:
        groups.setdefault((each.payee.casefold(), each.amount, each.account), []).append(each)
    near: dict[str, int] = {}
    for (payee, _, _), group in groups.items():
        near[payee] = near.get(payee, 0) + sum(b.day - a.day <= _DAYS for a, b in pairwise(group))
    for (payee, _, _), group in groups.items():
        for first, second in pairwise(group):
            if second.day >= since and second.day - first.day <= _DAYS and near[payee] == 1 and _not_small(first, kept):
                text = (
                    f"{written(abs(second.amount), second.currency)} to {second.payee} twice: on {first.day} and on"
                    f" {second.day}"
                )
                yield Unusual("twice", second, text, (second.id, first.id))


def _not_small(payment: Payment, kept: Sequence[Payment]) -> bool:
    """Two coffees of one price are no news."""
    sizes = sorted(abs(each.amount) for each in kept)
    return abs(payment.amount) > sizes[len(sizes) // 3]


def _dearer(kept: Sequence[Payment], regular: Sequence[Recurring], since: date) -> Iterable[Unusual]:
    by_id = {each.id: each for each in kept}
    for each in regular:
        if each.before is None or each.ended or abs(each.amount) <= abs(each.before):
            continue
        first = next((by_id[id_] for id_ in each.ids if id_ in by_id and by_id[id_].amount == each.amount), None)
        if first is not None and first.day >= since:
            text = (
                f"{each.payee} costs {written(abs(each.amount), each.currency)} a {each.every} since {first.day}; it"
                f" was {written(abs(each.before))}"
            )
            yield Unusual("dearer", first, text, (first.id, *each.ids[-2:]))
