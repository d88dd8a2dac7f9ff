"""Segments: cut where the topic changes, and nowhere else; all turns kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zlib import crc32

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from thyself.core import InvalidInput, Trace
from thyself.memory import TopicShift
from thyself.memory.segment import FEATURES, MINILM, block_cosine, content_words, depth, features, halved, peaks

START = datetime(2023, 5, 8, 13, tzinfo=UTC)


class Words:
    """Vectors by which words a text has: deterministic, and near where words are shared."""

    name = "words"
    dimensions = 64

    def __init__(self) -> None:
        self.seen: list[str] = []

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        self.seen += texts
        rows = np.zeros((len(texts), 64), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in content_words(text):
                row[crc32(word.encode()) % 64] += 1
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


def turns(*texts: str) -> list[Trace]:
    return [
        Trace(text, at=START + timedelta(minutes=i), kind="said", author="AB"[i % 2], source="chat", session="s")
        for i, text in enumerate(texts)
    ]


KAYAK = ["We took the kayak on the lake", "Was the kayak lake cold?", "The lake was cold but the kayak dry"]
PIZZA = ["Which flour makes good pizza dough?", "Strong flour, and rest the pizza dough", "Pizza dough rests in flour"]


def test_a_conversation_is_cut_where_it_turns_to_something_else() -> None:
    talk = turns(*KAYAK, *PIZZA)
    assert [list(run) for run in TopicShift(Words()).split(talk)] == [talk[:3], talk[3:]]


def test_one_topic_is_one_segment() -> None:
    assert len(TopicShift(Words()).split(turns(*KAYAK))) == 1


def test_a_long_segment_is_cut_again_at_its_likeliest_place() -> None:
    assert halved([0, 2, 10], [0.1, 0.9, 0.1, 0.1, 0.3, 0.1, 0.1, 0.2, 0.1], 4) == [0, 2, 5, 8, 10]
    assert halved([0, 8], [0.0] * 7, 2) == [0, 2, 4, 6, 8]
    runs = TopicShift(Words(), most=2).split(turns(*KAYAK, *PIZZA))
    assert all(len(run) <= 2 for run in runs)
    assert PIZZA[0] in [run[0].text for run in runs]


def test_who_speaks_makes_no_difference() -> None:
    talk = turns(*KAYAK, *PIZZA)
    alone = [Trace(t.text, at=t.at, kind="said", source="chat", session="s") for t in talk]
    sizes = [[len(run) for run in TopicShift(Words()).split(each)] for each in (talk, alone)]
    assert sizes[0] == sizes[1]


def test_known_vectors_are_not_made_again() -> None:
    talk, embed = turns(*KAYAK, *PIZZA), Words()
    known = dict(zip((t.id for t in talk[:5]), embed.embed([t.text for t in talk[:5]]), strict=True))
    embed.seen.clear()
    TopicShift(embed, known=known).split(talk)
    assert embed.seen == [talk[5].text]


def test_the_name_tells_weights_window_and_embedder() -> None:
    assert TopicShift(Words()).name == "segment-1-3-words"
    with pytest.raises(InvalidInput, match="window"):
        TopicShift(Words(), window=0)


def test_a_turn_that_goes_on_is_less_likely_to_begin_a_topic() -> None:
    def chance(text: str) -> float:
        texts = [*KAYAK, text]
        return float(MINILM.probability(features(texts, Words().embed(texts)))[-1])

    assert chance("Yes, flour") < chance("Flour") < chance("Also, flour")


def test_the_block_cosine_is_the_largest_of_all_pairs() -> None:
    vectors = Words().embed([*KAYAK, *PIZZA])
    slow = [
        max(float(a @ b) for a in vectors[max(0, i - 3) : i] for b in vectors[i : i + 3])
        for i in range(1, len(vectors))
    ]
    assert block_cosine(vectors, 3) == pytest.approx(slow)


def test_depth_is_the_climb_to_the_peaks_on_both_sides() -> None:
    assert depth(np.array([0.5, 0.2, 0.1, 0.4, 0.3])) == pytest.approx([0, 0.3 + 0.0, 0.4 + 0.3, 0, 0.1])


def test_of_equal_neighbours_one_is_a_peak() -> None:
    assert peaks([0.1, 0.9, 0.9, 0.2, 0.8], 0.5) == [1, 4]


@settings(max_examples=60, deadline=None)
@given(texts=st.lists(st.sampled_from([*KAYAK, *PIZZA, "", "ok", "Thanks, bye"]), max_size=12))
def test_no_turn_is_lost_and_none_comes_twice(texts: list[str]) -> None:
    talk = turns(*texts)
    runs = TopicShift(Words()).split(talk)
    assert [turn for run in runs for turn in run] == talk
    assert all(runs)


@settings(max_examples=60, deadline=None)
@given(vectors=arrays.arrays(np.float32, st.tuples(st.integers(2, 9), st.just(4)), elements=st.floats(-1, 1, width=32)))
def test_any_vectors_give_finite_features(vectors: np.ndarray) -> None:
    table = features(["word"] * len(vectors), vectors)
    assert table.shape == (len(vectors) - 1, len(FEATURES))
    assert np.isfinite(table).all()
