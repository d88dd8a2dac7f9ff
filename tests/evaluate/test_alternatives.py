"""Any of several places will do: recall and nDCG by hand."""

from __future__ import annotations

from math import log2

import pytest

from thyself.core import InvalidInput
from thyself.evaluate.alternatives import with_alternatives


def test_one_of_two_places_is_enough() -> None:
    found = with_alternatives(["b", "x"], [{"a", "b"}], 5)
    assert (found.recall, found.ndcg) == (1.0, 1.0)


def test_each_value_wants_a_place_of_its_own() -> None:
    found = with_alternatives(["x", "a"], [{"a"}, {"b", "c"}], 2)
    assert found.recall == 0.5
    assert found.ndcg == pytest.approx((1 / log2(3)) / (1 + 1 / log2(3)))


def test_two_values_told_in_one_place_are_found_by_it() -> None:
    assert with_alternatives(["a"], [{"a", "b"}, {"a"}], 1).recall == 1.0


def test_places_beyond_k_do_not_count() -> None:
    assert with_alternatives(["x", "a"], [{"a"}], 1).recall == 0.0


@pytest.mark.parametrize("wanted", [[], [set()]])
def test_nothing_wanted_is_refused(wanted: list[set[str]]) -> None:
    with pytest.raises(InvalidInput, match="at least one id"):
        with_alternatives(["a"], wanted, 5)
