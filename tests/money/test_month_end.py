"""The end of a month, looked at from within: what is gone, what is due, and a rest with an interval that holds."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thyself.money import Payment, month_end
from thyself.money.ahead import interval


def paid(payee: str, amount: float, day: date) -> Payment:
    return Payment(f"{payee}|{amount}|{day}", day, Decimal(str(round(amount, 2))), "EUR", payee)


def year(seed: int = 0) -> list[Payment]:
    """Rent on the 3rd, a stream on the 20th, wages on the 28th, food every third day or so."""
    draw = random.Random(seed)
    made = [paid(who, amount, date(2023, month, day)) for month in range(1, 13)
            for who, amount, day in (("Rent", -900.0, 3), ("Stream", -10.0, 20), ("Work", 2400.0, 28))]  # fmt: skip
    made += [
        paid("Market", -draw.uniform(20, 60), date(2023, 1, 1) + timedelta(days=at))
        for at in range(365)
        if draw.random() < 0.3
    ]
    return sorted(made, key=lambda each: each.day)


def test_what_is_gone_and_what_is_due_are_exact() -> None:
    found = month_end(year(), today=date(2023, 12, 10))
    assert found is not None
    until = [each for each in year() if each.amount < 0 and date(2023, 12, 1) <= each.day <= date(2023, 12, 10)]
    gone = sum((-each.amount for each in until), Decimal(0))
    assert (found.last, found.out.so_far, found.out.due) == (date(2023, 12, 31), gone, Decimal("10.00"))
    assert (found.got.so_far, found.got.due, found.got.value) == (Decimal(0), Decimal("2400.00"), Decimal("2400.00"))
    assert {each.payee for each in found.coming} == {"Stream", "Work"}
    assert found.left == found.got.value - found.out.value


def test_nothing_later_than_the_day_is_looked_at() -> None:
    until = [each for each in year() if each.day <= date(2023, 12, 10)]
    assert month_end(until, today=date(2023, 12, 10)) == month_end(year(), today=date(2023, 12, 10))


def test_on_the_last_day_it_is_what_it_is() -> None:
    found = month_end(year(), today=date(2023, 12, 31))
    assert found is not None
    assert found.out.low == found.out.value == found.out.high == found.out.so_far


def test_of_few_months_nothing_is_told() -> None:
    assert month_end([each for each in year() if each.day < date(2023, 5, 1)], today=date(2023, 4, 10)) is None
    assert month_end([], today=date(2023, 4, 10)) is None


def test_the_interval_holds_in_about_four_of_five_months() -> None:
    held = [
        found.out.low <= whole <= found.out.high
        for seed in range(40)
        for month in (8, 10, 12)
        if (found := month_end(year(seed), today=date(2023, month, 6))) is not None
        and (
            whole := sum(
                (-each.amount for each in year(seed) if each.amount < 0 and each.day.month == month), Decimal(0)
            )
        )
    ]
    assert 0.7 <= sum(held) / len(held) <= 0.92


def test_one_large_purchase_does_not_move_what_is_expected() -> None:
    with_repair = [*year(), paid("Roof", -9000.0, date(2023, 6, 15))]
    plain, found = month_end(year(), today=date(2023, 12, 10)), month_end(with_repair, today=date(2023, 12, 10))
    assert plain is not None
    assert found is not None
    assert float(found.out.value) == pytest.approx(float(plain.out.value), rel=0.1)


def test_what_is_late_is_still_to_come_and_what_has_ended_is_not() -> None:
    late = [each for each in year() if not (each.payee == "Stream" and each.day.month == 12)]
    found = month_end(late, today=date(2023, 12, 24))
    assert found is not None
    assert found.out.due == Decimal("10.00")
    ended = [each for each in year() if not (each.payee == "Stream" and each.day.month > 9)]
    found = month_end(ended, today=date(2023, 12, 10))
    assert found is not None
    assert found.out.due == 0


@given(st.lists(st.floats(0, 1e6), min_size=4, max_size=40))
def test_an_interval_lies_where_the_values_do(values: list[float]) -> None:
    low, high = interval(values)
    assert low <= high
    held = sum(low <= each <= high for each in values)
    assert held >= 0.8 * len(values)


def test_the_shortest_interval_leaves_the_strays_out() -> None:
    assert interval([*(100.0 + at for at in range(20)), 9000.0, 9500.0]) == pytest.approx((100.0, 119.0), abs=2)
