"""PH-LLM: reports on sleep and fitness in sections, each on the person's own figures and the sections before.

Source: Towards a Personal Health Large Language Model (2024).
"""

from __future__ import annotations

from dataclasses import dataclass

from thyself.core import Request, Response
from thyself.core.registry import system
from thyself.signals.norms import About
from thyself.signals.report import Report
from thyself.systems._form import Desk
from thyself.systems.health._reports import about, respond

_FITNESS = ("fitness", "training", "train", "activity", "exercise", "workout", "steps", "readiness")


@dataclass(frozen=True, slots=True)
class PhLlm:
    """The system; its arguments are those of :func:`ph_llm`."""

    who: About
    name: str = "ph-llm"

    def respond(self, request: Request, desk: Desk) -> Response:
        """The report that is wished; of sleep where nothing else is named."""
        words = request.text.lower()
        topic = "fitness" if any(each in words for each in _FITNESS) else "sleep"
        return respond(request, desk, self.who, topic, name=self.name, shown=_whole)


def _whole(report: Report) -> str:
    return report.text


@system(
    number=1,
    name="ph-llm",
    serves=("advise",),
    title="Towards a Personal Health Large Language Model",
    job="report on sleep or fitness in sections: what the figures show, what may be behind it, what to try",
)
def ph_llm(*, age: float = 0.0, sex: str = "") -> PhLlm:
    """Make the system.

    Args:
        age: In years, for comparing with people of that age; 0: not known.
        sex: ``"female"`` or ``"male"``, as reference tables have it; empty: not known.

    Raises:
        InvalidInput: There is no such age or sex.
    """
    return PhLlm(about(age, sex))
