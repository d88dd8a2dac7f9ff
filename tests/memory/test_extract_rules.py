from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thyself.core import Trace
from thyself.memory.extract import PATTERNS, Pattern, facts

AT = datetime(2023, 5, 1, tzinfo=UTC)


def read(text: str, **fields: object) -> list[tuple[str, str, str]]:
    values: dict[str, object] = {"kind": "said", "source": "chat", **fields}
    return [(record.text, record.stance, record.subject) for record in facts(Trace(text, at=AT, **values))]  # type: ignore[arg-type]


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda each: each.name)
def test_each_pattern_reads_its_example_and_leaves_its_counterexample(pattern: Pattern) -> None:
    sentence, value = pattern.yes
    found = facts(Trace(sentence, at=AT, kind="said", source="chat"))
    assert value in [each.value for each in found if each.by == pattern.name and each.stance == "is"]
    against = facts(Trace(pattern.no, at=AT, kind="said", source="chat"))
    assert not [each for each in against if each.by == pattern.name and each.stance == "is"]


def test_pattern_names_are_distinct() -> None:
    assert len({each.name for each in PATTERNS}) == len(PATTERNS)


@pytest.mark.parametrize(
    "text",
    [
        "Hello, I'm here to chat with you again today.",
        "Am I allergic to nuts?",
        "I live in Rome, right?",
        "If I were rich I'd live in Paris.",
        "Imagine I live in Paris and work as a spy.",
        "Let's pretend: I'm a doctor.",
        "She said: I am vegetarian.",
        "He told me I'm allergic to nuts.",
        "“I'm a nurse” was the first line of the novel.",
        'The song goes "I live in Rome".',
        "> I live in Rome\n> I work as a baker",
        "On Mon, 1 May 2023, Anna wrote:\nI live in Rome.",
        "You are allergic to nuts.",
        "Write a cover letter. I am a nurse and I live in Paris.",
        "Please rewrite this: I am a nurse.",
        "I wish I lived in Paris.",
        "When I live in Rome one day, I will be happy.",
        "My friend thinks I'm a nurse.",
        "I'm a nurse, just kidding.",
        "```\nI live in Rome\n```",
        "I love it. I like that. I love how you said this.",
        "I love the colour of your dress.",
        "I'm afraid I can't come.",
        "I don't have any plans.",
        "",
    ],
)
def test_what_is_not_told_as_the_persons_own_gives_no_line(text: str) -> None:
    assert read(text) == []


def test_what_others_say_is_no_fact_about_the_person() -> None:
    assert read("I'm allergic to nuts.", author="Anna") == []
    assert read("I'm allergic to nuts.", kind="read") == []


def test_what_is_said_of_a_sister_is_a_fact_about_the_sister() -> None:
    found = read("My sister Anna lives in Rome.")
    assert ("Sister Anna lives in Rome", "is", "sister Anna") in found
    assert not [each for each in found if each[2] == "me" and "Rome" in each[0]]


def test_negation_and_past_are_told_apart() -> None:
    assert read("I'm not allergic to nuts any more.") == [("Is allergic to nuts", "not", "me")]
    assert read("I no longer work at Acme.") == [("Works at Acme", "not", "me")]
    assert read("I used to live in Paris.") == [("Lives in Paris", "was", "me")]
    assert ("Does not like coriander", "is", "me") in read("I don't like coriander.")
    assert ("Likes coriander", "not", "me") in read("I don't like coriander.")


def test_an_enumeration_gives_one_line_each_and_stops_at_the_next_clause() -> None:
    found = read("I'm allergic to nuts, shellfish and pollen, so be careful.")
    assert [each[0] for each in found] == ["Is allergic to nuts", "Is allergic to shellfish", "Is allergic to pollen"]
    assert [each[0] for each in read("I love action and comedy movies.")] == ["Likes action and comedy movies"]
    assert [each[0] for each in read("I like to read, watch movies, and play chess.")] == [
        "Likes to read", "Likes to watch movies", "Likes to play chess",
    ]  # fmt: skip


def test_lower_case_and_missing_apostrophes_are_read() -> None:
    assert ("Is allergic to cats", "is", "me") in read("im allergic to cats")
    assert ("Lives in New York", "is", "me") in read("i live in new york")


def test_health_is_sensitive_and_its_sentence_can_be_found_in_the_text() -> None:
    text = "Hello there. I take metformin every morning. See you!"
    record = next(iter(facts(Trace(text, at=AT, kind="said", source="chat"))))
    assert record.sensitivity == "sensitive"
    assert text[record.start : record.end] == "I take metformin every morning"


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=300))
def test_any_text_can_be_read(text: str) -> None:
    for record in facts(Trace("I like " + text, at=AT, kind="said", source="chat")):
        assert record.text
        assert record.value.strip()
