"""Garmin's export of all data: nights (``…_sleepData.json``) and days (``UDSFile_….json``)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final
from zoneinfo import ZoneInfo

from thyself.core import Rejected, Trace
from thyself.sources.jsons import elements, first_element
from thyself.sources.measured import NoFigure, figure, in_our_unit, measured
from thyself.sources.places import bare_name
from thyself.sources.port import Note, Place, ReadContext
from thyself.sources.text import Text
from thyself.sources.times import Unclear, day_start, read_time

#: Metric, the unit in which Garmin writes it, and its key.
_DAY: Final = (
    ("steps", "count", "totalSteps"),
    ("distance", "m", "totalDistanceMeters"),
    ("calories", "kcal", "totalKilocalories"),
    ("active_calories", "kcal", "activeKilocalories"),
    ("resting_heart_rate", "bpm", "restingHeartRate"),
)
_NIGHT: Final = (
    ("minutes_deep", "s", "deepSleepSeconds"),
    ("minutes_light", "s", "lightSleepSeconds"),
    ("minutes_rem", "s", "remSleepSeconds"),
    ("minutes_awake", "s", "awakeSleepSeconds"),
)
_ASLEEP: Final = ("minutes_deep", "minutes_light", "minutes_rem")
_ACTIVE: Final = ("moderateIntensityMinutes", "vigorousIntensityMinutes")


class GarminExport:
    """Nights by the day of waking, and day totals; each file by itself."""

    name = "garmin-export"
    title = "Garmin's export of all data (…_sleepData.json, UDSFile_….json)"

    def detect(self, path: Place) -> float:
        """Its keys."""
        if path.is_dir() or not bare_name(path).endswith(".json"):
            return 0.0
        first = first_element(path, "item")
        keys = set(first) if isinstance(first, Mapping) else set()
        telling = keys & {"sleepStartTimestampGMT", "totalSteps", "totalKilocalories", "wellnessStartTimeGmt"}
        return 0.95 if "calendarDate" in keys and telling else 0.0

    def read(self, path: Place, context: ReadContext) -> Iterator[Trace | Rejected | Note]:
        """Yield the figures, day by day."""
        left = 0
        with Text(path, context) as text:
            for each in elements(text, path, context, "item"):
                if isinstance(each, Rejected):
                    yield each
                    continue
                where = f"{text.name}: element {each.number}"
                if not isinstance(each.value, Mapping) or "calendarDate" not in each.value:
                    left += 1
                    continue
                try:
                    made = [] if each.partial else list(_day(each.value, context))
                except (Unclear, NoFigure) as error:
                    yield Rejected(where, str(error))
                    continue
                left += not made
                yield from made
            yield from text.rest()
            if left:
                yield Note(f"{text.name}: {left} entries without a figure of a day or night were left out")


def _day(row: Mapping[str, Any], context: ReadContext) -> Iterator[Trace]:
    if not isinstance(row["calendarDate"], str):
        raise Unclear(f"no day: {row['calendarDate']!r:.40}")
    at = day_start(read_time(row["calendarDate"], context), context)
    found = _figures(row, _DAY)
    if not found.get("steps") and "restingHeartRate" not in row:
        found.pop("steps", None)
    active = [figure(row.get(key)) for key in _ACTIVE]
    if None not in active:
        found["active_minutes"] = sum(each or 0.0 for each in active)
    night = _figures(row, _NIGHT)
    if any(night.get(name) for name in _ASLEEP):
        found |= {"minutes_asleep": sum(night.get(name, 0.0) for name in _ASLEEP)} | night
        found |= {
            name: _hour(row[key], context)
            for name, key in (("sleep_start", "sleepStartTimestampGMT"), ("sleep_end", "sleepEndTimestampGMT"))
            if row.get(key)
        }
    for name, value in found.items():
        yield measured(name, value, at, source=context.source or "garmin", per="day")


def _figures(row: Mapping[str, Any], columns: tuple[tuple[str, str, str], ...]) -> dict[str, float]:
    told = ((name, unit, figure(row.get(key))) for name, unit, key in columns)
    return {name: in_our_unit(name, value, unit) for name, unit, value in told if value is not None}


def _hour(cell: object, context: ReadContext) -> float:
    """Hours after midnight on the person's clock, of a time that Garmin writes in UTC without saying so."""
    in_utc = read_time(cell, replace(context, zone=ZoneInfo("UTC")))
    clock = in_utc.astimezone(context.zone)
    return clock.hour + clock.minute / 60 + clock.second / 3600
