"""Glucose: how near is a forecast of half an hour, against the reading itself?

Data: sensors of 19 people (Hall 2018), a reading every five minutes. Each person is forecast by what holds for the
others. Beside it: by the person's own earlier half, on the later half.

Claim: the last two hours and the time of day tell where glucose goes. Controls: the readings of the two hours in
another order (must be worse), and a sensor that stays at one value (must be forecast near that value).
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from thyself.evaluate import Control, Effect, Interval, Outcome, Setting, Table, study
from thyself.signals.glucose import AHEAD, HalfHour, Readings, fit, readings

DRAWS: Final = 1000
Values = NDArray[np.float64]


@study(
    name="glucose",
    system="",
    title="Glucose in half an hour",
    claim="a forecast from two hours misses by less than the reading itself",
    data=("cgm",),
    seconds=20,
)
def run(setting: Setting) -> Outcome:
    """Each person by the others."""
    people = hall(setting.folder("cgm"))
    rng = np.random.default_rng(setting.seed)
    names = sorted(people)
    own: list[Values] = []
    still: list[Values] = []
    mixed: list[Values] = []
    later: list[tuple[Values, Values, Values]] = []
    for i, name in enumerate(names):
        model = fit(people[each] for each in names if each != name)
        told, wanted = people[name], _wanted(people[name])
        expected = model.ahead(told)
        there = np.isfinite(expected) & np.isfinite(wanted)
        own.append((expected - wanted)[there])
        still.append((told.values - wanted)[there])
        mixed.append(_mixed(model, told, rng)[there] - wanted[there])
        later.append(_later(model, told, wanted))
        setting.progress(i + 1, len(names))
    gain, against_order = _gain(still, own, rng), _gain(mixed, own, rng)
    rows = [
        ("the reading itself", _rms(still)),
        ("by what holds for others", _rms(own)),
        ("the same, readings in another order", _rms(mixed)),
        *((f"later half: {name}", _rms([each[k] for each in later]))
          for k, name in enumerate(("the reading itself", "by others", "by the own earlier half"))),
    ]  # fmt: skip
    flat = Readings(np.full(200, 110.0), np.arange(200) / 12 % 24)
    constant = fit(people.values()).ahead(flat)
    off = float(np.nanmax(np.abs(constant - 110)))
    reached = _rms(own)
    return Outcome(
        effect=Effect.of(gain, name="the reading itself less forecast", metric="root mean square miss", unit="mg/dL"),
        controls=[
            Control.worse("the two hours in another order", against_order, kind="other", unit="mg/dL"),
            Control("root mean square miss", "at most 13.5", reached, None, None, reached <= 13.5, unit="mg/dL"),
            Control("a sensor that stays at one value", "within 5", off, None, None, off <= 5, "do no harm", "mg/dL"),
        ],
        tables=[
            Table(
                "Root mean square miss of half an hour (mg/dL)",
                ("forecast", "miss"),
                rows,
                f"{gain.n:,} readings of {len(names)} people.",
            )
        ],
    )  # fmt: skip


def hall(folder: Path) -> dict[str, Readings]:
    """Readings of each person."""
    import pyarrow.parquet as parquet

    table = parquet.read_table(folder / "example_data_hall.parquet")
    who = np.array(table["id"].to_pylist())
    minutes = np.array(table["time"].to_pylist(), dtype="datetime64[s]").astype(np.float64) / 60
    values = np.array(table["gl"].to_pylist(), dtype=np.float64)
    return {str(name): readings(minutes[who == name], values[who == name]) for name in np.unique(who)}


def _wanted(told: Readings) -> Values:
    found = np.full(len(told.values), np.nan)
    found[:-AHEAD] = told.values[AHEAD:]
    return found


def _mixed(model: HalfHour, told: Readings, rng: np.random.Generator) -> Values:
    """Forecasts where the hour before the last reading stands in another order at each place."""
    found = np.full(len(told.values), np.nan)
    for place in np.flatnonzero(np.isfinite(model.ahead(told))):
        window = told.values[place - 23 : place + 1].copy()
        window[:-1] = window[:-1][rng.permutation(23)]
        found[place] = model.ahead(Readings(window, told.hours[place - 23 : place + 1]))[-1]
    return found


def _later(model: HalfHour, told: Readings, wanted: Values) -> tuple[Values, Values, Values]:
    half = len(told.values) // 2
    mine = fit([Readings(told.values[:half], told.hours[:half])])
    late = Readings(told.values[half:], told.hours[half:])
    truth = wanted[half:]
    by_others, by_own = model.ahead(late), mine.ahead(late)
    there = np.isfinite(by_others) & np.isfinite(truth)
    return (late.values - truth)[there], (by_others - truth)[there], (by_own - truth)[there]


def _rms(misses: list[Values]) -> float:
    return round(float(np.sqrt(np.mean(np.concatenate(misses) ** 2))), 3)


def _gain(one: list[Values], other: list[Values], rng: np.random.Generator) -> Interval:
    """How much larger the first miss is, with people drawn again."""
    squares = np.array([[np.sum(a**2), np.sum(b**2), len(a)] for a, b in zip(one, other, strict=True)])

    def of(total: Values) -> float:
        return float(np.sqrt(total[0] / total[2]) - np.sqrt(total[1] / total[2]))

    drawn = [of(squares[rng.integers(0, len(squares), len(squares))].sum(axis=0)) for _ in range(DRAWS)]
    low, high = np.quantile(drawn, (0.025, 0.975))
    return Interval(of(squares.sum(axis=0)), float(low), float(high), int(squares[:, 2].sum()))
