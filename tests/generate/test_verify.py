"""A statement is written where the person's own words say it, and not where they nearly do."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thyself.core import Evidence
from thyself.generate.verify import Verifier, additions, in_third_person, telling

SOURCES = [
    "I moved to Turin in 2019, and my sister Anna lives in Rome.",
    "I would love to visit Japan one day. I never learned to swim.",
    "I bought two blue bikes for 300 euros! Do I play chess?",
    "Max beat Tom at tennis.",
]
VERIFIER = Verifier(ZoneInfo("UTC"), of="Sam")


def piece(text: str, author: str = "me") -> Evidence:
    return Evidence((text[:9],), (text[:9],), text, 1.0, at=datetime(2024, 1, 1, tzinfo=UTC), author=author)


OWN = [piece(text) for text in SOURCES]


@pytest.mark.parametrize(
    "claim",
    [
        "They moved to Turin in 2019",
        "Sam moved to Turin",
        "Their sister Anna lives in Rome.",
        "They never learned to swim",
        "They would love to visit Japan",
        "They purchased two blue bikes",
        "Max beat Tom at tennis",
    ],
)
def test_what_was_said_holds_and_names_its_source(claim: str) -> None:
    support = VERIFIER.supports(claim, OWN)
    assert support.holds, support.why
    assert support.evidence in OWN
    assert support.sentence in support.evidence.text


@pytest.mark.parametrize(
    "claim",
    [
        "They moved to Turin in 2018",
        "They moved to Milan in 2019",
        "They moved to Turin in 2019 with their dog",
        "They live in Rome",
        "They never moved to Turin",
        "They learned to swim",
        "They visited Japan",
        "They bought three blue bikes",
        "They play chess",
        "Tom beat Max at tennis",
        "They are",
        "",
    ],
)
def test_what_is_only_near_does_not_hold_and_says_why(claim: str) -> None:
    support = VERIFIER.supports(claim, OWN)
    assert not support.holds
    assert support.why


def test_what_somebody_else_said_is_no_source() -> None:
    assert not VERIFIER.supports("They moved to Turin", [piece("I moved to Turin", author="assistant")]).holds


def test_any_number_of_sources_will_do() -> None:
    assert VERIFIER.supports("They moved to Turin", OWN[:1]).holds
    assert not VERIFIER.supports("They moved to Turin", []).holds


def test_only_what_is_supported_and_new_is_added_and_that_once() -> None:
    drafts = ["They moved to Turin", "They never learned to swim", "They never learned to swim.", "They won a prize"]
    kept = additions("Sam moved to Turin in 2019.", drafts, OWN, VERIFIER)
    assert [claim for claim, _ in kept] == ["They never learned to swim"]


def test_the_third_person_has_its_own_verbs_and_possessives() -> None:
    assert in_third_person("I'm sure I was there with my friend, and we met us") == (
        "They are sure they were there with their friend, and they met them"
    )
    assert in_third_person("In the US I've seen it myself") == "In the US they have seen it themselves"


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_can_be_checked_and_a_claim_without_telling_words_never_holds(claim: str, source: str) -> None:
    support = VERIFIER.supports(claim, [piece(source)])
    assert not support.holds or telling(claim)
