"""Red flags: figures and symptoms with which no coaching is right; what is told is where to turn."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import numpy as np

from thyself.core import Evidence, Figure, Finding, Trace
from thyself.guard.health import CRISIS, EMERGENCY, SUICIDAL, URGENT
from thyself.guard.rules import names
from thyself.signals.series import Daily
from thyself.store.port import Scope

#: Only what happened in so many days before the end of the time looked at raises a flag.
WITHIN_DAYS: Final = 7

_SOON: Final = (
    "The device may be wrong: please measure again at rest. If it stays so, or if you feel unwell, speak to a "
    "doctor today; with chest pain, short breath or fainting call the emergency number. Other figures are left out."
)


@dataclass(frozen=True, slots=True)
class Limit:
    """A metric that is alarming below or above a limit on at least ``days`` of the last days."""

    metric: str
    label: str
    low: float
    high: float
    days: int


_LIMITS: Final = (
    Limit("resting_heart_rate", "resting heart rate", 35, 120, 2),
    Limit("spo2", "blood oxygen", 88, 101, 2),
    Limit("blood_pressure_systolic", "systolic blood pressure", 70, 180, 1),
    Limit("blood_pressure_diastolic", "diastolic blood pressure", 40, 120, 1),
    Limit("glucose", "blood glucose", 54, 400, 1),
)

_SYMPTOM: Final = re.compile(
    r"\b(chest (pain|tightness|pressure)|short(ness)? of breath|can'?t breathe|cannot breathe|faint(ed|ing)|passed out|"
    r"numb(ness)?|slurred speech|face (is )?drooping|weakness on one side|blurred vision|worst headache|"
    r"severe headache|confus(ed|ion)|back pain|seizure|throat (is )?swelling)\b",
    re.IGNORECASE,
)


def red_flag(scope: Scope, series: Mapping[str, Daily], *, until: datetime) -> Finding | None:
    """The most urgent red flag of the days before ``until``; ``None`` where there is none.

    Symptoms count where the person named them as felt; a symptom that is denied ("no chest pain") does not.
    """
    since = until - timedelta(days=WITHIN_DAYS)
    felt = list(scope.traces(kinds=("felt",), authors=("me",), since=since, before=until))
    for words, text in ((SUICIDAL, CRISIS), (EMERGENCY, URGENT)):
        named = _naming(felt, words)
        if named:
            begin = "" if text is CRISIS else "You noted a symptom that needs help at once. "
            return _finding(scope, begin + text, {}, len(named), named)
    for limit in _LIMITS:
        found = _beyond(scope, series.get(limit.metric), limit, until)
        if found is not None:
            return _limit_finding(scope, limit, found, _naming(felt, _SYMPTOM))
    return None


@dataclass(frozen=True, slots=True)
class _Beyond:
    unit: str
    worst: float
    days: int
    ids: tuple[str, ...]


def _beyond(scope: Scope, series: Daily | None, limit: Limit, until: datetime) -> _Beyond | None:
    if series is None or not series.n:
        return None
    last = np.datetime64(until.astimezone(scope.zone).date())
    with np.errstate(invalid="ignore"):
        out = ((series.values < limit.low) | (series.values >= limit.high)) & (series.days > last - WITHIN_DAYS)
    places = np.flatnonzero(out)
    if len(places) < limit.days:
        return None
    far = np.abs(series.values[places] - (limit.low + limit.high) / 2)
    ids = tuple(each for place in places for each in series.trace_ids[place])
    return _Beyond(series.unit, float(series.values[places[np.argmax(far)]]), len(places), ids)


def _limit_finding(scope: Scope, limit: Limit, found: _Beyond, symptoms: Sequence[Trace]) -> Finding:
    worst = round(found.worst, 1)
    figures = {"reading": Figure(worst, found.unit), "days": Figure(found.days, "days")}
    text = f"Your {limit.label} was {worst:g} {found.unit} (days with such figures: {found.days}). "
    if symptoms:
        text += "You also noted a symptom that together with it needs help at once. " + URGENT
    else:
        text += _SOON
    traces = [*scope.traces(ids=found.ids), *symptoms]
    return _finding(scope, text, figures, found.days, traces)


def _finding(scope: Scope, text: str, figures: Mapping[str, Figure], n: int, traces: Sequence[Trace]) -> Finding:
    return Finding("red_flag", text, figures, n, evidence=tuple(_evidence(each) for each in traces[:5]), strength=1.0)


def _evidence(trace: Trace) -> Evidence:
    return Evidence(
        (trace.id,), (trace.ref or trace.id,), trace.text, 1.0, {"red flag": 1.0}, trace.at, trace.author, trace.kind,
        trace.source, trace.session, trace.sensitivity,
    )  # fmt: skip


def _naming(traces: Sequence[Trace], words: re.Pattern[str]) -> list[Trace]:
    return [trace for trace in traces if names(trace.text, words)]
