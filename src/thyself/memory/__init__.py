"""Memory: traces put together into units that can be searched, each with the text that is given back."""

from thyself.memory.compress import Compressor, Identity, Informative, RandomDrop
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
    "RandomDrop",
    "Segmenter",
    "Sessions",
    "Turns",
    "Unit",
    "cut",
    "readable",
    "render",
    "sessions",
    "unit",
    "units",
]
