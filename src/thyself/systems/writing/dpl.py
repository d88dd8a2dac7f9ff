"""DPL: what sets the person apart from those who wrote on the very same things.

Source: Measuring What Makes You Unique: Difference-Aware User Modeling for Enhancing LLM Personalization (2025).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from thyself.core import InvalidInput, Request, Trace
from thyself.core.registry import system
from thyself.memory.extract import line_id
from thyself.profile.lines import Line
from thyself.profile.markers import markers, versus
from thyself.profile.peers import representatives
from thyself.profile.staged import evidence_of
from thyself.retrieval.neighbours import Asked, Said, UserItemGraph
from thyself.systems._form import Desk
from thyself.systems.writing._profiled import Profiled
from thyself.systems.writing.gpg import Guided


@dataclass(frozen=True, slots=True)
class Differences:
    """Lines of what the person does on a thing that its other authors do not.

    Args:
        others: What other people wrote, beyond what the person's own traces hold.
        most: How many lines.
        clusters: Of how many kinds of opinions on a thing peers are taken.
    """

    others: tuple[Said, ...] = ()
    most: int = 5
    clusters: int = 5

    def __call__(self, own: Sequence[Trace], request: Request, desk: Desk) -> Sequence[Line]:
        """The lines; where no thing has other authors, those of a guided profile."""
        read = desk.scope.traces(kinds=["rated", "wrote", "read"], before=request.now)
        heard = [
            Said(trace.id, trace.author, trace.item, trace.text, at=trace.at)
            for trace in read
            if trace.author != "me" and trace.item and trace.text.strip()
        ]
        graph = UserItemGraph([*heard, *self.others])
        peers = [self.peers(graph, trace, request, desk) for trace in own]
        found = versus([trace.text for trace in own], peers)[: self.most]
        if not found:
            return Guided()(own, request, desk)
        shown = [(trace, markers(trace.text)) for trace in own]
        return [
            Line(
                line_id("differences", "me", each.marker), each.told, "differences", each.marker,
                evidence=evidence_of([trace for trace, has in shown if each.marker in has], "differences", each.score),
                confidence=round(each.n / (each.n + 3), 4), score=each.score,
            )
            for each in found
        ]  # fmt: skip

    def peers(self, graph: UserItemGraph, trace: Trace, request: Request, desk: Desk) -> list[str]:
        """Texts that stand for the other authors of a thing, each of a kind that is not the person's own."""
        if not trace.item:
            return []
        sides = graph.sides(Asked("me", trace.item, at=request.now))
        return representatives(
            trace.text, [each.text for each in sides.neighbours], desk.embedder, clusters=self.clusters
        )


@system(
    number=42,
    name="dpl",
    serves=("title", "write"),
    needs=("lm",),
    title="Measuring What Makes You Unique: Difference-Aware User Modeling for Enhancing LLM Personalization",
    job="write with what sets the person apart from others who wrote on the same things",
)
def dpl(*, others: Sequence[Said] = (), most: int = 5, k: int = 2) -> Profiled:
    """Make the system.

    Args:
        others: What other people wrote in public, of which things; what has no time is left out.
        most: How many lines of differences.
        k: Own texts beside them.

    Raises:
        InvalidInput: A number is below 1.
    """
    if most < 1 or k < 1:
        raise InvalidInput(f"most={most}, k={k}: give at least 1 of each")
    return Profiled("dpl", Differences(tuple(others), most), k)
