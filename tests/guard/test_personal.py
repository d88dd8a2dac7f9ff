# ruff: noqa: E501  (what is told apart reads best in one line)
"""What tells who somebody is: accounts and cards by their check digits, telephones, mails, streets; and what may."""

from __future__ import annotations

import random

import pytest

from thyself.guard.personal import doubts, personal, redacted, valid_card, valid_iban


@pytest.mark.parametrize(
    ("text", "sort"),
    [
        ("de89 3704 0044 0532 0130 00", "account number"), ("IBAN: DE89-3704-0044-0532-0130-00", "account number"),
        ("GB29NWBK60161331926819", "account number"), ("sort code 20-00-00 12345678", "account number"),
        ("policy no 1234 5678", "account number"), ("5500.0000.0000.0004", "card number"), ("4111-1111-1111-1111", "card number"),
        ("(555) 123-4567", "telephone number"), ("+44 (0)20 7946 0958", "telephone number"), ("030/1234567", "telephone number"),
        ("ann (at) example.org", "mail address"), ("AB 12 34 56 C", "tax or social number"),
        ("12 High Street", "address"), ("Hauptstraße 5", "address"), ("SW1A 1AA", "address"), ("50667 Köln", "address"),
        ("10 rue de la Paix, 75002", "address"), ("P.O. Box 17", "address"),
    ],
)  # fmt: skip
def test_each_sort_is_seen_and_taken_out(text: str, sort: str) -> None:
    assert sort in personal(f"Ask about {text} please")
    assert not personal(redacted(f"ask about {text}"))


@pytest.mark.parametrize(
    "text",
    [
        "What happened to US0378331005?", "The index stood at 18,512 in 2023", "From 2008-09-15 to 2009-03-09", "Rates of 5.25 %",
        "Explain 401(k) plans", "What are the Basel 3 rules?", "Between 1990 and 2020", "What does an IBAN look like?",
    ],
)  # fmt: skip
def test_what_is_public_is_none_of_them(text: str) -> None:
    assert personal(text) == []


def test_check_digits_tell_an_account_and_a_card() -> None:
    assert valid_iban("GB29 NWBK 6016 1331 9268 19")
    assert not valid_iban("GB29 NWBK 6016 1331 9268 18")
    assert not valid_iban("US0378331005")
    assert valid_card("4111 1111 1111 1111")
    assert not valid_card("4111 1111 1111 1112")
    rng = random.Random(3)
    wrong = [valid_iban(f"DE{rng.randrange(10**20):020d}") for _ in range(2000)]
    assert sum(wrong) < 60  # one in 97 by chance


def test_an_account_with_a_slip_of_the_pen_is_still_one() -> None:
    assert "account number" in personal("to GB29NWBK60161331926818")


@pytest.mark.parametrize(
    "text",
    [
        "What is an index fund?", "How does the European Central Bank set interest rates?", "Explain amortization in two sentences.",
        "Why do bond prices fall when yields rise?", "The Fed left rates at 5.25 %.", "The rate rose by 0.25 points in March 2023.",
    ],
)  # fmt: skip
def test_common_words_and_those_of_finance_raise_no_doubt(text: str) -> None:
    assert doubts(text) == []


@pytest.mark.parametrize(
    ("text", "doubt"),
    [("ask zoltan kovacs", "unknown word"), ("What did Rose pay?", "name"), ("It was 12.50", "exact amount")],
)
def test_what_may_be_somebodys_raises_one(text: str, doubt: str) -> None:
    assert doubt in doubts(text)
