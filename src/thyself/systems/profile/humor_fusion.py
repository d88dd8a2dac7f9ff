"""Humour fusion: whether this person finds a text funny, from several crowds' ratings and from their own.

Source: From Generalized Laughter to Personalized Chuckles: Unleashing the Power of Data Fusion in Subjective Humor
Detection (2024).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Final

from thyself.core import Cost, InvalidInput, Request, Response, Trace
from thyself.core.registry import system
from thyself.evaluate.fusion import Fused
from thyself.memory import unit
from thyself.systems._find import Lexical, Recent
from thyself.systems._form import Desk

_SHOWN: Final = 5
#: Without other people, a person's ratings count beside one of each kind.
_DRAWN: Final = 2


@dataclass(frozen=True, slots=True)
class HumorFusion:
    """The system; its arguments are those of :func:`humor_fusion`."""

    others: Fused | None
    names: tuple[str, str]
    name: str = "humor-fusion"

    def respond(self, request: Request, desk: Desk) -> Response:
        """Funny to this person or not, how likely, and their own ratings of the texts that are nearest."""
        begun = perf_counter()
        asked = " ".join(request.text.split())
        traces = desk.scope.traces(kinds=["rated"], authors=["me"], before=request.now)
        rated = [(trace, yes) for trace in traces if (yes := liked(trace)) is not None and trace.text.strip()]
        own = {" ".join(trace.text.split()): yes for trace, yes in rated}
        own.pop(asked, None)
        chance = self.chance(asked, own)
        pieces = [unit("turn", [trace]) for trace, _ in rated if " ".join(trace.text.split()) != asked]
        found = Lexical().find(pieces, asked, desk) or Recent().find(pieces, asked, desk)
        told = f"{len(own)} ratings of yours" if own else "nothing of yours is rated yet"
        learned = "" if self.others is None else f", and those of other people for {len(self.others.texts):,} texts"
        figures = {f"probability of {self.names[1]}": chance}
        cost = Cost(seconds=perf_counter() - begun)
        best = self.names[int(chance > 0.5)]
        return Response(
            best, tuple(found[:_SHOWN]), (f"learned from: {told}{learned}",), cost, self.name, figures=figures
        )

    def chance(self, text: str, own: Mapping[str, bool]) -> float:
        """How likely the person finds a text funny, by their own ratings of other texts."""
        if self.others is None:
            return (sum(own.values()) + _DRAWN / 2) / (len(own) + _DRAWN)
        return self.others.chances([text], "me", own)[0]


def liked(trace: Trace) -> bool | None:
    """Whether a rating is above the middle of its scale, which is from 1 (stars) or 0 up to ``extra["of"]``.

    ``None`` for a trace that has no rating or no scale.
    """
    top = trace.extra.get("of")
    if trace.value is None or not isinstance(top, (int, float)):
        return None
    low = 1.0 if trace.unit == "stars" else 0.0
    return trace.value > (low + top) / 2


@system(
    number=119,
    name="humor-fusion",
    serves=("predict",),
    title="From Generalized Laughter to Personalized Chuckles: Unleashing the Power of Data Fusion in Subjective Humor"
    " Detection",
    job="foretell whether this person finds a text funny, from several crowds' ratings and their own",
)
def humor_fusion(*, others: Fused | None = None, names: Sequence[str] = ("not funny", "funny")) -> HumorFusion:
    """Make the system.

    Args:
        others: What sets of ratings taught (:func:`thyself.evaluate.fusion.learn_fused`); without it, the person's own
            share of high ratings is all there is.
        names: What a low and a high rating is called.

    Raises:
        InvalidInput: ``names`` are not two.
    """
    if len(names) != 2:
        raise InvalidInput(f"names {list(names)!r}: give one for a low rating and one for a high one")
    return HumorFusion(others, (names[0], names[1]))
