"""Planted people with payments of two years: what recurs, what varies, rare large purchases; for studies of money."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import numpy as np

from thyself.money import Payment

START = date(2022, 1, 1)
DAYS = 730
#: What people pay for now and then: how often a month, the middle amount, and how much amounts spread (logarithm).
_VARY = {
    "Groceries": (9.0, 38.0, 0.45), "Coffee": (8.0, 4.0, 0.25), "Restaurants": (4.0, 32.0, 0.5),
    "Fuel": (3.0, 48.0, 0.25),
    "Shopping": (2.5, 40.0, 0.8), "Transport": (3.0, 12.0, 0.5), "Health": (0.7, 35.0, 0.7), "Fun": (1.5, 28.0, 0.6),
}  # fmt: skip
_MONTHLY = {
    "Rent": 900.0,
    "Power": 70.0,
    "Internet": 40.0,
    "Phone": 20.0,
    "Stream": 10.0,
    "Gym": 30.0,
    "Insurance": 85.0,
}


@dataclass(frozen=True, slots=True)
class Person:
    """A planted person.

    Args:
        ledger: Their payments in order of time.
        rare: How many large purchases they make in a year.
    """

    ledger: tuple[Payment, ...]
    rare: float


def person(rng: np.random.Generator) -> Person:
    """Draw one: habits, prices, how unsteady they are, and how often something large comes."""
    wealth, unsteady = float(rng.lognormal(0.0, 0.35)), float(rng.uniform(0.7, 1.4))
    rare = float(rng.choice([0.0, 0.5, 1.0, 2.0]))
    made: list[tuple[date, float, str, str]] = []
    for name, price in _MONTHLY.items():
        if name in ("Rent", "Power") or rng.random() < 0.7:
            made += _recurs(name, -price * wealth * float(rng.uniform(0.8, 1.2)), int(rng.integers(1, 28)))
    wage = int(rng.integers(24, 31))
    made += _recurs("Employer", 2600.0 * wealth, min(wage, 28))
    for name, (often, middle, spread) in _VARY.items():
        shops = [f"{name} {place}" for place in rng.choice(list("ABCDEFGH"), int(rng.integers(1, 4)), replace=False)]
        for day in range(DAYS):
            at = START + timedelta(days=day)
            season = 1.5 if at.month == 12 and name in ("Shopping", "Restaurants", "Fun") else 1.0
            for _ in range(int(rng.poisson(often * season * unsteady / 30.4))):
                amount = middle * wealth * float(np.exp(rng.normal(0.0, spread)))
                made.append((at, -amount, str(rng.choice(shops)), name))
    for _ in range(int(rng.poisson(rare * 2))):
        made.append(
            (START + timedelta(days=int(rng.integers(DAYS))), -float(rng.uniform(600, 4000)) * wealth, "Repairs", "")
        )
    made.sort(key=lambda each: (each[0], each[2], each[1]))
    ledger = tuple(
        Payment(f"p{at}", day, Decimal(str(round(amount, 2))), "EUR", payee, "main", category)
        for at, (day, amount, payee, category) in enumerate(made)
    )
    return Person(ledger, rare)


def _recurs(name: str, amount: float, day: int) -> list[tuple[date, float, str, str]]:
    found, price = [], amount
    for month in range(24):
        at = date(START.year + month // 12, month % 12 + 1, day)
        price = price * 1.08 if month == 13 and name == "Insurance" else price
        found.append((at, round(price, 2), name, "Wages" if amount > 0 else name))
    return found
