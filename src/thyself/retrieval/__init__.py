"""Retrieval: from a question to the evidence."""

from thyself.retrieval.food_names import FoodLinker
from thyself.retrieval.index import IndexBehind, complete
from thyself.retrieval.keywords import Keywords
from thyself.retrieval.pack import pack
from thyself.retrieval.recall import UNITS, Dense, Fused, Learned, Lexical, Recall, Recent
from thyself.retrieval.snippets import Pieces, Summary
from thyself.retrieval.sure import UNSURE

__all__ = [
    "UNITS",
    "UNSURE",
    "Dense",
    "FoodLinker",
    "Fused",
    "IndexBehind",
    "Keywords",
    "Learned",
    "Lexical",
    "Pieces",
    "Recall",
    "Recent",
    "Summary",
    "complete",
    "pack",
]
