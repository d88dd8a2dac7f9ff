"""Mixture: several interests of each person, and what each interest takes now; new things need no new learning.

Source: MiCRO: Multi-interest Candidate Retrieval Online (2022).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from thyself.core import InvalidInput

if TYPE_CHECKING:
    import numpy as np

_DAY = 86_400.0


@dataclass(eq=False)
class _Counts:
    """Counts that fade by half in a half-life; each row is brought up to date when it is touched."""

    values: np.ndarray
    at: np.ndarray
    half_life_s: float

    @classmethod
    def of(cls, rows: int, columns: int, half_life_s: float) -> _Counts:
        import numpy as np

        return cls(np.zeros((rows, columns)), np.zeros(rows), half_life_s)

    def add(self, row: int, weights: np.ndarray, now: float) -> None:
        self.values[row] = self.values[row] * self._kept(row, now) + weights
        self.at[row] = now

    def read(self, now: float, columns: np.ndarray) -> np.ndarray:
        """``(rows, columns)`` at a time."""
        kept: np.ndarray = 0.5 ** ((now - self.at) / self.half_life_s)
        values: np.ndarray = self.values[:, columns] * kept[:, None]
        return values

    def _kept(self, row: int, now: float) -> float:
        return float(0.5 ** ((now - self.at[row]) / self.half_life_s))


class OnlineMixture:
    """What a person would take now: a mixture of communities, each with fading counts of what it takes.

    ``P(item | person, now) = sum over communities of P(community | person) P(item | community, now)``. An event adds to
    the counts of its item, shared among the communities of the person; so an item that is new an hour ago is found as
    soon as the first few took it, and one that nobody takes any more fades away.

    Args:
        people: ``(people, communities)``: how much each person belongs to each; rows are made to sum to one.
        items: How many items there can be.
        half_life_days: After so many days an event counts half. Best is about half of the time that an item is taken at
            all.
        prior: Counts that each community starts with for all items together, spread as all people take them: a
            community that took little yet goes by what everybody takes.
        interests: The most communities of one person that are kept, the strongest.
    """

    def __init__(
        self, people: np.ndarray, items: int, *, half_life_days: float = 1.0, prior: float = 5.0, interests: int = 4
    ) -> None:
        import numpy as np

        if half_life_days <= 0:
            raise InvalidInput(f"half_life_days={half_life_days}: give more than zero days")
        kept = np.array(people, dtype=np.float64)
        if kept.shape[1] > interests:
            least = np.partition(kept, -interests, axis=1)[:, [-interests]]
            kept = np.where(kept >= least, kept, 0.0)
        self.people = kept / np.maximum(kept.sum(axis=1, keepdims=True), 1e-12)
        self.prior = prior
        # The last column is of everybody: what a community goes by that took little yet.
        self._counts = _Counts.of(items, kept.shape[1] + 1, half_life_days * _DAY)

    def update(self, person: int, item: int, now: float) -> None:
        """A person took an item at a time (seconds); times must not fall."""
        import numpy as np

        self._counts.add(item, np.append(self.people[person], 1.0), now)

    def everybody(self, item: int, weight: float, now: float) -> None:
        """Many took an item by a time, of whom nothing else is known: it counts where a community took little yet."""
        import numpy as np

        self._counts.add(item, np.append(np.zeros(self.people.shape[1]), weight), now)

    def chances(self, now: float, communities: np.ndarray | None = None) -> np.ndarray:
        """``(items, communities)``: what each community takes now, all of them or those; columns sum to one."""
        import numpy as np

        wanted = np.arange(self.people.shape[1]) if communities is None else communities
        counts = self._counts.read(now, np.append(wanted, self.people.shape[1]))
        everybody = counts[:, -1:] / max(float(counts[:, -1].sum()), 1e-12)
        chances: np.ndarray = (counts[:, :-1] + self.prior * everybody) / (counts[:, :-1].sum(axis=0) + self.prior)
        return chances

    def scores(self, people: Sequence[int] | np.ndarray, now: float) -> np.ndarray:
        """``(people, items) float32``: how likely each person takes each item now."""
        import numpy as np

        belong = self.people[np.asarray(people)]
        wanted = np.flatnonzero(belong.any(axis=0))
        found: np.ndarray = (belong[:, wanted] @ self.chances(now, wanted).T).astype(np.float32)
        return found

    def terms(self, person: int, item: int, now: float) -> np.ndarray:
        """``(communities,)``: what each community adds to the person's score of an item; they sum to it."""
        terms: np.ndarray = self.people[person] * self.chances(now)[item]
        return terms
