"""SY-SE-PQA: a ranker that learns from made-up questions on the person's own texts, where nobody labelled any.

Source: Synthetic Data Generation with Large Language Models for Personalized Community Question Answering (2024).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from time import perf_counter
from typing import Final

from thyself.core import Evidence, InvalidInput, Request, Response, Trace
from thyself.core.registry import system
from thyself.generate.playback import asked_of
from thyself.retrieval import Recall
from thyself.retrieval.rerank import PLAIN, CrossScorer, CrossWeights, Labelled, learn
from thyself.systems._form import Answered, Desk, Top

#: Candidates that are read a second time, and other texts beside each made-up question's own.
WIDE: Final = 20
OTHERS: Final = 9


@dataclass(frozen=True, slots=True)
class SySePqa:
    """The system; its arguments are those of :func:`sy_se_pqa`."""

    weights: CrossWeights | None = None
    questions: int = 24
    k: int = 5
    name: str = "sy-se-pqa"

    def respond(self, request: Request, desk: Desk) -> Response:
        """Answer from what was recalled, in the order of the scorer that learned on made-up questions."""
        begun = perf_counter()
        recall = Recall(desk.embedder)
        found = recall(desk.scope, request.text, k=WIDE, before=request.now, now=request.now)
        ranked = self._again(found, request, desk) if found else []
        response = Answered().respond(request, Top(self.k).pack(ranked, request), desk)
        cost = replace(response.cost, seconds=perf_counter() - begun)
        return desk.record(replace(response, system=self.name, cost=cost))

    def _again(self, found: Sequence[Evidence], request: Request, desk: Desk) -> list[Evidence]:
        weights = self.weights or self._learned(request, desk)
        scores = CrossScorer(desk.embedder, weights).scores(request.text, [each.text for each in found])
        rows = sorted(range(len(found)), key=lambda row: (-float(scores[row]), row))
        return [replace(found[row], score=float(scores[row]), why={"cross": float(scores[row])}) for row in rows]

    def _learned(self, request: Request, desk: Desk) -> CrossWeights:
        traces = list(desk.scope.traces(kinds=["said", "wrote"], before=request.now, newest_first=True, limit=400))
        made = made_up(traces, self.questions)
        return learn(made, desk.embedder, learned_on="made-up questions on own texts") if made else PLAIN


@system(
    number=63,
    name="sy-se-pqa",
    serves=("ask",),
    title="Synthetic Data Generation with Large Language Models for Personalized Community Question Answering",
    job="rank what was recalled by a scorer that learned from made-up questions on the person's own texts",
)
def sy_se_pqa(*, weights: CrossWeights | None = None, questions: int = 24, k: int = 5) -> SySePqa:
    """Make the system.

    Args:
        weights: Learned before; ``None``: they are learned on the person's own texts when something is asked.
        questions: How many questions are made up at most.
        k: How many texts are read for the answer.

    Raises:
        InvalidInput: A number is less than one.
    """
    if questions < 1 or k < 1:
        raise InvalidInput(f"questions={questions}, k={k}: give at least one of each")
    return SySePqa(weights, questions, k)


def made_up(traces: Sequence[Trace], most: int) -> list[Labelled]:
    """Made-up questions on some texts, each with the text that answers it and others of the same person."""
    texts = {trace.id: trace.text for trace in traces if len(trace.text.split()) >= 2}
    ids = list(texts)
    out = []
    for played in islice(asked_of(traces), most):
        at = ids.index(played.trace_id) if played.trace_id in texts else None
        if at is None or len(ids) < 2:
            continue
        step = max(1, len(ids) // (OTHERS + 1))
        others = [texts[ids[(at + place * step) % len(ids)]] for place in range(1, OTHERS + 1)]
        others = [each for each in dict.fromkeys(others) if each != texts[played.trace_id]]
        out.append(Labelled(played.question, (texts[played.trace_id], *others), (1.0, *(0.0 for _ in others))))
    return out
