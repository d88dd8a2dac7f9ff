"""HealthGuru: a coach that suggests what suits the moment, learns from what was taken up, and tells what figures show.

Source: Exploring Personalized Health Support through Data-Driven, Theory-Guided LLMs: A Case Study in Sleep Health
(2025).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from time import perf_counter
from typing import Final

import numpy as np

from thyself.core import Cost, Evidence, Request, Response
from thyself.core.registry import system
from thyself.decide.activities import ACTIVITIES, WIDTH, Situation, allowed, conditions
from thyself.decide.bandit import LinUcb
from thyself.decide.ledger import Ledger
from thyself.guard.health import concern
from thyself.memory import unit
from thyself.signals.norms import About
from thyself.signals.report import Report
from thyself.systems._find import as_evidence
from thyself.systems._form import Desk
from thyself.systems.health._dimensions import chosen
from thyself.systems.health._reports import about, respond

#: A wish for something to do now.
_NOW: Final = re.compile(
    r"\b(what (should|could|can) i do|suggest\w*|recommend\w*|something to do|activity|now)\b", re.I
)
#: So long before now a note of an injury or an illness keeps activities out.
_MONTHS: Final = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class HealthGuru:
    """The system; its arguments are those of :func:`healthguru`."""

    who: About
    celsius: float | None = None
    weather: str = ""
    name: str = "healthguru"

    def respond(self, request: Request, desk: Desk) -> Response:
        """A suggestion where one is wished; else what the figures show, and a word that helps to change a habit."""
        if _NOW.search(request.text) and concern(request.text) is None:
            return self._suggest(request, desk)
        ways = chosen(request.text)

        def shown(report: Report) -> str:
            if not report.sections:
                return report.text
            said = [each for section in report.sections[:1] for each in section.said if each.facts]
            seen = next((each.text for each in said if each.notable), said[0].text if said else report.note)
            return " ".join(each.line.replace("{!14 days}", "14 days").format(seen=seen) for each in ways)

        found = respond(request, desk, self.who, "sleep", name=self.name, shown=shown)
        told = f"ways to help with a habit: {', '.join(each.name for each in ways)}"
        return replace(found, reasons=(*found.reasons, told))

    def _suggest(self, request: Request, desk: Desk) -> Response:
        begun, at = perf_counter(), request.now.astimezone(desk.zone)
        since = request.now - _MONTHS
        notes = list(
            desk.scope.traces(kinds=("said", "wrote", "felt"), authors=("me",), since=since, before=request.now)
        )
        held = conditions(each.text for each in notes)
        now = Situation(at.hour, self.celsius, self.weather, held)
        able, out = allowed(ACTIVITIES, now)
        ledger, policy = Ledger(desk.scope, self.name), LinUcb(WIDTH)
        learned = ledger.learn(policy, before=request.now)
        seed = int(request.now.timestamp()) % 2**32
        choice = policy.act(now.vector(), [each.name for each in able], np.random.default_rng(seed))
        kept = ledger.enter(now.vector(), choice, at=request.now)
        words = next(each.words for each in able if each.name == choice.arm)
        why = f"learned from {learned} suggestions" if learned else "nothing is learned yet: this is a first try"
        reasons = (why, *(f"{name}: {told}" for name, told in out.items()), f"suggestion {kept.id}")
        evidence: tuple[Evidence, ...] = tuple(
            as_evidence(unit("turn", [each]), "condition", 1.0) for each in notes if conditions([each.text])
        )
        text = f"You could {words} now. Tell me whether you did, and I learn from it."
        cost = Cost(seconds=perf_counter() - begun)
        return Response(text, evidence, reasons, cost, self.name, figures={"propensity": choice.propensity})


@system(
    number=8,
    name="healthguru",
    serves=("advise",),
    title="Exploring Personalized Health Support through Data-Driven, Theory-Guided LLMs: A Case Study in Sleep Health",
    job="suggest what suits the moment, learn from what was taken up, and tell what the figures of sleep show",
)
def healthguru(*, age: float = 0.0, sex: str = "", celsius: float | None = None, weather: str = "") -> HealthGuru:
    """Make the system.

    Args:
        age: In years, for comparing with people of that age; 0: not known.
        sex: ``"female"`` or ``"male"``, as reference tables have it; empty: not known.
        celsius: The temperature outside; ``None``: not known.
        weather: ``"rain"``, ``"snow"``, ``"storm"``, ``"clear"``; empty: not known.

    Raises:
        InvalidInput: There is no such age or sex.
    """
    return HealthGuru(about(age, sex), celsius, weather)
