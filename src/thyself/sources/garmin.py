"""Garmin Connect: the CSV of the list of activities, and the reports of sleep, steps, heart rate, HRV and weight."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from thyself.core import Rejected, SourceError, Trace
from thyself.sources.measured import NoFigure, figure, in_our_unit, measured
from thyself.sources.places import bare_name
from thyself.sources.port import DateOrder, Note, Place, ReadContext
from thyself.sources.text import Lines, Rows, Text, columns_of, first_text, separator
from thyself.sources.times import Unclear, day_start, local, named_day, order_of, read_time, wall_clock

#: What the columns are called in English, German, French, Spanish, Italian and Dutch.
_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "type": ("activity type", "aktivitätstyp", "type d'activité", "tipo de actividad", "tipo di attività",
             "activiteittype"),
    "date": ("date", "datum", "fecha", "data"),
    "title": ("title", "titel", "titre", "título", "titolo"),
    "distance": ("distance", "distanz", "distancia", "distanza", "afstand"),
    "calories": ("calories", "kalorien", "calorías", "calorie", "calorieën"),
    "time": ("time", "activity time", "zeit", "durée", "temps", "tiempo", "tempo", "tijd"),
    "heart_rate": ("avg hr", "ø herzfrequenz", "durchschnittliche herzfrequenz", "fréquence cardiaque moyenne",
                   "frecuencia cardiaca media", "fc media", "gem. hs"),
    "score": ("score", "sleep score", "ergebnis", "punteggio", "puntuación"),
    "resting": ("resting heart rate", "resting", "ruheherzfrequenz", "in ruhe"),
    "spo2": ("pulse ox",),
    "breath": ("respiration",),
    "hrv": ("overnight hrv", "hrv status", "hrv-status"),
    "duration": ("duration", "dauer"),
    "bed": ("bedtime", "schlafenszeit"),
    "wake": ("wake time", "aufstehzeit"),
    "actual": ("actual", "aktuell", "tatsächlich"),
    "weight": ("weight", "gewicht", "poids", "peso"),
    "bmi": ("bmi",),
    "fat": ("body fat", "körperfett"),
}  # fmt: skip
_KNOWN: Final = {name: ours for ours, names in _NAMES.items() for name in names}
_DATED: Final = re.compile(
    r'\s*"?\s*(\d{4}-\d\d-\d\d|[^\W\d]{3,12}\.? \d{1,2}, ?\d{4}|\d{1,2}\.? [^\W\d]{3,12}\.? \d{4})\s*"?[\s,;]*'
)
_WITH_UNIT: Final = re.compile(r"'?\s*([+-]?[\d.,]*\d)\s*(.*)", re.DOTALL)
_SPELL: Final = re.compile(r"(?:(\d+)\s*(?:h|hr|hrs|std\.?|u))?\s*(?:(\d+)\s*(?:m|min|mins|min\.))?", re.IGNORECASE)
_LENGTH: Final = re.compile(r"(?:(\d+):)?(\d{1,3}):(\d{1,2})(?:[.,]\d+)?")
#: Told where more than one day lies behind a row.
_WEEKS: Final = "a mean of several days, no day: choose a report by days (up to 4 weeks) in Garmin Connect"

_Row = Mapping[str, str]
_Made = Iterator[Trace]


class Garmin:
    """Activities as what the person did; nights, steps, pulse and weight as figures of their days."""

    name = "garmin"
    title = "Garmin Connect CSV (Activities.csv, and the reports Sleep, Steps, Heart Rate, HRV Status, Weight)"

    def detect(self, path: Place) -> float:
        """The names of the columns."""
        if path.is_dir() or not bare_name(path).endswith(".csv"):
            return 0.0
        return 0.9 if _report(path) is not None else 0.0

    def read(self, path: Place, context: ReadContext) -> Iterator[Trace | Rejected | Note]:
        """Yield activities, or the figures of each day."""
        with Text(path, context) as text:
            report = _report(path)
            if report is None:
                raise SourceError(f"{text.name}: no report of Garmin Connect; known: {Garmin.title}")
            reading = replace(context, dates=context.dates or _order(path) or "month-first")
            apart = False
            for line, row in Rows(_Days(text) if report is _weight else text):
                if isinstance(row, Rejected):
                    yield row
                    continue
                named = {_KNOWN.get(name.casefold(), name.casefold()): cell for name, cell in row.items()}
                apart = apart or bool(named.get("distance", "").strip("-0., "))
                try:
                    yield from list(report(named, reading))
                except (Unclear, NoFigure) as error:
                    yield Rejected(f"{text.name}:{line}", str(error))
            yield from text.rest()
            if apart and report is _activity:
                yield Note(
                    f"{text.name}: it does not say whether its distances are in kilometres or miles; they stand in "
                    "extra as they are"
                )


def _report(place: Place) -> Callable[[_Row, ReadContext], _Made] | None:
    """What kind of report it is, by its columns; steps also by the name of the file, as floors have the same ones."""
    written = columns_of(place)
    columns = {_KNOWN.get(name, name) for name in written}
    name = bare_name(place)
    if {"type", "date", "title", "time"} <= columns:
        return _activity
    if {"duration", "bed", "wake"} <= columns or {"avg duration", "avg bedtime"} <= columns:
        return _sleep
    if {"weight", "bmi", "fat"} <= columns and written[0] in _NAMES["time"]:
        return _weight
    if {"actual", "goal"} <= columns and written[0] == "":
        return _floors if "floor" in name else _steps if "step" in name else None
    if {"resting", "high"} <= columns and written[0] == "":
        return _pulse
    return _hrv if {"hrv", "date", "baseline"} <= columns else None


def _order(place: Place) -> DateOrder | None:
    """Whether the day or the month stands first in dates such as 07/17/2026."""
    found = re.findall(r"(?m)^\W?(\d{1,2})[/.](\d{1,2})[/.]\d{2,4}", first_text(place))
    return order_of((int(first), int(second)) for first, second in found)


class _Days:
    """The lines of a report in which a date stands alone above its rows: each row with the date as its last cell."""

    def __init__(self, text: Lines) -> None:
        self._text, self.name = text, text.name

    def __iter__(self) -> Iterator[tuple[int, str]]:
        day, between = "", ","
        for number, line in self._text:
            found = _DATED.fullmatch(line)
            bare = line.rstrip(",; ")
            if number == 1:
                between = separator(line)
                yield number, f"{bare}{between}Day"
            elif found:
                day = found[1]
                yield number, ""
            else:
                yield number, f'{bare}{between}"{day}"' if bare else ""


def _activity(row: _Row, context: ReadContext) -> _Made:
    at = read_time(row.get("date"), context)
    kind = " ".join(row.get("type", "").split()).casefold() or "other"
    minutes = length(row.get("time", ""))
    told = {name: figure(row.get(name)) for name in ("distance", "calories", "heart_rate")}
    extra: dict[str, object] = {name: value for name, value in told.items() if value}
    if row.get("title"):
        extra["title"] = row["title"]
    spent = f", {minutes:.0f} minutes" if minutes is not None else ""
    yield Trace(
        f"{kind} workout{spent}",
        at=at,
        kind="did",
        source=context.source or "garmin",
        ref=f"workout/{kind}/{at:%Y-%m-%dT%H:%M:%SZ}",
        value=minutes,
        unit="min" if minutes is not None else None,
        item=f"workout:{kind.replace(' ', '_')}",
        extra=extra,
    )


def _sleep(row: _Row, context: ReadContext) -> _Made:
    if "duration" not in row:
        raise Unclear(_WEEKS)
    day = row.get("date") or next(iter(row.values()))
    at = day_start(read_time(day, context), context)
    told: dict[str, float | None] = {
        "minutes_asleep": spell(row["duration"]),
        "sleep_start": _hour(row.get("bed", "")),
        "sleep_end": _hour(row.get("wake", "")),
        "sleep_score": _figure(row.get("score", ""), "sleep_score", "points"),
        "resting_heart_rate": _figure(row.get("resting", ""), "resting_heart_rate", "bpm"),
        "spo2": _figure(row.get("spo2", ""), "spo2", "%"),
        "breathing_rate": _figure(row.get("breath", ""), "breathing_rate", "1/min"),
        "hrv_rmssd": _figure(row.get("hrv", ""), "hrv_rmssd", "ms"),
    }
    yield from _of_day(told, at, context)


def _steps(row: _Row, context: ReadContext) -> _Made:
    at = _day(row, context)
    yield from _of_day({"steps": _figure(row["actual"], "steps", "count") or None}, at, context)


def _floors(row: _Row, context: ReadContext) -> _Made:
    yield from _of_day({"floors": _figure(row["actual"], "floors", "count")}, _day(row, context), context)


def _pulse(row: _Row, context: ReadContext) -> _Made:
    told = {"resting_heart_rate": _figure(row["resting"], "resting_heart_rate", "bpm")}
    yield from _of_day(told, _day(row, context), context)


def _hrv(row: _Row, context: ReadContext) -> _Made:
    yield from _of_day({"hrv_rmssd": _figure(row["hrv"], "hrv_rmssd", "ms")}, _day(row, context), context)


def _weight(row: _Row, context: ReadContext) -> _Made:
    naive = named_day(row.get("day", "").replace(".", "")) or _plain_day(row.get("day", ""))
    if naive is None:
        raise Unclear("no date stands above the row")
    at = wall_clock((naive.year, naive.month, naive.day), row.get("time", ""))
    if at is None:
        raise Unclear(f"no time of day: {row.get('time', '')[:20]!r}")
    for name, column, unit in (("weight", "weight", "kg"), ("bmi", "bmi", "kg/m2"), ("body_fat", "fat", "%")):
        value = _figure(row.get(column, ""), name, unit)
        if value is not None:
            yield measured(name, value, local(at, context), source=context.source or "garmin")


def _of_day(told: Mapping[str, float | None], at: datetime, context: ReadContext) -> _Made:
    for name, value in told.items():
        if value is not None:
            yield measured(name, value, at, source=context.source or "garmin", per="day")


def _day(row: _Row, context: ReadContext) -> datetime:
    cell = row.get("date") or row.get("") or ""
    try:
        return day_start(read_time(cell, context), context)
    except Unclear:
        several = " - " in cell or re.fullmatch(r"[^\W\d]{3,12}\.? \d{4}", cell)
        raise Unclear(_WEEKS if several else f"no day: {cell!r:.40}") from None


def _plain_day(cell: str) -> datetime | None:
    try:
        return datetime.fromisoformat(cell)
    except ValueError:
        return None


def _figure(cell: str, name: str, unit: str) -> float | None:
    """The figure of a cell such as ``176.4 lbs``, ``45ms`` or ``97``, in our unit; ``None`` where it is missing."""
    if not cell.strip("-–— "):
        return None
    found = _WITH_UNIT.fullmatch(cell.strip())
    if found is None:
        raise NoFigure(f"not a number: {cell[:40]!r}")
    value = figure(found[1])
    return None if value is None else in_our_unit(name, value, found[2].strip() or unit)


def spell(cell: str) -> float | None:
    """Minutes of ``7h 55min``; ``None`` where it is missing.

    Raises:
        NoFigure: It is no spell of time.
    """
    if not cell.strip("-–— "):
        return None
    found = _SPELL.fullmatch(cell.strip())
    if found is None or not (found[1] or found[2]):
        raise NoFigure(f"no spell of time: {cell[:40]!r}")
    return int(found[1] or 0) * 60.0 + int(found[2] or 0)


def length(cell: str) -> float | None:
    """Minutes of ``01:34:56`` or ``31:40``; ``None`` where it is missing.

    Raises:
        NoFigure: It is no spell of time.
    """
    if not cell.strip("-–— "):
        return None
    found = _LENGTH.fullmatch(cell.strip())
    if found is None:
        raise NoFigure(f"no spell of time: {cell[:40]!r}")
    return int(found[1] or 0) * 60.0 + int(found[2]) + int(found[3]) / 60


def _hour(cell: str) -> float | None:
    if not cell.strip("-–— "):
        return None
    at = wall_clock((2000, 1, 1), cell)
    if at is None:
        raise NoFigure(f"no time of day: {cell[:20]!r}")
    return at.hour + at.minute / 60
