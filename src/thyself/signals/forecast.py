"""Forecast: the figure of the next day with its interval, from the own days and what holds for people at large."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from thyself.signals.series import Daily, weekdays
from thyself.signals.stats import Values

#: What is looked at, each against the median of the last four weeks and in the person's own spread.
NAMES: Final = ("constant", "last day", "last three", "last seven", "all days", "this weekday", "last step", "gap",
                "weekend or not", "middle of ten", "people at large", "Monday", "Friday", "Saturday",
                "Sunday")  # fmt: skip
#: With fewer earlier days there is no forecast.
ENOUGH: Final = 3
_RECENT: Final = 28
_FAR: Final = 6.0
#: Days of the week on which people at large differ, whatever the person's own are (Monday 0).
_WEEKDAYS: Final = (0, 4, 5, 6)
#: So many days' worth of belief in the middle, the spread and the misses of people at large.
_MIDDLE_DAYS: Final = 5.0
_SPREAD_DAYS: Final = 5.0
_MISS_DAYS: Final = 40
_OWN_MISSES: Final = 60
_GRID: Final = np.linspace(0.0125, 0.9875, _MISS_DAYS)

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Prior:
    """What holds for people at large.

    Args:
        metric: Of which metric.
        weights: ``(15,)`` of :data:`NAMES`.
        middle: The median of all days, in the metric's unit.
        spread: The usual distance of a day from the person's median, in the metric's unit.
        misses: ``(40,)`` quantiles of how far days lie from their forecast, in spreads.
        people: Of how many people it is.
    """

    metric: str
    weights: Values
    middle: float
    spread: float
    misses: Values
    people: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """A forecast of one day.

    Args:
        value: As likely to be passed as not.
        low, high: Between them the day is in four cases of five.
        n: On how many earlier days it stands.
    """

    value: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class Rows:
    """What was known before each day of a series: only days with enough before them.

    Args:
        places: ``(m,)`` which days.
        seen: ``(m, 15)`` what :data:`NAMES` say.
        middle: ``(m,)`` the median of the last four weeks.
        spread: ``(m,)`` the person's spread, drawn to that of people at large.
        earlier: ``(m,)`` how many days were known.
    """

    places: NDArray[np.int64]
    seen: Matrix
    middle: Values
    spread: Values
    earlier: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Usual:
    """The middle and the spread of people at large, in the metric's unit."""

    middle: float
    spread: float


def rows(values: Values, days: NDArray[np.int64], usual: Usual, *, ahead: int = 0) -> Rows:
    """What was known before each day, and before ``ahead`` days after the last.

    Args:
        values: ``(d,)`` with NaN where nothing is known.
        days: ``(d + ahead,)`` weekdays, Monday 0.
        usual: Of people at large: the fewer days there are of the person, the more it counts.
        ahead: 1 to look at tomorrow.
    """
    known: list[int] = []
    found: list[tuple[int, list[float], float, float, int]] = []
    for day in range(len(values) + ahead):
        if len(known) >= ENOUGH:
            found.append(_row(values, days, np.array(known), day, usual))
        if day < len(values) and np.isfinite(values[day]):
            known.append(day)
    if not found:
        empty = np.zeros(0)
        return Rows(np.zeros(0, dtype=np.int64), np.zeros((0, len(NAMES))), empty, empty, np.zeros(0, dtype=np.int64))
    places, seen, middle, own, earlier = zip(*found, strict=True)
    return Rows(np.array(places), np.array(seen), np.array(middle), np.array(own), np.array(earlier))


def _row(
    values: Values, days: NDArray[np.int64], known: NDArray[np.int64], day: int, usual: Usual
) -> tuple[int, list[float], float, float, int]:
    past = values[known]
    middle = float(np.median(past[-_RECENT:]))
    n = min(len(past), _RECENT)
    own = float(np.mean(np.abs(past[-_RECENT:] - middle)))
    scale = (own * n + usual.spread * _SPREAD_DAYS) / (n + _SPREAD_DAYS) or 1.0
    alike = past[days[known] == days[day]]
    kind = past[(days[known] >= 5) == (days[day] >= 5)]
    seen = [
        past[-1] - middle,
        past[-3:].mean() - middle,
        past[-7:].mean() - middle,
        past.mean() - middle,
        (np.median(alike) - middle) * len(alike) / (len(alike) + 3) if len(alike) else 0.0,
        past[-1] - past[-2],
        min(day - int(known[-1]) - 1, 3) * scale,
        (kind.mean() - middle) * len(kind) / (len(kind) + 3) if len(kind) else 0.0,
        float(np.median(past[-10:])) - middle,
        (usual.middle - middle) / (1 + len(past) / _MIDDLE_DAYS),
    ]
    weekday = [float(days[day] == each) for each in _WEEKDAYS]
    return day, [1.0, *np.clip(np.array(seen) / scale, -_FAR, _FAR), *weekday], middle, scale, len(past)


