"""Walk: courses led through a twin's cell, with what was told before each reading, and how far effects were off.

An effect is what the cell tells with the amount of an event that happened, less what it tells with the usual amount.
How much stronger or weaker it is with one person than with people at large is learned from the person's own misses,
drawn to people at large where there are few.

Source: empirical Bayes for effects that differ between units (Efron and Morris, 1975), on the effects of a CfC.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Final

import numpy as np

from thyself.core import NotEnough
from thyself.signals.cfc_training import Learned
from thyself.signals.course import Course, Memory, Plan, Values, seen

#: How much effects may vary between people, as a share; the likeliest is taken.
_VARY: Final = (0.0, 0.1, 0.2, 0.3, 0.45, 0.6, 0.8, 1.0, 1.3)
#: Where squares of effects come to less than this in all, nothing can be told of them.
_LEAST: Final = 1e-6
#: An effect is borne out where it is so many standard deviations from none.
_CLEAR: Final = 2.0
#: A standard deviation is so much more than a mean absolute miss.
_ABSOLUTE: Final = 1.2533
#: So many readings' worth of belief in the misses of people at large.
_OWN: Final = 7.0
_GAPS: Final = 6
_FOUR_OF_FIVE: Final = 0.8
_Z: Final = 1.2816
#: By how much the doubt of an effect may be widened; the least that is enough is taken.
_WIDE: Final = (1.0, 1.1, 1.2, 1.35, 1.5, 1.7, 1.9, 2.2, 2.5, 3.0, 4.0)


@dataclass(frozen=True, eq=False, slots=True)
class Walk:
    """One course as the cell told it.

    Args:
        elapsed: ``(t,)`` steps before each moment.
        told: ``(t, v)`` what was expected from all before, in usual distances.
        effect: ``(t, v)`` how much of that is due to what happened.
        wanted: ``(t, v)`` what was measured; NaN: was not.
        cell: ``(u,)`` the state at the end.
        memory: What is carried beside it, at the end.
    """

    elapsed: Values
    told: Values
    effect: Values
    wanted: Values
    cell: Values
    memory: Memory


def amounts_of(plan: Plan, events: Values) -> Values:
    """The usual amounts ``(t, e)`` in place of those that happened; what is not known stays unknown."""
    middle = np.array([c.middle for c in plan.events])
    return np.where(np.isfinite(events), middle, np.nan) if len(plan.events) else events


def walked(plan: Plan, learned: Learned, courses: Sequence[Course]) -> list[Walk]:
    """Lead courses through the cell, all at once."""
    each = [seen(plan, course) for course in courses]
    usual = [_usual(plan, one.passing) for one in each]
    longest, v = max(map(len, courses), default=0), len(plan.vitals)
    h = learned.cell.start(len(courses))
    told, plain = (np.full((len(courses), longest, v), np.nan) for _ in range(2))
    for at in range(longest):
        here = np.flatnonzero([len(course) > at for course in courses])
        elapsed = np.array([each[i].elapsed[at] for i in here])
        base, passing = (np.stack([getattr(each[i], name)[at] for i in here]) for name in ("base", "passing"))
        without = learned.cell.step(np.stack([usual[i][at] for i in here]), h[here], elapsed)
        h[here] = learned.cell.step(passing, h[here], elapsed)
        plain[here, at] = learned.told(base, passing[:, :v], without)
        told[here, at] = learned.told(base, passing[:, :v], h[here])
        h[here] = learned.cell.step(np.stack([each[i].coming[at] for i in here]), h[here], np.zeros(len(here)))
    found = []
    for i, one in enumerate(each):
        n = len(one.elapsed)
        found.append(Walk(one.elapsed, told[i, :n], told[i, :n] - plain[i, :n], one.wanted, h[i], one.memory))
    return found


def _usual(plan: Plan, passing: Values) -> Values:
    """What would be seen ``(t, width)`` with the usual amounts."""
    events, e = passing.copy(), len(plan.events)
    first = 4 * len(plan.vitals)
    ratio = np.array([c.middle / c.spread for c in plan.events])
    events[:, first : first + e] = np.where(passing[:, first + e : first + 2 * e] > 0, ratio, 0.0) if e else 0.0
    return events


@dataclass(frozen=True, eq=False, slots=True)
class Effects:
    """How effects differ from person to person.

    Args:
        mean: ``(v,)`` by what the cell's effects are to be multiplied for people at large.
        vary: ``(v,)`` the standard deviation of that between people.
        unsure: ``(v,)`` the standard deviation with which ``mean`` is known.
        noise: ``(v,)`` that of readings around what is told.
        wide: ``(v,)`` by how much effects are missed by more than all this would make them.
    """

    mean: Values
    vary: Values
    unsure: Values
    noise: Values
    wide: Values

    NAMES: ClassVar[tuple[str, ...]] = ("mean", "vary", "unsure", "noise", "wide")

    def arrays(self) -> dict[str, Values]:
        """By name."""
        return {name: getattr(self, name) for name in self.NAMES}

    def after(self, walk: Walk) -> tuple[Values, Values]:
        """The person's own factor before each moment and after the last, and how unsure it is: ``(t + 1, v)`` each."""
        gg, gr = _sums(walk)
        start = np.zeros((1, gg.shape[1]))
        gg, gr = (np.concatenate([start, np.cumsum(each, axis=0)]) for each in (gg, gr))
        share = self.vary**2 / (self.noise**2 + self.vary**2 * gg)
        factor = self.mean + share * (gr - (self.mean - 1) * gg)
        return np.asarray(factor), np.asarray(self.wide * np.sqrt(share * self.noise**2 + self.unsure**2))


