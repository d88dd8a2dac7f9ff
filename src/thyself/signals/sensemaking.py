"""Sensemaking: one day as it was measured, hour by hour, beside what may be inferred and on what that stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo

from thyself.core import Trace
from thyself.signals.metrics import convert, metric_of
from thyself.signals.text import Told
from thyself.store.port import Scope

Sure = Literal["likely", "possible"]


@dataclass(frozen=True, slots=True)
class Cell:
    """What one hour shows of one metric: a figure with its unit, and the traces that it was made of."""

    hour: int
    metric: str
    value: float
    unit: str
    trace_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Inferred:
    """What may have been, never what was.

    Args:
        hours: In which hours.
        what: In a few words.
        sure: ``"likely"`` where a note of the person says so too, else ``"possible"``.
        trace_ids: The figures and the notes that it stands on.
        question: What to ask the person, or the data, to be surer.
    """

    hours: tuple[int, ...]
    what: str
    sure: Sure
    trace_ids: tuple[str, ...]
    question: str


@dataclass(frozen=True, slots=True)
class DayPage:
    """One day for somebody who wants to make sense of it.

    Args:
        day: Which, on the person's clock.
        direct: What was measured, by hour.
        totals: What was measured for the whole day.
        inferred: What may be made of it.
        silent: For each metric that the day has in some hours, the hours without data: nothing is known of them.
    """

    day: date
    direct: tuple[Cell, ...] = ()
    totals: tuple[Cell, ...] = ()
    inferred: tuple[Inferred, ...] = ()
    silent: Mapping[str, tuple[int, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pattern:
    """An hour of some kind, declared: a metric at or above a figure, and the words with which people note it."""

    what: str
    metric: str
    least: float
    words: re.Pattern[str]


#: What is looked for in an hour; the first that fits is taken.
PATTERNS: Final = (
    Pattern("a run", "steps", 6000, re.compile(r"\b(run|ran|running|jog\w*)\b", re.IGNORECASE)),
    Pattern("a walk", "steps", 1500, re.compile(r"\b(walk\w*|dog|stroll\w*|hik\w*)\b", re.IGNORECASE)),
    Pattern(
        "an effort", "heart_rate", 120, re.compile(r"\b(train\w*|gym|cycl\w*|swim\w*|exercis\w*)\b", re.IGNORECASE)
    ),
)


def day_page(traces: Iterable[Trace], day: date, zone: ZoneInfo) -> DayPage:
    """Make the page of one day.

    An hour without a figure is an hour of which nothing is known, not one without activity. Inferences hold the ids of
    the figures and notes that they stand on.
    """
    own = [each for each in traces if each.author == "me" and each.at.astimezone(zone).date() == day]
    measured = [each for each in own if each.kind == "measured" and each.item and each.value is not None]
    totals = [each for each in measured if each.extra.get("per") == "day"]
    direct = _cells([each for each in measured if each.extra.get("per") != "day"], zone)
    notes = [each for each in own if each.kind in ("felt", "did", "said", "wrote") and each.text]
    silent = {
        name: tuple(hour for hour in range(24) if hour not in {each.hour for each in direct if each.metric == name})
        for name in dict.fromkeys(each.metric for each in direct)
    }
    return DayPage(day, tuple(direct), tuple(_cells(totals, zone)), tuple(_inferred(direct, notes, zone)), silent)


def day_of(scope: Scope, day: date | None = None, *, now: datetime) -> DayPage | None:
    """The page of a day of a person; ``None`` where nothing was ever measured.

    Args:
        scope: The person's data.
        day: Which, on the person's clock; the newest with figures where it is not given.
        now: Nothing later is used (aware).
    """
    newest = next(scope.traces(kinds=("measured",), authors=("me",), before=now, newest_first=True, limit=1), None)
    if newest is None:
        return None
    wanted = day or newest.at.astimezone(scope.zone).date()
    if not date.min < wanted < date.max:  # no clock tells when these begin or end
        return DayPage(wanted)
    midnight = datetime.combine(wanted, time.min, scope.zone)
    until = min(datetime.combine(wanted + timedelta(days=1), time.min, scope.zone), now)
    return day_page(scope.traces(authors=("me",), since=midnight, before=until), wanted, scope.zone)


def _cells(measured: Sequence[Trace], zone: ZoneInfo) -> list[Cell]:
    """Readings by hour and metric, put together as the metric says."""
    groups: dict[tuple[int, str], list[tuple[float, str]]] = {}
    for each in measured:
        metric = metric_of(each.item or "", each.unit or "")
        value = convert(each.value or 0.0, each.unit, metric)
        if value is not None:
            hour = each.at.astimezone(zone).hour
            groups.setdefault((hour, metric.name), []).append((value, each.id))
    found = []
    for (hour, name), told in sorted(groups.items()):
        values = [value for value, _ in told]
        metric = metric_of(name)
        whole = (
            sum(values)
            if metric.aggregate == "sum"
            else values[-1]
            if metric.aggregate == "last"
            else sum(values) / len(values)
        )
        found.append(Cell(hour, name, whole, metric.unit, tuple(trace for _, trace in told)))
    return found


def _inferred(direct: Sequence[Cell], notes: Sequence[Trace], zone: ZoneInfo) -> Iterable[Inferred]:
    taken: set[int] = set()
    for pattern in PATTERNS:
        cells = [each for each in direct if each.metric == pattern.metric and each.value >= pattern.least]
        for run in _runs([each for each in cells if each.hour not in taken]):
            hours = tuple(each.hour for each in run)
            taken |= set(hours)
            said = [
                each
                for each in notes
                if pattern.words.search(each.text) and hours[0] - 1 <= each.at.astimezone(zone).hour <= hours[-1] + 1
            ]
            ids = [trace for each in run for trace in each.trace_ids] + [each.id for each in said]
            sure: Sure = "likely" if said else "possible"
            yield Inferred(hours, pattern.what, sure, tuple(ids), _question(pattern, hours, said))


def _question(pattern: Pattern, hours: Sequence[int], said: Sequence[Trace]) -> str:
    when = f"{hours[0]:02d}:00" if len(hours) == 1 else f"{hours[0]:02d}:00 to {hours[-1] + 1:02d}:00"
    return f"Is it as usual at {when}?" if said else f"What did you do at {when}: was it {pattern.what}?"


def _runs(cells: Sequence[Cell]) -> Iterable[list[Cell]]:
    """Cells of hours that follow each other."""
    run: list[Cell] = []
    for each in cells:
        if run and each.hour != run[-1].hour + 1:
            yield run
            run = []
        run.append(each)
    if run:
        yield run


def figure(cell: Cell) -> str:
    """A figure with its unit, or a clock time, as people write it."""
    return Told(metric_of(cell.metric, cell.unit)).amount("figure", cell.value)


def told(page: DayPage) -> str:
    """The page in words: what was measured first, then what may be made of it."""
    lines = [f"{page.day}, as measured"]
    lines += [f"- {metric_of(each.metric).label}: {figure(each)}" for each in page.totals]
    lines += [f"- {each.hour:02d}:00 {metric_of(each.metric).label}: {figure(each)}" for each in page.direct]
    lines += [
        f"- {metric_of(name).label}: no data in {len(hours)} hours" for name, hours in page.silent.items() if hours
    ]
    if page.inferred:
        lines.append("What may be made of it")
        lines += [f"- {each.what}, {each.sure}, at {each.hours[0]:02d}:00. {each.question}" for each in page.inferred]
    return "\n".join(lines)
