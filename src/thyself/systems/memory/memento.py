"""Memento: what an instruction refers to, found among what was told earlier in the same place.

Source: Embodied Agents Meet Personalization: Exploring Memory Utilization for Personalized Assistance (2025).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from time import perf_counter

from thyself.core import Evidence, InvalidInput, Request, Response
from thyself.core.clauses import clauses
from thyself.core.registry import system
from thyself.generate import UNKNOWN, Answer
from thyself.retrieval import Recall
from thyself.systems._form import Desk


@dataclass(frozen=True, slots=True)
class Memento:
    """The system; its arguments are those of :func:`memento`."""

    scene: str | None = None
    k: int = 5
    name: str = "memento"

    def respond(self, request: Request, desk: Desk) -> Response:
        """Tell what an instruction, or a question, refers to, by the episodes that it rests on."""
        begun = perf_counter()
        found = self.remember(request, desk)
        if not found:
            where = "anywhere" if self.scene is None else f"in {self.scene!r}; memories of other places are not used"
            response = Response(UNKNOWN, reasons=(f"nothing that fits was told {where}",))
        else:
            answer = Answer(desk.language_model, desk.zone, desk.settings.remote_allows)
            response = answer.respond(request, found)
        cost = replace(response.cost, seconds=perf_counter() - begun)
        return desk.record(replace(response, system=self.name, cost=cost))

    def remember(self, request: Request, desk: Desk) -> list[Evidence]:
        """The episodes for each clause, the best of each first; only those of the scene, however few there are."""
        recall = Recall(desk.embedder)
        sources = None if self.scene is None else (self.scene,)
        lists = [
            recall(desk.scope, clause, k=self.k, unit="session", before=request.now, now=request.now, sources=sources)
            for clause in clauses(request.text) or [request.text]
        ]
        return _woven(lists)[: request.k or self.k]


@system(
    number=18,
    name="memento",
    serves=("ask",),
    title="Embodied Agents Meet Personalization: Exploring Memory Utilization for Personalized Assistance",
    job="find what a personal reference means among what was told in the same place, clause by clause",
)
def memento(*, scene: str | None = None, k: int = 5) -> Memento:
    """Make the system.

    Args:
        scene: The place (the source of its traces); ``None`` for all. Where nothing was told there, nothing is found:
            other places never stand in.
        k: How many episodes are read.

    Raises:
        InvalidInput: ``k`` is less than one.
    """
    if k < 1:
        raise InvalidInput(f"k={k}: read at least one episode")
    return Memento(scene, k)


def _woven(lists: Sequence[Sequence[Evidence]]) -> list[Evidence]:
    """In turns from each list, each episode once."""
    kept: dict[tuple[str, ...], Evidence] = {}
    for turn in zip_longest(*lists):
        for each in turn:
            if each is not None:
                kept.setdefault(each.trace_ids, each)
    return list(kept.values())
