"""The tasks of LaMP (seven) and LongLaMP (four): what of an input is asked with, and how own samples are framed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from thyself.core import Trace
from thyself.generate.compose import Sample


@dataclass(frozen=True, slots=True)
class Task:
    """One kind of request.

    Args:
        number: LaMP's number, or LongLaMP's.
        job, kind: Which requests it serves (``Request.job`` and ``Request.kind``).
        kinds: The kinds of traces that are samples of it.
        label: Where a sample's label stands: ``"value"``, or keys of ``Trace.extra``, the first that is there; empty
            where the text is all.
        ask: What stands before the input.
        before, after: A sample's frame around its text, with ``{label}``.
        end: What stands between the samples and the request.
        meaning: Finds, in an input that has LaMP's own wording, the part that means something; all its groups.
        options: The labels to choose among, where they are always the same.
    """

    number: int
    job: str
    kind: str
    kinds: tuple[str, ...]
    label: tuple[str, ...]
    ask: str
    before: str
    after: str
    end: str = ". "
    meaning: str = ""
    options: tuple[str, ...] = ()

    def query(self, wish: str) -> str:
        """The meaningful part of an input: nothing of the instruction, which all inputs share."""
        found = re.findall(self.meaning, wish, re.IGNORECASE | re.DOTALL) if self.meaning else []
        return " ".join(" ".join(each) if isinstance(each, tuple) else each for each in found).strip() or wish

    def labelled(self, trace: Trace) -> str | None:
        """A sample's label; ``None`` where the trace has none, and so is no sample."""
        if not self.label:
            return ""
        if self.label == ("value",):
            return None if trace.value is None else f"{trace.value:g}"
        given = next((trace.extra[key] for key in self.label if trace.extra.get(key)), None)
        return str(given[0] if isinstance(given, (list, tuple)) else given) if given is not None else None

    def sample(self, text: str, label: str) -> Sample:
        """An own text in its frame."""
        return Sample(self.before.replace("{label}", label), text, self.after.replace("{label}", label))

    def prompt(self, wish: str) -> str:
        """The request itself; an input that has the instruction already stays as it is."""
        return wish if self.meaning and re.search(self.meaning, wish, re.IGNORECASE | re.DOTALL) else self.ask + wish


_TITLE: Final = '"{label}" is the title for "'
_LIKE: Final = ". Following the given patterns "

#: In order of their numbers.
TASKS: Final[tuple[Task, ...]] = (
    Task(
        1, "predict", "citation", ("wrote", "read"), ("title",),
        "For the author of these papers, which reference is related to the title, [1] or [2]? ",
        '"{label}" is the title of a paper about "', '"',
        meaning=r'\[[12]\]: "([^"]+)"', options=("[1]", "[2]"),
    ),
    Task(
        2, "predict", "tag", ("rated", "saw", "read", "wrote", "said"), ("tag", "tags"),
        "Which tag does this movie relate to? Just answer with the tag. description: ",
        'the tag for the movie: "', '" is "{label}"', meaning=r"\b(?:description|article): (.+)",
    ),
    Task(
        3, "predict", "rating", ("rated", "wrote"), ("value",),
        "What is the score of the following review on a scale of 1 to 5? Just answer with 1, 2, 3, 4, or 5. review: ",
        '{label} is the score for "', '"', meaning=r"\breview: (.+)", options=("1", "2", "3", "4", "5"),
    ),
    Task(
        4, "title", "article", ("wrote",), ("title", "subject"),
        "Generate a headline for the following article: ", _TITLE, '"', meaning=r"\barticle: (.+)",
    ),
    Task(
        5, "title", "paper", ("wrote",), ("title", "subject"),
        "Generate a title for the following abstract of a paper: ", _TITLE, '"', _LIKE, r"\babstract of a paper: (.+)",
    ),
    Task(
        6, "title", "mail", ("wrote",), ("subject", "title"),
        "Generate a subject for the following email: ", _TITLE, '"', meaning=r"\bemail: (.+)",
    ),
    Task(
        7, "write", "post", ("said", "wrote"), (),
        "Paraphrase the following tweet without any explanation before or after it: ", '"', '"',
        " are written by a person" + _LIKE, r"\btweet\b[^:]*: (.+)",
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class LongTask(Task):
    """A task whose samples need no label: without one, the text stands alone in quotes."""

    def labelled(self, trace: Trace) -> str:
        """A sample's label, or nothing."""
        return Task.labelled(self, trace) or ""

    def sample(self, text: str, label: str) -> Sample:
        """An own text in its frame."""
        return Task.sample(self, text, label) if label else Sample('"', text, '"')


_SUMMARY: Final = '"{label}" is the summary of "'

#: In order of their numbers.
LONG_TASKS: Final[tuple[Task, ...]] = (
    LongTask(
        1, "write", "mail", ("wrote",), ("subject", "title"),
        "Write a whole mail, as the person of these mails would, to this end: ", _TITLE, '"',
        meaning=r"\bemail\b[^:]{0,60}: (.+)",
    ),
    LongTask(
        2, "write", "abstract", ("wrote",), ("title",),
        "Write the abstract of a paper, in the style and language of these abstracts. Its title: ",
        'the abstract for the title "{label}": "', '"',
        meaning=r'\babstract for the title "(.+?)"',
    ),
    LongTask(
        3, "write", "review", ("wrote", "rated"), ("title",),
        "Write a whole review, as the person of these reviews would, of this: ", _SUMMARY, '"',
        meaning=r'\bproduct with description "(.+?)"[. ]+The summary of the review text is "(.+?)"',
    ),
    LongTask(
        4, "write", "topic", ("wrote", "said"), ("title", "subject"),
        "Write a whole post, as the person of these posts would, on this: ", _SUMMARY, '"',
        meaning=r"\breddit post:? (.+)",
    ),
)  # fmt: skip


def task(job: str, kind: str | None, among: Sequence[Task] = TASKS) -> Task:
    """The task for a request; where the kind is none of theirs, the last of the job's tasks."""
    able = [each for each in among if each.job == job]
    return next((each for each in able if each.kind == kind), able[-1])
