"""What begins, ends or becomes something else is read in many words; what others do is not."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from thyself.core import Trace
from thyself.memory.extract import facts
from thyself.memory.extract.changes import CHANGES, Change
from thyself.memory.extract.kinds import takes_in
from thyself.memory.extract.validity import validity

AT = datetime(2023, 6, 10, 12, tzinfo=UTC)
ZONE = ZoneInfo("UTC")


def read(text: str) -> set[tuple[str, str]]:
    return {(each.text, each.stance) for each in facts(Trace(text, at=AT, kind="said", source="chat"))}


@pytest.mark.parametrize("change", CHANGES, ids=lambda each: each.example)
def test_each_form_of_change_reads_its_example(change: Change) -> None:
    found = facts(Trace(change.example, at=AT, kind="said", source="chat"))
    ends = change.stance != "is"
    assert any((each.stance != "is") == ends for each in found)


@pytest.mark.parametrize(
    ("text", "line", "stance"),
    [
        ("Guess who's finally living in Lyon!", "Lives in Lyon", "is"),
        ("Bye Rome, hello Berlin: the last box is unpacked.", "Lives in Rome", "not"),
        ("Bye Rome, hello Berlin: the last box is unpacked.", "Lives in Berlin", "is"),
        ("I'm on the payroll of Acme.", "Works at Acme", "is"),
        ("My contract at Acme was not renewed.", "Works at Acme", "not"),
        ("My days as a carpenter are over.", "Works as a carpenter", "not"),
        ("Anna and I are an item now.", "Is together with Anna", "is"),
        ("Anna and I have gone our separate ways.", "Is together with Anna", "not"),
        ("I get around in an old Honda.", "Has a Honda", "is"),
        ("My vegan days are over.", "Is vegan", "not"),
        ("Our old dog Rex is dead.", "Has a dog", "was"),
    ],
)
def test_a_value_beside_words_that_go_with_it_is_read(text: str, line: str, stance: str) -> None:
    assert (line, stance) in read(text)


@pytest.mark.parametrize(
    "text",
    [
        "My friend Tom moved to Lisbon.",
        "Tom says he lives in Madrid now.",
        "My brother got a job at Acme.",
        "My neighbour sold his Honda.",
        "I wish I could move to Berlin.",
        "If I moved to Berlin, I would miss you.",
        "We visited Rome on our holiday.",
        "I'm thinking about becoming a nurse.",
        "I made a lot of friends there.",
        "The Mona Lisa was stolen from the Louvre.",
    ],
)
def test_other_peoples_news_trips_and_wishes_are_no_change_of_the_person(text: str) -> None:
    found = facts(Trace(text, at=AT, kind="said", source="chat"))
    assert not [each for each in found if each.subject == "me" and each.about in ("home", "work", "things", "family")]


def test_who_is_from_a_place_did_not_leave_it() -> None:
    assert ("Lives in Rome", "not") not in read("I'm from Rome.")
    assert ("Lives in Rome", "not") in read("I just moved here from Rome.")


def test_one_sentence_that_ends_a_thing_does_not_begin_it() -> None:
    found = read("My dog Rex died last week.")
    assert ("Has a dog", "was") in found
    assert not [stance for _, stance in found if stance == "is"]
    assert ("Works at Acme", "is") not in read("I quit my job at Acme.")


@pytest.mark.parametrize(
    ("clause", "stance", "since", "until"),
    [
        ("I moved to Berlin in May", "is", (2023, 5, 1), None),
        ("I've lived in Berlin since 2019", "is", (2019, 1, 1), None),
        ("I've been at Acme for two weeks", "is", (2023, 5, 27), None),
        ("Next month I start at Acme", "is", (2023, 7, 1), None),
        ("I'm moving to Lyon in August", "is", (2023, 8, 1), None),
        ("I work at Acme until the end of June", "is", None, (2023, 7, 1)),
        ("I worked at Acme until last year", "was", None, (2023, 1, 1)),
        ("From 2015 to 2018 I lived in Paris", "was", (2015, 1, 1), (2019, 1, 1)),
        ("I sold my car in March", "was", None, (2023, 3, 1)),
        ("I live in Berlin", "is", None, None),
        ("I lived it up yesterday", "is", None, None),
    ],
)
def test_words_of_time_say_since_when_and_until_when(clause, stance, since, until) -> None:
    found = validity(clause, stance, AT, ZONE)
    days = [None if each is None else (each.year, each.month, each.day) for each in (found.since, found.until)]
    assert days == [since, until]


def test_a_general_word_takes_in_what_is_of_its_kind() -> None:
    assert takes_in("a car", "a red Honda")
    assert takes_in("dog", "a labrador called Rex")
    assert not takes_in("a red Honda", "a blue Honda")
    assert not takes_in("", "anything")
