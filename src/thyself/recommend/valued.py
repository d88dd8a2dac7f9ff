"""Valued: what a rating makes an event count, beside that the item was taken at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Self

from thyself.recommend.columns import Interactions
from thyself.recommend.needs import sparse

if TYPE_CHECKING:
    import numpy as np

#: No rating counts for more deviations than that, and no event counts less than that.
_FAR, _LEAST = 3.0, 0.1
_FLAT: Final = 1e-9


@dataclass(frozen=True)
class Scale:
    """Where the ratings of everybody lie: their mean and their deviation; 0 for the deviation where there is none."""

    middle: float = 0.0
    spread: float = 0.0

    @classmethod
    def of(cls, values: np.ndarray) -> Self:
        """From ``(n,)`` ratings, not a number where there is none."""
        import numpy as np

        known = values[np.isfinite(values)].astype(np.float64)
        return cls(float(known.mean()), float(known.std())) if len(known) else cls()

    def worth(self, values: np.ndarray, valued: float) -> np.ndarray:
        """``(n,) float64``: what events count: 1, and ``valued`` more for each deviation above the mean.

        An event without a rating counts 1: missing is missing, and not low.
        """
        import numpy as np

        if not valued or self.spread < _FLAT:
            return np.ones(len(values))
        above = np.clip((np.nan_to_num(values, nan=self.middle) - self.middle) / self.spread, -_FAR, _FAR)
        return np.asarray(np.maximum(1 + valued * above.astype(np.float64), _LEAST))


def worths(interactions: Interactions, scale: Scale, valued: float) -> Any:
    """``scipy`` sparse ``(people, items) float32``: what it counts that a person took an item; the mean of several."""
    shape = (len(interactions.people), len(interactions.items))
    where = (interactions.person, interactions.item)
    worth = scale.worth(interactions.value, valued)
    total = sparse().csr_matrix((worth, where), shape=shape)
    times = sparse().csr_matrix((worth * 0 + 1, where), shape=shape)
    total.data /= times.data  # both have the same entries in the same order
    return total.astype("float32")
