"""Things: the nodes and the relations of a personal graph, with what they stand on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from thyself.core import Sensitivity
from thyself.memory.ontology import Sex


@dataclass(frozen=True, slots=True)
class Entity:
    """Somebody or something in a person's life.

    Args:
        id: Its name within the graph: ``"me"``, ``"anna"``, ``"anna-2"``.
        kind: One of the ontology's kinds.
        names: What it is called, the fullest first; ``"my sister"`` where no name is known.
        sex: As far as the traces tell.
        trace_ids: The traces that speak of it, in order of time.
    """

    id: str
    kind: str
    names: tuple[str, ...]
    sex: Sex | None
    trace_ids: tuple[str, ...]

    @property
    def name(self) -> str:
        """The fullest name."""
        return self.names[0]


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation with the time in which it holds.

    Args:
        subject: The id of an entity.
        predicate: A property without what it says of sex.
        object: The id of an entity, or words where the property asks for words.
        since, until: From when until when it holds (UTC); ``None``: not told, and holding still.
        said: When it was said first (UTC).
        confidence: From 0 to 1, of all that says so together.
        trace_ids: The traces that say so, in order of time; the one that ended it comes last.
        sensitivity: The highest of the traces'.
    """

    subject: str
    predicate: str
    object: str
    since: datetime | None
    until: datetime | None
    said: datetime
    confidence: float
    trace_ids: tuple[str, ...]
    sensitivity: Sensitivity

    def holds(self, at: datetime | None) -> bool:
        """Whether it holds at a time; ``None``: still.

        Where nothing says since when, it holds since it was said, and before that as far as is known.
        """
        if at is None:
            return self.until is None
        return (self.since is None or self.since <= at) and (self.until is None or at < self.until)


@dataclass(frozen=True, slots=True)
class Step:
    """One step through the graph: the relation as it is seen from where one comes.

    Args:
        entity: The id from which the step leads.
        predicate: The property in this direction, with sex: ``"sister"``.
        to: The id of an entity, or words.
        relation: What the step stands on.
    """

    entity: str
    predicate: str
    to: str
    relation: Relation
