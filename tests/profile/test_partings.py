"""What a person parts with in words that no form of change reads: the line that it names is in doubt, and says why."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from thyself.core import Trace
from thyself.profile.build import update
from thyself.store import Scope, Selection, open_store

NOW = datetime(2023, 6, 1, tzinfo=UTC)


@pytest.fixture
def scope(tmp_path: Path) -> Iterator[Scope]:
    store = open_store(tmp_path / "home.db", clock=lambda: NOW)
    yield store.scope("me")
    store.close()


def say(scope: Scope, *texts: str, author: str = "me", first: int = 90) -> list[Trace]:
    """Texts a day apart, the first so many days ago."""
    said = [
        Trace(text, at=NOW - timedelta(days=first - at), kind="said", author=author, source="chat", ref=f"{first}:{at}")
        for at, text in enumerate(texts)
    ]
    scope.append(said)
    return said


def doubted(scope: Scope) -> dict[str, str]:
    """The lines in doubt, with why."""
    return {line.text: line.stale_because for line in update(scope, now=NOW).lines if line.stale}


@pytest.mark.parametrize(
    ("said", "over"),
    [
        ("I work at Acme.", "Today I gave notice at Acme."),
        ("I have a dog called Rex.", "We had to put Rex to sleep."),
        ("I own a Tesla.", "The Tesla broke down and I scrapped it."),
        ("I love climbing.", "I have given climbing up."),
        ("I'm vegan.", "I have finished with being vegan."),
        ("We live in Lyon, close to the station.", "I terminated my lease in Lyon and left."),
    ],
)
def test_a_line_that_is_parted_with_is_in_doubt_and_says_why(scope: Scope, said: str, over: str) -> None:
    say(scope, said)
    assert [line.stale for line in update(scope, now=NOW).lines if line.origin == "stated"] == [False]
    say(scope, over, first=20)
    assert [f"you said “{over.rstrip('.')}”"] == list(doubted(scope).values())


@pytest.mark.parametrize(
    "more",
    [
        "I would never leave Acme.",
        "If I quit, it is because of Acme.",
        "I'm not quitting Acme.",
        "My sister gave notice at Acme.",
        "Did I tell you that I gave notice at Acme?",
        "I thought about giving notice at Acme.",
        "I gave notice at the gym.",
        "I attended a course at Acme.",
        "The coffee machine at Acme is being used to make tea.",
    ],
)
def test_what_did_not_happen_or_happened_to_others_or_elsewhere_leaves_a_line_alone(scope: Scope, more: str) -> None:
    say(scope, "I work at Acme.", more)
    assert doubted(scope) == {}


def test_what_others_say_leaves_a_line_alone(scope: Scope) -> None:
    say(scope, "I work at Acme.")
    say(scope, "I gave notice at Acme.", author="Ann", first=20)
    assert doubted(scope) == {}


def test_said_again_or_pinned_it_stands(scope: Scope) -> None:
    say(scope, "I work at Acme.", "I gave notice at Acme.")
    assert doubted(scope)
    profile = update(scope, now=NOW)
    profile.pin(profile.about("work")[0].id)
    assert doubted(scope) == {}


def test_said_again_later_it_stands(scope: Scope) -> None:
    say(scope, "I work at Acme.", "I gave notice at Acme.", "I still work at Acme.")
    assert doubted(scope) == {}


def test_before_it_was_said_the_line_stood(scope: Scope) -> None:
    say(scope, "I work at Acme.", "I gave notice at Acme.")
    before = update(scope, now=NOW).known_at(NOW - timedelta(days=89, hours=12))
    assert [line.stale for line in before.about("work")] == [False]


def test_when_the_sentence_is_forgotten_the_line_stands_and_nothing_of_it_is_left(scope: Scope) -> None:
    _, over = say(scope, "I work at Acme.", "I gave notice at Acme.")
    assert doubted(scope)
    scope.forget(Selection(trace_ids=(over.id,)))
    assert doubted(scope) == {}
    assert "notice" not in str([row.body for row in scope.derived("profile:partings")])
