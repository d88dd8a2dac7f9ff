"""Trust: how far what was said is to be believed, by who said it, how often, and where.

A source that repeats itself adds little; two sources add much. So a doubtful source that says a thing twice does not
overrule a good one.

Source: MARK, Memory Augmented Refinement of Knowledge (2025), which names a trust score; the formula is ours.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

#: What comes later takes the place of what stands only where it is trusted at least so much as this share of it.
ENOUGH: Final = 0.6
_ALL: Final[Mapping[str, float]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Trust:
    """How far each source is believed.

    Args:
        sources: From 0 to 1, by a trace's source.
        others: Of a source that is not listed.
    """

    sources: Mapping[str, float] = field(default_factory=lambda: _ALL)
    others: float = 1.0

    def of(self, sayings: Iterable[tuple[str, float]]) -> float:
        """How far a statement is believed, from 0 to 1.

        Args:
            sayings: The source and the confidence of each time it was said.

        >>> Trust({"gossip": 0.3}).of([("gossip", 1.0), ("gossip", 1.0)]) < 0.6 * Trust().of([("chat", 0.9)])
        True
        """
        by_source: dict[str, list[float]] = {}
        for source, sure in sayings:
            by_source.setdefault(source, []).append(sure * self.sources.get(source, self.others))
        doubt = 1.0
        for each in by_source.values():
            doubt *= math.pow(1 - max(each), 1 + math.log2(len(each)) / 2)
        return round(1 - doubt, 4)
