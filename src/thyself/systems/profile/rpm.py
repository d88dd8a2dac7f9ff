"""RPM: what the person would decide, by the factors that they decide by, with past decisions that went by the same.

Source: LLMs Think, But Not In Your Flow: Reasoning-Level Personalization for Black-Box Large Language Models (2025).
"""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter

from thyself.core import Cost, InvalidInput, Request, Response, Trace
from thyself.core.registry import system
from thyself.memory import unit
from thyself.profile.factors import Case, Decision, Factors, count, named, spoken
from thyself.systems._find import Recent, as_evidence
from thyself.systems._form import Desk
from thyself.systems.writing._templates import task


@dataclass(frozen=True, slots=True)
class Rpm:
    """The system; its arguments are those of :func:`rpm`."""

    others: Factors | None
    k: int
    name: str = "rpm"

    def respond(self, request: Request, desk: Desk) -> Response:
        """The likeliest label, which factors say so, and past decisions by the same factors.

        ``request.options["item"]`` may name the thing in the catalogue; else its features are those of the text.
        """
        begun = perf_counter()
        what, asked, thing = task("predict", request.kind), " ".join(request.text.split()), _thing(request)
        read = named if named(thing) else spoken
        traces = desk.scope.traces(kinds=what.kinds, authors=["me"], before=request.now)
        own = [
            (trace, Case(read(trace), label, trace.id))
            for trace in traces
            if " ".join(trace.text.split()) not in ("", asked) and (label := what.labelled(trace)) is not None
        ]
        cost = Cost(seconds=perf_counter() - begun)
        if not own and self.others is None:
            return Response("I don't know.", (), ("nothing of yours is decided yet",), cost, self.name)
        features = read(thing)
        factors = count([case for _, case in own], others=self.others)
        made = factors.decide(features)
        kept = {case.id: trace for trace, case in own}
        near = [kept[case.id] for case in factors.near(features, [case for _, case in own], k=self.k)]
        evidence = [as_evidence(unit("turn", [trace]), "factors", 1 / place) for place, trace in enumerate(near, 1)]
        if not evidence:
            evidence = Recent().find([unit("turn", [trace]) for trace, _ in own], request.text, desk)[: self.k]
        figures = {f"probability of {label}": chance for label, chance in made.chances.items()}
        reasons = told(made) if own else ("nothing of yours is decided yet: this goes by other people",)
        cost = Cost(seconds=perf_counter() - begun)
        return Response(made.label, tuple(evidence), reasons, cost, self.name, figures=figures)


def told(made: Decision, *, most: int = 3) -> tuple[str, ...]:
    """The strongest factors for and against, in words."""
    strongest = sorted(made.reasons, key=lambda each: -abs(each.weight))[:most]
    if not strongest:
        return ("no factor of yours is met: this is what you decide most often",)
    return tuple(
        f"{each.factor.replace(':', ' ')} speaks {'for' if each.weight > 0 else 'against'} {made.label}"
        f" (in {each.n} of your cases)"
        for each in strongest
    )


def _thing(request: Request) -> Trace:
    """The thing that is asked about, as a trace that is not kept."""
    name, catalog = str(request.options.get("item", "")), request.catalog
    extra = dict(catalog[name].attributes) if catalog is not None and name in catalog else {}
    return Trace(request.text or "?", at=request.now, kind="rated", source="request", extra=extra)


@system(
    number=49,
    name="rpm",
    serves=("predict",),
    title="LLMs Think, But Not In Your Flow: Reasoning-Level Personalization for Black-Box Large Language Models",
    job="foretell a decision by the factors that the person decides by, and name them",
)
def rpm(*, others: Factors | None = None, k: int = 4) -> Rpm:
    """Make the system.

    Args:
        others: Other people's factors (:func:`thyself.profile.factors.count` on their cases).
        k: How many past decisions are shown.

    Raises:
        InvalidInput: ``k`` is below 1.
    """
    if k < 1:
        raise InvalidInput(f"k={k}: give at least 1")
    return Rpm(others, k)
