"""Scorer: one way to score all items for a history; most are sums over what the person took."""

from __future__ import annotations

import inspect
from abc import abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, Self, runtime_checkable

from thyself.recommend.columns import Histories, History, Interactions
from thyself.recommend.links import Links, strongest
from thyself.recommend.valued import Scale

if TYPE_CHECKING:
    import numpy as np

#: What popularity counts beside links: it orders what the links leave equal, and speaks alone where there are none.
_TIE = 1e-3
#: What an event counts at least; one that is so old that it would count less counts nothing.
_LEAST = 1e-4


@dataclass(frozen=True, eq=False)
class Terms:
    """A score taken apart: ``base`` and what each event of the history adds; together they are the score."""

    base: float
    events: np.ndarray

    @property
    def score(self) -> float:
        """The sum."""
        return self.base + float(self.events.sum())


@runtime_checkable
class Scorer(Protocol):
    """Scores items for people whom it need not have seen.

    ``items`` are the ids of the columns. A history without known items gets the order of popularity.
    """

    items: tuple[str, ...]

    def fit(self, interactions: Interactions) -> Self:
        """Learn from what many people took."""

    def scores(self, histories: Histories) -> np.ndarray:
        """``(histories, items) float32``, higher is better."""

    def terms(self, history: Histories, item: int) -> Terms:
        """The score of one item for one history, taken apart."""


class Linear:
    """A scorer whose score is a sum over the history: each event speaks for items by links, the older the less.

    Args:
        decay: What an event counts, to the power of how many came after it.
        depth: How many of the last events count; ``None`` for all.
        keep: Links kept for each item, the strongest.
        valued: How much more an event counts for each deviation that its rating stands above the mean.
    """

    decay: float = 1.0
    depth: int | None = None
    keep: int = 300
    valued: float = 0.0
    items: tuple[str, ...] = ()
    scale: Scale = Scale()
    links: Links
    popular: np.ndarray
    tie: float = 0.0

    @abstractmethod
    def linked(self, interactions: Interactions) -> Any:
        """``scipy`` sparse ``(items, items)``: from each item to what it speaks for."""

    def fit(self, interactions: Interactions) -> Self:
        """Learn the links.

        Raises:
            InvalidInput: There are no interactions.
        """
        self.items = interactions.some().items
        self.scale = Scale.of(interactions.value)
        self.links = Links.of(strongest(self.linked(interactions), self.keep))
        self.popular = interactions.counts / max(interactions.counts.max(), 1.0)
        self.tie = _TIE * (float(abs(self.links.weight).mean()) if len(self.links.weight) else 1.0)
        return self

    def weights(self, histories: Histories) -> np.ndarray:
        """``(events,) float64``: what each event counts."""
        import numpy as np

        if self.depth is None:
            aged = counted(self.decay, histories.age)
            return aged * self.worth(histories) if self.valued else aged
        return np.where(histories.age < self.depth, self.decay**histories.age, 0.0)

    def worth(self, histories: Histories) -> np.ndarray:
        """``(events,) float64``: what each event counts for how it was rated."""
        return self.scale.worth(histories.value, self.valued)

    def raw(self, histories: Histories) -> np.ndarray:
        """``(histories, items) float32``: the scores without popularity."""
        weights = self.weights(histories)
        counts = weights > 0
        return self.links.many(histories.where(counts), weights[counts])

    def one(self, history: Histories) -> np.ndarray:
        """``(items,) float64``: the scores of one history without popularity."""
        weights = self.weights(history)
        counts = weights > 0
        return self.links.one(history.item[counts], weights[counts])

    def scores(self, histories: Histories) -> np.ndarray:
        """``(histories, items) float32``, with a little popularity."""
        import numpy as np

        return self.raw(histories) + (self.tie * self.popular).astype(np.float32)

    def terms(self, history: Histories, item: int) -> Terms:
        """The score of one item for one history, taken apart."""
        events = self.weights(history) * self.links.between(history.item, item)
        return Terms(self.tie * float(self.popular[item]), events)

    def arrays(self) -> dict[str, np.ndarray]:
        """All that was learned."""
        import numpy as np

        links = {"starts": self.links.starts, "to": self.links.to, "weight": self.links.weight}
        rated = {"scale": np.array([self.scale.middle, self.scale.spread])} if self.valued else {}
        return {**links, **rated, "popular": self.popular, "tie": np.array(self.tie)}

    def learned(self, items: tuple[str, ...], arrays: dict[str, np.ndarray]) -> Self:
        """Take back what :meth:`arrays` gave."""
        import numpy as np

        self.items = items
        self.links = Links(arrays["starts"], arrays["to"], arrays["weight"])
        self.popular, self.tie = arrays["popular"], float(arrays["tie"])
        self.scale = Scale(*arrays.get("scale", np.zeros(2)).tolist())
        return self


def counted(decay: float | np.ndarray, age: np.ndarray) -> np.ndarray:
    """What events count after which ``age`` others came; next to nothing is nothing."""
    import numpy as np

    power = decay**age
    return np.asarray(power * (power >= _LEAST))


def encoded(scorer: Scorer, histories: list[History]) -> Histories:
    """Histories of ids for a scorer."""
    return Histories.of({each: code for code, each in enumerate(scorer.items)}, histories)


def arguments(scorer: object) -> dict[str, Any]:
    """The arguments that a scorer was made with: names of arguments are names of attributes."""
    return {name: getattr(scorer, name) for name in inspect.signature(type(scorer)).parameters}
