"""Lines: what is known of a person, one readable statement each, and the patches that change them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from thyself.core import Evidence, Sensitivity

Origin = Literal["inferred", "stated", "edited"]
Op = Literal["add", "replace", "close", "keep", "hold", "edit", "pin", "unpin", "remove"]


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
        stale_since: Since when it is in doubt, because a line on which it rested no longer holds, or the person said
            something that parts with it; ``None`` where it stands. Said again, or edited or pinned by the person, it
            stands again.
        stale_because: Why, in words: ``"it goes with where you live: Lives in Rome (replaced: Lives in Berlin)"``.
        rests_on: The ids of the lines on which it rested.
        ended: Why it holds no longer, in words; empty while it holds, though its end be known.
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
    stale_since: datetime | None = None
    stale_because: str = ""
    rests_on: tuple[str, ...] = ()
    ended: str = ""

    @property
    def stale(self) -> bool:
        """Whether it is in doubt, because of what has changed or was said since."""
        return self.stale_since is not None

    @property
    def over(self) -> bool:
        """Whether it was said to hold no longer, and not only that it will end."""
        return self.valid_to is not None and bool(self.ended)

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