def fit(metric: str, people: Iterable[tuple[Values, NDArray[np.int64]]]) -> Prior:
    """What holds for people at large: a line through what was known, by least absolute misses.

    Args:
        metric: Of which metric.
        people: Each one's ``(d,)`` figures and weekdays.
    """
    told = [each for each in people if np.isfinite(each[0]).sum() > ENOUGH]
    away = [np.nanmedian(np.abs(values - np.nanmedian(values))) for values, _ in told]
    middle = float(np.median(np.concatenate([values[np.isfinite(values)] for values, _ in told])))
    usual = Usual(middle, float(np.median(away)) or 1.0)
    parts = [_targets(values, rows(values, days, usual)) for values, days in told]
    seen, wanted, scale = (np.concatenate([part[i] for part in parts]) for i in range(3))
    weights = _least_absolute(seen, wanted, scale / scale.mean())
    misses = np.quantile(wanted - seen @ weights, _GRID)
    return Prior(metric, weights, usual.middle, usual.spread, misses, len(told))


def _targets(values: Values, known: Rows) -> tuple[Matrix, Values, Values]:
    there = np.isfinite(values[known.places])
    wanted = (values[known.places] - known.middle) / known.spread
    return known.seen[there], wanted[there], known.spread[there]


def _least_absolute(seen: Matrix, wanted: Values, trust: Values, *, ridge: float = 3e-3) -> Values:
    """Weights with the least absolute misses, by least squares that are weighted anew."""
    weights: Values = np.zeros(seen.shape[1])
    drawn = ridge * len(wanted) * np.eye(seen.shape[1])
    for _ in range(60):
        each = trust / np.maximum(np.abs(wanted - seen @ weights), 1e-2)
        solved = np.linalg.solve((seen * each[:, None]).T @ seen + drawn, seen.T @ (each * wanted))
        weights = solved.astype(np.float64)
    return weights


def all_forecasts(
    values: Values, days: NDArray[np.int64], prior: Prior, *, ahead: int = 0
) -> list[tuple[int, Forecast]]:
    """A forecast for each day from the days before it, with its place.

    The interval takes the misses of people at large, and the person's own earlier ones as they come.
    """
    known = rows(values, days, Usual(prior.middle, prior.spread), ahead=ahead)
    found: list[tuple[int, Forecast]] = []
    misses: list[float] = []
    for place, seen, middle, spread, n in zip(
        known.places, known.seen, known.middle, known.spread, known.earlier, strict=True
    ):
        value = float(seen @ prior.weights)
        low, high = np.quantile(np.concatenate([prior.misses, misses[-_OWN_MISSES:]]), (0.1, 0.9))
        told = [float(middle + spread * each) for each in (value, value + low, value + high)]
        found.append((int(place), Forecast(told[0], told[1], told[2], int(n))))
        if place < len(values) and np.isfinite(values[place]):
            misses.append(float((values[place] - middle) / spread - value))
    return found


def forecast(series: Daily, priors: Mapping[str, Prior]) -> Forecast | None:
    """The day after the last one of a series; ``None`` where too little is known, or the metric has no prior."""
    prior = priors.get(series.metric.name)
    if prior is None or series.n < ENOUGH:
        return None
    end = int(np.flatnonzero(series.known)[-1]) + 1
    days = np.arange(series.days[0], series.days[0] + np.timedelta64(end + 1, "D"))
    found = all_forecasts(series.values[:end], weekdays(days), prior, ahead=1)
    return found[-1][1]


@lru_cache(maxsize=1)
def shipped() -> Mapping[str, Prior]:
    """The priors that come with thyself, of people of LifeSnaps."""
    return from_json(files("thyself.signals").joinpath("assets/forecast-lifesnaps.json").read_text("utf-8"))


def from_json(text: str) -> dict[str, Prior]:
    """Read priors."""
    told: dict[str, Any] = json.loads(text)
    return {
        name: Prior(
            name, np.array(row["weights"]), row["middle"], row["spread"], np.array(row["misses"]), row["people"]
        )
        for name, row in told.items()
    }


def to_json(priors: Sequence[Prior]) -> str:
    """Write priors."""
    told = {
        each.metric: {
            "people": each.people,
            "middle": round(each.middle, 4),
            "spread": round(each.spread, 4),
            "weights": [round(float(one), 4) for one in each.weights],
            "misses": [round(float(one), 3) for one in each.misses],
        }
        for each in priors
    }
    return json.dumps(told, indent=1) + "\n"
