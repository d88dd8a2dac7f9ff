"""PGraphRAG: a review, its title or its rating, from the person's own texts and from others' texts on the same item.

Source: Personalized Graph-Based Retrieval for Large Language Models (2025).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from time import perf_counter

from thyself.core import Evidence, InvalidInput, Request, Response, Trace
from thyself.core.registry import system
from thyself.generate.compose import Composer, Sample
from thyself.guard import harmless, may_see
from thyself.memory import unit
from thyself.models import LanguageModel, capable
from thyself.retrieval.neighbours import Asked, Found, Said, UserItemGraph
from thyself.retrieval.rated_texts import RatedTexts
from thyself.systems._find import as_evidence
from thyself.systems._form import Desk
from thyself.systems.writing._say import ANSWER, generated, likeliest
from thyself.systems.writing._templates import task

_KINDS = ("rated", "wrote", "read")


@dataclass(frozen=True, slots=True)
class PGraphRag:
    """The system; its arguments are those of :func:`pgraphrag`."""

    others: tuple[Said, ...]
    rater: RatedTexts | None
    k: int
    own: float
    name: str = "pgraphrag"

    def respond(self, request: Request, desk: Desk) -> Response:
        """Write, title or rate; ``request.options["item"]`` says of which item, where others wrote of it."""
        begun = perf_counter()
        model = desk.model(self.name)
        traces = {trace.id: trace for trace in self._traces(request, desk, model)}
        graph = UserItemGraph([*map(_said, traces.values()), *self.others])
        asked = Asked("me", str(request.options.get("item", "")), request.text, at=request.now)
        found = graph.find(asked, k=request.k or self.k, own=self.own)
        told = self._rated(asked, found) if request.job == "predict" else self._written(request, found, desk, model)
        many = {side: sum(each.side == side for each in found) for side in ("own", "neighbour", "elsewhere")}
        reason = (
            f"{many['own']} texts of yours, {many['neighbour']} of others on the same item,"
            f" {many['elsewhere']} elsewhere"
            if found
            else "nothing of yours, and nothing on this item, is known yet"
        )
        evidence = tuple(_evidence(each, traces) for each in found)
        cost = replace(told.cost, seconds=perf_counter() - begun)
        whole = replace(told, evidence=evidence, reasons=(*told.reasons, reason), cost=cost, system=self.name)
        return desk.record(whole)

    def _traces(self, request: Request, desk: Desk, model: LanguageModel) -> Iterator[Trace]:
        remote = request.job != "predict"
        for trace in desk.scope.traces(kinds=_KINDS, before=request.now):
            seen = not remote or may_see(trace.sensitivity, model, desk.settings.remote_allows)
            if seen and trace.text.strip() and (trace.author == "me" or trace.item):
                yield trace

    def _rated(self, asked: Asked, found: Sequence[Found]) -> Response:
        """By the learned rater, or the middle of the ratings that were found, each by how well its text fits."""
        if self.rater is not None:
            return Response(f"{float(self.rater.expect([asked])[0]):g}")
        rated = sorted((each.said.rating, each.score + 0.1) for each in found if each.said.rating is not None)
        if not rated:
            return Response("I don't know.")
        weights = list(accumulate(weight for _, weight in rated))
        return Response(f"{rated[bisect_left(weights, weights[-1] / 2)][0]:g}")

    def _written(self, request: Request, found: Sequence[Found], desk: Desk, model: LanguageModel) -> Response:
        what = task(request.job, request.kind)
        composer = Composer(model.context // 2, model.count, joint="\n", end="\n", keep=ANSWER)
        samples = [_sample(each) for each in sorted(found, key=lambda each: (each.side != "neighbour", each.score))]
        prompt = composer.compose(samples, what.prompt(request.text)).text
        write = generated if capable(model) else likeliest
        return write(model, prompt, what.query(request.text), desk)


def _said(trace: Trace) -> Said:
    title = str(trace.extra.get("subject") or trace.extra.get("title") or "")
    rating = trace.value if trace.kind == "rated" else None
    return Said(trace.id, trace.author, trace.item or "", trace.text, title, rating, trace.at)


def _sample(found: Found) -> Sample:
    whose = "A text of mine" if found.side == "own" else "What somebody else wrote"
    title = f', "{harmless(found.said.title)}"' if found.said.title else ""
    return Sample(f'{whose}{title}: "', harmless(found.said.text), '"')


def _evidence(found: Found, traces: dict[str, Trace]) -> Evidence:
    why: dict[str, float] = {found.side: found.score}
    trace = traces.get(found.said.id)
    if trace is not None:
        return replace(as_evidence(unit("turn", [trace]), found.side, found.score), why=why)
    said = found.said
    return Evidence((), (said.id,), said.text, found.score, why, said.at, said.person, "wrote", sensitivity="public")


@system(
    number=33,
    name="pgraphrag",
    serves=("title", "predict", "write"),
    needs=("lm",),
    title="Personalized Graph-Based Retrieval for Large Language Models",
    job="write, title or rate a review from the person's own texts and from others' texts on the same item",
)
def pgraphrag(
    *, others: Sequence[Said] = (), rater: RatedTexts | None = None, k: int = 4, own: float = 0.5
) -> PGraphRag:
    """Make the system.

    Args:
        others: What other people wrote in public, beyond what the person's own traces hold; what has no time is left
            out, for it may be later than the request.
        rater: Learned on rated texts (:func:`thyself.retrieval.rated_texts.learn`); without it the ratings that were
            found are weighed by how well their texts fit.
        k: How many texts stand before the request.
        own: The weight of the person's own texts, from 0 to 1.

    Raises:
        InvalidInput: A number makes no sense.
    """
    if k < 1 or not 0 <= own <= 1:
        raise InvalidInput(f"k={k}, own={own}: give at least one text, and a weight from 0 to 1")
    return PGraphRag(tuple(others), rater, k, own)
