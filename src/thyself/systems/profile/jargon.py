"""Jargon: the terms of a text that this person does not know, with what each means.

Source: Explain Less, Understand More: Jargon Detection via Personalized Parameter-Efficient Fine-tuning (2025).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Final

from thyself.core import Cost, Request, Response, Trace
from thyself.core.registry import system
from thyself.memory import unit
from thyself.profile.familiar import Met, Reader
from thyself.profile.jargon import Jargon, Unfamiliar
from thyself.systems._find import Lexical, Recent
from thyself.systems._form import Desk

#: A trace of this unit says of a term (its item) whether the person knows it: 1 or 0.
KNOWN: Final = "known"
#: Own texts that are read: those that fit the text, and the newest.
_FITTING: Final = 60
_NEWEST: Final = 40
_SHOWN: Final = 3
_UNLIKELY: Final = 0.5


@dataclass(frozen=True, slots=True)
class JargonSystem:
    """The system; its arguments are those of :func:`jargon`."""

    taught: Jargon | None
    glossary: Mapping[str, str]
    name: str = "jargon"

    def respond(self, request: Request, desk: Desk) -> Response:
        """The terms that the person is likelier not to know than to know, and for each term of the text the chance."""
        begun = perf_counter()
        traces = list(desk.scope.traces(kinds=["wrote", "said", "rated"], authors=["me"], before=request.now))
        pieces = [unit("turn", [each]) for each in traces if each.unit != KNOWN and len(each.text.split()) > 2]
        fitting, newest = (way.find(pieces, request.text, desk) for way in (Lexical(), Recent()))
        read = list({each.trace_ids: each for each in (*fitting[:_FITTING], *newest[:_NEWEST])}.values())
        reader = Reader([each.text for each in read], answers(traces))
        made = self.taught or Jargon(desk.embedder, glossary=self.glossary)
        found = made.read(reader, request.text)
        told = f"read against {len(read)} texts of yours" if read else "nothing of yours is known yet"
        reasons = (told, *(f"{each.term}: {each.why}" for each in found if each.chance > _UNLIKELY))
        figures = {f"probability that {each.term} is new": each.chance for each in found}
        cost = Cost(seconds=perf_counter() - begun)
        return Response(_told(found), tuple(fitting[:_SHOWN]), reasons, cost, self.name, figures=figures)


def answers(traces: Sequence[Trace]) -> dict[Met, bool]:
    """What the person said of terms: rated traces of the unit ``"known"``, the last word on each."""
    said = {each.item: each for each in traces if each.unit == KNOWN and each.item and each.value is not None}
    return {Met((item or "").removeprefix("term:"), each.text): bool(each.value) for item, each in said.items()}


def _told(found: Sequence[Unfamiliar]) -> str:
    new = [each for each in found if each.chance > _UNLIKELY]
    lines = [f"{each.term}: {each.meaning}" if each.meaning else each.term for each in new]
    return "\n".join(lines) or "Nothing here should be new to you."


@system(
    number=83,
    name="jargon",
    serves=("predict",),
    title="Explain Less, Understand More: Jargon Detection via Personalized Parameter-Efficient Fine-tuning",
    job="find the terms of a text that this person does not know, and say what they mean",
)
def jargon(*, taught: Jargon | None = None, glossary: Mapping[str, str] | None = None) -> JargonSystem:
    """Make the system.

    Args:
        taught: Taught by readers (:meth:`thyself.profile.jargon.Jargon.learn`), with its own glossary; without it,
            rare words that the person never used, in texts unlike their own, are new.
        glossary: What terms mean, in words, where nothing is taught.
    """
    return JargonSystem(taught, dict(glossary or {}))
