"""Fitbit: the CSV files of an export (days, hours, nights, weights); each file, or the folder or zip of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final, NamedTuple

from thyself.core import Rejected, SourceError, Trace
from thyself.sources.measured import NoFigure, figure, measured
from thyself.sources.places import bare_name, entries, files_in, is_mixed, is_paper
from thyself.sources.port import DateOrder, Note, Place, ReadContext
from thyself.sources.text import Rows, Text, columns_of
from thyself.sources.times import Unclear, day_start, order_of, read_time

#: Metric, and the columns that are added up for it.
_Columns = tuple[tuple[str, tuple[str, ...]], ...]


class _File(NamedTuple):
    time: str
    per: str | None
    columns: _Columns


_DAY: Final[_Columns] = (
    ("steps", ("TotalSteps",)),
    ("distance", ("TotalDistance",)),
    ("calories", ("Calories",)),
    ("active_minutes", ("VeryActiveMinutes", "FairlyActiveMinutes")),
    ("lightly_active_minutes", ("LightlyActiveMinutes",)),
    ("sedentary_minutes", ("SedentaryMinutes",)),
)
_FILES: Final[Mapping[str, _File]] = {
    "dailyactivity": _File("ActivityDate", "day", _DAY),
    "dailysteps": _File("ActivityDay", "day", (("steps", ("StepTotal",)),)),
    "dailycalories": _File("ActivityDay", "day", (("calories", ("Calories",)),)),
    "hourlysteps": _File("ActivityHour", "hour", (("steps", ("StepTotal",)),)),
    "hourlycalories": _File("ActivityHour", "hour", (("calories", ("Calories",)),)),
    "hourlyintensities": _File("ActivityHour", "hour", (("intensity", ("TotalIntensity",)),)),
    "sleepday": _File(
        "SleepDay", "day", (("minutes_asleep", ("TotalMinutesAsleep",)), ("minutes_in_bed", ("TotalTimeInBed",)))
    ),
    "weightloginfo": _File("Date", None, (("weight", ("WeightKg",)), ("bmi", ("BMI",)), ("body_fat", ("Fat",)))),
    "heartrate_seconds": _File("Time", None, (("heart_rate", ("Value",)),)),
}
#: A day on which the watch was not worn: it counts no step and the whole day as sedentary.
_UNWORN: Final = 1440.0


class Fitbit:
    """Day totals, hour totals and readings; several people in one file need ``context.only``."""

    name = "fitbit"
    title = "Fitbit CSV files (dailyActivity, hourlySteps, sleepDay, weightLogInfo …)"

    def detect(self, path: Place) -> float:
        """The name of a file and its columns; a folder with two such files."""
        if path.is_dir():
            known = [each for each in entries(path) if _file(each) is not None]
            mixed = len(known) < 2 or is_mixed(path, lambda each: bare_name(each).endswith(".csv"))
            return 0.0 if mixed else 0.9
        file = _file(path)
        return 0.95 if file is not None and file.time.casefold() in columns_of(path) else 0.0

    def read(self, path: Place, context: ReadContext) -> Iterator[Trace | Rejected | Note]:
        """Yield the figures, file by file.

        Raises:
            SourceError: A file holds several people, and none or an unknown one was named.
        """
        inside = list(files_in(path)) if path.is_dir() else [path]
        known = [each for each in inside if not path.is_dir() or self.detect(each) > 0]
        count = 0
        for file in known:
            for each in _read(file, context):
                count += 1
                yield each
        if not count and context.only is not None:
            raise SourceError(f"{context.label(path)}: nobody in it has the id {context.only!r}")
        left = [context.label(each) for each in inside if each not in known and not is_paper(each)]
        if left:
            yield Note(f"{len(left)} other files in the folder were left out: {', '.join(left[:6])}")


def _file(place: Place) -> _File | None:
    name = bare_name(place)
    stem = re.sub(r"(_merged)?\.csv$", "", name)
    return _FILES.get(stem) if stem != name else None


def _read(place: Place, context: ReadContext) -> Iterator[Trace | Rejected | Note]:
    file = _file(place)
    if file is None:
        raise SourceError(f"{place.name}: no Fitbit file is called so; known: {', '.join(_FILES)}")
    people, dates = _survey(place, context, file)
    only = _choose(people, place, context)
    context = replace(context, dates=context.dates or dates or "month-first")
    with Text(place, context) as text:
        unworn = 0
        for line, row in Rows(text):
            if isinstance(row, Rejected):
                yield row
            elif only is None or row.get("Id") == only:
                made = list(_traces(row, file, context, f"{text.name}:{line}"))
                unworn += not made
                yield from made
        yield from text.rest()
        if unworn:
            yield Note(
                f"{text.name}: {unworn} rows without a figure, or of days on which it was not worn, were left out"
            )


def _survey(place: Place, context: ReadContext, file: _File) -> tuple[dict[str, int], DateOrder | None]:
    """Who is in the file, and whether day or month comes first in its dates."""
    people: dict[str, int] = {}
    slashed: list[tuple[int, int]] = []
    with Text(place, replace(context, progress=None)) as text:
        rows = Rows(text)
        missing = [name for name in (file.time,) if name not in rows.columns]
        if missing:
            raise SourceError(f"{text.name}: there is no column {missing[0]}; found {', '.join(rows.columns[:20])}")
        for _line, row in rows:
            if isinstance(row, Rejected):
                continue
            if row.get("Id"):
                people[row["Id"]] = people.get(row["Id"], 0) + 1
            found = re.match(r"(\d{1,2})/(\d{1,2})/\d{2,4}", row[file.time])
            if found and len(slashed) < 100_000:
                slashed.append((int(found[1]), int(found[2])))
    return people, order_of(slashed)


def _choose(people: Mapping[str, int], place: Place, context: ReadContext) -> str | None:
    if context.only is not None and people:
        # A person who wears the watch by day alone is in no file of nights.
        return context.only
    if len(people) > 1:
        some = ", ".join(list(people)[:5]) + (" …" if len(people) > 5 else "")
        raise SourceError(
            f"{context.label(place)}: holds the figures of {len(people)} people; choose one with only "
            f"(--only {next(iter(people))}). They are: {some}"
        )
    return None


def _traces(row: Mapping[str, str], file: _File, context: ReadContext, where: str) -> Iterator[Trace | Rejected]:
    try:
        at = read_time(row[file.time], context)
        at = day_start(at, context) if file.per == "day" else at
        figures = list(_figures(row, file.columns))
    except (Unclear, NoFigure) as error:
        yield Rejected(where, str(error))
        return
    if _unworn(dict(figures)):
        return
    for name, value in figures:
        yield measured(name, value, at, source=context.source or "fitbit", per=file.per, who=row.get("Id", ""))


def _figures(row: Mapping[str, str], columns: _Columns) -> Iterator[tuple[str, float]]:
    for name, parts in columns:
        values = [figure(row.get(part)) for part in parts]
        known = [value for value in values if value is not None]
        if known and len(known) == len(parts):
            yield name, sum(known)


def _unworn(figures: Mapping[str, float]) -> bool:
    return figures.get("steps") == 0 and figures.get("sedentary_minutes", 0) >= _UNWORN
