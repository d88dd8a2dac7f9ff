"""ECG, personal: a recording of the heart against the same person's usual beats, sorted by what their own marks teach.

Source: Deep Learning for Personalized Electrocardiogram Diagnosis: A Review (2024).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from time import perf_counter
from typing import Final

from thyself.core import Cost, InvalidInput, Request, Response, Trace
from thyself.core.registry import system
from thyself.guard.health import concern
from thyself.memory import unit
from thyself.signals.beats import BeatFinder, NeuroKit, Slopes
from thyself.signals.kinds import Population
from thyself.signals.rhythm import Rhythm, rhythm, told
from thyself.signals.waves import waves
from thyself.systems._find import as_evidence
from thyself.systems._form import Desk

FINDERS: Final[Mapping[str, BeatFinder]] = {"slopes": Slopes(), "neurokit": NeuroKit()}
#: So many traces stand as evidence at most: the newest minutes.
_MOST: Final = 60
_READ: Final = 3


@dataclass(frozen=True, slots=True)
class EcgPersonal:
    """The system; its arguments are those of :func:`ecg_personal`."""

    finder: BeatFinder
    population: Population | None = None
    name: str = "ecg-personal"

    def respond(self, request: Request, desk: Desk) -> Response:
        """What the newest recording shows; a wish that needs help, or a doctor, gets that and no figure."""
        begun = perf_counter()
        serious = concern(request.text)
        if serious is not None:
            cost = Cost(seconds=perf_counter() - begun)
            return Response(serious.text, reasons=(f"health rule: {serious.name}",), cost=cost, system=self.name)
        found, traces = self.newest(request, desk)
        evidence = tuple(as_evidence(unit("turn", [each]), "read", 1.0) for each in traces[-_MOST:])
        if found is None:
            text = "There is no recording of your heart yet: add one (WFDB, .hea with .dat)."
            cost = Cost(seconds=perf_counter() - begun)
            return Response(text, evidence, ("no recording yet",), cost, self.name)
        figures = {name: each.value for name, each in found.figures.items()}
        reasons = (
            f"{len(found.beats)} beats, each compared with the median of the same recording",
            *self._kinds(found),
        )
        text = told(found, now=request.now)
        return Response(text, evidence, reasons, Cost(seconds=perf_counter() - begun), self.name, figures=figures)

    def newest(self, request: Request, desk: Desk) -> tuple[Rhythm | None, list[Trace]]:
        """The newest recording with the traces that hold it; without one, the newest figures that were looked at."""
        minutes: list[Trace] = []
        last: deque[Trace] = deque(maxlen=_READ)
        for each in desk.scope.traces(kinds=("measured",), authors=("me",), before=request.now):
            last.append(each)
            if each.item == "ecg":
                minutes.append(each)
        runs = waves(minutes)
        if not runs:
            return None, list(last)
        wave = max(runs, key=lambda each: each.at)
        held = set(wave.trace_ids)
        return rhythm(wave, self.finder, self.population), [each for each in minutes if each.id in held]

    def _kinds(self, found: Rhythm) -> tuple[str, ...]:
        if found.kinds is None:
            return ()
        counted = {kind: found.kinds.count(kind) for kind in sorted(set(found.kinds))}
        marked = len(found.wave.marks)
        return (f"kinds as people at large and {marked} own marked beats show them (no diagnosis): {counted}",)


@system(
    number=16,
    name="ecg-personal",
    serves=("advise",),
    title="Deep Learning for Personalized Electrocardiogram Diagnosis: A Review",
    job="find the beats of an ECG, compare each with the person's own usual ones, and say when a clinician should look",
)
def ecg_personal(*, finder: str = "slopes", population: Population | None = None) -> EcgPersonal:
    """Make the system.

    Args:
        finder: ``"slopes"``, or ``"neurokit"`` (extra ``body``).
        population: Tells kinds of beats (:func:`thyself.signals.kinds.fit`); ``None``: only usual and unusual ones.

    Raises:
        InvalidInput: No finder is called so.
    """
    if finder not in FINDERS:
        raise InvalidInput(f"no finder of beats is called {finder!r}: there are {', '.join(FINDERS)}")
    return EcgPersonal(FINDERS[finder], population)
