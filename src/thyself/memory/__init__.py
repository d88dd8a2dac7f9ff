"""Memory: traces put together into units that can be searched, each with the text that is given back."""

from thyself.memory.compress import Compressor, Identity, Informative, RandomDrop
from thyself.memory.outline import LlmSegmenter
from thyself.memory.segment import TopicShift
from thyself.memory.units import (
    Chunks,
    Segmenter,
    Sessions,
    Turns,
    Unit,
    cut,
    readable,
    render,
    sessions,
    unit,
    units,
)

__all__ = [
    "Chunks",
    "Compressor",
    "Identity",
    "Informative",
    "LlmSegmenter",
    "RandomDrop",
    "Segmenter",
    "Sessions",
    "TopicShift",
    "Turns",
    "Unit",
    "cut",
    "readable",
    "render",
    "sessions",
    "unit",
    "units",
]
