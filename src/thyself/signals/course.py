"""Course: what was measured of a person and what happened meanwhile, at whatever times; and what a twin sees of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from thyself.core import InvalidInput

Values = NDArray[np.float64]

#: So many readings' worth of belief in people at large, against a person's own mean.
_PRIOR: Final = 2.0
#: Beyond so many usual distances a reading counts as so many.
_FAR: Final = 5.0


@dataclass(frozen=True, slots=True)
class Channel:
    """Something measured, or something that happens.

    Args:
        name: The metric.
        unit: Its unit.
        middle: Its mean over people at large.
        spread: Its usual distance from that.
    """

    name: str
    unit: str
    middle: float
    spread: float


@dataclass(frozen=True, slots=True)
class Plan:
    """What a twin knows of: what is measured, and what happens.

    Args:
        vitals: What is foretold.
        events: What happens and what may be planned; amounts.
        step: The usual time between two moments, in hours; elapsed time is counted in it.
    """

    vitals: tuple[Channel, ...]
    events: tuple[Channel, ...]
    step: float

    @property
    def width(self) -> int:
        """How many numbers are seen at each moment."""
        return 4 * len(self.vitals) + 2 * len(self.events) + 1

    def body(self) -> dict[str, Any]:
        """As JSON values."""
        rows = {"vitals": self.vitals, "events": self.events}
        told = {key: [[c.name, c.unit, c.middle, c.spread] for c in each] for key, each in rows.items()}
        return {**told, "step": self.step}

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> Plan:
        """The inverse of :meth:`body`."""
        vitals, events = (tuple(Channel(*row) for row in body[key]) for key in ("vitals", "events"))
        return cls(vitals, events, float(body["step"]))


@dataclass(frozen=True, eq=False, slots=True)
class Course:
    """One person, moment by moment.

    Args:
        hours: ``(t,)`` when, rising.
        values: ``(t, v)`` what was measured then; NaN: was not.
        events: ``(t, e)`` how much of each happened since the moment before; NaN: not known.
    """

    hours: Values
    values: Values
    events: Values

    def __post_init__(self) -> None:
        if not len(self.hours) == len(self.values) == len(self.events) or bool((np.diff(self.hours) < 0).any()):
            raise InvalidInput("a course needs as many rows of values and events as moments, and moments in order")

    def __len__(self) -> int:
        return len(self.hours)

    def head(self, n: int) -> Course:
        """The first moments alone."""
        return Course(self.hours[:n], self.values[:n], self.events[:n])


@dataclass(frozen=True, eq=False, slots=True)
class Memory:
    """What is carried beside the cell's state: ``last``, ``age`` (steps since), ``n`` and ``total``, each ``(v,)``."""

    last: Values
    age: Values
    n: Values
    total: Values

    @classmethod
    def empty(cls, vitals: int) -> Memory:
        """Of somebody of whom nothing was seen yet."""
        return cls(np.zeros(vitals), np.full(vitals, 10.0), np.zeros(vitals), np.zeros(vitals))

    @property
    def base(self) -> Values:
        """The own mean so far, drawn to that of people at large ``(v,)``."""
        return np.asarray(self.total / (self.n + _PRIOR))

    def later(self, steps: float) -> Memory:
        """The same after a time."""
        return Memory(self.last, self.age + steps, self.n, self.total)

    def told(self, z: Values) -> Memory:
        """The same after readings ``(v,)``, NaN where there is none."""
        there = np.isfinite(z)
        return Memory(np.where(there, z, self.last), np.where(there, 0.0, self.age), self.n + there,
                      self.total + np.where(there, z, 0.0))  # fmt: skip


def scaled(plan: Plan, values: Values) -> Values:
    """Readings in usual distances from the middle of people at large."""
    middle = np.array([c.middle for c in plan.vitals])
    spread = np.array([c.spread for c in plan.vitals])
    return np.asarray(np.clip((values - middle) / spread, -_FAR, _FAR))


def seen_while(plan: Plan, memory: Memory, events: Values) -> Values:
    """What the cell sees while time passes, ``(width,)``: the last readings, their age, and what happens."""
    told = np.isfinite(events)
    spread = np.array([c.spread for c in plan.events])
    amounts = np.where(told, events / spread, 0.0) if len(plan.events) else events
    none = np.zeros(len(plan.vitals))
    parts = [memory.last, none, np.log1p(memory.age), memory.base, amounts, told.astype(float), np.zeros(1)]
    return np.concatenate(parts)


def seen_at(plan: Plan, memory: Memory, z: Values) -> Values:
    """What the cell sees when readings ``z (v,)`` come, ``(width,)``."""
    there = np.isfinite(z)
    none = np.zeros(2 * len(plan.events))
    age = np.log1p(memory.age)
    return np.concatenate([np.where(there, z, memory.last), there.astype(float), age, memory.base, none, np.ones(1)])


@dataclass(frozen=True, eq=False, slots=True)
class Seen:
    """A course as the cell sees it: all that depends on no weight.

    Args:
        elapsed: ``(t,)`` steps since the moment before.
        passing, coming: ``(t, width)`` what is seen while time passes to each moment, and when its readings come.
        base: ``(t, v)`` the own mean before each moment.
        wanted: ``(t, v)`` the readings, in usual distances.
        memory: After the last moment.
    """

    elapsed: Values
    passing: Values
    coming: Values
    base: Values
    wanted: Values
    memory: Memory


def seen(plan: Plan, course: Course) -> Seen:
    """A course as the cell sees it."""
    z = scaled(plan, course.values)
    elapsed = np.diff(course.hours, prepend=course.hours[:1]) / plan.step
    memory = Memory.empty(len(plan.vitals))
    rows: list[tuple[Values, Values, Values]] = []
    for at in range(len(course)):
        memory = memory.later(float(elapsed[at]))
        passing, base = seen_while(plan, memory, course.events[at]), memory.base
        rows.append((passing, seen_at(plan, memory, z[at]), base))
        memory = memory.told(z[at])
    shape = (len(course), plan.width)
    passed, came = (np.array([row[k] for row in rows]).reshape(shape) for k in (0, 1))
    return Seen(elapsed, passed, came, np.array([row[2] for row in rows]).reshape(z.shape), z, memory)


def plan_of(
    people: Sequence[Course], vitals: Sequence[tuple[str, str]], events: Sequence[tuple[str, str]], *, step: float
) -> Plan:
    """A plan with the means and spreads of some people.

    Args:
        people: Their courses.
        vitals, events: Name and unit of each column.
        step: The usual time between two moments, in hours.
    """
    every = np.concatenate([each.values for each in people])
    happened = np.concatenate([each.events for each in people])
    return Plan(
        tuple(Channel(name, unit, float(np.nanmean(every[:, i])), float(np.nanstd(every[:, i])) or 1.0)
              for i, (name, unit) in enumerate(vitals)),
        tuple(Channel(name, unit, float(np.nanmean(happened[:, i])), float(np.nanstd(happened[:, i])) or 1.0)
              for i, (name, unit) in enumerate(events)),
        step,
    )  # fmt: skip
