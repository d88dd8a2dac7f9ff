"""Twin of days: how near are the next morning's night, resting heart rate and its variability, and is it within?

Data: 35 people of LifeSnaps, mornings with any reading, as they come, with the time between them as it is. Each of five
groups of people is told by a cell that was learned of the others.

Claim: a CfC on the own course misses less than the own mean so far. Controls: the own resting heart rates in another
order (must be worse), the course of another person (must be worse), readings within intervals of four in five.
Whether more steps change the night is not known: what the twin would say is shown, and is no effect.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final

import numpy as np

from thyself.evaluate import Control, Effect, Interval, Outcome, Setting, Table, bootstrap, paired, study
from thyself.signals import twin_days
from thyself.signals.cfc_training import Learned, Training, train
from thyself.signals.course import Course, Plan, Values, plan_of
from thyself.signals.twin_days import EVENTS, HOURS, VITALS
from thyself.signals.twin_fit import in_scales, set_by
from thyself.signals.twin_walk import Walk, effects_of, walked

COLUMNS: Final = ("minutesAsleep", "resting_hr", "rmssd")
GROUPS: Final = 5
AFTER: Final = 7
HOW: Final = Training(units=12, mix=32, epochs=12, length=50, batch=8, rate=4e-3, decay=1e-2)


@study(
    name="twin-days",
    system="digital-twin",
    title="Digital twin: the next morning",
    claim="a continuous-time cell on the own course misses less than the own mean so far",
    data=("lifesnaps",),
    seconds=100,
)
def run(setting: Setting) -> Outcome:
    """People by the others."""
    import torch

    torch.set_num_threads(1)
    people = lifesnaps(setting.folder("lifesnaps"))
    names = sorted(people)
    setting.rng("groups").shuffle(names)
    told, mixed, plans = _across(people, names, setting), {}, {}
    rng = np.random.default_rng(setting.seed)
    for name, (plan, learned, _) in told.items():
        plans[name] = plan
        (mixed[name],) = walked(plan, learned, [_shuffled(people[name], rng)])
    misses = {name: _misses(name, walk, plan, people) for name, (plan, _, walk) in told.items()}
    effects: list[Effect] = []
    controls: list[Control] = []
    rows: list[Sequence[str | float | int]] = []
    for i, (vital, unit) in enumerate(VITALS):
        own, mean, last, whose = (np.concatenate([misses[name][i][k] for name in names]) for k in range(4))
        effects.append(Effect.of(paired(mean, own, clusters=list(whose)), name=f"{vital}: own mean so far less twin",
                                 metric="mean absolute miss", unit=unit))  # fmt: skip
        inside = _inside(i, told, people, names)
        controls.append(Control(f"{vital}: readings within the interval", "75 to 85 in 100", inside.value, inside.low,
                                inside.high, 0.75 <= inside.value <= 0.85, unit="share"))  # fmt: skip
        rows.append((vital, len(own), len(set(whose)), round(float(last.mean()), 2), round(float(mean.mean()), 2),
                     str(bootstrap(list(own), clusters=list(whose))), round(inside.value, 3)))  # fmt: skip
    controls += [
        Control.worse(
            "resting heart rate, the own days in another order",
            _against(1, told, mixed, names),
            kind="other",
            unit="bpm",
        ),
        Control.worse("minutes asleep, from another person's course", _strangers(told, people, names), unit="min"),
    ]
    return Outcome(
        effect=effects[0],
        also=effects[1:],
        controls=controls,
        tables=[
            Table("Mean absolute miss of the next morning",
                  ("vital", "mornings", "people", "last reading", "own mean so far", "twin", "within"), rows,
                  "Mornings with a reading the day before; intervals by person."),
            _steps(told),
        ],
        notes=["Study `forecast` tells the same days by other means; the twin is there for odd times and simulations.",
               f"Nights in another order are told as well ({_against(0, told, mixed, names)} min): one night "
               "says little of the next, beyond the own mean.",
               "What steps seem to do is confounded: people walk more on days that differ in other ways."],
    )  # fmt: skip


def lifesnaps(folder: Path) -> dict[str, Course]:
    """Mornings of each person with ten or more."""
    import pyarrow.parquet as parquet

    days: dict[str, dict[int, dict[str, float]]] = {}
    columns = ["id", "date", "steps", *COLUMNS]
    for row in parquet.read_table(folder / "daily_fitbit_sema.parquet", columns=columns).to_pylist():
        day = (date.fromisoformat(row["date"][:10]) - date(1970, 1, 1)).days
        known = {name: float(row[name]) for name in ("steps", *COLUMNS) if row[name] is not None and row[name] > 0}
        days.setdefault(row["id"], {})[day] = known
    found = {name: _course(by_day) for name, by_day in days.items()}
    return {name: course for name, course in found.items() if len(course) >= 10}


def _course(by_day: dict[int, dict[str, float]]) -> Course:
    mornings = [day for day in sorted(by_day) if any(name in by_day[day] for name in COLUMNS)]
    values = np.array([[by_day[day].get(name, np.nan) for name in COLUMNS] for day in mornings]).reshape(
        -1, len(COLUMNS)
    )
    events = np.array([[by_day.get(day - 1, {}).get("steps", np.nan)] for day in mornings]).reshape(-1, 1)
    return Course(HOURS * np.array(mornings, dtype=float), values, events)


Told = dict[str, tuple[Plan, Learned, Walk]]


def _across(people: dict[str, Course], names: Sequence[str], setting: Setting) -> Told:
    """Each person as told by a cell that was learned of others."""
    found: Told = {}
    for group in range(GROUPS):
        held = names[group::GROUPS]
        others = [people[name] for name in names if name not in held]
        plan = plan_of(others, VITALS, EVENTS, step=HOURS)
        learned = train(plan, others, HOW)
        for name, walk in zip(held, walked(plan, learned, [people[name] for name in held]), strict=True):
            found[name] = (plan, learned, walk)
        setting.progress(group + 1, GROUPS)
    return found


def _misses(
    name: str, walk: Walk, plan: Plan, people: dict[str, Course]
) -> list[tuple[Values, Values, Values, Values]]:
    """By vital: misses of the twin, of the own mean, of the last reading, and whose; the morning before was known."""
    course, found = people[name], []
    for i, c in enumerate(plan.vitals):
        values = course.values[:, i]
        at = np.array([k for k in range(3, len(course)) if np.isfinite(values[k - 1 : k + 1]).all()
                       and course.hours[k] - course.hours[k - 1] <= HOURS], dtype=int)  # fmt: skip
        mean = np.array([np.nanmean(values[:k]) for k in at])
        told = walk.told[at, i] * c.spread + c.middle
        found.append((np.abs(told - values[at]), np.abs(mean - values[at]), np.abs(values[at - 1] - values[at]),
                      np.full(len(at), name)))  # fmt: skip
    return found


def _inside(i: int, told: Told, people: dict[str, Course], names: Sequence[str]) -> Interval:
    """How many readings lie within, each person's intervals set by the misses of the other people."""
    hits, whose = [], []
    for group in range(GROUPS):
        held = names[group::GROUPS]
        others = [told[name][2] for name in names if name not in held]
        plan, learned, _ = told[held[0]]
        made = set_by(others, plan, learned, people=len(others))
        for name in held:
            walk = told[name][2]
            away = in_scales(walk, made.effects)
            for at in range(AFTER, len(people[name])):
                if np.isfinite(away[at, i]):
                    low, high = made.misses[int(np.searchsorted(made.edges, walk.elapsed[at])), i]
                    hits.append(float(low <= away[at, i] <= high))
                    whose.append(name)
    return bootstrap(hits, clusters=whose)


