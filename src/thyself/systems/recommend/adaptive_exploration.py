"""Adaptive exploration: a list from familiar to new, by a knob that the person sets.

Source: Beyond Relevance: An Adaptive Exploration-Based Framework for Personalized Recommendations (2025).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from thyself.core import Catalog, Pick, Ranking, Request, Response
from thyself.core.errors import InvalidInput
from thyself.core.registry import system
from thyself.models import Hashed
from thyself.recommend import Explore, Leaning, OnlineClusters, Recommender, Taste, Weights, met
from thyself.systems._form import Desk
from thyself.systems._taste import taste_of, wanted

if TYPE_CHECKING:
    import numpy as np

_NEW = "to explore: you have had little to do with this kind yet"


@dataclass(frozen=True, slots=True)
class Exploring:
    """Relevance by content, places to explore by groups of items that are made as the catalogue is read.

    Args:
        explore: The share of the places that is new.
        half_life_days: After so many days what the person took counts half.
        seed: Draws what is explored.
    """

    explore: Explore
    half_life_days: float
    seed: int
    name: str = "adaptive-exploration"

    def respond(self, request: Request, desk: Desk) -> Response:
        """This system only ranks.

        Raises:
            InvalidInput: Always.
        """
        raise InvalidInput(f"system {self.name!r} has no text for the job {request.job!r}")

    def rank(self, request: Request, desk: Desk) -> Ranking:
        """Pick items of ``request.catalog``; those that are there to be explored say so."""
        import numpy as np

        catalog, taste, k = wanted(request), taste_of(request, desk), request.k or 10
        whole = Recommender(Weights(variety=0.0)).rank(catalog, taste, k=max(len(catalog), 1), now=request.now)
        if not whole.picks:
            return replace(whole, system=self.name)
        place = {item_id: at for at, item_id in enumerate(catalog.ids)}
        picks = {place[pick.item.id]: pick for pick in whole}
        scores = np.full(len(catalog), -np.inf)
        scores[list(picks)] = [pick.score for pick in picks.values()]
        leaning = self._leaning(catalog, taste, request, place)
        shown = self.explore.fill(scores, leaning, k, np.random.default_rng(self.seed))
        return replace(
            whole, picks=tuple(_told(picks[each.item], explored=each.explored) for each in shown), system=self.name
        )

    def _leaning(self, catalog: Catalog, taste: Taste, request: Request, place: dict[str, int]) -> Leaning:
        import numpy as np

        # Vectors without weights: a whole catalogue takes a second, and groups of words suffice.
        vectors = Hashed().embed([f"{item.title} {item.text}" for item in catalog])
        clusters = OnlineClusters()
        groups = clusters.add(vectors)
        rows = np.array([place[each.item_id] for each in taste.interactions], dtype=np.int64)
        weights = np.array([each.weight for each in taste.interactions])
        ages = np.array([(request.now - each.trace.at).total_seconds() for each in taste.interactions])
        likes: np.ndarray = (vectors[rows] * np.maximum(weights, 0)[:, None]).sum(axis=0)
        return Leaning(
            groups,
            met(groups[rows], weights, ages, count=len(clusters), half_life_days=self.half_life_days),
            clusters.cosines(likes[None])[0],
        )


def _told(pick: Pick, *, explored: bool) -> Pick:
    return pick._replace(reasons=(_NEW, *pick.reasons)) if explored else pick


@system(
    number=91,
    name="adaptive-exploration",
    serves=("recommend",),
    title="Beyond Relevance: An Adaptive Exploration-Based Framework for Personalized Recommendations",
    job="pick items with a knob from familiar to new; what is there to be explored says so",
)
def adaptive_exploration(
    *, explore: float = 0.3, nearness: float = 16.0, half_life_days: float = 365.0, seed: int = 0
) -> Exploring:
    """Make the system.

    Args:
        explore: The share of the places that is new: 0 is the familiar alone, 1 all new.
        nearness: How much it counts that what is explored is near to what the person likes; 0 is chance.
        half_life_days: After so many days what the person took counts half.
        seed: Draws what is explored.

    Raises:
        InvalidInput: ``explore`` is no share.
    """
    return Exploring(Explore(explore, nearness), half_life_days, seed)
