"""Evidence: the traces that a statement stands on, word for word, with a score that can be taken apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from thyself.core.trace import Sensitivity


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was found, and why.

    Args:
        trace_ids: The traces, in order of time.
        refs: The sources' own ids of the same traces (the trace's id where the source gave none).
        text: Their words, verbatim; several turns are joined by line breaks, each with its author in front.
        score: How well it fits; higher is better. The terms of ``why`` add up to it.
        why: Each term of the score by name.
        at: When the first of the traces happened (UTC).
        author, kind, source, session: Those of the first trace.
        sensitivity: The highest of the traces'.
    """

    trace_ids: tuple[str, ...]
    refs: tuple[str, ...]
    text: str
    score: float
    why: Mapping[str, float] = field(default_factory=dict)
    at: datetime | None = None
    author: str = "me"
    kind: str = ""
    source: str = ""
    session: str | None = None
    sensitivity: Sensitivity = "personal"
