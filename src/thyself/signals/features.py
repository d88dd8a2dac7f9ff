"""Features: figures of series, declared as data, each with its window, its days and the traces behind it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from thyself.core import InvalidInput
from thyself.signals.kernels import ON_THE_CIRCLE, STATISTICS, Counts, Values, Window, count, unwrapped
from thyself.signals.metrics import metric_of
from thyself.signals.series import Daily, Days, weekdays

Part = Literal["all", "weekdays", "weekend"]

#: Statistics that are told in another unit than the metric's.
_UNITS: Final[Mapping[str, str]] = {"recent_z": "sd", "load_ratio": "", "days": "days"}
#: Statistics of clock times that are lengths of time.
_LENGTHS: Final = frozenset({"sd", "trend", "recent", "weekend", "successive"})


@dataclass(frozen=True, slots=True)
class FeatureSpec:
    """One feature, declared.

    Args:
        name: By which it is found.
        metric: The metric that it is made of.
        statistic: A name of :data:`thyself.signals.kernels.STATISTICS`.
        window: Of so many days, up to the newest day looked at.
        part: Which of them count.
        recent: How many of the last days are recent, for ``recent`` and ``recent_z``.
        enough: With fewer days with data it is missing.
    """

    name: str
    metric: str
    statistic: str
    window: int = 28
    part: Part = "all"
    recent: int = 7
    enough: int = 7

    def __post_init__(self) -> None:
        if self.statistic not in STATISTICS:
            raise InvalidInput(f"feature {self.name!r}: no statistic {self.statistic!r}; there are {list(STATISTICS)}")
        if self.window < 1 or self.part not in ("all", "weekdays", "weekend"):
            raise InvalidInput(f"feature {self.name!r}: give a window of a day or more, and a part that there is")

    @property
    def unit(self) -> str:
        """The unit of the figure; ``"clock"`` for a time of day."""
        metric = metric_of(self.metric)
        if metric.circular:
            return _UNITS.get(self.statistic, "h" if self.statistic in _LENGTHS else "clock")
        return _UNITS.get(self.statistic, metric.unit)


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature of one person.

    Args:
        spec: What it is.
        value: The figure; ``None`` where there are too few days, or none that differ.
        unit: Its unit.
        n: Days with data on which it stands.
        first, last: The first and the last day of the window, as ``2016-04-12``.
        trace_ids: The traces behind it.
    """

    spec: FeatureSpec
    value: float | None
    unit: str
    n: int
    first: str
    last: str
    trace_ids: tuple[str, ...] = ()


def compute(values: Mapping[str, Values], days: Days, specs: Sequence[FeatureSpec]) -> tuple[Values, Counts]:
    """Features of many people at once.

    Args:
        values: For each metric ``(p, d)``, one row a person, NaN where there is no data, in the metric's unit (clock
            times in hours, on any branch).
        days: ``(d,) datetime64[D]``, in order and without a gap.
        specs: What is wanted.

    Returns:
        ``(p, f)`` figures, NaN where they are missing, and ``(p, f)`` days with data.

    Raises:
        InvalidInput: No metric is given.
    """
    if not values:
        raise InvalidInput("give the values of at least one metric")
    people = len(next(iter(values.values())))
    dated = weekdays(days)
    prepared = {name: unwrapped(each) if metric_of(name).circular else each for name, each in values.items()}
    figures, counts = np.full((people, len(specs)), np.nan), np.zeros((people, len(specs)), dtype=np.int64)
    for place, spec in enumerate(specs):
        if spec.metric in prepared:
            figures[:, place], counts[:, place] = _one(prepared[spec.metric], dated, spec)
    return figures, counts


def _one(values: Values, dated: Counts, spec: FeatureSpec) -> tuple[Values, Counts]:
    values, dated = values[:, -spec.window :], dated[-spec.window :]
    if spec.part != "all":
        kept = (dated >= 5) == (spec.part == "weekend")
        values, dated = values[:, kept], dated[kept]
    circular = metric_of(spec.metric).circular
    kernel = (ON_THE_CIRCLE.get(spec.statistic) if circular else None) or STATISTICS[spec.statistic]
    if not values.shape[1]:
        return np.full(len(values), np.nan), count(values)
    found, n = kernel(Window(values, dated, spec.recent))
    if circular and spec.unit == "clock":
        found = found % 24
    return np.where(n >= spec.enough, found, np.nan), n


def features(series: Mapping[str, Daily], specs: Iterable[FeatureSpec], *, last: np.datetime64) -> dict[str, Feature]:
    """Features of one person, by name: computed as those of many, with the traces behind each.

    Args:
        series: The person's series by metric (:func:`thyself.signals.all_daily`).
        specs: What is wanted.
        last: The last day of every window.
    """
    end = last.astype("datetime64[D]")
    return {spec.name: _feature(series.get(spec.metric), spec, end) for spec in specs}


def _feature(series: Daily | None, spec: FeatureSpec, last: np.datetime64) -> Feature:
    first = last - np.timedelta64(spec.window - 1, "D")
    grid = np.arange(first, last + np.timedelta64(1, "D"))
    values = np.full((1, spec.window), np.nan)
    ids: list[str] = []
    if series is not None and len(series.days):
        offset = (series.days - first).astype(np.int64)
        inside = (offset >= 0) & (offset < spec.window)
        values[0, offset[inside]] = series.values[inside]
        held = [own for own, kept, there in zip(series.trace_ids, inside, series.known, strict=True) if kept and there]
        ids = [each for own in held for each in own[:2]]
    found, n = compute({spec.metric: values}, grid, [spec])
    value = float(found[0, 0]) if np.isfinite(found[0, 0]) else None
    return Feature(spec, value, spec.unit, int(n[0, 0]), str(first), str(last), tuple(ids))
