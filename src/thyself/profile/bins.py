"""Bins: where among other texts a measured attribute lies, and how often a text hits the bin that was asked for."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Final

from thyself.core import NotEnough
from thyself.profile.style import ATTRIBUTES, Style, features

#: Bins stand on deciles.
_TENTHS: Final = range(1, 10)
#: Attributes say little of fewer texts than this.
LEAST: Final = 10


@dataclass(frozen=True, slots=True)
class Bins:
    """The deciles of each attribute over the texts (or the styles) of many writers.

    Args:
        edges: For each attribute the values that part its bins, rising; equal deciles stand once, and an attribute in
            which all are alike has no entry.
        middle: The median of each.

    Source: Personalized Text Generation with Fine-Grained Linguistic Control (2024). There counts of a text are
    binned, which its length drives; here what is binned is normalised for length (per 100 words, shares, means).
    """

    edges: Mapping[str, tuple[float, ...]]
    middle: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def of(cls, texts: Iterable[str | Style]) -> Bins:
        """Bins of a population.

        Raises:
            NotEnough: There are fewer than ten texts with two words.
        """
        measured = [each for text in texts if (each := text.mean if isinstance(text, Style) else features(text))]
        if len(measured) < LEAST:
            raise NotEnough(f"bins: {len(measured)} texts were measured; at least {LEAST} are needed")
        edges, middle = {}, {}
        for name in ATTRIBUTES:
            values = sorted(each[name] for each in measured if name in each)
            cuts = sorted({values[tenth * len(values) // 10] for tenth in _TENTHS}) if values else []
            cuts = [cut for cut in cuts if cut > values[0]]
            if cuts:
                edges[name], middle[name] = tuple(cuts), median(values)
        return cls(edges, middle)

    def place(self, name: str, value: float) -> int:
        """The bin of a value, from 0 up."""
        return bisect_right(self.edges[name], value)

    def count(self, name: str) -> int:
        """How many bins the attribute has."""
        return len(self.edges[name]) + 1

    def label(self, name: str, place: int) -> str:
        """A bin in figures: ``"<2"``, ``"2-5"`` or ``">=5"``."""
        edges = [f"{edge:.3g}" for edge in self.edges[name]]
        if place == 0:
            return f"<{edges[0]}"
        return f">={edges[-1]}" if place >= len(edges) else f"{edges[place - 1]}-{edges[place]}"

    def target(self, style: Style) -> dict[str, int]:
        """The bins that texts of this style are to hit."""
        return {name: self.place(name, style.mean[name]) for name in self.edges if name in style.mean}

    def told(self, style: Style, *, most: int = 6) -> list[str]:
        """What sets a style apart from the population, in words, the farthest first; only the outer fifths."""
        found = []
        for name, place in self.target(style).items():
            share = place / (self.count(name) - 1)
            if share >= 0.8 or share <= 0.2:
                value = style.mean[name]
                far = abs(value - self.middle[name]) / ATTRIBUTES[name].scale
                says = "more" if share >= 0.8 else "less"
                found.append((far, f"{says} than most: {ATTRIBUTES[name].what} ({value:.2g})"))
        return [said for _, said in sorted(found, key=lambda each: -each[0])[:most]]


@dataclass(frozen=True, slots=True)
class Success:
    """How often texts hit the bins that were asked for.

    Args:
        rate: The share of hits of each attribute.
        gain: The median over attributes of how far the share is above chance, in percent of chance:
            ``100 (rate - 1/bins) / (1/bins)``; with few bins chance hits often, and a bare rate flatters.
        n: How many texts there were.
    """

    rate: Mapping[str, float]
    gain: float
    n: int

    @property
    def mean(self) -> float:
        """The mean share of hits over the attributes."""
        return sum(self.rate.values()) / len(self.rate)


def success(bins: Bins, targets: Sequence[Mapping[str, int]], texts: Sequence[str], *, near: int = 0) -> Success:
    """Hold texts against the bins that each was to hit.

    Args:
        bins: Of the population.
        targets: The bins wanted of each text; see :meth:`Bins.target`.
        texts: What was written.
        near: How many bins beside the right one count as well.

    Raises:
        NotEnough: Nothing could be measured.
    """
    hits: dict[str, list[bool]] = {}
    for target, text in zip(targets, texts, strict=True):
        measured = features(text)
        for name, place in target.items():
            if name in measured:
                hits.setdefault(name, []).append(abs(bins.place(name, measured[name]) - place) <= near)
    if not hits:
        raise NotEnough("success: no text of two words or more was given")
    rate = {name: sum(each) / len(each) for name, each in hits.items()}
    gains = [100 * (share * bins.count(name) - 1) for name, share in rate.items()]
    return Success(rate, median(gains), len(texts))
