"""Profiled: a few lines of what sets the person apart, and own texts, before a request."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from time import perf_counter

from thyself.core import Cost, Request, Response, Trace
from thyself.core.words import stems
from thyself.generate.compose import Composer, Sample
from thyself.guard import harmless, may_see
from thyself.memory import unit
from thyself.models import capable
from thyself.profile.lines import Line
from thyself.systems._find import Lexical, Recent
from thyself.systems._form import Desk
from thyself.systems.writing._say import ANSWER, generated, likeliest
from thyself.systems.writing._templates import task

Builder = Callable[[Sequence[Trace], Request, Desk], Sequence[Line]]
"""Makes the lines of a request from the person's own texts, all from before it."""

_KINDS = ("wrote", "said", "rated")


@dataclass(frozen=True, slots=True)
class Profiled:
    """A system that writes or titles with a profile and ``k`` own texts that are nearest.

    Args:
        name: The system's.
        lines: Makes the profile.
        k: Own texts beside it.
    """

    name: str
    lines: Builder
    k: int = 1

    def respond(self, request: Request, desk: Desk) -> Response:
        """Write or title as the person would; with nothing of theirs, as anybody would."""
        begun = perf_counter()
        model, what = desk.model(self.name), task(request.job, request.kind)
        own = self.own(request, desk)
        lines = list(self.lines(own, request, desk))
        pieces = [unit("turn", [trace]) for trace in own]
        near = (Lexical().find(pieces, request.text, desk) or Recent().find(pieces, request.text, desk))[: self.k]
        told = [Sample("About me: ", harmless(line.text), ".") for line in lines]
        told += [Sample('I wrote: "', harmless(each.text), '"') for each in near]
        composer = Composer(model.context // 2, model.count, joint="\n", end="\n", keep=ANSWER)
        prompt = composer.compose(told, what.prompt(request.text))
        write = generated if capable(model) else likeliest
        made = write(model, prompt.text, what.query(request.text), desk)
        proof = {piece.trace_ids: piece for line in lines for piece in line.evidence}
        evidence = tuple({**{each.trace_ids: each for each in near}, **proof}.values())
        reasons = tuple(line.text for line in lines) or (
            "nothing sets you apart yet" if own else "nothing of yours is known yet",
        )
        cost = made.cost + Cost(seconds=perf_counter() - begun)
        return desk.record(
            replace(made, evidence=evidence, reasons=(*made.reasons, *reasons), cost=cost, system=self.name)
        )

    def own(self, request: Request, desk: Desk) -> list[Trace]:
        """The person's own texts of before the request that the model may see, but the one that is asked about."""
        asked = " ".join(request.text.split())
        model = desk.model(self.name)
        return [
            trace
            for trace in desk.scope.traces(kinds=_KINDS, authors=["me"], before=request.now)
            if " ".join(trace.text.split()) not in ("", asked)
            and stems(trace.text)
            and may_see(trace.sensitivity, model, desk.settings.remote_allows)
        ]
