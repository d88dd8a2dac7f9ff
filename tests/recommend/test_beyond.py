"""What of lists is varied, found beyond the familiar, and calibrated: cases that can be counted by hand."""

import numpy as np
import pytest

from thyself.core import InvalidInput
from thyself.evaluate.recommend import Asked
from thyself.recommend import Interactions
from thyself.recommend.beyond import Company, concentration, popularity_gap, takings

#: p takes a and b, q takes a and b, r takes a and c; d was never taken.
ROWS = Interactions.of([("p", "a"), ("p", "b"), ("q", "a"), ("q", "b"), ("r", "a"), ("r", "c")]).with_items(["d"])
AB, AC = 2 / np.sqrt(6), 1 / np.sqrt(3)


def test_a_list_is_as_alike_as_its_pairs_have_people_in_common() -> None:
    found = Company(ROWS).alike(np.array([[0, 1, 2], [1, 2, -1], [0, 3, 1], [0, -1, -1]]))
    assert found[:3] == pytest.approx([(AB + AC) / 3, 0, AB])
    assert np.isnan(found[3])


def test_only_what_is_found_and_unlike_the_history_is_serendipity() -> None:
    _, asked = Asked.of(np.array([0, 1, 2]), np.array([2, 2, 3]))
    histories = ROWS.histories
    found = Company(ROWS).serendipity(np.array([[2, 3], [3, -1], [3, 1]]), asked, histories)
    assert found == pytest.approx([(1 - AC / 2) / 2, 0, 1 / 2])
    with pytest.raises(InvalidInput, match="one for each"):
        Company(ROWS).serendipity(np.array([[1]]), asked, histories)


def test_a_list_of_what_is_as_popular_as_the_history_has_no_gap() -> None:
    same, other = popularity_gap(np.array([[0, 1], [2, -1]]), ROWS.histories.part(0, 2), ROWS.counts)
    assert same == pytest.approx(0)
    assert other > 0.5


def test_concentration_is_none_where_all_are_shown_alike() -> None:
    assert concentration(np.array([[0, 1], [2, 3]]), 4) == pytest.approx(0)
    assert concentration(np.array([[0, -1], [0, -1]]), 4) == pytest.approx(0.75)
    assert concentration(np.array([[-1]]), 4) == 0


def test_takings_are_the_prices_of_what_is_found() -> None:
    _, asked = Asked.of(np.array([0, 0, 1]), np.array([1, 2, 3]))
    prices = np.array([5.0, 7.0, np.nan, 2.0])
    assert takings(np.array([[1, 2, 0], [0, 1, -1]]), asked, prices) == pytest.approx([7, 0])
