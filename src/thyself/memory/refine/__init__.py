"""Refine: records let in or turned away, equal ones counted, contradicted ones closed, the rest ranked by trust."""

from thyself.memory.refine.admit import Refused, admit, heard_in, why_not
from thyself.memory.refine.keep import kept, recalled, refined, up_to_date, uses
from thyself.memory.refine.refined import Memory, Noted, Refined, refine
from thyself.memory.refine.same import Alike, same_words
from thyself.memory.refine.trust import Trust

__all__ = [
    "Alike",
    "Memory",
    "Noted",
    "Refined",
    "Refused",
    "Trust",
    "admit",
    "heard_in",
    "kept",
    "recalled",
    "refine",
    "refined",
    "same_words",
    "up_to_date",
    "uses",
    "why_not",
]
