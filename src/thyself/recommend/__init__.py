"""Recommend: items for one person, with the person's own evidence for each."""

from thyself.recommend.interactions import Interaction, interactions
from thyself.recommend.rank import Interest, Recommender, Taste, Weights

__all__ = ["Interaction", "Interest", "Recommender", "Taste", "Weights", "interactions"]
