"""Recommender: a catalogue ranked for one person, by what they took and care about and by what many others took."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from thyself.core import Catalog, InvalidInput, Pick, Ranking
from thyself.recommend.account import Account, Because
from thyself.recommend.avoid import avoided
from thyself.recommend.blend import Blend
from thyself.recommend.choosing import place_of
from thyself.recommend.explore import Explore
from thyself.recommend.items import ItemVectors
from thyself.recommend.leaning import leaning_of
from thyself.recommend.scored import Scored, as_evidence
from thyself.recommend.taste import Interest, Taste, Weights

if TYPE_CHECKING:
    import numpy as np

__all__ = ["TO_EXPLORE", "Interest", "Recommender", "Taste", "Weights", "as_evidence"]

TO_EXPLORE: Final = "to explore: you have had little to do with this kind yet"
#: How near to what the person likes it must be that a wish to explore shows.
_NEARNESS: Final = 16.0
_MUTED: Final = "you said not to show it"
_MET: Final = "you know it already"


class Recommender:
    """Ranks a catalogue for one person; every score is a sum of terms, and the terms name their evidence.

    Args:
        weights: Of the terms.
        crowd: A recommender that learned from many people (:func:`thyself.recommend.fit`): what it says for the
            person's own history is added. It need not have seen the person.
        explore: How a list is filled with what is new; ``None``: as the person's wishes say.
        half_life_days: After so many days what the person took counts half, where groups are explored.
        seed: Draws what is explored.
    """

    def __init__(
        self,
        weights: Weights | None = None,
        *,
        crowd: Blend | None = None,
        explore: Explore | None = None,
        half_life_days: float = 365.0,
        seed: int = 0,
    ) -> None:
        self.weights, self.crowd, self.explore = weights or Weights(), crowd, explore
        self.half_life_days, self.seed = half_life_days, seed

    def rank(self, catalog: Catalog, taste: Taste, *, k: int, now: datetime) -> Ranking:
        """The ``k`` best items that the person has not met yet, did not mute and does not avoid.

        Raises:
            InvalidInput: ``k`` is less than one, or the wish to explore is no share.
        """
        if k < 1:
            raise InvalidInput(f"k={k}: ask for at least one item")
        if not len(catalog):
            return Ranking((), note="the catalogue is empty")
        ruled_out = avoided(catalog, taste.avoidances)
        scored = self._scored(catalog, _vectors(catalog), taste, now)
        free = _free(catalog, taste, ruled_out)
        explore = self.explore or (Explore(taste.wishes.explore, _NEARNESS) if taste.wishes.explore else None)
        if explore is None:
            picks = [scored.pick(at, score) for at, score in self._varied(scored, free, k)]
        else:
            picks = self._explored(scored, free, explore, k, now)
        left_out = tuple((catalog[item_id], why) for item_id, why in ruled_out.items())
        return Ranking(tuple(picks), left_out=left_out, note=_note(taste, self.crowd is not None))

    def explain(
        self, catalog: Catalog, taste: Taste, item_id: str, *, now: datetime, counterfactuals: int = 3
    ) -> Account:
        """Why an item stands where it stands; what the parts add is together its score.

        Args:
            catalog: The items.
            taste: The person.
            item_id: The item.
            now: As in :meth:`rank`.
            counterfactuals: For how many of the strongest things that the person did to work out where the item would
                stand without them: all is scored anew, with what the other things count as it is.

        Raises:
            InvalidInput: The catalogue has no such item.
        """
        if item_id not in catalog:
            raise InvalidInput(f"no item is called {item_id!r}")
        ruled_out, vectors = avoided(catalog, taste.avoidances), _vectors(catalog)
        scored = self._scored(catalog, vectors, taste, now)
        free, at = _free(catalog, taste, ruled_out), scored.place[item_id]
        parts = sorted(scored.because(at), key=lambda each: -each.adds)
        done = {(each.trace.id,) for each in taste.interactions}
        shown = []
        for part in parts:
            mine = part.evidence[0].trace_ids if part.evidence else ()
            if counterfactuals and mine in done and part.adds > 0 and free[at]:
                counterfactuals -= 1
                kept = tuple(each for each in taste.interactions if each.trace.id not in mine)
                less = self._scored(catalog, vectors, replace(taste, interactions=kept), now)
                part = Because(part.what, part.adds, part.evidence, _place(less.total, free, at))
            shown.append(part)
        place = _place(scored.total, free, at) if free[at] else None
        why_not = "" if free[at] else _why_not(item_id, taste, ruled_out)
        return Account(catalog[item_id], float(scored.total[at]), place, tuple(shown), why_not)

    def _scored(self, catalog: Catalog, vectors: ItemVectors, taste: Taste, now: datetime) -> Scored:
        return Scored(catalog, vectors, taste, self.weights, now=now, blend=self.crowd)

    def _varied(self, scored: Scored, free: np.ndarray, k: int) -> list[tuple[int, float]]:
        """Greedy: each pick loses by its nearness to the picks above it."""
        import numpy as np

        nearest = np.zeros(len(free))
        left = np.where(free, scored.total, -np.inf)
        scale = float(np.ptp(scored.total[free])) if free.any() else 0.0
        chosen: list[tuple[int, float]] = []
        while len(chosen) < k:
            worth = left - self.weights.variety * scale * nearest
            at = int(np.argmax(worth))
            if not np.isfinite(worth[at]):
                break
            chosen.append((at, float(worth[at])))
            left[at] = -np.inf
            nearest = np.maximum(nearest, scored.vectors.dot(scored.vectors.row(at)))
        return chosen

    def _explored(self, scored: Scored, free: np.ndarray, explore: Explore, k: int, now: datetime) -> list[Pick]:
        import numpy as np

        leaning = leaning_of(scored.catalog, scored.taste, now=now, half_life_days=self.half_life_days)
        scores = np.where(free, scored.total, -np.inf)
        picks = []
        for item, explored in explore.fill(scores, leaning, k, np.random.default_rng(self.seed)):
            pick = scored.pick(item, float(scored.total[item]))
            picks.append(pick._replace(reasons=(TO_EXPLORE, *pick.reasons)) if explored else pick)
        return picks


_KEPT: Final[WeakKeyDictionary[Catalog, ItemVectors]] = WeakKeyDictionary()


def _vectors(catalog: Catalog) -> ItemVectors:
    """The vectors of a catalogue, made once for as long as it is in use; catalogues do not change."""
    if catalog not in _KEPT:
        _KEPT[catalog] = ItemVectors(catalog)
    return _KEPT[catalog]


def _free(catalog: Catalog, taste: Taste, ruled_out: Mapping[str, str]) -> np.ndarray:
    """``(items,) bool``: what may be shown."""
    import numpy as np

    wishes = taste.wishes
    met = set() if wishes.again else {each.item_id for each in taste.interactions}
    closed = met | wishes.mute | {*ruled_out} | {*wishes.avoid}
    return np.array([each not in closed and (wishes.only is None or each in wishes.only) for each in catalog.ids])


def _why_not(item_id: str, taste: Taste, ruled_out: Mapping[str, str]) -> str:
    if item_id in taste.wishes.mute:
        return _MUTED
    return ruled_out.get(item_id) or taste.wishes.avoid.get(item_id) or _MET


def _place(total: np.ndarray, free: np.ndarray, at: int) -> int:
    import numpy as np

    return place_of(np.where(free, total, -np.inf), at)


def _note(taste: Taste, crowd: bool) -> str:
    if taste.interactions:
        return ""
    if taste.interests:
        return "none of these items is in your traces yet: picked by your interests, with what many others took behind"
    if crowd:
        return "nothing is known of your taste yet: these are what many others take now"
    return "nothing is known of your taste yet: these are what many others took"
