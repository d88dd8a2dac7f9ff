"""Utility: which of a person's texts help a model to write what the person wrote, learned from how much they helped.

A text's benefit is how much likelier the true text becomes with it in the prompt. A scorer learns to foretell it; with
an anchor (no text at all, of benefit 0) among what is ranked, its scores are in nats a token and not only in order, so
that they also tell when no text will help.

Source: PEARL: Personalizing Large Language Model Writing Assistants with Generation-Calibrated Retrievers (2024).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from thyself.core import InvalidInput
from thyself.core.words import stems
from thyself.evaluate.classifiers import softmax
from thyself.evaluate.descent import lowest
from thyself.models import LanguageModel

if TYPE_CHECKING:
    import numpy as np

    from thyself.models import Embedder

#: What speaks for a text, in the order of :func:`signs`.
SIGNS: Final = (
    "cosine of meaning",
    "share of the request's words that it has",
    "share of its words that the request has",
    "length (logarithm of words)",
    "same first word",
    "in how many ways the two are the nearest there is",
)
#: Benefits are in nats a token; so many of them make a softmax of usual sharpness.
_SHARP: Final = 8.0
_RIDGE: Final = 0.02

Loss = Callable[["np.ndarray", "np.ndarray"], "tuple[float, np.ndarray]"]
"""Of scores and benefits ``(n,)`` of one request's texts: the value, and its slopes by score."""


def benefit(model: LanguageModel, document: str, request: str, target: str) -> float:
    """How much likelier, in nats a token, the true text is with a document before the request than without."""
    return model.score(f"{document}\n\n{request}", target).per_token - model.score(request, target).per_token


def calibrated(scores: np.ndarray, benefits: np.ndarray) -> tuple[float, np.ndarray]:
    """The divergence between what helps and what is said to help, with "no text" among both, at 0."""
    import numpy as np

    value, slopes = relative(np.append(scores, 0.0), np.append(benefits, 0.0))
    return value, slopes[:-1]


def relative(scores: np.ndarray, benefits: np.ndarray) -> tuple[float, np.ndarray]:
    """The same without an anchor: only the order and the gaps are learned, whatever is added to all scores."""
    import numpy as np

    wanted, found = (softmax(_SHARP * each[None])[0] for each in (benefits, scores))
    value = float((wanted * np.log(np.maximum(wanted, 1e-12) / np.maximum(found, 1e-12))).sum())
    return value, _SHARP * (found - wanted)


@dataclass(frozen=True, eq=False)
class Utility:
    """Foretells benefits; made by :func:`learn`.

    Args:
        mean, scale: Of the signs ``(f,)``.
        weights: ``(f + 1,)``; the last is what is always added.
    """

    mean: np.ndarray
    scale: np.ndarray
    weights: np.ndarray

    def scores(self, table: np.ndarray) -> np.ndarray:
        """The benefit, in nats a token, that each text ``(n, f)`` is expected to have ``(n,)``."""
        import numpy as np

        return np.asarray((table - self.mean) / self.scale @ self.weights[:-1] + self.weights[-1])

    def helps(self, table: np.ndarray) -> bool:
        """Whether any text is expected to help at all."""
        return bool(len(table)) and bool(self.scores(table).max() > 0)


def learn(
    examples: Sequence[tuple[np.ndarray, np.ndarray]], *, loss: Loss = calibrated, ridge: float = _RIDGE
) -> Utility:
    """Learn from requests whose true text is known.

    Args:
        examples: For each request the signs ``(n, f)`` and the benefits ``(n,)`` of some texts.
        loss: What is made small; :func:`relative` for comparison.
        ridge: How strongly weights are drawn to none.

    Raises:
        InvalidInput: There are fewer than three requests.
    """
    import numpy as np

    if len(examples) < 3:
        raise InvalidInput(f"{len(examples)} requests: give at least 3")
    whole = np.vstack([table for table, _ in examples])
    mean, scale = whole.mean(axis=0), whole.std(axis=0) + 1e-9
    rows = [((table - mean) / scale, benefits) for table, benefits in examples]

    def cost(point: np.ndarray) -> tuple[float, np.ndarray]:
        value, slope = 0.5 * ridge * float(point[:-1] @ point[:-1]), np.append(ridge * point[:-1], 0.0)
        for table, benefits in rows:
            part, by_score = loss(table @ point[:-1] + point[-1], benefits)
            value += part / len(rows)
            slope = slope + np.append(table.T @ by_score, by_score.sum()) / len(rows)
        return value, slope

    return Utility(mean, scale, lowest(cost, np.zeros(whole.shape[1] + 1), close=1e-8))


def signs(request: str, documents: Sequence[str], embedder: Embedder) -> np.ndarray:
    """What speaks for each text: ``(n, 6) float64``, in the order of :data:`SIGNS`."""
    import numpy as np

    if not documents:
        return np.zeros((0, len(SIGNS)))
    asked = set(stems(request))
    vectors = embedder.embed([request, *documents]).astype(float)
    near = vectors[1:] @ vectors[0]
    rows = []
    for place, document in enumerate(documents):
        said = set(stems(document))
        shared = len(asked & said)
        first = [text.split()[:1] for text in (request.lower(), document.lower())]
        rows.append(
            [
                float(near[place]),
                shared / max(len(asked), 1),
                shared / max(len(said), 1),
                math.log1p(len(document.split())),
                float(first[0] == first[1]),
                0.0,
            ]
        )
    table = np.array(rows)
    table[:, 5] = (table[:, :3] >= table[:, :3].max(axis=0)).sum(axis=1) / 3
    return table
