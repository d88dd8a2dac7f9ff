"""LifeSnaps: the daily table of a study that had watches and mood questions, as CSV."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from thyself.core import Rejected, SourceError, Trace
from thyself.sources.measured import NoFigure, figure, measured
from thyself.sources.port import Note, Place, ReadContext
from thyself.sources.text import Rows, Text, columns_of
from thyself.sources.times import Unclear, day_start, read_time

#: Column, metric, and what the column is multiplied by.
_COLUMNS: Final = (
    ("steps", "steps", 1.0),
    ("distance", "distance", 0.001),
    ("calories", "calories", 1.0),
    ("lightly_active_minutes", "lightly_active_minutes", 1.0),
    ("sedentary_minutes", "sedentary_minutes", 1.0),
    ("minutesAsleep", "minutes_asleep", 1.0),
    ("sleep_duration", "minutes_in_bed", 1 / 60_000),
    ("minutesAwake", "minutes_awake", 1.0),
    ("minutesToFallAsleep", "minutes_to_fall_asleep", 1.0),
    ("sleep_efficiency", "sleep_efficiency", 1.0),
    ("resting_hr", "resting_heart_rate", 1.0),
    ("bpm", "heart_rate", 1.0),
    ("rmssd", "hrv_rmssd", 1.0),
    ("spo2", "spo2", 1.0),
    ("full_sleep_breathing_rate", "breathing_rate", 1.0),
    ("stress_score", "stress_score", 1.0),
    ("nightly_temperature", "skin_temperature", 1.0),
)
_ACTIVE: Final = ("moderately_active_minutes", "very_active_minutes")
_MOODS: Final = ("ALERT", "HAPPY", "NEUTRAL", "RESTED/RELAXED", "SAD", "TENSE/ANXIOUS", "TIRED")


class LifeSnaps:
    """The figures of each day, and the moods that were ticked."""

    name = "lifesnaps"
    title = "LifeSnaps daily table as CSV (one person of it: only)"

    def detect(self, path: Place) -> float:
        """Its columns."""
        return 0.95 if {"id", "date", "minutesasleep", "rmssd"} <= set(columns_of(path)) else 0.0

    def read(self, path: Place, context: ReadContext) -> Iterator[Trace | Rejected | Note]:
        """Yield the figures day by day.

        Raises:
            SourceError: The table holds several people, and none was named.
        """
        seen: str | None = None
        with Text(path, context) as text:
            for line, row in Rows(text):
                if isinstance(row, Rejected):
                    yield row
                    continue
                who = row.get("id", "")
                if context.only is not None and who != context.only:
                    continue
                if seen is not None and who != seen:
                    raise SourceError(
                        f"{text.name}: holds the days of several people; choose one with only (--only {seen})"
                    )
                seen = who
                yield from _day(row, context, f"{text.name}:{line}")
            yield from text.rest()


def _day(row: Mapping[str, str], context: ReadContext, where: str) -> Iterator[Trace | Rejected]:
    source = context.source or "lifesnaps"
    try:
        at = day_start(read_time(row.get("date"), context), context)
        figures = {name: (figure(row.get(column)), factor) for column, name, factor in _COLUMNS}
        active = [figure(row.get(column)) for column in _ACTIVE]
        moods = [mood for mood in _MOODS if figure(row.get(mood))]
    except (Unclear, NoFigure) as error:
        yield Rejected(where, str(error))
        return
    for name, (value, factor) in figures.items():
        if value is not None:
            yield measured(name, value * factor, at, source=source, per="day", who=row.get("id", ""))
    known = [value for value in active if value is not None]
    if len(known) == len(_ACTIVE):
        yield measured("active_minutes", sum(known), at, source=source, per="day", who=row.get("id", ""))
    for mood in moods:
        text = mood.casefold().replace("/", " or ")
        ref = f"{row.get('id', '')}/mood/{row.get('date')}/{text}"
        yield Trace(f"felt {text}", at=at, kind="felt", source=source, ref=ref, item="mood", extra={"per": "day"})
