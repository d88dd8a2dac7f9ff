"""Measures agree with figures worked out by hand."""

from __future__ import annotations

import math
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thyself.core import InvalidInput
from thyself.evaluate import classify, ranking, regression, segmentation, text

FOUND = ["a", "x", "b", "y", "c"]
RELEVANT = {"a", "b", "d"}


def test_ranking_measures_agree_with_hand_worked_figures() -> None:
    assert ranking.recall(FOUND, RELEVANT, 3) == pytest.approx(2 / 3)
    assert ranking.recall(FOUND, RELEVANT, 1) == pytest.approx(1 / 3)
    assert ranking.precision(FOUND, RELEVANT, 3) == pytest.approx(2 / 3)
    assert ranking.precision(FOUND[:1], RELEVANT, 4) == pytest.approx(1 / 4)
    assert ranking.hit(FOUND, {"y"}, 3) == 0.0
    assert ranking.hit(FOUND, {"y"}, 4) == 1.0
    assert ranking.mrr(FOUND, {"b", "c"}) == pytest.approx(1 / 3)
    assert ranking.average_precision(FOUND, RELEVANT) == pytest.approx((1 / 1 + 2 / 3) / 3)
    ideal = 1 + 1 / math.log2(3) + 1 / 2
    assert ranking.ndcg(FOUND, RELEVANT) == pytest.approx((1 + 1 / 2) / ideal)
    assert ranking.ndcg(["b", "a"], {"a": 3.0, "b": 1.0}) == pytest.approx(
        (1 + 3 / math.log2(3)) / (3 + 1 / math.log2(3))
    )


def test_an_id_that_comes_again_counts_once() -> None:
    assert ranking.recall(["a", "a", "b"], {"a", "b"}, 2) == 1.0
    assert ranking.ndcg(["a", "a"], {"a"}) == 1.0


def test_equal_scores_are_in_the_same_order_in_every_run() -> None:
    scores = dict.fromkeys("dbca", 1.0) | {"e": 2.0}
    assert ranking.order(scores) == ["e", "a", "b", "c", "d"]
    assert ranking.order(dict(reversed(scores.items()))) == ranking.order(scores)


def test_a_share_of_nothing_is_refused_not_counted_as_zero() -> None:
    with pytest.raises(InvalidInput, match="leave such a question out"):
        ranking.recall(["a"], set())
    with pytest.raises(InvalidInput, match="k=0"):
        ranking.recall(["a"], {"a"}, 0)


@given(st.lists(st.integers(0, 30), unique=True), st.sets(st.integers(0, 30), min_size=1), st.integers(1, 40))
def test_measures_stay_between_zero_and_one_and_more_places_never_lose(
    found: list[int], relevant: set[int], k: int
) -> None:
    for measure in (ranking.recall, ranking.hit, ranking.mrr, ranking.average_precision):
        assert 0 <= measure(found, relevant, k) <= measure(found, relevant, k + 1) <= 1
    assert 0 <= ranking.ndcg(found, relevant, k) <= 1 + 1e-9


def test_pk_and_window_diff_agree_with_hand_worked_figures() -> None:
    # Eight units, true segments of four: k is 2, so there are seven windows, of the places 1-2, 2-3 … 7-8.
    assert segmentation.window([4], 8) == 2
    assert segmentation.pk([4], [4], 8) == segmentation.window_diff([4], [4], 8) == 0.0
    assert segmentation.pk([4], [], 8) == pytest.approx(2 / 7)  # windows 3-4 and 4-5
    assert segmentation.pk([4], [5], 8) == pytest.approx(2 / 7)  # windows 3-4 and 5-6
    assert segmentation.pk([4], [4, 5], 8) == pytest.approx(1 / 7)  # window 5-6
    assert segmentation.window_diff([4], [4, 5], 8) == pytest.approx(2 / 7)  # and 4-5, which has two


