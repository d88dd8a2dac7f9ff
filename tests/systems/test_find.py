"""Each way of finding gives units as evidence, word for word, in an order that stays the same."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from thyself.core import Trace
from thyself.memory import Informative, Unit, unit
from thyself.systems._find import Chance, Filled, Half, Lexical, Recent, Words
from thyself.systems._form import Finder

START = datetime(2024, 3, 1, 9, tzinfo=UTC)
DESK: Any = None  # none of these looks at it


def units(*texts: str) -> list[Unit]:
    """A unit for each text, an hour apart."""
    return [
        unit("turn", [Trace(text, at=START + timedelta(hours=i), kind="said", source="chat", ref=str(i))])
        for i, text in enumerate(texts)
    ]


def refs(finder: Finder, pieces: list[Unit], query: str) -> list[str]:
    """What is found, in order."""
    return [each.refs[0] for each in finder.find(pieces, query, DESK)]


def test_words_find_what_shares_a_word_and_nothing_else() -> None:
    pieces = units("soup of lentils", "the boat", "lentils and more lentils")
    assert set(refs(Lexical(), pieces, "lentils?")) == {"0", "2"}
    assert refs(Lexical(), pieces, "elephants") == []
    assert refs(Lexical(), [], "lentils") == []


def test_the_key_is_searched_and_the_words_are_given_back() -> None:
    turn = Trace("you know I mean the boat of course", at=START, kind="said", source="chat", ref="0")
    common = dict.fromkeys("you know i mean the of course".split(), 0.1)
    piece = unit("turn", [turn], Informative(0.2, idf=common | {"boat": 3.0}))
    assert "course" not in piece.index_text
    (found,) = Lexical().find([piece], "boat", DESK)
    assert found.text == turn.text


def test_scores_fit_the_units_in_their_order() -> None:
    scores = Words(units("soup", "boat", "soup soup")).scores("soup")
    assert scores[1] == 0
    assert scores[2] > scores[0] > 0


def test_of_two_that_are_equal_the_later_comes_first() -> None:
    assert refs(Lexical(), units("a boat", "a boat", "a boat"), "boat") == ["2", "1", "0"]


def test_what_does_not_fit_fills_up_behind_what_does() -> None:
    pieces = units("soup of lentils", "the boat", "a tent")
    assert refs(Filled(Lexical(), Recent()), pieces, "lentils") == ["0", "2", "1"]
    assert refs(Filled(Lexical(), Recent()), pieces, "elephants") == ["2", "1", "0"]


def test_recent_ignores_the_question() -> None:
    assert refs(Recent(), units("a", "b", "c"), "a") == ["2", "1", "0"]


def test_chance_draws_all_and_the_same_each_time() -> None:
    pieces = units(*"abcdefgh")
    drawn = refs(Chance(1), pieces, "x")
    assert sorted(drawn) == sorted("01234567")
    assert drawn == refs(Chance(1), pieces, "x")
    assert drawn != refs(Chance(2), pieces, "x")


def test_half_takes_turns_and_nothing_twice() -> None:
    pieces = units("a boat", "soup", "more soup", "rain")
    assert refs(Half(Recent(), Lexical()), pieces, "boat") == ["3", "0", "2", "1"]
    scores = [each.score for each in Half(Recent(), Lexical()).find(pieces, "boat", DESK)]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize("finder", [Lexical(), Recent(), Chance(), Half(Recent(), Lexical())])
def test_the_terms_add_up_to_the_score(finder: Finder) -> None:
    for each in finder.find(units("a boat", "the boat and soup"), "boat", DESK):
        assert sum(each.why.values()) == pytest.approx(each.score)
