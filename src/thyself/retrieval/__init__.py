"""Retrieval: from a question to the evidence."""

from thyself.retrieval.index import IndexBehind, complete
from thyself.retrieval.pack import pack
from thyself.retrieval.recall import UNITS, Dense, Fused, Learned, Lexical, Recall, Recent
from thyself.retrieval.sure import UNSURE

__all__ = [
    "UNITS",
    "UNSURE",
    "Dense",
    "Fused",
    "IndexBehind",
    "Learned",
    "Lexical",
    "Recall",
    "Recent",
    "complete",
    "pack",
]
