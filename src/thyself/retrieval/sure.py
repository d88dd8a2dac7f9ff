"""Sure: how likely it is that a person's traces answer a question at all."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp
from typing import TYPE_CHECKING, Final

from thyself.retrieval.features import FEATURES

if TYPE_CHECKING:
    import numpy as np

#: Below this, an answer says that it does not know. Of the questions that it was learned on, 3 % of those with an
#: answer fall below it, and 62 % of those without one.
UNSURE: Final = 0.12


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign that there is an answer: its mean, deviation and weight where it was learned."""

    name: str
    mean: float
    deviation: float
    weight: float


#: Learned on five dialogues: their own questions against those of other dialogues with the names exchanged.
SIGNS: Final = (
    Sign("nearest meaning", 0.5823, 0.0884, 0.3661),
    Sign("meaning of the best", 0.4330, 0.1469, 0.0965),
    Sign("share of words in the best", 0.3493, 0.2971, 0.2331),
    Sign("share around the best", 0.4654, 0.2978, -0.3362),
    Sign("share in the best's session", 0.5488, 0.3103, 0.3135),
    Sign("share in the best three", 0.4278, 0.2810, 0.1590),
    Sign("largest share", 0.4674, 0.2644, 0.4601),
    Sign("words of the best, damped", 0.5428, 0.2848, 0.3002),
    Sign("score of the best", 5.5202, 2.6398, 0.7935),
    Sign("distance to the tenth", 2.8639, 1.5066, 0.3166),
    Sign("rarest word of the best", 0.5754, 0.3207, -0.1155),
)
_INTERCEPT: Final = -0.7153
_PLACE: Final = {name: at for at, name in enumerate(FEATURES)}


def signs(table: np.ndarray, scores: np.ndarray, cosine: np.ndarray) -> list[float]:
    """What the best texts for a question look like, in the order of :data:`SIGNS`.

    Args:
        table: The features of the texts that may be found, ``(n, features)``, n at least 1.
        scores: Their scores, ``(n,)``.
        cosine: Their cosines with the question, ``(n,)``.
    """
    import numpy as np

    tenth = np.partition(scores, max(len(scores) - 10, 0))[max(len(scores) - 10, 0)]
    near = np.flatnonzero(scores >= tenth)
    order = near[np.argsort(-scores[near], kind="stable")]
    best = int(order[0])
    share = table[:, _PLACE["share of words"]]
    return [
        float(cosine.max()),
        float(cosine[best]),
        float(share[best]),
        float(table[best, _PLACE["share around"]]),
        float(table[best, _PLACE["share in session"]]),
        float(share[order[:3]].max()),
        float(share.max()),
        float(table[best, _PLACE["words, damped"]]),
        float(scores[best]),
        float(scores[best] - scores[order[min(9, len(order) - 1)]]),
        float(table[best, _PLACE["rarest word"]]),
    ]


def probability(found: list[float]) -> float:
    """From the signs to a probability (logistic)."""
    pairs = zip(SIGNS, found, strict=True)
    total = _INTERCEPT + sum(sign.weight * (value - sign.mean) / sign.deviation for sign, value in pairs)
    return 1.0 / (1.0 + exp(-max(min(total, 30.0), -30.0)))
