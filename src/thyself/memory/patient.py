"""Patient: a clinical record as a graph: what somebody has, takes, had done and measured, with when and by which trace.

Sources: Digital Twins for Patient Care via Knowledge Graphs and Closed-Form Continuous-Time Liquid Neural Networks
(2024) for the record as typed nodes and edges beside shared knowledge; MINDS (2024) for one graph over many archives.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from thyself.core import SENSITIVITIES, Trace
from thyself.memory.extract.mentions import ME
from thyself.memory.graph.graph import Graph
from thyself.memory.graph.things import Entity, Relation, Step
from thyself.memory.ontology import TEXT, Ontology, Property

if TYPE_CHECKING:
    from thyself.store.port import Scope

#: The kinds of traces that belong to a record, the relation of the person to each, and the kind of thing that it is.
RECORD: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "condition": ("has", "Condition"),
        "medication": ("takes", "Medicine"),
        "procedure": ("had", "Procedure"),
        "encounter": ("visited", "Visit"),
        "allergy": ("allergicTo", "Substance"),
        "immunization": ("immunizedBy", "Vaccine"),
        "document": ("documentedBy", "Document"),
        "measured": ("measured", "Metric"),
    }
)
_PROPERTIES: Final = (
    Property("has", "Person", "Condition", own=True, words="{s} has {o}"),
    Property("takes", "Person", "Medicine", own=True, words="{s} takes {o}"),
    Property("had", "Person", "Procedure", own=True, words="{s} had {o}"),
    Property("visited", "Person", "Visit", own=True, words="{s} visited: {o}"),
    Property("allergicTo", "Person", "Substance", own=True, words="{s} is allergic to {o}"),
    Property("immunizedBy", "Person", "Vaccine", own=True, words="{s} was given {o}"),
    Property("documentedBy", "Person", "Document", own=True, words="{o} is on record"),
    Property("measured", "Person", "Metric", own=True, words="{s} measured {o}"),
    Property("treats", "Medicine", "Condition", inverse="treatedBy", own=True, words="{s} treats {o}"),
    Property("treatedBy", "Condition", "Medicine", inverse="treats", own=True, words="{s} is treated by {o}"),
    Property("watchedBy", "Condition", "Metric", inverse="watches", own=True, words="{s} is watched by {o}"),
    Property("watches", "Metric", "Condition", inverse="watchedBy", own=True, words="{s} watches {o}"),
    Property("isA", "Condition", "Condition", own=True, words="{s} is a case of {o}"),
    Property("note", "Thing", TEXT, own=True, words="{s}: {o}"),
)
#: What can be said of a record.
CLINICAL: Final = Ontology(MappingProxyType({each.name: each for each in _PROPERTIES}))


@dataclass(frozen=True, slots=True)
class Known:
    """Something that holds for everybody: ``Known("rxnorm:29046", "treats", "snomed:38341003")``.

    Args:
        subject, object: Codes, or names of metrics.
        predicate: ``"treats"``, ``"watchedBy"`` or ``"isA"``.
        source: Where that stands.
    """

    subject: str
    predicate: str
    object: str
    source: str


#: A few that no textbook disputes; a home may bring its own.
SHARED: Final = (
    Known("snomed:38341003", "watchedBy", "blood_pressure_systolic", "WHO guideline for hypertension, 2021"),
    Known("snomed:38341003", "watchedBy", "blood_pressure_diastolic", "WHO guideline for hypertension, 2021"),
    Known("snomed:44054006", "watchedBy", "glucose", "WHO classification of diabetes, 2019"),
    Known("snomed:44054006", "watchedBy", "hba1c", "WHO classification of diabetes, 2019"),
    Known("snomed:414916001", "watchedBy", "bmi", "WHO fact sheet on obesity, 2024"),
)


def patient_graph(scope: Scope, *, before: datetime | None = None, knowledge: Sequence[Known] = SHARED) -> Graph:
    """The record of a person as a graph.

    Each node names all its traces; each edge has since when until when it holds. What holds for everybody joins the
    nodes that are there; it stands on no trace, and ``confidence`` 1.

    Args:
        scope: The person's data.
        before: Only what was known before.
        knowledge: What holds for everybody.
    """
    return graph_of(scope.traces(kinds=tuple(RECORD), before=before), knowledge=knowledge)


def graph_of(traces: Iterable[Trace], *, knowledge: Sequence[Known] = SHARED) -> Graph:
    """See :func:`patient_graph`; the same traces always come to the same graph, in whatever order they are given."""
    by_thing: dict[tuple[str, str], list[Trace]] = {}
    for trace in sorted(traces, key=lambda each: (each.at, each.id)):
        if trace.kind in RECORD and trace.item and trace.item not in ("ecg", "ppg"):
            by_thing.setdefault((trace.kind, trace.item), []).append(trace)
    entities = {ME: Entity(ME, "Person", ("me",), None, ())}
    relations = []
    for (kind, item), group in by_thing.items():
        predicate, what = RECORD[kind]
        names = tuple(dict.fromkeys(str(each.extra.get("name") or item.replace("_", " ")) for each in group))
        entities[item] = Entity(item, what, names[:3], None, tuple(each.id for each in group))
        relations.append(_relation(predicate, item, group))
    relations += [_shared(each, entities) for each in knowledge if {each.subject, each.object} <= set(entities)]
    relations.sort(key=lambda each: (each.said, each.subject, each.predicate, each.object))
    return Graph(MappingProxyType(entities), tuple(relations), CLINICAL)


def _relation(predicate: str, item: str, group: Sequence[Trace]) -> Relation:
    ends = [_until(each) for each in group]
    lasting = predicate in ("has", "takes", "allergicTo")
    over = max((each for each in ends if each is not None), default=None) if lasting and None not in ends else None
    until = over if lasting else None
    highest = max((each.sensitivity for each in group), key=SENSITIVITIES.index)
    ids = tuple(each.id for each in group)
    return Relation(ME, predicate, item, group[0].at, until, group[0].at, 1.0, ids, highest)


def _until(trace: Trace) -> datetime | None:
    told = trace.extra.get("until")
    try:
        found = datetime.fromisoformat(told) if isinstance(told, str) else None
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None


def _shared(known: Known, entities: Mapping[str, Entity]) -> Relation:
    return Relation(known.subject, known.predicate, known.object, None, None, _EPOCH, 1.0, (), "public")


_EPOCH: Final = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


def support(graph: Graph, node: str, *, hops: int = 3) -> list[tuple[Step, ...]]:
    """The ways from the person to a node: why it is looked at, and the traces of each step; shorter ones first.

    Raises:
        InvalidInput: The graph has no such node.
    """
    graph.neighbours(node)
    return [path for path in graph.paths(ME, hops) if path[-1].to == node]
