"""Explore: some places of a list for what the person has met little of, near enough to be plausible."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from thyself.core import InvalidInput

if TYPE_CHECKING:
    import numpy as np

_DAY = 86_400.0


class Shown(NamedTuple):
    """An item of a list, by its place among the items, and whether it is there to be explored."""

    item: int
    explored: bool


@dataclass(frozen=True, eq=False)
class Leaning:
    """Groups of items, and what one person has to do with them.

    Args:
        groups: ``(items,) int``: the group of each item.
        met: ``(groups,)``: how much the person has had to do with each (:func:`met`).
        near: ``(groups,)``: the cosine of each group's centre with what the person likes.
    """

    groups: np.ndarray
    met: np.ndarray
    near: np.ndarray


@dataclass(frozen=True, slots=True)
class Explore:
    """Fill a list: most places by relevance, some by what the person has not met yet.

    A place to explore goes to a group that is drawn: the less the person has had to do with it, and the nearer it is to
    what they like, the likelier. It is filled with the most relevant item of the group. A group that stands in the list
    already is not drawn again while there is another.

    Source: Beyond Relevance: An Adaptive Exploration-Based Framework (2025); the odds are ours.

    Args:
        level: The share of the places that is explored: 0 is the familiar alone, 1 all new.
        nearness: How much it counts that a group is near to what the person likes; 0 is chance among new groups.
    """

    level: float = 0.3
    nearness: float = 8.0

    def __post_init__(self) -> None:
        if not 0 <= self.level <= 1:
            raise InvalidInput(f"explore={self.level}: give a share from 0 (familiar) to 1 (all new)")

    def places(self, k: int) -> list[int]:
        """Which places of a list of ``k`` are explored, from 0: evenly spread, the first stays familiar."""
        count = round(self.level * k)
        return [] if not count else sorted({k - 1 - int(number * k / count) for number in range(count)})

    def fill(self, scores: np.ndarray, leaning: Leaning, k: int, rng: np.random.Generator) -> list[Shown]:
        """The list.

        Args:
            scores: ``(items,)``: how relevant each is; minus infinity for what is not to be shown.
            leaning: The groups, and what the person has to do with them.
            k: How many places there are.
            rng: Draws the groups.
        """
        import numpy as np

        left = np.array(scores, dtype=np.float64)
        explored, shown = set(self.places(k)), list[Shown]()
        listed = np.zeros(len(leaning.met), dtype=bool)
        for place in range(k):
            group = self._drawn(left, leaning, listed, rng) if place in explored else None
            among = left if group is None else np.where(leaning.groups == group, left, -np.inf)
            item = int(among.argmax())
            if not np.isfinite(among[item]):
                break
            shown.append(Shown(item, group is not None))
            listed[leaning.groups[item]] = True
            left[item] = -np.inf
        return shown

    def _drawn(self, left: np.ndarray, leaning: Leaning, listed: np.ndarray, rng: np.random.Generator) -> int | None:
        """A group to explore; ``None`` where nothing is left."""
        import numpy as np

        there = np.zeros(len(listed), dtype=bool)
        there[leaning.groups[np.isfinite(left)]] = True
        if not there.any():
            return None
        new = (1 - leaning.met / max(float(leaning.met.sum()), 1e-9)) ** 4
        likely = np.where(there, new * np.exp(self.nearness * (leaning.near - leaning.near[there].max())), 0.0)
        odds = next(each for each in (likely * ~listed, likely, there.astype(np.float64)) if each.sum() > 0)
        return int(rng.choice(len(odds), p=odds / odds.sum()))


def met(groups: np.ndarray, weight: np.ndarray, age_s: np.ndarray, *, count: int, half_life_days: float) -> np.ndarray:
    """``(count,) float64``: how much a person has had to do with each group, the older the less.

    Args:
        groups: ``(events,) int``: the group of each thing that they took.
        weight: ``(events,)``: how much each says; what is below zero says nothing here.
        age_s: ``(events,)``: how long ago, in seconds.
        count: How many groups there are.
        half_life_days: After so many days an event counts half.
    """
    import numpy as np

    faded = np.maximum(weight, 0.0) * 0.5 ** (np.maximum(age_s, 0.0) / (half_life_days * _DAY))
    return np.bincount(groups, faded, minlength=count)
