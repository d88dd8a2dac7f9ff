"""Retrieval: from a question to the evidence."""

from thyself.retrieval.index import IndexBehind, index
from thyself.retrieval.pack import pack
from thyself.retrieval.recall import UNITS, Dense, Fused, Learned, Lexical, Recall, Recent

__all__ = [
    "UNITS",
    "Dense",
    "Fused",
    "IndexBehind",
    "Learned",
    "Lexical",
    "Recall",
    "Recent",
    "index",
    "pack",
]
