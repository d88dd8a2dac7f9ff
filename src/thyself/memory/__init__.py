"""Memory: traces put together into units that can be searched, each with the text that is given back."""

from thyself.memory.cohort import Cohort
from thyself.memory.compress import Compressor, Identity, Informative, RandomDrop
from thyself.memory.manifest import Manifest
from thyself.memory.outline import LlmSegmenter
from thyself.memory.patient import patient_graph
from thyself.memory.record import All, Has, Not, Record, Some, Value
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
    "All",
    "Chunks",
    "Cohort",
    "Compressor",
    "Growing",
    "Has",
    "Identity",
    "Informative",
    "LlmSegmenter",
    "Manifest",
    "Not",
    "RandomDrop",
    "Record",
    "Running",
    "Segmenter",
    "Sessions",
    "Some",
    "TopicShift",
    "Turns",
    "Unit",
    "Value",
    "cut",
    "patient_graph",
    "readable",
    "render",
    "sessions",
    "unit",
    "units",
]
