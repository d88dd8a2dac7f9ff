"""Journal personality: what somebody is like, by the entries that are most like themselves.

Source: Beyond Discrete Personas: Personality Modeling Through Journal Intensive Conversations (2024).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from time import perf_counter
from typing import Final, Literal

from thyself.core import Cost, InvalidInput, NotEnough, Request, Response
from thyself.core.registry import system
from thyself.memory import unit
from thyself.profile.traits import Trait, measure, representative
from thyself.systems._find import as_evidence
from thyself.systems._form import Desk

_SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class JournalPersonality:
    """The system; its arguments are those of :func:`journal_personality`."""

    entries: Literal["representative", "all"] = "representative"
    name: str = "journal-personality"

    def respond(self, request: Request, desk: Desk) -> Response:
        """Tell the five traits as far as the person's own texts show them; no model sees any of it."""
        begun = perf_counter()
        found = self._told(request, desk)
        return replace(found, system=self.name, cost=Cost(seconds=perf_counter() - begun))

    def _told(self, request: Request, desk: Desk) -> Response:
        traces = list(desk.scope.traces(kinds=["wrote", "said", "felt"], authors=["me"], before=request.now))
        traces = [trace for trace in traces if trace.text.strip()]
        if not traces:
            return Response("Nothing can be said of it.", reasons=("nothing of yours is known yet",))
        chosen = representative([trace.text for trace in traces])
        kept = traces if self.entries == "all" else [traces[i] for i in chosen.kept]
        evidence = tuple(as_evidence(unit("turn", [trace]), "representative", 1.0) for trace in kept[-_SHOWN:])
        try:
            traits = measure([trace.text for trace in kept])
        except NotEnough as lack:
            return Response("There is too little to tell.", evidence, (f"not enough yet: {lack}",))
        reasons = [f"from {len(kept)} of your {len(traces)} texts, those that are most like the others"]
        if chosen.mixed:
            reasons.append("your texts fall into two moods of about equal number: neither is taken for the usual one")
        return Response(_worded(traits), evidence, tuple(reasons), figures=_figures(traits))


def _worded(traits: tuple[Trait, ...]) -> str:
    clear = [f"{'more' if each.value > 0 else 'less'} {each.name} than not" for each in traits if each.clear]
    open_ = [each.name for each in traits if not each.clear]
    told = (
        f"By the words of your texts: {', '.join(clear)}." if clear else "By the words of your texts nothing is clear."
    )
    return told + (f" Of {', '.join(open_)} they say too little." if open_ else "")


def _figures(traits: tuple[Trait, ...]) -> dict[str, float]:
    return {each.name: each.value for each in traits} | {f"{each.name}_confidence": each.confidence for each in traits}


@system(
    number=120,
    name="journal-personality",
    serves=("predict",),
    title="Beyond Discrete Personas: Personality Modeling Through Journal Intensive Conversations",
    job="estimate five traits from the entries that represent a person, with how sure that is, and flag mixed moods",
)
def journal_personality(*, entries: Literal["representative", "all"] = "representative") -> JournalPersonality:
    """Make the system.

    Args:
        entries: Which texts count: those of the largest group by the traits that they show, or all.

    Raises:
        InvalidInput: There is no such choice.
    """
    if entries not in ("representative", "all"):
        raise InvalidInput(f"entries={entries!r}: there are representative and all")
    return JournalPersonality(entries)
