"""Staged profile: a guided question to the history first, then lines, each with its evidence, as many as fit.

Sources: Guided Profile Generation (2024) for questions that ask for what is distinctive; Integrating Summarization and
Retrieval (2023) for a question for each kind of task. There a language model answers; here what is asked is counted,
over what others show, so that no line is of what everybody does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import Final, Protocol

from thyself.core import Evidence, InvalidInput, Trace, estimate_tokens
from thyself.memory.extract import facts, line_id
from thyself.memory.extract.clauses import own_words
from thyself.profile.interests import ATTRIBUTES
from thyself.profile.lines import Line
from thyself.profile.markers import NOBODY, Lift, Rates, lifts, topics, ways

_SHOWN: Final = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """One answer to a guided question: what it says in words, the value, how sure (larger first), and its traces."""

    text: str
    value: str
    score: float
    traces: tuple[Trace, ...]


class Guide(Protocol):
    """A question to a person's history."""

    @property
    def name(self) -> str:
        """What it is about: the area of its lines."""

    @property
    def question(self) -> str:
        """In words, for people."""

    def find(self, traces: Sequence[Trace]) -> list[Finding]:
        """The answers, surest first."""


@dataclass(frozen=True, slots=True)
class StyleGuide:
    """Which ways of writing are unusual; ``others`` is counted by :func:`thyself.profile.markers.ways`."""

    others: Rates = NOBODY
    name: str = "style"
    question: str = "Which ways of writing does this person have that others have less?"

    def find(self, traces: Sequence[Trace]) -> list[Finding]:
        """Ways of writing by their lift."""
        return _lifted(traces, lifts(Rates.of([each.text for each in traces], ways), self.others), ways)


@dataclass(frozen=True, slots=True)
class TopicGuide:
    """Which words and pairs of words are the person's own; ``others`` is counted by ``markers.topics``."""

    others: Rates = NOBODY
    name: str = "topics"
    question: str = "What does this person write about that others write about less?"

    def find(self, traces: Sequence[Trace]) -> list[Finding]:
        """Words by their lift."""
        return _lifted(traces, lifts(Rates.of([each.text for each in traces], topics), self.others), topics)


@dataclass(frozen=True, slots=True)
class PhraseGuide:
    """Which whole lines and sentences come again and again: the person's own words, which a small model can follow.

    Args:
        least: In how many texts a phrase must stand.
    """

    least: int = 3
    name: str = "phrases"
    question: str = "Which set phrases does this person use?"

    def find(self, traces: Sequence[Trace]) -> list[Finding]:
        """Phrases of two to twelve words, the commonest first."""
        of: dict[str, list[Trace]] = {}
        for trace in traces:
            lines = {" ".join(part.split()) for part in _PARTS.split(own_words(trace.text))}
            for line in lines:
                if 2 <= len(line.split()) <= 12:
                    of.setdefault(line, []).append(trace)
        found = sorted(of.items(), key=lambda each: (-len(each[1]), each[0]))
        return [
            Finding(f'Often writes: "{phrase}"', phrase, float(len(where)), tuple(where))
            for phrase, where in found
            if len(where) >= self.least
        ]


#: Where a line or a sentence ends.
_PARTS: Final = re.compile(r"\n+|(?<=[.!?])\s+")


@dataclass(frozen=True, slots=True)
class TakenGuide:
    """Of which makers and kinds the things are that the person took; ``others`` is counted on other people's things."""

    others: Rates = NOBODY
    name: str = "interests"
    question: str = "Which kinds of things does this person take that others take less?"

    def find(self, traces: Sequence[Trace]) -> list[Finding]:
        """Labels of things by their lift."""
        shown = [frozenset(labels(each)) for each in traces]
        counts: dict[str, int] = {}
        for label in (label for each in shown for label in each):
            counts[label] = counts.get(label, 0) + 1
        able = lifts(Rates(sum(map(bool, shown)), counts), self.others)
        return [
            Finding(
                f"Takes {each.marker.partition(':')[2]} ({each.marker.partition(':')[0]}) more than others:"
                f" {each.own:.0%} of things, others {each.others:.0%}",
                each.marker,
                each.score,
                tuple(trace for trace, has in zip(traces, shown, strict=True) if each.marker in has),
            )
            for each in able
        ]


