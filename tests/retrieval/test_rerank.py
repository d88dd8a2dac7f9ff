"""Reading a query together with a text: what is wanted, what is avoided, and weights learned from what was useful."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from thyself.core import InvalidInput
from thyself.models import Hashed
from thyself.retrieval.preferences import about, leanings, stating
from thyself.retrieval.rerank import PAIR_FEATURES, CrossScorer, Labelled, Reranker, features, learn, loads, pairs

pytest.register_assert_rewrite("tests.contracts.reranker")
from tests.contracts.reranker import RerankerContract  # noqa: E402  (after its asserts are made readable)


class TestCrossScorer(RerankerContract):
    @pytest.fixture
    def reranker(self) -> Reranker:
        return CrossScorer(Hashed())


@pytest.mark.parametrize(
    ("said", "wanted", "avoided"),
    [
        ("I dislike leather interiors.", (), ("leather interiors",)),
        ("I prefer trains rather than buses.", ("trains",), ("buses",)),
        ("I don't like small dogs and prefer larger breeds.", ("larger breeds",), ("small dogs",)),
        ("I strongly prefer games without microtransactions.", ("games",), ("microtransactions",)),
        ("I avoid nuts, shellfish, and honey.", (), ("nuts", "shellfish", "honey")),
    ],
)
def test_clauses_lean_by_their_words(said: str, wanted: tuple[str, ...], avoided: tuple[str, ...]) -> None:
    assert about(said, "wanted") == wanted
    assert about(said, "avoided") == avoided


def test_a_question_is_asked_and_leans_nowhere() -> None:
    (part,) = leanings("What do I hate to eat?")
    assert part.leaning == "asked"


def test_turns_that_state_a_preference_are_told_from_the_others() -> None:
    assert stating(["What a day!", "I usually avoid buses.", "Thanks."]) == ["I usually avoid buses."]


def test_what_is_avoided_comes_last_though_it_is_nearest() -> None:
    options = ["a bistro with grilled chicken", "a bar with fresh seafood", "seafood on ice"]
    scores = CrossScorer(Hashed()).scores("I can't stand seafood.", options)
    assert int(np.argmax(scores)) == 0


def test_what_is_without_the_avoided_is_no_breach() -> None:
    scores = CrossScorer(Hashed()).scores("I avoid gluten.", ["Bread with gluten", "Gluten-free bread"])
    assert scores[1] > scores[0]


def test_learning_finds_what_was_useful_on_unseen_words() -> None:
    things = ["cheese", "garlic", "honey", "pepper", "rice", "tofu"]
    told = [
        Labelled(f"I avoid {one}.", (f"{other} soup", f"{one} soup"), (1.0, 0.0)) for one, other in pairwise(things)
    ]
    scorer = CrossScorer(Hashed(), learn(told, Hashed(), learned_on="six things"))
    scores = scorer.scores("I avoid walnuts.", ["walnuts with pears", "apples with pears"])
    assert scores[1] > scores[0]


def test_utility_that_is_turned_round_turns_the_scores_round() -> None:
    told = [Labelled(f"I like {each}", (f"{each} cake", "plain cake"), (0.0, 1.0)) for each in ("figs", "lime", "rum")]
    scores = CrossScorer(Hashed(), learn(told, Hashed(), learned_on="what was not liked")).scores(
        "I like plums", ["plums cake", "plain cake"]
    )
    assert scores[1] > scores[0]


def test_weights_come_back_from_their_text() -> None:
    weights = learn([Labelled("tea", ("tea", "milk"), (1.0, 0.0))], Hashed(), learned_on="tea")
    assert loads(weights.dumps()) == weights


def test_weights_of_other_features_are_refused() -> None:
    with pytest.raises(InvalidInput, match="other features"):
        loads('{"learned_on": "", "features": [["smell", 0, 1, 1]]}')


def test_nothing_to_learn_from_is_said() -> None:
    with pytest.raises(InvalidInput, match="at least two texts"):
        learn([Labelled("tea", ("tea",), (1.0,))], Hashed(), learned_on="one text")


def test_a_table_has_a_row_a_text_and_wants_a_vector_for_each_part() -> None:
    assert pairs(Hashed(), "I avoid tea and prefer milk.", ["tea", "milk", ""]).shape == (3, len(PAIR_FEATURES))
    with pytest.raises(InvalidInput, match="each of its parts"):
        features(np.zeros((1, 8)), np.zeros((1, 8)), "I avoid tea and prefer milk.", ["tea"])
