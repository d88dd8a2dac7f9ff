"""Coach: a planted person who does what suits the hour and the weather, and whose habits change half way through."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np

ARMS: Final = ("gym", "walking", "yoga", "reading", "meditation")
SLOTS: Final = ("6-9", "9-12", "12-15", "15-18", "18-21", "21-24")
TEMPERATURES: Final = ("cold", "mild", "hot")
#: A constant, the slot, the temperature, and whether it rains.
WIDE: Final = 1 + len(SLOTS) + len(TEMPERATURES) + 1
_RAIN: Final = 0.3

#: How often an arm is taken up in the slots that suit it, which these are, and how often in the others.
_FIRST: Final[Mapping[str, tuple[float, tuple[int, ...], float]]] = {
    "gym": (0.5, (0, 1), 0.12), "walking": (0.62, (1, 2, 3), 0.12), "yoga": (0.35, (0,), 0.12),
    "reading": (0.35, (4, 5), 0.12), "meditation": (0.12, (), 0.12),
}  # fmt: skip
_SECOND: Final[Mapping[str, tuple[float, tuple[int, ...], float]]] = {
    "gym": (0.66, (3, 4, 5), 0.12), "walking": (0.12, (), 0.12), "yoga": (0.62, (0, 1, 2), 0.3),
    "reading": (0.12, (), 0.12), "meditation": (0.12, (), 0.12),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Season:
    """Moments at which something is suggested.

    Args:
        contexts: ``(t, WIDE)``: a constant, one-hot slot, one-hot temperature, rain.
        chances: ``(t, 5)`` how likely each arm is taken up.
    """

    contexts: np.ndarray
    chances: np.ndarray


def season(rng: np.random.Generator, moments: int = 1500, *, drift: bool = True) -> Season:
    """A person's moments; with ``drift`` the second half is another life."""
    import numpy as np

    slot, temperature = (rng.integers(0, len(each), moments) for each in (SLOTS, TEMPERATURES))
    rain = rng.random(moments) < _RAIN
    hot = [np.eye(len(SLOTS))[slot], np.eye(len(TEMPERATURES))[temperature], rain[:, None]]
    contexts = np.hstack([np.ones((moments, 1)), *hot])
    chances = np.zeros((moments, len(ARMS)))
    half = moments // 2 if drift else moments
    for begin, end, likes in ((0, half, _FIRST), (half, moments, _SECOND)):
        for name, (often, slots, seldom) in likes.items():
            chances[begin:end, ARMS.index(name)] = np.where(np.isin(slot[begin:end], slots), often, seldom)
    chances[rain, ARMS.index("walking")] = 0.02
    return Season(contexts, chances)
