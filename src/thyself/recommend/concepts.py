"""Concepts: texts as vectors whose dimensions have names, so that each score is a sum over what both are about."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Final, Self

from thyself.core import InvalidInput
from thyself.models import Embedder
from thyself.recommend.towers import Adam, Training

if TYPE_CHECKING:
    import numpy as np

#: Where the concept layer begins: what likeness to a concept's name counts, and which likeness is half.
_SHARP, _LEAST = 12.0, 0.35
#: What a matching score is multiplied by before the softmax.
_HARD: Final = 8.0


class Concepts:
    """A layer from the vectors of texts to strengths of named concepts, none below zero.

    It begins as the likeness of a text to each concept's name. Two losses: of texts that belong together each is to be
    found among the others of a batch by the cosine of their strengths, each concept by its weight; and the strengths
    tell which concepts were listed for a text (the anchor). With the first alone dimensions drift from their names.
    A score is the sum of what each concept adds.

    Source: SESA: Supervised Explicit Semantic Analysis (2017). There a recurrent network reads the words; here the
    reader is the embedder that is at hand, and is not trained.

    Args:
        names: The concepts.
        embed: Texts to vectors.
        anchor: What the second loss counts beside the first; 0: nothing holds a dimension to its name.
        training: How it is learned; 40 epochs by default.

    Raises:
        InvalidInput: There are no concepts, or one comes twice.
    """

    def __init__(
        self, names: Sequence[str], embed: Embedder, *, anchor: float = 1.0, training: Training | None = None
    ) -> None:
        if not names or len({*names}) < len(names):
            raise InvalidInput(f"{len(names)} concepts: give one at least, and none twice")
        self.names, self.embed, self.anchor = tuple(names), embed, anchor
        self.training = training or Training(40)
        self._parts = self._start()

    def fit(self, texts: Sequence[str], listed: Sequence[Collection[str]], pairs: np.ndarray | None = None) -> Self:
        """Learn from texts.

        Args:
            texts: The texts.
            listed: For each, the concepts that somebody listed for it; where none is, that says nothing.
            pairs: ``(m, 2)`` places of texts that belong together; ``None``: only what was listed is learned from.

        Raises:
            InvalidInput: Not as many lists as texts.
        """
        import numpy as np

        if len(texts) != len(listed):
            raise InvalidInput(f"{len(texts)} texts and {len(listed)} lists: give equally many")
        how = self.training
        rng, known = np.random.default_rng(how.seed), self._read(texts)
        told = np.array([[name in each for name in self.names] for each in listed], dtype=float).reshape(len(texts), -1)
        first = [each.copy() for each in self._start()]
        self._parts = [each.copy() for each in first]
        steps = [Adam(each.shape, how.rate) for each in first]
        some = np.flatnonzero(told.any(axis=1))
        batches = max(-(-len(some) // how.batch), -(-len(pairs) // how.batch) if pairs is not None else 0)
        for _ in range(how.epochs * batches):
            pull = [how.shrink * (now - then) for now, then in zip(self._parts, first, strict=True)]
            if self.anchor and len(some):
                rows = rng.choice(some, min(how.batch, len(some)), replace=False)
                _add(pull, self._anchoring(known[rows], told[rows]), self.anchor)
            if pairs is not None and len(pairs) > 1:
                rows = rng.choice(len(pairs), min(how.batch, len(pairs)), replace=False)
                _add(pull, self._matching(known[pairs[rows, 0]], known[pairs[rows, 1]]), 1.0)
            for part, step, each in zip(self._parts, steps, pull, strict=True):
                part -= step(each)
        return self

    def of(self, texts: Sequence[str]) -> np.ndarray:
        """``(texts, concepts)``: how strongly each text is about each concept, from 0 to 1."""
        return _strength(self._before(self._read(texts)))

    def scores(self, one: np.ndarray, other: np.ndarray) -> np.ndarray:
        """``(one, other)``: how well strengths match, from 0 to 1; rows are what :meth:`of` gave, or means of those."""
        import numpy as np

        root = np.exp(self._parts[2] / 2)
        found: np.ndarray = _unit(one * root) @ _unit(other * root).T
        return found

    def terms(self, one: np.ndarray, other: np.ndarray) -> dict[str, float]:
        """What each concept adds to the score of two rows, what adds most first; together they are the score."""
        import numpy as np

        root = np.exp(self._parts[2] / 2)
        adds = _unit((one * root)[None])[0] * _unit((other * root)[None])[0]
        return {self.names[at]: float(adds[at]) for at in np.argsort(-adds, kind="stable") if adds[at] > 0}

    def _start(self) -> list[np.ndarray]:
        """The map, what each concept begins with, and the logarithm of the concepts' weights."""
        import numpy as np

        names = self._read(self.names)
        return [_SHARP * names.T, np.full(len(names), -_SHARP * _LEAST), np.zeros(len(names))]

    def _read(self, texts: Sequence[str]) -> np.ndarray:
        import numpy as np

        if not len(texts):
            return np.zeros((0, self.embed.dimensions))
        return np.asarray(self.embed.embed(list(texts)), dtype=np.float64)

    def _before(self, rows: np.ndarray) -> np.ndarray:
        found: np.ndarray = rows @ self._parts[0] + self._parts[1]
        return found

    def _anchoring(self, rows: np.ndarray, told: np.ndarray) -> list[np.ndarray]:
        """The gradient of the mean cross-entropy of what was listed."""
        import numpy as np

        off = (_strength(self._before(rows)) - told) / len(rows)
        return [rows.T @ off, off.sum(axis=0), np.zeros(len(self.names))]

    def _matching(self, one: np.ndarray, other: np.ndarray) -> list[np.ndarray]:
        """The gradient of the mean cross-entropy of the right partner among those of the batch."""
        import numpy as np

        root = np.exp(self._parts[2] / 2)
        held = [_strength(self._before(each)) for each in (one, other)]
        strong = [each * root for each in held]
        unit = [_unit(each) for each in strong]
        scores = _HARD * unit[0] @ unit[1].T
        chance = np.exp(scores - scores.max(axis=1, keepdims=True))
        chance /= chance.sum(axis=1, keepdims=True)
        off = _HARD * (chance - np.eye(len(one))) / len(one)
        pulls = [off @ unit[1], off.T @ unit[0]]
        found = [np.zeros_like(each) for each in self._parts]
        for rows, now, strength, way, pull in zip((one, other), held, strong, unit, pulls, strict=True):
            length = np.maximum(np.linalg.norm(strength, axis=1, keepdims=True), 1e-6)
            inner = (pull - way * (way * pull).sum(axis=1, keepdims=True)) / length
            found[2] += (inner * strength).sum(axis=0) / 2
            inner = inner * root * now * (1 - now)
            found[0] += rows.T @ inner
            found[1] += inner.sum(axis=0)
        return found


def _strength(before: np.ndarray) -> np.ndarray:
    import numpy as np

    found: np.ndarray = 1 / (1 + np.exp(-np.clip(before, -30, 30)))
    return found


def _unit(rows: np.ndarray) -> np.ndarray:
    import numpy as np

    found: np.ndarray = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return found


def _add(pull: list[np.ndarray], more: list[np.ndarray], times: float) -> None:
    for each, other in zip(pull, more, strict=True):
        each += times * other
