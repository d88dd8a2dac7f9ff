"""What sort of thing a question asks for, and texts that have one."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from thyself.core import Evidence
from thyself.retrieval.answer_type import Sort, answering_first, has, sort_of

AT = datetime(2025, 5, 2, 9, tzinfo=UTC)
ZONE = ZoneInfo("UTC")


def evidence(text: str, score: float) -> Evidence:
    return Evidence((text,), (text,), text, score, {}, AT)


@pytest.mark.parametrize(
    ("question", "sort"),
    [
        ("How much did the roof cost?", "figure"),
        ("what was the score against Leeds", "figure"),
        ("Who mended the roof?", "person"),
        ("Where did I buy the ladder?", "place"),
        ("Why was I late?", "reason"),
        ("What time does it shut?", "time"),
        ("Which restaurant had the good soup?", "name"),
        ("What did I say of the roof?", None),
    ],
)
def test_the_words_of_a_question_tell_the_sort(question: str, sort: Sort | None) -> None:
    assert sort_of(question) == sort


@pytest.mark.parametrize(
    ("sort", "question", "yes", "no"),
    [
        ("figure", "How much was the ladder?", "The ladder was 80 euros", "The ladder is wobbly"),
        ("person", "Who mended the roof?", "Henrik mended the roof", "The roof is mended"),
        ("person", "Who mended the roof?", "My uncle did the roof", "Roof is done"),
        ("reason", "Why was I late?", "Late because the bridge was up", "Late again, sigh"),
        ("colour", "What colour is the door?", "The door is teal", "The door is painted"),
        ("name", "Which hotel was it?", "We slept at the Bellavista", "The hotel was loud"),
    ],
)
def test_a_text_has_it_or_not(sort: Sort, question: str, yes: str, no: str) -> None:
    assert has(sort, yes, question, AT, ZONE)
    assert not has(sort, no, question, AT, ZONE)


def test_what_has_it_goes_first_and_what_is_far_off_stays() -> None:
    found = [evidence("The ladder is wobbly", 4.0), evidence("The ladder was 80 euros", 3.0), evidence("5 eggs", 0.1)]
    ordered, fits = answering_first("How much was the ladder?", found, ZONE)
    assert fits
    assert [each.text for each in ordered] == ["The ladder was 80 euros", "The ladder is wobbly", "5 eggs"]


def test_nothing_fits_where_nothing_near_has_it() -> None:
    _, fits = answering_first(
        "How much was the ladder?", [evidence("The ladder is wobbly", 4.0), evidence("5 eggs", 0.1)], ZONE
    )
    assert not fits
