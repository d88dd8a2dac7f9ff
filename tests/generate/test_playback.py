"""What is played back is the person's own words, and what must stay out is found if it gets in."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from thyself.core import Trace
from thyself.generate.playback import dialogue_from, leaks, qa_from

AT = datetime(2024, 1, 1, tzinfo=UTC)
ENTRIES = ["I went to Bologna on Monday. It rained.", "I love my old bike. I bought a lamp for it."]


def entry(text: str, **fields: str) -> Trace:
    return Trace(text, at=AT, kind="wrote", source="journal", **fields)  # type: ignore[arg-type]


def test_each_answer_stands_in_the_trace_that_it_names() -> None:
    traces = [entry(text) for text in ENTRIES]
    texts = {trace.id: trace.text for trace in traces}
    played = list(qa_from(traces))
    assert [each.question for each in played] == ["Where did you go?", "What do you like?", "What did you get?"]
    assert all(each.answer in texts[each.trace_id] for each in played)


def test_what_others_say_and_what_is_asked_gives_no_answer() -> None:
    assert list(qa_from([entry("I went to Rome", author="ann"), entry("Did I go to Rome?")])) == []


def test_a_dialogue_takes_turns_between_entries_and_ends_in_time() -> None:
    said = dialogue_from([entry(text) for text in ENTRIES], turns=4)
    assert [who for who, _ in said] == ["interviewer", "me"] * 2
    assert [words for who, words in said if who == "me"] == ["I went to Bologna on Monday", "I love my old bike"]
    assert dialogue_from([]) == []


def test_a_held_out_text_is_found_in_what_was_made() -> None:
    secret = ["the word for the door is a very long one"]
    assert leaks(["Well, the word for the door is a secret", "The door is shut"], secret) == [
        "Well, the word for the door is a secret"
    ]


@given(st.lists(st.text(max_size=80), max_size=4), st.integers(0, 9))
def test_any_entries_can_be_played(texts: list[str], turns: int) -> None:
    said = dialogue_from([entry(text) for text in texts], turns=turns)
    assert len(said) <= turns
    assert all(any(words in text for text in texts) for who, words in said if who == "me")
