"""Time words: "last week", "in May", "on the 7th" as spans of time on a person's clock, without a model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time that a text speaks of.

    Args:
        start, end: From ``start`` up to, not including, ``end`` (UTC).
        text: The words that say it.
        kind: What sort of words: ``"day"``, ``"week"``, ``"month"`` …
    """

    start: datetime
    end: datetime
    text: str
    kind: str


def find(query: str, now: datetime, zone: ZoneInfo) -> list[Span]:
    """The stretches of time that a question names."""
    return []


def mentioned(text: str, at: datetime, zone: ZoneInfo) -> list[Span]:
    """The stretches of time that somebody spoke of at a time."""
    return []


def overlap(spans: Sequence[Span], at: datetime) -> float:
    """How well a time fits: 1 inside a span, less outside; 0 where there are no spans."""
    return 0.0
