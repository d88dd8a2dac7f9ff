"""What whatever rates answers by aspects must do. Inherit :class:`AspectJudgeContract`; give ``judge``."""

from __future__ import annotations

import pytest

from thyself.core import InvalidInput
from thyself.evaluate.aspects import AspectJudge
from thyself.evaluate.benchmarks.case import Aspect

RUBRIC = [
    Aspect("free of nuts", evidence="My daughter is allergic to nuts."),
    Aspect("cheap", evidence="I only have a small budget."),
]
GOOD = "It is free of nuts, so your daughter who is allergic to nuts is safe. It is cheap and fits a small budget."
BAD = "The weather has been odd of late."


class AspectJudgeContract:
    """It says 0, 1 or 2 for every aspect; what is addressed counts more than what is not; the score is their share."""

    @pytest.fixture
    def judge(self) -> AspectJudge:
        raise AssertionError("give a judge")

    def test_what_addresses_the_aspects_is_rated_higher(self, judge: AspectJudge) -> None:
        good, bad = (judge.rate("What can I cook?", RUBRIC, answer) for answer in (GOOD, BAD))
        assert bad.score < good.score
        assert bad.telling < good.telling

    def test_the_score_is_the_share_of_all_points(self, judge: AspectJudge) -> None:
        for answer in (GOOD, BAD):
            rated = judge.rate("What can I cook?", RUBRIC, answer)
            assert set(rated.points) == {each.title for each in RUBRIC}
            assert set(rated.points.values()) <= {0, 1, 2}
            assert rated.score == pytest.approx(sum(rated.points.values()) / 4)

    def test_padding_is_seen(self, judge: AspectJudge) -> None:
        padded = judge.rate("What can I cook?", RUBRIC, " ".join([GOOD, *[BAD] * 5]))
        plain = judge.rate("What can I cook?", RUBRIC, GOOD)
        assert padded.words > plain.words
        assert padded.telling < plain.telling

    def test_an_empty_answer_has_nothing(self, judge: AspectJudge) -> None:
        rated = judge.rate("What can I cook?", RUBRIC, "")
        assert (rated.score, rated.words, rated.telling) == (0.0, 0, 0.0)

    def test_without_aspects_nothing_can_be_rated(self, judge: AspectJudge) -> None:
        with pytest.raises(InvalidInput, match="aspects"):
            judge.rate("What can I cook?", [], GOOD)

    def test_scores_of_one_rubric_have_one_mark(self, judge: AspectJudge) -> None:
        marks = {judge.rate("What?", RUBRIC, answer).rubric for answer in (GOOD, BAD)}
        assert len(marks) == 1
        assert judge.rate("What?", RUBRIC[:1], GOOD).rubric not in marks
