"""Rated texts: what a person would rate an item, from what others and the person wrote and rated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from thyself.core import InvalidInput
from thyself.evaluate.classifiers import NONE, Head, Labels, Shrink
from thyself.evaluate.fitting import fit
from thyself.evaluate.text_vectors import text_vectors
from thyself.retrieval.neighbours import Asked, Said

if TYPE_CHECKING:
    import numpy as np

    from thyself.models import Embedder

#: Strengths that did well on reviews of four kinds: of the words, and of what an item's and a person's ratings tell.
STRENGTHS: Final = Shrink(1.0, 5.0, NONE)
#: The same without the words.
BLIND: Final = Shrink(NONE, 5.0, NONE)


@dataclass(frozen=True, eq=False)
class RatedTexts:
    """Learned from rated texts; made by :func:`learn`.

    Args:
        steps: The ratings that there are, rising.
        head: Words, people and items.
        embedder: What texts mean; ``None``: their words alone.
    """

    steps: tuple[float, ...]
    head: Head
    embedder: Embedder | None = None

    def chances(self, asked: Sequence[Asked]) -> np.ndarray:
        """``(n, ratings) float64``: how likely each rating is; with no text by item and person alone."""
        vectors = _vectors([(each.text, "") for each in asked], self.embedder)
        return self.head.predict(vectors, [each.person for each in asked], [each.item for each in asked])

    def expect(self, asked: Sequence[Asked]) -> np.ndarray:
        """``(n,) float64``: the rating in the middle of what is likely, which has the least expected error."""
        import numpy as np

        below = self.chances(asked).cumsum(axis=1) < 0.5
        return np.asarray(np.array(self.steps)[np.minimum(below.sum(axis=1), len(self.steps) - 1)])


def learn(said: Sequence[Said], *, embedder: Embedder | None = None, shrink: Shrink = STRENGTHS) -> RatedTexts:
    """Learn how words, items and people go with ratings.

    Args:
        said: Rated texts; those without a rating are left out.
        embedder: What texts mean; ``None``: their words alone.
        shrink: How strongly the weights of words, and those of items and people, are drawn to none; :data:`BLIND` for
            requests that give no text of the review itself.

    Raises:
        InvalidInput: Fewer than 20 have a rating, or all have the same.
    """
    import numpy as np

    rated = [each for each in said if each.rating is not None]
    steps = tuple(sorted({float(each.rating) for each in rated if each.rating is not None}))
    if len(rated) < 20 or len(steps) < 2:
        raise InvalidInput(f"{len(rated)} rated texts: give at least 20, with two different ratings")
    given = [("", "") if shrink.text == NONE else (each.text, each.title) for each in rated]
    label = np.array([steps.index(float(each.rating)) for each in rated if each.rating is not None])
    labels = Labels(
        _vectors(given, embedder), np.arange(len(rated)), [each.person for each in rated], label,
        [each.item for each in rated],
    )  # fmt: skip
    return RatedTexts(steps, fit(labels, shrink=shrink), embedder)


def _vectors(texts: Sequence[tuple[str, str]], embedder: Embedder | None) -> np.ndarray:
    return text_vectors([f"{title}\n{text}".strip() for text, title in texts], embedder)
