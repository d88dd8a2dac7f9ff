"""MARK: what a person taught, what was implied, and which answers they accepted, refined and ranked by trust.

Source: MARK: Memory Augmented Refinement of Knowledge (2025). The paper extracts by three calls of a language model;
here the rules read, a capable model adds to it when the home is consolidated, and the ranking is the one that the paper
tells of: its released code leaves out recency, frequency, feedback and trust.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Final, Literal

from thyself.core import InvalidInput, Request, Response
from thyself.core.registry import system
from thyself.core.trace import microseconds
from thyself.memory import Turns
from thyself.memory.extract.taught import GOOD, WISH
from thyself.memory.refine import Memory, Refined, Trust, kept, recalled, refine, refined, up_to_date, uses
from thyself.retrieval.memories import ALIKE, Ranked, Weights, rank
from thyself.systems._find import Lexical
from thyself.systems._form import Answered, Conversational, Desk, Segments, System, Top
from thyself.systems._remembered import Remembered, finished, respond

#: The blocks, in the order in which a model reads them.
ACCEPTED: Final = "How answers were accepted"
IMPLIED: Final = "Implied"
TAUGHT: Final = "Told by the person"
_SURE: Final = 0.8
#: A memory that fits less is none for the question.
FITS: Final = 0.35


@dataclass(frozen=True, slots=True)
class Mark:
    """The system; see :func:`mark`."""

    rest: System
    k: int = 3
    weights: Weights = Weights()  # noqa: RUF009  (frozen)
    memory: Literal["refined", "raw"] = "refined"
    trust: Trust = Trust()  # noqa: RUF009  (frozen)
    name: str = "mark"

    def respond(self, request: Request, desk: Desk) -> Response:
        """Answer from the memories that fit; each counts as recalled. Without one, from the texts themselves."""
        begun = perf_counter()
        found = self.recall(request, desk)
        if not found:
            return finished(self.rest.respond(request, desk), self.name, begun)
        memories = [each.memory for each in found]
        recalled(desk.scope, memories, at=request.now)
        blocks = {name: [each for each in memories if block(each) == name] for name in (ACCEPTED, IMPLIED, TAUGHT)}
        reasons = tuple(f"{each.memory.text}: {each.memory.why}" for each in found)
        answer = respond(request, Remembered(memories, blocks, reasons), desk)
        return finished(answer, self.name, begun)

    def recall(self, request: Request, desk: Desk) -> list[Ranked]:
        """The best ``k`` of each block, as far as they fit, best first."""
        up_to_date(desk.scope, now=desk.clock())
        at = request.as_of or request.now
        found = rank(
            self._memories(desk, request).at(at), request.text, desk.embedder, at=at, weights=self.weights,
            uses=uses(desk.scope),
        )  # fmt: skip
        fitting = [each for each in found if each.fits >= FITS]
        return [each for n, each in enumerate(fitting) if self._place(fitting[:n], each) < self.k]

    def _memories(self, desk: Desk, request: Request) -> Refined:
        if self.memory == "refined":
            return refined(desk.scope, before=request.now, trust=self.trust)
        raw = [refine([each], trust=self.trust) for each in kept(desk.scope) if each.at < microseconds(request.now)]
        return Refined(tuple(memory for each in raw for memory in each.memories))

    def _place(self, before: Sequence[Ranked], one: Ranked) -> int:
        return sum(block(each.memory) == block(one.memory) for each in before)


def block(memory: Memory) -> str:
    """Which of the three kinds of memory it is."""
    if memory.about in (WISH, GOOD):
        return ACCEPTED
    return TAUGHT if memory.trust >= _SURE else IMPLIED


@system(
    number=27,
    name="mark",
    serves=("ask",),
    title="MARK: Memory Augmented Refinement of Knowledge",
    job="keep what was taught, implied and accepted as refined memories, and rank them by fit, age, use and trust",
)
def mark(
    *,
    k: int = 3,
    rank: Literal["mark", "alike"] = "mark",
    memory: Literal["refined", "raw"] = "refined",
    trust: Mapping[str, float] | None = None,
) -> Mark:
    """Make the system.

    Args:
        k: How many memories of each kind are used.
        rank: By fit, recency, frequency, feedback and trust, or by meaning and words alone.
        memory: Refined, or every record by itself, for comparison.
        trust: How far each source of traces is believed, from 0 to 1; those that are not named are, wholly.

    Raises:
        InvalidInput: A slot has no such part, or trust is no share.
    """
    if rank not in ("mark", "alike") or memory not in ("refined", "raw"):
        raise InvalidInput(f"rank={rank!r}, memory={memory!r}: there are mark and alike, refined and raw")
    if trust is not None and not all(0.0 <= share <= 1.0 for share in trust.values()):
        raise InvalidInput(f"trust={dict(trust)}: give each source a number from 0 to 1")
    rest = Conversational("mark", Segments(lambda _: Turns()), Lexical(), Top(k=k), Answered())
    return Mark(rest, k, Weights() if rank == "mark" else ALIKE, memory, Trust(trust or {}))
