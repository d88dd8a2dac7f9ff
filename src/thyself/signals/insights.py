"""Insights: what a person's own figures show of a topic, strongest first, each with its chart and its evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

import numpy as np

from thyself.core import Evidence, Finding, InvalidInput, Trace
from thyself.core.trace import SENSITIVITIES
from thyself.signals import text
from thyself.signals.candidates import ENOUGH, Candidate, choose
from thyself.signals.metrics import HEALTH, Metric, metrics_of
from thyself.signals.redflags import red_flag
from thyself.signals.series import Daily, all_daily
from thyself.store.port import Scope

#: So many days stand as evidence behind a finding.
_EVIDENCE_DAYS: Final = 5
#: Figures older than this are said to be old.
_FRESH_DAYS: Final = 2


def insights(
    scope: Scope,
    topic: str,
    *,
    since: datetime | None = None,
    before: datetime | None = None,
    now: datetime,
    limit: int = 8,
) -> list[Finding]:
    """What a person's own figures show of a topic, strongest first.

    Trends, changes, differences between weekdays and weekend, the last week against the weeks before, and
    associations are told only where chance is an unlikely reason: over all of these that the person's series allow,
    whatever the topic that was asked for, at most 5 % false ones are expected (Benjamini and Hochberg). What is
    usual, and how regular it is, is told in any case. Of findings that tell the same, one is kept. For topics of the
    body, the text of the first finding ends with a note that these are no medical advice. A red flag
    (:mod:`thyself.signals.redflags`) is told alone.

    Args:
        scope: The person's data.
        topic: A topic (``"sleep"``, ``"activity"``, ``"heart"``, ``"weight"``, ``"mood"``, ``"food"``, ``"messages"``)
            or the name of a metric (``"steps"``).
        since, before: At or after, and strictly before.
        now: The time at which it is asked; nothing later is used, and day totals of that day are not used.
        limit: How many findings at most.

    Returns:
        Findings. Metrics with fewer than seven days of data give one named ``"not_enough:<metric>"``.

    Raises:
        InvalidInput: No topic or metric is called so, or ``limit`` is less than one.
    """
    if limit < 1:
        raise InvalidInput(f"limit is {limit}; it must be at least 1")
    today = np.datetime64(now.astimezone(scope.zone).date())
    until = now if before is None else min(now, before)
    series = all_daily(scope, zone=scope.zone, since=since, before=until)
    everything = {name: finished(each, today) for name, each in series.items()}
    wanted = metrics_of(topic, {name: each.metric for name, each in everything.items()})
    health = any(each.topic in HEALTH for each in wanted)
    flag = red_flag(scope, everything, until=until) if health else None
    if flag is not None:
        return [flag]
    enough = {name: each for name, each in everything.items() if each.n >= ENOUGH}
    told = _findings(scope, choose(enough, wanted)[:limit])
    told = [*told, *_thin(everything, wanted, told)][:limit]
    return _with_notes(told, today, health=health)


def finished(series: Daily, today: np.datetime64) -> Daily:
    """Without the sum of a day that is not over; a night is over when it is told."""
    if (
        series.metric.aggregate != "sum"
        or series.metric.topic == "sleep"
        or not len(series.days)
        or series.days[-1] < today
    ):
        return series
    over = np.flatnonzero(series.known & (series.days < today))
    kept = int(over[-1]) + 1 if len(over) else 0
    return replace(series, days=series.days[:kept], values=series.values[:kept], trace_ids=series.trace_ids[:kept])


def _findings(scope: Scope, chosen: Sequence[Candidate]) -> list[Finding]:
    picked = [_top(each) for each in chosen]
    wanted = {trace_id for days in picked for _, ids in days for trace_id in ids}
    traces = {each.id: each for each in scope.traces(ids=sorted(wanted))} if wanted else {}
    return [_finding(each, days, traces) for each, days in zip(chosen, picked, strict=True)]


def _top(candidate: Candidate) -> list[tuple[float, tuple[str, ...]]]:
    """The days that contribute most: score and traces."""
    parts = [(candidate.series, candidate.weights), *([candidate.also] if candidate.also else [])]
    days = []
    for series, weights in parts:
        ids = [own for own, there in zip(series.trace_ids, series.known, strict=True) if there]
        best = np.argsort(-weights, kind="stable")[: _EVIDENCE_DAYS if len(parts) == 1 else 3]
        days += [(float(weights[each]), ids[each]) for each in best if np.isfinite(weights[each]) and ids[each]]
    return sorted(days, key=lambda each: -each[0])


def _finding(
    candidate: Candidate, days: Sequence[tuple[float, tuple[str, ...]]], traces: Mapping[str, Trace]
) -> Finding:
    told = candidate.tell()
    evidence = tuple(
        _evidence(score, [traces[each] for each in ids if each in traces])
        for score, ids in days
        if any(each in traces for each in ids)
    )
    return Finding(
        candidate.name, told.text, told.figures, told.n, told.interval, candidate.draw(told.text), evidence,
        round(min(max(candidate.strength, 0.0), 1.0), 4),
    )  # fmt: skip


def _evidence(score: float, traces: Sequence[Trace]) -> Evidence:
    first = min(traces, key=lambda each: each.at)
    return Evidence(
        tuple(each.id for each in traces),
        tuple(each.ref or each.id for each in traces),
        "\n".join(each.text for each in traces[:6] if each.text),
        round(score, 4),
        {"contribution": round(score, 4)},
        first.at, first.author, first.kind, first.source, first.session,
        max((each.sensitivity for each in traces), key=SENSITIVITIES.index),
    )  # fmt: skip


def _thin(everything: Mapping[str, Daily], wanted: Sequence[Metric], told: Sequence[Finding]) -> list[Finding]:
    """What is known too little, and figures in units that are not known."""
    thin = [each for each in wanted if each.name in everything and 0 < everything[each.name].n < ENOUGH]
    if not thin and not told:
        thin = [wanted[0]]
    found = []
    for metric in thin:
        series = everything.get(metric.name)
        days = series.n if series is not None else 0
        words = text.say_not_enough(metric, days, ENOUGH)
        found.append(Finding(f"not_enough:{metric.name}", words.text, words.figures, days))
    for metric in wanted:
        series = everything.get(metric.name)
        for unit, count in sorted(series.apart.items()) if series is not None else ():
            words = text.say_apart(metric, unit, count)
            found.append(Finding(f"unit_apart:{metric.name}", words.text, words.figures, count))
    return found


def _with_notes(told: list[Finding], today: np.datetime64, *, health: bool) -> list[Finding]:
    """What should be said once in front of all: how old the figures are, and that they are no advice."""
    if not told or not text.days_of(told[0]):
        return told
    first = told[0]
    newest = np.datetime64(max(text.days_of(first)), "D")
    notes = [f"The newest of these figures is of {newest}."] if (today - newest).astype(int) > _FRESH_DAYS else []
    notes += [text.NOT_ADVICE] if health else []
    return [replace(first, text=" ".join([first.text, *notes])), *told[1:]]
