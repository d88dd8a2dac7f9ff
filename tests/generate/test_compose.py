"""A composed prompt never exceeds its budget, and never cuts the task."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thyself.core import InvalidInput, estimate_tokens
from thyself.generate.compose import Composer, Prompt, Sample


def by_words(text: str) -> int:
    return len(text.split())


def by_letters(text: str) -> int:
    return (len(text) + 2) // 3


texts = st.text(alphabet='abc ,.\n"é漢', max_size=60)
samples = st.lists(st.builds(Sample, texts, texts, texts), max_size=6)


@given(samples, texts, st.integers(1, 120), st.sampled_from([estimate_tokens, by_words, by_letters]))
def test_never_over_the_limit_and_the_task_is_whole(
    given_samples: list[Sample], task: str, limit: int, count: object
) -> None:
    composer = Composer(limit, count)  # type: ignore[arg-type]
    if composer.count(task) > limit:
        with pytest.raises(InvalidInput, match="give a shorter one"):
            composer.compose(given_samples, task)
        return
    prompt = composer.compose(given_samples, task)
    assert composer.count(prompt.text) == prompt.tokens <= limit
    assert prompt.text.endswith(task)
    assert prompt.used == tuple(range(len(prompt.used)))
    for sample in (given_samples[i] for i in prompt.used):
        assert sample.before in prompt.text
        assert sample.after in prompt.text


def test_with_no_samples_the_prompt_is_the_task() -> None:
    assert Composer(100).compose([], "Title this.") == Prompt("Title this.", (), estimate_tokens("Title this."))


def test_what_a_short_sample_does_not_use_goes_to_the_next() -> None:
    composer = Composer(24, by_words, joint=" | ", end=" || ")
    long = " ".join(f"w{i}" for i in range(40))
    prompt = composer.compose([Sample("", "only two"), Sample("", long)], "the task is here")
    # 24 less 4 of the task and 2 of the marks between leaves 18, nine each; seven of the first go to the second.
    assert prompt.text == f"only two | {' '.join(f'w{i}' for i in range(16))} || the task is here"


def test_long_samples_get_equal_shares() -> None:
    composer = Composer(26, by_words, joint=" | ", end=" || ")
    long = " ".join(["word"] * 40)
    parts = composer.compose([Sample("", long)] * 3, "task").text.split(" || ")[0].split(" | ")
    assert [len(part.split()) for part in parts] == [8, 7, 7]


def test_samples_that_cannot_fit_are_left_out_from_the_last() -> None:
    framed = Sample('the title of my text is "', "some words that say what it is about", '"')
    prompt = Composer(30, by_words).compose([framed] * 10, "and the title of this one is")
    assert 0 < len(prompt.used) < 10
    assert prompt.used == tuple(range(len(prompt.used)))


def test_room_for_the_answer_stays_free() -> None:
    prompt = Composer(40, by_words, keep=15).compose([Sample("", " ".join(["word"] * 90))], "task")
    assert prompt.tokens <= 25
