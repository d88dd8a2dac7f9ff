"""Edges: relations as statements begin, confirm and end them; a new home ends the old one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from thyself.core import SENSITIVITIES
from thyself.memory.extract.mentions import ME
from thyself.memory.graph.statements import ANY, Statement, moment
from thyself.memory.graph.things import Relation
from thyself.memory.ontology import KNOW, TEXT

#: Properties that take each other's place: who has a husband has no other partner.
_ONE_PLACE: Final[Mapping[str, str]] = MappingProxyType({"spouse": "partner"})
#: No confidence is higher, however many traces say the same.
_SUREST: Final = 0.99


@dataclass
class _Edge:
    """A relation while it is put together, in microseconds."""

    subject: str
    predicate: str
    object: str
    since: int | None
    until: int | None
    said: int
    doubt: float
    traces: list[str]
    sensitivity: int

    def add(self, each: Statement) -> None:
        if each.trace_id not in self.traces:
            self.traces.append(each.trace_id)
        self.sensitivity = max(self.sensitivity, SENSITIVITIES.index(each.sensitivity))


class Edges:
    """Relations as statements begin, confirm and end them."""

    def __init__(self) -> None:
        self.all: list[_Edge] = []
        self._of: dict[tuple[str, str], list[_Edge]] = {}

    def take(self, each: Statement, subject: str, value: str) -> None:
        """Take up a statement, with the entities that it speaks of; statements come in order of time."""
        known = KNOW[each.predicate]
        if each.predicate in ("name", "sex") or (known.range != TEXT and value == subject):
            return
        base = KNOW.base(each.predicate)
        subject, base, value = _directed(subject, base, value, known.range)
        if each.stance != "is":
            self._end(each, subject, base, value)
            return
        begins = each.since if each.since is not None else each.at
        self._replace(each, subject, base, value, begins)
        edge = self._open(subject, base, value)
        if edge is None:
            edge = _Edge(subject, base, value, each.since, each.until, each.at, 1.0, [], 0)
            if edge.since is None and known.single and self._before(subject, base, value):
                edge.since = each.at
            self._enter(edge)
        if each.trace_id not in edge.traces:
            edge.doubt *= 1.0 - each.confidence
        edge.since = edge.since if edge.since is not None else each.since
        edge.add(each)

    def _enter(self, edge: _Edge) -> None:
        self.all.append(edge)
        for end in {edge.subject, edge.object}:
            self._of.setdefault((end, _place(edge.predicate)), []).append(edge)

    def _near(self, base: str, *ends: str) -> list[_Edge]:
        """The relations in the same place that touch one of some entities: for a spouse, the partners too."""
        return [edge for end in dict.fromkeys(ends) for edge in self._of.get((end, _place(base)), ())]

    def _replace(self, each: Statement, subject: str, base: str, value: str, begins: int) -> None:
        """A new home ends the old one; a new partner the former, on both sides."""
        if not KNOW[base].single:
            return
        ends = {subject} | ({value} if KNOW[base].inverse == base else set())
        for edge in self._near(base, *sorted(ends)):
            if edge.until is not None:
                continue
            same = (
                {edge.subject, edge.object} == {subject, value}
                if KNOW[base].inverse == base
                else ((edge.subject, edge.object.casefold()) == (subject, value.casefold()))
            )
            mine = edge.subject in ends or (KNOW[base].inverse == base and edge.object in ends)
            if mine and not same and (edge.since is None or edge.since <= begins) and edge.said <= each.at:
                edge.until = max(begins, edge.since or begins)
                edge.add(each)

    def _before(self, subject: str, base: str, value: str) -> bool:
        return any(edge.subject == subject and edge.object != value for edge in self._near(base, subject))

    def _end(self, each: Statement, subject: str, base: str, value: str) -> None:
        ends = each.until if each.until is not None else each.at
        found = [
            edge
            for edge in self._near(base, subject)
            if edge.until is None
            and (
                (edge.subject == subject and value in (edge.object, ANY))
                or (KNOW[base].inverse == base and edge.object == subject and value in (edge.subject, ANY))
            )
        ]
        for edge in found:
            edge.until = ends
            edge.add(each)
        if not found and value != ANY:
            edge = _Edge(subject, base, value, each.since, ends, each.at, 1.0 - each.confidence, [], 0)
            edge.add(each)
            self._enter(edge)

    def _open(self, subject: str, base: str, value: str) -> _Edge | None:
        named = (subject, base, value.casefold())
        fitting = (
            each
            for each in self._near(base, subject)
            if (each.subject, each.predicate, each.object.casefold()) == named
        )
        return next((each for each in fitting if each.until is None), None)

    def relations(self) -> tuple[Relation, ...]:
        """All relations, in order of when they were first said."""
        return tuple(
            Relation(
                edge.subject,
                edge.predicate,
                edge.object,
                None if edge.since is None else moment(edge.since),
                None if edge.until is None else moment(edge.until),
                moment(edge.said),
                round(min(_SUREST, 1.0 - edge.doubt), 4),
                tuple(edge.traces),
                SENSITIVITIES[edge.sensitivity],
            )
            for edge in self.all
        )


def _directed(subject: str, base: str, value: str, range: str) -> tuple[str, str, str]:
    """One direction for each relation: to the child, not to the parent; of what is mutual, from the person."""
    back = KNOW.inverse(base)
    if not back or range == TEXT or value == ANY:
        return subject, base, value
    if back == base:
        first, second = sorted((subject, value), key=lambda each: (each != ME, each))
        return first, base, second
    return (subject, base, value) if base < back else (value, back, subject)


def _place(base: str) -> str:
    return _ONE_PLACE.get(base, base)
