"""What whatever says which of two answers is preferred must do. Inherit :class:`PairwiseContract`; give ``judge``."""

from __future__ import annotations

import pytest

from thyself.evaluate.judge import Case, Pairwise

CASES = [
    (
        Case("likes tables", "How did I sleep?"),
        "You slept well.",
        "You slept for 7 hours.\n\n- Monday: 6\n- Tuesday: 8",
    ),
    (Case("", "What is it?"), "I'm sorry, I cannot say.", "It is a lamp."),
    (Case("", "?"), "", "Yes"),
]


class PairwiseContract:
    """Swapping the answers swaps the preference; the same answer twice is undecided."""

    @pytest.fixture
    def judge(self) -> Pairwise:
        raise AssertionError("give a judge")

    def test_swapping_the_answers_swaps_the_preference(self, judge: Pairwise) -> None:
        for case, one, other in CASES:
            there, back = judge.prefer(case, one, other), judge.prefer(case, other, one)
            assert there.first == pytest.approx(1 - back.first)
            assert there.certainty == pytest.approx(back.certainty)

    def test_an_answer_is_no_better_than_itself(self, judge: Pairwise) -> None:
        for case, one, _ in CASES:
            found = judge.prefer(case, one, one)
            assert found.first == pytest.approx(0.5)
            assert found.certainty == pytest.approx(0.0, abs=1e-9)

    def test_chances_are_chances(self, judge: Pairwise) -> None:
        for case, one, other in CASES:
            assert 0 <= judge.prefer(case, one, other).first <= 1
