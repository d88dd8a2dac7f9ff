"""Categories of payments: learned from the person's own ledger, payment by payment, over what most people mean.

What a payee was called before counts most, the last times more; the amount tells the coffee from the groceries of one
shop, the words of a new payee say what it is like, and a list of common words stands in until the person has a ledger.

Source: shrinkage of counts to a coarser level, as in hierarchical Dirichlet models; the words of the list are our own.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import Final

from thyself.core.words import stem
from thyself.money.ledger import Payment
from thyself.money.words import COMMON, INCOME

_WORD: Final = re.compile(r"[^\W\d_]{2,}")
#: Words of payees that say nothing of what was bought.
_EMPTY: Final = frozenset(
    "the and of to gmbh ltd inc llc co plc sa ag bv com www payment purchase pos card visa debit credit sepa ref no sq"
    " tst store stores shop".split()
)
#: How much the coarser level counts beside what was seen: in payments.
_OF_WORDS: Final = 1.0
_OF_ALL: Final = 4.0
_OF_LIST: Final = 3.0
_OF_AMOUNT: Final = 2.0
#: How sure a common word is of itself, before anything of the person is known.
_BY_WORD: Final = 0.7
#: What is left of what a payee was called with each payment to it: people come to call it something else.
_KEPT: Final = 0.8


@dataclass(frozen=True, slots=True)
class Guess:
    """What a payment probably is.

    Args:
        category: The likeliest; empty where nothing is known yet.
        sure: Its chance, from 0 to 1.
        why: In words.
        chances: Of all categories.
    """

    category: str
    sure: float
    why: str
    chances: Mapping[str, float] = field(default_factory=dict)


#: Below this, a guess is told as "not sure".
SURE: Final = 0.6


@dataclass(slots=True)
class Categories:
    """What one person calls their payments.

    It learns from each at once: :meth:`learn` with the person's own word, and the next guess knows it.

    Args:
        common: Tells what the common words of a payee's name mean; :func:`listed` where it is not given.
    """

    common: Callable[[str], str | None] | None = None
    _all: Counter[str] = field(default_factory=Counter)
    _payees: dict[str, dict[str, float]] = field(default_factory=dict)
    _sizes: dict[tuple[str, str], Counter[int]] = field(default_factory=dict)
    _words: dict[str, Counter[str]] = field(default_factory=dict)
    _listed: dict[str, Counter[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, ledger: Iterable[Payment]) -> Categories:
        """What the payments that have a category teach."""
        made = cls()
        for each in ledger:
            if each.category:
                made.learn(each, each.category)
        return made

    def learn(self, payment: Payment, category: str) -> None:
        """Hear what a payment is, from the bank or from the person."""
        payee, side = _payee(payment), _side(payment)
        self._all[f"{side}{category}"] += 1
        own = self._payees.setdefault(f"{side}{payee}", {})
        self._payees[f"{side}{payee}"] = {each: count * _KEPT for each, count in own.items()}
        self._payees[f"{side}{payee}"][category] = own.get(category, 0.0) * _KEPT + 1.0
        self._sizes.setdefault((f"{side}{payee}", category), Counter())[_size(payment.amount)] += 1
        for word in tokens(payment.payee):
            self._words.setdefault(f"{side}{word}", Counter())[category] += 1
        if (common := self._common(payment)) is not None:
            self._listed.setdefault(f"{side}{common}", Counter())[category] += 1

    def guess(self, payment: Payment) -> Guess:
        """What a payment probably is, in the person's own names of categories."""
        side = _side(payment)
        coarse, why = self._by_words(payment, side)
        own = self._payees.get(f"{side}{_payee(payment)}", {})
        if own:
            coarse = _mixed(own, coarse, _OF_WORDS)
            coarse = self._by_amount(payment, side, coarse) if len(own) > 1 else coarse
            why = f"what {payment.payee} was called before"
        if not coarse:
            return Guess("", 0.0, "nothing is known of such payments yet")
        category = max(coarse, key=lambda each: (coarse[each], each))
        return Guess(category, coarse[category], why, coarse)

    def _common(self, payment: Payment) -> str | None:
        """What the common words say, where that fits to money that came in or went out: a refund is no shopping."""
        found = (self.common or listed)(payment.payee)
        return found if payment.amount < 0 or found in INCOME else None

    def _by_words(self, payment: Payment, side: str) -> tuple[dict[str, float], str]:
        """The chances for a payee that is new."""
        mine = {each.removeprefix(side): count for each, count in self._all.items() if each.startswith(side)}
        common = self._common(payment)
        if not mine:
            return ({common: _BY_WORD} if common else {}), f"a word for {common}" if common else ""
        whole = sum(mine.values())
        chances = {each: count / whole for each, count in mine.items()}
        why = "how often it is any category"
        if common is not None:
            known = self._listed.get(f"{side}{common}")
            if known:
                chances, why = _mixed(known, chances, 1.0), f"a word for {common}"
            else:
                chances, why = _mixed({common: _OF_LIST}, chances, 1.0), f"a word for {common}"
        seen = [self._words[f"{side}{word}"] for word in tokens(payment.payee) if f"{side}{word}" in self._words]
        for counts in sorted(seen, key=_spread, reverse=True):
            chances, why = _mixed(counts, chances, _OF_ALL), "the words of its name"
        return chances, why

    def _by_amount(self, payment: Payment, side: str, chances: dict[str, float]) -> dict[str, float]:
        """The chances of several categories of one payee, by how much it usually is for each."""
        size, payee = _size(payment.amount), f"{side}{_payee(payment)}"
        weighed = {
            each: chance * _near(self._sizes.get((payee, each), Counter()), size) for each, chance in chances.items()
        }
        whole = sum(weighed.values())
        return {each: value / whole for each, value in weighed.items()}


