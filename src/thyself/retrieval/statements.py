"""Statements: which of a person's statements matter for this turn of a conversation.

The meaning of a statement is compared with what was just said, alone and with what stands before it, and the words of
both are counted; few weights, learned on conversations where people marked what mattered, put it together.

Source: the task is that of TREC iKAT 2023 (statement ranking); the features and weights are ours.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from thyself.core import ThyselfError, Turn
from thyself.core.words import stems
from thyself.models import Embedder
from thyself.retrieval.fusion import Example, Weights, learn

if TYPE_CHECKING:
    import numpy as np

#: What speaks for a statement, and what it says.
SIGNS: Final[Mapping[str, str]] = {
    "meaning": "the cosine with what was just said",
    "meaning, with the turns before": "the cosine with the last three turns of the person together",
    "meaning, with the answer before": "the cosine with the last answer and what was just said",
    "meaning, nearest turn": "the highest cosine with one of the last five turns of the person",
    "meaning, nearest sentence": "the highest cosine with one sentence of what was just said",
    "words": "which share of its words was just said, the rarer among the statements the more",
    "words before": "the same, over the last turns and answer",
    "above the others": "the first cosine, in deviations from those of the other statements",
    "above the others, with the turns": "the same of the second",
    "above the others, with the answer": "the same of the third",
    "usual": "the mean cosine with the person's other statements",
    "length": "the logarithm of how many telling words it has",
}
_ANSWER: Final = 600
_SENTENCE: Final = re.compile(r"(?<=[.!?])\s+")


@lru_cache(maxsize=1)
def shipped() -> Weights:
    """The weights that come with the package.

    Raises:
        ThyselfError: They belong to other signs: the package is damaged.
    """
    return loads(files("thyself.retrieval").joinpath("statements.json").read_text("utf-8"))


def dumps(weights: Weights) -> str:
    """Weights as the text of a file, one line a sign."""
    rows = zip(SIGNS, weights.mean, weights.deviation, weights.weight, strict=True)
    listed = ",\n    ".join(json.dumps([name, *(round(value, 6) for value in values)]) for name, *values in rows)
    return f'{{\n  "learned_on": {json.dumps(weights.learned_on)},\n  "signs": [\n    {listed}\n  ]\n}}\n'


def loads(text: str) -> Weights:
    """Weights from what :func:`dumps` wrote.

    Raises:
        ThyselfError: They belong to other signs.
    """
    found = json.loads(text)
    names, mean, deviation, weight = zip(*found["signs"], strict=True)
    if names != tuple(SIGNS):
        raise ThyselfError("the weights of statements belong to other signs: install thyself again")
    return Weights(mean, deviation, weight, found["learned_on"])


@dataclass(frozen=True)
class Statements:
    """Ranks statements for a turn.

    Args:
        embedder: Compares meanings.
        weights: Of the signs; ``None``: those that come with the package.
    """

    embedder: Embedder
    weights: Weights | None = None

    def scores(self, statements: Sequence[str], turns: Sequence[Turn]) -> np.ndarray:
        """``(n,) float64``: how much each matters for the last of the turns; higher is more.

        Args:
            statements: What the person said of themselves.
            turns: The conversation, in order; the last is the one to be answered. None of its answer is used.
        """
        import numpy as np

        if not statements or not turns:
            return np.zeros(len(statements))
        return (self.weights or shipped()).score(self.table(statements, turns))

    def terms(self, statements: Sequence[str], turns: Sequence[Turn]) -> list[dict[str, float]]:
        """What each sign adds to each score; they sum to it."""
        if not statements or not turns:
            return [{} for _ in statements]
        terms = (self.weights or shipped()).terms(self.table(statements, turns))
        return [dict(zip(SIGNS, map(float, row), strict=True)) for row in terms]

    def best(self, statements: Sequence[str], turns: Sequence[Turn], k: int = 3) -> list[int]:
        """The places of the ``k`` that matter most, best first; equal ones in the order given."""
        import numpy as np

        return [int(at) for at in np.argsort(-self.scores(statements, turns), kind="stable")[:k]]

    def table(self, statements: Sequence[str], turns: Sequence[Turn]) -> np.ndarray:
        """``(n, len(SIGNS)) float64``: the signs of each statement."""
        import numpy as np

        views = _views(turns)
        flat = [text for several in views for text in several]
        vectors = self.embedder.embed([*statements, *flat]).astype(np.float64)
        own, asked = vectors[: len(statements)], vectors[len(statements) :]
        cosines = np.einsum("nd,qd->nq", own, asked)
        nearest, at = [], 0
        for several in views:
            nearest.append(cosines[:, at : at + len(several)].max(axis=1))
            at += len(several)
        said, turned, answered = nearest[:3]
        now, before = _texts(turns)
        words = [frozenset(stems(each)) for each in statements]
        columns = [
            *nearest,
            _share(words, frozenset(stems(now))),
            _share(words, frozenset(stems(before))),
            *(_standard(each) for each in (said, turned, answered)),
            np.einsum("nd,d->n", own, own.mean(axis=0)),
            np.log1p(np.array([len(each) for each in words])),
        ]
        return np.stack(columns, axis=1)


@dataclass(frozen=True, slots=True)
class Marked:
    """A conversation up to a turn, statements, and which of them matter for it: an example to learn from."""

    statements: tuple[str, ...]
    turns: tuple[Turn, ...]
    matter: tuple[bool, ...]


def learned(examples: Sequence[Marked], embedder: Embedder, *, learned_on: str, penalty: float = 0.1) -> Weights:
    """The weights under which the statements that matter are likeliest to be drawn; the same numbers each time."""
    import numpy as np

    reader = Statements(embedder)
    told = [
        Example(reader.table(each.statements, each.turns), np.array(each.matter))
        for each in examples
        if any(each.matter) and not all(each.matter)
    ]
    return learn(told, learned_on=learned_on, penalty=penalty)


def _texts(turns: Sequence[Turn]) -> tuple[str, str]:
    """What was just said, and the same with what stands before it."""
    now = turns[-1].said
    answer = turns[-2].answered if len(turns) > 1 else ""
    return now, " ".join([*(turn.said for turn in turns[-3:-1]), now, answer])


def _views(turns: Sequence[Turn]) -> list[list[str]]:
    """The texts that a statement is compared with, one list for each sign of meaning."""
    now = turns[-1].said
    answer = turns[-2].answered[:_ANSWER] if len(turns) > 1 else ""
    sentences = [part for part in _SENTENCE.split(now) if len(part) > 8] or [now]
    return [
        [now],
        [" ".join(turn.said for turn in turns[-3:])],
        [f"{answer} {now}".strip()],
        [turn.said for turn in turns[-5:]],
        sentences,
    ]


def _share(words: Sequence[frozenset[str]], heard: frozenset[str]) -> np.ndarray:
    """Which share of each statement's words was heard, the rarer among the statements the more."""
    import numpy as np

    spread: dict[str, int] = {}
    for each in words:
        for word in each:
            spread[word] = spread.get(word, 0) + 1
    weight = {word: float(np.log1p(len(words) / count)) for word, count in spread.items()}
    whole = [sum(weight[word] for word in each) or 1.0 for each in words]
    return np.array(
        [sum(weight[word] for word in each & heard) / all_ for each, all_ in zip(words, whole, strict=True)]
    )


def _standard(values: np.ndarray) -> np.ndarray:
    standard: np.ndarray = (values - values.mean()) / (values.std() + 1e-6)
    return standard
