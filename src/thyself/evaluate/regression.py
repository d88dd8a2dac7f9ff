"""Regression: how far figures are from the true ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from thyself.core import InvalidInput

if TYPE_CHECKING:
    import numpy as np


def mae(found: Sequence[float] | np.ndarray, truth: Sequence[float] | np.ndarray) -> float:
    """Mean absolute error, in the unit of the figures."""
    import numpy as np

    return float(np.abs(_errors(found, truth)).mean())


def rmse(found: Sequence[float] | np.ndarray, truth: Sequence[float] | np.ndarray) -> float:
    """Root of the mean squared error, in the unit of the figures."""
    import numpy as np

    return float(np.sqrt(np.square(_errors(found, truth)).mean()))


def _errors(found: Sequence[float] | np.ndarray, truth: Sequence[float] | np.ndarray) -> np.ndarray:
    import numpy as np

    one, other = np.asarray(found, dtype=float), np.asarray(truth, dtype=float)
    if one.shape != other.shape or not one.size:
        raise InvalidInput(f"{one.size} figures for {other.size} true ones: give equally many, at least one")
    return np.asarray(one - other)
