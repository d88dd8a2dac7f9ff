"""Patients: planted people whose blood pressure falls by an amount of their own after a dose, measured at odd times."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]

#: Hours in which the pressure follows, and in which a dose wears off.
FOLLOWS: Final = 5.0
WEARS_OFF: Final = 16.0
_HOURS: Final = 24 * 25
_STEP: Final = 0.5


@dataclass(frozen=True, eq=False, slots=True)
class Patient:
    """A planted person.

    Args:
        effect: By how many mmHg a dose would lower the pressure in the end, if it did not wear off.
        hours: ``(t,)`` when something was measured or taken.
        values: ``(t, 2)`` systolic pressure and heart rate; NaN where nothing was measured.
        doses: ``(t, 1)`` doses taken since the moment before.
    """

    effect: float
    hours: Values
    values: Values
    doses: Values


def fall(effect: float, hours: float) -> float:
    """By how much a dose has lowered the pressure after so many hours."""
    share = WEARS_OFF / (WEARS_OFF - FOLLOWS)
    return effect * share * float(np.exp(-hours / WEARS_OFF) - np.exp(-hours / FOLLOWS))


def patient(rng: np.random.Generator, *, confounded: bool = False) -> Patient:
    """Draw a person of one of two sorts: whom a dose hardly helps, and whom it helps much.

    Args:
        rng: Draws.
        confounded: Whether doses are taken when the person feels that the pressure is about to rise, which nobody
            writes down; else they are taken by chance.
    """
    effect = rng.normal(8, 2) if rng.random() < 0.5 else rng.normal(30, 4)
    base, rate = rng.normal(142, 10), rng.normal(70, 7)
    n = round(_HOURS / _STEP)
    strain = np.zeros(n)
    for i in range(1, n):
        strain[i] = strain[i - 1] * np.exp(-_STEP / 24) + rng.normal() * np.sqrt(1 - np.exp(-2 * _STEP / 24))
    pressure, dose, taken = np.zeros(n), 0.0, []
    x = base
    for i in range(n):
        likely = 0.35 / 24 * (np.exp(1.5 * strain[min(i + 24, n - 1)]) if confounded else 1.0)
        if rng.random() < min(likely * _STEP, 0.5):
            dose += 1.0
            taken.append(i * _STEP)
        x += _STEP / FOLLOWS * (base + 7 * strain[i] - effect * dose - x)
        dose *= float(np.exp(-_STEP / WEARS_OFF))
        pressure[i] = x
    return _seen(effect, pressure, rate, np.array(taken), rng)


def _seen(effect: float, pressure: Values, rate: float, taken: Values, rng: np.random.Generator) -> Patient:
    """Readings at odd times; a dose is a moment of its own, and counts for the moment after it."""
    gaps = 2 + rng.exponential(9, 400)
    read = np.cumsum(gaps)
    read = read[read < _HOURS - 1]
    hours = np.sort(np.concatenate([read, taken]))
    is_dose = np.isin(hours, taken)
    values = np.full((len(hours), 2), np.nan)
    places = (hours / _STEP).astype(int)
    values[~is_dose, 0] = pressure[places[~is_dose]] + rng.normal(0, 3, int((~is_dose).sum()))
    values[~is_dose, 1] = rate + rng.normal(0, 4, int((~is_dose).sum()))
    values[(rng.random(len(hours)) < 0.2) & ~is_dose, 1] = np.nan
    doses = np.concatenate([[0.0], is_dose[:-1].astype(float)])[:, None]
    return Patient(effect, hours, values, doses)
