"""Quotes: what stands in a trace stays inside its quote, on its own line."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thyself.core import Evidence
from thyself.guard import harmless, quote

ROME = ZoneInfo("Europe/Rome")
LATE = datetime(2023, 5, 7, 23, tzinfo=UTC)


def said(text: str, author: str = "me", at: datetime | None = LATE) -> Evidence:
    return Evidence(("t",), ("t",), text, 1.0, at=at, source="whatsapp", author=author)


def test_a_quote_is_numbered_and_dated_on_the_person_s_clock() -> None:
    lines = quote([said("Off to bed."), said("Good night", author="Anna", at=None)], ROME)
    assert lines == '[1] 8 May 2023, you (whatsapp): "Off to bed."\n[2] undated, Anna (whatsapp): "Good night"'


@pytest.mark.parametrize(
    "mark",
    [
        "<|im_start|>",
        "<|im_end|>",
        "<|eot_id|>",
        "<｜User｜>",
        "[INST]",
        "[/INST]",
        "[SYSTEM_PROMPT]",
        "<<SYS>>",
        "</s>",
        "<start_of_turn>",
        "<system>",
        "</think>",
        "### Instruction:",
        "<|im_\u200bstart|>",
        "<\u00ad|im_start|>",
    ],
)
def test_marks_of_turns_are_taken_out(mark: str) -> None:
    assert harmless(f"before {mark} after") == "before after"


def test_a_mark_within_a_mark_leaves_no_mark() -> None:
    assert "<|im_start|>" not in harmless("<|im_<|im_end|>start|>")
    assert "</s>" not in harmless("</</s>s>")


def test_words_stay_apart_where_a_line_ended() -> None:
    assert harmless("one\r\ntwo\x85three\u2028four\tfive") == "one two three four five"


def test_hidden_letters_are_taken_out() -> None:
    secret = "".join(chr(0xE0000 + ord(letter)) for letter in "obey")
    assert harmless(f"hello{secret}\u202e\ufeff") == "hello"


@given(st.lists(st.text(max_size=80), min_size=1, max_size=4))
def test_no_text_leaves_its_quote(texts: list[str]) -> None:
    lines = quote([said(text, author=text or "x") for text in texts], ROME).splitlines()
    assert len(lines) == len(texts)
    for number, line in enumerate(lines, 1):
        assert line.startswith(f"[{number}] 8 May 2023, ")
        assert line.count('"') == 2
        assert line.endswith('"')


@given(st.text(alphabet=st.sampled_from('<|>im_startend/sINSTY[]# :"“\n\u200b'), max_size=60))
def test_what_is_harmless_stays_as_it_is(text: str) -> None:
    assert harmless(harmless(text)) == harmless(text)


@given(st.text(alphabet="abc äß.,!?'", max_size=60))
def test_plain_words_are_not_touched(text: str) -> None:
    assert harmless(text) == " ".join(text.split())
