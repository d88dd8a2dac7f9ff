"""Amounts of money as banks write them: exact decimals, never floats, so that sums come out to the cent."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Final, Literal

Mark = Literal[".", ","]

#: A figure, with whatever marks a bank puts between its digits.
_FIGURE: Final = re.compile(r"\d[\d.,'’\u00a0\u202f ]*\d|\d", re.ASCII)
_NEGATIVE: Final = re.compile(r"^\s*\(.*\)\s*$|^\D*[-−–]|[-−–]\s*\D*$|\b(?:dr|debit)\b\.?\s*$", re.IGNORECASE)
_LARGEST: Final = 15
_SYMBOLS: Final = {"€": "EUR", "£": "GBP", "$": "USD", "¥": "JPY", "₹": "INR", "zł": "PLN", "CHF": "CHF", "kr": "SEK"}
_CODE: Final = re.compile(r"\b[A-Z]{3}\b")


class NoAmount(ValueError):
    """A cell that holds no amount; the message says why."""


def decimal_mark(cells: Iterable[str]) -> Mark | None:
    """Which mark stands before the cents, from the amounts of a file; ``None`` where none of them shows it."""
    shown = {".": 0, ",": 0}
    for cell in cells:
        figure = _FIGURE.search(cell)
        if figure is None:
            continue
        digits = figure.group().rstrip(" \u00a0\u202f")
        last = max(digits.rfind("."), digits.rfind(","))
        if last < 0:
            continue
        mark, after = digits[last], len(digits) - last - 1
        both = "." in digits and "," in digits
        if both or after != 3:
            shown[mark] += 1
        elif digits.count(mark) > 1:  # 1.234.567 has no cents
            shown["," if mark == "." else "."] += 1
    if shown["."] == shown[","]:
        return None
    return "." if shown["."] > shown[","] else ","


def amount(cell: str, mark: Mark = ".") -> Decimal:
    """The amount in a cell, negative where it has a minus, stands in brackets, or is marked as a debit.

    Args:
        cell: As in ``"-1,234.56"``, ``"1.234,56 €"``, ``"(12.50)"``, ``"12.50-"``.
        mark: Stands before the cents.

    Raises:
        NoAmount: It holds no figure, more than one, or one that is too large for money.
    """
    found = _FIGURE.findall(cell)
    if len(found) != 1:
        raise NoAmount(f"no amount: {cell[:40]!r}")
    whole, _, cents = found[0].partition(mark) if mark in found[0] else (found[0], "", "")
    digits, rest = re.sub(r"\D", "", whole), re.sub(r"\D", "", cents)
    if mark in cents or len(digits) > _LARGEST or len(rest) > 6:
        raise NoAmount(f"no amount: {cell[:40]!r}")
    value = Decimal(f"{digits or 0}.{rest or 0}") if rest else Decimal(digits)
    return -value if _NEGATIVE.search(cell) else value


def currency_of(*cells: str) -> str:
    """The currency that the cells or the names of their columns tell, as three letters; empty where none does."""
    for cell in cells:
        if (code := _CODE.search(cell)) is not None and code.group() not in ("DEB", "CRE"):
            return code.group()
        for symbol, name in _SYMBOLS.items():
            if symbol in cell:
                return name
    return ""
