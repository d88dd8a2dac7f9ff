"""DLRM: the chance that the person takes and likes each item, by a model of clicks that learned from a crowd.

Source: The Architectural Implications of Facebook's DNN-based Personalized Recommendation (2020), see
:class:`thyself.recommend.DLRM`. The person is not in what it learned: their history is read when they ask.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from thyself.core import Catalog, InvalidInput, Pick, Ranking, Request
from thyself.core.registry import system
from thyself.recommend import (
    ClickRanker,
    Event,
    Features,
    Interaction,
    Interactions,
    Recommender,
    Taste,
    as_evidence,
    avoided,
    read,
)
from thyself.systems._form import Desk
from thyself.systems._taste import OnlyRanks, taste_of, wanted

#: The last events of the person that are looked at one by one, to see which speak for a pick; how many are shown.
_ASKED, _SHOWN = 10, 3
_NOBODY: Final = "nothing is known of your taste yet: this is what everybody likes"


@dataclass(frozen=True, slots=True)
class ClickModel(OnlyRanks):
    """Learns once for each catalogue what a crowd likes; ranks by the person's history as it is now.

    Args:
        crowd: What many people took; ``None``: the usual recommender ranks.
        liked: A value from which on something was liked.
        epochs: How often all that the crowd took is seen.
        ranker: One that has learned already, in place of the crowd.
    """

    crowd: Interactions | None
    liked: float
    epochs: int
    ranker: ClickRanker | None = None
    name: str = "dlrm"

    def rank(self, request: Request, desk: Desk) -> Ranking:
        """Pick what the person most likely takes and likes; as evidence what of their history speaks for it."""
        catalog, taste, k = wanted(request), taste_of(request, desk), request.k or 10
        ranker = self._learned(catalog)
        if ranker is None or not len(catalog):
            why = "no crowd was given" if self.crowd is None else "to learn from the crowd, torch is needed"
            plain = Recommender().rank(catalog, taste, k=k, now=request.now)
            return replace(plain, system=self.name, note=plain.note or f"{why}: the usual recommender ranks")
        ruled_out = avoided(catalog, taste.avoidances)
        closed = {each.item_id for each in taste.interactions} | {*ruled_out} | taste.wishes.mute
        open_to = [item_id for item_id in catalog.ids if item_id not in closed]
        history = self._history(taste.interactions)
        scores = ranker.logits([history] * len(open_to), open_to).tolist()
        best = sorted(range(len(open_to)), key=lambda at: (-scores[at], at))[:k]
        picks = [self._pick(ranker, catalog, open_to[at], scores[at], taste) for at in best]
        left_out = tuple((catalog[each], why) for each, why in ruled_out.items())
        return Ranking(tuple(picks), self.name, left_out, "" if taste.interactions else _NOBODY)

    def _history(self, events: tuple[Interaction, ...]) -> list[Event]:
        return [Event(each.item_id, self.liked if each.weight > 0 else self.liked - 1) for each in events]

    def _learned(self, catalog: Catalog) -> ClickRanker | None:
        """One that knows the items of the catalogue; ``None`` where there is nothing or nobody to learn it from."""
        if self.ranker is not None or self.crowd is None or find_spec("torch") is None:
            return self.ranker
        features = Features(catalog, liked=self.liked)
        return ClickRanker(features, epochs=self.epochs).fit(self.crowd.with_items(catalog.ids))

    def _pick(self, ranker: ClickRanker, catalog: Catalog, item_id: str, score: float, taste: Taste) -> Pick:
        """An item with the events that speak for it, by what each alone adds to what nothing known gives."""
        mine = taste.interactions
        asked = range(max(0, len(mine) - _ASKED), len(mine))
        alone = [self._history((mine[at],)) for at in asked]
        nothing, *each_alone = ranker.logits([[], *alone], [item_id] * (len(alone) + 1)).tolist()
        adds = [score - nothing for score in each_alone]
        told = sorted(zip(adds, asked, strict=True), reverse=True)[:_SHOWN]
        proof = tuple(as_evidence(mine[at], add) for add, at in told if add > 0 and mine[at].weight > 0)
        reasons = tuple(f"people who liked what you liked like it: {each.text}" for each in proof[:1])
        return Pick(catalog[item_id], score, reasons or ("liked by many",), proof)


@system(
    number=99,
    name="dlrm",
    serves=("recommend",),
    title="The Architectural Implications of Facebook's DNN-based Personalized Recommendation",
    job="pick what the person most likely takes and likes, by a model of clicks that learned from a crowd",
)
def dlrm(
    *,
    crowd: Interactions | str | Path | None = None,
    liked: float = 4.0,
    epochs: int = 3,
    ranker: ClickRanker | None = None,
) -> ClickModel:
    """Make the system.

    Args:
        crowd: What many people took: a table of ratings or clicks, by the ids of the catalogue. Without it, or without
            torch to learn from it, the usual recommender ranks.
        liked: A value of the table from which on something was liked; without values all that was taken was.
        epochs: How often all that the crowd took is seen.
        ranker: One that has learned already, in place of a crowd: it is learned once and asked often. It must know the
            items of the catalogue (``ranker.fit(crowd.with_items(catalog.ids))``).

    Raises:
        InvalidInput: ``epochs`` is less than one.
        SourceError: The table cannot be read.
    """
    if epochs < 1:
        raise InvalidInput(f"epochs={epochs}: all must be seen once at least")
    return ClickModel(read(crowd) if isinstance(crowd, str | Path) else crowd, liked, epochs, ranker)
