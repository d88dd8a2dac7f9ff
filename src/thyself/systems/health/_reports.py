"""Reports: a person's report as systems share it, with the concern that stops it, its evidence and its cost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from time import perf_counter
from typing import Final

from thyself.core import Cost, Evidence, InvalidInput, Request, Response
from thyself.guard import may_see, withheld
from thyself.guard.health import concern
from thyself.memory import unit
from thyself.models import LanguageModel, capable
from thyself.signals.norms import About, Sex, shipped
from thyself.signals.report import Chain, Report, Template
from thyself.signals.spec import spec
from thyself.signals.worded import Worded
from thyself.systems._find import as_evidence
from thyself.systems._form import Desk

#: So many traces stand as evidence at most, the newest of what is cited.
_MOST: Final = 60
_SEXES: Final[dict[str, Sex | None]] = {"": None, "female": "female", "male": "male"}


def about(age: float, sex: str) -> About:
    """Whom to compare with; an age of 0 and an empty sex are not known.

    Raises:
        InvalidInput: There is no such age or sex in the reference tables.
    """
    if sex not in _SEXES or not 0 <= age < 130:
        raise InvalidInput(f"age={age}, sex={sex!r}: give years, and 'female' or 'male' as reference tables have it")
    return About(age or None, _SEXES[sex])


def respond(
    request: Request, desk: Desk, who: About, topic: str, *, name: str, shown: Callable[[Report], str]
) -> Response:
    """A report as a response: what it cites is its evidence; a model words it where it may see such figures.

    A wish that needs help at once, or a doctor, gets that and no report.

    Args:
        request: What is wished.
        desk: The person's data and the models.
        who: Whom to compare with.
        topic: Of which report.
        name: The system's.
        shown: How the report reads.
    """
    begun = perf_counter()
    serious = concern(request.text)
    if serious is not None:
        why = f"health rule: {serious.name}"
        return Response(serious.text, reasons=(why,), cost=Cost(seconds=perf_counter() - begun), system=name)
    model = desk.language_model
    plain = Chain(spec(topic), shipped(), Template())
    report = plain.report(desk.scope, about=who, now=request.now)
    evidence = cited(report, desk, request)
    worded = None
    if model is not None and report.sections and _allowed(evidence, model, desk):
        worded = Worded(model)
        report = replace(plain, writer=worded).report(desk.scope, about=who, now=request.now)
    cost = worded.cost if worded is not None else Cost()
    return desk.record(
        Response(
            shown(report),
            evidence[:_MOST],
            _reasons(report, evidence, worded),
            Cost(cost.model_calls, cost.prompt_tokens, cost.generated_tokens, perf_counter() - begun),
            name,
            model.name if model is not None and any(e.writer != "template" for e in report.sections) else "template",
            {name: each.value for name, each in report.features.items() if each.value is not None},
        )
    )


def cited(report: Report, desk: Desk, request: Request) -> tuple[Evidence, ...]:
    """The traces behind what a report cites, newest first."""
    if report.flag is not None:
        return report.flag.evidence
    features = [each.feature for each in report.facts if each.feature is not None]
    ids = list(dict.fromkeys(each for feature in features for each in feature.trace_ids))
    traces = sorted(desk.scope.traces(ids=ids, before=request.now), key=lambda each: each.at, reverse=True)
    return tuple(as_evidence(unit("turn", [trace]), "cited", 1.0) for trace in traces)


def _allowed(evidence: tuple[Evidence, ...], model: LanguageModel, desk: Desk) -> bool:
    """Whether the model can word a report, and may see figures of the body and each of the traces behind them."""
    allows = desk.settings.remote_allows
    return capable(model) and may_see("sensitive", model, allows) and not withheld(evidence, model, allows)


def _reasons(report: Report, evidence: tuple[Evidence, ...], worded: Worded | None) -> tuple[str, ...]:
    if report.flag is not None:
        return ("a red flag: nothing else is told",)
    if not report.sections:
        return ("not enough figures yet",) if not evidence else (report.note,)
    seen = sum(each.value is not None for each in report.features.values())
    reasons = [f"{len(report.facts)} figures are cited, of {seen} that were computed"]
    if worded is not None and worded.refused:
        reasons.append(f"{worded.refused} drafts of the model were thrown away for figures or words that may not stand")
    return tuple(reasons)
