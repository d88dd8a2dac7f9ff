"""Same author: whether two texts are of one writer, by how they are written and not by what they are about.

Source: Teach LLMs to Personalize (2023): a second task beside writing, "are these of the same author?". Negatives must
be of the same topic, or the topic alone tells.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from thyself.core import InvalidInput
from thyself.evaluate.logistic import Logistic, fit_logistic
from thyself.profile.markers import ways
from thyself.profile.style import ATTRIBUTES, features


@dataclass(frozen=True, eq=False)
class SameAuthor:
    """Made by :meth:`learn` from pairs of any people; it knows none of them."""

    head: Logistic

    @classmethod
    def learn(cls, pairs: Sequence[tuple[str, str]], same: Sequence[bool], *, ridge: float = 20.0) -> SameAuthor:
        """Learn from pairs of texts, and whether each pair is of one writer.

        Raises:
            InvalidInput: There is not one answer for each pair, or only one kind of answer.
        """
        import numpy as np

        if len(pairs) != len(same) or not pairs:
            raise InvalidInput(f"{len(pairs)} pairs for {len(same)} answers: give one for each")
        table = np.array([_apart(one, other) for one, other in pairs])
        return cls(fit_logistic(table, list(same), ridge=ridge))

    def chance(self, one: str, other: str) -> float:
        """How likely both are of one writer; the order does not matter."""
        import numpy as np

        return float(self.head.chances(np.array([_apart(one, other)]))[0])

    def chance_of(self, text: str, own: Sequence[str]) -> float:
        """The mean over own texts; one half where there are none."""
        found = [self.chance(text, each) for each in own]
        return sum(found) / len(found) if found else 0.5


def _apart(one: str, other: str) -> list[float]:
    """By how many usual spreads two texts differ in each attribute (at most 3), and the share of ways in common."""
    a, b = features(one), features(other)
    by = [
        min(abs(a[name] - b[name]) / attribute.scale, 3.0) if name in a and name in b else 1.0
        for name, attribute in ATTRIBUTES.items()
    ]
    here, there = ways(one), ways(other)
    return [*by, len(here & there) / max(len(here | there), 1)]
