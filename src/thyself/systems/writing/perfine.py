"""PerFine: a draft is criticised against the person's texts and revised, and a revision is kept only where it wins.

Source: Iterative Critique-Refine Framework for Enhancing LLM Personalization (2025).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from time import perf_counter
from typing import Final

from thyself.core import Cost, InvalidInput, Request, Response
from thyself.core.registry import system
from thyself.generate.control import PLAIN, Control, says
from thyself.generate.letters import Habits, habits
from thyself.generate.loops import Loop, ModelReviser, StyleComparator, StyleCritic
from thyself.models import capable
from thyself.profile import Style
from thyself.systems._drafts import drafted
from thyself.systems._form import Desk

#: With fewer own texts there is not one half to advise by and another to compare by.
_LEAST: Final = 6


@dataclass(slots=True)
class MoveReviser:
    """Without a capable model: the one move that brings the draft nearest to the style that the critic goes by."""

    style: Style
    frame: Habits
    cost: Cost = field(default_factory=Cost)

    def __call__(self, draft: str, advice: Sequence[str]) -> str:
        """One move on."""
        return Control(self.style, self.frame, most=1)(draft).text


@dataclass(frozen=True, slots=True)
class PerFine:
    """The system; its arguments are those of :func:`perfine`."""

    rounds: int = 4
    name: str = "perfine"

    def respond(self, request: Request, desk: Desk) -> Response:
        """Draft what is wished, then refine: one half of the person's texts advises, the other half compares."""
        begun = perf_counter()
        first, own = drafted(request, desk)
        told = self.refined(first, own, request, desk) if len(own) >= _LEAST else first
        cost = replace(told.cost, seconds=perf_counter() - begun)
        return desk.record(replace(told, cost=cost, system=self.name))

    def refined(self, first: Response, own: Sequence[str], request: Request, desk: Desk) -> Response:
        """A response whose text went through the loop, with each round told."""
        model = desk.language_model
        advising, comparing = Style.measure(own[::2]), Style.measure(own[1::2])
        frame = habits(own[::2]) if (request.kind or "mail") == "mail" else PLAIN
        revise = ModelReviser(model) if model is not None and capable(model) else MoveReviser(advising, frame)
        loop = Loop(StyleCritic(advising), revise, StyleComparator(comparing), own, says, self.rounds)
        made = loop(first.text)
        kept = sum(each.kept for each in made.rounds)
        reasons = [f"{kept} of {len(made.rounds)} revisions were kept"]
        reasons += [f"{'kept' if each.kept else each.why}: {'; '.join(each.advice)}" for each in made.rounds]
        figures = {**first.figures, "style_distance": Style.measure(own).distance(made.text)}
        name = model.name if isinstance(revise, ModelReviser) and kept and model is not None else first.model
        return replace(
            first, text=made.text, reasons=(*first.reasons, *reasons), figures=figures, cost=first.cost + revise.cost,
            model=name,
        )  # fmt: skip


@system(
    number=48,
    name="perfine",
    serves=("write",),
    title="Iterative Critique-Refine Framework for Enhancing LLM Personalization",
    job="criticise a draft by the person's measured style, revise it, and keep a revision only where it wins",
)
def perfine(*, rounds: int = 4) -> PerFine:
    """Make the system.

    Args:
        rounds: How many rounds at most.

    Raises:
        InvalidInput: ``rounds`` is below 1.
    """
    if rounds < 1:
        raise InvalidInput(f"rounds={rounds}: give at least 1")
    return PerFine(rounds)
