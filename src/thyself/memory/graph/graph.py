"""Graph: the people, places and things of a person's life and how they are related, with when and by what trace."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby
from types import MappingProxyType

from thyself.core import InvalidInput
from thyself.memory.extract.mentions import ME
from thyself.memory.graph.edges import Edges
from thyself.memory.graph.merge import Merge, Node
from thyself.memory.graph.statements import Statement
from thyself.memory.graph.things import Entity, Relation, Step
from thyself.memory.ontology import KNOW, TEXT, TYPE, Ontology, Sex, Triple


@dataclass(frozen=True)
class Graph:
    """What is known of who and what belongs to a person's life.

    Relations are kept in one direction; the other one, and the words for a sister or a mother, follow by the ontology.

    Args:
        entities: By id; :data:`ME` is the person.
        relations: In order of when they were first said.
        ontology: What the relations mean.
    """

    entities: Mapping[str, Entity]
    relations: tuple[Relation, ...]
    ontology: Ontology = KNOW
    _steps: Mapping[str, tuple[Step, ...]] = field(init=False, repr=False, compare=False)
    _towards: Mapping[str, tuple[Step, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        steps: dict[str, list[Step]] = {}
        sexes = {name: entity.sex for name, entity in self.entities.items()}
        for step in (step for each in self.relations for step in self._both_ways(each, sexes)):
            steps.setdefault(step.entity, []).append(step)
        towards: dict[str, list[Step]] = {}
        for step in (step for of in steps.values() for step in of):
            if self.is_thing(step) and not self.ontology.inverse(step.predicate):
                towards.setdefault(step.to, []).append(step)
        object.__setattr__(self, "_towards", MappingProxyType({each: tuple(of) for each, of in towards.items()}))
        object.__setattr__(self, "_steps", MappingProxyType({each: tuple(of) for each, of in steps.items()}))

    def __len__(self) -> int:
        return len(self.relations)

    def as_of(self, at: datetime | None) -> Graph:
        """What held at a time, by all that is known; ``None``: what holds still."""
        held = tuple(each for each in self.relations if each.holds(at))
        return replace(self, relations=held)

    def neighbours(self, entity: str = ME) -> Sequence[Step]:
        """All steps from an entity, in order of when they were first said.

        Raises:
            InvalidInput: There is no such entity.
        """
        if entity not in self.entities:
            raise InvalidInput(f"the graph has no {entity!r}")
        return self._steps.get(entity, ())

    def towards(self, entity: str) -> Sequence[Step]:
        """The steps that lead to an entity and have no word for the way back: who lives in Rome, who works at Fiat."""
        if entity not in self.entities:
            raise InvalidInput(f"the graph has no {entity!r}")
        return self._towards.get(entity, ())

    def paths(self, entity: str = ME, hops: int = 2) -> Iterator[tuple[Step, ...]]:
        """All ways of one to ``hops`` steps from an entity that come to nothing twice, shorter ones first."""
        front: list[tuple[Step, ...]] = [()]
        for _ in range(hops):
            ahead = []
            for path in front:
                here = path[-1].to if path else entity
                seen = {entity, *(step.to for step in path)}
                if path and not self.is_thing(path[-1]):
                    continue
                for step in self.neighbours(here):
                    if step.to not in seen:
                        ahead.append((*path, step))
            yield from ahead
            front = ahead

    def triples(self, subject: str | None = None) -> list[Triple]:
        """What holds as triples of ids and words, both ways round, with kinds, names and sexes.

        Args:
            subject: An entity's id; ``None``: all.
        """
        out: dict[Triple, None] = {}
        for each in self.entities.values():
            if subject in (None, each.id):
                out.setdefault(Triple(each.id, TYPE, each.kind))
                for name in each.names:
                    out.setdefault(Triple(each.id, "name", name))
                if each.sex is not None:
                    out.setdefault(Triple(each.id, "sex", each.sex))
        for entity in [subject] if subject is not None else list(self.entities):
            for step in self.neighbours(entity):
                if step.relation.until is None:
                    out.setdefault(Triple(entity, step.predicate, step.to))
        return list(out)

    def called(self, name: str) -> list[Entity]:
        """The entities of a name or of a part of it, best known first."""
        words = set(name.casefold().split())
        found = [
            each for each in self.entities.values() if any(words <= set(one.casefold().split()) for one in each.names)
        ]
        return sorted(found, key=lambda each: (-len(each.trace_ids), each.id))

    def is_thing(self, step: Step) -> bool:
        """Whether a step leads to an entity, not to words."""
        return self.ontology[step.predicate].range != TEXT

    def label(self, step: Step) -> str:
        """The name of what a step leads to, or the words themselves."""
        return self.entities[step.to].name if self.is_thing(step) else step.to

    def says(self, step: Step) -> str:
        """A step in words: "Anna lives in Rome"; of the person without a subject: "Lives in Rome", "Sister: Anna"."""
        known, value = self.ontology[step.predicate], self.label(step)
        if step.to == ME:
            said = known.words.format(s=self.entities[step.entity].name, o="the person")
        elif step.entity != ME:
            said = known.words.format(s=self.entities[step.entity].name, o=value)
        elif known.range == "Person":
            said = f"{known.name.capitalize()}: {value}"
        else:
            said = known.words.format(s="", o=value).strip()
            said = said[0].upper() + said[1:]
        return said if step.relation.until is None else f"{said} (until {step.relation.until:%Y-%m-%d})"

    def _both_ways(self, relation: Relation, sexes: Mapping[str, Sex | None]) -> Iterator[Step]:
        there = self.ontology.sexed(relation.predicate, sexes.get(relation.object))
        yield Step(relation.subject, there, relation.object, relation)
        back = self.ontology.inverse(relation.predicate)
        if back:
            yield Step(
                relation.object, self.ontology.sexed(back, sexes.get(relation.subject)), relation.subject, relation
            )


def assemble(statements: Iterable[Statement], *, ontology: Ontology = KNOW) -> Graph:
    """Put a graph together; the same statements always come to the same graph, in whatever order they are given."""
    ordered = sorted(statements, key=lambda each: (each.at, each.trace_id, each.start, each.key))
    merge = Merge()
    by_trace = [list(each) for _, each in groupby(ordered, key=lambda each: each.trace_id)]
    for said in by_trace:
        merge.take(said)
    edges = Edges()
    for each in ordered:
        subject = merge.resolved[each.trace_id, each.subject]
        edges.take(each, subject, merge.resolved.get((each.trace_id, each.object), each.object))
    return Graph(
        MappingProxyType({name: _entity(node) for name, node in merge.nodes.items()}), edges.relations(), ontology
    )


def _entity(node: Node) -> Entity:
    names = sorted(node.names, key=lambda name: (-len(name.split()), -node.names[name], name))
    tie = next((f"my {name}" for name, whose in sorted(node.ties) if whose == ME), node.id)
    sexed = KNOW.sexed(tie.removeprefix("my "), node.sex)
    return Entity(node.id, node.kind, tuple(names) or (f"my {sexed}",), node.sex, tuple(node.traces))