def tokens(payee: str) -> list[str]:
    """The telling words of a payee's name, by their stems."""
    return [stem(word) for word in _WORD.findall(payee.casefold()) if word not in _EMPTY]


def listed(payee: str) -> str | None:
    """What the common words of a payee's name say that it is; ``None`` where none does."""
    own = tokens(payee)
    table = _table()
    pairs = [f"{first} {second}" for first, second in pairwise(own)]
    return next((table[each] for each in [*pairs, *own] if each in table), None)


@lru_cache(maxsize=1)
def _table() -> Mapping[str, str]:
    return {" ".join(map(stem, phrase.split())): name for name, said in COMMON.items() for phrase in said}


def _payee(payment: Payment) -> str:
    return " ".join(tokens(payment.payee)) or payment.payee.casefold()


def _side(payment: Payment) -> str:
    """Money in is never what money out is."""
    return "+" if payment.amount > 0 else "-"


def _size(amount: Decimal) -> int:
    """The amount on a scale on which a step is a factor of 1.5."""
    return round(math.log(max(abs(float(amount)), 0.01)) / math.log(1.5))


def _near(sizes: Counter[int], size: int) -> float:
    """How usual a size is, with steps beside it counted by half."""
    whole = sum(sizes.values())
    close = sizes[size] + 0.5 * (sizes[size - 1] + sizes[size + 1])
    return (close + _OF_AMOUNT * 0.1) / (whole + _OF_AMOUNT)


def _mixed(counts: Mapping[str, float], coarse: Mapping[str, float], weight: float) -> dict[str, float]:
    """Shares of counts, shrunk to the coarser chances as if those were ``weight`` payments more."""
    whole = sum(counts.values()) + (weight if coarse else 0.0)
    names = {*counts, *coarse}
    return {each: (counts.get(each, 0) + weight * coarse.get(each, 0.0)) / whole for each in names}


def _spread(counts: Counter[str]) -> float:
    """How little a word tells: the entropy of its categories."""
    whole = sum(counts.values())
    return -sum(count / whole * math.log(count / whole) for count in counts.values())
