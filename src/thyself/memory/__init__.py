"""Memory: traces put together into units that can be searched, each with the text that is given back."""

from thyself.memory.compress import Compressor, Identity, Informative, RandomDrop
from thyself.memory.outline import LlmSegmenter
from thyself.memory.running import Running
from thyself.memory.segment import TopicShift
from thyself.memory.units import (
    Chunks,
    Growing,
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
    "Growing",
    "Identity",
    "Informative",
    "LlmSegmenter",
    "RandomDrop",
    "Running",
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
