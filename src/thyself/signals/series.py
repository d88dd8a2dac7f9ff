"""Series: one figure a day of one metric, made of a person's traces; a day without data stays without."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from math import tau
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from thyself.core import Trace
from thyself.signals.metrics import METRICS, Metric, convert, metric_of
from thyself.signals.moods import pleasantness
from thyself.store.port import Scope

Days = NDArray[np.datetime64]
Values = NDArray[np.float64]

#: So many trace ids are kept for a day: a device may give a reading a second.
IDS_PER_DAY: Final = 48

_KINDS: Final = ("measured", "felt", "said", "wrote", "ate")
_MOVEMENT: Final = frozenset(
    name for name, each in METRICS.items() if "motion" in each.families and each.aggregate == "sum"
) - {"sedentary_minutes", "calories"}
_FOOD: Final[Mapping[str, str]] = {"kcal": "energy_eaten", "kJ": "energy_eaten"}


@dataclass(frozen=True)
class Daily:
    """One figure a day.

    Args:
        metric: What is measured.
        unit: Its unit.
        days: ``(n,) datetime64[D]``, local days without a gap from the first to the last with data.
        values: ``(n,)``, NaN where the day has no data. Clock times are hours after midnight on the branch that is
            nearest to their mean on the circle (``-0.5`` is half past eleven in the evening), so that they can be
            ordered and averaged.
        trace_ids: For each day the traces behind its figure (at most :data:`IDS_PER_DAY`).
        apart: Readings whose unit cannot be turned into ``unit``, counted by unit; they are not in ``values``.
    """

    metric: Metric
    unit: str
    days: Days
    values: Values
    trace_ids: tuple[tuple[str, ...], ...]
    apart: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def known(self) -> NDArray[np.bool_]:
        """Which days have data."""
        return np.isfinite(self.values)

    @property
    def n(self) -> int:
        """How many days have data."""
        return int(self.known.sum())

    @property
    def times(self) -> Values:
        """Days since the first one, of the days with data."""
        return np.flatnonzero(self.known).astype(np.float64)

    @property
    def points(self) -> Values:
        """The figures of the days with data."""
        return self.values[self.known]

    @property
    def weekdays(self) -> NDArray[np.int64]:
        """Monday 0 to Sunday 6, of the days with data."""
        return weekdays(self.days[self.known])

    def day(self, index: int) -> str:
        """The local date of the ``index``-th day with data, as in ``2016-04-12``."""
        return str(self.days[self.known][index])


def weekdays(days: Days) -> NDArray[np.int64]:
    """Monday 0 to Sunday 6."""
    found: NDArray[np.int64] = (days.astype("datetime64[D]").astype(np.int64) + 3) % 7
    return found


def daily(
    scope: Scope, metric: str, *, zone: ZoneInfo, since: datetime | None = None, before: datetime | None = None
) -> Daily:
    """The series of one metric; empty where there is none.

    Day totals are taken as they are; readings of hours or moments become one figure by the metric's rule. Where several
    sources measured the same day, the one with most days is believed, and the others fill its gaps, so that nothing is
    counted twice. A night belongs to the day on which the person woke up.

    Args:
        scope: The person's data.
        metric: The name of a metric.
        zone: The person's time zone: it says which day it was.
        since, before: At or after, and strictly before.
    """
    found = all_daily(scope, zone=zone, since=since, before=before)
    wanted = metric_of(metric)
    return found.get(wanted.name) or _empty(wanted, {})


def all_daily(
    scope: Scope, *, zone: ZoneInfo, since: datetime | None = None, before: datetime | None = None
) -> dict[str, Daily]:
    """The series of every metric that the person has, by name, read in one pass; see :func:`daily`."""
    readings = _Readings(zone)
    for trace in scope.traces(kinds=_KINDS, authors=("me",), since=since, before=before):
        readings.take(trace)
    return readings.series()


@dataclass(slots=True)
class _Day:
    """What one source says of one day of one metric."""

    total: float | None = None
    total_id: str = ""
    values: list[float] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)


class _Readings:
    """Readings by metric, source and local day."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone
        self._metrics: dict[str, Metric] = {}
        self._days: dict[str, dict[str, dict[date, _Day]]] = defaultdict(lambda: defaultdict(dict))
        self._apart: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))

    def take(self, trace: Trace) -> None:
        for name, value, unit in _readings(trace):
            metric = self._metrics.get(name)
            if metric is None:
                metric = self._metrics.setdefault(name, metric_of(name, unit or ""))
            figure = convert(value, unit, metric)
            if figure is None:
                self._apart[metric.name][unit or ""] += 1
                continue
            self._keep(metric, figure, trace)

    def _keep(self, metric: Metric, figure: float, trace: Trace) -> None:
        days = self._days[metric.name][trace.source]
        day = days.setdefault(trace.at.astimezone(self._zone).date(), _Day())
        if trace.extra.get("per") == "day":
            day.total, day.total_id = figure, trace.id
            return
        day.values.append(figure)
        if len(day.ids) < IDS_PER_DAY:
            day.ids.append(trace.id)

    def series(self) -> dict[str, Daily]:
        idle = self._idle()
        made: dict[str, Daily] = {}
        for metric in {each.name: each for each in self._metrics.values()}.values():
            by_source = [
                {
                    day: told
                    for day, told in days.items()
                    if (source, day) not in idle or "motion" not in metric.families
                }
                for source, days in self._days[metric.name].items()
            ]
            made[metric.name] = _series(metric, by_source, dict(self._apart[metric.name]))
        return made

    def _idle(self) -> set[tuple[str, date]]:
        """Days on which all that a source tells of movement is nothing: the device was not worn."""
        moved: dict[tuple[str, date], float] = defaultdict(float)
        for name in _MOVEMENT & self._days.keys():
            for source, days in self._days[name].items():
                for day, told in days.items():
                    moved[source, day] += abs(_figure(METRICS[name], told)[0])
        return {place for place, amount in moved.items() if amount == 0}


