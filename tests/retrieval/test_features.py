"""Features: each says what its name says, and nothing outside what may be found lends anything to it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from thyself.core import Trace
from thyself.models.hashed import Hashed
from thyself.retrieval import Learned, Recall, names
from thyself.retrieval.features import FEATURES, Question, table
from thyself.retrieval.index import View, index_of
from thyself.retrieval.recall import as_asked
from thyself.store import Scope, Store, open_store

START = datetime(2023, 5, 8, 9, tzinfo=UTC)
NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(tmp_path / "home.db", clock=lambda: NOW)
    yield opened
    opened.close()


def talk(store: Store, *turns: str, person: str = "me") -> Scope:
    """Turns ``"author: words"``, a minute apart, in one session."""
    scope = store.scope(person)
    said = [turn.split(": ", 1) for turn in turns]
    scope.append(
        Trace(text, at=START + timedelta(minutes=at), kind="said", author=who, source="chat", ref=str(at), session="s")
        for at, (who, text) in enumerate(said)
    )
    return scope


def features(scope: Scope, question: str, among: list[bool] | None = None) -> tuple[View, dict[str, np.ndarray]]:
    view = index_of(scope).view(scope, Hashed())
    inside = np.ones(len(view.ids), dtype=bool) if among is None else np.array(among)
    found = table(view, Question(question, NOW, scope.zone, inside), Hashed())
    return view, dict(zip(FEATURES, found.T, strict=True))


def test_meaning_in_context_is_the_cosine_with_the_sum_of_the_neighbours(store: Store) -> None:
    scope = talk(store, "Ann: the kiln is hot", "me: clay pots crack", "Ann: sea and sand", "me: blue paint dries")
    question = "cracked clay pots"
    view, found = features(scope, question)
    (asked,) = Hashed().embed([question])
    sums = []
    for at, own in enumerate(view.vectors):
        beside = [view.vectors[near] for near in (at - 1, at + 1) if 0 <= near < len(view.vectors)]
        whole = own + 0.5 * np.sum(beside, axis=0)
        sums.append(whole @ asked / np.linalg.norm(whole))
    expected = (np.array(sums) - np.mean(sums)) / (np.std(sums) + 1e-6)
    assert found["meaning in context"] == pytest.approx(expected, abs=0.02)  # vectors are kept at a byte a number


def test_what_may_not_be_found_lends_nothing(store: Store) -> None:
    """The first two of three turns have the features that they would have alone."""
    turns = "Ann: did the clay pots crack?", "me: two of them did", "Ann: clay pots crack when the kiln is hot"
    _, cut = features(talk(store, *turns), "clay pots crack", [True, True, False])
    _, alone = features(talk(store, *turns[:2], person="other"), "clay pots crack")
    for name in FEATURES:
        assert cut[name][:2] == pytest.approx(alone[name], abs=1e-6), name


def test_who_is_meant_is_the_one_named_or_the_one_who_asks(store: Store) -> None:
    scope = talk(store, "Ann: I bake bread", "me: I bake cakes")
    assert features(scope, "What does Ann bake?")[1]["who is meant"].tolist() == [1.0, 0.0]
    assert features(scope, "What do I bake?")[1]["who is meant"].tolist() == [0.0, 1.0]
    assert features(scope, "Who bakes?")[1]["who is meant"].tolist() == [0.0, 0.0]


def test_the_person_who_is_named_is_found_before_another_with_the_same_words(store: Store) -> None:
    filler = [f"{who}: chat about thing number {at}" for at, who in enumerate(("Ann", "Ben") * 10)]
    scope = talk(store, "Ben: My hobby is sailing boats", *filler, "Ann: My hobby is sailing boats")
    for who in ("Ann", "Ben"):
        assert Recall(Hashed())(scope, f"What hobby does {who} have?", k=1, now=NOW)[0].author == who


def test_a_month_is_read_against_an_old_archive_but_recently_is_not(store: Store) -> None:
    scope = talk(store, "Ann: we met", "me: indeed we did")
    view = index_of(scope).view(scope, None)
    among = np.ones(2, dtype=bool)
    assert as_asked(view, "What did we do in May?", NOW, scope, among).year == 2023
    assert as_asked(view, "What did we do in May 2023?", NOW, scope, among) == NOW
    assert as_asked(view, "What did we do recently?", NOW, scope, among) == NOW


@pytest.mark.parametrize("text", ["", "ok", "日本語のメモ", "🙂🙂", "a" * 5000, "?", "\n\n"])
def test_any_text_has_finite_features_and_terms_that_add_up(store: Store, text: str) -> None:
    scope = talk(store, f"me: {text}", "Ann: 日本語 memo about clay")
    for question in ("memo", "日本語のメモ", "🙂", "when?"):
        view, found = features(scope, question)
        assert all(np.isfinite(column).all() for column in found.values())
        scores, terms = Learned()(view, Question(question, NOW, scope.zone, np.ones(2, dtype=bool)), Hashed())
        assert [sum(terms.of(row).values()) for row in range(2)] == pytest.approx(scores, abs=1e-6)


def test_ten_thousand_traces_give_the_one_that_answers(store: Store) -> None:
    scope = store.scope("me")
    scope.append(
        Trace(
            "The spare key is under the blue flower pot" if at == 7_777 else f"note {at} of {at % 97} and {at % 89}",
            at=START + timedelta(minutes=at),
            kind="wrote",
            source="notes",
            ref=str(at),
        )
        for at in range(10_000)
    )
    assert Recall(None)(scope, "Where is the spare key?", k=1, now=NOW)[0].refs == ("7777",)


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("Which paints were recommended to me?", {"assistant", "Ann"}),
        ("What did Ann tell me about flour?", {"Ann"}),
        ("What was I told about flour?", {"assistant", "Ann"}),
        ("What was your advice on flour?", {"assistant"}),
        ("What did I tell Ann?", {"me", "Ann"}),
        ("What did Ann give me?", {"me", "Ann"}),
    ],
)
def test_what_was_said_to_the_person_is_looked_for_with_others(question: str, meant: set[str]) -> None:
    assert names.meant(question, ("me", "assistant", "Ann"), "") == meant
