"""Time words, by their former name: see :mod:`thyself.core.timewords`."""

from thyself.core.timewords import BEGINNING, Span, find, mentioned, nearness, overlap

__all__ = ["BEGINNING", "Span", "find", "mentioned", "nearness", "overlap"]
