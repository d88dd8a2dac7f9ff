"""Splits: nothing of what is to be found can be learned, and everybody holds out the same rows."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from thyself.core import InvalidInput
from thyself.evaluate.splits import at_random, by_time, last_out, leaks, of_each
from thyself.recommend import Interactions

ROWS = Interactions.of(
    [("a", "x", None, 1.0), ("a", "y", None, 2.0), ("a", "z", None, 9.0), ("b", "x", None, 3.0), ("b", "z", None, 8.0)]
)


def held(rows: Interactions, mask: np.ndarray) -> set[tuple[str, str]]:
    return {(rows.people[p], rows.items[i]) for p, i in zip(rows.person[mask], rows.item[mask], strict=True)}


def test_by_time_all_that_is_to_be_found_comes_after_all_that_is_learned() -> None:
    split = by_time(ROWS, 0.6)
    assert held(ROWS, split.test) == {("a", "z"), ("b", "z")}
    assert ROWS.at[split.train].max() < ROWS.at[split.test].min()
    assert leaks(ROWS, split) == []


def test_the_last_and_the_last_but_one_are_held_out() -> None:
    assert held(ROWS, last_out(ROWS).test) == {("a", "z"), ("b", "z")}
    before = last_out(ROWS, skip=1)
    assert held(ROWS, before.test) == {("a", "y")}
    assert held(ROWS, before.train) == {("a", "x"), ("b", "x"), ("b", "z")}


def test_without_times_the_order_of_the_source_is_the_order() -> None:
    rows = Interactions.of([("a", "q"), ("a", "b"), ("a", "c")])
    assert held(rows, last_out(rows).test) == {("a", "c")}
    with pytest.raises(InvalidInput, match="needs a time"):
        by_time(rows)


@given(st.permutations([("a", item, None, 5.0) for item in "uvwxyz"] + [("b", item, None, 1.0) for item in "uvw"]))
def test_tied_times_are_decided_alike_whatever_the_order_of_the_file(rows: list[tuple[str, str, None, float]]) -> None:
    given = Interactions.of(rows)
    split = last_out(given)
    known = Interactions.of(sorted(rows))
    assert held(given, split.test) == held(known, last_out(known).test)
    assert split.digest == last_out(known).digest
    assert split.ties == 2


def test_a_digest_names_the_rows_and_the_split() -> None:
    fewer = ROWS.where(np.arange(len(ROWS)) > 0)
    digests = [last_out(ROWS).digest, last_out(fewer).digest, by_time(ROWS, 0.2).digest, last_out(ROWS, skip=1).digest]
    assert len(set(digests)) == 4
    assert str(last_out(ROWS)) == f"last: 3 to learn, 2 to find ({digests[0]})"


def test_leaks_are_told() -> None:
    again = Interactions.of([("a", "x", None, 1.0), ("a", "y", None, 2.0), ("a", "x", None, 3.0)])
    assert "1 of 1 rows to find are items that the same person took before" in leaks(again, last_out(again))[0]
    rows = Interactions.of([(f"p{at % 5}", f"i{at}", None, float(at)) for at in range(100)])
    assert any("later than the first row to find of the same person" in each for each in leaks(rows, at_random(rows)))


def test_of_each_person_the_same_share_is_held_out() -> None:
    rows = Interactions.of([(f"p{at % 3}", f"i{at}", None, float(at)) for at in range(24)])
    split = of_each(rows, 0.75, seed=1)
    assert np.bincount(rows.person[split.test]).tolist() == [2, 2, 2]
    assert (split.train ^ split.test).all()
    assert split.digest == of_each(rows, 0.75, seed=1).digest != of_each(rows, 0.75, seed=2).digest
    with pytest.raises(InvalidInput, match="share"):
        of_each(rows, 1.0)


def test_what_cannot_be_split_is_told() -> None:
    with pytest.raises(InvalidInput, match="nobody has"):
        last_out(Interactions.of([("a", "x")]))
    with pytest.raises(InvalidInput, match="same time"):
        by_time(Interactions.of([("a", "x", None, 1.0), ("b", "x", None, 1.0)]))
