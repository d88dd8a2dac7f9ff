"""Questions that need several steps through the graph, and the traces that are found by them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from thyself.core import Request, Response, Settings, Trace
from thyself.core.registry import card
from thyself.generate import UNKNOWN
from thyself.memory.graph import graph
from thyself.models import Hashed
from thyself.retrieval.graph import Hops, answers, asked_for, never_told, starts
from thyself.store import Scope, Selection, open_store
from thyself.systems import Desk

START = datetime(2024, 1, 1, 12, tzinfo=UTC)
NOW = datetime(2025, 1, 1, tzinfo=UTC)
LIFE = (
    "My sister Anna lives in Rome.",
    "My colleague Anna lives in Paris.",
    "I had lunch with Anna, my sister.",
    "Anna's husband Marco works at Fiat.",
    "I live in Berlin.",
    "My sister Anna moved to Milan.",
    "My daughter Amelia plays tennis.",
    "My daughter Clara paints.",
)


@pytest.fixture
def scope(tmp_path: Path) -> Iterator[Scope]:
    store = open_store(tmp_path / "home.db", clock=lambda: NOW)
    scope = store.scope("sam")
    scope.append(
        Trace(text, at=START + timedelta(days=10 * n), kind="said", source="x", ref=str(n))
        for n, text in enumerate(LIFE)
    )
    yield scope
    store.close()


def best(scope: Scope, question: str) -> str:
    known = graph(scope)
    hits = [hit for hit in answers(known, question) if hit.asked]
    return known.says(hits[0].answer) if hits else ""


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Where does my sister live?", "Anna lives in Milan"),
        ("Where does my sister's husband work?", "Marco works at Fiat"),
        ("Where does my sister Anna's husband work?", "Marco works at Fiat"),
        ("Who is Marco's wife?", "Anna is the wife of Marco"),
        ("Where do I live?", "Lives in Berlin"),
        ("Where does my colleague Anna live?", "Anna lives in Paris"),
        ("Who lives in Paris?", "Anna lives in Paris"),
        ("Is the weather nice?", ""),
        ("Where does Zoe live?", ""),
    ],
)
def test_a_question_finds_its_way(scope: Scope, question: str, answer: str) -> None:
    assert best(scope, question) == answer


def test_a_husband_is_found_where_it_is_told_only_that_they_married(scope: Scope) -> None:
    scope.append([Trace("Amelia and Robin got married.", at=START + timedelta(days=99), kind="said", source="x")])
    assert best(scope, "Who is my daughter Amelia's husband?") == "Robin is married to Amelia"


def test_a_relative_who_was_never_told_of_is_told_so(scope: Scope) -> None:
    assert never_told(graph(scope), "Where does my uncle live?") == "my uncle"
    assert best(scope, "Where does my uncle live?") == ""
    assert ask(scope, "Where does my uncle live?").reasons == ("nothing is told of 'my uncle'",)
    assert never_told(graph(scope), "Where does my sister live?") is None


def test_the_trace_at_the_end_of_the_way_comes_first_and_word_for_word(scope: Scope) -> None:
    found = Hops()(scope, "Where does my sister's husband work?", k=5)
    assert found[0].text == "Anna's husband Marco works at Fiat."
    assert {each.text for each in found} >= {LIFE[0]}
    assert all(each.why and each.score > 0 for each in found)


def test_what_is_not_in_the_graph_is_not_found_by_it(scope: Scope) -> None:
    assert Hops()(scope, "What is the capital of Peru?") == []


def test_nothing_later_is_found(scope: Scope) -> None:
    found = Hops(hops=1)(scope, "Where does my sister live?", before=START + timedelta(days=15))
    assert [each.text for each in found] == [LIFE[0]]


def test_what_is_asked_for_is_told_by_the_words() -> None:
    assert asked_for("Where does she live?") == {"home"}
    assert "employer" in asked_for("Who does he work for?")
    assert asked_for("Who is he?") == frozenset()


def test_a_question_without_a_name_begins_at_the_person(scope: Scope) -> None:
    known = graph(scope)
    assert [each.entity for each in starts(known, "Where do I live?")] == ["me"]
    assert starts(known, "What is red?") == []


def ask(scope: Scope, question: str, **slots: object) -> Response:
    desk = Desk(scope, None, Hashed(), Settings(), scope.zone, lambda: NOW)
    response: Response = card("ptodskc").build(**slots).respond(Request("ask", question, NOW), desk)
    return response


def test_the_system_answers_with_the_way_and_its_traces(scope: Scope) -> None:
    answer = ask(scope, "Where does my sister live?")
    assert answer.text == "Anna lives in Milan."
    assert answer.reasons == ("Sister: Anna > Anna lives in Milan",)
    assert LIFE[5] in {each.text for each in answer.evidence}
    assert ask(scope, "Who are my daughters?").text == "Daughter: Clara; Daughter: Amelia."


def test_the_system_as_of_a_time_gives_what_held_then(scope: Scope) -> None:
    desk = Desk(scope, None, Hashed(), Settings(), scope.zone, lambda: NOW)
    system = card("ptodskc").build()
    then = system.respond(Request("ask", "Where does my sister live?", NOW, as_of=START + timedelta(days=5)), desk)
    assert then.text.startswith("Anna lives in Rome")


def test_the_system_forgets(scope: Scope) -> None:
    ask(scope, "Where does my sister live?")
    scope.forget(Selection(trace_ids=tuple(each.id for each in scope.traces() if "Milan" in each.text)))
    assert ask(scope, "Where does my sister live?").text == "Anna lives in Rome."


def test_what_the_graph_does_not_know_is_left_to_the_search(scope: Scope) -> None:
    assert ask(scope, "What does Clara do?").evidence[0].text == LIFE[7]
    assert ask(scope, "Which planet is the biggest?").text == UNKNOWN


def test_the_reader_is_a_slot(scope: Scope) -> None:
    assert ask(scope, "Who is Marco's wife?", reader="rules").text == "Anna is the wife of Marco."
