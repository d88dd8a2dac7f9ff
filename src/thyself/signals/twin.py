"""Twin: a running picture of one person, with what is to be expected next, and what would be if something were done.

What would be is a simulation, and says so wherever it is told: it takes what went together for cause and effect.

Source: Digital Twins for Patient Care via Knowledge Graphs and Closed-Form Continuous-Time Liquid Neural Networks
(2024).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from thyself.core import Figure, InvalidInput, NotEnough
from thyself.signals.cfc import Cfc, from_body, to_body
from thyself.signals.cfc_training import Learned
from thyself.signals.course import Channel, Course, Memory, Plan, Values, seen_while
from thyself.signals.twin_walk import Effects, amounts_of, scales, walked

#: Below so many readings of a vital nothing is foretold of it.
ENOUGH: Final = 7
#: Within so many standard deviations lie four of five cases.
_Z: Final = 1.2816
_READ: Final = ("out", "out_bias", "keep")
SIMULATION: Final = (
    "This is a simulation, not a measurement and no advice: it assumes that what went together in the past, of people "
    "at large and of you, is cause and effect."
)


@dataclass(frozen=True, eq=False, slots=True)
class State:
    """Where somebody stands after the last moment that was seen.

    Args:
        cell: ``(u,)`` of the cell.
        memory: What is carried beside it.
        factor: ``(v,)`` by how much effects on this person differ from those on people at large; 1: not at all.
        unsure: ``(v,)`` the standard deviation of that.
        scale: ``(v,)`` how far readings of this person usually are from what is told.
    """

    cell: Values
    memory: Memory
    factor: Values
    unsure: Values
    scale: Values


@dataclass(frozen=True, slots=True)
class Expected:
    """What is expected: in four of five cases between ``low`` and ``high``; on ``n`` readings of the person."""

    value: float
    low: float
    high: float
    unit: str
    n: int


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A simulation of a vital under a plan, beside the same without.

    Args:
        vital: Its name.
        planned: How much of what is planned.
        then, otherwise: What is expected with the plan, and without.
        difference: Of the two, with its interval.
        people: Of how many people it was learned.
    """

    vital: str
    planned: tuple[tuple[str, Figure], ...]
    then: Expected
    otherwise: Expected
    difference: Expected
    people: int

    @property
    def text(self) -> str:
        """In words; always with what it is."""
        name, unit = self.vital.replace("_", " "), self.then.unit
        plan = " and ".join(f"{each} of {what.replace('_', ' ')}" for what, each in self.planned)
        away = self.difference
        sure = "it cannot be told whether it would change at all" if away.low <= 0 <= away.high else "it would change"
        return (
            f"Simulation: with {plan}, {name} would be expected at {_shown(self.then.value)} {unit} in place of "
            f"{_shown(self.otherwise.value)} {unit}: a difference of {_shown(away.value)}, in at least four of five "
            f"cases between {_shown(away.low)} and {_shown(away.high)} ({sure}). {SIMULATION}"
        )


def _shown(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}"


