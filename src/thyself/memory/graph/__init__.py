"""Graph: the people, places and things of a person's life, with validity and evidence, and its form as RDF."""

from thyself.memory.graph.graph import Graph, assemble
from thyself.memory.graph.keep import default_extractors, graph
from thyself.memory.graph.statements import SAID, Statement, statements
from thyself.memory.graph.things import Entity, Relation, Step

__all__ = [
    "SAID",
    "Entity",
    "Graph",
    "Relation",
    "Statement",
    "Step",
    "assemble",
    "default_extractors",
    "graph",
    "statements",
]
