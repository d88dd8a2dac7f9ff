"""Mood: can the mood that somebody names be told from the day's figures, better than from that person's habit?

Data: 36 people of LifeSnaps, days on which moods were named (seven words), with the night and the day in the person's
own deviations. The habit is the share of the person's own earlier days with that mood. People are held out in six
groups.

Claim: none; the question is open. A mood is told from figures only where people who were held out bear it out; else the
part says that it cannot be told. Controls: a mood that is planted in the figures (it must be told), and the moods of
other days (they must not be).
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from thyself.evaluate import Control, Effect, Outcome, Setting, Table, bootstrap, study
from thyself.signals.outcome import Cases, judge

FIGURES: Final = (
    "minutesAsleep", "minutesAwake", "sleep_efficiency", "steps", "resting_hr", "rmssd", "stress_score",
    "sedentary_minutes", "very_active_minutes", "lightly_active_minutes", "calories",
)  # fmt: skip
MOODS: Final = ("ALERT", "HAPPY", "NEUTRAL", "RESTED/RELAXED", "SAD", "TENSE/ANXIOUS", "TIRED")
#: Earlier days before a figure is told in deviations.
_EARLIER: Final = 5

Values = NDArray[np.float64]


@study(
    name="mood",
    system="",
    title="Mood from the day's figures, beside the person's own habit",
    claim="figures tell some mood better than the habit does, or the part says that they do not",
    data=("lifesnaps",),
    seconds=20,
)
def run(setting: Setting) -> Outcome:
    """Each mood in turn."""
    seen, named, habit, people = days(setting.folder("lifesnaps"))
    rows: list[tuple[str | float, ...]] = []
    gains = []
    for place, mood in enumerate(MOODS):
        cases = Cases(seen, named[:, place], habit[:, place], people)
        found = judge(cases, np.random.default_rng(setting.seed))
        often = float(cases.happened.mean())
        told = "told" if found.line is not None else "cannot be told from this"
        gain = f"{found.gain:+.4f} [{found.low:+.4f}, {found.high:+.4f}]"
        scores = (_f1(each, cases.happened, often) for each in (cases.habit, found.held_out))
        rows.append((mood.lower(), round(often, 3), *scores, gain, told))
        gains.append(_better(found.held_out, cases))
        setting.progress(place + 1, len(MOODS) + 1)
    overall = bootstrap(np.mean(gains, axis=0), clusters=list(people))
    curve = _curve(seen, named[:, -1], habit[:, -1], people, setting)
    metric = "log likelihood of the mood, people held out"
    columns = ("mood", "how often", "F1 of habit", "F1 with figures", "gain in nats", "verdict")
    note = f"{len(people):,} days of {len(set(people))} people."
    name = "habit with figures less habit alone, mean of moods"
    return Outcome(
        effect=Effect.of(overall, name=name, metric=metric, unit="nats"),
        controls=[
            _planted(seen, habit[:, -1], people, setting),
            _other_days(seen, named, habit, people, setting),
        ],
        tables=[
            Table("By mood: F1 at the rate at which it is named", columns, rows, note),
            Table("Tired: gain by how many people are learned from", ("people", "gain in nats"), curve),
        ],
    )


def days(folder: Path) -> tuple[Values, Values, Values, NDArray[np.str_]]:
    """Figures in own deviations, moods named, habits so far, and whose; days with moods alone."""
    import pyarrow.parquet as parquet

    told: dict[str, list[dict[str, Any]]] = {}
    for row in parquet.read_table(folder / "daily_fitbit_sema.parquet").to_pylist():
        told.setdefault(row["id"], []).append(row)
    parts = [_person(sorted(own, key=lambda row: str(row["date"]))) for own in told.values()]
    whose = [np.full(len(part[0]), name) for name, part in zip(told, parts, strict=True)]
    seen, named, habit = (np.concatenate([part[i] for part in parts]) for i in range(3))
    return seen, named, habit, np.concatenate(whose)


def _person(rows: Sequence[dict[str, Any]]) -> tuple[Values, Values, Values]:
    values, moods = (
        np.array([[np.nan if row[each] is None else row[each] for each in wanted] for row in rows], dtype=np.float64)
        for wanted in (FIGURES, MOODS)
    )
    seen, named, habit = [], [], []
    for day in range(len(rows)):
        if np.isfinite(moods[day]).all():
            before = moods[:day][np.isfinite(moods[:day]).all(axis=1)]
            habit.append(np.clip((before.sum(axis=0) + 0.25) / (len(before) + 1), 0.02, 0.98))
            named.append(moods[day])
            seen.append(_deviations(values, day))
    if not seen:
        return np.zeros((0, len(FIGURES))), np.zeros((0, len(MOODS))), np.zeros((0, len(MOODS)))
    return np.array(seen), np.array(named), np.array(habit)


def _deviations(values: Values, day: int) -> Values:
    past = values[:day]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        away = (values[day] - np.nanmean(past, axis=0)) / np.nanstd(past, axis=0)
    enough = (np.isfinite(past).sum(axis=0) >= _EARLIER) & np.isfinite(away)
    found: Values = np.where(enough, np.clip(away, -3, 3), 0.0)
    return found


def _f1(chances: Values, happened: Values, at: float) -> float:
    said = chances >= at
    return round(float(2 * (said * happened).sum() / max(said.sum() + happened.sum(), 1)), 3)


def _better(told: Values, cases: Cases) -> Values:
    def likelihood(p: Values) -> Values:
        found: Values = np.where(cases.happened == 1, np.log(p), np.log(1 - p))
        return found

    return likelihood(np.clip(told, 1e-6, 1 - 1e-6)) - likelihood(cases.habit)


def _planted(seen: Values, habit: Values, people: NDArray[np.str_], setting: Setting) -> Control:
    """A mood that follows from the figures of the night, with noise."""
    rng = np.random.default_rng(setting.seed)
    odds = np.log(habit / (1 - habit)) - 1.2 * seen[:, 0] + 0.8 * seen[:, 4]
    happened = (rng.random(len(odds)) < 1 / (1 + np.exp(-odds))).astype(np.float64)
    found = judge(Cases(seen, happened, habit, people), rng)
    return Control("a mood planted in the figures: gain", "told, and above 0", found.gain, found.low, found.high,
                   found.line is not None, "other", "nats")  # fmt: skip


def _other_days(seen: Values, named: Values, habit: Values, people: NDArray[np.str_], setting: Setting) -> Control:
    """Moods beside the figures of other days of the same person: none may be told."""
    rng = np.random.default_rng(setting.seed)
    mixed = seen.copy()
    for name in np.unique(people):
        own = np.flatnonzero(people == name)
        mixed[own] = seen[rng.permutation(own)]
    verdicts = [judge(Cases(mixed, named[:, i], habit[:, i], people), rng).line is None for i in range(len(MOODS))]
    return Control.share("moods beside the figures of other days", sum(verdicts), len(verdicts),
                         expectation="none can be told", kind="swap")  # fmt: skip


def _curve(
    seen: Values, happened: Values, habit: Values, people: NDArray[np.str_], setting: Setting
) -> list[tuple[int, str]]:
    rng, rows = np.random.default_rng(setting.seed), []
    names = rng.permutation(np.unique(people))
    for count in (8, 16, 24, len(names)):
        kept = np.isin(people, names[:count])
        found = judge(Cases(seen[kept], happened[kept], habit[kept], people[kept]), rng)
        rows.append((int(count), f"{found.gain:+.4f} [{found.low:+.4f}, {found.high:+.4f}]"))
    return rows
