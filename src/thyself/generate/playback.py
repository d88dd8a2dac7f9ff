"""Playback: questions and answers, and dialogues, made of what a person wrote; each answer is the person's own words.

Source: Journal Intensive Conversations (2024) for dialogues of entries; PLUM (2024) for questions on what was and was
not told. Both use a language model; here sentences are turned by rules, and what is made is held against its source.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from thyself.core import Trace
from thyself.core.words import STOP, stem, words
from thyself.generate.letters import take_apart
from thyself.guard import longest_copied
from thyself.memory.extract.clauses import sentences
from thyself.memory.extract.gazetteer import expected

_ASKS: Final = (
    (r"\bI (?:went|travelled|moved|drove|flew) to\b", "Where did you go?"),
    (r"\bI (?:work|worked) (?:as|at|in)\b", "What is your work?"),
    (r"\bI (?:love|like|enjoy|prefer)\b", "What do you like?"),
    (r"\bI (?:hate|dislike|can't stand|do not like|don't like)\b", "What can't you stand?"),
    (r"\bI (?:worried|worry|am afraid|was nervous|cried)\b", "How did you feel?"),
    (r"\bI (?:bought|got|ordered)\b", "What did you get?"),
    (r"\bI (?:met|saw|visited|invited|talked)\b", "Whom or what did you see?"),
    (r"\bI (?:read|watched|listened)\b", "What did you read or watch?"),
    (r"\bI (?:plan|want|hope|would like)\b", "What do you plan?"),
)
_ELSE: Final = "What else was there?"


@dataclass(frozen=True, slots=True)
class Played:
    """A question, the answer in the person's own words, and the trace that holds it."""

    question: str
    answer: str
    trace_id: str


def qa_from(traces: Sequence[Trace]) -> Iterator[Played]:
    """Questions that a person's own statements answer, one a statement; what is no statement of theirs gives none."""
    for trace in traces:
        if trace.author != "me":
            continue
        for sentence in sentences(trace.text):
            said = trace.text[sentence.start : sentence.end].strip()
            if re.search(r"\b(?:I|[Mm]y|[Ww]e)\b", said):
                yield Played(_question(said), said, trace.id)


def _question(said: str) -> str:
    return next((asked for form, asked in _ASKS if re.search(form, said, re.IGNORECASE)), _ELSE)


def dialogue_from(traces: Sequence[Trace], *, turns: int = 8) -> list[tuple[str, str]]:
    """A dialogue in which an interviewer asks and the person answers as they wrote: ``(speaker, words)``.

    Args:
        traces: The entries, best first; from each in turn one statement is taken.
        turns: How many turns there are at most, questions and answers together.
    """
    queues = [list(qa_from([trace])) for trace in traces]
    out: list[tuple[str, str]] = []
    while any(queues) and len(out) + 1 < turns:
        for queue in queues:
            if queue and len(out) + 1 < turns:
                played = queue.pop(0)
                out += [("interviewer", played.question), ("me", played.answer)]
    return out


def leaks(made: Sequence[str], kept_out: Sequence[str], *, run: int = 6) -> list[str]:
    """The made texts that share a run of words with texts that they must not know (those of a test, of another person).

    Args:
        made: What was made.
        kept_out: What must not be in it.
        run: How many words in a row count.
    """
    return [text for text in made if any(longest_copied(text, other) >= run for other in kept_out)]


def asked_of(traces: Sequence[Trace]) -> Iterator[Played]:
    """Questions that somebody could ask of what a person told: the rule's question, with every other telling word.

    The rest of the words is what an answer adds, so a scorer that learns from these pairs can't learn to copy.
    """
    for trace in traces:
        for played in qa_from([trace]):
            said = list(dict.fromkeys(word for word in words(played.answer) if word not in STOP))
            if len(said) >= _LEAST_ASKED:
                yield Played(f"{played.question} About {', '.join(said[::2])}?", played.answer, trace.id)


#: A statement of fewer telling words leaves nothing to ask with.
_LEAST_ASKED: Final = 4


#: What a mail does, and how somebody would tell a writer to do it.
_DOES: Final = (
    (r"\b(?:thank|thanks|thx|grateful|appreciate)", "thank them"),
    (r"\b(?:unfortunately|can't|cannot|will not be able|won't be able|not available|decline)", "decline"),
    (r"\b(?:sorry|apologi[sz]e|apologies)", "apologise"),
    (r"\b(?:could|would|can|will) you\b|\blet me know\b|\?", "ask for something"),
    (r"\b(?:congratulations|congrats)", "congratulate"),
    (r"\b(?:invite|would you like to (?:come|join))", "invite"),
    (r"\b(?:confirm|sounds good|works for me|happy to)", "agree"),
    (r"\b(?:attached|here (?:is|are)|please find)", "send something"),
    (r"\b(?:meet|meeting|call|zoom|schedule)\b", "arrange to meet"),
)
#: How many telling words an instruction has, and how many words in a row it may share with its text.
_NAMED: Final = 4
_SHARED: Final = 2


def does(text: str) -> list[str]:
    """What a text does, as one would order it: ``"thank them"``, ``"ask for something"``."""
    return [told for form, told in _DOES if re.search(form, text, re.IGNORECASE)]


def instruction_from(text: str) -> str:
    """How somebody would tell a writer to write this text: what it does and what it is about, in no words in a row.

    Source: Panza (2025), data playback; there a language model words the instruction.
    """
    body = take_apart(text).body or text
    acts = does(body)[:3] or ["tell them something"]
    about = sorted(
        {word for word in words(body) if word not in STOP and len(word) > 3 and word.isalpha()},
        key=lambda word: (expected(stem(word)), word),
    )
    while True:
        named = f" About: {'; '.join(about[:_NAMED])}." if about else ""
        made = f"{'; '.join(acts).capitalize()}.{named}"
        if not about or longest_copied(made, text) <= _SHARED:
            return made
        about = about[1:]


def instructions_of(traces: Sequence[Trace]) -> Iterator[Played]:
    """Pairs of an instruction and the person's own text, to learn from; a pair that leaks its text is left out."""
    for trace in traces:
        if trace.author == "me" and len(words(trace.text)) >= _LEAST_WORDS:
            instruction = instruction_from(trace.text)
            if not leaks([instruction], [trace.text], run=_SHARED + 1):
                yield Played(instruction, trace.text, trace.id)


#: A shorter text teaches nothing.
_LEAST_WORDS: Final = 10
