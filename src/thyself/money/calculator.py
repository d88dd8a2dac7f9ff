"""Calculator: what a debt, a saving or a budget comes to, exact to the cent, with the formula in words.

No figure of an answer on money is a model's: each stands in the question, in the ledger, or comes from here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Final

from thyself.core import InvalidInput

_CENT: Final = Decimal("0.01")
_LONGEST: Final = 1200


@dataclass(frozen=True, slots=True)
class Result:
    """What was worked out.

    Args:
        name: What it is, in words: ``"months until it is paid"``.
        value: Exact, to the cent.
        formula: How, in words, with the figures that went in.
    """

    name: str
    value: Decimal
    formula: str


def cents(value: Decimal) -> Decimal:
    """Rounded to the cent, halves up."""
    return value.quantize(_CENT, rounding=ROUND_HALF_UP)


def loan_payment(principal: Decimal, apr: Decimal, months: int) -> Result:
    """The equal monthly payment that pays a loan off in so many months.

    Args:
        principal: What is owed.
        apr: Interest a year in percent.
        months: How many.

    Raises:
        InvalidInput: One of them is not above zero (``apr`` may be zero).
    """
    _positive(principal=principal, months=Decimal(months))
    rate = _monthly(apr)
    with localcontext() as context:
        context.prec = 40
        value = principal / months if not rate else principal * rate / (1 - (1 + rate) ** -months)
    return Result("monthly payment", cents(value), f"{principal} at {apr} % a year, paid off in {months} months")


def payoff(balance: Decimal, apr: Decimal, payment: Decimal) -> tuple[Result, Result] | None:
    """Months until a debt is paid at so much a month, and the interest by then; ``None``: never.

    Worked out month by month, to the cent, as a lender does.

    Raises:
        InvalidInput: The balance or the payment is not above zero.
    """
    _positive(balance=balance, payment=payment)
    rate, left, interest, months = _monthly(apr), balance, Decimal(0), 0
    while left > 0:
        grown = cents(left * rate)
        if payment <= grown or months == _LONGEST:
            return None
        interest += grown
        left = left + grown - payment
        months += 1
    told = f"{balance} at {apr} % a year, {payment} a month"
    return Result("months until it is paid", Decimal(months), told), Result("interest by then", cents(interest), told)


def future_value(start: Decimal, monthly: Decimal, apr: Decimal, months: int) -> Result:
    """What a saving comes to, with so much put in at the end of each month.

    Raises:
        InvalidInput: The months are not above zero, or an amount is below.
    """
    _positive(months=Decimal(months))
    if start < 0 or monthly < 0:
        raise InvalidInput("what is saved cannot be below zero")
    rate = _monthly(apr)
    with localcontext() as context:
        context.prec = 40
        growth = (1 + rate) ** months
        value = start * growth + (monthly * (growth - 1) / rate if rate else monthly * months)
    return Result("saved by then", cents(value), f"{start} and {monthly} a month at {apr} % a year for {months} months")


def needed(target: Decimal, apr: Decimal, months: int) -> Result:
    """What must be put aside each month to have so much by then.

    Raises:
        InvalidInput: The target or the months are not above zero.
    """
    _positive(target=target, months=Decimal(months))
    rate = _monthly(apr)
    with localcontext() as context:
        context.prec = 40
        value = target / months if not rate else target * rate / ((1 + rate) ** months - 1)
    return Result("to put aside each month", cents(value), f"{target} in {months} months at {apr} % a year")


def share(part: Decimal, whole: Decimal) -> Result:
    """How much one amount is of another, in percent.

    Raises:
        InvalidInput: The whole is not above zero.
    """
    _positive(whole=whole)
    return Result(
        "share in percent", (100 * part / whole).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP), f"{part} of {whole}"
    )


def reserve(expenses: Decimal, months: int) -> Result:
    """What would keep somebody for so many months without income.

    Raises:
        InvalidInput: One of them is not above zero.
    """
    _positive(expenses=expenses, months=Decimal(months))
    return Result(f"a reserve of {months} months", cents(expenses * months), f"{months} times {expenses} a month")


@dataclass(frozen=True, slots=True)
class Debt:
    """Something owed.

    Args:
        name: Of it.
        balance: What is owed.
        apr: Interest a year in percent.
        least: What must be paid each month.
    """

    name: str
    balance: Decimal
    apr: Decimal
    least: Decimal


def pay_down(debts: Sequence[Debt], monthly: Decimal) -> tuple[list[str], Result] | None:
    """The order that costs least interest (the dearest first), and that interest; ``None`` where it is never paid.

    Raises:
        InvalidInput: ``monthly`` does not cover what must be paid.
    """
    least = sum((each.least for each in debts), Decimal(0))
    if not debts or monthly < least:
        raise InvalidInput(f"{monthly} a month does not cover the {least} that must be paid")
    left = {each.name: each.balance for each in debts}
    order, interest = [], Decimal(0)
    for _ in range(_LONGEST):
        spare = monthly
        for each in debts:
            if left[each.name] > 0:
                grown = cents(left[each.name] * _monthly(each.apr))
                interest += grown
                paid = min(each.least, left[each.name] + grown)
                left[each.name] += grown - paid
                spare -= paid
        for each in sorted(debts, key=lambda one: (-one.apr, one.name)):
            paid = min(spare, left[each.name])
            left[each.name] -= paid
            spare -= paid
        order += [each.name for each in debts if left[each.name] <= 0 and each.name not in order]
        if all(value <= 0 for value in left.values()):
            return order, Result("interest in all", cents(interest), f"{monthly} a month, the dearest debt first")
    return None


def _monthly(apr: Decimal) -> Decimal:
    if apr < 0:
        raise InvalidInput(f"interest of {apr} % a year: give it as a percentage of zero or more")
    return apr / 1200


def _positive(**given: Decimal) -> None:
    for name, value in given.items():
        if value <= 0:
            raise InvalidInput(f"{name}={value}: give more than zero")
