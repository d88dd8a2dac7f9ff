"""Podcast judge: whether an episode (a film, a book) fits a person, by how far they listen, with the reason.

Source: Evaluating Podcast Recommendations with Profile-Aware LLM-as-a-Judge (2025).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Final

from thyself.core import Catalog, Item, Request, Response, Trace
from thyself.core.registry import system
from thyself.evaluate.judge import Judge, Verdict
from thyself.guard.routing import may_see
from thyself.memory import unit
from thyself.models import capable
from thyself.profile.fits import ModelFits, StatisticalFits
from thyself.profile.listener import Played, listener
from thyself.systems._find import Lexical, Recent, as_evidence
from thyself.systems._form import Desk

#: Plays that a profile stands on, the newest.
_PLAYS: Final = 200
_SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class PodcastJudge:
    """The system; its arguments are those of :func:`podcast_judge`."""

    taught: StatisticalFits | None
    name: str = "podcast-judge"

    def respond(self, request: Request, desk: Desk) -> Response:
        """Whether it fits, how likely, why, and the own plays that are nearest.

        ``request.options["item"]`` may name the thing in the catalogue; else it is what the text says. A capable
        language model judges by the profile in words; else, and where it cannot be read, statistics do.
        """
        begun = perf_counter()
        kinds = ["read", "saw", "rated", "did", "used"]
        traces = list(desk.scope.traces(kinds=kinds, authors=["me"], before=request.now))
        played = [(each, play) for each in traces if (play := as_played(each, request.catalog)) is not None][-_PLAYS:]
        item = _thing(request)
        pieces = [unit("turn", [trace]) for trace, _ in played]
        found = Lexical().find(pieces, request.text, desk) or Recent().find(pieces, request.text, desk)
        own = listener([play for _, play in played])
        judged = (self.taught or StatisticalFits(desk.embedder)).fits(own, item)
        told = f"a profile of {len(played)} plays" if played else "nothing of yours is played yet"
        response = Response(
            _said(judged.yes) if played else "I cannot say.", tuple(found[:_SHOWN]), (told, judged.reason),
            judged.cost, self.name, figures={"probability that it fits": judged.yes},
        )  # fmt: skip
        if played and desk.language_model is not None and capable(desk.language_model):
            response = self._worded(response, [trace for trace, _ in played], item, request, desk)
        return replace(response, cost=replace(response.cost, seconds=perf_counter() - begun))

    def _worded(self, plain: Response, traces: Sequence[Trace], item: Item, request: Request, desk: Desk) -> Response:
        """What the model says, by a profile of the plays that it may see; all of them are noted where it is remote."""
        model = desk.model(self.name)
        seen = [each for each in traces if may_see(each.sensitivity, model, desk.settings.remote_allows)]
        plays = [play for each in seen if (play := as_played(each, request.catalog)) is not None]
        if not plays:
            return plain
        made: Verdict = ModelFits(Judge(model)).fits(listener(plays), item)
        pieces = tuple(as_evidence(unit("turn", [each]), "played", 1.0) for each in seen)
        desk.record(replace(plain, evidence=pieces, cost=made.cost))
        if not made.reason:
            unread = f"{model.name} did not judge in the form that it was asked for: this goes by statistics"
            return replace(plain, cost=made.cost, reasons=(*plain.reasons, unread))
        return replace(
            plain, text=_said(made.yes), cost=made.cost, model=model.name,
            reasons=(plain.reasons[0], made.reason), figures={"probability that it fits": made.yes},
        )  # fmt: skip


def _said(chance: float) -> str:
    return "It fits." if chance > 0.5 else "It does not fit."


def as_played(trace: Trace, catalog: Catalog | None = None) -> Played | None:
    """A trace as a play: its share is ``extra["share"]`` (0 to 1), else a rating over the top of its scale.

    ``None`` for a trace that has neither. What the item is, is read from the catalogue, else from the trace.
    """
    share, top = trace.extra.get("share"), trace.extra.get("of")
    if not isinstance(share, (int, float)):
        if trace.value is None or not isinstance(top, (int, float)) or top <= 0:
            return None
        share = trace.value / top
    known = catalog is not None and trace.item is not None and trace.item in catalog
    item = catalog[trace.item] if known and catalog and trace.item else _of(trace)
    return Played(item, min(max(float(share), 0.0), 1.0))


def _of(trace: Trace) -> Item:
    tags = trace.extra.get("tags") or trace.extra.get("tag") or ()
    return Item(trace.item or trace.id, trace.text, attributes={"tags": tags, **dict(trace.extra)})


def _thing(request: Request) -> Item:
    name, catalog = str(request.options.get("item", "")), request.catalog
    if catalog is not None and name in catalog:
        return catalog[name]
    return Item("asked", request.text or "?", attributes={k: v for k, v in request.options.items() if k != "item"})


@system(
    number=70,
    name="podcast-judge",
    serves=("predict",),
    title="Evaluating Podcast Recommendations with Profile-Aware LLM-as-a-Judge",
    job="say whether an episode fits this person, by how far they listened to others, and why",
)
def podcast_judge(*, taught: StatisticalFits | None = None) -> PodcastJudge:
    """Make the system.

    Args:
        taught: Statistics that listeners taught (:meth:`thyself.profile.fits.StatisticalFits.learn`).
    """
    return PodcastJudge(taught)
