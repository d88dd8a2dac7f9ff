"""Wireless: just enough of something in each situation, learned from how content the person was with what they got.

Source: Big-data-driven and AI-based framework to enable personalization in wireless networks (2020). There it is the
rate of a network; here it is any dose: messages a day, minutes of training, megabits. Never a medicine.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from time import perf_counter
from typing import Final

from thyself.core import Cost, Evidence, Request, Response, Trace
from thyself.core.registry import system
from thyself.decide.dose import Answer, allot, learn
from thyself.guard.health import concern
from thyself.memory import unit
from thyself.systems._find import as_evidence
from thyself.systems._form import Desk

#: So many answers in a situation are the least from which a dose is told.
_FEWEST: Final = 4
_READ: Final = 3


@dataclass(frozen=True, slots=True)
class Wireless:
    """The system; its arguments are those of :func:`wireless`."""

    item: str
    target: float
    least: float
    name: str = "wireless"

    def respond(self, request: Request, desk: Desk) -> Response:
        """The dose for each situation with which the person is content enough, where it costs least.

        Raises:
            InvalidInput: The target or the least makes no sense.
        """
        begun = perf_counter()
        serious = concern(request.text)
        if serious is not None:
            cost = Cost(seconds=perf_counter() - begun)
            return Response(serious.text, reasons=(f"health rule: {serious.name}",), cost=cost, system=self.name)
        rated = list(desk.scope.traces(kinds=("rated",), authors=("me",), before=request.now))
        told = _enough([(each, answer) for each in rated if (answer := _answer(each, self.item)) is not None])
        if not told:
            shown = list(desk.scope.traces(authors=("me",), before=request.now))[-_READ:]
            cost = Cost(seconds=perf_counter() - begun)
            return Response(_ASK, _cited(shown), (_NOT_YET,), cost, self.name)
        answers = [answer for _, answer in told]
        doses = {str(key[1]): dose for key, dose in allot(answers, target=self.target, least=self.least).items()}
        known = learn(answers)
        lines = []
        for situation, dose in sorted(doses.items()):
            own = known.of("me", situation)
            lines.append(f"- {situation}: {dose:.3g} (below {own.adequate:.3g} you were dissatisfied, above "
                         f"{own.desired:.3g} more was hardly felt)")  # fmt: skip
        reasons = (f"{len(answers)} answers of yours, for a satisfaction of {self.target:g} on average",)
        cost = Cost(seconds=perf_counter() - begun)
        text = "\n".join(["Just enough, by your answers:", *lines])
        return Response(text, _cited(each for each, _ in told), reasons, cost, self.name, figures=doses)


_ASK: Final = "Rate what you get, with its dose and situation, a few times each; then just enough can be told."
_NOT_YET: Final = f"not enough answers yet: at least {_FEWEST} in a situation are needed"


def _answer(trace: Trace, item: str) -> Answer | None:
    """A rating as an answer, where it tells the dose and the situation; the lowest mark is -1, the highest 1."""
    dose, situation, of = (trace.extra.get(each) for each in ("dose", "situation", "of"))
    if trace.value is None or not isinstance(situation, str) or (item and trace.item != item):
        return None
    if not isinstance(dose, int | float) or not isinstance(of, int | float) or dose <= 0 or of <= 1:
        return None
    return Answer("me", situation, float(dose), 2 * (trace.value - 1) / (of - 1) - 1)


def _enough(told: list[tuple[Trace, Answer]]) -> list[tuple[Trace, Answer]]:
    """The answers in situations of which there are enough."""
    many: dict[object, int] = {}
    for _, answer in told:
        many[answer.situation] = many.get(answer.situation, 0) + 1
    return [each for each in told if many[each[1].situation] >= _FEWEST]


def _cited(traces: Iterable[Trace]) -> tuple[Evidence, ...]:
    return tuple(as_evidence(unit("turn", [each]), "read", 1.0) for each in traces)


@system(
    number=142,
    name="wireless",
    serves=("advise",),
    title="Big-data-driven and AI-based framework to enable personalization in wireless networks",
    job="just enough of something in each situation, learned from how content the person was with what they got",
)
def wireless(*, item: str = "", target: float = 0.7, least: float = 0.4) -> Wireless:
    """Make the system.

    Args:
        item: What is dosed, as the ratings name it; empty: whatever was rated with a dose.
        target: The satisfaction that is wanted on average, from 0 (adequate) to 1 (as desired).
        least: The expected satisfaction below which no situation is put.
    """
    return Wireless(item, target, least)