def _without(days: dict[date, _Day], source: str, idle: set[tuple[str, date]]) -> dict[date, _Day]:
    return {day: told for day, told in days.items() if (source, day) not in idle}


def _readings(trace: Trace) -> Iterable[tuple[str, float, str | None]]:
    """What a trace measures: name, value and unit."""
    if trace.kind == "measured":
        if trace.item and trace.value is not None:
            yield trace.item, trace.value, trace.unit
    elif trace.kind == "felt":
        if trace.value is not None:
            yield trace.item or "mood", trace.value, None if trace.item in (None, "mood") else trace.unit
        elif (pleasant := pleasantness(trace.text)) is not None:
            yield "mood_words", pleasant, None
    elif trace.kind == "ate":
        if trace.value is not None and trace.unit is not None and trace.unit in _FOOD:
            yield _FOOD[trace.unit], trace.value, trace.unit
    else:
        yield "messages", 1.0, None


def _series(metric: Metric, by_source: list[dict[date, _Day]], apart: Mapping[str, int]) -> Daily:
    told: dict[date, tuple[float, tuple[str, ...]]] = {}
    for days in sorted(by_source, key=len):
        for day, one in days.items():
            figure, ids = _figure(metric, one)
            if not (metric.worn and figure == 0):
                told[day] = figure, ids
    if not told:
        return _empty(metric, apart)
    dated = np.array(sorted(told), dtype="datetime64[D]")
    grid = np.arange(dated[0], dated[-1] + 1)
    values = np.full(len(grid), np.nan)
    held: list[tuple[str, ...]] = [()] * len(grid)
    for place, when in zip((dated - dated[0]).astype(int), sorted(told), strict=True):
        values[place], held[place] = told[when]
    if metric.circular:
        values = unwrap(values)
    return Daily(metric, metric.unit, grid, values, tuple(held), apart)


def _figure(metric: Metric, day: _Day) -> tuple[float, tuple[str, ...]]:
    if day.total is not None:
        return day.total, (day.total_id,)
    if metric.aggregate == "sum":
        return sum(day.values), tuple(day.ids)
    if metric.aggregate == "last":
        return day.values[-1], tuple(day.ids)
    if metric.aggregate == "circular":
        return circular_mean(np.array(day.values)), tuple(day.ids)
    return float(np.mean(day.values)), tuple(day.ids)


def _empty(metric: Metric, apart: Mapping[str, int]) -> Daily:
    return Daily(metric, metric.unit, np.array([], dtype="datetime64[D]"), np.array([]), (), apart)


def circular_mean(hours: Values) -> float:
    """The mean of clock times on the circle, in hours from 0 to 24."""
    angles = hours[np.isfinite(hours)] * (tau / 24)
    return float(np.arctan2(np.sin(angles).mean(), np.cos(angles).mean()) * (24 / tau) % 24)


def unwrap(hours: Values) -> Values:
    """Clock times on the branch nearest to their mean: at most 12 h away; a mean after 18:00 counts from -6 h."""
    middle = (circular_mean(hours) + 6) % 24 - 6
    return middle + (hours - middle + 12) % 24 - 12
