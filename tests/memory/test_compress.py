"""Compressors: what is left out of an index text, and what never is."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thyself.core import InvalidInput
from thyself.memory import Compressor, Identity, Informative, RandomDrop

LIVES = ["I mean I went to the lake, you know", "I mean it was fun, you know", "you know I mean the kayak was red"]


def test_common_words_go_first() -> None:
    shorter = Informative(0.5).learn(LIVES).compress("I mean the kayak was red, you know")
    assert "kayak" in shorter
    assert "red" in shorter
    assert "mean" not in shorter


def test_speakers_marks_line_breaks_and_full_stops_are_kept() -> None:
    text = "Caroline: I mean I know.\nMel Gibson: you know I mean it."
    assert Informative(0.01).learn(LIVES).compress(text).replace(" ", "") == "Caroline:.\nMelGibson:it."


def test_random_drop_keeps_as_many_words() -> None:
    text = "Mel: " + " ".join(LIVES)
    sizes = [len(each.compress(text).split()) for each in (Informative(0.6), RandomDrop(0.6, Random(3)))]
    assert sizes[0] == pytest.approx(sizes[1], abs=3)
    assert RandomDrop(0.6, Random(3)).compress(text) == RandomDrop(0.6, Random(3)).compress(text)


@pytest.mark.parametrize("rate", [0, -1, 1.5])
def test_a_rate_that_is_no_share_is_refused(rate: float) -> None:
    with pytest.raises(InvalidInput, match="rate"):
        Informative(rate)


def _in_order(part: str, whole: str) -> bool:
    rest = iter("".join(whole.split()))
    return all(letter in rest for letter in "".join(part.split()))


@given(text=st.text(max_size=200), rate=st.sampled_from([0.1, 0.5, 0.9, 1.0]))
def test_no_word_is_added_or_moved(text: str, rate: float) -> None:
    compressors: list[Compressor] = [Identity(), Informative(rate).learn(LIVES), RandomDrop(rate, Random(1))]
    for compressor in compressors:
        assert _in_order(compressor.compress(text), text)


@given(words=st.lists(st.sampled_from(["I", "mean", "you", "know", "kayak", "lake.", "red\n"]), max_size=30))
def test_the_rate_of_one_keeps_every_word(words: list[str]) -> None:
    text = " ".join(words)
    assert Informative(1.0).learn(LIVES).compress(text).split() == text.split()
