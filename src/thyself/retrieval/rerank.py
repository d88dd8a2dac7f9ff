"""Rerank: a second look at few texts, each read together with the query, by a scorer learned from what was useful.

A cross scorer sees query and text together: whether the text names what the query wants or what it avoids, which
a cosine of the two cannot tell apart ("no milk" is near milk). Its weights are few, learned listwise: the texts of one
query compete, and those that helped more should get more of the probability.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Protocol, runtime_checkable

from thyself.core import InvalidInput
from thyself.core.words import STOP, stems
from thyself.models import Embedder
from thyself.retrieval.fusion import Example, Weights
from thyself.retrieval.fusion import learn as learn_listwise
from thyself.retrieval.preferences import about, leanings

if TYPE_CHECKING:
    import numpy as np

#: What speaks for a text beside a query, and what it says.
PAIR_FEATURES: Final[Mapping[str, str]] = {
    "meaning": "the cosine of query and text",
    "meaning, of one sentence": "the highest cosine of a part of the query and the text",
    "words": "which share of the query's words it has, the rarer among the texts the more",
    "words of the text": "which share of its words the query has",
    "meaning of the wanted": "the highest cosine with what the query wants, above the texts' mean",
    "meaning of the avoided": "the highest cosine with what the query avoids, above the texts' mean",
    "only avoided": "the same, where nothing is said to be wanted",
    "meaning of the asked": "the cosine with what the query asks, above the texts' mean",
    "words of the wanted": "which share of the words of what is wanted it has",
    "words of the avoided": "which share of the words of what is avoided it has",
    "without the avoided": "it names what is avoided as that which it is without",
    "avoids too": "it says of what the query avoids that it is avoided",
    "wants too": "it says of what the query wants that it is wanted",
}
_WITHOUT: Final = re.compile(
    r"\b(?:without|no|non|free of|vegan|alternatives? to|instead of|not|avoid\w*|faux|minus)[\s-]+(?:\w+[\s-]+)?(\w+)"
    r"|(\w+)-free\b",
    re.IGNORECASE,
)


@runtime_checkable
class Reranker(Protocol):
    """Reads a query together with each of a few texts."""

    @property
    def name(self) -> str:
        """Which one."""

    def scores(self, query: str, texts: Sequence[str]) -> np.ndarray:
        """``(n,) float32``: how well each text fits the query, higher is better; none for no texts."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A query, texts, and how useful each was (any scale, higher is better): an example to learn from."""

    query: str
    texts: tuple[str, ...]
    utilities: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class CrossWeights(Weights):
    """A linear model over :data:`PAIR_FEATURES`: mean, deviation and weight of each, and what it was learned on."""

    def dumps(self, names: Iterable[str] = PAIR_FEATURES) -> str:
        """As JSON, one entry a feature; :func:`loads` reads it."""
        rows = zip(names, self.mean, self.deviation, self.weight, strict=True)
        return json.dumps({"learned_on": self.learned_on, "features": [list(row) for row in rows]}, indent=1)


#: Weights set by hand, one standard scale: for a query that states what is wanted and avoided, learned on nothing.
PLAIN: Final = CrossWeights(
    mean=(0.0,) * len(PAIR_FEATURES),
    deviation=(1.0,) * len(PAIR_FEATURES),
    weight=(1.0, 1.0, 1.0, 0.5, 2.0, -2.0, -1.0, 0.5, 1.0, -1.5, 1.5, 0.5, 0.5),
    learned_on="nothing: set by hand",
)


def loads(text: str) -> CrossWeights:
    """Read what :meth:`CrossWeights.dumps` wrote.

    Raises:
        InvalidInput: The weights belong to other features.
    """
    found = json.loads(text)
    names, mean, deviation, weight = zip(*found["features"], strict=True)
    if names != tuple(PAIR_FEATURES):
        raise InvalidInput("these weights belong to other features: learn them again")
    return CrossWeights(mean, deviation, weight, found["learned_on"])


@dataclass(frozen=True)
class CrossScorer:
    """A :class:`Reranker` by interactions of a query with each text: meanings, words, what is wanted and avoided.

    Args:
        embedder: Compares meanings.
        weights: Of the features; learned by :func:`learn`, or :data:`PLAIN`.
    """

    embedder: Embedder
    weights: CrossWeights = PLAIN
    name: str = "cross scorer"

    def scores(self, query: str, texts: Sequence[str]) -> np.ndarray:
        """``(n,) float32``, higher is better."""
        import numpy as np

        if not texts:
            return np.zeros(0, dtype=np.float32)
        return self.weights.score(pairs(self.embedder, query, texts)).astype(np.float32)


def pairs(embedder: Embedder, query: str, texts: Sequence[str]) -> np.ndarray:
    """``(n, len(PAIR_FEATURES)) float64``: the features of each text beside the query."""
    parts = [part.text for part in leanings(query)]
    vectors = embedder.embed([query, *parts, *texts])
    return features(vectors[: 1 + len(parts)], vectors[1 + len(parts) :], query, texts)


