"""Pair judge: which of two answers a person would prefer, learned from preferences; no language model is asked."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from thyself.core import InvalidInput
from thyself.evaluate.classifiers import NONE, Head, Labels, Shrink
from thyself.evaluate.fitting import fit
from thyself.evaluate.judge import Case, Preference

if TYPE_CHECKING:
    import numpy as np

    from thyself.models import Embedder

Signs = Callable[[Case, str], Sequence[float]]
"""What speaks for or against an answer to a case, always equally many numbers."""

_WORD: Final = re.compile(r"\w+")
_COUNTED: Final = tuple(
    re.compile(form, re.IGNORECASE | re.MULTILINE)
    for form in (
        r"\b(?:as an ai|ai language model|as a language model|i'm an ai|i am an ai)\b",
        r"\b(?:i can(?:no|')t|i(?:'m| am) sorry|i apologi[sz]e|(?:not |un)able to|i do(?: not|n't) have)\b",
        r"^\s*(?:[-*•]|\d+[.)])\s",
        r"\*\*",
        r"\?",
        r"!",
        r"\byou(?:r|'re)?\b",
        r"\b(?:may|might|could|perhaps|possibly|depends|however)\b",
        r"\d+",
        r"\n\s*\n",
        r"\b(?:complex|sensitive|controversial|respect|personal beliefs|opinions?|important to)\b",
        r"\bI(?:'m)?\b",
    )
)
#: What meaning weighs beside the signs, and how strongly all weights are drawn to none.
_MEANING: Final = 0.12
_STRENGTH: Final = Shrink(30.0, NONE, NONE)


def signs(case: Case, answer: str) -> list[float]:
    """How long an answer is, how it looks, whether it refuses, hedges and ends, and what of the request it takes up."""
    words, asked = _WORD.findall(answer.lower()), set(_WORD.findall(case.request.lower()))
    counts = [len(form.findall(answer)) for form in _COUNTED]
    return [
        math.log(len(answer) + 20),
        min(len(answer), 1200) / 400,
        float(len(answer) < 120),
        len(set(words)) / max(len(words), 1) ** 0.8,
        float(answer.rstrip()[-1:] in (".", "!", "?", '"', "*", ")")),
        len(asked & set(words)) / max(len(asked), 1),
        sum(map(len, words)) / max(len(words), 1),
        *(math.log1p(count) for count in counts),
        *(float(count > 0) for count in counts[:3]),
    ]


@dataclass(frozen=True, eq=False)
class PairJudge:
    """Prefers by signs and meaning; made by :func:`learn_pairs`.

    Args:
        head: Over the differences of two answers.
        scale: What each difference is divided by ``(d,)``.
        signs: What speaks for an answer.
        embedder: What answers mean; ``None``: signs alone.
    """

    head: Head
    scale: np.ndarray
    signs: Signs
    embedder: Embedder | None = None

    def prefer(self, case: Case, one: str, other: str) -> Preference:
        """Which of two answers."""
        return self.prefer_all([(case, one, other)])[0]

    def prefer_all(self, pairs: Sequence[tuple[Case, str, str]]) -> list[Preference]:
        """Which of each pair; swapping two answers swaps the preference."""
        apart = _apart(pairs, self.signs, self.embedder) / self.scale
        nobody = [""] * len(pairs)
        there, back = (self.head.predict(side, nobody)[:, 1] for side in (apart, -apart))
        return [Preference(float(each)) for each in (there + 1 - back) / 2]


def learn_pairs(
    pairs: Sequence[tuple[Case, str, str]],
    first: Sequence[bool],
    *,
    signs: Signs = signs,
    embedder: Embedder | None = None,
) -> PairJudge:
    """Learn from pairs and which was preferred.

    Args:
        pairs: The case and two answers.
        first: Whether the first was preferred.
        signs: What speaks for an answer.
        embedder: What answers mean.

    Raises:
        InvalidInput: There are fewer than 20 pairs, or not one preference for each.
    """
    import numpy as np

    if len(pairs) != len(first) or len(pairs) < 20:
        raise InvalidInput(f"{len(pairs)} pairs, {len(first)} preferences: give one for each, at least 20")
    apart = _apart(pairs, signs, embedder)
    scale = apart.std(axis=0) + 1e-9
    if embedder is not None:
        scale[-embedder.dimensions :] /= _MEANING
    label = np.array(first, dtype=int)
    if len(set(label.tolist())) < 2:  # all were preferred on one side: turn every other pair around
        turned = np.where(np.arange(len(label)) % 2, -1.0, 1.0)
        apart, label = apart * turned[:, None], np.where(turned > 0, label, 1 - label)
    labels = Labels(apart / scale, np.arange(len(pairs)), [""] * len(pairs), label)
    return PairJudge(fit(labels, shrink=_STRENGTH), scale, signs, embedder)


def _apart(pairs: Sequence[tuple[Case, str, str]], signs: Signs, embedder: Embedder | None) -> np.ndarray:
    """``(n, d) float64``: the first answer less the second."""
    import numpy as np

    rows = [np.subtract(signs(case, one), signs(case, other)) for case, one, other in pairs]
    table = np.array(rows, dtype=float).reshape(len(pairs), -1)
    if embedder is None:
        return table
    meant = embedder.embed([answer for _, one, other in pairs for answer in (one, other)]).astype(float)
    asked = embedder.embed([case.request for case, _, _ in pairs]).astype(float)
    fits = ((meant[::2] - meant[1::2]) * asked).sum(axis=1, keepdims=True)
    return np.hstack([table, fits, meant[::2] - meant[1::2]])
