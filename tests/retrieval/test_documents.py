"""Sessions that tell what a question asks for, and what was said to be over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from thyself.core import Evidence, Trace
from thyself.models import Hashed
from thyself.retrieval.attributes import told_as
from thyself.retrieval.current import left, standing
from thyself.retrieval.documents import DOCUMENT_FEATURES, PLAIN, Documents
from thyself.store import Scope, Selection, open_store

START = datetime(2024, 3, 1, tzinfo=UTC)
NOW = datetime(2024, 6, 1, tzinfo=UTC)
SAID = {
    "tea": ("A cup of green tea calms me.", "Nice. Tea is healthy."),
    "car": ("My car needs an oil change.", "Which garage do you go to?"),
    "work": ("I finished a project at work, my research is done.", "Congratulations!"),
}


@pytest.fixture
def scope(tmp_path: Path) -> Iterator[Scope]:
    store = open_store(tmp_path / "home.db", clock=lambda: NOW)
    found = store.scope("me")
    turns = [
        (session, author, text)
        for session, pair in SAID.items()
        for author, text in zip(("me", "Zoe"), pair, strict=True)
    ]
    found.append(
        [
            Trace(text, at=START + timedelta(hours=at), kind="said", author=author, source="chat", session=session)
            for at, (session, author, text) in enumerate(turns)
        ]
    )
    yield found
    store.close()


def test_a_question_finds_the_session_that_tells_it_in_other_words(scope: Scope) -> None:
    documents = Documents.of(scope, Hashed())
    assert documents("Which beverages do I like?", now=NOW, k=1) == ["tea"]
    assert documents("Which vehicles do I own?", now=NOW, k=1) == ["car"]


def test_every_session_has_finite_features_and_k_are_given(scope: Scope) -> None:
    documents = Documents.of(scope, Hashed())
    table = documents.table("Does Zoe like my car?", now=NOW)
    assert table.shape == (3, len(DOCUMENT_FEATURES)) == (3, len(PLAIN.weight))
    assert np.isfinite(table).all()
    assert len(documents("car", now=NOW, k=2)) == 2


def test_a_session_of_whom_the_question_names_comes_before_others(scope: Scope) -> None:
    scope.append([Trace("Tea again?", at=NOW, kind="said", author="Bert", source="chat", session="bert")])
    assert Documents.of(scope, Hashed())("Does Bert drink tea?", now=NOW, k=1) == ["bert"]


def test_nothing_is_found_where_nothing_is_left(scope: Scope) -> None:
    scope.forget(Selection(trace_ids=tuple(trace.id for trace in scope.traces())))
    assert Documents.of(scope, Hashed())("Which beverages do I like?", now=NOW, k=5) == []


def test_sayings_are_of_what_is_asked_or_none() -> None:
    assert any("drink" in saying for saying in told_as("What are my favourite beverages?"))
    assert any("novel" in saying for saying in told_as("Which books do I love?"))
    assert told_as("Quid novi?") == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("I used to love hiking, but now I swim.", ["hike"]),
        ("I was really into chess for a long time, but recently I dance.", ["chess"]),
        ("I did love Lisbon. But lately I go north.", ["lisbon"]),
        ("Lately I read novels more than poems.", ["poem"]),
        ("I love hiking.", []),
        ("You used to love hiking.", []),
        ("I did read something about it recently.", []),
    ],
)
def test_what_is_said_to_be_over(text: str, words: list[str]) -> None:
    assert [" ".join(each) for each in left(text)] == words


def _evidence(text: str, day: int, author: str = "me") -> Evidence:
    return Evidence((f"{day} {text}",), ("",), text, 1.0, at=START + timedelta(days=day), author=author)


def test_older_evidence_of_what_was_left_held_before_and_newer_holds_again() -> None:
    old, over, again = (
        _evidence("I love hiking", 0),
        _evidence("I used to love hiking", 5),
        _evidence("Hiking today!", 9),
    )
    other = _evidence("I swim", 1)
    found = standing([old, over, again, other], at=NOW)
    assert found.now == (again, other)
    assert [each.evidence for each in found.before] == [old, over]
    assert found.before[0].parting.evidence.at == over.at


def test_before_it_was_over_it_held() -> None:
    old, over = _evidence("I love hiking", 0), _evidence("I used to love hiking", 5)
    assert standing([old, over], at=START + timedelta(days=1)).now == (old, over)


def test_what_others_gave_up_holds_for_the_person() -> None:
    old, theirs = _evidence("I love hiking", 0), _evidence("I used to love hiking", 5, author="Zoe")
    assert standing([old, theirs], at=NOW).now == (old, theirs)