def features(query_vecs: np.ndarray, text_vecs: np.ndarray, query: str, texts: Sequence[str]) -> np.ndarray:
    """``(n, len(PAIR_FEATURES)) float64``, in the order of :data:`PAIR_FEATURES`.

    Args:
        query_vecs: The vector of the query and of each of its :func:`leanings`, ``(1 + parts, d)`` unit rows.
        text_vecs: The vectors of the texts, ``(n, d)`` unit rows.
        query: Its words.
        texts: Theirs.

    Raises:
        InvalidInput: There is not one vector for each part.
    """
    import numpy as np

    parts = leanings(query)
    if len(query_vecs) != 1 + len(parts) or len(text_vecs) != len(texts):
        raise InvalidInput("cross features: give the vector of the query, of each of its parts, and of each text")
    cosines = np.einsum("id,jd->ij", text_vecs.astype(np.float64), query_vecs.astype(np.float64))
    nearest: dict[str, np.ndarray] = {}
    named: dict[str, set[str]] = {"wanted": set(), "avoided": set(), "asked": set()}
    for at, part in enumerate(parts, 1):
        nearest[part.leaning] = np.maximum(nearest.get(part.leaning, np.full(len(texts), -1.0)), cosines[:, at])
        named[part.leaning] |= set(stems(part.text))
    named["avoided"] -= named["asked"]
    near = {leaning: values - values.mean() for leaning, values in nearest.items()}
    nothing = np.zeros(len(texts))
    read = [_read(text) for text in texts]
    words = [each.words for each in read]
    avoided = near.get("avoided", nothing)
    own = frozenset(stems(query))
    columns = [
        cosines[:, 0],
        cosines.max(axis=1),
        _rarity_share(own, words),
        np.array([_share(each, own) for each in words]),
        near.get("wanted", nothing),
        avoided,
        nothing if "wanted" in near else avoided,
        near.get("asked", nothing),
        np.array([_share(named["wanted"], each) for each in words]),
        np.array([_share(named["avoided"], each) for each in words]),
        np.array([float(bool(named["avoided"] & each.without)) for each in read]),
        np.array([_share(named["avoided"], each.avoided) for each in read]),
        np.array([_share(named["wanted"], each.wanted) for each in read]),
    ]
    return np.stack(columns, axis=1)


def learn(
    examples: Sequence[Labelled],
    embedder: Embedder,
    *,
    learned_on: str,
    penalty: float = 1e-2,
    temperature: float = 0.25,
) -> CrossWeights:
    """The weights under which the probability of the texts is nearest to their utility.

    Kullback-Leibler divergence of the softmax of scores from the softmax of utilities / temperature, over the texts of
    each query (utility distillation, as retrievers are taught by what helped a reader; Izacard et al., Atlas, 2022),
    with a penalty on the squares; the same numbers each time.

    Raises:
        InvalidInput: There is nothing to learn from: no example has two texts.
    """
    usable = [each for each in examples if len(each.texts) > 1]
    if not usable:
        raise InvalidInput("a cross scorer learns from queries with at least two texts each: there are none")
    told = [Example(pairs(embedder, each.query, each.texts), _target(each.utilities, temperature)) for each in usable]
    found = learn_listwise(told, learned_on=learned_on, penalty=penalty)
    return CrossWeights(found.mean, found.deviation, found.weight, learned_on)


def _target(utilities: Sequence[float], temperature: float) -> np.ndarray:
    """The softmax of utilities / temperature."""
    import numpy as np

    odds = np.exp((np.array(utilities) - max(utilities)) / temperature)
    return np.asarray(odds / odds.sum())


def _share(wanted: set[str] | frozenset[str], own: set[str] | frozenset[str]) -> float:
    return len(wanted & own) / len(wanted) if wanted else 0.0


def _rarity_share(wanted: frozenset[str], texts: Sequence[frozenset[str]]) -> np.ndarray:
    """Which share of some words each text has, each word counting by how few of the texts have it."""
    import numpy as np

    rarity = {word: np.log1p(len(texts) / (0.5 + sum(word in text for text in texts))) for word in wanted}
    whole = sum(rarity.values()) or 1.0
    return np.array([sum(rarity[word] for word in wanted & text) / whole for text in texts])


@dataclass(frozen=True, slots=True)
class _Text:
    """The stems of a text: of all its words, of what it is without, of what it wants and avoids itself."""

    words: frozenset[str]
    without: frozenset[str]
    wanted: frozenset[str]
    avoided: frozenset[str]


@lru_cache(maxsize=20_000)
def _read(text: str) -> _Text:
    without = (word for match in _WITHOUT.finditer(text) for word in match.groups() if word)
    return _Text(
        frozenset(stems(text)),
        frozenset(stem for word in without if word.lower() not in STOP for stem in stems(word)),
        frozenset(stem for part in about(text, "wanted") for stem in stems(part)),
        frozenset(stem for part in about(text, "avoided") for stem in stems(part)),
    )
