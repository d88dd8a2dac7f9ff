# ruff: noqa: E501  (sentences read best in one line)
"""Cards: what is worth a look today, each a sentence or two with exact figures and the payments that they come from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from statistics import median
from typing import Final

from thyself.guard.roles import Held, Names, misplaced
from thyself.money.ahead import month_end
from thyself.money.categories import SURE, Categories
from thyself.money.ledger import Payment, Sum, main_currency, within, written
from thyself.money.months import Month, left_over, months, outlook
from thyself.money.recurring import Recurring, recurring
from thyself.money.unusual import unusual

_SOON: Final = timedelta(days=7)
_LATELY: Final = timedelta(days=14)
#: So near its end a month is as good as over.
_LAST: Final = timedelta(days=2)
_NEW: Final = 0.25
_EXAMPLES: Final = 12


@dataclass(frozen=True, slots=True)
class Card:
    """One thing to look at.

    Args:
        component: Which piece of the service made it; see :data:`thyself.money.components.COMPONENTS`.
        topic: What it is about, for learning what the person looks at: ``"due"``, ``"large"``, ``"month"`` …
        text: In words; every figure in it is exact.
        ids: The traces that it stands on, the most telling first.
        urgent: How much it cannot wait, from 0 to 1, by rules.
    """

    component: str
    topic: str
    text: str
    ids: tuple[str, ...]
    urgent: float


def named(ledger: Sequence[Payment]) -> list[Payment]:
    """The payments, those without a category with the one that the others teach, where that is sure enough."""
    mine = Categories.of(ledger)
    found = []
    for each in ledger:
        guess = None if each.category else mine.guess(each)
        sure = guess is not None and guess.sure >= SURE
        found.append(replace(each, category=guess.category) if guess is not None and sure else each)
    return found


def cards(ledger: Sequence[Payment], *, today: date) -> list[Card]:
    """What is worth a look on a day, the most urgent first; of the currency of most payments.

    Args:
        ledger: All payments until then.
        today: The day.
    """
    currency = main_currency(ledger)
    kept = named([each for each in ledger if each.currency == currency and each.day <= today])
    if not kept:
        return []
    regular = recurring(kept, today=today)
    by_month = months(kept, today=today)
    found = [
        *_standing_out(kept, regular, today),
        *_due(regular, today, currency),
        *_month(by_month, currency, today),
        *_categories(by_month, currency),
        *_ahead(kept, by_month, today, currency),
        *_subscriptions(regular, currency),
        *_unnamed(kept, currency),
        *_others(ledger, currency, today),
    ]
    return sorted(found, key=lambda each: (-each.urgent, each.topic, each.text))


#: Words of a question, and the topics of the cards that answer it.
_ASKED: Final = {
    ("subscriptions",): r"\bsubscri\w+|\brecurr\w+|\bregular payments?\b|\bstanding orders?\b",
    ("due",): r"\bdue\b|\bcoming up\b|\bupcoming\b|\bbills? (?:soon|next|this week)\b",
    ("large", "new", "twice", "dearer"): r"\bunusual\b|\bstands? out\b|\bodd\b|\bsuspicious\b|\bstrange\b",
    ("ahead",): r"\boutlook\b|\bforecast\b|\b(?:end of|next) (?:the |this )?month\b|\bwill i spend\b",
    ("unnamed",): r"\bno category\b|\buncategori[sz]ed\b",
}


def topics_of(question: str) -> frozenset[str]:
    """The topics of the cards that a question asks for; none where it asks for something else."""
    return frozenset(
        each for names, form in _ASKED.items() if re.search(form, question, re.IGNORECASE) for each in names
    )


def only(found: Sequence[Card], question: str) -> list[Card]:
    """The cards that answer a question, where it is one that some of them answer; else all."""
    topics = topics_of(question)
    return [each for each in found if each.topic in topics] or list(found)


def _standing_out(kept: Sequence[Payment], regular: Sequence[Recurring], today: date) -> list[Card]:
    found = unusual(kept, regular, since=today - _LATELY)
    return [Card("what stands out", each.sort, f"{each.text}.", each.ids, 0.9) for each in found]


def _due(regular: Sequence[Recurring], today: date, currency: str) -> list[Card]:
    coming = [
        each for each in regular if each.next is not None and today <= each.next <= today + _SOON and each.amount < 0
    ]
    if not coming:
        return []
    whole = sum((each.amount for each in coming), Decimal(0))
    listed = "; ".join(f"{each.payee} {written(abs(each.amount))} on {each.next}" for each in coming)
    ids = tuple(each.ids[-1] for each in coming)
    return [
        Card(
            "recurring payments",
            "due",
            f"Due within a week, {written(abs(whole), currency)} in all: {listed}.",
            ids,
            0.8,
        )
    ]


def _month(by_month: Sequence[Month], currency: str, today: date) -> list[Card]:
    now = by_month[-1]
    text = f"In {now.first:%B} so far {written(abs(now.paid.amount), currency)} went out and {written(now.got.amount)} came in"
    whole = [each for each in by_month[:-1] if each.whole]
    if whole:
        last = whole[-1]
        text += f"; in all of {last.first:%B} {written(abs(last.paid.amount))} went out, {_left(left_over(last))}"
    return [
        Card(
            "spending summary",
            "month",
            f"{text}.",
            (now.paid.ids + now.got.ids)[:_EXAMPLES],
            0.4 + 0.2 * (today.day <= 3),
        )
    ]


def _left(amount: Decimal) -> str:
    return f"{written(amount)} was left over" if amount >= 0 else f"{written(-amount)} more than came in"


def _categories(by_month: Sequence[Month], currency: str) -> list[Card]:
    """The category in which the last whole month differs most from the months before."""
    whole = [each for each in by_month if each.whole]
    if len(whole) < 4:
        return []
    last, before = whole[-1], whole[-7:-1]
    found = []
    for name, spent in last.by_category.items():
        usual = median(
            abs(each.by_category[name].amount) if name in each.by_category else Decimal(0) for each in before
        )
        found.append((abs(spent.amount) - usual, name, spent, usual.quantize(Decimal("0.01"))))
    if not found:
        return []
    more, name, spent, usual = max(found, key=lambda each: abs(each[0]))
    if abs(more) <= Decimal(str(_NEW)) * max(usual, Decimal(1)):
        return []
    text = (
        f"{name}: {written(abs(spent.amount), currency)} in {last.first:%B}, {'more' if more > 0 else 'less'} than the"
        f" {written(usual)} of a usual month"
    )
    return [Card("spending summary", "category", f"{text}.", spent.ids[:_EXAMPLES], 0.5)]


def _ahead(kept: Sequence[Payment], by_month: Sequence[Month], today: date, currency: str) -> list[Card]:
    """What this month comes to at its end; on its last days, what a month does."""
    found = month_end(kept, today=today)
    whole = [each for each in by_month if each.whole]
    ids = tuple(id_ for each in (by_month[-1], *whole[-2:]) for id_ in each.paid.ids[:4])
    if found is None:
        return []
    if found.last - today <= _LAST:
        usual = outlook([float(each.paid.amount) for each in whole])
        if usual is None:
            return []
        high, value, low = (
            written(Decimal(str(round(abs(each), 2))).quantize(Decimal("0.01")))
            for each in (usual.low, usual.value, min(usual.high, 0.0))
        )
        text = (
            f"A month probably comes to {value} {currency}".rstrip()
            + f", in four of five between {low} and {high}, if you go on as in the last {usual.n} months"
        )
        return [Card("outlook", "ahead", f"{text}.", ids, 0.3)]
    out = found.out
    text = f"By {found.last} probably {written(out.value, currency)} will have gone out"
    if out.low < out.high:
        text += f", in four of five months between {written(out.low)} and {written(out.high)}"
    if out.due:
        text += f"; {written(out.due)} of that recurs and is still due"
    return [Card("outlook", "ahead", f"{text}.", ids, 0.3)]


def _subscriptions(regular: Sequence[Recurring], currency: str) -> list[Card]:
    going = [each for each in regular if not each.ended and each.amount < 0]
    if not going:
        return []
    whole = sum((each.per_month for each in going), Decimal(0))
    many = "1 payment comes" if len(going) == 1 else f"{len(going)} payments come"
    text = f"{many} again and again, {written(abs(whole), currency)} a month: {', '.join(each.payee for each in going[:8])}"
    return [Card("recurring payments", "subscriptions", f"{text}.", tuple(each.ids[-1] for each in going), 0.2)]


def _unnamed(kept: Sequence[Payment], currency: str) -> list[Card]:
    moved = within(kept)
    unsure = [each for each in kept if not each.category and each.id not in moved and each.amount < 0]
    if len(unsure) < 3:
        return []
    text = f"{len(unsure)} payments of {written(abs(Sum.of(unsure).amount), currency)} in all have no category yet; the last was to {unsure[-1].payee}"
    return [
        Card("spending summary", "unnamed", f"{text}.", tuple(each.id for each in reversed(unsure))[:_EXAMPLES], 0.1)
    ]


def _others(ledger: Sequence[Payment], currency: str, today: date) -> list[Card]:
    """What was paid this month in other currencies, which is in no sum."""
    now = [each for each in ledger if today.replace(day=1) <= each.day <= today and each.amount < 0]
    found = [Sum.of(each for each in now if each.currency == name) for name in _sorted_others(now, currency)]
    if not found:
        return []
    told = (
        f"{written(abs(each.amount), name)} in {len(each.ids)} payment{'' if len(each.ids) == 1 else 's'}"
        for name, each in zip(_sorted_others(now, currency), found, strict=True)
    )
    ids = tuple(id_ for each in found for id_ in each.ids)
    return [Card("spending summary", "others", f"Beside these sums, this month: {', '.join(told)}.", ids, 0.35)]


def _sorted_others(ledger: Sequence[Payment], currency: str) -> list[str]:
    return sorted({each.currency for each in ledger} - {currency})


def names_of(ledger: Iterable[Payment]) -> Names:
    """What a text on some payments can name: their categories and payees."""
    return Names.of(dict.fromkeys(name for each in ledger for name in (each.category, each.payee) if name))


def wrong_figures(draft: str, card: Card, names: Names | None = None) -> list[str]:
    """The figures of a draft that its card does not hold, or holds of something else: another payee, month or side.

    Args:
        draft: What a model wrote.
        card: What it was to word.
        names: What can be named (:func:`names_of`).
    """
    known = names or Names.of(())
    return misplaced(draft, Held.of(card.text, known, side="out"), known)
