"""Panza: a mail in the person's own style, with own mails that were written for a wish like this one.

Source: Panza: A Personalized Text Writing Assistant via Data Playback and Local Fine-Tuning (2025); weights of one's
own are trained elsewhere, on the same pairs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from time import perf_counter

from thyself.core import Evidence, InvalidInput, Request, Response
from thyself.core.registry import system
from thyself.generate.playback import instruction_from
from thyself.memory import Unit
from thyself.systems._drafts import drafted
from thyself.systems._find import Words, ranked
from thyself.systems._form import Desk


@dataclass(frozen=True, slots=True)
class ByInstruction:
    """By the instruction that each text would have been written for, and not by the text.

    Args:
        least: A share of the best score; what scores less is left out.
    """

    least: float = 0.2

    def find(self, units: Sequence[Unit], query: str, desk: Desk) -> list[Evidence]:
        """Texts whose instruction is like the wish, best first."""
        if not units:
            return []
        asked = [replace(unit, index_text=instruction_from(unit.text)) for unit in units]
        scores = Words(asked).scores(query)
        return ranked(units, scores * (scores >= self.least * scores.max()), "instruction")


@dataclass(frozen=True, slots=True)
class Panza:
    """The system; its argument is that of :func:`panza`."""

    find: ByInstruction
    name: str = "panza"

    def respond(self, request: Request, desk: Desk) -> Response:
        """Draft what is wished after own texts that were written for such a wish."""
        begun = perf_counter()
        made, _ = drafted(request, desk, self.find)
        return desk.record(replace(made, cost=replace(made.cost, seconds=perf_counter() - begun), system=self.name))


@system(
    number=71,
    name="panza",
    serves=("write",),
    title="Panza: A Personalized Text Writing Assistant via Data Playback and Local Fine-Tuning",
    job="draft after own mails that were written for a wish like this one, found by instructions made from them",
)
def panza(*, least: float = 0.2) -> Panza:
    """Make the system.

    Args:
        least: Own mails that fit less than this share of the best one are left out.

    Raises:
        InvalidInput: ``least`` is no share.
    """
    if not 0 <= least <= 1:
        raise InvalidInput(f"least={least}: give a number from 0 to 1")
    return Panza(ByInstruction(least))
