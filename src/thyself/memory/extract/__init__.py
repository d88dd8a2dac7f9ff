"""Extract: what a person states, read out of traces; each record names the trace that contains it."""

from thyself.memory.extract.patterns import PATTERNS, Pattern
from thyself.memory.extract.records import AREAS, Extractor, Record, Schema, Stance, line_id, stems
from thyself.memory.extract.rules import Rules, facts

__all__ = [
    "AREAS",
    "PATTERNS",
    "Extractor",
    "Pattern",
    "Record",
    "Rules",
    "Schema",
    "Stance",
    "facts",
    "line_id",
    "stems",
]
