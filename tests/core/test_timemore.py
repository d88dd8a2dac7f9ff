"""Times said at more length are read; each on the clock of Wednesday, 15 October 2025."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thyself.core.calendar import NAMED_DAYS, named_day
from thyself.core.timewords import find

NOW = datetime(2025, 10, 15, 10, tzinfo=UTC)
ZONE = ZoneInfo("UTC")


def span(question: str) -> tuple[str, str]:
    found = find(question, NOW, ZONE)
    assert len(found) == 1, found
    return found[0].start.date().isoformat(), found[0].end.date().isoformat()


@pytest.mark.parametrize(
    ("question", "first", "end"),
    [
        ("What did we eat the weekend before last?", "2025-10-04", "2025-10-06"),
        ("Who rang the month before last?", "2025-08-01", "2025-09-01"),
        ("Where did I go three winters ago?", "2022-12-01", "2023-03-01"),
        ("Who came two Saturdays ago?", "2025-10-04", "2025-10-05"),
        ("How was the second half of 2024?", "2024-07-01", "2025-01-01"),
        ("What did I write in the first half of June?", "2025-06-01", "2025-06-16"),
        ("And in the third quarter of last year?", "2024-07-01", "2024-10-01"),
        ("What happened in Q1 2025?", "2025-01-01", "2025-04-01"),
        ("Where was I on the first Friday of August?", "2025-08-01", "2025-08-02"),
        ("What did I do on the last Sunday in April 2024?", "2024-04-28", "2024-04-29"),
        ("What did I say a month ago today?", "2025-09-15", "2025-09-16"),
        ("How was I exactly two years ago?", "2023-10-15", "2023-10-16"),
        ("What did I plan on Thursday last week?", "2025-10-09", "2025-10-10"),
        ("What did I do from the 5th to the 9th of May?", "2025-05-05", "2025-05-10"),
        ("What did I pay in the week of 3 September?", "2025-09-01", "2025-09-08"),
        ("What did I eat on Good Friday?", "2025-04-18", "2025-04-19"),
        ("Where was I on St. George's Day last year?", "2024-04-23", "2024-04-24"),
        ("What did I cook in March last year?", "2024-03-01", "2024-04-01"),
        ("Who came between Christmas and New Year?", "2024-12-26", "2025-01-01"),
        ("What did I note on the 30th of last month?", "2025-09-30", "2025-10-01"),
        ("What was I at after the 2nd?", "2025-10-03", "2025-10-15"),
    ],
)
def test_it_is_the_stretch_that_is_meant(question: str, first: str, end: str) -> None:
    assert span(question) == (first, end)


def test_this_winter_is_the_one_that_goes_on() -> None:
    february = datetime(2026, 2, 3, 10, tzinfo=UTC)
    (found,) = find("Did I ski this winter?", february, ZONE)
    assert (found.start.date(), found.end.date()) == (date(2025, 12, 1), date(2026, 3, 1))


@pytest.mark.parametrize(
    "text", ["He came second last", "the first of many", "from 10 to 20 people", "I was last in the week of shows"]
)
def test_what_only_sounds_like_a_time_breaks_nothing(text: str) -> None:
    assert all(each.start < each.end for each in find(text, NOW, ZONE))


@given(st.sampled_from(NAMED_DAYS), st.integers(1950, 2100))
def test_each_named_day_lies_in_its_year(name: str, of: int) -> None:
    found = named_day(name, of)
    assert found is not None
    assert found.start.year == of
