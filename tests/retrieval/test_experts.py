"""Who knows of it is told of people who agreed, and of nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from thyself.core import Request, Settings, Trace
from thyself.core.registry import card
from thyself.models import Hashed
from thyself.retrieval.experts import (
    COUNTED,
    ExpertRecord,
    Experts,
    allow,
    allowed,
    ask_around,
    asker_tags,
    best_weight,
    expertise,
    fuse,
    withdraw,
)
from thyself.store import Selection, open_store
from thyself.store.sqlite import SqliteStore
from thyself.systems import Desk

NOW = datetime(2024, 6, 1, tzinfo=UTC)
KNOWN = {
    "ann": ("The rod and the reel caught a trout", "A trout bites at dawn", ["fishing"]),
    "bob": ("The bass line of the song", "A song in four chords", ["music"]),
    "eve": ("The trout pond", "No trout today", ["fishing"]),
}


def wrote(text: str, day: int, tags: list[str], **fields: object) -> Trace:
    return Trace(text, at=NOW - timedelta(days=30 - day), kind="wrote", source="notes", extra={"tags": tags}, **fields)  # type: ignore[arg-type]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    store = open_store(tmp_path / "home.db", clock=lambda: NOW)
    for name, (*texts, tags) in KNOWN.items():
        store.scope(name).append(wrote(str(text), day, list(tags)) for day, text in enumerate(texts))
    yield store
    store.close()


def found(store: SqliteStore, question: str = "Where is a trout?", **fields: object) -> list[str]:
    scopes = (store.scope(name) for name in store.people())
    return [each.person for each in ask_around(scopes, question, now=NOW, **fields)]  # type: ignore[arg-type]


def test_nobody_is_named_who_did_not_agree(store: SqliteStore) -> None:
    assert found(store) == []
    allow(store.scope("ann"), at=NOW)
    assert found(store) == ["ann"]
    assert expertise(store.scope("eve")) is None
    assert not list(store.scope("eve").derived(COUNTED))


def test_withdrawing_works_at_once_and_leaves_nothing(store: SqliteStore) -> None:
    scope = store.scope("ann")
    allow(scope, at=NOW)
    assert found(store) == ["ann"]
    withdraw(scope)
    assert found(store) == []
    assert not allowed(scope)
    assert not list(scope.derived(COUNTED))


def test_what_is_forgotten_is_known_no_more_but_consent_stays(store: SqliteStore) -> None:
    scope = store.scope("ann")
    allow(scope, at=NOW)
    assert found(store) == ["ann"]
    scope.forget(Selection(before=NOW))
    assert not list(scope.derived(COUNTED))
    assert found(store) == []
    scope.append([wrote("Trout again", 29, ["fishing"]), wrote("And a trout for you", 29, ["fishing"])])
    assert found(store) == ["ann"]


def test_counts_hold_no_text_nothing_secret_and_no_word_of_one_text_alone(store: SqliteStore) -> None:
    scope = store.scope("ann")
    scope.append([wrote("My diagnosis and my trout", 5, [], sensitivity="sensitive")])
    allow(scope, at=NOW)
    record = expertise(scope)
    assert record is not None
    assert dict(record.terms) == {"trout": 2}
    assert record.texts == 2
    assert "bites" not in str(list(scope.derived(COUNTED)))


def test_the_asker_is_not_sent_to_themselves_and_their_tags_decide(store: SqliteStore) -> None:
    for name in KNOWN:
        allow(store.scope(name), at=NOW)
    assert "eve" not in found(store, asker=store.scope("eve"))
    asker = store.scope("kim")
    asker.append([wrote("A first song", 1, ["music"])])
    assert found(store, "What of the line?", asker=asker)[0] == "bob"
    assert asker_tags(asker, before=NOW - timedelta(days=29)) == frozenset()


def test_tags_of_a_person_are_those_above_their_median() -> None:
    assert ExpertRecord("a", 9, {}, {"x": 5, "y": 1, "z": 1}).strengths == {"x"}
    assert ExpertRecord("a", 2, {}, {"x": 1, "y": 1}).strengths == {"x", "y"}
    assert ExpertRecord("a", 2, {}).strengths == frozenset()


def test_of_two_who_know_equally_much_the_one_of_the_askers_circle_comes_first() -> None:
    records = [ExpertRecord("a", 4, {"scale": 3}, {"fish": 3}), ExpertRecord("b", 4, {"scale": 3}, {"music": 3})]
    assert [each.person for each in Experts(records).rank("a scale?", tags={"music"})] == ["b", "a"]
    assert [each.person for each in Experts(records).rank("a scale?", tags={"fish"})] == ["a", "b"]
    assert Experts(records).rank("nothing of it") == []
    assert Experts([]).rank("a scale?") == []


def test_in_ones_own_traces_people_are_named_and_no_machine(store: SqliteStore) -> None:
    scope = store.scope("kim")
    at = {"kind": "said", "source": "chat"}
    for place, (author, text) in enumerate(
        (("assistant", "Trout is a fish"), ("tom", "My trout pond"), ("me", "A rod"))
    ):
        scope.append([Trace(text, at=NOW - timedelta(days=9 - place), author=author, **at)])  # type: ignore[arg-type]
    desk = Desk(scope, None, Hashed(), Settings(), scope.zone, lambda: NOW)
    response = card("se-pef").build().respond(Request("ask", "Who knows of trout?", NOW), desk)
    assert response.text.endswith("1. tom")
    assert [piece.author for piece in response.evidence] == ["tom"]


def test_the_weight_that_does_best_is_found_and_words_win_a_tie() -> None:
    parts = [(np.array([1.0, 0.0]), np.array([0.0, 1.0]))]
    assert best_weight(parts, lambda i, scores: float(scores[1] > scores[0])) < 0.5
    assert best_weight(parts, lambda i, scores: 1.0) == 1.0


@given(st.lists(st.tuples(st.floats(0, 9), st.floats(0, 9)), min_size=1, max_size=8), st.floats(0, 1))
def test_fused_scores_stay_between_nothing_and_all(scores: list[tuple[float, float]], weight: float) -> None:
    words, tags = (np.array(part) for part in zip(*scores, strict=True))
    fused = fuse(words, tags, weight)
    assert ((fused >= 0) & (fused <= 1 + 1e-9)).all()


@given(st.lists(st.sampled_from(["allow", "withdraw", "ask"]), max_size=8))
def test_whoever_is_named_agreed_last(steps: list[str]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder) / "home.db", clock=lambda: NOW)
        scope, willing = store.scope("ann"), False
        scope.append([wrote("A trout", 1, []), wrote("Two trout", 2, [])])
        for step in steps:
            if step == "ask":
                assert bool(found(store)) == willing
                continue
            willing = step == "allow"
            allow(scope, at=NOW) if willing else withdraw(scope)
        assert bool(found(store)) == willing
        store.close()
