"""Records: what extractors read out of traces, one statement each, with the trace that contains it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal, Protocol, runtime_checkable

from thyself.core import Sensitivity, Trace
from thyself.core.trace import digest
from thyself.core.words import stem
from thyself.memory.extract.kinds import takes_in

Stance = Literal["is", "not", "was"]
#: What a record is: a line about the person, a key with its value, a triple of an ontology, a preference.
Schema = Literal["fact", "pair", "triple", "preference"]

#: What a line can be about.
AREAS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "name": "what to call the person",
        "age": "age when it was said",
        "birth": "day and place of birth",
        "home": "where and with whom the person lives, and comes from",
        "work": "job, employer, field",
        "study": "subject and school",
        "family": "relatives and partner",
        "people": "other people who matter",
        "pets": "animals that the person keeps",
        "allergy": "what the body does not bear",
        "diet": "what the person does not eat or drink, and the diet they follow",
        "health": "conditions and medicines",
        "likes": "what the person likes",
        "dislikes": "what the person does not like",
        "fears": "what the person is afraid of",
        "interests": "what the person is drawn to, by what they said, read and rated",
        "habits": "what the person does again and again",
        "languages": "languages spoken or learnt",
        "goals": "what the person wants to reach",
        "looks": "how the person looks",
        "things": "what the person owns",
        "places": "places that come up again and again",
        "topics": "what the person writes about more than others do",
        "notes": "anything else that the person told of themselves",
    }
)


@dataclass(frozen=True, slots=True)
class Record:
    """One statement in one trace.

    Args:
        about: One of :data:`AREAS`; for a pair its key, for a triple its property.
        slot: The finer place within the area, where at most one value may hold; empty where several may.
        subject: Of whom it speaks: ``"me"``, ``"sister Anna"``.
        value: What it says: ``"nuts"``; for a triple its object.
        text: The statement in words.
        stance: ``"is"``: it holds; ``"not"``: it does not hold any more; ``"was"``: it held earlier.
        confidence: Of this one statement, from 0 to 1.
        sensitivity: The higher of the area's and the trace's.
        start, end: Where the sentence that says so stands in the trace's text, in characters.
        by: What read it: the name of a pattern, or of an extractor.
        trace_id: The trace that contains it.
        schema: What kind of record it is.
        clause: The words of the statement with those of time, for :func:`thyself.memory.extract.validity.validity`.
    """

    about: str
    slot: str
    subject: str
    value: str
    text: str
    stance: Stance
    confidence: float
    sensitivity: Sensitivity
    start: int
    end: int
    by: str
    trace_id: str = ""
    schema: Schema = "fact"
    clause: str = ""

    @property
    def line_id(self) -> str:
        """The id of the profile's line that it speaks of."""
        return line_id(self.slot or self.about, self.subject, self.value)

    def ends(self, other: Record) -> bool:
        """Whether this end takes in what the other says: "my dog died" takes in "has a dog called Rex"."""
        return (self.about, self.subject) == (other.about, other.subject) and takes_in(self.value, other.text)

    @property
    def single(self) -> bool:
        """Whether only one value can hold at a time."""
        return bool(self.slot)


@runtime_checkable
class Extractor(Protocol):
    """Reads statements out of traces. What it gives must stand in the trace that it names."""

    name: str
    schema: Schema

    def extract(self, traces: Sequence[Trace]) -> list[Record]:
        """The statements of the traces, in the order of the traces and of their texts; none for others' words."""


def line_id(slot: str, subject: str, value: str) -> str:
    """The stable id of a line: equal for values that differ only in case and endings (``nut``, ``Nuts``)."""
    return digest("line", slot, subject.casefold(), " ".join(stems(value)))[:16]


def stems(text: str) -> list[str]:
    """All words of a text by their stems, in lower case; the common ones too, since "not" changes a line."""
    return [stem(word) for word in _WORD.findall(text.casefold())]


_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
