"""A twin of days: nights and the resting heart after them, and the steps of the day between; learned of LifeSnaps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Final

import numpy as np

from thyself.signals.course import Course
from thyself.signals.series import Daily
from thyself.signals.twin import Twin

#: What is foretold for the next morning, and what may be planned for the day.
VITALS: Final = (("minutes_asleep", "min"), ("resting_heart_rate", "bpm"), ("hrv_rmssd", "ms"))
EVENTS: Final = (("steps", "count"),)
HOURS: Final = 24.0


@dataclass(frozen=True, eq=False, slots=True)
class Days:
    """Days of a person as a course.

    Args:
        course: A moment each morning with any reading.
        last: The day of the last moment.
        usual: The own mean of each event; those that were never told are left out.
        trace_ids: What it stands on, in order of days.
    """

    course: Course
    last: np.datetime64
    usual: Mapping[str, float]
    trace_ids: tuple[str, ...]


def days_of(series: Mapping[str, Daily]) -> Days | None:
    """The mornings of a person; ``None`` where no vital was ever measured.

    Args:
        series: By metric. What happened on a day belongs to the morning after it.
    """
    told = {name: _by_day(series[name]) for name, _ in (*VITALS, *EVENTS) if name in series and series[name].n}
    mornings = sorted({day for name, _ in VITALS for day in told.get(name, {})})
    if not mornings:
        return None
    values = [[told.get(name, {}).get(day, np.nan) for name, _ in VITALS] for day in mornings]
    events = [[told.get(name, {}).get(day - 1, np.nan) for name, _ in EVENTS] for day in mornings]
    course = Course(HOURS * np.array(mornings, dtype=float), np.array(values), np.array(events))
    usual = {name: float(np.mean(list(told[name].values()))) for name, _ in EVENTS if name in told}
    ids = {one: None for name in told for each in series[name].trace_ids for one in each}
    return Days(course, np.datetime64(mornings[-1], "D"), usual, tuple(ids))


def _by_day(series: Daily) -> dict[int, float]:
    days = series.days[series.known].astype("datetime64[D]").astype(int)
    return dict(zip(days.tolist(), series.points.tolist(), strict=True))


@lru_cache(maxsize=1)
def shipped() -> Twin:
    """The twin that comes with thyself, learned of people of LifeSnaps."""
    return Twin.from_json(files("thyself.signals").joinpath("assets/twin-lifesnaps.json").read_text("utf-8"))
