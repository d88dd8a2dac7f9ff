# ruff: noqa: E501  (sentences read best in one line)
"""Texts on payments, right and wrong ones, for studies: what a model might make of a card, with planted mistakes.

Each wrong text holds only figures that stand in the card: of another payee, month or side, or in each other's place. The
forms of :func:`seen` were in view when the check was written; those of :func:`unseen` were written after it, and reported
as they came out.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from thyself.guard.figures import MONTHS

NAMES = ("Groceries", "Rent", "Mortgage & Rent", "Netflix", "Coffee Shops", "Car Insurance", "Gas & Fuel", "Acme Payroll",
         "Corner Shop", "Movies & DVDs", "Sport", "Power Company")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Case:
    """A card's text, texts that say the same, and texts that put its figures elsewhere."""

    true: str
    right: tuple[str, ...]
    wrong: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a case is made of: names, months, amounts."""

    a: str
    b: str
    c: str
    m1: str
    m2: str
    x: str
    y: str
    z: str
    w: str

    @classmethod
    def of(cls, draw: random.Random) -> Drawn:
        """Draw them."""
        months = draw.sample([each.capitalize() for each in MONTHS], 2)
        amounts = [f"{draw.randrange(500, 400_000) / 100:,.2f}" for _ in range(4)]
        return cls(*draw.sample(NAMES, 3), *months, *amounts)

    @property
    def ordered(self) -> tuple[str, str, str]:
        """Three amounts, the least first."""
        low, middle, high = sorted((self.x, self.y, self.z), key=lambda each: float(each.replace(",", "")))
        return low, middle, high


def cards(d: Drawn) -> tuple[str, str, str, str, str]:
    """The five cards of what was drawn."""
    low, middle, high = d.ordered
    return (
        f"{d.a}: {d.x} EUR in {d.m1}, more than the {d.y} of a usual month.",
        f"In {d.m1} so far {d.x} EUR went out and {d.y} came in; in all of {d.m2} {d.z} went out, {d.w} was left over.",
        f"Due within a week, {d.x} EUR in all: {d.a} {d.y} on 2024-03-04; {d.b} {d.z} on 2024-03-06.",
        f"{d.a} costs {d.x} EUR a month since 2023-08-20; it was {d.y}.",
        f"A month probably comes to {middle} EUR, in four of five between {low} and {high}, if you go on as in the last 12 months.",
    )


def seen(draw: random.Random) -> Case:
    """A case in forms that were in view."""
    d = Drawn.of(draw)
    a, b, c, m1, m2, x, y, z, w = d.a, d.b, d.c, d.m1, d.m2, d.x, d.y, d.z, d.w
    low, middle, high = d.ordered
    forms: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
        ((f"You spent {x} on {a} in {m1}; a usual month has {y}.", f"{a} took {x} in {m1}, against a usual {y}.",
          f"Normally {a} is {y}, but in {m1} it was {x}.", f"For {a}, {m1} brought {x} instead of the normal {y}."),
         (f"You spent {y} on {a} in {m1}; a usual month has {x}.", f"You spent {x} on {b} in {m1}.", f"You spent {x} on {a} in {m2}.",
          f"You earned {x} from {a} in {m1}.", f"{x} EUR went to {c}. That is more than your usual {y}.")),
        ((f"So far in {m1} you spent {x} and got {y}. In {m2} you spent {z} and {w} was left.", f"{m2} cost you {z}, leaving {w}.",
          f"Your income this {m1} is {y} and your expenses are {x}.", f"After spending {z} in {m2}, you had {w} left."),
         (f"So far in {m1} you spent {y} and got {x}.", f"{m1} cost you {z}, leaving {w}.", f"{w} was spent in {m2}.",
          f"After spending {w} in {m2}, you had {z} left.", f"You paid {x} for {b} in {m1}.")),
        ((f"{a} ({y}) is due on 4 March and {b} ({z}) on 6 March, {x} in all.", f"{a} and {b} come to {y} and {z}.",
          f"Within a week {x} is due: {y} for {a} on 2024-03-04, and {z} for {b} on 2024-03-06."),
         (f"{a} ({z}) is due on 4 March and {b} ({y}) on 6 March.", f"{a} takes {x} on 2024-03-04.", f"You will pay {y} to {a} on March 6.",
          f"{b} and {a} come to {y} and {z}.", f"A total of {y} is due this week.", f"Keep {x} ready for {c}.")),
        ((f"Since 20 August 2023 {a} costs {x} a month, up from {y}.", f"The price of {a} is now {x}, previously {y}."),
         (f"{a} costs {y} a month since 2023-08-20; it was {x}.", f"{b} costs {x} a month since 2023-08-20.", f"{a} used to be {x}.",
          f"{a} has cost {x} each month since 2023-05-20.")),
        ((f"Expect about {middle} next month, between {low} and {high} in four of five.",
          f"Plan for {middle}; it could be as little as {low} or as much as {high}."),
         (f"Expect about {low} next month, between {middle} and {high}.", f"A month comes to {high}.", f"{a} will come to {middle} next month.",
          f"Expect to receive {middle} from {b}.")),
    )  # fmt: skip
    return _case(draw, d, forms)


def unseen(draw: random.Random) -> Case:
    """A case in forms that were not."""
    d = Drawn.of(draw)
    a, b, c, m1, m2, x, y, z, w = d.a, d.b, d.c, d.m1, d.m2, d.x, d.y, d.z, d.w
    low, middle, high = d.ordered
    forms: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
        ((f"{a} stood out: {x} in {m1}.", f"In {m1} your {a} bill reached {x}, well above the {y} you usually see.",
          f"Usually you need {y} for {a}. {m1} needed {x}.", f"{x} for {a} in {m1} is more than your average of {y}."),
         (f"{b} stood out: {x} in {m1}.", f"In {m1} your {a} bill reached {y}, well above the {x} you usually see.",
          f"Usually you need {y} for {a}. {m2} needed {x}.", f"{x} for {c} in {m1} is more than your average of {y}.",
          f"{a} brought in {x} in {m1}, so that was income of {x}.")),
        ((f"This {m1} you have paid out {x}, with {y} earned.", f"Of what came in during {m2}, {w} remained after {z} of spending.",
          f"{m1} to date: {x} spent, {y} received.", f"You kept {w} in {m2}: nothing to add, {z} was spent."),
         (f"This {m1} you have paid out {y}, with {x} earned.", f"Of what came in during {m1}, {w} remained after {z} of spending.",
          f"{m1} to date: {y} spent, {x} received.", f"Rent of {x} was paid in {m1}." if "Rent" not in (a, b) else f"{a} of {x} was paid in {m1}.",
          f"{m2} to date: {x} spent.")),
        ((f"Next come {a} with {y} (4 March) and {b} with {z} (6 March).", f"Soon: {y} to {a}; {z} to {b}; together {x}.",
          f"{b} collects {z} on the 6th of March 2024, {a} collects {y} on the 4th of March 2024."),
         (f"Next come {a} with {z} (4 March) and {b} with {y} (6 March).", f"Soon: {z} to {a}; {y} to {b}; together {x}.", f"Soon: {y} to {c}.",
          f"{b} collects {z} on the 4th of March 2024.", f"Soon: {y} together.")),
        ((f"{a} raised its price: {x} a month now.", f"What {a} takes each month was raised to {x}; before that {y}.",
          f"{a}: formerly {y}, since 20 August 2023 {x}."),
         (f"{b} raised its price: {x} a month now.", f"What {a} takes each month was raised to {y}; before that {x}.",
          f"{a}: formerly {x}, since 20 August 2023 {y}.", f"{c}: formerly {y}.", f"{a} raised its price: {y} a month now.")),
        ((f"The outlook is {middle}.", f"Most months would fall between {low} and {high}, with {middle} in the middle.",
          f"You should count on {middle}, at most {high}."),
         (f"The outlook is {high}.", f"Most months would fall between {low} and {middle}, with {high} in the middle.",
          f"You should count on {low}, at most {high}.", f"The outlook for {a} is {middle}.")),
    )  # fmt: skip
    return _case(draw, d, forms)


def _case(draw: random.Random, d: Drawn, forms: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]) -> Case:
    at = draw.randrange(len(forms))
    return Case(cards(d)[at], *forms[at])
