"""What must not be offered is known from many words, and what is over comes into doubt."""

from datetime import UTC, datetime, timedelta

import pytest

from thyself.core import Trace
from thyself.profile import avoidances, update
from thyself.store import Scope

START = datetime(2025, 1, 6, 9, tzinfo=UTC)


def say(scope: Scope, *texts: str) -> None:
    scope.append(
        [Trace(text, at=START + timedelta(days=30 * n), kind="said", source="chat") for n, text in enumerate(texts)]
    )


@pytest.mark.parametrize(
    ("text", "word", "hard"),
    [
        ("Cashew cream gives me hives every time", "cashew cream", True),
        ("I don't drink, so juice is fine", "wine", True),
        ("please stop recommending escape rooms", "escape rooms", True),
        ("Puppets creep me out", "puppets", False),
        ("As a coeliac I bring my own bread", "gluten", True),
    ],
)
def test_it_is_avoided(scope: Scope, text: str, word: str, hard: bool) -> None:
    say(scope, text)
    found = [each for each in avoidances(update(scope, now=START)) if word in each.words]
    assert [each.hard for each in found] == [hard]


@pytest.mark.parametrize(
    "text", ["My aunt can't have gluten", "I can't eat another crumb", "I love walnuts", "I don't eat enough fruit"]
)
def test_nothing_is_avoided(scope: Scope, text: str) -> None:
    say(scope, text)
    assert avoidances(update(scope, now=START)) == []


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("I'm allergic to soya.", "Blood test came back negative, so soya is fine after all."),
        ("My dentist is Dr Vogel.", "Dr Vogel has retired to Spain."),
        ("My hamster Pip is quick.", "Pip went to live with my nephew."),
        ("I drive a Renault Kangoo.", "The Kangoo conked out on the motorway."),
    ],
)
def test_what_a_later_sentence_parts_with_is_in_doubt_or_over(scope: Scope, first: str, then: str) -> None:
    say(scope, first, then)
    lines = update(scope, now=START + timedelta(days=90)).lines
    assert all(line.stale for line in lines if line.about in ("allergy", "people", "pets", "things"))


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("My hamster Pip is quick.", "Pip had to go to the vet for a check."),
        ("I drive a Renault Kangoo.", "My brother sold his Kangoo."),
        ("My dentist is Dr Vogel.", "Dr Vogel was running late again."),
    ],
)
def test_what_is_merely_named_again_stands(scope: Scope, first: str, then: str) -> None:
    say(scope, first, then)
    lines = [each for each in update(scope, now=START + timedelta(days=90)).lines if each.origin == "stated"]
    assert lines
    assert not any(line.stale for line in lines)
