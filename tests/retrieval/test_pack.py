"""Packing: never over the budget, nothing twice, whole turns, best first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thyself.core import Evidence, InvalidInput, Trace, estimate_tokens
from thyself.retrieval.pack import cost, in_order, pack, page, printed

START = datetime(2023, 5, 8, 13, tzinfo=UTC)
TURNS = [
    Trace(f"word{i} " * (1 + i % 5), at=START + timedelta(minutes=i), kind="said", author="AB"[i % 2], source="chat")
    for i in range(30)
]
BY_ID = {turn.id: turn for turn in TURNS}


def piece(first: int, last: int, score: float) -> Evidence:
    """Turns ``first`` up to, not including, ``last``."""
    turns = TURNS[first:last]
    text = "\n".join(f"{turn.author}: {turn.text}" for turn in turns) if len(turns) > 1 else turns[0].text
    ids = tuple(turn.id for turn in turns)
    return Evidence(ids, ids, text, score, {"all": score}, turns[0].at, turns[0].author)


def test_the_best_come_first_and_what_does_not_fit_is_passed_over() -> None:
    small, large, last = piece(0, 1, 3.0), piece(1, 15, 2.0), piece(20, 21, 1.0)
    assert pack([last, large, small], cost([small, last])) == [small, last]


def test_a_turn_inside_a_chosen_segment_is_not_counted_twice() -> None:
    segment, turn = piece(0, 4, 3.0), piece(2, 3, 2.0)
    assert pack([segment, turn], 10_000) == [segment]


def test_a_segment_takes_the_place_of_its_turn() -> None:
    turn, segment = piece(2, 3, 3.0), piece(0, 4, 2.0)
    (packed,) = pack([turn, segment], 10_000)
    assert packed.trace_ids == segment.trace_ids
    assert packed.text == segment.text
    assert (packed.score, packed.why, packed.at) == (3.0, {"all": 3.0}, segment.at)


@pytest.mark.parametrize("traces", [None, BY_ID])
def test_overlapping_pieces_become_one(traces: dict[str, Trace] | None) -> None:
    (packed,) = pack([piece(4, 9, 3.0), piece(1, 6, 2.0)], 10_000, traces=traces)
    whole = piece(1, 9, 3.0)
    assert (packed.trace_ids, packed.text, packed.at) == (whole.trace_ids, whole.text, whole.at)


def test_the_same_words_count_once_a_day() -> None:
    def note(text: str, day: int) -> Evidence:
        return Evidence((f"{text}{day}",), ("",), text, 1.0, at=START + timedelta(days=day))

    assert len(pack([note("I went running", 0), note("went running.", 0)], 1000)) == 1
    assert len(pack([note("I went running", 0), note("I went running", 1)], 1000)) == 2


def test_where_nothing_fits_the_turns_that_answer_are_given_whole() -> None:
    segment = piece(0, 20, 1.0)
    packed = pack([segment], 30, query="what about word13 and word4?")
    assert packed
    assert TURNS[13].id in packed[0].trace_ids + packed[1].trace_ids
    assert all(len(each.trace_ids) == 1 and each.text == BY_ID[each.trace_ids[0]].text for each in packed)
    assert cost(packed) <= 30


def test_a_turn_is_never_cut() -> None:
    assert pack([piece(4, 5, 1.0)], 3) == []


def test_a_budget_of_nothing_is_refused() -> None:
    with pytest.raises(InvalidInput, match="budget"):
        pack([], 0)


def test_what_is_counted_is_what_is_printed() -> None:
    assert printed(piece(0, 1, 1.0)) == "[2023-05-08] A: word0 "
    assert printed(piece(0, 2, 1.0)) == "[2023-05-08]\nA: word0 \nB: word1 word1 "


def test_a_day_is_printed_and_paid_for_once() -> None:
    pieces = [piece(2, 3, 3.0), piece(0, 2, 2.0)]
    assert page(pieces) == "[2023-05-08]\nA: word0 \nB: word1 word1 \nA: word2 word2 word2 "
    assert cost(pieces) == cost(pieces[:1]) + cost(pieces[1:]) - estimate_tokens("[2023-05-08]")


def test_thrift_takes_short_pieces_before_long_ones_that_are_a_little_better() -> None:
    long, short, other = piece(14, 15, 1.2), piece(10, 11, 1.0), piece(15, 16, 0.9)
    budget = cost([long])
    assert pack([long, short, other], budget) == [long]
    assert pack([long, short, other], budget, thrift=0.75) == [short, other]


def test_in_order_is_by_time() -> None:
    pieces = [piece(9, 10, 3.0), Evidence(("x",), ("x",), "no time", 5.0), piece(2, 3, 1.0)]
    assert in_order(pieces) == [pieces[2], pieces[0], pieces[1]]


pieces = st.tuples(st.integers(0, 28), st.integers(1, 8), st.floats(-5, 5)).map(
    lambda each: piece(each[0], min(30, each[0] + each[1]), each[2])
)


@settings(max_examples=200, deadline=None)
@given(evidence=st.lists(pieces, max_size=12), budget=st.integers(1, 300), known=st.booleans())
def test_never_over_the_budget_and_no_turn_twice(evidence: list[Evidence], budget: int, known: bool) -> None:
    packed = pack(evidence, budget, traces=BY_ID if known else None)
    assert cost(packed) <= budget
    ids = [each for found in packed for each in found.trace_ids]
    assert len(ids) == len(set(ids))
    assert set(ids) <= {each for found in evidence for each in found.trace_ids}
    assert [each.score for each in packed] == sorted((each.score for each in packed), reverse=True)
    for found in packed:
        assert list(found.trace_ids) == sorted(found.trace_ids, key=lambda each: BY_ID[each].at)
        for each in found.trace_ids:
            assert BY_ID[each].text in found.text