def foretold(walk: Walk, effects: Effects) -> Values:
    """``(t, v)`` what is told before each reading, with the person's own factor as far as it was known then."""
    factor, _ = effects.after(walk)
    return np.asarray(walk.told + (factor[:-1] - 1) * walk.effect)


def scales(walk: Walk, effects: Effects) -> Values:
    """``(t + 1, v)`` how far this person's readings usually are from what is told, before each moment and after all.

    Of somebody of whom little is known, as far as those of people at large.
    """
    away = np.abs(walk.wanted - foretold(walk, effects))
    there = np.isfinite(away)
    start = np.zeros((1, away.shape[1]))
    n, total = (np.concatenate([start, np.cumsum(each, axis=0)]) for each in (there, np.where(there, away, 0.0)))
    return np.asarray((_ABSOLUTE * total + _OWN * effects.noise) / (n + _OWN))


def effects_of(walks: Sequence[Walk]) -> Effects:
    """How effects differ, by what is likeliest of people who were not learned from.

    Raises:
        NotEnough: Fewer than fifty readings of a vital.
    """
    away = np.concatenate([walk.wanted - walk.told for walk in walks])
    if not len(away) or int(np.isfinite(away).sum(axis=0).min()) < 50:
        raise NotEnough("fewer than 50 readings of a vital of people who were held out: nothing can be set by them")
    # the middle of the misses, so that a few wild readings do not stand for all
    noise = np.maximum(1.4826 * np.nanmedian(np.abs(away), axis=0), 1e-3)
    pairs = [tuple(each.sum(axis=0) for each in _sums(walk)) for walk in walks]
    gg, gr = (np.array([pair[k] for pair in pairs]) for k in (0, 1))
    v = away.shape[1]
    mean, vary, unsure = np.ones(v), np.zeros(v), np.zeros(v)
    for i in range(v):
        if gg[:, i].sum() > _LEAST:
            mean[i], vary[i], unsure[i] = _borne_out(*_likeliest(gg[:, i], gr[:, i], noise[i]))
    plain = Effects(mean, vary, unsure, noise, np.ones(v))
    return replace(plain, wide=_missed(walks, plain))


def _borne_out(mean: float, vary: float, unsure: float) -> tuple[float, float, float]:
    """The same where people who were held out bear an effect out; else there is none that can be told."""
    return (mean, vary, unsure) if mean > _CLEAR * unsure else (0.0, 0.0, max(unsure, abs(mean)))


def _missed(walks: Sequence[Walk], effects: Effects) -> Values:
    """``(v,)`` how much wider the doubt of effects must be so that readings after what happened lie within it."""
    found = np.ones(len(effects.mean))
    factors = [effects.after(walk) for walk in walks]
    parts = [
        (walk.wanted - walk.told - (factor[:-1] - 1) * walk.effect, walk.effect, unsure[:-1], _ages(walk))
        for walk, (factor, unsure) in zip(walks, factors, strict=True)
    ]
    left, effect, unsure, ages = (np.concatenate([part[k] for part in parts]) for k in range(4))
    for i in range(len(found)):
        there = np.isfinite(left[:, i])
        # readings are missed by more the longer ago the last one was: like is compared with like
        gap = np.searchsorted(np.quantile(ages[there, i], np.linspace(0, 1, _GAPS + 1)[1:-1]), ages[there, i])
        away, size, doubt = np.abs(left[there, i]), np.abs(effect[there, i]), unsure[there, i]
        strong = size > max(float(np.quantile(size, 0.8)), _LEAST)
        if strong.sum() >= 50 and (~strong).sum() >= 50:
            weak = [away[~strong & (gap == g)] for g in range(_GAPS)]
            usual = np.array([np.quantile(each if len(each) else away[~strong], _FOUR_OF_FIVE) for each in weak])
            noise, more = (usual[gap] ** 2)[strong], ((_Z * size * doubt) ** 2)[strong]
            able = (w for w in _WIDE if np.mean(away[strong] <= np.sqrt(noise + w**2 * more)) >= _FOUR_OF_FIVE)
            found[i] = next(able, _WIDE[-1])
    return found


def _ages(walk: Walk) -> Values:
    """``(t, v)`` how long ago the last reading of each vital was."""
    now = np.cumsum(walk.elapsed)[:, None] * np.ones((1, walk.wanted.shape[1]))
    last = np.maximum.accumulate(np.where(np.isfinite(walk.wanted), now, 0.0), axis=0)
    return np.asarray(now - np.concatenate([np.zeros((1, now.shape[1])), last[:-1]]))


def _likeliest(gg: Values, gr: Values, noise: float) -> tuple[float, float, float]:
    """Mean, spread between people and doubt of the mean of factors of effects."""
    best = (-np.inf, 1.0, 0.0, 0.0)
    for vary in _VARY:
        # each person tells (gr / gg) with variance noise^2 / gg, around a factor of their own
        weight = gg / (noise**2 + vary**2 * gg)
        mean = 1 + float((weight * gr / np.maximum(gg, 1e-12)).sum() / weight.sum())
        left = gr - (mean - 1) * gg
        likely = float((0.5 * vary**2 * left**2 / (noise**2 * (noise**2 + vary**2 * gg))
                        - 0.5 * (left**2 / np.maximum(gg, 1e-12)) / noise**2
                        - 0.5 * np.log1p(vary**2 * gg / noise**2)).sum())  # fmt: skip
        if likely > best[0]:
            best = (likely, mean, vary, float(weight.sum() ** -0.5))
    return best[1], best[2], best[3]


def _sums(walk: Walk) -> tuple[Values, Values]:
    """Squares of effects, and effects times misses, ``(t, v)`` each; zero where nothing was measured."""
    away = walk.wanted - walk.told
    there = np.isfinite(away)
    return np.where(there, walk.effect**2, 0.0), np.where(there, walk.effect * np.nan_to_num(away), 0.0)
