"""Towers: two short vectors for each pair that belongs together, learned so that their product tells it from others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

from thyself.core import InvalidInput

if TYPE_CHECKING:
    import numpy as np

#: How far from nothing the towers begin, and what is left of the last steps' mean and of their squares (Adam).
_FIRST, _MEAN, _SQUARE = 0.3, 0.9, 0.999
_SMALL: Final = 1e-8


@dataclass(frozen=True, slots=True)
class Training:
    """How something is learned in steps.

    Args:
        epochs: How often everything is seen.
        rate: How far a step goes.
        shrink: What pulls back to where it began.
        batch: Pairs that are looked at together.
        seed: Draws the order and the beginning.
    """

    epochs: int = 20
    rate: float = 0.01
    shrink: float = 1e-3
    batch: int = 256
    seed: int = 0


class TwoTower:
    """Two linear maps; of a right pair the product of both sides' vectors is larger than that of wrong pairs.

    Loss: the cross-entropy of the right partner among all those of the batch, or among those of the same group alone
    (in-group negatives: the other reviews of one hotel), as in Enhancing Travel Decision-Making: A Contrastive Learning
    Approach for Personalized Review Rankings in Accommodations (2024). Negatives from anywhere teach mostly which group
    a pair is of; that is no use where one of a group is to be picked. Trained with Adam; applied with numpy alone.

    Args:
        size: Numbers in a vector.
        training: How it is learned.
    """

    def __init__(self, size: int = 4, training: Training | None = None) -> None:
        self.size, self.training = size, training or Training()
        self.maps: tuple[np.ndarray, np.ndarray] | None = None

    def fit(self, left: np.ndarray, right: np.ndarray, group: np.ndarray | None = None, *, alike: int = 0) -> Self:
        """Learn from right pairs.

        Args:
            left: ``(n, p)``: one side of each pair.
            right: ``(n, q)``: the other.
            group: ``(n,)`` whole numbers: only pairs of the same group are held against each other; ``None``: all of
                a batch are.
            alike: So many of the first columns mean the same on both sides. There the towers begin as the same map:
                before anything is learned, the product is that of these columns. Vectors are at least so long.

        Raises:
            InvalidInput: There are no pairs, or not equally many of both sides.
        """
        import numpy as np

        if not len(left) == len(right) > 0:
            raise InvalidInput(f"{len(left)} left and {len(right)} right sides: give equally many, and one at least")
        how = self.training
        rng = np.random.default_rng(how.seed)
        sides = _with_one(left), _with_one(right)
        first = _beginning([each.shape[1] for each in sides], max(self.size, alike), alike, rng)
        maps = [each.copy() for each in first]
        steps = [Adam(each.shape, how.rate) for each in maps]
        for _ in range(how.epochs):
            for rows in _batches(len(left), group, how.batch, rng):
                held = _held(rows, group)
                pulls = _gradients([each[rows] for each in sides], maps, held)
                for at, step in enumerate(steps):
                    maps[at] -= step(pulls[at] + how.shrink * (maps[at] - first[at]))
        self.maps = maps[0], maps[1]
        return self

    def left(self, rows: np.ndarray) -> np.ndarray:
        """``(n, size)``: the vectors of left sides."""
        return self._applied(rows, 0)

    def right(self, rows: np.ndarray) -> np.ndarray:
        """``(n, size)``: the vectors of right sides."""
        return self._applied(rows, 1)

    def scores(self, left: np.ndarray, right: np.ndarray) -> np.ndarray:
        """``(left, right)``: how well each goes with each."""
        product: np.ndarray = self.left(left) @ self.right(right).T
        return product

    def weights(self, right: np.ndarray) -> np.ndarray:
        """``(n, p + 1)``: what a unit of each column of a left side adds to the score of each of some right sides.

        The last is what is added for everybody; the left side times the others, and the last, are the score.
        """
        found: np.ndarray = self.right(right) @ self._fitted()[0].T
        return found

    def _applied(self, rows: np.ndarray, side: int) -> np.ndarray:
        found: np.ndarray = _with_one(rows) @ self._fitted()[side]
        return found

    def _fitted(self) -> tuple[np.ndarray, np.ndarray]:
        if self.maps is None:
            raise InvalidInput("these towers have learned nothing yet: call fit")
        return self.maps


class Adam:
    """Steps by the mean of the last gradients over the root of their mean square (Kingma and Ba, 2015)."""

    def __init__(self, shape: tuple[int, ...], rate: float) -> None:
        import numpy as np

        self.rate, self.taken = rate, 0
        self.mean, self.square = np.zeros(shape), np.zeros(shape)

    def __call__(self, gradient: np.ndarray) -> np.ndarray:
        """How far to go back."""
        self.taken += 1
        self.mean += (1 - _MEAN) * (gradient - self.mean)
        self.square += (1 - _SQUARE) * (gradient**2 - self.square)
        mean, square = self.mean / (1 - _MEAN**self.taken), self.square / (1 - _SQUARE**self.taken)
        step: np.ndarray = self.rate * mean / (square**0.5 + _SMALL)
        return step


def _with_one(rows: np.ndarray) -> np.ndarray:
    """With a column of ones: what holds for all."""
    import numpy as np

    return np.concatenate([rows, np.ones((len(rows), 1))], axis=1)


def _beginning(columns: list[int], size: int, alike: int, rng: np.random.Generator) -> list[np.ndarray]:
    import numpy as np

    first = [rng.normal(0, _FIRST / many**0.5, (many, size)) for many in columns]
    for each in first:
        each[:alike], each[-1] = np.eye(alike, size), 0.0
    return first


def _batches(n: int, group: np.ndarray | None, size: int, rng: np.random.Generator) -> Iterator[np.ndarray]:
    """Rows in a drawn order; those of a group stay together."""
    import numpy as np

    order = rng.permutation(n)
    if group is not None:
        codes = np.unique(group, return_inverse=True)[1]
        order = order[np.argsort(rng.permutation(codes.max() + 1)[codes][order], kind="stable")]
    for first in range(0, n, size):
        yield order[first : first + size]


def _held(rows: np.ndarray, group: np.ndarray | None) -> np.ndarray:
    """``(n, n)``: what is added to the scores of a batch: minus infinity where a pair is not held against another."""
    import numpy as np

    if group is None:
        return np.zeros((len(rows), len(rows)))
    return np.where(group[rows][:, None] == group[rows], 0.0, -np.inf)


def _gradients(sides: list[np.ndarray], maps: list[np.ndarray], held: np.ndarray) -> tuple[np.ndarray, ...]:
    """Of the mean cross-entropy of the right partner, to both maps."""
    import numpy as np

    left, right = sides[0] @ maps[0], sides[1] @ maps[1]
    scores = left @ right.T + held
    chance = np.exp(scores - scores.max(axis=1, keepdims=True))
    chance /= chance.sum(axis=1, keepdims=True)
    off = (chance - np.eye(len(chance))) / len(chance)
    return sides[0].T @ (off @ right), sides[1].T @ (off.T @ left)
