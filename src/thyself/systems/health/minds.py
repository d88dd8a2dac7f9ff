"""MINDS: what is on record of a person, by type, with since when and from where, and one hash that tells any change.

Source: Building Flexible, Scalable, and Machine Learning-ready Multimodal Oncology Datasets (2024). Cohorts of several
people are asked by :func:`thyself.memory.cohort.cohort`: a system reaches one person alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from time import perf_counter
from typing import Final

from thyself.core import Cost, Request, Response, Trace
from thyself.core.registry import system
from thyself.guard.health import concern
from thyself.memory import unit
from thyself.memory.manifest import manifest
from thyself.memory.patient import RECORD
from thyself.memory.record import Record, record
from thyself.systems._find import as_evidence
from thyself.systems._form import Desk

_TITLES: Final = {
    "condition": "Conditions", "medication": "Medicines", "allergy": "Allergies", "procedure": "Procedures",
    "immunization": "Immunizations", "measured": "Figures", "document": "Documents", "encounter": "Visits",
}  # fmt: skip
#: So many things of a type are told.
_MOST: Final = 8
_NOTE: Final = "This repeats what is on record; it concludes nothing and is no medical advice."


@dataclass(frozen=True, slots=True)
class Minds:
    """The system; it has no arguments."""

    name: str = "minds"

    def respond(self, request: Request, desk: Desk) -> Response:
        """The record in lines; a wish that needs help, or a doctor, gets that and no record."""
        begun = perf_counter()
        serious = concern(request.text)
        if serious is not None:
            why, cost = f"health rule: {serious.name}", Cost(seconds=perf_counter() - begun)
            return Response(serious.text, reasons=(why,), cost=cost, system=self.name)
        known = record(desk.scope, at=request.now)
        newest = [each for kind in _TITLES if kind in RECORD for each in _newest(known, kind)]
        if not newest:
            cost = Cost(seconds=perf_counter() - begun)
            return Response("Nothing is on record.", reasons=("no record yet",), cost=cost, system=self.name)
        listed = manifest([desk.scope], at=request.now)
        held = sum(listed.withheld.values())
        reasons = (f"{len(listed.entries)} entries, hash {listed.hash}", *([f"{held} held back"] if held else []))
        evidence = tuple(as_evidence(unit("turn", [each]), "on record", 1.0) for each in newest)
        figures = {str(each.item): each.value for each in newest if each.kind == "measured" and each.value is not None}
        text = "\n".join([*_lines(known), _NOTE])
        return Response(text, evidence, reasons, Cost(seconds=perf_counter() - begun), self.name, figures=figures)


def _lines(known: Record) -> Iterator[str]:
    for kind, title in _TITLES.items():
        newest = _newest(known, kind)
        if newest:
            more = len(_things(known, kind)) - len(newest)
            told = "; ".join(f"{_words(each)} ({each.at:%Y-%m-%d})" for each in newest)
            yield f"{title}: {told}{f'; and {more} more' if more else ''}."


def _words(trace: Trace) -> str:
    return trace.text if trace.kind == "measured" else str(trace.extra.get("name", trace.text))


def _newest(known: Record, kind: str) -> list[Trace]:
    """The newest entry of each thing, newest first."""
    return sorted(_things(known, kind).values(), key=lambda each: (each.at, each.id), reverse=True)[:_MOST]


def _things(known: Record, kind: str) -> dict[str, Trace]:
    """The newest entry of each thing by its code; nothing secret, and no samples of a signal."""
    told = (each for each in known.traces.get(kind, ()) if each.sensitivity != "secret" and "wave" not in each.extra)
    return {str(each.item): each for each in told}


@system(
    number=25,
    name="minds",
    serves=("advise",),
    title="Building Flexible, Scalable, and Machine Learning-ready Multimodal Oncology Datasets",
    job="tell what is on record by type, with when and from where, and a hash that shows any change of it",
)
def minds() -> Minds:
    """Make the system."""
    return Minds()
