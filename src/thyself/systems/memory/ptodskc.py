"""PTODSKC: what is told of people and places becomes triples of an ontology, and questions are answered from them.

Source: Prompt-Time Ontology-Driven Symbolic Knowledge Capture with Large Language Models (2024). The paper tunes a
language model of seven billion weights; here a small tagger reads the triples, learned from a few sentences a concept.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from time import perf_counter
from typing import Literal

from thyself.core import Cost, InvalidInput, Request, Response
from thyself.core.registry import system
from thyself.generate import UNKNOWN
from thyself.memory import Turns
from thyself.memory.extract import Extractor, Rules
from thyself.memory.extract.triples import READERS, Triples
from thyself.memory.graph import graph
from thyself.retrieval.graph import Hit, answers, as_evidence, never_told
from thyself.systems._find import Lexical
from thyself.systems._form import Answered, Conversational, Desk, Segments, System, Top


@dataclass(frozen=True, slots=True)
class GraphFirst:
    """Answers from the graph; what it does not know is left to another system.

    Args:
        name: The system's name.
        extractors: What reads the graph out of traces.
        rest: Answers what the graph does not.
    """

    name: str
    extractors: tuple[Extractor, ...]
    rest: System

    def respond(self, request: Request, desk: Desk) -> Response:
        """Answer with what the graph says and the traces that say so."""
        begun = perf_counter()
        known = graph(desk.scope, self.extractors, before=request.now)
        hits = [hit for hit in answers(known, request.text, at=request.as_of) if hit.asked]
        if not hits and (lost := never_told(known, request.text)) is not None:
            cost = Cost(seconds=perf_counter() - begun)
            return Response(UNKNOWN, reasons=(f"nothing is told of {lost!r}",), cost=cost, system=self.name)
        if not hits:
            return replace(self.rest.respond(request, desk), system=self.name)
        best = [hit for hit in hits if _alike(hit, hits[0])]
        ids = list(
            dict.fromkeys(each for hit in best for step in reversed(hit.path) for each in step.relation.trace_ids)
        )
        traces = {trace.id: trace for trace in desk.scope.traces(ids=ids)}
        return Response(
            "; ".join(dict.fromkeys(known.says(hit.answer) for hit in best)) + ".",
            evidence=tuple(as_evidence(traces[each], {"graph": 1 / n}) for n, each in enumerate(ids, 1)),
            reasons=tuple(dict.fromkeys(" > ".join(known.says(step) for step in hit.path) for hit in best)),
            cost=Cost(seconds=perf_counter() - begun),
            system=self.name,
        )


def _alike(hit: Hit, best: Hit) -> bool:
    """Answers of the same kind that are no less certain to hold: all children, but not the former home."""
    same = (hit.answer.predicate, hit.answer.entity) == (best.answer.predicate, best.answer.entity)
    return same and (hit.answer.relation.until is None) == (best.answer.relation.until is None)


@system(
    number=129,
    name="ptodskc",
    serves=("ask",),
    title="Prompt-Time Ontology-Driven Symbolic Knowledge Capture with Large Language Models",
    job="turn what is told of people and places into a graph, and answer from it with the traces that say so",
)
def ptodskc(*, reader: Literal["tagger", "rules"] = "tagger", k: int = 3) -> GraphFirst:
    """Make the system.

    Args:
        reader: What reads triples: the small tagger, or words of kinship alone.
        k: How many turns are read where the graph has no answer.

    Raises:
        InvalidInput: There is no such reader.
    """
    if reader not in READERS:
        raise InvalidInput(f"reader={reader!r}: there are {', '.join(READERS)}")
    triples = Triples(READERS[reader](), name=reader)
    plain = Conversational("ptodskc", Segments(lambda _: Turns()), Lexical(), Top(k=k), Answered())
    return GraphFirst("ptodskc", (Rules(), triples), plain)