def _shuffled(course: Course, rng: np.random.Generator) -> Course:
    order = rng.permutation(len(course))
    return Course(course.hours, course.values[order], course.events[order])


def _against(i: int, told: Told, mixed: dict[str, Walk], names: Sequence[str]) -> Interval:
    """The miss with the days in another order, less with them in their own; by person."""
    gains = []
    for name in names:
        plan, _, walk = told[name]
        away = [np.abs(one.wanted - one.told)[AFTER:, i] for one in (mixed[name], walk)]
        each = [float(np.nanmean(one)) if np.isfinite(one).any() else np.nan for one in away]
        if np.isfinite(each).all():
            gains.append((each[0] - each[1]) * plan.vitals[i].spread)
    return bootstrap(gains)


def _strangers(told: Told, people: dict[str, Course], names: Sequence[str]) -> Interval:
    """The miss when another person's course leads to what is told of one's own mornings."""
    other, own, whose = [], [], []
    for k, name in enumerate(names):
        plan, learned, walk = told[name]
        (theirs,) = walked(plan, learned, [people[names[(k + 1) % len(names)]]])
        n = min(len(walk.told), len(theirs.told))
        away, mine = np.abs(walk.wanted[:n, 0] - theirs.told[:n, 0]), np.abs(walk.wanted[:n, 0] - walk.told[:n, 0])
        there = np.isfinite(away) & (np.arange(n) >= AFTER)
        other += list(away[there] * plan.vitals[0].spread)
        own += list(mine[there] * plan.vitals[0].spread)
        whose += [name] * int(there.sum())
    return paired(other, own, clusters=whose)


def _steps(told: Told) -> Table:
    effects = effects_of([walk for _, _, walk in told.values()])
    size = np.nanmean(np.abs(np.concatenate([walk.effect for _, _, walk in told.values()])), axis=0)
    spread = np.mean([[c.spread for c in plan.vitals] for plan, _, _ in told.values()], axis=0)
    shown = np.round(np.column_stack([size * spread, effects.mean, effects.unsure]), 2)
    rows: list[Sequence[str | float]] = [(vital, *map(float, shown[i])) for i, (vital, _) in enumerate(VITALS)]
    return Table("What the cell takes steps to do, against what people show who were held out",
                 ("vital", "usual size", "to be multiplied by", "standard deviation"), rows,
                 "Near 1: people who were held out bear it out; near 0: they do not.")  # fmt: skip


def main() -> None:
    """Write the twin that thyself ships: ``python -m studies.twin_days FOLDER``."""
    import sys

    people = lifesnaps(Path(sys.argv[1]))
    names = sorted(people)
    setting = Setting(None, lambda: None, lambda: None)  # type: ignore[arg-type,return-value]
    told = _across(people, names, setting)
    plan = plan_of(list(people.values()), VITALS, EVENTS, step=HOURS)
    made = set_by(
        [walk for _, _, walk in told.values()], plan, train(plan, list(people.values()), HOW), people=len(people)
    )
    (Path(twin_days.__file__).parent / "assets" / "twin-lifesnaps.json").write_text(made.to_json(), encoding="utf-8")


if __name__ == "__main__":
    main()
