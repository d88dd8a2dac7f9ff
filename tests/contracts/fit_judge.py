"""What whatever says what fits a listener must do. Inherit :class:`FitJudgeContract`; give ``judge``."""

from __future__ import annotations

import pytest

from thyself.core import Item
from thyself.profile.fits import FitJudge
from thyself.profile.listener import Listener, Played, listener


def episode(name: str, topic: str, form: str) -> Item:
    return Item(name, f"{form} on {topic}", attributes={"topics": [topic], "format": form})


def leaves_banter(topic: str = "science") -> Listener:
    """Stays with interviews, leaves banter early."""
    plays = [Played(episode(f"i{at}", topic, "interview"), 0.9) for at in range(6)]
    return listener([*plays, *(Played(episode(f"b{at}", topic, "banter"), 0.1) for at in range(6))])


GOOD, BAD = episode("x", "science", "interview"), episode("y", "science", "banter")


class FitJudgeContract:
    """It goes by behaviour, swapping lists swaps the preference, and nobody's profile is for nobody."""

    @pytest.fixture
    def judge(self) -> FitJudge:
        raise AssertionError("give a judge")

    def test_what_is_stayed_with_fits_better_than_what_is_left(self, judge: FitJudge) -> None:
        good, bad = judge.fits(leaves_banter(), GOOD), judge.fits(leaves_banter(), BAD)
        assert 0 <= bad.yes < good.yes <= 1
        assert good.reason
        assert bad.reason

    def test_swapping_the_lists_swaps_the_preference(self, judge: FitJudge) -> None:
        there, back = (judge.prefer(leaves_banter(), *lists) for lists in (([GOOD], [BAD]), ([BAD], [GOOD])))
        assert there.choice == 0
        assert there.first == pytest.approx(1 - back.first)

    def test_a_list_is_no_better_than_itself(self, judge: FitJudge) -> None:
        assert judge.prefer(leaves_banter(), [GOOD, BAD], [GOOD, BAD]).certainty == pytest.approx(0.0, abs=1e-9)

    def test_of_somebody_who_played_nothing_no_list_is_better(self, judge: FitJudge) -> None:
        assert judge.prefer(listener(()), [GOOD], [BAD]).certainty == pytest.approx(0.0, abs=1e-9)
