"""Measures of recommendation: cases that can be counted by hand, the metrics of single lists, and other libraries."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from thyself.core import InvalidInput
from thyself.evaluate import ranking
from thyself.evaluate.recommend import Asked, accuracy, compare, coverage, likeness, miscalibration, novelty, slices

LISTS = np.array([[3, 1, 2], [0, 4, -1], [5, 6, 7]])
PEOPLE, ASKED = Asked.of(np.array([0, 0, 4, 7]), np.array([1, 9, 0, 8]))


def test_metrics_are_what_a_hand_counts() -> None:
    found = accuracy(LISTS, ASKED, k=3)
    assert PEOPLE.tolist() == [0, 4, 7]
    assert found["hit"].tolist() == [1, 1, 0]
    assert found["recall"].tolist() == [0.5, 1, 0]
    assert found["precision"] == pytest.approx([1 / 3, 1 / 3, 0])
    assert found["mrr"].tolist() == [0.5, 1, 0]
    assert found["ndcg"] == pytest.approx([(1 / np.log2(3)) / (1 + 1 / np.log2(3)), 1, 0])


@given(st.data())
def test_they_agree_with_the_metrics_of_single_lists(data: st.DataObject) -> None:
    shown = np.array(data.draw(st.lists(st.permutations(range(12)).map(lambda p: p[:8]), min_size=1, max_size=5)))
    wanted = [data.draw(st.sets(st.integers(0, 11), min_size=1)) for _ in shown]
    rows = np.array([(at, item) for at, items in enumerate(wanted) for item in items])
    _, asked = Asked.of(rows[:, 0], rows[:, 1])
    found = accuracy(shown, asked, k=5)
    for at, (row, relevant) in enumerate(zip(shown.tolist(), wanted, strict=True)):
        for name in ("hit", "ndcg", "recall", "precision", "mrr"):
            assert found[name][at] == pytest.approx(getattr(ranking, name)(row, relevant, 5), abs=1e-12)


def test_they_agree_with_ir_measures() -> None:
    measures = pytest.importorskip("ir_measures")
    rng = np.random.default_rng(0)
    lists = np.array([rng.permutation(50)[:20] for _ in range(30)])
    rows = np.array([(at, item) for at in range(30) for item in rng.choice(50, rng.integers(1, 9), replace=False)])
    _, asked = Asked.of(rows[:, 0], rows[:, 1])
    found = accuracy(lists, asked, k=10)
    run = {str(at): {str(item): 20.0 - place for place, item in enumerate(row)} for at, row in enumerate(lists)}
    relevant = {str(at): {str(item): 1 for item in rows[rows[:, 0] == at, 1]} for at in range(30)}
    theirs = measures.calc_aggregate(
        [measures.nDCG @ 10, measures.R @ 10, measures.P @ 10, measures.RR @ 10], relevant, run
    )
    for name, value in {str(each): value for each, value in theirs.items()}.items():
        mine = {"nDCG@10": "ndcg", "R@10": "recall", "P@10": "precision", "RR@10": "mrr"}[name]
        assert found[mine].mean() == pytest.approx(value, abs=1e-6)


def test_beyond_accuracy() -> None:
    assert coverage(LISTS, 10) == 0.8
    counts = np.array([8.0, 4, 2, 1, 1, 1, 1, 1, 1, 1])
    assert novelty(LISTS, counts, 8).tolist() == [(3 + 1 + 2) / 3, (0 + 3) / 2, 3]
    vectors = np.eye(8)[[0, 0, 1, 0, 5, 2, 2, 2]]
    assert likeness(np.array([[0, 1, 2], [5, 6, 7], [3, -1, -1]]), vectors) == pytest.approx([1 / 3, 1, 0])
    groups = np.array([[1.0, 0], [0, 1], [0.5, 0.5], [0, 0]])
    taken = [np.array([0, 1]), np.array([0, 1]), np.array([3])]
    found = miscalibration(np.array([[2, -1], [0, -1], [0, 1]]), taken, groups)
    assert found[0] == pytest.approx(0)
    assert found[1] > 1
    assert np.isnan(found[2])


def test_slices_tell_the_cold_and_the_tail() -> None:
    found = slices(np.array([0, 3, 9]), ASKED, np.array([90.0, 5, 2, 1, 1, 1, 0, 0, 0, 0]))
    assert {name: mask.tolist() for name, mask in found.items()} == {
        "all": [True, True, True],
        "cold": [True, False, False],
        "new": [False, True, False],
        "warm": [False, False, True],
        "tail": [True, False, True],
    }


def test_no_winner_is_named_where_the_difference_may_be_chance() -> None:
    rng = np.random.default_rng(1)
    one = rng.random(300)
    close = compare({"a": one, "b": one + rng.normal(0, 0.3, 300)}, metric="NDCG@10")
    assert close.winner is None
    assert "no winner" in str(close)
    clear = compare({"a": one, "b": one - 0.2, "c": one - 0.3 + rng.normal(0, 0.1, 300)}, metric="NDCG@10")
    assert clear.winner == "a"
    assert list(clear.means) == ["a", "b", "c"]
    assert clear.behind["b"].value == pytest.approx(0.2)
    assert clear.chances["b"] < 0.01


def test_lists_that_are_too_short_or_too_few_are_told() -> None:
    with pytest.raises(InvalidInput, match="give one of 5"):
        accuracy(LISTS, ASKED, k=5)
    with pytest.raises(InvalidInput, match="nothing to compare"):
        compare({}, metric="x")
