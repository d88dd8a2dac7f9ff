"""Segments are searched by a compressed copy and come back word for word."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from thyself.core import InvalidInput, ModelUnavailable, Request, Settings, Trace
from thyself.core.registry import card
from thyself.models import Hashed
from thyself.models.scripted import Scripted
from thyself.store import Scope, open_store
from thyself.systems import Conversational, Desk

START = datetime(2024, 3, 1, 9, tzinfo=UTC)
NOW = datetime(2024, 6, 1, tzinfo=UTC)
TALK = (
    ("me", "My dentist is Doctor Brown, in the old mill street."),
    ("ann", "Is she any good with crowns?"),
    ("me", "Very good, and she gave me a date on Friday."),
    ("ann", "By the way, what do you cook tonight?"),
    ("me", "A soup of lentils with lemon."),
    ("ann", "I would add some cumin to the soup."),
)


@pytest.fixture
def scope(tmp_path: Path) -> Iterator[Scope]:
    """A home of one person with one conversation."""
    store = open_store(tmp_path / "home.db", clock=lambda: NOW)
    scope = store.scope("sam")
    scope.append(
        Trace(text, at=START + timedelta(minutes=i), kind="said", author=who, source="chat", ref=str(i), session="a")
        for i, (who, text) in enumerate(TALK)
    )
    yield scope
    store.close()


def asked(scope: Scope, text: str, *, now: datetime = NOW, **slots: object) -> tuple[str, tuple[str, ...]]:
    """The text and the refs of the best piece of evidence."""
    built: Conversational = card("secom").build(**slots)
    desk = Desk(scope, None, Hashed(), Settings(), scope.zone, lambda: NOW)
    best = built.respond(Request("ask", text, now), desk).evidence[0]
    return best.text, best.refs


def test_what_comes_back_is_what_was_said_though_half_of_it_was_searched(scope: Scope) -> None:
    text, refs = asked(scope, "Who is my dentist?", cuts="chunk", rate=0.5)
    assert text == "\n".join(f"{who}: {said}" for who, said in TALK)
    assert refs == ("0", "1", "2", "3", "4", "5")


def test_the_unit_of_memory_is_a_slot(scope: Scope) -> None:
    assert asked(scope, "Who is my dentist?", cuts="turn")[1] == ("0",)
    assert len(asked(scope, "Who is my dentist?", cuts="session")[1]) == 6


def test_meaning_can_take_the_place_of_words(scope: Scope) -> None:
    assert asked(scope, "lentils soup", cuts="turn", retrieve="dense")[1] == ("4",)
    assert asked(scope, "lentils soup", cuts="turn", retrieve="dense")[1] == ("4",)  # and again, with kept vectors


def test_a_new_turn_enters_the_key_as_well_as_the_text(scope: Scope) -> None:
    assert asked(scope, "lentils", cuts="session")[0].count("\n") == 5
    more = "The lentils came from the xylophone market."
    scope.append([Trace(more, at=START + timedelta(minutes=7), kind="said", source="chat", ref="6", session="a")])
    text, refs = asked(scope, "xylophone", cuts="session")
    assert refs[-1] == "6"
    assert text.endswith(more)


def test_a_question_about_the_past_sees_the_past(scope: Scope) -> None:
    text, _ = asked(
        scope,
        "Is my dentist Doctor Brown in the old mill street, and what of the soup?",
        cuts="session",
        now=START + timedelta(minutes=3),
    )
    assert "soup" not in text


def test_an_outline_by_a_model_decides_the_cuts(scope: Scope) -> None:
    outline = '{"segment_id": 0, "start": 0, "end": 0, "num_exchanges": 1}\n{"segment_id": 1, "start": 1, "end": 2}'
    model = Scripted(outline, "The dentist is Doctor Brown [1].")
    desk = Desk(scope, model, Hashed(), Settings(), scope.zone, lambda: NOW)
    response = card("secom").build(cuts="outline").respond(Request("ask", "Who is my dentist?", NOW), desk)
    assert response.evidence[0].refs == ("0", "1")
    assert response.text == "The dentist is Doctor Brown [1]."


def test_an_outline_needs_a_model(scope: Scope) -> None:
    with pytest.raises(ModelUnavailable, match="'secom' needs a language model"):
        asked(scope, "dentist", cuts="outline")


def test_a_part_that_does_not_exist_is_told_with_those_that_do(scope: Scope) -> None:
    with pytest.raises(InvalidInput, match="bm25, dense"):
        asked(scope, "dentist", retrieve="magic")
    with pytest.raises(InvalidInput, match="topic, running, outline, turn"):
        asked(scope, "dentist", cuts="letters")
