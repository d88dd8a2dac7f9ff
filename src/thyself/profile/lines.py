"""Lines: what is known of a person, one readable statement each, and the patches that change them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Final, Literal

from thyself.core import Evidence, Sensitivity
from thyself.core.trace import digest
from thyself.core.words import stem

Origin = Literal["inferred", "stated", "edited"]
Op = Literal["add", "replace", "close", "keep", "hold", "edit", "pin", "unpin", "remove"]

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
class Line:
    """One statement about the person, or about somebody of theirs.

    Args:
        id: Sixteen digits that stay the same for the same area, subject and value.
        text: The statement in words: ``"Is allergic to nuts"``, ``"Sister Anna lives in Rome"``.
        about: One of :data:`AREAS`, or a word of the person's own.
        value: What the statement says of the area: ``"nuts"``.
        slot: The finer place within the area, where at most one value may hold: ``"home:place"``.
        subject: Of whom it speaks: ``"me"``, ``"sister Anna"``.
        evidence: The traces that it stands on, in order of time; empty for the person's own words.
        confidence: From 0 to 1.
        origin: ``"stated"``: the person said it in a trace; ``"inferred"``: counted or measured over traces;
            ``"edited"``: the person wrote or changed it here.
        pinned: The person wants it kept as it is.
        valid_from, valid_to: Since when and until when it holds, as far as the traces tell; ``None`` where they do not.
        recorded_at: When it first entered the profile.
        replaces: The id of the line in whose place it came.
        sensitivity: The highest of its area and its traces.
        score: For sorting within an area; larger first.
    """

    id: str
    text: str
    about: str
    value: str
    slot: str = ""
    subject: str = "me"
    evidence: tuple[Evidence, ...] = ()
    confidence: float = 0.9
    origin: Origin = "inferred"
    pinned: bool = False
    valid_from: datetime | None = None
    valid_to: datetime | None = None
    recorded_at: datetime | None = None
    replaces: str | None = None
    sensitivity: Sensitivity = "personal"
    score: float = 0.0

    def holds(self, at: datetime) -> bool:
        """Whether the line is valid at a time."""
        return (self.valid_from is None or self.valid_from <= at) and (self.valid_to is None or at < self.valid_to)


@dataclass(frozen=True, slots=True)
class Patch:
    """One change of the profile: what was done to which line, when, and why."""

    op: Op
    line: Line
    reason: str
    at: datetime

    @property
    def text(self) -> str:
        """The line's words after the change."""
        return self.line.text

    @property
    def line_id(self) -> str:
        """The id of the line."""
        return self.line.id


@dataclass(frozen=True, slots=True)
class Avoid:
    """Something that must not be offered to the person.

    Args:
        words: Forms by which an item names it; an item that has all words of one form is meant.
        why: The reason in words.
        evidence: The traces behind it.
        hard: Whether it rules out (an allergy, a diet, "never"), and not only weighs against.
        severity: From 0 to 1: 1 for an allergy.
    """

    words: tuple[str, ...]
    why: str
    evidence: tuple[Evidence, ...] = ()
    hard: bool = True
    severity: float = 1.0
    line_id: str = field(default="", compare=False)


def line_id(slot: str, subject: str, value: str) -> str:
    """The stable id of a line: equal for values that differ only in case and endings (``nut``, ``Nuts``)."""
    return digest("line", slot, subject.casefold(), " ".join(stems(value)))[:16]


def stems(text: str) -> list[str]:
    """All words of a text by their stems, in lower case; the common ones too, since "not" changes a line."""
    return [stem(word) for word in _WORD.findall(text.casefold())]


_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
