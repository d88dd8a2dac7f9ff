"""Popular: what many take now, the older the less."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Self

from thyself.recommend.columns import Histories, Interactions
from thyself.recommend.scorer import Terms

if TYPE_CHECKING:
    import numpy as np

DAY = 86_400.0


class DecayedPopularity:
    """Counts that fade: the same scores for everybody; the last time in the interactions is now.

    Args:
        half_life_days: Days after which half of a count is left; ``None``: counts do not fade. Where there are no times
            they do not either.
    """

    items: tuple[str, ...] = ()
    popular: np.ndarray

    def __init__(self, half_life_days: float | None = 90.0) -> None:
        self.half_life_days = half_life_days

    def fit(self, interactions: Interactions) -> Self:
        """Count.

        Raises:
            InvalidInput: There are no interactions.
        """
        import numpy as np

        self.items = interactions.some().items
        self.__dict__.pop("spread", None)
        weight = np.ones(len(interactions))
        if self.half_life_days is not None and np.isfinite(interactions.at).any():
            days = (interactions.now - interactions.at) / DAY
            weight = np.where(np.isfinite(days), 0.5 ** (np.nan_to_num(days) / self.half_life_days), 0.0)
        counts = np.bincount(interactions.item, weight, minlength=len(self.items))
        self.popular = np.sqrt(counts / max(counts.max(), 1e-300))  # roots: a few items would outweigh all others
        return self

    @cached_property
    def spread(self) -> float:
        """How far the scores spread over the items; the same for everybody."""
        return float(self.popular.std())

    def scores(self, histories: Histories) -> np.ndarray:
        """``(histories, items) float32``, each row the same."""
        import numpy as np

        return np.broadcast_to(self.popular.astype(np.float32), (len(histories), len(self.items))).copy()

    raw = scores

    def one(self, history: Histories) -> np.ndarray:
        """``(items,) float64``."""
        return self.popular

    def terms(self, history: Histories, item: int) -> Terms:
        """All of it is the base."""
        import numpy as np

        return Terms(float(self.popular[item]), np.zeros(len(history.item)))

    def arrays(self) -> dict[str, np.ndarray]:
        """All that was learned."""
        return {"popular": self.popular}

    def learned(self, items: tuple[str, ...], arrays: dict[str, np.ndarray]) -> Self:
        """Take back what :meth:`arrays` gave."""
        self.items, self.popular = items, arrays["popular"]
        return self
