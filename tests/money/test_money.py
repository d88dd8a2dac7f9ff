"""A ledger: exact sums, categories in the person's own words, what recurs, what is due, what stands out."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thyself.money import (
    Categories,
    Payment,
    Sum,
    left_over,
    main_currency,
    months,
    outlook,
    recurring,
    unusual,
    within,
)

START = date(2023, 1, 2)
TODAY = date(2023, 12, 31)


def paid(
    payee: str, amount: str, day: date, category: str = "", account: str = "main", currency: str = "EUR"
) -> Payment:
    return Payment(f"{payee}|{amount}|{day}|{account}", day, Decimal(amount), currency, payee, account, category)


def monthly(payee: str, amount: str, n: int = 12, category: str = "") -> list[Payment]:
    return [paid(payee, amount, date(2023, month, 3), category) for month in range(1, n + 1)]


@given(st.lists(st.decimals(-(10**6), 10**6, places=2, allow_nan=False), max_size=60))
def test_sums_are_exact_in_any_order(amounts: list[Decimal]) -> None:
    ledger = [paid("x", str(each), START) for each in amounts]
    assert Sum.of(ledger).amount == sum(amounts, Decimal(0)) == Sum.of(reversed(ledger)).amount


def test_a_move_between_own_accounts_is_neither_spent_nor_earned() -> None:
    bill = paid("Card Services", "-120.00", date(2023, 3, 1), account="main")
    paid_in = paid("Thank you", "120.00", date(2023, 3, 3), account="card")
    shop = paid("Shop", "-120.00", date(2023, 3, 2), account="card")
    refund = paid("Shop", "120.00", date(2023, 5, 2), account="main")
    assert within([shop, bill, paid_in, refund]) == {bill.id, paid_in.id}
    march = next(each for each in months([bill, paid_in, shop], today=TODAY) if each.first == date(2023, 3, 1))
    assert (march.paid.amount, march.got.amount) == (Decimal("-120.00"), Decimal(0))


def test_what_is_called_the_bill_of_a_card_is_a_move_though_its_other_side_is_missing() -> None:
    assert within([paid("Credit Card Payment", "-80.00", START), paid("Shop", "-80.00", START)]) == {
        paid("Credit Card Payment", "-80.00", START).id
    }


def test_a_category_is_learned_from_one_word_of_the_person_and_told_with_its_reason() -> None:
    mine = Categories.of([paid("Corner Shop", "-5", START, "Treats"), paid("Landlord", "-900", START, "Rent")])
    guess = mine.guess(paid("CORNER SHOP 17", "-6", START))
    assert (guess.category, "called before" in guess.why) == ("Treats", True)
    mine.learn(paid("Corner Shop", "-7", START), "Food")
    mine.learn(paid("Corner Shop", "-7", START), "Food")
    assert mine.guess(paid("Corner Shop", "-7", START)).category == "Food"


def test_the_amount_tells_two_things_of_one_payee_apart() -> None:
    ledger = [paid("Station", f"-{2 + at % 2}", START, "Coffee") for at in range(8)]
    ledger += [paid("Station", f"-{60 + at}", START, "Fuel") for at in range(8)]
    mine = Categories.of(ledger)
    assert mine.guess(paid("Station", "-2.50", START)).category == "Coffee"
    assert mine.guess(paid("Station", "-63", START)).category == "Fuel"


def test_common_words_stand_in_for_a_new_person_and_give_way_to_their_own_names() -> None:
    assert Categories().guess(paid("Luigi's Pizza", "-12", START)).category == "Restaurants"
    assert Categories().guess(paid("Xyzzy", "-12", START)).category == ""
    mine = Categories.of([paid("Roma Trattoria", "-30", START, "Eating out") for _ in range(3)])
    assert mine.guess(paid("Bangkok Thai Restaurant", "-25", START)).category == "Eating out"


def test_money_in_is_never_what_money_out_is() -> None:
    mine = Categories.of([paid("Amazon", "-20", START, "Shopping")] * 5)
    assert mine.guess(paid("Amazon", "20", START)).category == ""
    assert Categories().guess(paid("Acme Payroll", "2000", START)).category == "Paycheck"


def test_an_unsure_guess_says_so() -> None:
    mine = Categories.of([paid(f"Payee {at}", "-10", START, f"C{at % 5}") for at in range(25)])
    assert mine.guess(paid("Never Seen", "-10", START)).sure < 0.6


def test_what_comes_every_month_is_found_with_its_next_day_and_price() -> None:
    found = recurring(
        [*monthly("Rent", "-900.00"), *monthly("Stream", "-9.99", 8), *monthly("Stream2", "-5.00", 3)], today=TODAY
    )
    rent = next(each for each in found if each.payee == "Rent")
    assert (rent.every, rent.next, rent.per_month, rent.ended) == ("month", date(2024, 1, 3), Decimal("-900.00"), False)
    assert {each.payee: each.ended for each in found} == {"Rent": False, "Stream": True, "Stream2": True}


def test_a_month_without_the_thirty_first_is_due_on_its_last_day() -> None:
    ledger = [
        paid("Gym", "-30", day)
        for day in (date(2023, 10, 31), date(2023, 11, 30), date(2023, 12, 31), date(2024, 1, 31))
    ]
    assert recurring(ledger, today=date(2024, 2, 1))[0].next == date(2024, 2, 29)


def test_wages_every_two_weeks_are_found_and_groceries_are_not() -> None:
    wages = [paid("Work", "2000", START + timedelta(days=14 * at)) for at in range(20)]
    food = [paid("Market", f"-{20 + (37 * at) % 60}", START + timedelta(days=(at * 5) % 300)) for at in range(60)]
    assert [(each.payee, each.every) for each in recurring([*wages, *food], today=START + timedelta(days=280))] == [
        ("Work", "two weeks")
    ]


def test_a_lasting_rise_is_told_and_a_single_one_is_not() -> None:
    ledger = [
        *monthly("Stream", "-9.99", 6),
        *[paid("Stream", "-12.99", date(2023, month, 3)) for month in range(7, 12)],
    ]
    regular = recurring(ledger, today=date(2023, 11, 30))
    assert regular[0].before == Decimal("-9.99")
    assert [each.sort for each in unusual(ledger, regular, since=START)] == ["dearer"]
    once = [*monthly("Stream", "-9.99", 6), paid("Stream", "-12.99", date(2023, 7, 3)), *[
        paid("Stream", "-9.99", date(2023, month, 3)) for month in range(8, 12)]]  # fmt: skip
    assert recurring(once, today=date(2023, 11, 30))[0].before is None


def test_far_more_than_ever_and_the_same_twice_stand_out() -> None:
    food = [paid("Market", f"-{30 + (7 * at) % 20}.50", START + timedelta(days=7 * at), "Food") for at in range(30)]
    large = paid("Market", "-700.00", date(2023, 9, 1), "Food")
    twice = [paid("Hotel", "-210.00", date(2023, 9, 4), "Travel"), paid("Hotel", "-210.00", date(2023, 9, 5), "Travel")]
    found = unusual([*food, large, *twice], [], since=date(2023, 8, 1))
    assert {(each.sort, each.payment.payee) for each in found} == {("large", "Market"), ("twice", "Hotel")}
    assert "700.00" in next(each.text for each in found if each.sort == "large")


def test_a_large_payment_to_somebody_new_stands_out_and_a_usual_one_does_not() -> None:
    food = [
        paid("Market", f"-{30 + (7 * at) % 20}.50", START + timedelta(days=4 * at + at * at % 11), "Food")
        for at in range(60)
    ]
    rent = monthly("Rent", "-1900.00", 9)
    stranger, bakery = paid("Roofer", "-1500.00", date(2023, 9, 1)), paid("Bakery", "-12.00", date(2023, 9, 1))
    ledger = [*food, *rent, stranger, bakery]
    found = unusual(ledger, recurring(ledger, today=TODAY), since=date(2023, 8, 1))
    assert [(each.sort, each.payment.payee) for each in found] == [("new", "Roofer")]
    assert "the most for what does not recur was 49.50" in found[0].text


def test_ordinary_payments_do_not_stand_out() -> None:
    food = [paid("Market", f"-{30 + (7 * at) % 20}.50", START + timedelta(days=7 * at), "Food") for at in range(40)]
    coffee = [paid("Cafe", "-3.00", START + timedelta(days=at), "Coffee") for at in range(200)]
    assert unusual([*food, *coffee], [], since=START) == []


def test_a_month_that_is_not_over_is_not_whole_and_one_without_payments_is_zero() -> None:
    found = months([paid("A", "-10", date(2023, 1, 3)), paid("B", "-20", date(2023, 3, 3))], today=date(2023, 3, 10))
    assert [(each.first.month, each.paid.amount, each.whole) for each in found] == [
        (1, Decimal("-10"), True),
        (2, Decimal("0"), True),
        (3, Decimal("-20"), False),
    ]
    assert left_over(found[0]) == Decimal("-10")


def test_the_outlook_has_an_interval_that_holds_and_needs_some_months() -> None:
    assert outlook([100.0, 100.0, 100.0]) is None
    steady = outlook([-100.0, -110.0, -90.0, -105.0, -95.0, -100.0])
    assert steady is not None
    assert -125 < steady.low < steady.value < steady.high < -75
    one_off = outlook([-100.0, -110.0, -9000.0, -105.0, -95.0, -100.0])
    assert one_off is not None
    assert one_off.value == pytest.approx(-102.5)


def test_the_outlook_lies_within_its_own_interval_where_spending_rises() -> None:
    found = outlook([-50.0, -51.0, -52.0, -53.0, -54.0, -55.0, -56.0])
    assert found is not None
    assert found.low <= found.value <= found.high


def test_sums_are_not_made_over_currencies() -> None:
    ledger = [paid("A", "-1", START), paid("B", "-1", START), paid("C", "-1", START, currency="USD")]
    assert main_currency(ledger) == "EUR"
