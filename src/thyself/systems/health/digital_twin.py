"""Digital twin: what the next morning is expected to show, and a simulation of what a plan for the day would change.

Source: Digital Twins for Patient Care via Knowledge Graphs and Closed-Form Continuous-Time Liquid Neural Networks
(2024).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from time import perf_counter
from typing import Final

import numpy as np

from thyself.core import Cost, Evidence, Request, Response
from thyself.core.registry import system
from thyself.guard.health import concern
from thyself.memory import unit
from thyself.memory.patient import patient_graph, support
from thyself.signals.series import all_daily
from thyself.signals.twin import ENOUGH, Expected, Twin
from thyself.signals.twin_days import EVENTS, HOURS, VITALS, Days, days_of, shipped
from thyself.systems._find import as_evidence
from thyself.systems._form import Desk

_STEPS: Final = re.compile(r"(\d{1,3}(?:[,.]\d{3})+|\d+)\s*(k)?\s*steps\b", re.IGNORECASE)
#: Older figures say nothing of tomorrow.
_OLD_DAYS: Final = 2
#: No plan beyond these is simulated: people who were learned from hardly ever walked so little or so much.
_LEAST, _MOST = 500.0, 30_000.0
_SHOWN: Final = 60
_PARTS: Final = ("value", "low", "high")
#: Lines, reasons and figures.
_Told = tuple[list[str], tuple[str, ...], dict[str, float]]
_NOTE: Final = "Estimates from a consumer device; not medical advice."


@dataclass(frozen=True, slots=True)
class DigitalTwin:
    """The system; its arguments are those of :func:`digital_twin`."""

    twin: Twin
    name: str = "digital-twin"

    def respond(self, request: Request, desk: Desk) -> Response:
        """What is expected, and the simulation that is wished; a wish that needs help gets that and no figure."""
        begun = perf_counter()
        serious = concern(request.text)
        if serious is not None:
            why, cost = f"health rule: {serious.name}", Cost(seconds=perf_counter() - begun)
            return Response(serious.text, reasons=(why,), cost=cost, system=self.name)
        wanted = [name for name, _ in (*VITALS, *EVENTS)]
        series = {name: each for name, each in all_daily(desk.scope, zone=desk.zone, before=request.now).items()
                  if name in wanted}  # fmt: skip
        days = days_of(series)
        lines, reasons, figures = self._told(days, request, desk)
        evidence = _evidence(days, request, desk)
        cost = Cost(seconds=perf_counter() - begun)
        return Response("\n".join(lines), evidence, reasons, cost, self.name, figures=figures)

    def _told(self, days: Days | None, request: Request, desk: Desk) -> _Told:
        if days is None:
            return ["No night or resting heart rate is known yet."], ("no figures yet",), {}
        state = self.twin.state(days.course)
        today = np.datetime64(request.now.astimezone(desk.zone).date())
        age = int((today - days.last).astype(int))
        if age > _OLD_DAYS or state.memory.n.max() < ENOUGH:
            few = f"fewer than {ENOUGH} mornings are known yet"
            why = f"the newest figure is {age} days old" if age > _OLD_DAYS else few
            return [f"Nothing is foretold: {why}."], (why,), {"days": float(age), "mornings": float(ENOUGH)}
        expected = self.twin.expect(state, HOURS, days.usual)
        lines = [f"Expected for the morning after {days.last}, with a day as usual:"]
        lines += [*map(_line, expected.items()), _NOTE]
        told = {name: (each.value, each.low, each.high) for name, each in expected.items()}
        figures = {f"{name} {part}": each[k] for name, each in told.items() for k, part in enumerate(_PARTS)}
        wish = _STEPS.search(request.text)
        if wish is not None:
            lines += self._simulated(wish, days, figures)
        return lines, tuple(_reasons(days, desk, request, expected, self.twin)), figures

    def _simulated(self, wish: re.Match[str], days: Days, figures: dict[str, float]) -> list[str]:
        """Lines of the simulation; its figures join the others."""
        steps = float(re.sub(r"[,.]", "", wish.group(1))) * (1000 if wish.group(2) else 1)
        if "steps" not in days.usual or not _LEAST <= steps <= _MOST:
            return ["No simulation: your usual steps are not known, or the plan is beyond what people do."]
        plan, usual = {"steps": steps}, {"steps": days.usual["steps"]}
        found = self.twin.what_if(self.twin.state(days.course), HOURS, plan, usual)
        figures |= {f"{each.vital} difference": each.difference.value for each in found}
        return [each.text for each in found]


def _line(told: tuple[str, Expected]) -> str:
    name, each = told
    return (
        f"- {name.replace('_', ' ')}: {each.value:.0f} {each.unit}, in four of five cases between {each.low:.0f} and "
        f"{each.high:.0f} (of {each.n} mornings)"
    )


def _reasons(days: Days, desk: Desk, request: Request, expected: dict[str, Expected], twin: Twin) -> Iterator[str]:
    yield f"from {len(days.course)} own mornings and {twin.people} people"
    graph = patient_graph(desk.scope, before=request.now)
    for name in expected:
        for path in support(graph, name) if name in graph.entities else ():
            if len(path) > 1:
                yield f"on record: {'; '.join(graph.says(step) for step in path)}"


def _evidence(days: Days | None, request: Request, desk: Desk) -> tuple[Evidence, ...]:
    ids = days.trace_ids if days is not None else ()
    traces = (
        sorted(desk.scope.traces(ids=ids, before=request.now), key=lambda each: each.at, reverse=True) if ids else []
    )
    return tuple(as_evidence(unit("turn", [each]), "of the course", 1.0) for each in traces[:_SHOWN])


@system(
    number=3,
    name="digital-twin",
    serves=("advise",),
    title="Digital Twins for Patient Care via Knowledge Graphs and Closed-Form Continuous-Time Liquid Neural Networks",
    job="tell what the next morning is expected to show, and simulate what a plan for the day would change",
)
def digital_twin(*, twin: Twin | None = None) -> DigitalTwin:
    """Make the system.

    Args:
        twin: Of nights, resting heart and steps; ``None``: the one that comes with thyself.
    """
    return DigitalTwin(twin or shipped())
