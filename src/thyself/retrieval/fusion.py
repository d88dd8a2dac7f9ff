"""Fusion: one score out of many features, by few weights that can be shown and were learned on other dialogues."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from thyself.core import ThyselfError
from thyself.retrieval.features import FEATURES

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True, slots=True)
class Weights:
    """A linear model over features, such as :data:`FEATURES`.

    Args:
        mean, deviation: Of each feature, where it was learned.
        weight: Of each feature in deviations from its mean.
        learned_on: The data, in words.
    """

    mean: tuple[float, ...]
    deviation: tuple[float, ...]
    weight: tuple[float, ...]
    learned_on: str = ""

    def terms(self, table: np.ndarray) -> np.ndarray:
        """What each feature adds to each score; of the shape of ``table``, whose last axis is the features."""
        import numpy as np

        terms: np.ndarray = (table - np.array(self.mean)) / np.array(self.deviation) * np.array(self.weight)
        return terms

    def score(self, table: np.ndarray) -> np.ndarray:
        """``(n,) float64``: the sum of the terms."""
        import numpy as np

        slope = np.array(self.weight) / np.array(self.deviation)
        scores: np.ndarray = table @ slope - float(np.array(self.mean) @ slope)
        return scores

    def dumps(self, names: Iterable[str] = FEATURES) -> str:
        """As the text of a file, one line a feature."""
        rows = zip(names, self.mean, self.deviation, self.weight, strict=True)
        listed = [json.dumps([name, *(round(value, 6) for value in values)]) for name, *values in rows]
        whole = ",\n    ".join(listed)
        return f'{{\n  "learned_on": {json.dumps(self.learned_on)},\n  "features": [\n    {whole}\n  ]\n}}\n'


@lru_cache(maxsize=1)
def shipped() -> Weights:
    """The weights that come with the package."""
    return loads(files("thyself.retrieval").joinpath("weights.json").read_text("utf-8"), FEATURES)


def loads(text: str, features: Iterable[str]) -> Weights:
    """Read what :meth:`Weights.dumps` wrote.

    Raises:
        ThyselfError: The weights belong to other features: the package is damaged.
    """
    found = json.loads(text)
    names, mean, deviation, weight = zip(*found["features"], strict=True)
    if names != tuple(features):
        raise ThyselfError("the weights of recall belong to other features: install thyself again")
    return Weights(mean, deviation, weight, found["learned_on"])


@dataclass(frozen=True, slots=True)
class Example:
    """One question to learn from: the features of all texts, and which of them are the evidence, ``(n,) bool``."""

    table: np.ndarray
    right: np.ndarray


def learn(examples: Sequence[Example], *, learned_on: str, penalty: float = 1e-3, steps: int = 300) -> Weights:
    """The weights under which the evidence is likeliest to be drawn from all texts of its question.

    Cross-entropy of a softmax over each question's texts (listwise; Cao et al., Learning to Rank, 2007), with a penalty
    on the squares, by gradient steps with momentum on standardised features.
    """
    import numpy as np

    mean = np.mean([each.table.mean(axis=0) for each in examples], axis=0)
    deviation = np.sqrt(np.mean([each.table.var(axis=0) for each in examples], axis=0)) + 1e-4
    whole = np.concatenate([(each.table - mean) / deviation for each in examples])
    target = np.concatenate([each.right / each.right.sum() for each in examples])
    sizes = np.array([len(each.right) for each in examples])
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    of = np.repeat(np.arange(len(examples)), sizes)
    weight, pace, spread = (np.zeros(whole.shape[1]) for _ in range(3))
    for step in range(1, steps + 1):
        scores = whole @ weight
        odds = np.exp(scores - np.maximum.reduceat(scores, starts)[of])
        chance = odds / np.add.reduceat(odds, starts)[of]
        slope = whole.T @ (chance - target) / len(examples) + 2 * penalty * weight
        # Adam (Kingma and Ba, 2015): few steps, no line search, the same numbers each time.
        pace = 0.9 * pace + 0.1 * slope
        spread = 0.99 * spread + 0.01 * slope**2
        weight -= 0.05 * (pace / (1 - 0.9**step)) / (np.sqrt(spread / (1 - 0.99**step)) + 1e-8)
    return Weights(tuple(mean.tolist()), tuple(deviation.tolist()), tuple(weight.tolist()), learned_on)
