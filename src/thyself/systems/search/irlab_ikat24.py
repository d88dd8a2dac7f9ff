"""IRLab@iKAT24: several aspect queries, their finds pooled and read again against the wish in full.

Source: IRLab@iKAT24: Learned Sparse Retrieval with Multi-aspect LLM Query Generation for Conversational Search (2024).
There a large model picks statements and writes the queries, SPLADE finds and a cross-encoder reranks; here small
learned scorers pick and rerank and BM25 finds; a capable model adds queries of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Final, Literal

from thyself.core import Evidence, InvalidInput, Request, Response, Turn
from thyself.core.registry import system
from thyself.guard import may_see
from thyself.memory import Turns, Unit
from thyself.memory.refine import Memory, refined, up_to_date
from thyself.models import capable
from thyself.retrieval.aspects import Aspects, ByModel, BySides, by_place, in_turns, pooled
from thyself.retrieval.rerank import PLAIN, CrossScorer
from thyself.retrieval.statements import Statements
from thyself.systems._find import Words, as_evidence, ranked
from thyself.systems._form import Answered, Desk, Segments, Top
from thyself.systems._remembered import proof

Fusion = Literal["pooled", "in turns", "by place"]
Ids = tuple[str, ...]
FUSIONS: Final = ("pooled", "in turns", "by place")
#: So many finds of each query are pooled.
WIDE: Final = 20


@dataclass(frozen=True, slots=True)
class IrlabIkat24:
    """The system; see :func:`irlab_ikat24`."""

    fusion: Fusion = "pooled"
    statements: int = 3
    k: int = 5
    name: str = "irlab-ikat24"

    def respond(self, request: Request, desk: Desk) -> Response:
        """Answer the last turn of a conversation from the person's texts."""
        begun = perf_counter()
        units = Segments(lambda _: Turns()).units(desk, before=request.now)
        turns = [*request.history, Turn(request.text)]
        matter = self.matter(turns, request, desk)
        queries = self._aspects(desk).queries(turns, [each.text for each in matter])
        # What of the person the queries were written from left the machine as well, where the model is elsewhere.
        desk.record(Response("", tuple(proof(matter, desk)), system=self.name, cost=queries.cost))
        found = self.find(units, queries.texts, desk)
        response = Answered().respond(request, Top(self.k).pack(found, request), desk)
        cost = replace(response.cost + queries.cost, seconds=perf_counter() - begun)
        return desk.record(replace(response, system=self.name, cost=cost))

    def matter(self, turns: Sequence[Turn], request: Request, desk: Desk) -> list[Memory]:
        """What of the person matters for the last turn, as far as the model may see it; none where none is known."""
        up_to_date(desk.scope, now=desk.clock())
        held = refined(desk.scope, before=request.now).at(request.as_of or request.now)
        model, allows = desk.language_model, desk.settings.remote_allows
        told = [each for each in held if model is None or may_see(each.sensitivity, model, allows)]
        best = Statements(desk.embedder).best([each.text for each in told], turns, self.statements)
        return [told[at] for at in best]

    def find(self, units: Sequence[Unit], queries: Sequence[str], desk: Desk) -> list[Evidence]:
        """Units for the queries of a wish, best first; the first query is the wish in full."""
        counted = Words(units)
        lists = [[each.trace_ids for each in ranked(units, counted.scores(query), "words")[:WIDE]] for query in queries]
        by_ids = {each.trace_ids: each for each in units}
        return [as_evidence(by_ids[ids], "aspects", score) for ids, score in self._fused(lists, queries, by_ids, desk)]

    def _fused(
        self, lists: Sequence[list[Ids]], queries: Sequence[str], by_ids: Mapping[Ids, Unit], desk: Desk
    ) -> list[tuple[Ids, float]]:
        if self.fusion == "by place":
            return by_place(lists)
        if self.fusion == "in turns":
            return [(ids, 1 / place) for place, ids in enumerate(in_turns(lists), 1)]
        pool = pooled(lists, WIDE)
        scores = (
            CrossScorer(desk.embedder, PLAIN).scores(queries[0], [by_ids[ids].text for ids in pool]) if pool else ()
        )
        return sorted(zip(pool, map(float, scores), strict=True), key=lambda each: -each[1])

    def _aspects(self, desk: Desk) -> Aspects:
        model = desk.language_model
        return ByModel(model) if model is not None and capable(model) else BySides()


@system(
    number=43,
    name="irlab-ikat24",
    serves=("ask",),
    title="IRLab@iKAT24: Learned Sparse Retrieval with Multi-aspect LLM Query Generation for Conversational Search",
    job="search by several aspect queries of a turn and what of the person matters for it, and rerank what they find",
)
def irlab_ikat24(*, fusion: Fusion = "pooled", statements: int = 3, k: int = 5) -> IrlabIkat24:
    """Make the system.

    Args:
        fusion: Finds are pooled and read again against the wish in full, taken in turns, or fused by their places.
        statements: How many of the person's statements become queries.
        k: How many texts are read for the answer.

    Raises:
        InvalidInput: There is no such fusion, or a number is out of range.
    """
    if fusion not in FUSIONS or statements < 0 or k < 1:
        raise InvalidInput(f"fusion={fusion!r}, statements={statements}, k={k}: there are {', '.join(FUSIONS)}")
    return IrlabIkat24(fusion, statements, k)
