"""SE-PEF: who knows of it, for the person who asks.

Source: SE-PEF: a Resource for Personalized Expert Finding (2023).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Final

from thyself.core import Cost, InvalidInput, Request, Response, Trace
from thyself.core.registry import system
from thyself.generate import UNKNOWN
from thyself.memory import unit
from thyself.retrieval.experts import WORDS_WEIGHT, ExpertRecord, Experts, asker_tags, count
from thyself.systems._find import Lexical
from thyself.systems._form import Desk

#: Authors that are no people.
_NOBODY: Final = frozenset({"assistant", "system", "robot", "tool"})


@dataclass(frozen=True, slots=True)
class SePef:
    """The system; its arguments are those of :func:`se_pef`."""

    others: tuple[ExpertRecord, ...] = ()
    weight: float = WORDS_WEIGHT
    k: int = 3
    name: str = "se-pef"

    def respond(self, request: Request, desk: Desk) -> Response:
        """Name the people whose words fit best, with those words where they stand in the person's own traces."""
        begun = perf_counter()
        spoken: dict[str, list[Trace]] = {}
        for trace in desk.scope.traces(kinds=["said", "wrote", "read"], before=request.now):
            if trace.text.strip() and trace.author not in _NOBODY:
                spoken.setdefault(trace.author, []).append(trace)
        records = [count(author, traces, least=1) for author, traces in spoken.items()]
        experts = Experts([*records, *self.others], weight=self.weight)
        tags = asker_tags(desk.scope, before=request.now)
        best = [each for each in experts.rank(request.text, tags=tags, k=request.k or self.k) if each.words > 0]
        pieces = [unit("turn", [trace]) for each in best for trace in spoken.get(each.person, ())]
        evidence = Lexical().find(pieces, request.text, desk)[: 2 * self.k]
        told = [f"{place}. {_called(each.person)}" for place, each in enumerate(best, 1)]
        cost = Cost(seconds=perf_counter() - begun)
        if not told:
            return Response(UNKNOWN, reasons=("nobody in your traces spoke of it",), system=self.name, cost=cost)
        text = "These people have most to do with it:\n" + "\n".join(told)
        reasons = tuple(f"{_called(each.person)}: words {each.words:.2f}, your tags {each.tags:.2f}" for each in best)
        return Response(text, tuple(evidence), reasons, cost, self.name)


def _called(author: str) -> str:
    return "you yourself" if author == "me" else author


@system(
    number=62,
    name="se-pef",
    serves=("ask",),
    title="SE-PEF: a Resource for Personalized Expert Finding",
    job="name the people who know most of a question, for this asker: by their words and by shared tags",
)
def se_pef(*, others: Sequence[ExpertRecord] = (), weight: float = WORDS_WEIGHT, k: int = 3) -> SePef:
    """Make the system.

    Args:
        others: People beyond the person's own traces, who agreed to be found
            (:func:`thyself.retrieval.experts.expertise`); of them names are told, and no words.
        weight: Of words, from 0 to 1; the rest is that of tags.
        k: How many people.

    Raises:
        InvalidInput: A number makes no sense.
    """
    if not 0 <= weight <= 1 or k < 1:
        raise InvalidInput(f"weight={weight}, k={k}: give a weight from 0 to 1, and at least one person")
    return SePef(tuple(others), weight, k)
