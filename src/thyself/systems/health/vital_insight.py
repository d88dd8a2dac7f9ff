"""Vital Insight: a day as it was measured beside what may be inferred, each inference with what it stands on.

Source: Vital Insight: Assisting Experts' Sensemaking Process of Multi-modal Personal Tracking Data Using
Visualization and LLM (2024).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from time import perf_counter
from typing import Final

from thyself.core import Cost, Request, Response
from thyself.core.registry import system
from thyself.guard.health import concern
from thyself.memory import unit
from thyself.signals.sensemaking import DayPage, day_of, told
from thyself.systems._find import as_evidence
from thyself.systems._form import Desk

_DAY: Final = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")


@dataclass(frozen=True, slots=True)
class VitalInsight:
    """The system; its arguments are those of :func:`vital_insight`."""

    name: str = "vital-insight"

    def respond(self, request: Request, desk: Desk) -> Response:
        """The page of the day that is named, or of the newest day with figures."""
        begun = perf_counter()
        serious = concern(request.text)
        if serious is not None:
            return Response(serious.text, reasons=(f"health rule: {serious.name}",), system=self.name)
        page = self.page(request, desk)
        ids = (
            () if page is None else tuple({trace for each in (*page.direct, *page.totals) for trace in each.trace_ids})
        )
        noted = () if page is None else tuple({trace for each in page.inferred for trace in each.trace_ids})
        traces = list(desk.scope.traces(ids=sorted({*ids, *noted}), before=request.now)) if ids else []
        evidence = tuple(as_evidence(unit("turn", [each]), "of this day", 1.0) for each in traces)
        why = (
            "nothing measured yet"
            if page is None or not ids
            else f"{len(page.inferred)} inferences, none of them a fact"
        )
        text = told(page) if page is not None and ids else "Nothing was measured on this day."
        return Response(text, evidence, (why,), Cost(seconds=perf_counter() - begun), self.name)

    def page(self, request: Request, desk: Desk) -> DayPage | None:
        """The page as data, for whoever draws it; ``None`` where nothing was ever measured."""
        named = _DAY.search(request.text)
        return day_of(desk.scope, date.fromisoformat(named.group()) if named else None, now=request.now)


@system(
    number=82,
    name="vital-insight",
    serves=("advise",),
    title="Vital Insight: Assisting Experts' Sensemaking Process of Multi-modal Personal Tracking Data",
    job="show a day as it was measured beside what may be inferred, each inference with what it stands on",
)
def vital_insight() -> VitalInsight:
    """Make the system."""
    return VitalInsight()
