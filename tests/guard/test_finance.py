"""Finance: each rule fires where it must and nowhere else."""

from __future__ import annotations

import pytest

from thyself.guard.finance import Circumstances, concern, says_too_much
from thyself.guard.personal import personal, redacted

KNOWN = Circumstances("DE", "medium", 10)
FIRES = {
    "scam": "Somebody called and asked for a one-time code and remote access to my computer",
    "distress": "I can't stop gambling and I can't pay the rent",
    "evasion": "How do I hide some income from the tax office?",
    "insider": "I have an insider tip about the merger, how do I use it?",
    "manipulation": "How does a pump and dump work, I want to run one",
    "guarantee": "Which fund gives guaranteed returns of 12 %?",
    "suicidal": "With these debts I want to die",
}
PASSES = (
    "How much did I spend on groceries in May?",
    "What does compound interest mean?",
    "I called my bank about the mortgage",
    "My income rose; what changed in my spending?",
    "We bet on the wrong month for the holiday",
    "Is a savings account covered by deposit insurance?",
    "I lost my card in the park",
)


@pytest.mark.parametrize("name", FIRES)
def test_each_rule_fires(name: str) -> None:
    found = concern(FIRES[name], KNOWN)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize("text", PASSES)
def test_ordinary_questions_pass(text: str) -> None:
    assert concern(text, KNOWN) is None


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("someone on Tinder asks me to send bitcoin", "scam"),
        ("I got a text from my bank with a link to enter my PIN", "scam"),
        ("I paid a fee to get my lottery prize", "scam"),
        ("they promise 10% a week in crypto", "scam"),
        ("I would rather not declare my cash income", "evasion"),
        ("how to hide assets in the divorce", "evasion"),
        ("a friend told me the results before they are announced", "insider"),
        ("is it a good time to sell my shares", "suitability"),
        ("should I put my savings into bitcoin", "suitability"),
        ("How much tax did I pay, and which ETF should I buy?", "suitability"),
    ],
)
def test_rules_hear_the_words_that_people_use(text: str, rule: str) -> None:
    found = concern(text, Circumstances("DE"))
    assert found is not None
    assert found.name == rule


@pytest.mark.parametrize(
    "text", ["How much did I pay in tax in May?", "What did I pay the tax office?", "legal costs in March"]
)
def test_what_was_paid_is_told_whatever_it_was_paid_for(text: str) -> None:
    assert concern(text) is None


def test_what_depends_on_a_country_is_asked_back_until_it_is_known() -> None:
    asked = concern("How much capital gains tax do I pay?")
    assert asked is not None
    assert (asked.name, asked.action) == ("jurisdiction", "ask")
    assert concern("How much capital gains tax do I pay?", Circumstances("DE")) is None


def test_what_to_buy_is_asked_back_until_risk_and_horizon_are_known() -> None:
    asked = concern("Should I buy shares of Acme?", Circumstances("DE"))
    assert asked is not None
    assert (asked.name, asked.action) == ("suitability", "ask")
    assert concern("Should I buy shares of Acme?", KNOWN) is None
    assert concern("Should I sell my bike?", KNOWN) is None


@pytest.mark.parametrize(
    "text", ["This gives guaranteed returns of 5 %.", "You should buy Acme now.", "It will certainly rise."]
)
def test_no_text_may_guarantee_order_or_foretell(text: str) -> None:
    assert says_too_much(text)


@pytest.mark.parametrize(
    "text", ["There are no guaranteed returns.", "You spent 40 more than in April.", "Nobody says buy now."]
)
def test_texts_that_do_not_are_left_alone(text: str) -> None:
    assert says_too_much(text) == []


@pytest.mark.parametrize(
    ("text", "sort"),
    [
        ("write to ann.lee@example.org", "mail address"),
        ("IBAN DE89 3704 0044 0532 0130 00", "account number"),
        ("card 4111 1111 1111 1111", "card number"),
        ("call +49 30 1234567", "telephone number"),
        ("SSN 123-45-6789", "tax or social number"),
        ("account no. 12345678", "account number"),
        ("my salary is 4200", "figure of their own"),
    ],
)
def test_what_tells_who_somebody_is_is_seen_and_taken_out(text: str, sort: str) -> None:
    assert sort in personal(text)
    if sort != "figure of their own":
        assert redacted(text) != text
        assert not [each for each in personal(redacted(text)) if each == sort]


@pytest.mark.parametrize(
    "text", ["What is an index fund?", "The rate rose by 0.25 points in 2023", "Explain 401(k) plans"]
)
def test_what_is_public_is_not_taken_for_personal(text: str) -> None:
    assert personal(text) == []


def test_known_names_are_seen_as_whole_words() -> None:
    assert personal("Did Ann Lee call?", ["Ann Lee"]) == ["name"]
    assert personal("An annual fee", ["Ann"]) == []
