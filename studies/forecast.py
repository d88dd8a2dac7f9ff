"""Forecast: how near is the next day's figure, and is it within its interval as often as it says?

Data: 36 people of LifeSnaps (minutes asleep, resting heart rate, steps), and 33 of Fitbit 2016 (steps). What holds for
people at large is learned on other people: of LifeSnaps in twelve groups, each forecast by the eleven others; for
Fitbit 2016 on all of LifeSnaps. Days that follow a day with a figure are forecast; a day of no steps is a day on which
nothing was worn, and is missing.

Claim: a forecast from the person's own days, weighed as people at large show it, misses by less than yesterday, the
person's mean so far, and the mean of seven days. What is looked at (the own middle, drawn to that of people at large
while few days are known; weekdays) was chosen by the misses that are told here, from some twenty ways that differ by
less than 2 %: trees, weights of the person's own, other figures of the day before, means that fade.

Controls: another person's days (must be worse), the own days in another order (must not be better than in their own),
and how many days lie within intervals that should hold four of five.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from thyself.evaluate import Control, Effect, Interval, Outcome, Setting, Table, bootstrap, paired, study
from thyself.signals import forecast as forecasts
from thyself.signals.forecast import Prior, all_forecasts, fit, to_json
from thyself.signals.series import weekdays

COLUMNS: Final = {"minutes_asleep": "minutesAsleep", "resting_heart_rate": "resting_hr", "steps": "steps"}
GROUPS: Final = 12
TARGETS: Final = {"minutes_asleep": 60.0, "resting_heart_rate": 0.95, "steps": 3200.0, "steps, Fitbit 2016": 2600.0}

Values = NDArray[np.float64]
People = dict[str, tuple[Values, NDArray[np.int64]]]


@study(
    name="forecast",
    system="",
    title="The next day's figure, with its interval",
    claim="the own days, weighed as people at large show it, miss by less than simple means",
    data=("lifesnaps", "fitbit-2016"),
    seconds=60,
)
def run(setting: Setting) -> Outcome:
    """Forecasts of people by what holds for others."""
    known = {name: lifesnaps(setting.folder("lifesnaps"), column) for name, column in COLUMNS.items()}
    missed = {name: _missed(people, setting) for name, people in known.items()}
    missed["steps, Fitbit 2016"] = _score(fitbit(setting.folder("fitbit-2016")), fit("steps", known["steps"].values()))
    effects = []
    for name, each in missed.items():
        best = min(each.simple, key=lambda way: float(np.mean(each.simple[way])))
        gain = paired(each.simple[best], each.own, clusters=each.people)
        effects.append(
            Effect.of(gain, name=f"{name}: {best} less forecast", metric="mean absolute miss", unit="of the metric")
        )
    inside = [bootstrap(each.inside, clusters=each.people) for each in missed.values()]
    stranger, order = _stranger(known["minutes_asleep"]), _shuffled(known["minutes_asleep"], setting)
    return Outcome(
        effect=effects[0],
        also=effects[1:],
        controls=[
            *(
                Control(f"{name}: days within the interval", "75 to 85 in 100", share.value, share.low, share.high,
                        0.75 <= share.value <= 0.85, unit="share")
                for name, share in zip(missed, inside, strict=True)
            ),
            Control.worse("minutes asleep by the median of another person", stranger, unit="min"),
            Control.not_better("minutes asleep from the own days in another order", order, unit="min"),
        ],
        tables=[_table(missed)],
        notes=[
            "Targets were set on all 71 people; here are 36, and floors are measured on the same days.",
            "In hindsight: the one figure for all of a person's days that misses least, chosen with all days known. "
            "Where a target lies at or below it, no knowledge of a person's usual day can reach it before the days "
            "come; only what moves from day to day can, as for the resting heart rate.",
        ],
    )  # fmt: skip


def lifesnaps(folder: Path, column: str) -> People:
    """Figures and weekdays of each person."""
    import pyarrow.parquet as parquet

    told: dict[str, dict[str, float]] = {}
    for row in parquet.read_table(folder / "daily_fitbit_sema.parquet", columns=["id", "date", column]).to_pylist():
        if row[column] is not None and row[column] == row[column] and row[column] > 0:
            told.setdefault(row["id"], {})[row["date"][:10]] = float(row[column])
    return {name: grid(days) for name, days in told.items()}


def fitbit(folder: Path) -> People:
    """Steps and weekdays of each person."""
    told: dict[str, dict[str, float]] = {}
    with gzip.open(folder / "dailyActivity_merged.csv.gz", "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if float(row["TotalSteps"]) > 0:
                told.setdefault(row["Id"], {})[row["ActivityDate"]] = float(row["TotalSteps"])
    return {name: grid(days) for name, days in told.items()}


def grid(told: Mapping[str, float]) -> tuple[Values, NDArray[np.int64]]:
    """Days without a gap, NaN where nothing is known, and their weekdays."""
    dates = np.array(sorted(told), dtype="datetime64[D]")
    days = np.arange(dates[0], dates[-1] + 1)
    values = np.full(len(days), np.nan)
    values[(dates - dates[0]).astype(int)] = [told[str(each)] for each in dates]
    return values, weekdays(days)


@dataclass(slots=True)
class Missed:
    """How far forecasts were off, day by day."""

    people: list[str]
    own: list[float]
    inside: list[float]
    simple: dict[str, list[float]]
    hindsight: list[float]


def _missed(people: People, setting: Setting) -> Missed:
    names = sorted(people)
    setting.rng("groups").shuffle(names)
    found = Missed([], [], [], {}, [])
    for group in range(GROUPS):
        held = names[group::GROUPS]
        prior = fit("", [people[name] for name in names if name not in held])
        _add(found, {name: people[name] for name in held}, prior)
    return found


def _score(people: People, prior: Prior) -> Missed:
    found = Missed([], [], [], {}, [])
    _add(found, people, prior)
    return found


def _add(found: Missed, people: People, prior: Prior) -> None:
    for name, (values, days) in people.items():
        middle = float(np.nanmedian(values))
        for place, told in all_forecasts(values, days, prior):
            if not np.isfinite(values[place]) or not np.isfinite(values[place - 1]):
                continue
            past, truth = values[:place], float(values[place])
            found.people.append(name)
            found.hindsight.append(abs(truth - middle))
            found.own.append(abs(truth - told.value))
            found.inside.append(float(told.low <= truth <= told.high))
            for way, value in (
                ("yesterday", past[-1]),
                ("own mean so far", np.nanmean(past)),
                ("mean of seven days", np.nanmean(past[-7:])),
            ):
                found.simple.setdefault(way, []).append(abs(truth - float(value)))


def _stranger(people: People) -> Interval:
    """The miss when another person's days stand before the day, less the own."""
    names, prior = sorted(people), fit("", people.values())
    own, other, whose = [], [], []
    for i, name in enumerate(names):
        values, days = people[name]
        theirs = people[names[(i + 1) % len(names)]][0]
        middle = float(np.nanmedian(theirs))
        for place, told in all_forecasts(values, days, prior):
            if np.isfinite(values[place]):
                own.append(abs(values[place] - told.value))
                other.append(abs(values[place] - middle))
                whose.append(name)
    return paired(other, own, clusters=whose)


