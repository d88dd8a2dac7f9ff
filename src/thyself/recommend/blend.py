"""Blend: several scorers added up, each divided by how far its scores spread for the person."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

from thyself.recommend.columns import Histories, Interactions
from thyself.recommend.keeping import described, opened, rebuilt, written
from thyself.recommend.popular import DecayedPopularity
from thyself.recommend.scorer import Linear, Terms
from thyself.recommend.stacked import Stacked

if TYPE_CHECKING:
    import numpy as np

#: The arm that speaks for a person of whom nothing is known.
POPULAR: Final = "popular"
#: Arms that go by what many take, so that they count no less where little is known of the person.
STEADY: Final = frozenset({POPULAR, "segment"})
_FLAT: Final = 1e-12


class Blend:
    """A weighted sum of scorers; for a person of whom nothing is known, popularity alone.

    Each scorer's scores are divided by their deviation over the items, so that weights mean the same for everybody. The
    share of what is personal grows with the ``n`` events of a history as ``n / (n + trust)``.

    Args:
        arms: The scorers by name; one is called ``"popular"``.
        weights: The weight of each.
        trust: Events after which what is personal counts half.
    """

    items: tuple[str, ...]

    def __init__(self, arms: Mapping[str, Any], weights: Mapping[str, float], *, trust: float = 0.0) -> None:
        self.arms = {name: arm for name, arm in arms.items() if weights.get(name) or name == POPULAR}
        self.weights = {name: float(weights.get(name) or 1e-3) for name in self.arms}
        self.trust = trust
        self._stacked: Stacked | None = None
        self.items = next((arm.items for arm in self.arms.values()), ())

    def fit(self, interactions: Interactions) -> Self:
        """Fit every arm."""
        for arm in self.arms.values():
            arm.fit(interactions)
        self.items = interactions.items
        return self

    def _factor(self, name: str, events: np.ndarray | int) -> Any:
        """What an arm's scores are multiplied by, before their deviation."""
        personal = 1.0 if name in STEADY or not self.trust else events / (events + self.trust)
        return self.weights[name] * personal

    def scores(self, histories: Histories) -> np.ndarray:
        """``(histories, items) float32``."""
        import numpy as np

        total = np.zeros((len(histories), len(self.items)), dtype=np.float32)
        for name, arm in self.arms.items():
            raw = arm.raw(histories)
            spread = _spreads(raw)
            by = np.where(spread > _FLAT, self._factor(name, histories.lengths) / np.maximum(spread, _FLAT), 0.0)
            total += raw * by.astype(np.float32)[:, None]
        return total

    raw = scores

    def factors(self, history: Histories) -> tuple[dict[str, float], np.ndarray]:
        """What each arm's scores are multiplied by for one person, and ``(items,) float64``: their sum."""
        import numpy as np

        factors: dict[str, float] = {}
        together = self._side_by_side()
        total = np.zeros(len(self.items))
        if together:
            raws, means = self._stack(together).one(history)
            for name, raw, mean in zip(together, raws, means.tolist(), strict=True):
                factors[name] = self._shared_out(name, history, _spread(raw, mean))
            total = np.array([factors[name] for name in together]) @ raws
        for name, arm in self.arms.items():
            if name not in factors:
                raw = arm.one(history)
                spread = arm.spread if isinstance(arm, DecayedPopularity) else _spread(raw, float(raw.mean()))
                factors[name] = self._shared_out(name, history, spread)
                total += factors[name] * raw
        return factors, total

    def _shared_out(self, name: str, history: Histories, spread: float) -> float:
        return float(self._factor(name, len(history.item)) / spread) if spread > _FLAT else 0.0

    def _stack(self, names: list[str]) -> Stacked:
        """The links of these arms side by side, made when first needed and when they were fitted anew."""
        arms = [self.arms[name] for name in names]
        if self._stacked is None or not self._stacked.of_these(arms):
            self._stacked = Stacked.of(arms)
        return self._stacked

    def one(self, history: Histories) -> np.ndarray:
        """``(items,) float64``: the scores of one history."""
        return self.factors(history)[1]

    def terms(self, history: Histories, item: int, factors: Mapping[str, float] | None = None) -> Terms:
        """The score of one item for one history, taken apart; ``factors`` where they are known from :meth:`factors`."""
        import numpy as np

        factors = self.factors(history)[0] if factors is None else factors
        base, names = 0.0, self._side_by_side()
        events = np.zeros(len(history.item))
        if names:
            events = self._stack(names).terms(history, item) @ np.array([factors[name] for name in names])
        for name, arm in self.arms.items():
            if name in names or not _by_events(arm):
                continue
            found = arm.terms(history, item)
            events += factors[name] * found.events
            if name == POPULAR:
                base += factors[name] * found.base
        return Terms(base, events)

    def _side_by_side(self) -> list[str]:
        """The arms that are sums over the whole history by links: one pass serves all of them."""
        return [name for name, arm in self.arms.items() if isinstance(arm, Linear) and arm.depth is None]

    def together(self, history: Histories, item: int, factors: Mapping[str, float]) -> float:
        """What the scorers add to the score of one item that cannot be told event by event."""
        whole = [name for name, arm in self.arms.items() if not _by_events(arm)]
        return float(sum(factors[name] * float(self.arms[name].one(history)[item]) for name in whole))

    def __str__(self) -> str:
        told = ", ".join(f"{name} {weight:.2g}" for name, weight in self.weights.items())
        return f"{told}; trust {self.trust:g}"


def _spreads(raw: np.ndarray) -> np.ndarray:
    """``(rows,) float64``: the deviation of each row."""
    import numpy as np

    mean = raw.mean(axis=1, dtype=np.float64)
    square = np.einsum("ij,ij->i", raw, raw, dtype=np.float64) / raw.shape[1]
    return np.asarray(np.sqrt(np.maximum(square - mean * mean, 0.0)))


def _by_events(arm: Any) -> bool:
    """Whether what an arm says is a sum over the events of a history; one for which it is not says ``whole = True``."""
    return not getattr(arm, "whole", False)


def _spread(raw: np.ndarray, mean: float) -> float:
    """The deviation of scores with that mean."""
    return float(max(float(raw @ raw) / len(raw) - mean * mean, 0.0) ** 0.5)


def save_blend(blend: Blend, path: str | Path) -> Path:
    """Write a fitted blend as one file of arrays."""
    told = {
        "arms": {name: described(arm) for name, arm in blend.arms.items()},
        "weights": blend.weights,
        "trust": blend.trust,
        "items": blend.items,
    }
    arrays = {f"{name}/{key}": each for name, arm in blend.arms.items() for key, each in arm.arrays().items()}
    return written(path, told, arrays)


def load_blend(path: str | Path) -> Blend:
    """Read a blend that :func:`save_blend` wrote.

    Raises:
        StoreError: It is no such file.
    """
    made: Blend = opened(path, _made)
    return made


def _made(told: dict[str, Any], arrays: dict[str, Any]) -> Blend:
    items, arms = tuple(told["items"]), {}
    for name, each in told["arms"].items():
        mine = {key.removeprefix(f"{name}/"): value for key, value in arrays.items() if key.startswith(f"{name}/")}
        arms[name] = rebuilt(each).learned(items, mine)
    return Blend(arms, told["weights"], trust=told["trust"])
