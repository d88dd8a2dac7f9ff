"""Compose: a person's own samples before a task, within a budget of tokens; the task itself is never cut."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from thyself.core import InvalidInput, estimate_tokens

Shorten = Callable[[Sequence[str], int], str]
"""The words of a text and how many of them are kept, to a text."""


def first_words(words: Sequence[str], keep: int) -> str:
    """Its beginning."""
    return " ".join(words[:keep])


def both_ends(words: Sequence[str], keep: int) -> str:
    """Its beginning and its end: how somebody closes a text is cut away where only its beginning is kept."""
    if keep >= len(words):
        return " ".join(words)
    first = (keep + 1) // 2
    return f"{' '.join(words[:first])} … {' '.join(words[len(words) - (keep - first) :])}".removesuffix(" … ")


#: A sample of which less than this many tokens would be left is not worth its frame.
LEAST: Final = 4


@dataclass(frozen=True, slots=True)
class Sample:
    """One own text in its frame: ``"<title>" is the title for "<text>"``. Only ``text`` may be shortened."""

    before: str
    text: str
    after: str = ""


@dataclass(frozen=True, slots=True)
class Prompt:
    """What was composed.

    Args:
        text: The whole prompt.
        used: Which samples are in it, by their place in what was given.
        tokens: How long it is.
    """

    text: str
    used: tuple[int, ...]
    tokens: int


@dataclass(frozen=True, slots=True)
class Composer:
    """Puts samples before a task: each gets an equal share of what the task leaves, and passes on what it does not use.

    Samples are shortened at words, from their end if not said otherwise; where the shares are too small even for the
    frames, the last samples are left out. With no samples the prompt is the task alone.

    Args:
        limit: Tokens that the whole prompt may have.
        count: Counts the tokens of a text.
        joint: Stands between samples.
        end: Stands between the last sample and the task.
        keep: Tokens of the limit that are to stay free (for what is generated).
        shorten: What is kept of a sample that is too long.

    Source: LaMP (Salemi et al., 2024), in-prompt augmentation. There, samples may have a share ``1 - min(|x|, .6 L)/L``
    of the limit ``L`` (the .6 lowered by tenths until the frames fit), and a longer task ``x`` is cut. Here no task is
    cut, so the share is ``1 - |x|/L`` for every ``x``, and samples make room.
    """

    limit: int
    count: Callable[[str], int] = estimate_tokens
    joint: str = ", and "
    end: str = ". "
    keep: int = 0
    shorten: Shorten = first_words

    def compose(self, samples: Sequence[Sample], task: str) -> Prompt:
        """The prompt; ``samples`` best first.

        Raises:
            InvalidInput: The task alone is longer than the limit.
        """
        room = self.limit - self.keep
        if self.count(task) > room:
            raise InvalidInput(f"the text has {self.count(task)} tokens, but {room} fit: give a shorter one")
        for many in range(len(samples), 0, -1):
            prompt = self._with(samples[:many], task, room)
            if prompt is not None:
                return prompt
        return Prompt(task, (), self.count(task))

    def _with(self, samples: Sequence[Sample], task: str, room: int) -> Prompt | None:
        """With just these samples, or ``None`` where they do not fit."""
        glue = self.count(self.joint) * (len(samples) - 1) + self.count(self.end)
        left = room - self.count(task) - glue
        while left > 0:
            texts = self._shared(samples, left)
            if texts is None:
                return None
            whole = self.joint.join(texts) + self.end + task
            tokens = self.count(whole)
            if tokens <= room:
                return Prompt(whole, tuple(range(len(samples))), tokens)
            left -= tokens - room  # pieces can have more tokens together than apart
        return None

    def _shared(self, samples: Sequence[Sample], total: int) -> list[str] | None:
        """The samples in their frames; what one does not use of its share goes to the next."""
        share, carried = divmod(total, len(samples))
        texts = []
        for sample in samples:
            budget = share + carried
            text = self._shortened(sample, budget)
            if text is None:
                return None
            texts.append(text)
            carried = budget - self.count(text)
        return texts

    def _shortened(self, sample: Sample, budget: int) -> str | None:
        """A sample in its frame with as many of its words as fit; ``None`` where too few do."""
        whole = f"{sample.before}{sample.text}{sample.after}"
        if self.count(whole) <= budget:
            return whole
        words = sample.text.split()
        low, high = 0, len(words)  # as many words as ``low`` fit
        while low < high:
            middle = (low + high + 1) // 2
            if self.count(self._framed(sample, words, middle)) <= budget:
                low = middle
            else:
                high = middle - 1
        least = min(LEAST, len(words))
        return self._framed(sample, words, low) if low and self.count(self.shorten(words, low)) >= least else None

    def _framed(self, sample: Sample, words: Sequence[str], keep: int) -> str:
        return f"{sample.before}{self.shorten(words, keep)}{sample.after}"
