"""Adaptive exploration: a list from familiar to new, by a knob that the person sets.

Source: Beyond Relevance: An Adaptive Exploration-Based Framework for Personalized Recommendations (2025).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from thyself.core import Ranking, Request
from thyself.core.registry import system
from thyself.recommend import Explore, Recommender, Weights
from thyself.systems._form import Desk
from thyself.systems._taste import OnlyRanks, taste_of, wanted


@dataclass(frozen=True, slots=True)
class Exploring(OnlyRanks):
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

    def rank(self, request: Request, desk: Desk) -> Ranking:
        """Pick items of ``request.catalog``; those that are there to be explored say so."""
        ranker = Recommender(
            Weights(variety=0.0), explore=self.explore, half_life_days=self.half_life_days, seed=self.seed
        )
        ranking = ranker.rank(wanted(request), taste_of(request, desk), k=request.k or 10, now=request.now)
        return replace(ranking, system=self.name)


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
