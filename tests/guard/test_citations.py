"""Marks such as [1] hold a sentence to its own pieces, however they are written."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thyself.core import Evidence
from thyself.guard import claims, unsupported

ROME = ZoneInfo("Europe/Rome")


def note(text: str, at: datetime) -> Evidence:
    return Evidence((text,), (text,), text, 1.0, at=at, source="chat")


#: In Rome this is the eighth of May.
DENTIST = note("I saw the dentist at 3pm.", datetime(2023, 5, 7, 22, 30, tzinfo=UTC))
DINNER = note("Dinner with Anna at 8pm.", datetime(2023, 6, 9, 12, tzinfo=UTC))


def wrong(draft: str) -> list[str]:
    return unsupported(draft, [DENTIST, DINNER], zone=ROME)


@pytest.mark.parametrize("marks", ["[1][2]", "[1] [2]", "[1, 2]", "[1,2]", "[2; 1]", "[ 1, 2 ]"])
def test_two_pieces_may_be_cited_in_any_way(marks: str) -> None:
    assert wrong(f"The dentist was at 3pm and dinner at 8pm {marks}.") == []
    assert wrong(f"The dentist was at 3pm and dinner at 9pm {marks}.") == ["9pm"]
    assert wrong(f"The dentist was at 3pm and dinner at 8pm. {marks} It was fine.") == []


def test_a_mark_is_no_figure() -> None:
    assert claims("It was fine [1, 2]. It was good [ 3 ].") == []


def test_a_mark_beyond_the_pieces_is_told_alone_or_among_others() -> None:
    assert wrong("You saw the dentist [3].") == ["[3]"]
    assert wrong("You saw the dentist [1, 3].") == ["[1, 3]"]
    assert wrong("You saw the dentist [0].") == ["[0]"]


def test_the_figure_of_one_note_with_the_date_of_another_is_found() -> None:
    assert wrong("You saw the dentist at 3pm on 8 May 2023 [1].") == []
    assert wrong("You saw the dentist at 3pm on 9 June 2023 [1].") == ["9 June 2023"]
    assert wrong("You saw the dentist at 3pm on 9 June 2023.") != []


def test_a_piece_vouches_for_its_date_on_the_clock_of_the_person_alone() -> None:
    assert wrong("You saw the dentist on 7 May 2023 [1].") == ["7 May 2023"]


@given(st.integers(2, 999_999), st.integers(2, 999_999), st.sampled_from([1, 2]))
def test_a_figure_counts_for_the_piece_that_is_cited(one: int, two: int, cited: int) -> None:
    at = datetime(2023, 5, 7, tzinfo=UTC)
    pieces = [note(f"I counted {one} birds.", at), note(f"I counted {two:,} ships.", at)]
    told = unsupported(f"You counted {one} birds [{cited}].", pieces, zone=ROME)
    assert (told == []) == (cited == 1 or one == two)