@dataclass(frozen=True, eq=False, slots=True)
class Twin:
    """Foretells and simulates.

    Args:
        plan: What is measured and what happens.
        learned: The cell with what reads vitals off it.
        effects: How effects differ from person to person.
        edges: ``(bins - 1,)`` steps of time that part short gaps from long ones.
        misses: ``(bins, v, 2)`` within what people who were held out were missed, four times of five, in their scales.
        farthest: Steps beyond which nothing is foretold.
        people: Of how many people it was learned.
    """

    plan: Plan
    learned: Learned
    effects: Effects
    edges: Values
    misses: Values
    farthest: float
    people: int

    def state(self, course: Course) -> State:
        """Where somebody stands after all that was seen."""
        (walk,) = walked(self.plan, self.learned, [course])
        factor, unsure = self.effects.after(walk)
        return State(walk.cell, walk.memory, factor[-1], unsure[-1], scales(walk, self.effects)[-1])

    def expect(self, state: State, hours: float, events: Mapping[str, float] | None = None) -> dict[str, Expected]:
        """What is expected after some hours, of each vital of which enough is known.

        Args:
            state: Where the person stands.
            hours: How far ahead.
            events: How much of each event happens till then; one that is not named is not known.

        Raises:
            InvalidInput: It is farther than was ever seen, or no event is called so.
            NotEnough: Too little is known of every vital.
        """
        steps = hours / self.plan.step
        if not 0 < steps <= self.farthest:
            most = self.farthest * self.plan.step
            raise InvalidInput(f"{hours:g} hours ahead: what was learned reaches {most:.0f} hours")
        given = self._amounts(events or {})
        effect = self._effect(state, steps, given)
        z = self._ahead(state, steps, given) + (state.factor - 1) * effect
        place = int(np.searchsorted(self.edges, steps))
        found = {
            c.name: self._expected(c, float(z[i]), self.misses[place, i] * state.scale[i], int(state.memory.n[i]))
            for i, c in enumerate(self.plan.vitals)
            if state.memory.n[i] >= ENOUGH
        }
        if not found:
            most_read = int(state.memory.n.max(initial=0))
            raise NotEnough(f"{most_read} readings at most of one vital: {ENOUGH} are needed to foretell anything")
        return found

    def what_if(
        self, state: State, hours: float, plan: Mapping[str, float], usual: Mapping[str, float]
    ) -> list[WhatIf]:
        """Simulate a plan beside what would be usual, from the same state.

        Args:
            state: Where the person stands; it is not changed.
            hours: How far ahead.
            plan: How much of each event is planned.
            usual: The same without the plan.

        Raises:
            InvalidInput: As :meth:`expect`, or nothing is planned.
            NotEnough: As :meth:`expect`.
        """
        if not plan or set(plan) != set(usual):
            raise InvalidInput("a simulation needs a plan, and the usual amount of each event in it")
        then, otherwise = (self.expect(state, hours, each) for each in (plan, usual))
        steps = hours / self.plan.step
        raw = self._ahead(state, steps, self._amounts(plan)) - self._ahead(state, steps, self._amounts(usual))
        units = {c.name: c.unit for c in self.plan.events}
        planned = tuple((name, Figure(amount, units[name])) for name, amount in plan.items())
        found = []
        for i, c in enumerate(self.plan.vitals):
            if c.name in then:
                value = then[c.name].value - otherwise[c.name].value
                wide = _Z * float(state.unsure[i] * abs(raw[i])) * c.spread
                away = Expected(value, value - wide, value + wide, c.unit, then[c.name].n)
                found.append(WhatIf(c.name, planned, then[c.name], otherwise[c.name], away, self.people))
        return found

    def _amounts(self, events: Mapping[str, float]) -> Values:
        names = [c.name for c in self.plan.events]
        unknown = sorted(set(events) - set(names))
        if unknown:
            raise InvalidInput(f"no event is called {', '.join(unknown)}: there are {', '.join(names) or 'none'}")
        return np.array([events.get(name, np.nan) for name in names], dtype=np.float64)

    def _ahead(self, state: State, steps: float, events: Values) -> Values:
        memory = state.memory.later(steps)
        passing = seen_while(self.plan, memory, events)
        h = self.learned.cell.step(passing[None], state.cell[None], np.array([steps]))
        return np.asarray(self.learned.told(memory.base[None], memory.last[None], h)[0])

    def _effect(self, state: State, steps: float, events: Values) -> Values:
        usual = amounts_of(self.plan, events[None])[0]
        return self._ahead(state, steps, events) - self._ahead(state, steps, usual)

    def _expected(self, channel: Channel, z: float, miss: Values, n: int) -> Expected:
        value, low, high = (channel.middle + channel.spread * each for each in (z, z + miss[0], z + miss[1]))
        return Expected(float(value), float(low), float(high), channel.unit, n)

    def to_json(self) -> str:
        """As a text; :meth:`from_json` is the inverse, to four digits."""
        arrays = dict(self.learned.cell.arrays) | {name: getattr(self.learned, name) for name in _READ}
        more = {"edges": self.edges, "misses": self.misses} | self.effects.arrays()
        told = {"plan": self.plan.body(), "arrays": to_body(arrays | more), "farthest": self.farthest}
        return json.dumps(told | {"people": self.people}, separators=(",", ":")) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Twin:
        """Read a twin.

        Raises:
            InvalidInput: It is none.
        """
        try:
            body: dict[str, Any] = json.loads(text)
            arrays = from_body(body["arrays"])
            held = {name: arrays.pop(name) for name in ("edges", "misses", *_READ, *Effects.NAMES)}
            effects = Effects(*(held[name] for name in Effects.NAMES))
            plan, farthest, people = Plan.of(body["plan"]), float(body["farthest"]), int(body["people"])
        except (KeyError, TypeError, ValueError) as error:
            raise InvalidInput(f"no twin can be read from this: {error!r}") from None
        learned = Learned(Cfc(arrays), *(held[name] for name in _READ))
        return cls(plan, learned, effects, held["edges"], held["misses"], farthest, people)
