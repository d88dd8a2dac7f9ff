"""Remembered: an answer from what was told, with the traces that say so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from time import perf_counter

from thyself.core import Evidence, Request, Response
from thyself.generate import Answer
from thyself.guard import may_see
from thyself.memory import unit
from thyself.memory.extract.taught import TAUGHT
from thyself.memory.refine import Memory
from thyself.profile import Line
from thyself.profile.asked import asked, fitting
from thyself.profile.telling import day, told
from thyself.systems._find import as_evidence
from thyself.systems._form import Desk

#: So many traces of a memory are given, the newest.
_PROOF = 3
#: So many memories answer at most.
_TOLD = 3


@dataclass(frozen=True, slots=True)
class Remembered:
    """What is remembered for a question.

    Args:
        memories: Best first.
        blocks: The same under titles, as a model is shown them.
        reasons: Why these.
    """

    memories: Sequence[Memory]
    blocks: Mapping[str, Sequence[Memory]]
    reasons: tuple[str, ...]


def line(memory: Memory) -> Line:
    """A memory as a line of a profile."""
    return Line(
        memory.id, memory.text, memory.about, memory.value, memory.slot, memory.subject, confidence=memory.trust,
        origin="stated", valid_from=memory.valid_from, valid_to=memory.valid_to, sensitivity=memory.sensitivity,
        score=float(memory.said),
    )  # fmt: skip


def fits(memories: Sequence[Memory], question: str) -> list[Memory]:
    """The memories of the places that a question asks for, best first."""
    lines = {each.id: each for each in memories if each.about not in TAUGHT}
    return [lines[each.id] for each in fitting(asked(question), [line(each) for each in lines.values()])]


def respond(request: Request, known: Remembered, desk: Desk) -> Response:
    """Answer from what is remembered: a capable model words it, else it is told as it is."""
    shown = known.memories[:_TOLD]
    evidence = proof(shown, desk)
    if desk.language_model is None:
        text = " ".join(f"{_said(each, desk)} [{_number(each, evidence)}]" for each in shown)
        return Response(text, tuple(evidence), known.reasons)
    answer = Answer(desk.language_model, desk.zone, desk.settings.remote_allows)
    found = answer.respond(request, evidence, about=_about(known.blocks, desk))
    everything = [*shown, *(each for block in known.blocks.values() for each in block)]
    # What the blocks say left the machine as well.
    desk.record(replace(found, evidence=tuple(proof(everything, desk))))
    return replace(found, reasons=(*known.reasons, *found.reasons))


def proof(memories: Sequence[Memory], desk: Desk) -> list[Evidence]:
    """The traces of some memories, each once, in the order of the memories."""
    ids = dict.fromkeys(each for memory in memories for each in memory.sources[-_PROOF:])
    traces = {trace.id: trace for trace in desk.scope.traces(ids=list(ids))}
    kept = [traces[each] for each in ids if each in traces]
    return [as_evidence(unit("turn", [trace]), "memory", 1 / n) for n, trace in enumerate(kept, 1)]


def finished(response: Response, name: str, begun: float) -> Response:
    """A response with the name of its system and the time that it took since a reading of the stopwatch."""
    return replace(response, system=name, cost=replace(response.cost, seconds=perf_counter() - begun))


def _said(memory: Memory, desk: Desk) -> str:
    if memory.about in TAUGHT:
        return f"{memory.text} (you said so on {day(memory.last, desk.zone)})."
    return told(line(memory), desk.zone)


def _number(memory: Memory, evidence: Sequence[Evidence]) -> int:
    newest = memory.sources[-1]
    return next((n for n, each in enumerate(evidence, 1) if newest in each.trace_ids), 1)


def _about(blocks: Mapping[str, Sequence[Memory]], desk: Desk) -> str:
    model, allows = desk.language_model, desk.settings.remote_allows
    parts = []
    for title, memories in blocks.items():
        seen = [each for each in memories if model is None or may_see(each.sensitivity, model, allows)]
        if seen:
            parts.append("\n".join([f"{title}:", *(f"- {each.text}" for each in seen)]))
    return "\n".join(parts)
