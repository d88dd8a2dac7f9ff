"""Apple Health: ``export.xml`` (streamed; it can be gigabytes), its folder, or ``export.zip``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final
from xml.parsers import expat

from thyself.core import Rejected, SourceError, Trace
from thyself.sources.apple_days import Days
from thyself.sources.measured import NoFigure, figure, in_our_unit, measured
from thyself.sources.places import bare_name, entries, is_mixed
from thyself.sources.port import Note, Place, ReadContext
from thyself.sources.text import Text, first_text
from thyself.sources.times import Unclear, read_time

_QUANTITY: Final = "HKQuantityTypeIdentifier"
_SLEEP: Final = "HKCategoryTypeIdentifierSleepAnalysis"
#: Readings that are kept one by one: Apple's name, and ours.
_READINGS: Final[Mapping[str, str]] = {
    "RestingHeartRate": "resting_heart_rate",
    "HeartRateVariabilitySDNN": "hrv_sdnn",
    "BodyMass": "weight",
    "BodyMassIndex": "bmi",
    "BodyFatPercentage": "body_fat",
    "VO2Max": "vo2_max",
}
#: Amounts that are added up over the day.
_SUMS: Final[Mapping[str, str]] = {
    "StepCount": "steps",
    "DistanceWalkingRunning": "distance",
    "ActiveEnergyBurned": "active_calories",
}
#: Readings that come by the minute: their mean over an hour or a day is kept.
_MEANS: Final[Mapping[str, tuple[str, str]]] = {
    "HeartRate": ("heart_rate", "hour"),
    "OxygenSaturation": ("spo2", "day"),
    "RespiratoryRate": ("breathing_rate", "day"),
}


_PARTS: Final = frozenset({"electrocardiograms", "workout-routes", "clinical-records", "attachments"})


class AppleHealth:
    """Steps, distance and energy by day; heart rate by hour; nights; workouts; weight and the like as they stand."""

    name = "apple-health"
    title = "Apple Health export (export.xml, or export.zip)"

    def detect(self, path: Place) -> float:
        """The root element, or a folder with such a file."""
        if path.is_dir():
            return 0.0 if _export(path) is None or is_mixed(path, _is_part) else 0.95
        if not bare_name(path).endswith(".xml"):
            return 0.0
        return 0.95 if "<HealthData" in first_text(path) or "<!DOCTYPE HealthData" in first_text(path) else 0.0

    def read(self, path: Place, context: ReadContext) -> Iterator[Trace | Rejected | Note]:
        """Yield readings as they come, then the days, hours and nights that were put together."""
        file = _export(path) if path.is_dir() else path
        if file is None:
            raise SourceError(f"{context.label(path)}: no export.xml in it")
        with Text(file, context) as text:
            health = _Health(context, text.name)
            yield from health.read(text)
            yield from health.days.traces(context, last=health.last)
            yield from text.rest()
            yield from health.notes()


def _is_part(place: Place) -> bool:
    return place.name in _PARTS or (not place.is_dir() and bare_name(place).endswith(".xml"))


def _export(folder: Place) -> Place | None:
    for each in entries(folder):
        if each.is_dir() and each.name == "apple_health_export":
            return _export(each)
        if not each.is_dir() and bare_name(each).endswith(".xml") and AppleHealth().detect(each):
            return each
    return None


class _Refused(SourceError):
    """The file defines entities, which no export does."""


class _Health:
    """Feeds the XML to a parser and gathers what its elements say; nothing of the document is kept."""

    def __init__(self, context: ReadContext, name: str) -> None:
        self.days = Days(context.source or "apple-health")
        self._context, self._name = replace(context, dates=None), name
        self._source = context.source or "apple-health"
        self._ready: list[Trace | Rejected] = []
        self._other: dict[str, int] = {}
        self.last: int | None = None
        self._parser = expat.ParserCreate("utf-8")
        self._parser.StartElementHandler = self._begin
        self._parser.EntityDeclHandler = self._refuse

    def read(self, text: Text) -> Iterator[Trace | Rejected | Note]:
        try:
            while raw := text.read(1 << 16):
                self._parser.Parse(raw, False)
                yield from self._taken()
            self._parser.Parse(b"", True)
        except expat.ExpatError as error:
            yield from self._taken()
            cut = error.code in (expat.errors.codes[expat.errors.XML_ERROR_NO_ELEMENTS], 5)
            why = "the file ends too early" if cut else f"the XML is broken ({expat.ErrorString(error.code)})"
            yield Rejected(f"{self._name}:{error.lineno}", f"{why}; what came before is kept")
        yield from self._taken()

    def _taken(self) -> list[Trace | Rejected]:
        ready, self._ready = self._ready, []
        return ready

    def _refuse(self, *_: object) -> None:
        raise _Refused(f"{self._name}: it defines XML entities, which no Apple export does; it was not read")

    def _begin(self, tag: str, row: dict[str, str]) -> None:
        try:
            if tag == "Record":
                self._record(row)
            elif tag == "Workout":
                self._workout(row)
            elif tag == "ExportDate":
                at = read_time(row.get("value"), self._context)
                self.last = at.astimezone(self._context.zone).toordinal()
        except (Unclear, NoFigure) as error:
            self._ready.append(Rejected(f"{self._name}:{self._parser.CurrentLineNumber}", str(error)))

    def _record(self, row: Mapping[str, str]) -> None:
        kind = row.get("type", "")
        short = kind.removeprefix(_QUANTITY)
        if kind == _SLEEP:
            start, end = self._span(row)
            self.days.sleep(row.get("value", ""), start, end)
        elif short in _READINGS:
            name = _READINGS[short]
            at = read_time(row.get("startDate"), self._context)
            self._ready.append(measured(name, _value(row, name), at, source=self._source))
        elif short in _SUMS:
            name = _SUMS[short]
            at = read_time(row.get("startDate"), self._context)
            self.days.add(name, _value(row, name), at.astimezone(self._context.zone), row.get("sourceName", ""))
        elif short in _MEANS:
            name, per = _MEANS[short]
            at = read_time(row.get("startDate"), self._context)
            self.days.mean(name, per, _value(row, name), at.astimezone(self._context.zone))
        else:
            kind = kind or "no type"
            self._other[kind] = self._other.get(kind, 0) + 1

    def _span(self, row: Mapping[str, str]) -> tuple[float, float]:
        start = read_time(row.get("startDate"), self._context)
        end = read_time(row.get("endDate"), self._context)
        if end < start:
            raise Unclear("it ends before it begins")
        return start.timestamp(), end.timestamp()

    def _workout(self, row: Mapping[str, str]) -> None:
        at, end = (read_time(row.get(name), self._context) for name in ("startDate", "endDate"))
        kind = row.get("workoutActivityType", "").removeprefix("HKWorkoutActivityType") or "Other"
        words = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in kind).strip()
        minutes = (end - at).total_seconds() / 60
        self._ready.append(
            Trace(
                f"{words} workout, {minutes:.0f} minutes",
                at=at,
                kind="did",
                source=self._source,
                ref=f"workout/{kind}/{at:%Y-%m-%dT%H:%M:%SZ}",
                value=minutes,
                unit="min",
                item=f"workout:{words.replace(' ', '_')}",
                extra={"until": end.isoformat()},
            )
        )

    def notes(self) -> Iterator[Note]:
        if self._other:
            most = sorted(self._other, key=lambda name: -self._other[name])[:4]
            names = ", ".join(name.replace(_QUANTITY, "") for name in most)
            yield Note(
                f"{sum(self._other.values()):,} records of {len(self._other)} other types were left out ({names} …)"
            )


def _value(row: Mapping[str, str], name: str) -> float:
    """The figure in our unit; Apple writes shares below one under "%", and a BMI as a count."""
    value, unit = figure(row.get("value")), row.get("unit", "")
    if value is None:
        raise NoFigure("no value")
    if not unit or name == "bmi":
        return value
    return in_our_unit(name, value, "fraction" if unit == "%" else unit)
