"""Which of a person's statements matter for a turn."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thyself.core import ThyselfError, Turn
from thyself.models import Hashed
from thyself.retrieval.statements import SIGNS, Marked, Statements, dumps, learned, loads, shipped

HASHED = Hashed()
KNOWN = ["I'm allergic to peanuts.", "I live in Graz.", "I play the violin.", "My budget for a holiday is 900 euros."]


def test_the_statement_that_fits_the_words_stands_first() -> None:
    ranker = Statements(HASHED)
    assert KNOWN[ranker.best(KNOWN, [Turn("Which strings should I buy for my violin?")], 1)[0]] == KNOWN[2]
    assert KNOWN[ranker.best(KNOWN, [Turn("Is there a holiday within my budget?")], 1)[0]] == KNOWN[3]


def test_what_was_said_before_counts_where_the_turn_itself_says_little() -> None:
    before = Turn("I want to practise the violin more.", "How long do you practise the violin on a day?")
    alone, after = (
        Statements(HASHED).scores(KNOWN, turns) for turns in ([Turn("An hour.")], [before, Turn("An hour.")])
    )
    assert int(after.argmax()) == 2
    assert after[2] - after.mean() > alone[2] - alone.mean()


def test_the_answer_that_is_still_to_come_is_not_used() -> None:
    turn = "Which holiday do you suggest?"
    with_answer = Statements(HASHED).scores(KNOWN, [Turn(turn, "One for a violin player from Graz.")])
    assert with_answer == pytest.approx(Statements(HASHED).scores(KNOWN, [Turn(turn)]))


def test_without_statements_or_turns_nothing_is_decided() -> None:
    assert Statements(HASHED).best([], [Turn("hello")]) == []
    assert Statements(HASHED).best(KNOWN, []) == [0, 1, 2]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text(max_size=30), max_size=5), st.lists(st.text(max_size=40), max_size=4))
def test_any_texts_get_finite_scores_whose_terms_add_up(statements: list[str], said: list[str]) -> None:
    turns = [Turn(each) for each in said]
    scores = Statements(HASHED).scores(statements, turns)
    terms = Statements(HASHED).terms(statements, turns)
    assert np.isfinite(scores).all()
    assert [sum(each.values()) for each in terms] == pytest.approx(list(scores), abs=1e-6)


def test_weights_are_learned_from_what_mattered_and_come_back_from_their_file() -> None:
    asked = [("Which strings for the violin?", 2), ("A holiday on a budget?", 3), ("What to do in Graz?", 1)]
    marked = [Marked(tuple(KNOWN), (Turn(text),), tuple(place == right for place in range(4))) for text, right in asked]
    weights = learned(marked, HASHED, learned_on="three turns")
    assert [Statements(HASHED, weights).best(KNOWN, [Turn(text)], 1)[0] for text, _ in asked] == [2, 3, 1]
    assert loads(dumps(weights)).weight == pytest.approx(weights.weight, abs=1e-6)


def test_the_weights_that_come_with_the_package_belong_to_its_signs() -> None:
    assert len(shipped().weight) == len(SIGNS)
    spoilt = json.loads(dumps(shipped()))
    spoilt["signs"][0][0] = "another"
    with pytest.raises(ThyselfError, match="other signs"):
        loads(json.dumps(spoilt))
