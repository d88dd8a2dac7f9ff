"""The closer look: words are compared by what they mean, what was kept of them is forgotten with their text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zlib import crc32

import numpy as np
import pytest

from thyself.core import Trace
from thyself.core.words import STOP, words
from thyself.models import Hashed
from thyself.models.port import WordEmbedder, Words
from thyself.retrieval import Learned, Recall, complete
from thyself.retrieval.closer import CLOSE, CLOSER, look, nearest
from thyself.retrieval.closer import shipped as shipped_closer
from thyself.retrieval.features import FEATURES, Question, table
from thyself.retrieval.fusion import Weights, shipped
from thyself.retrieval.index import index_of
from thyself.retrieval.wordvectors import MOST, SCALE, WordVectors
from thyself.store import Scope, Selection, Store, open_store

START = datetime(2023, 5, 8, 9, tzinfo=UTC)
NOW = datetime(2026, 1, 1, tzinfo=UTC)
ALIKE = {"hound": "dog", "puppy": "dog", "physician": "doctor"}


class Wordy(Hashed):
    """Hashed vectors of texts; the vector of a word is that of what it is alike to."""

    word_dimensions = 16

    def read(self, texts: Sequence[str]) -> tuple[np.ndarray, list[Words]]:
        return self.embed(texts), [self._words(text) for text in texts]

    def _words(self, text: str) -> Words:
        told = tuple(word for word in words(text) if word not in STOP)
        drawn = [np.random.default_rng(crc32(ALIKE.get(word, word).encode())).normal(size=16) for word in told]
        vectors = np.array(drawn, dtype=np.float32).reshape(len(told), 16)
        return Words(told, vectors / np.linalg.norm(vectors, axis=1, keepdims=True))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(tmp_path / "home.db", clock=lambda: NOW)
    yield opened
    opened.close()


def told(store: Store, *texts: str) -> Scope:
    scope = store.scope("me")
    scope.append(
        Trace(
            text,
            at=START + timedelta(minutes=at),
            kind="said",
            author="me",
            source="chat",
            ref=str(at),
            session="s",
        )
        for at, text in enumerate(texts)
    )
    return scope


def seen(scope: Scope, query: str, among: Sequence[bool] | None = None) -> dict[str, dict[str, float]]:
    """What the closer look sees of each text."""
    embedder = Wordy()
    view = index_of(scope).view(scope, embedder)
    inside = np.ones(len(view.ids), dtype=bool) if among is None else np.array(among)
    question = Question(query, NOW, scope.zone, inside, scope)
    found = table(view, question, embedder)
    _, (heard,) = embedder.read([query])
    looked = look(view, question, embedder, heard, (found, shipped().score(found)))
    assert looked is not None
    texts = {trace.id: trace.text for trace in scope.traces()}
    pairs = zip(looked.rows, looked.table, strict=True)
    return {texts[view.ids[row]]: dict(zip(CLOSER, line, strict=True)) for row, line in pairs}


def test_a_fake_that_reads_words_is_a_word_embedder() -> None:
    assert isinstance(Wordy(), WordEmbedder)
    assert not isinstance(Hashed(), WordEmbedder)


def test_a_word_that_means_the_same_is_near_though_no_letter_is(store: Store) -> None:
    found = seen(told(store, "The hound barked all night", "The kettle boiled all night"), "dog?")
    assert found["The hound barked all night"]["word by word"] > 0.95
    assert found["The kettle boiled all night"]["word by word"] < 0.7
    assert found["The hound barked all night"]["share of words"] == 0


def test_the_turns_beside_lend_their_words(store: Store) -> None:
    found = seen(told(store, "The hound barked", "Oh dear me", "A physician came"), "dog doctor?")
    middle = found["Oh dear me"]
    assert middle["word by word, before"] > middle["word by word"]
    assert middle["word by word, with both neighbours"] > 0.95 > middle["word by word, with the turn before"]
    assert middle["word by word, in the session"] > 0.95


def test_what_may_not_be_found_lends_nothing(store: Store) -> None:
    found = seen(told(store, "The hound barked", "Oh dear me", "The kettle boiled"), "dog?", [False, True, True])
    assert "The hound barked" not in found
    assert found["Oh dear me"]["word by word, before"] == 0
    assert found["Oh dear me"]["word by word, in the session"] < 0.7


def test_a_name_of_those_who_speak_is_no_word_to_look_for(store: Store) -> None:
    scope = store.scope("me")
    scope.append(
        Trace(text, at=START + timedelta(minutes=at), kind="said", author=who, source="chat", ref=str(at), session="s")
        for at, (who, text) in enumerate([("Anna", "Anna paints boats"), ("Tom", "The hound barked")])
    )
    found = seen(scope, "Anna's dog?")
    assert found["The hound barked"]["word by word"] > 0.95 > found["Anna paints boats"]["word by word"]


def test_nearest_is_the_largest_cosine_and_nothing_for_a_text_without_words() -> None:
    asked = np.eye(3, dtype=np.float32)[:2]
    texts = [np.eye(3)[[0, 2]], np.zeros((0, 3)), np.array([[0.6, 0.8, 0.0]])]
    assert nearest(asked, texts) == pytest.approx(np.array([[1, 0], [0, 0], [0.6, 0.8]]))


def test_the_terms_add_up_to_the_score_near_and_far(store: Store) -> None:
    scope = told(store, *(f"note {n} about the garden fence and hound {n % 7}" for n in range(CLOSE + 30)))
    found = Recall(Wordy())(scope, "Which dog was at the fence?", now=NOW, k=CLOSE + 30)
    assert len(found) == CLOSE + 30
    for each in (found[0], found[CLOSE - 1], found[CLOSE], found[-1]):
        assert sum(each.why.values()) == pytest.approx(each.score, abs=1e-6)
    assert ["not looked at closely" in each.why for each in (found[CLOSE - 1], found[CLOSE])] == [False, True]
    scores = [each.score for each in found]
    assert scores == sorted(scores, reverse=True)


def test_weights_that_look_at_words_alone_find_the_hound(store: Store) -> None:
    scope = told(store, "The kettle boiled", "A physician came", "The hound barked")
    only = tuple(float(name == "word by word") for name in CLOSER)
    words_alone = Weights((0.0,) * len(CLOSER), (1.0,) * len(CLOSER), only)
    recall = Recall(Wordy(), scorer=Learned(closer=words_alone))
    assert recall(scope, "the puppy?", now=NOW, k=1)[0].text == "The hound barked"


def test_words_are_read_again_as_they_were_kept(store: Store, tmp_path: Path) -> None:
    text = " ".join(f"word{n}" for n in range(21))
    scope = told(store, text, "two words", "hm ok")
    complete(scope, Wordy())
    ids = {trace.text: trace.id for trace in scope.traces()}
    kept = WordVectors().of(scope, Wordy(), [ids[text], ids["two words"]])
    for each, words_of in zip(kept, (f"me {text}", "me two words"), strict=True):
        assert each is not None
        expected = Wordy().read([words_of])[1][0].vectors
        assert len(each) == len(expected)
        assert np.sum(each / SCALE * expected, axis=1).min() > 0.95


def test_of_a_long_text_a_bounded_number_is_kept(store: Store) -> None:
    scope = told(store, " ".join(f"word{n}" for n in range(400)))
    complete(scope, Wordy())
    (kept,) = WordVectors().of(scope, Wordy(), [trace.id for trace in scope.traces()])
    assert kept is not None
    assert len(kept) == MOST


def test_nothing_of_the_words_is_left_of_a_forgotten_text(store: Store) -> None:
    scope = told(store, "The hound barked at night by the old garden fence near the blue water mill", "A kettle boiled")
    Recall(Wordy())(scope, "dog?", now=NOW, k=2)
    gone = next(trace.id for trace in scope.traces() if "hound" in trace.text)
    spaces = [f"{Wordy().name}/words:{part}" for part in (0, 1)]
    assert all(gone in scope.vectors(space)[0] for space in spaces)
    scope.forget(Selection(trace_ids=(gone,)))
    assert not any(gone in scope.vectors(space)[0] for space in spaces)
    assert scope.memo.of(WordVectors).of(scope, Wordy(), [gone]) == [None]


def test_texts_whose_words_were_never_kept_are_found_by_the_first_look(store: Store) -> None:
    scope = told(store, "The hound barked", "A kettle boiled")
    plain, wordy = Hashed(), Wordy()
    complete(scope, plain)  # the same name, the same vectors, no words
    first = Recall(plain)(scope, "Who barked?", now=NOW, k=2)
    assert [each.score for each in Recall(wordy)(scope, "Who barked?", now=NOW, k=2)] == [each.score for each in first]


def test_the_shipped_weights_are_for_these_features() -> None:
    assert len(shipped_closer().weight) == len(CLOSER) == len(FEATURES) + 8
