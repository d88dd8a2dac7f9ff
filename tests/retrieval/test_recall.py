"""Recall: what matters for a question, with a score that can be taken apart."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from thyself.core import InvalidInput, Trace, estimate_tokens
from thyself.models import Hashed
from thyself.retrieval import Dense, Fused, IndexBehind, Lexical, Recall, Recent, complete
from thyself.retrieval.features import FEATURES
from thyself.retrieval.fusion import Example, learn, shipped
from thyself.retrieval.pack import cost
from thyself.store import Scope, Selection, open_store

NOW = datetime(2023, 6, 1, tzinfo=UTC)
TALK = [
    ("me", "Hey Anna! How was your week?"),
    ("Anna", "Great, I went to the pottery class."),
    ("me", "I saw the dentist on Monday, no cavities."),
    ("Anna", "Lucky you! What did the doctor say?"),
    ("me", "Come back in November."),
    ("Anna", "My brother Tom moved to Lisbon."),
]
FILLER = [("me", f"Note number {n} about the garden fence") for n in range(30)]


def said(texts: list[tuple[str, str]], *, start: datetime = datetime(2023, 5, 8, 9, tzinfo=UTC)) -> list[Trace]:
    return [
        Trace(text, at=start + timedelta(minutes=n), kind="said", author=who, source="chat", ref=str(n), session="s1")
        for n, (who, text) in enumerate(texts)
    ]


@pytest.fixture
def scope(tmp_path: Path) -> Iterator[Scope]:
    store = open_store(tmp_path / "home.db", clock=lambda: NOW)
    one = store.scope("me")
    one.append(said(TALK))
    one.append(
        [replace(each, ref=f"f{each.ref}", session="s2") for each in said(FILLER, start=NOW - timedelta(days=9))]
    )
    yield one
    store.close()


def found(scope: Scope, query: str, **how: object) -> list[str]:
    how = {"k": 3, "now": NOW, **how}
    return [each.text for each in Recall(Hashed())(scope, query, **how)]  # type: ignore[arg-type]


def test_the_turn_that_answers_comes_first(scope: Scope) -> None:
    assert found(scope, "When did I see the dentist?")[0] == TALK[2][1]
    assert found(scope, "Where does Anna's brother live?")[0] == TALK[5][1]


def test_the_terms_of_a_score_add_up_to_it(scope: Scope) -> None:
    for each in Recall(Hashed())(scope, "dentist on Monday", k=10, now=NOW):
        assert sum(each.why.values()) == pytest.approx(each.score, abs=1e-6)
        assert set(each.why) <= set(FEATURES)


@pytest.mark.parametrize("scorer", [Lexical(), Dense(), Recent(), Fused()], ids=lambda each: each.name)
def test_each_way_to_score_can_be_taken_apart(scope: Scope, scorer: object) -> None:
    hits = Recall(Hashed(), scorer=scorer)(scope, "dentist on Monday", k=5, now=NOW)  # type: ignore[arg-type]
    assert len(hits) == 5
    for each in hits:
        assert sum(each.why.values()) == pytest.approx(each.score, abs=1e-9)
    assert [each.score for each in hits] == sorted((each.score for each in hits), reverse=True)


def test_a_neighbour_lends_its_words(scope: Scope) -> None:
    texts = found(scope, "What did the dentist say about coming back?", k=4)
    assert TALK[4][1] in texts


def test_evidence_is_word_for_word_with_its_ref(scope: Scope) -> None:
    hit = Recall(Hashed())(scope, "dentist", k=1, now=NOW)[0]
    assert (hit.text, hit.refs, hit.author, hit.source) == (TALK[2][1], ("2",), "me", "chat")


def test_filters_come_before_ranking(scope: Scope) -> None:
    scope.append([replace(said(TALK)[2], kind="wrote", ref="w", source="diary", text="The dentist hurt me")])
    assert found(scope, "dentist", kinds=["wrote"]) == ["The dentist hurt me"]
    assert found(scope, "dentist", sources=["diary"]) == ["The dentist hurt me"]
    assert found(scope, "dentist", before=datetime(2023, 5, 8, 9, 2, tzinfo=UTC), k=9) == [
        text for _, text in sorted(TALK[:2], key=lambda turn: found(scope, "dentist", k=99).index(turn[1]))
    ]


def test_a_time_in_the_question_is_read_against_the_clock(scope: Scope) -> None:
    assert "garden fence" in found(scope, "What did I note last week?")[0]


def test_a_budget_is_never_exceeded(scope: Scope) -> None:
    for budget in (20, 60, 200):
        hits = Recall(Hashed())(scope, "dentist", budget=budget, now=NOW)
        assert cost(hits, count=estimate_tokens) <= budget
    assert len(Recall(Hashed())(scope, "dentist", budget=200, now=NOW)) > 3


@pytest.mark.parametrize("unit", ["turn", "chunk", "segment", "session"])
def test_every_unit_finds_the_answer(scope: Scope, unit: str) -> None:
    hit = Recall(Hashed())(scope, "dentist on Monday", k=1, now=NOW, unit=unit)[0]
    assert "2" in hit.refs
    assert TALK[2][1] in hit.text


def test_arguments_that_make_no_sense_are_told(scope: Scope) -> None:
    recall = Recall(Hashed())
    for how, says in (
        ({"k": 3, "budget": 3}, "one of them"),
        ({}, "one of them"),
        ({"k": 0}, "k=0"),
        ({"budget": 0}, "budget=0"),
        ({"k": 1, "unit": "page"}, "segment"),
    ):
        with pytest.raises(InvalidInput, match=says):
            recall(scope, "dentist", now=NOW, **how)  # type: ignore[arg-type]


def test_an_empty_person_and_an_empty_question_find_nothing(tmp_path: Path) -> None:
    store = open_store(tmp_path / "empty.db", clock=lambda: NOW)
    assert found(store.scope("me"), "dentist") == []
    store.scope("you").append(said(TALK[:1]))
    assert found(store.scope("you"), "  ") == []
    assert found(store.scope("you"), "week") == [TALK[0][1]]
    store.close()


def test_without_an_embedder_words_find_it(scope: Scope) -> None:
    assert Recall(None)(scope, "dentist", k=1, now=NOW)[0].text == TALK[2][1]


def test_what_is_forgotten_is_never_found_again(scope: Scope) -> None:
    hit = Recall(Hashed())(scope, "dentist", k=1, now=NOW)[0]
    scope.forget(Selection(trace_ids=hit.trace_ids))
    assert all("dentist on Monday" not in text for text in found(scope, "dentist on Monday", k=50))


def test_a_new_trace_is_found_at_once(scope: Scope) -> None:
    assert found(scope, "accordion lessons")
    scope.append([Trace("I started accordion lessons", at=NOW, kind="said", source="chat")])
    assert found(scope, "accordion lessons")[0] == "I started accordion lessons"


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cuts=st.lists(st.integers(0, len(TALK)), max_size=3))
def test_an_index_that_grew_equals_one_made_at_once(tmp_path_factory: pytest.TempPathFactory, cuts: list[int]) -> None:
    traces = said(TALK)
    whole, grown = (
        open_store(tmp_path_factory.mktemp("homes") / f"{name}.db", clock=lambda: NOW) for name in ("whole", "grown")
    )
    whole.scope("me").append(traces)
    edges = [0, *sorted(cuts), len(traces)]
    for start, end in pairwise(edges):
        grown.scope("me").append(traces[start:end])
        found(grown.scope("me"), "dentist")
    assert found(grown.scope("me"), "dentist", k=6) == found(whole.scope("me"), "dentist", k=6)
    whole.close()
    grown.close()


def test_with_too_much_to_embed_words_are_used_and_it_is_said(scope: Scope, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("thyself.retrieval.index.AT_ONCE", 3)
    with pytest.warns(IndexBehind, match=r"person\.index"):
        assert found(scope, "dentist")[0] == TALK[2][1]
    assert complete(scope, Hashed()) == len(TALK) + len(FILLER)
    assert complete(scope, Hashed()) == 0
    assert found(scope, "dentist")[0] == TALK[2][1]


def test_it_is_surer_of_what_was_said_than_of_what_was_not(scope: Scope) -> None:
    recall = Recall(Hashed())
    said_it = recall.answerable(scope, "When did I see the dentist?", now=NOW)
    never = recall.answerable(scope, "Which submarine did I buy?", now=NOW)
    assert 0.0 <= never < said_it <= 1.0


def test_others_in_the_home_change_nothing(tmp_path: Path) -> None:
    store = open_store(tmp_path / "home.db", clock=lambda: NOW)
    store.scope("me").append(said(TALK))
    alone = Recall(Hashed())(store.scope("me"), "dentist", k=6, now=NOW)
    store.scope("other").append([replace(each, text=f"{each.text} dentist", ref=f"o{each.ref}") for each in said(TALK)])
    assert Recall(Hashed())(store.scope("me"), "dentist", k=6, now=NOW) == alone
    store.close()


def test_weights_are_learned_from_examples_and_written_as_they_are_read() -> None:
    import numpy as np

    rng = np.random.default_rng(0)
    made = []
    for _ in range(40):
        table = rng.normal(size=(20, len(FEATURES)))
        made.append(Example(table, np.arange(20) == int(np.argmax(table[:, 0]))))
    weights = learn(made, learned_on="planted", steps=150)
    assert int(np.argmax(np.abs(weights.weight))) == 0
    assert weights.weight[0] > 0
    assert len(shipped().weight) == len(FEATURES)
    assert '"learned_on": "planted"' in weights.dumps()


@pytest.mark.parametrize("asked", ["When did I see the dentist?", "Which submarine did I buy?", " "])
def test_one_look_gives_what_a_recall_and_its_likelihood_give(scope: Scope, asked: str) -> None:
    recall = Recall(Hashed())
    evidence, likely = recall.sought(scope, asked, now=NOW, k=2)
    assert evidence == recall(scope, asked, now=NOW, k=2)
    assert likely == pytest.approx(recall.answerable(scope, asked, now=NOW), abs=1e-9)
