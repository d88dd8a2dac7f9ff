"""CfC: a cell that carries a state over any length of time in one step, without a solver.

Source: Closed-form continuous-time neural networks (Hasani et al., 2022). The cell with a gate, which the code of that
paper shows to be best: ``h' = f1 (1 - k) + f2 k`` with ``k = sigmoid(a dt + b)``; ``f1``, ``f2``, ``a`` and ``b`` are
read off the input and the state before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from thyself.core import InvalidInput

Values = NDArray[np.float64]

#: The arrays of a cell: what its input and state are mixed to, then the four heads.
NAMES: Final = ("mix", "mix_bias", "f1", "f1_bias", "f2", "f2_bias", "a", "a_bias", "b", "b_bias")


@dataclass(frozen=True, eq=False, slots=True)
class Cfc:
    """The cell; it only computes. :func:`thyself.signals.cfc_training.train` learns its arrays.

    Args:
        arrays: Those of :data:`NAMES`: ``mix (i + u, m)``, heads ``(m, u)``, biases.
    """

    arrays: Mapping[str, Values]

    def __post_init__(self) -> None:
        missing = [name for name in NAMES if name not in self.arrays]
        if missing:
            raise InvalidInput(f"a CfC cell needs {', '.join(missing)}")

    @property
    def units(self) -> int:
        """The size ``u`` of its state."""
        return int(self.arrays["f1"].shape[1])

    @property
    def inputs(self) -> int:
        """The size ``i`` of its input."""
        return int(self.arrays["mix"].shape[0]) - self.units

    def step(self, seen: Values, state: Values, elapsed: Values) -> Values:
        """The state after a time, ``(n, u)``.

        Args:
            seen: ``(n, i)`` what comes in.
            state: ``(n, u)`` before.
            elapsed: ``(n,)`` the time that passes.
        """
        w = self.arrays
        mixed = np.concatenate([seen, state], axis=1) @ w["mix"] + w["mix_bias"]
        z = mixed / (1 + np.exp(-np.clip(mixed, -60, 60)))
        f1, f2 = np.tanh(z @ w["f1"] + w["f1_bias"]), np.tanh(z @ w["f2"] + w["f2_bias"])
        gate = (z @ w["a"] + w["a_bias"]) * elapsed[:, None] + z @ w["b"] + w["b_bias"]
        k = 1 / (1 + np.exp(-np.clip(gate, -60, 60)))
        return np.asarray(f1 * (1 - k) + k * f2)

    def start(self, n: int = 1) -> Values:
        """The state of somebody of whom nothing was seen yet."""
        return np.zeros((n, self.units))


def to_body(arrays: Mapping[str, Values]) -> dict[str, Any]:
    """Arrays as JSON values, to four digits."""
    return {name: [list(each.shape), [float(f"{one:.4g}") for one in each.ravel()]] for name, each in arrays.items()}


def from_body(body: Mapping[str, Any]) -> dict[str, Values]:
    """The inverse of :func:`to_body`.

    Raises:
        InvalidInput: It is none.
    """
    try:
        return {name: np.array(values, dtype=float).reshape(shape) for name, (shape, values) in body.items()}
    except (TypeError, ValueError) as error:
        raise InvalidInput(f"no arrays: {error}") from None
