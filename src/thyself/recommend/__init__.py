"""Recommend: items for one person, with the person's own evidence for each."""

from thyself.recommend.choosing import Suggestion, Wishes, best, chosen
from thyself.recommend.columns import Event, Histories, History, Interactions
from thyself.recommend.content import Content
from thyself.recommend.ease import EASE
from thyself.recommend.ials import IALS
from thyself.recommend.interactions import Interaction, interactions
from thyself.recommend.keeping import load, save
from thyself.recommend.neighbours import ItemKNN, RP3Beta, Transitions, markov
from thyself.recommend.popular import DecayedPopularity
from thyself.recommend.rank import Interest, Recommender, Taste, Weights
from thyself.recommend.reading import read
from thyself.recommend.scorer import Scorer, Terms

__all__ = [
    "EASE",
    "IALS",
    "Content",
    "DecayedPopularity",
    "Event",
    "Histories",
    "History",
    "Interaction",
    "Interactions",
    "Interest",
    "ItemKNN",
    "RP3Beta",
    "Recommender",
    "Scorer",
    "Suggestion",
    "Taste",
    "Terms",
    "Transitions",
    "Weights",
    "Wishes",
    "best",
    "chosen",
    "interactions",
    "load",
    "markov",
    "read",
    "save",
]
