"""HealthGenie: foods for what a person told, with reasons that are paths of a graph, and a dialogue that refines.

Source: HealthGenie: Empowering Users with Healthy Dietary Guidance through Knowledge Graph and Large Language Models
(2025). Here the graph is data with sources, and wishes are read by words; no model makes an edge or a reason.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from time import perf_counter
from typing import Final

from thyself.core import Cost, Request, Response
from thyself.core.registry import system
from thyself.decide.diet_graph import DietGraph, Reason, build
from thyself.decide.diet_picture import picture
from thyself.decide.meals import holds
from thyself.guard.conditions import NO_ADVICE, REFER
from thyself.guard.food import allergens, left_out
from thyself.guard.health import concern
from thyself.sources.foods import shipped
from thyself.systems._form import Desk
from thyself.systems.food._kept import Kept, kept_out

_NUTRIENTS: Final = {
    "sodium": "sodium_mg", "salt": "sodium_mg", "sugar": "sugar_g", "fibre": "fibre_g", "fiber": "fibre_g",
    "iron": "iron_mg", "calcium": "calcium_mg", "potassium": "potassium_mg", "saturated fat": "saturated_g",
}  # fmt: skip
_WISH: Final = re.compile(
    rf"\b(?P<way>more|high|rich|lots of|less|low|little)(?:[ -](?:in|of))?[ -](?P<what>{'|'.join(_NUTRIENTS)})\b", re.I
)
_MORE: Final = frozenset({"more", "high", "rich", "lots of"})
_NOTE: Final = "General guidance for adults out of a table of single foods; no medical advice and no diagnosis."


@dataclass(frozen=True, slots=True)
class HealthGenie:
    """The system; its arguments are those of :func:`healthgenie`."""

    graph: DietGraph
    most: int
    name: str = "healthgenie"

    def respond(self, request: Request, desk: Desk) -> Response:
        """Foods with their reasons; what was said in the turns before narrows the answer as well."""
        begun = perf_counter()
        serious = concern(request.text)
        if serious is not None:
            cost = Cost(seconds=perf_counter() - begun)
            return Response(serious.text, reasons=(f"health rule: {serious.name}",), cost=cost, system=self.name)
        kept = kept_out(request, desk)
        picks = self.picks(request, kept)
        lines = [f"- {food}\n" + "\n".join(f"  {each.text}" for each in why) for food, why in picks]
        referred = [text for name, text in REFER.items() if name in kept.conditions]
        told = "\n".join(lines) or ("" if referred else _ASK)
        text = "\n\n".join(each for each in (*referred, told, _NOTE) if each)
        cost = Cost(seconds=perf_counter() - begun)
        return Response(text, kept.evidence, kept.reasons, cost, self.name)

    def picks(self, request: Request, kept: Kept) -> list[tuple[str, list[Reason]]]:
        """The foods that are shown, each with its reasons; none where usual advice can do harm, or nothing was told."""
        if kept.conditions & NO_ADVICE:
            return []
        said = [*(each.said for each in request.history), request.text]
        told = [*kept.conditions, *(wish for each in said for wish in _wishes(each))]
        gone = (*kept.words, *(word for each in said for word in left_out(each)))
        avoid = kept.avoid | frozenset().union(*map(allergens, gone))
        graph = self.graph.without(*(food for food in self.graph.foods if any(holds(food, word) for word in gone)))
        likes = {food: -1.0 for food in graph.foods if any(holds(food, word) for word in kept.disliked)}
        best = [food for food, score in graph.ranked(told, avoid=avoid, likes=likes) if score > 0][: self.most]
        return [(food, graph.reasons(food, told)) for food in best]

    def picture(self, request: Request, desk: Desk) -> str:
        """The reasons of the answer as SVG, readable by a screen reader."""
        return picture([each for _, why in self.picks(request, kept_out(request, desk)) for each in why])


_ASK: Final = "Tell what matters to you: 'I have high blood pressure', 'more fibre', 'low sodium, no fish'."


def _wishes(text: str) -> list[str]:
    """The nodes of the graph that a wish names: "low salt" is "less sodium_mg"."""
    return [
        f"{'more' if each['way'].lower() in _MORE else 'less'} {_NUTRIENTS[each['what'].lower()]}"
        for each in _WISH.finditer(text)
    ]


@system(
    number=117,
    name="healthgenie",
    serves=("advise",),
    title="HealthGenie: Empowering Users with Healthy Dietary Guidance through Knowledge Graph and Large Language "
    "Models",
    job="foods for what a person told, with reasons as paths of a graph with sources, refined turn by turn",
)
def healthgenie(*, most: int = 5) -> HealthGenie:
    """Make the system.

    Args:
        most: How many foods are shown.
    """
    return HealthGenie(build(shipped()), most)