@dataclass(frozen=True, slots=True)
class FactGuide:
    """What the person says of themselves."""

    name: str = "facts"
    question: str = "What does this person state of themselves?"

    def find(self, traces: Sequence[Trace]) -> list[Finding]:
        """Statements, the surest first."""
        found: dict[str, Finding] = {}
        for trace in traces:
            for record in facts(trace):
                if record.stance == "is":
                    known = found.get(record.line_id)
                    seen = (*known.traces, trace) if known else (trace,)
                    found[record.line_id] = Finding(record.text, record.value, record.confidence + len(seen), seen)
        return sorted(found.values(), key=lambda each: (-each.score, each.text))


def labels(trace: Trace) -> list[str]:
    """The kinds and makers of the thing that a trace is about: ``"genre:crime"``."""
    out = []
    for name in ATTRIBUTES:
        given = trace.extra.get(name)
        for each in given if isinstance(given, (list, tuple)) else (given,):
            if isinstance(each, str) and each.strip():
                out.append(f"{name.removesuffix('s')}:{each.strip()}")
    return out


@dataclass(frozen=True, slots=True)
class Staged:
    """What the questions came to.

    Args:
        lines: The lines, in the order of their worth; the person's own words among them.
        edits: The person's changes by line: other words, or ``None`` where the line is not wanted.
    """

    lines: tuple[Line, ...]
    edits: Mapping[str, str | None] = field(default_factory=dict)

    def edit(self, line: Line, text: str | None) -> Staged:
        """Put the person's words in place of a line, or (``None``) take it out; it stays so when it is built anew."""
        edits = {**self.edits, line.id: text}
        return Staged(_edited(self.lines, edits), edits)

    def render(self) -> str:
        """The lines, one each."""
        return "\n".join(f"- {line.text}" for line in self.lines)


def _edited(lines: Sequence[Line], edits: Mapping[str, str | None]) -> tuple[Line, ...]:
    out = []
    for line in lines:
        text = edits.get(line.id, line.text)
        if text is not None:
            out.append(replace(line, text=text, origin="edited") if line.id in edits else line)
    return tuple(out)


@dataclass(frozen=True, slots=True)
class StagedProfile:
    """Asks each guide in turn, and keeps as many lines as fit.

    Args:
        guides: The questions.
        tokens: How long all lines may be together (estimated).
        most: How many lines at most.
    """

    guides: tuple[Guide, ...]
    tokens: int = 200
    most: int = 12

    def build(self, traces: Sequence[Trace], *, before: Staged | None = None) -> Staged:
        """The profile of these traces; what the person changed in ``before`` stays changed.

        Raises:
            InvalidInput: A limit is below 1.
        """
        if self.tokens < 1 or self.most < 1:
            raise InvalidInput(f"tokens={self.tokens}, most={self.most}: give at least 1 of each")
        edits = before.edits if before is not None else {}
        answers = [[_line(each, guide) for each in guide.find(traces)] for guide in self.guides]
        in_turn = [line for turn in zip_longest(*answers) for line in turn if line is not None]
        kept: list[Line] = []
        room = self.tokens
        for line in _edited(in_turn, edits):
            need = estimate_tokens(f"- {line.text}\n")
            if need <= room and len(kept) < self.most and not any(_same(line, other) for other in kept):
                kept.append(line)
                room -= need
        return Staged(tuple(kept), edits)


def _line(found: Finding, guide: Guide) -> Line:
    return Line(
        line_id(guide.name, "me", found.value), found.text, guide.name, found.value,
        evidence=evidence_of(found.traces, guide.name, found.score),
        confidence=round(len(found.traces) / (len(found.traces) + 3), 4), score=found.score,
    )  # fmt: skip


def evidence_of(traces: Sequence[Trace], why: str, score: float) -> tuple[Evidence, ...]:
    """The newest traces behind a line, oldest first."""
    return tuple(
        Evidence((each.id,), (each.ref or each.id,), each.text, score, {why: score}, each.at, each.author, each.kind,
                 each.source, each.session, each.sensitivity)
        for each in sorted(traces, key=lambda each: each.at)[-_SHOWN:]
    )  # fmt: skip


def _same(line: Line, other: Line) -> bool:
    """Whether one says what the other says already: a word of a pair, the same line."""
    one, two = (set(each.value.partition(":")[2].split()) for each in (line, other))
    return line.id == other.id or (line.about == other.about == "topics" and bool(one & two))


def _lifted(traces: Sequence[Trace], found: Sequence[Lift], read: object) -> list[Finding]:
    shown = [(trace, read(trace.text)) for trace in traces]  # type: ignore[operator]
    return [
        Finding(each.told, each.marker, each.score, tuple(trace for trace, has in shown if each.marker in has))
        for each in found
    ]
