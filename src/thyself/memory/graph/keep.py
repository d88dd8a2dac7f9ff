"""Keep: the graph of a person, up to date with the traces by what is new since the last time.

What is kept are statements, one row each with the one trace that says so (``graph:said``), and how far the traces were
read (``graph:mark``). The graph is put together from them each time, so that it is the same whether traces came one by
one or all at once, and so that nothing of a trace that is forgotten is left in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Final

from thyself.core import Trace
from thyself.core.trace import microseconds
from thyself.memory.extract import Extractor, Rules
from thyself.memory.extract.triples import Triples
from thyself.memory.graph.graph import Graph, assemble
from thyself.memory.graph.statements import SAID, Statement, statements
from thyself.store.port import Derived, Scope

#: Grows when the same traces would come to something else; older statements are then read anew.
VERSION: Final = 1

MARK: Final = "graph:mark"
_KEY: Final = "all"


@lru_cache(maxsize=1)
def default_extractors() -> tuple[Extractor, ...]:
    """Facts that the person tells of themselves by patterns, and who is what to whom by the small tagger."""
    return (Rules(), Triples())


def graph(scope: Scope, extractors: Sequence[Extractor] | None = None, *, before: datetime | None = None) -> Graph:
    """Bring the graph of a person up to date with the traces, and give it; no language model is called.

    Args:
        scope: The person's data.
        extractors: What reads statements out of traces; others than the last time read everything anew.
        before: Only what was said before this time.
    """
    extractors = extractors or default_extractors()
    if before is not None:
        return assemble(each for each in kept(scope, extractors) if each.at < microseconds(before))
    at_hand = scope.memo.of(_AtHand)
    if at_hand.graph is None or at_hand.of != (scope.state(), _names(extractors)):
        at_hand.graph = assemble(kept(scope, extractors))
        at_hand.of = (scope.state(), _names(extractors))
    return at_hand.graph


class _AtHand:
    """The graph as it was put together last, and of which state of the data."""

    def __init__(self) -> None:
        self.graph: Graph | None = None
        self.of: object = None


def _names(extractors: Sequence[Extractor]) -> list[str]:
    return [f"{each.name}/{each.schema}" for each in extractors]


def kept(scope: Scope, extractors: Sequence[Extractor]) -> list[Statement]:
    """The statements of all traces: those that are kept, and those of traces that came since."""
    state, by = scope.state(), _names(extractors)
    mark = next((row.body for row in scope.derived(MARK, keys=(_KEY,))), None)
    same = {"version": VERSION, "by": by, "epoch": state.epoch, "zone": scope.zone.key}
    if mark is None or any(mark.get(name) != value for name, value in same.items()):
        scope.drop(SAID)
        scope.drop(MARK)
        mark = {"last": 0}
    if int(mark["last"]) < state.last:
        rows = list(scope.rows(after=int(mark["last"])))
        new = read([trace for _, trace in rows], extractors, scope)
        last = max((number for number, _ in rows), default=state.last)
        scope.put([*(each.row() for each in new), Derived(MARK, _KEY, same | {"last": last}, sources=None)])
    return [Statement.read(row.body) for row in scope.derived(SAID)]


def read(traces: Sequence[Trace], extractors: Sequence[Extractor], scope: Scope) -> list[Statement]:
    """The statements of some traces; what one extractor read out of a trace is not taken twice from another."""
    by_id = {trace.id: trace for trace in traces}
    found: dict[str, Statement] = {}
    for extractor in extractors:
        for each in statements(extractor.extract(traces), by_id, scope.zone):
            known = found.get(each.key)
            if known is None or known.confidence < each.confidence:
                found[each.key] = each
    return list(found.values())
