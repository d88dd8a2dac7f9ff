"""SASRec: what comes next, by a small transformer that reads a history in order; trained by torch, read by numpy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Self

from thyself.core import InvalidInput
from thyself.recommend.columns import Histories, Interactions
from thyself.recommend.scorer import Terms

if TYPE_CHECKING:
    import numpy as np

#: What popularity counts beside the encoder: it orders what the encoder leaves equal, and speaks alone for nobody.
_TIE: Final = 1e-4
_SMALL: Final = 1e-8
#: Histories of one length that are read at once.
_AT_ONCE: Final = 512


class SASRec:
    """Self-attention over the last things a person took; its last state is held against every item.

    Source: Self-Attentive Sequential Recommendation (Kang and McAuley, 2018). Two changes: it learns by the
    cross-entropy of the next item among all, or among a draw of a large catalogue, in place of one drawn item, which is
    what puts it level with later encoders (Klenitskiy and Vasilev, 2023); and it knows how far back an event lies in
    place of its number, so that long and short histories are read alike. Fitting needs torch; scoring numpy alone. A
    person who was not there is read as all others are, and nothing of anybody is kept but the weights.

    Args:
        size: Numbers in a vector.
        blocks: How many layers of attention.
        heads: Parts of a vector that attend by themselves.
        length: How many of the last events are read.
        dropout: The share of numbers that is left out while learning.
        steps: How many batches are seen; it takes as long for many people as for few.
        rate: How far a step goes at most.
        drawn: Items that the next is told from at each step; a catalogue of no more is taken whole.
        batch: Events that are looked at together, about.
        seconds: Learning ends with the step that passes it; ``None``: it never looks at the clock.
        seed: Of the first weights and of all that is drawn.
    """

    whole = True
    items: tuple[str, ...] = ()
    learned_weights: dict[str, np.ndarray]
    popular: np.ndarray

    def __init__(
        self,
        size: int = 64,
        *,
        blocks: int = 2,
        heads: int = 2,
        length: int = 50,
        dropout: float = 0.4,
        steps: int = 2500,
        rate: float = 2e-3,
        drawn: int = 1000,
        batch: int = 500,
        seconds: float | None = None,
        seed: int = 0,
    ) -> None:
        if size % heads:
            raise InvalidInput(f"size={size} cannot be shared by heads={heads}")
        self.size, self.blocks, self.heads, self.length = size, blocks, heads, length
        self.dropout, self.steps, self.rate, self.drawn = dropout, steps, rate, drawn
        self.batch, self.seconds, self.seed = batch, seconds, seed

    def fit(self, interactions: Interactions) -> Self:
        """Learn from everybody's order.

        Raises:
            InvalidInput: There are no interactions.
            ModelUnavailable: torch is not installed.
        """
        from thyself.recommend.sasrec_training import trained

        self.items = interactions.some().items
        self.popular = interactions.counts / interactions.counts.max()
        return self.learned(self.items, {"popular": self.popular, **trained(self, interactions)})

    def states(self, histories: Histories) -> np.ndarray:
        """``(histories, size) float64``: what the encoder makes of each; zeros where nothing is known."""
        import numpy as np

        found = np.zeros((len(histories), self.size))
        lengths = np.minimum(histories.lengths, self.length)
        for length in np.unique(lengths[lengths > 0]).tolist():
            rows = np.flatnonzero(lengths == length)
            for first in range(0, len(rows), _AT_ONCE):
                some = rows[first : first + _AT_ONCE]
                last = histories.starts[some + 1][:, None]
                found[some] = self._read(histories.item[last - length + np.arange(length)])
        return found

    def _read(self, item: np.ndarray) -> np.ndarray:
        """``(n, size)``: the last state of histories of one length, ``(n, length)``."""
        import numpy as np

        learned = self.learned_weights
        told = learned["item"][item] * self.size**0.5
        for block in range(self.blocks):
            mine = {name: learned[f"{block}/{name}"] for name in ("first", "ask", "key", "say", "out", "back")}
            calm = _normed(told, mine["first"])
            if block == self.blocks - 1:  # only the last state is needed
                told = told[:, -1:]
            asks, keys, says = (
                self._parted(rows @ mine[name])
                for rows, name in ((calm[:, -told.shape[1] :], "ask"), (calm, "key"), (calm, "say"))
            )
            back = np.arange(item.shape[1])[-told.shape[1] :, None] - np.arange(item.shape[1])
            seen = asks @ keys.swapaxes(2, 3) / (self.size / self.heads) ** 0.5 + np.where(
                back >= 0, mine["back"][:, np.maximum(back, 0)], -np.inf
            )
            share = np.exp(seen - seen.max(axis=3, keepdims=True))
            share /= share.sum(axis=3, keepdims=True)
            together = (share @ says).swapaxes(1, 2).reshape(told.shape)
            told = told + together @ mine["out"]
            calm = _normed(told, learned[f"{block}/second"])
            wide = np.maximum(calm @ learned[f"{block}/wide"] + learned[f"{block}/wide_base"], 0)
            told = told + wide @ learned[f"{block}/narrow"] + learned[f"{block}/narrow_base"]
        last: np.ndarray = _normed(told, learned["last"])[:, -1]
        return last

    def _parted(self, rows: np.ndarray) -> np.ndarray:
        """``(n, heads, length, size / heads)``."""
        n, length, _ = rows.shape
        return rows.reshape(n, length, self.heads, -1).swapaxes(1, 2)

    def raw(self, histories: Histories) -> np.ndarray:
        """``(histories, items) float32``: without popularity; zeros where nothing is known."""
        import numpy as np

        return np.asarray(self.states(histories) @ self.learned_weights["item"].T, dtype=np.float32)

    def one(self, history: Histories) -> np.ndarray:
        """``(items,) float64``: the scores of one history without popularity."""
        import numpy as np

        return np.asarray(self.learned_weights["item"] @ self.states(history)[0])

    def scores(self, histories: Histories) -> np.ndarray:
        """``(histories, items) float32``, with a little popularity."""
        import numpy as np

        return self.raw(histories) + (_TIE * self.popular).astype(np.float32)

    def terms(self, history: Histories, item: int) -> Terms:
        """The score goes by the history as a whole: all of it is the base."""
        import numpy as np

        score = float(self.states(history)[0] @ self.learned_weights["item"][item])
        return Terms(score + _TIE * float(self.popular[item]), np.zeros(len(history.item)))

    def arrays(self) -> dict[str, np.ndarray]:
        """All that was learned."""
        learned = {name: each.astype("float32") for name, each in self.learned_weights.items()}
        return {"popular": self.popular, **learned}

    def learned(self, items: tuple[str, ...], arrays: dict[str, Any]) -> Self:
        """Take back what :meth:`arrays` gave."""
        self.items, self.popular = items, arrays["popular"]
        self.learned_weights = {name: each.astype("float64") for name, each in arrays.items() if name != "popular"}
        return self


def _normed(rows: np.ndarray, scale: np.ndarray) -> np.ndarray:
    """Each row less its mean and over its deviation, times and plus what was learned, ``(2, size)``."""
    away = rows - rows.mean(axis=-1, keepdims=True)
    normed: np.ndarray = away / (((away**2).mean(axis=-1, keepdims=True) + _SMALL) ** 0.5) * scale[0] + scale[1]
    return normed