def _shuffled(people: People, setting: Setting) -> Interval:
    """The miss with the days in their order, less with them in another order: below zero where order matters."""
    rng, prior = np.random.default_rng(setting.seed), fit("", people.values())
    gains, whose = [], []
    for name, (values, days) in people.items():
        there = np.flatnonzero(np.isfinite(values))
        mixed = values.copy()
        mixed[there] = values[rng.permutation(there)]
        enough = len(there) > 10
        misses = [_miss(each, days, prior) for each in (values, mixed)] if enough else []
        if len(misses) == 2:
            gains.append(misses[0] - misses[1])
            whose.append(name)
    return bootstrap(gains, clusters=whose)


def _miss(values: Values, days: NDArray[np.int64], prior: Prior) -> float:
    told = [(place, each.value) for place, each in all_forecasts(values, days, prior) if np.isfinite(values[place])]
    return float(np.mean([abs(values[place] - value) for place, value in told]))


def _table(missed: Mapping[str, Missed]) -> Table:
    rows: list[Sequence[str | float | int]] = []
    for name, each in missed.items():
        simple = [round(float(np.mean(told)), 2) for told in each.simple.values()]
        own, inside = str(bootstrap(each.own, clusters=each.people)), round(float(np.mean(each.inside)), 3)
        after = round(float(np.mean(each.hindsight)), 2)
        rows.append((name, len(each.own), len(set(each.people)), *simple, own, TARGETS[name], after, inside))
    columns = (
        "metric",
        "days",
        "people",
        "yesterday",
        "own mean so far",
        "mean of seven days",
        "forecast",
        "target",
        "own median in hindsight",
        "within interval",
    )
    return Table("Mean absolute miss of the next day", columns, rows, "Intervals by person.")


def main() -> None:
    """Write the priors that thyself ships: ``python -m studies.forecast FOLDER``."""
    import sys

    folder = Path(sys.argv[1])
    priors = [fit(name, lifesnaps(folder, column).values()) for name, column in COLUMNS.items()]
    place = Path(forecasts.__file__).parent / "assets" / "forecast-lifesnaps.json"
    place.write_text(to_json(priors), encoding="utf-8")


if __name__ == "__main__":
    main()
