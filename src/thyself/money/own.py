"""Own: the categories that a person gives themselves; they win over the bank's and over any guess, for ever."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final, Literal

from thyself.core import InvalidInput
from thyself.core.trace import digest
from thyself.money.categories import SURE, Categories, tokens
from thyself.money.ledger import Payment, Sum, payments, written
from thyself.store.port import Derived

if TYPE_CHECKING:
    from thyself.store import Scope

#: What is kept of them; a payee is named by a digest, so that nothing of a forgotten payment stays in it.
EDIT: Final = "edit:category"
_SHORTEST: Final = 6

By = Literal["you", "the bank", "guessed", "nobody"]


@dataclass(frozen=True, slots=True)
class Own:
    """What the person called their payments.

    Args:
        payees: Category by the digest of a payee.
        ids: Category by the id of a trace: that one payment.
    """

    payees: dict[str, str]
    ids: dict[str, str]

    @classmethod
    def of(cls, scope: Scope) -> Own:
        """What is kept."""
        made = cls({}, {})
        for row in scope.derived(EDIT):
            kind, _, key = row.key.partition(":")
            (made.payees if kind == "payee" else made.ids)[key] = str(row.body["category"])
        return made

    def __bool__(self) -> bool:
        return bool(self.payees or self.ids)

    def category(self, payment: Payment) -> str | None:
        """What the person called a payment, for itself or by its payee; ``None`` where they did not."""
        own = self.ids.get(payment.id)
        return own if own is not None else self.payees.get(payee_key(payment.payee))

    def over(self, ledger: Iterable[Payment]) -> list[Payment]:
        """The payments as the person calls them; the others as they are."""
        if not self:
            return list(ledger)
        said = ((each, self.category(each)) for each in ledger)
        return [each if own is None else replace(each, category=own) for each, own in said]


@dataclass(frozen=True, slots=True)
class Named:
    """What became of a wish to name, or to unname, payments.

    Args:
        text: In words.
        payee: Of them.
        category: What they are called now; empty where nobody calls them anything.
        ids: The traces that it touches.
    """

    text: str
    payee: str
    category: str
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Payee:
    """One payee and what payments to them are called.

    Args:
        payee: As the newest payment names them.
        category: Empty where none is sure enough.
        by: Who says so.
        sure: From 0 to 1.
        payments: How many.
        amount, currency: What they come to, in the currency of the newest.
    """

    payee: str
    category: str
    by: By
    sure: float
    payments: int
    amount: str
    currency: str


def called(scope: Scope, *, before: datetime | None = None) -> list[Payment]:
    """All payments of a person in order of time, as the person calls them; else as the bank does."""
    return Own.of(scope).over(payments(scope, before=before))


class Payments:
    """A person's payments, as the person calls them. Use :attr:`thyself.Person.payments`."""

    def __init__(self, scope: Scope, *, now: datetime) -> None:
        self._scope, self._now = scope, now

    def all(self) -> list[Payment]:
        """All payments in order of time, with the person's own categories over those of the bank."""
        return called(self._scope)

    def categorise(self, what: str, category: str) -> Named:
        """Say what a payee, or one payment, is: it wins over what the bank or a guess says, from now on.

        Guesses learn from it at once: what is like it, and has no category, is called so too where that is sure enough.

        Args:
            what: A payee, by their name or a telling part of it; or the id of a payment's trace (or how it begins).
            category: Your word for it.

        Raises:
            InvalidInput: No payment or several payees fit, or the category is empty.
        """
        word = " ".join(category.split())
        if not word:
            raise InvalidInput("a category is a word or a few: give one")
        found, one = self._found(what)
        body = {"category": word, "at": self._now.isoformat()}
        if one:
            self._scope.put([Derived(EDIT, f"id:{found[0].id}", body, (found[0].id,), "all")])
            told = f"{_told(found[0])} is {word}."
        else:
            self._scope.put([Derived(EDIT, f"payee:{payee_key(found[-1].payee)}", body, (), "always")])
            told = f"{found[-1].payee} is {word}: {_many(len(found))} so far, and those to come."
        return Named(told, found[-1].payee, word, tuple(each.id for each in found))

    def uncategorise(self, what: str) -> Named:
        """Take back what was said of a payee or a payment; what the bank or a guess says counts again.

        Raises:
            InvalidInput: Nothing was said of it.
        """
        found, one = self._found(what)
        key = f"id:{found[0].id}" if one else f"payee:{payee_key(found[-1].payee)}"
        if not self._scope.drop(EDIT, keys=[key]):
            raise InvalidInput(f"{what!r}: you did not name it, so there is nothing to take back")
        now = next(each for each in self.all() if each.id == found[-1].id)
        left = f"is {now.category} again" if now.category else "has no category again"
        return Named(f"{found[-1].payee} {left}.", now.payee, now.category, tuple(each.id for each in found))

    def payees(self) -> list[Payee]:
        """All payees with what they are called and who says so, the largest sums first."""
        own, raw = Own.of(self._scope), payments(self._scope)
        mine, groups = Categories.of(own.over(raw)), dict[str, list[Payment]]()
        for each in raw:
            groups.setdefault(payee_key(each.payee), []).append(each)
        found = [(group, _said(group, own, mine)) for group in groups.values()]
        made = []
        for group, (category, by, sure) in found:
            newest = group[-1]
            whole = Sum.of(each for each in group if each.currency == newest.currency)
            made.append((abs(whole.amount), Payee(newest.payee, category, by, sure, len(group), written(whole.amount),
                                                  newest.currency)))  # fmt: skip
        return [each for _, each in sorted(made, key=lambda one: (-one[0], one[1].payee))]

    def _found(self, what: str) -> tuple[list[Payment], bool]:
        """The payments that are meant, and whether it is one by its id."""
        raw, word = payments(self._scope), what.strip()
        if not raw:
            raise InvalidInput("no payments are known yet: add the export of a bank account (CSV)")
        hits = [each for each in raw if len(word) >= _SHORTEST and each.id.startswith(word.lower())]
        if len(hits) == 1:
            return hits, True
        key = payee_key(word)
        same = [each for each in raw if payee_key(each.payee) == key]
        if not same:
            wanted = {*tokens(word)}
            same = [each for each in raw if wanted and wanted <= {*tokens(each.payee)}]
        keys = dict.fromkeys(payee_key(each.payee) for each in same)
        if len(keys) == 1:
            return same, False
        if not keys:
            raise InvalidInput(f"{what!r}: no payment was to or from them; `thyself money payees` lists who there is")
        listed = ", ".join(dict.fromkeys(each.payee for each in reversed(same[-60:])))
        raise InvalidInput(f"{what!r} may be several: {listed[:300]}. Name one of them")


def payee_key(payee: str) -> str:
    """A digest of a payee, the same for "Corner Shop" and "CORNER SHOP 17"."""
    return digest("payee", " ".join(tokens(payee)) or payee.casefold().strip())


def _said(group: Sequence[Payment], own: Own, mine: Categories) -> tuple[str, By, float]:
    newest = group[-1]
    if (word := own.category(newest)) is not None:
        return word, "you", 1.0
    if newest.category:
        return newest.category, "the bank", 1.0
    guess = mine.guess(newest)
    return (guess.category, "guessed", round(guess.sure, 2)) if guess.sure >= SURE else ("", "nobody", 0.0)


def _told(payment: Payment) -> str:
    way = "to" if payment.amount < 0 else "from"
    return f"{written(abs(payment.amount), payment.currency)} {way} {payment.payee} on {payment.day}"


def _many(n: int) -> str:
    return "1 payment" if n == 1 else f"{n:,} payments"
