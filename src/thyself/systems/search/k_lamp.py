"""K-LaMP: the next search, for the page that is being read and for what this person comes back to.

Source: Knowledge-Augmented Large Language Models for Personalized Contextual Query Suggestion (2024).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Final

from thyself.core import Cost, Evidence, Request, Response
from thyself.core.registry import system
from thyself.memory import unit
from thyself.memory.entities import Entities, entities, named_in, rarity
from thyself.systems._find import as_evidence
from thyself.systems._form import Desk

_NOTHING: Final = "No search comes to mind."


@dataclass(frozen=True, slots=True)
class KLamp:
    """Suggests searches of two words: what the page is about, and what the person comes back to beside such things.

    The system; its arguments are those of :func:`k_lamp`.
    """

    k: int = 3
    half_life_days: float = 180.0
    name: str = "k-lamp"

    def respond(self, request: Request, desk: Desk) -> Response:
        """Suggest searches for a page (``request.text``), one a line, the likeliest first."""
        begun = perf_counter()
        known = entities(desk.scope, before=request.now, half_life_days=self.half_life_days)
        found = self._suggested(request, desk, known)
        return replace(found, system=self.name, cost=Cost(seconds=perf_counter() - begun))

    def _suggested(self, request: Request, desk: Desk, known: Entities) -> Response:
        if not known.known:
            return Response(_NOTHING, reasons=("nothing that you searched or read is known yet",))
        page = list(named_in(request.text))
        fitting = known.fitting(page, k=request.k or self.k)
        if not page or not fitting:
            return Response(_NOTHING, reasons=("nothing that you come back to goes with this page yet",))
        subject = max(page, key=lambda name: (rarity(name), -page.index(name)))
        lines = [f"{subject} {name}" for name, _ in fitting]
        reasons = tuple(f"“{name}” came up {known.known[name].count:.0f} times" for name, _ in fitting)
        return Response("\n".join(lines), self._proof(request, desk, [name for name, _ in fitting]), reasons)

    @staticmethod
    def _proof(request: Request, desk: Desk, names: Sequence[str]) -> tuple[Evidence, ...]:
        """For each entity the newest trace that names it."""
        left, proof = dict.fromkeys(names), list[Evidence]()
        for trace in desk.scope.traces(authors=["me"], before=request.now, newest_first=True):
            told = [name for name in left if name in set(named_in(f"{trace.extra.get('title', '')} {trace.text}"))]
            if told:
                proof.append(as_evidence(unit("turn", [trace]), "names it", 1.0))
            for name in told:
                del left[name]
            if not left:
                break
        return tuple(proof)


@system(
    number=29,
    name="k-lamp",
    serves=("predict",),
    title="Knowledge-Augmented Large Language Models for Personalized Contextual Query Suggestion",
    job="suggest the next search for a page, from counts of what the person comes back to; no text of theirs is kept",
)
def k_lamp(*, k: int = 3, half_life_days: float = 180.0) -> KLamp:
    """Make the system.

    Args:
        k: How many searches.
        half_life_days: After so many days what came up counts half.
    """
    return KLamp(k, half_life_days)
