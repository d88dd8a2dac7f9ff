"""Graph encoder: vectors of items out of what they are and of their neighbours of each type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Self

from thyself.core import InvalidInput
from thyself.recommend.item_graph import Balanced, Sampler, shares
from thyself.recommend.towers import Adam, Training

if TYPE_CHECKING:
    import numpy as np

#: What cosines are multiplied by before the softmax.
_SHARP: Final = 10.0
_LAYERS: Final = 2
#: How often the links are applied to find positions.
_TIMES: Final = 6


@dataclass(slots=True)
class _Layer:
    """The maps of one layer: the first of an item's own vector, the others of the mean of each type of neighbours."""

    maps: list[np.ndarray]
    ramp: bool


@dataclass(frozen=True, slots=True)
class _Pass:
    """What a layer saw and gave, to go back by."""

    seen: list[np.ndarray]
    before: np.ndarray
    length: np.ndarray
    out: np.ndarray


class GraphEncoder:
    """GraphSAGE for several types of links: an item's own vector and the mean of its neighbours of each type.

    Two layers, each with maps of its own for every type; vectors of length one. Linked items are drawn near to each
    other and away from the others of the batch. An item without links has the vector of what it is. Trained with numpy
    (and ``scipy`` for the links).

    Source: Personalized Audiobook Recommendations at Spotify Through Graph Neural Networks (2T-HGNN, 2024); Inductive
    Representation Learning on Large Graphs (GraphSAGE, 2017).

    Args:
        size: Numbers in a vector.
        sampler: Draws neighbours and pairs; as many of each type by default.
        training: How it is learned; an epoch is one batch of linked pairs, of which there are 120 by default.
    """

    def __init__(self, size: int = 32, *, sampler: Sampler | None = None, training: Training | None = None) -> None:
        self.size, self.training = size, training or Training(120, batch=512)
        self.sampler: Sampler = sampler or Balanced()
        self._layers: list[_Layer] = []

    def fit(self, features: np.ndarray, types: Mapping[str, Any]) -> Self:
        """Learn from the links.

        Args:
            features: ``(items, d)``: what each item is.
            types: The links of each type, see :class:`thyself.recommend.ItemGraph`.

        Raises:
            InvalidInput: There are no links.
        """
        import numpy as np

        if not types:
            raise InvalidInput("there are no links to learn from")
        how = self.training
        rng = np.random.default_rng(how.seed)
        self._layers = [
            _Layer(self._first(wide, len(types), rng), ramp)
            for wide, ramp in ((features.shape[1], True), (self.size, False))
        ]
        many = min(how.batch, sum(each.nnz for each in types.values()))
        adam = [[Adam(each.shape, how.rate) for each in layer.maps] for layer in self._layers]
        for _ in range(how.epochs):
            around = self.sampler.draw(types, rng)
            passes = self._passes(features, around)
            back = _pull(passes[-1].out, *self.sampler.pairs(types, many, rng))
            for at in reversed(range(_LAYERS)):
                layer = self._layers[at]
                steps, back = _back(layer, passes[at], around, back)
                for which, step in enumerate(steps):
                    layer.maps[which] -= adam[at][which](step)
        return self

    def vectors(self, features: np.ndarray, types: Mapping[str, Any]) -> np.ndarray:
        """``(items, size) float64`` unit rows, by all neighbours; the types are those that were learned from.

        Raises:
            InvalidInput: Nothing was learned yet, or of other types.
        """
        if not self._layers or len(types) != len(self._layers[0].maps) - 1:
            raise InvalidInput(f"{len(types)} types of links: call fit with the same types first")
        return self._passes(features, [shares(each) for each in types.values()])[-1].out

    def _first(self, wide: int, types: int, rng: np.random.Generator) -> list[np.ndarray]:
        """The maps begin equal and near to keeping all angles: unlearned, an item is itself and its neighbours."""
        start = rng.normal(0, self.size**-0.5, (wide, self.size))
        return [start.copy() if not which else start / types for which in range(1 + types)]

    def _passes(self, features: np.ndarray, around: Sequence[Any]) -> list[_Pass]:
        found: list[_Pass] = []
        for layer in self._layers:
            found.append(_forward(layer, found[-1].out if found else features, around))
        return found


def positions(types: Mapping[str, Any], size: int, rng: np.random.Generator) -> np.ndarray:
    """``(items, size)``: where each item stands among the links, of length one; nothing where it has none.

    The slowest waves over the links (eigenvectors of the mean of all types, found by applying it again and again: a
    graph's positions, Dwivedi et al., 2021), without which items of the same text could not be told apart.
    """
    import numpy as np

    matrices = [shares(each + each.T) for each in types.values()]
    found = rng.normal(0, 1, (matrices[0].shape[0], size))
    for _ in range(_TIMES):
        found = np.linalg.qr(sum(each @ found for each in matrices))[0]
    found = np.asarray(sum(each @ found for each in matrices))
    length = np.linalg.norm(found, axis=1, keepdims=True)
    return np.where(length > 0, found / np.maximum(length, 1e-12), 0.0)


def _forward(layer: _Layer, into: np.ndarray, around: Sequence[Any]) -> _Pass:
    import numpy as np

    seen = [into, *(matrix @ into for matrix in around)]
    before = sum(each @ by for each, by in zip(seen, layer.maps, strict=True))
    kept = np.maximum(before, 0.1 * before) if layer.ramp else before
    length = np.sqrt((kept**2).sum(axis=1, keepdims=True)) + 1e-9
    return _Pass(seen, np.asarray(before), length, kept / length)


def _back(layer: _Layer, made: _Pass, around: Sequence[Any], pull: np.ndarray) -> tuple[list[np.ndarray], np.ndarray]:
    """The gradients of a layer's maps, and of what went into it."""
    import numpy as np

    inner = (pull - made.out * (made.out * pull).sum(axis=1, keepdims=True)) / made.length
    if layer.ramp:
        inner = inner * np.where(made.before > 0, 1.0, 0.1)
    steps = [each.T @ inner for each in made.seen]
    into = inner @ layer.maps[0].T
    for matrix, by in zip(around, layer.maps[1:], strict=True):
        into = into + matrix.T @ (inner @ by.T)
    return steps, into


def _pull(vectors: np.ndarray, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """The gradient of the cross-entropy of each linked item among those of the batch."""
    import numpy as np

    scores = _SHARP * (vectors[one] @ vectors[other].T)
    scores[(one[:, None] == other) | (other[:, None] == other) & ~np.eye(len(one), dtype=bool)] = -np.inf
    scores[np.arange(len(one)), np.arange(len(one))] = _SHARP * (vectors[one] * vectors[other]).sum(axis=1)
    chance = np.exp(scores - scores.max(axis=1, keepdims=True))
    chance /= chance.sum(axis=1, keepdims=True)
    off = _SHARP * (chance - np.eye(len(one))) / len(one)
    found = np.zeros_like(vectors)
    np.add.at(found, one, off @ vectors[other])
    np.add.at(found, other, off.T @ vectors[one])
    return found
