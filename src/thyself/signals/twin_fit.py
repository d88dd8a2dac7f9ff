"""Fitting a twin: its intervals hold on people who were not learned from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from thyself.signals.cfc_training import Learned
from thyself.signals.course import Course, Plan, Values
from thyself.signals.twin import ENOUGH, Twin
from thyself.signals.twin_walk import Effects, Walk, effects_of, foretold, scales, walked

#: Of five cases four lie within.
_WITHIN: Final = (0.1, 0.9)
_BINS: Final = 3
_FEW: Final = 30


def calibrated(plan: Plan, learned: Learned, held_out: Sequence[Course], *, people: int) -> Twin:
    """A twin whose intervals hold on people who were held out.

    Args:
        plan: What is measured and what happens.
        learned: What was learned, of other people.
        held_out: Courses of people who were held out.
        people: Of how many people was learned.

    Raises:
        NotEnough: There are fewer than fifty readings to calibrate by.
    """
    return set_by(walked(plan, learned, held_out), plan, learned, people=people)


def set_by(walks: Sequence[Walk], plan: Plan, learned: Learned, *, people: int) -> Twin:
    """See :func:`calibrated`; with walks that were led already, by this cell or by cells of the same making."""
    effects = effects_of(walks)
    elapsed = np.concatenate([walk.elapsed[ENOUGH:] for walk in walks])
    away = np.concatenate([in_scales(walk, effects)[ENOUGH:] for walk in walks])
    edges = np.quantile(elapsed, np.linspace(0, 1, _BINS + 1)[1:-1])
    place = np.searchsorted(edges, elapsed)
    misses = np.stack([_quantiles(away[place == b], away) for b in range(_BINS)])
    return Twin(plan, learned, effects, edges, misses, float(np.quantile(elapsed, 0.99)), people)


def in_scales(walk: Walk, effects: Effects) -> Values:
    """``(t, v)`` how far readings are from what is told, as multiples of the person's own usual misses till then."""
    return np.asarray((walk.wanted - foretold(walk, effects)) / scales(walk, effects)[:-1])


def _quantiles(away: Values, every: Values) -> Values:
    """``(v, 2)``; of all where there are few."""
    found = []
    for i in range(away.shape[1]):
        there = away[np.isfinite(away[:, i]), i]
        there = there if len(there) >= _FEW else every[np.isfinite(every[:, i]), i]
        found.append(np.quantile(there, _WITHIN))
    return np.array(found)
