"""Oura: the CSV files of an export (nights, days, heart rate), the older trends table; each, or their folder or zip."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from thyself.core import Rejected, SourceError, Trace
from thyself.sources.apple_days import Days
from thyself.sources.measured import NoFigure, figure, in_our_unit, measured
from thyself.sources.places import bare_name, files_in, is_mixed, is_paper
from thyself.sources.port import Note, Place, ReadContext
from thyself.sources.text import Rows, Text, columns_of
from thyself.sources.times import Unclear, day_start, read_time

#: Metric, the unit in which Oura writes it, and its columns; the first that there is.
_NIGHT: Final = (
    ("minutes_asleep", "s", ("total_sleep_duration", "total_sleep_time")),
    ("minutes_in_bed", "s", ("time_in_bed", "total_bedtime")),
    ("minutes_deep", "s", ("deep_sleep_duration", "deep_sleep_time")),
    ("minutes_rem", "s", ("rem_sleep_duration", "rem_sleep_time")),
    ("minutes_light", "s", ("light_sleep_duration", "light_sleep_time")),
    ("minutes_awake", "s", ("awake_time",)),
    ("minutes_to_fall_asleep", "s", ("latency", "sleep_latency")),
    ("sleep_efficiency", "%", ("efficiency", "sleep_efficiency")),
    ("resting_heart_rate", "bpm", ("lowest_heart_rate", "lowest_resting_heart_rate")),
    ("hrv_rmssd", "ms", ("average_hrv",)),
    ("breathing_rate", "1/min", ("average_breath", "respiratory_rate")),
)
_DAY: Final = (
    ("steps", "count", ("steps",)),
    ("distance", "m", ("equivalent_walking_distance",)),
    ("calories", "kcal", ("total_calories", "total_burn")),
    ("active_calories", "kcal", ("active_calories", "activity_burn")),
    ("lightly_active_minutes", "s", ("low_activity_time",)),
    ("sedentary_minutes", "s", ("sedentary_time", "inactive_time")),
    ("temperature_deviation", "°C", ("temperature_deviation", "temperature_deviation_c")),
    ("spo2", "%", ("spo2_percentage",)),
    ("sleep_score", "points", ("sleep_score",)),
    ("readiness_score", "points", ("readiness_score",)),
    ("activity_score", "points", ("activity_score",)),
)
_ACTIVE: Final = ("medium_activity_time", "high_activity_time")
#: Figures that two sleeps of one day add up to; all others are those of the longest.
_ADDED: Final = frozenset(
    {"minutes_asleep", "minutes_in_bed", "minutes_deep", "minutes_rem", "minutes_light", "minutes_awake"}
)
#: Columns that together are Oura's alone.
_TELLING: Final = (
    {"bedtime_start", "bedtime_end", "total_sleep_duration"},
    {"bedtime_start", "bedtime_end", "total_sleep_time"},
    {"day", "active_calories", "total_calories"},
    {"day", "equivalent_walking_distance"},
    {"day", "score", "contributors"},
    {"day", "spo2_percentage"},
    {"timestamp", "bpm", "source"},
    {"date", "readiness_score", "sleep_score"},
)
#: Spells that are no sleep: lying still, and what the person took back.
_NO_SLEEP: Final = frozenset({"rest", "deleted"})
_UNWORN_S: Final = 20 * 3600.0


class Oura:
    """Nights by the day of waking, with naps added; day totals; scores; the mean heart rate of each hour."""

    name = "oura"
    title = "Oura export (sleepmodel.csv, dailyactivity.csv, heartrate.csv …, or trends.csv; folder or zip)"

    def detect(self, path: Place) -> float:
        """The columns of a file; a folder with two such files and no other data."""
        if path.is_dir():
            known = sum(1 for each in files_in(path) if _is_ours(each))
            mixed = known < 2 or is_mixed(path, lambda each: bare_name(each).endswith((".csv", ".json")))
            return 0.0 if mixed else 0.9
        return 0.95 if _is_ours(path) else 0.0

    def read(self, path: Place, context: ReadContext) -> Iterator[Trace | Rejected | Note]:
        """Yield the figures, file by file; nights once a file was read to its end."""
        inside = list(files_in(path)) if path.is_dir() else [path]
        known = [each for each in inside if not path.is_dir() or _is_ours(each)]
        for file in known:
            yield from _File(file, context).read()
        left = [context.label(each) for each in inside if each not in known and not is_paper(each)]
        if left:
            yield Note(f"{len(left)} other files in the folder were left out: {', '.join(left[:6])}")


def _is_ours(place: Place) -> bool:
    if not bare_name(place).endswith(".csv"):
        return False
    columns = {plain_name(each) for each in columns_of(place)}
    return any(each <= columns for each in _TELLING)


def plain_name(column: str) -> str:
    """``"REM Sleep Duration"`` and ``rem_sleep_duration`` are one column."""
    return re.sub(r"[^a-z0-9]+", "_", column.casefold()).strip("_")


@dataclass(slots=True)
class _Night:
    """The sleeps of one day of waking."""

    at: datetime
    longest: float
    figures: dict[str, float]


class _File:
    """One file: rows are looked at by what columns they have."""

    def __init__(self, place: Place, context: ReadContext) -> None:
        self._place, self._context = place, replace(context, dates=context.dates or "month-first")
        self._source = context.source or "oura"
        self._nights: dict[datetime, _Night] = {}
        self._hours = Days(self._source)
        self._left = 0

    def read(self) -> Iterator[Trace | Rejected | Note]:
        with Text(self._place, self._context) as text:
            rows = Rows(text)
            if not any(each <= {plain_name(name) for name in rows.columns} for each in _TELLING):
                raise SourceError(f"{text.name}: no columns of an Oura export; found {', '.join(rows.columns[:12])}")
            for line, row in rows:
                if isinstance(row, Rejected):
                    yield row
                    continue
                try:
                    yield from self._row({plain_name(name): cell for name, cell in row.items()})
                except (Unclear, NoFigure) as error:
                    yield Rejected(f"{text.name}:{line}", str(error))
            for night in self._nights.values():
                yield from self._made(night.at, night.figures)
            yield from self._hours.traces(self._context)
            yield from text.rest()
            if self._left:
                yield Note(f"{text.name}: {self._left} rows without a figure, of rest, or not worn were left out")

    def _row(self, row: Mapping[str, str]) -> Iterator[Trace]:
        if "bpm" in row and "timestamp" in row:
            bpm = figure(row["bpm"])
            if bpm:
                self._hours.mean("heart_rate", "hour", bpm, self._clock(row["timestamp"]))
            self._left += not bpm
            return
        night = _figures(row, _NIGHT)
        day = _figures(row, _DAY) | self._score(row)
        active = [figure(row.get(column)) for column in _ACTIVE]
        if None not in active:
            day["active_minutes"] = in_our_unit("active_minutes", sum(each or 0.0 for each in active), "s")
        at = self._day(row)
        self._left += not self._sleep(row, at, night) and not day
        if (figure(row.get("non_wear_time")) or 0.0) >= _UNWORN_S and not day.get("steps"):
            self._left += 1
            return
        yield from self._made(at, day)

    def _day(self, row: Mapping[str, str]) -> datetime:
        """The start of the day; a night belongs to the day of waking, as Oura has it too."""
        named = row.get("day") or row.get("date") or row.get("summary_date")
        if named:
            return day_start(read_time(named, self._context), self._context)
        return day_start(read_time(row.get("bedtime_end"), self._context), self._context)

    def _clock(self, cell: str) -> datetime:
        """A time on the clock that it was written on; on the person's where it is in UTC or has no zone."""
        found = read_time(cell, self._context)
        return found if found.utcoffset() else found.astimezone(self._context.zone)

    def _sleep(self, row: Mapping[str, str], at: datetime, figures: dict[str, float]) -> bool:
        asleep = figures.get("minutes_asleep", 0.0)
        if row.get("type", "").casefold() in _NO_SLEEP or ("minutes_asleep" in figures and not asleep) or not figures:
            return False
        if row.get("bedtime_start") and row.get("bedtime_end"):
            start, end = self._clock(row["bedtime_start"]), self._clock(row["bedtime_end"])
            if end < start:
                raise Unclear("the night ends before it begins")
            fell = start + timedelta(minutes=figures.get("minutes_to_fall_asleep", 0.0))
            figures |= {"sleep_start": _hours(fell), "sleep_end": _hours(end)}
        before = self._nights.get(at)
        if before is None:
            self._nights[at] = _Night(at, asleep, figures)
            return True
        both = _ADDED & {*before.figures, *figures}
        added = {name: before.figures.get(name, 0.0) + figures.get(name, 0.0) for name in both}
        whole = {**figures, **before.figures} if before.longest >= asleep else {**before.figures, **figures}
        self._nights[at] = _Night(at, max(before.longest, asleep), whole | added)
        return True

    def _score(self, row: Mapping[str, str]) -> dict[str, float]:
        """The score of a daily file, whose name alone tells what it is of."""
        value = figure(row.get("score"))
        kinds = [each for each in ("sleep", "readiness", "activity") if each in bare_name(self._place)]
        return {f"{kinds[0]}_score": value} if value is not None and kinds else {}

    def _made(self, at: datetime, figures: Mapping[str, float]) -> Iterator[Trace]:
        for name, value in figures.items():
            yield measured(name, value, at, source=self._source, per="day")


def _hours(at: datetime) -> float:
    return at.hour + at.minute / 60 + at.second / 3600


def _figures(row: Mapping[str, str], columns: tuple[tuple[str, str, tuple[str, ...]], ...]) -> dict[str, float]:
    found: dict[str, float] = {}
    for name, unit, names in columns:
        cell = next((row[each] for each in names if row.get(each)), "")
        value = figure(_average(cell))
        if value is not None and (value or unit not in ("bpm", "ms", "1/min", "%")):
            found[name] = in_our_unit(name, value, unit)
    return found


def _average(cell: str) -> object:
    """A cell that holds ``{"average": 97.1}`` in place of a figure."""
    if not cell.startswith("{"):
        return cell
    try:
        told = json.loads(cell)
    except (ValueError, RecursionError):
        raise NoFigure(f"not a number: {cell[:40]!r}") from None
    return told.get("average") if isinstance(told, dict) else cell