def test_boundary_f1_counts_each_boundary_once() -> None:
    assert segmentation.boundary_f1([4, 8], [4, 9]) == pytest.approx(0.5)
    assert segmentation.boundary_f1([4, 8], [4, 9], tolerance=1) == 1.0
    assert segmentation.boundary_f1([4], [3, 5], tolerance=1) == pytest.approx(2 / 3)
    assert segmentation.boundary_f1([], []) == 1.0
    assert segmentation.boundary_f1([3], []) == 0.0


def test_a_boundary_outside_the_conversation_is_refused() -> None:
    with pytest.raises(InvalidInput, match="1 to 7"):
        segmentation.pk([8], [4], 8)


def test_rouge_agrees_with_hand_worked_figures() -> None:
    one = text.rouge_1("The cat sat on the mat.", "the cat is on the mat")
    assert (one.precision, one.recall) == pytest.approx((5 / 6, 5 / 6))
    longest = text.rouge_l("police killed the gunman", "the gunman killed police")
    assert longest.f1 == pytest.approx(0.5)  # "the gunman", or "killed police": two of four
    assert text.rouge_l("", "word").f1 == 0.0


def test_bleu_is_one_for_the_same_text_and_smaller_for_a_shorter_one() -> None:
    assert text.bleu("a b c d e", "a b c d e") == pytest.approx(1.0)
    # "a b c" in "a b c d e f": every run is right, and three words for six cost exp(1 - 2).
    assert text.bleu("a b c", "a b c d e f") == pytest.approx(math.exp(-1))
    # One of two words, and of the one pair none (one is added to both): sqrt(1/2 * 1/2).
    assert text.bleu("a x", "a b") == pytest.approx(0.5)
    assert text.bleu("x y", "a b") == 0.0


def test_answers_are_compared_without_articles_and_marks() -> None:
    assert text.exact("The dog.", "dog") == 1.0
    assert text.exact("dogs", "dog") == 0.0
    assert text.token_f1("7 May 2023", "on the 7 May") == pytest.approx(2 * (2 / 3) * (2 / 3) / (4 / 3))
    assert text.token_f1("the", "a") == 1.0


def test_errors_of_figures() -> None:
    assert regression.mae([1, 2, 3], [2, 2, 5]) == pytest.approx(1.0)
    assert regression.rmse([1, 2, 3], [2, 2, 5]) == pytest.approx(math.sqrt(5 / 3))
    with pytest.raises(InvalidInput, match="equally many"):
        regression.mae([1.0], [1.0, 2.0])


def test_labels() -> None:
    found, truth = ["a", "a", "b", "b"], ["a", "b", "b", "c"]
    assert classify.accuracy(found, truth) == 0.5
    assert classify.f1_macro(found, truth) == pytest.approx((2 / 3 + 1 / 2 + 0) / 3)
    assert classify.log_loss([[0.5, 0.5], [0.2, 0.8]], [0, 1]) == pytest.approx(-(math.log(0.5) + math.log(0.8)) / 2)
    assert math.isfinite(classify.log_loss([[1.0, 0.0]], [1]))


def test_calibration_is_zero_where_what_is_said_comes_true() -> None:
    assert classify.calibration_error([0.25] * 4, [True, False, False, False]) == pytest.approx(0.0)
    assert classify.calibration_error([0.9] * 4, [True, False, False, False]) == pytest.approx(0.65)
    assert classify.calibration_error([1.0, 0.0], [True, False]) == pytest.approx(0.0)


def test_measures_agree_with_scikit_learn() -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    rng = Random(1)
    truth = [rng.randrange(3) for _ in range(60)]
    found = [rng.randrange(3) for _ in range(60)]
    chances = [[rng.random() + 0.1 for _ in range(3)] for _ in range(60)]
    rows = [[each / sum(row) for each in row] for row in chances]
    assert classify.f1_macro(found, truth) == pytest.approx(metrics.f1_score(truth, found, average="macro"))
    assert classify.log_loss(chances, truth) == pytest.approx(metrics.log_loss(truth, rows))
