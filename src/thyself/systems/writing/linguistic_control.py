"""Linguistic control: a draft brought to the person's measured attributes of writing.

Source: Personalized Text Generation with Fine-Grained Linguistic Control (2024).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from time import perf_counter
from typing import Final

from thyself.core import InvalidInput, Request, Response
from thyself.core.registry import system
from thyself.generate.control import Control
from thyself.generate.letters import Habits, habits
from thyself.profile import Style
from thyself.profile.bins import Bins
from thyself.profile.gaps import gaps
from thyself.systems._drafts import drafted
from thyself.systems._form import Desk

#: With fewer own texts a style is too unsure to steer by.
_LEAST: Final = 3
#: How many attributes that stay far off are named.
_NAMED: Final = 3


@dataclass(frozen=True, slots=True)
class LinguisticControl:
    """The system; its arguments are those of :func:`linguistic_control`."""

    most: int = 12
    others: Bins | None = None
    name: str = "linguistic-control"

    def respond(self, request: Request, desk: Desk) -> Response:
        """Draft what is wished, then make the moves that bring the draft nearer to the person's style."""
        begun = perf_counter()
        first, own = drafted(request, desk)
        told = self.controlled(first, own, mail=(request.kind or "mail") == "mail") if len(own) >= _LEAST else first
        cost = replace(told.cost, seconds=perf_counter() - begun)
        return desk.record(replace(told, cost=cost, system=self.name))

    def controlled(self, first: Response, own: list[str], *, mail: bool) -> Response:
        """A response whose text is controlled, with what was done and what is still far off."""
        style = Style.measure(own)
        made = Control(style, habits(own) if mail else Habits(), most=self.most)(first.text)
        done = ", ".join(made.done) or "none was needed"
        far = [gap.told for gap in gaps(style, made.text, least=2.0)[:_NAMED]]
        apart = self.others.told(style, most=_NAMED) if self.others is not None else []
        reasons = (
            *([f"what sets you apart: {'; '.join(apart)}"] if apart else []),
            f"moves to your style: {done} (distance {made.before:.2f} before, {made.after:.2f} after)",
            *([f"still unlike you: {'; '.join(far)}"] if far else []),
        )
        figures = {**first.figures, "style_distance": made.after, "style_distance_before": made.before}
        return replace(first, text=made.text, reasons=(*first.reasons, *reasons), figures=figures)


@system(
    number=11,
    name="linguistic-control",
    serves=("write",),
    title="Personalized Text Generation with Fine-Grained Linguistic Control",
    job="bring a draft to the person's measured attributes of writing, by moves that leave what it says as it is",
)
def linguistic_control(*, most: int = 12, others: Bins | None = None) -> LinguisticControl:
    """Make the system.

    Args:
        most: How many moves at most; with 0 the draft stays as it is.
        others: How other people write (:meth:`thyself.profile.bins.Bins.of`), to say what sets the person apart.

    Raises:
        InvalidInput: ``most`` is below 0.
    """
    if most < 0:
        raise InvalidInput(f"most={most}: give 0 or more")
    return LinguisticControl(most, others)
