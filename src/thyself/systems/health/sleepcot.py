"""SleepCoT: sleep advice with the chain of reasons that leads to it, and answers to what is asked back.

Source: SleepCoT: A Lightweight Personalized Sleep Health Model via Chain-of-Thought Distillation (2024).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from thyself.core import Request, Response
from thyself.core.registry import system
from thyself.signals.norms import About
from thyself.signals.report import Report
from thyself.systems._form import Desk
from thyself.systems.health._reports import about, respond

#: What is asked for with which words, by the section that answers it.
_ASKS: Final[Mapping[str, re.Pattern[str]]] = {
    "etiology": re.compile(r"\b(why|cause|causes|reasons?|behind|because)\b", re.IGNORECASE),
    "recommendations": re.compile(r"\b(should|try|do about|improve|better|advice|tips?|help|recommend\w*)\b", re.I),
    "insights": re.compile(r"\b(how (was|is|much|long|well)|when|figures|numbers|show)\b", re.IGNORECASE),
}


@dataclass(frozen=True, slots=True)
class SleepCot:
    """The system; its arguments are those of :func:`sleepcot`."""

    who: About
    name: str = "sleepcot"

    def respond(self, request: Request, desk: Desk) -> Response:
        """The whole chain, or the step of it that is asked for."""
        asked = next((part for part, words in _ASKS.items() if words.search(request.text)), None)

        def shown(report: Report) -> str:
            return step(report, asked) if asked else report.text

        return respond(request, desk, self.who, "sleep", name=self.name, shown=shown)


def step(report: Report, asked: str) -> str:
    """One section, with the reasons for it where it is advice."""
    wanted = ("etiology", asked) if asked == "recommendations" else (asked,)
    texts = [each.text for each in report.sections if each.part.name in wanted]
    return "\n\n".join([*texts, report.note]) if texts else report.text


@system(
    number=127,
    name="sleepcot",
    serves=("advise",),
    title="SleepCoT: A Lightweight Personalized Sleep Health Model via Chain-of-Thought Distillation",
    job="advise on sleep with the chain of reasons that leads to the advice, and answer what is asked back",
)
def sleepcot(*, age: float = 0.0, sex: str = "") -> SleepCot:
    """Make the system.

    Args:
        age: In years, for comparing with people of that age; 0: not known.
        sex: ``"female"`` or ``"male"``, as reference tables have it; empty: not known.

    Raises:
        InvalidInput: There is no such age or sex.
    """
    return SleepCot(about(age, sex))
