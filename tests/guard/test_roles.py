"""A figure that is true of something else is wrong: names, months, sides and ranges of a draft must be its own."""

from __future__ import annotations

import pytest

from thyself.guard.roles import Held, Names, misplaced, told

NAMES = Names.of(["Groceries", "Mortgage & Rent", "Netflix", "Car Insurance", "Power Company", "Home Improvement"])
TRUE = (
    "You spent 120.00 on groceries and 900.00 on rent in May; 2,400.00 came in. "
    "Home Improvement: 259.79 in August, more than the 72.96 of a usual month. "
    "Netflix costs 12.99 EUR a month since 2023-08-20; it was 9.99. "
    "A month comes to 2,160.62, between 1,157.50 and 3,356.36. "
    "Due within a week, 1,113.90 in all: Power Company 1,100.00 on 2019-10-03; Car Insurance 13.90 on 2019-10-04."
)
HELD = Held.of(TRUE, NAMES, side="out")


def test_a_true_text_agrees_with_itself() -> None:
    assert misplaced(TRUE, HELD, NAMES) == []


@pytest.mark.parametrize(
    "draft",
    [
        "Groceries took 120.00, and rent, 900.00.",
        "In May you paid 900 for rent.",
        "Groceries and rent came to 120.00 and 900.00.",
        "You got 2,400.00.",
        "In August Home Improvement was 259.79 instead of the usual 72.96.",
        "Netflix went up from 9.99 to 12.99.",
        "Since 20 August 2023 Netflix is 12.99 a month.",
        "It may be as little as 1,157.50 or as much as 3,356.36.",
        "Keep 1,113.90 ready: 1,100.00 for the power company on October 3, and 13.90 for car insurance.",
        "The mortgage was 900.00.",
        "Nothing to tell.",
    ],
)
def test_the_same_in_other_words_passes(draft: str) -> None:
    assert misplaced(draft, HELD, NAMES) == []


@pytest.mark.parametrize(
    "draft",
    [
        "You spent 120.00 on rent.",
        "You spent 900.00 on groceries in May.",
        "You spent 120.00 on zebras.",
        "In June you paid 900 for rent.",
        "Rent and groceries came to 120.00 and 900.00.",
        "You spent 2,400.00.",
        "You got 900.00 in May.",
        "In August Home Improvement was 72.96 instead of the usual 259.79.",
        "Netflix went up from 12.99 to 9.99.",
        "Since 20 May 2023 Netflix is 12.99 a month.",
        "A month comes to 1,157.50, between 2,160.62 and 3,356.36.",
        "The power company takes 1,113.90.",
        "Car insurance is due on 3 October: 13.90. Rent was 121.00.",
        "It is due on 5 October.",
    ],
)
def test_a_figure_of_something_else_is_found(draft: str) -> None:
    assert misplaced(draft, HELD, NAMES)


def test_an_amount_after_a_month_is_no_day_of_it() -> None:
    (found,) = told("In all of August 2,043.20 went out.", NAMES)
    assert (found.value, found.days[0].month, found.side) == (2043.20, 8, "out")


def test_what_is_wrong_is_told_with_what_stands_around_it() -> None:
    assert misplaced("Rent was 120.00 in May.", HELD, NAMES) == ["Rent was 120.00 in May."]
