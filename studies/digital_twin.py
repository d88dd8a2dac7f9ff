"""Digital twin: does a simulation from a person's own course tell what a dose would do to them?

Data: planted people of two sorts, whom a dose hardly helps and whom it helps much; pressure and pulse are read at odd
times over 25 days, doses are taken by chance. The cell learns from 260, intervals are set by 80 others, and 120 are
asked after 45 moments: what would a dose change in ten hours? The truth is the equation that made them.

Claim: the own course tells the size of the own effect better than the mean effect of people at large does. Controls:
another person's state (must be worse), gaps between readings in another order (must foretell worse), a pulse on which a
dose does nothing, how many true effects lie within their intervals, every simulation says that it is one. And a world
where doses are taken when the pressure is about to rise: how far off is the simulation there, which no record shows?
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from thyself.evaluate import Control, Effect, Interval, Outcome, Setting, Table, bootstrap, paired, study
from thyself.evaluate.worlds.patients import Patient, fall, patient
from thyself.signals.cfc_training import Training, train
from thyself.signals.course import Course, Values, plan_of
from thyself.signals.twin import SIMULATION, State, Twin, WhatIf
from thyself.signals.twin_fit import calibrated, in_scales
from thyself.signals.twin_walk import walked

LEARN: Final = 260
SET: Final = 80
ASK: Final = 120
MOMENTS: Final = 45
AHEAD: Final = 10.0
VITALS: Final = (("blood_pressure_systolic", "mmHg"), ("heart_rate", "bpm"))
HOW: Final = Training(epochs=30, length=80, batch=30)


@dataclass(frozen=True, slots=True)
class Asked:
    """What was told of the people who were asked, beside the truth."""

    told: list[WhatIf]
    pulse: list[WhatIf]
    truth: Values
    swapped: Values


@study(
    name="digital-twin",
    system="digital-twin",
    title="Digital twin: what a dose would do, from the own course",
    claim="the own course tells the own effect nearer than the mean effect of people at large",
    seconds=240,
)
def run(setting: Setting) -> Outcome:
    """Learn, set intervals, ask."""
    import torch

    torch.set_num_threads(1)
    people = [patient(np.random.default_rng([setting.seed, 3, i])) for i in range(LEARN + SET + ASK)]
    courses = [Course(each.hours, each.values, each.doses) for each in people]
    twin = _twin(courses)
    setting.progress(1, 4)
    asked = _asked(twin, people, courses)
    away = np.abs([each.difference.value for each in asked.told] - asked.truth)
    at_large = np.mean([-fall(each.effect, AHEAD) for each in people[:LEARN]])
    plain, stranger = np.abs(at_large - asked.truth), np.abs(asked.swapped - asked.truth)
    inside = bootstrap([float(w.difference.low <= t <= w.difference.high)
                        for w, t in zip(asked.told, asked.truth, strict=True)])  # fmt: skip
    mixed = _mixed(courses, twin, setting)
    setting.progress(2, 4)
    within = _within(twin, courses[LEARN + SET :])
    wrong = _confounded(setting)
    setting.progress(3, 4)
    gaps = _gaps(setting)
    pulse = float(np.mean(np.abs([each.difference.value for each in asked.pulse])))
    gain = paired(list(plain), list(away))
    named = sum(SIMULATION in each.text for each in asked.told)
    slope = float(np.polyfit(asked.truth, [each.difference.value for each in asked.told], 1)[0])
    rows = [
        ("mean effect of people at large", _shown(plain)),
        ("own course", _shown(away)),
        ("another person's course", _shown(stranger)),
    ]
    return Outcome(
        effect=Effect.of(gain, name="people at large less own course", metric="miss of the effect", unit="mmHg"),
        controls=[
            Control.worse("another person's state", paired(list(stranger), list(away)), unit="mmHg"),
            Control.worse("gaps between readings in another order: miss of readings", mixed, kind="other", unit="mmHg"),
            Control.share("simulations with the right direction", int(sum(w.difference.value < 0 for w in asked.told)),
                          len(asked.told), expectation="at least 95 in 100", at_least=0.95),
            Control("true effects within the interval", "at least 75 in 100", inside.value, inside.low, inside.high,
                    inside.value >= 0.75, unit="share"),
            Control("readings within the interval", "75 to 85 in 100", within, None, None, 0.75 <= within <= 0.85,
                    unit="share"),
            Control("a pulse on which a dose does nothing: simulated change", "at most 2 bpm", pulse, None, None,
                    pulse <= 2, "do no harm", "bpm"),
            Control.share("simulations that say so", named, len(asked.told), expectation="all"),
            Control("time withheld from the cell: normalised squared miss, times that with time", "at least 10",
                    gaps[1] / gaps[0], None, None, gaps[1] / gaps[0] >= 10, unit="times"),
        ],
        tables=[
            Table("Miss of the effect of a dose after ten hours (mmHg)", ("told by", "mean miss"), rows,
                  f"{ASK} people, two sorts; a line through told and true effects has the slope {slope:.2f}."),
            Table("A leaking vessel, filled at odd times: squared miss as a share of its variance",
                  ("cell", "miss"),
                  [("with the time that passed", round(gaps[0], 4)), ("time withheld", round(gaps[1], 4))]),
            Table("Doses taken when the pressure is about to rise (mmHg, mean)", ("", "effect"),
                  [("true", round(wrong[0], 1)), ("simulated", round(wrong[1], 1))],
                  "Nobody writes the reason down; no record would show how far off the simulation is."),
        ],
        notes=["The interval of a simulation was to hold 75 to 85 in 100 true effects; it is wider, since it is set by "
               "readings after doses, which are missed for other reasons, too.",
               "People are planted: what a dose does to real people is not measured here.",
               "Where the reason for a dose is not on record, a simulation may be biased; see the last table."],
    )  # fmt: skip


def _shown(misses: Values) -> str:
    return str(bootstrap(list(misses)))


def _twin(courses: list[Course]) -> Twin:
    plan = plan_of(courses[:LEARN], VITALS, (("dose", "doses"),), step=12.0)
    return calibrated(plan, train(plan, courses[:LEARN], HOW), courses[LEARN : LEARN + SET], people=LEARN)


def _asked(twin: Twin, people: list[Patient], courses: list[Course]) -> Asked:
    asked = [i for i in range(LEARN + SET, len(people)) if len(courses[i]) > MOMENTS]
    states = [twin.state(courses[i].head(MOMENTS)) for i in asked]
    found = [_dose(twin, state) for state in states]
    truth = np.array([-fall(people[i].effect, AHEAD) for i in asked])
    swapped = np.array([found[(k + 1) % len(found)][0].difference.value for k in range(len(found))])
    return Asked([each[0] for each in found], [each[1] for each in found], truth, swapped)


def _dose(twin: Twin, state: State) -> list[WhatIf]:
    return twin.what_if(state, AHEAD, {"dose": 1.0}, {"dose": 0.0})


def _within(twin: Twin, courses: list[Course]) -> float:
    """How many readings of pressure lie within what was told before them."""
    hits = []
    for walk in walked(twin.plan, twin.learned, courses):
        away = in_scales(walk, twin.effects)[7:, 0]
        low, high = (twin.misses[np.searchsorted(twin.edges, walk.elapsed[7:]), 0, k] for k in (0, 1))
        hits += list(((away >= low) & (away <= high))[np.isfinite(away)])
    return float(np.mean(hits))


def _mixed(courses: list[Course], twin: Twin, setting: Setting) -> Interval:
    """Misses of readings where the gaps were mixed, less with gaps as they were; the same cell."""
    rng = np.random.default_rng([setting.seed, 4])
    tested = courses[LEARN + SET :]
    other = []
    for each in tested:
        gaps = np.diff(each.hours)
        hours = np.concatenate([each.hours[:1], each.hours[0] + np.cumsum(rng.permutation(gaps))])
        other.append(Course(hours, each.values, each.events))
    misses = [
        [np.abs(walk.wanted - walk.told)[7:, 0] for walk in walked(twin.plan, twin.learned, some)]
        for some in (other, tested)
    ]
    spread = twin.plan.vitals[0].spread
    both = [[float(np.nanmean(each)) * spread for each in some] for some in misses]
    return paired(both[0], both[1])


def _confounded(setting: Setting) -> tuple[float, float]:
    """True and simulated mean effect where doses are taken for a reason that nobody writes down."""
    people = [patient(np.random.default_rng([setting.seed, 5, i]), confounded=True) for i in range(LEARN + SET + ASK)]
    courses = [Course(each.hours, each.values, each.doses) for each in people]
    asked = _asked(_twin(courses), people, courses)
    return float(asked.truth.mean()), float(np.mean([each.difference.value for each in asked.told]))


def _gaps(setting: Setting) -> tuple[float, float]:
    """A vessel that leaks and is filled: squared misses as a share of the variance, with the time, and without."""
    rng = np.random.default_rng([setting.seed, 6])
    n, t = 400, 12
    gaps, poured = rng.exponential(1.0, (n, t)), rng.normal(0, 1, (n, t))
    level = np.zeros((n, t))
    for at in range(1, t):
        level[:, at] = (level[:, at - 1] + poured[:, at]) * np.exp(-gaps[:, at])
    found = []
    for kept in (True, False):
        hours = np.cumsum(np.where(np.arange(t) > 0, gaps if kept else np.full_like(gaps, gaps.mean()), 0.0), axis=1)
        courses = [Course(hours[i], level[i][:, None], poured[i][:, None]) for i in range(n)]
        plan = plan_of(courses[:300], (("level", ""),), (("poured", ""),), step=1.0)
        learned = train(plan, courses[:300], Training(epochs=60, batch=50))
        away = np.concatenate([(each.wanted - each.told)[1:, 0] for each in walked(plan, learned, courses[300:])])
        wanted = np.concatenate([each.wanted[1:, 0] for each in walked(plan, learned, courses[300:])])
        found.append(float((away**2).mean() / wanted.var()))
    return found[0], found[1]
