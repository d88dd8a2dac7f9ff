"""Graph towers: items from a graph of items, people from the items that they took; people are in no graph."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, Self

from thyself.core import Catalog
from thyself.models import Embedder, Hashed
from thyself.recommend.columns import Histories, Interactions
from thyself.recommend.graph_encoder import GraphEncoder, positions
from thyself.recommend.item_graph import ItemGraph, Linking
from thyself.recommend.scorer import Terms, counted
from thyself.recommend.towers import Training, TwoTower

if TYPE_CHECKING:
    import numpy as np

#: Directions of the vectors of texts that are kept.
_DIRECTIONS: Final = 64
#: How sharply likeness counts before anything is learned.
_SHARP: Final = 2.0
#: The last events of a history that are pairs to learn from, each with those before it.
_LAST: Final = 5


class Plain:
    """In place of a graph: the vector of an item is that of what it is."""


class GraphTowers:
    """Two towers over a graph of items: for people whom it never saw, and for things that few or nobody took.

    Items are linked by type (:class:`thyself.recommend.ItemGraph`) and get vectors from what they are and from their
    neighbours (:class:`thyself.recommend.GraphEncoder`). A person is the mean of the vectors of what they took, once
    over all and once for each kind of item; both towers are linear on that, so that a score is a sum over the history.
    Each event is learned to be told from the others of its batch by what came before it; how often an item is taken
    is added as its logarithm.

    Source: Personalized Audiobook Recommendations at Spotify Through Graph Neural Networks (2T-HGNN, 2024). There the
    towers are deeper and see demographics and weak signals (follows, previews); here they see the history alone.

    Args:
        catalog: What the items are.
        embed: Gives vectors of the texts; ``None``: of their words.
        linking: How items are linked.
        encoder: Makes vectors out of the graph; :class:`Plain`: there is none, the towers see what items are.
        decay: What an event counts, to the power of how many came after it.
        training: How the towers are learned; ten epochs by default.
    """

    def __init__(
        self,
        catalog: Catalog | None = None,
        embed: Embedder | None = None,
        *,
        encoder: GraphEncoder | Plain | None = None,
        linking: Linking | None = None,
        decay: float = 0.9,
        training: Training | None = None,
    ) -> None:
        self.catalog, self.embed, self.decay = catalog, embed, decay
        self.encoder, self.linking = encoder or GraphEncoder(), linking or Linking()
        self.training = training or Training(10, rate=0.003, batch=512)
        self.items: tuple[str, ...] = ()

    def fit(self, interactions: Interactions) -> Self:
        """Learn the graph's vectors, then the towers.

        Raises:
            InvalidInput: There are no interactions.
        """
        import numpy as np

        rows = interactions.some()
        self.items = rows.items
        texts = self._texts(rows.items)
        graph = self.graph(rows, _unit(texts))
        features = _turned(texts) if texts.any() else np.zeros((len(rows.items), 0))
        self.vectors = self._encoded(features, graph)
        self.of_kind, self.kinds = graph.kind, len(graph.kinds)
        self.popular = rows.counts / max(rows.counts.max(), 1.0)
        self.reach = self._towers(rows, features)
        return self

    def graph(self, interactions: Interactions, vectors: np.ndarray) -> ItemGraph:
        """The graph that it learns from; ``vectors`` are ``(items, d)`` unit rows of the texts."""
        return ItemGraph.of(interactions, self.catalog, vectors, self.linking)

    def similar(self, item: int, k: int = 10) -> np.ndarray:
        """``(k,)``: codes of the items whose vectors are nearest to one, the nearest first."""
        import numpy as np

        near = self.vectors @ self.vectors[item]
        near[item] = -np.inf
        return np.argsort(-near, kind="stable")[:k]

    def raw(self, histories: Histories) -> np.ndarray:
        """``(histories, items) float32``: what the histories say, without what holds for everybody."""
        import numpy as np

        person = self._people(histories, self._shares(histories))
        return np.asarray(person @ self.reach[:, :-1].T, dtype=np.float32)

    def one(self, history: Histories) -> np.ndarray:
        """``(items,) float64``: the same of one history."""
        found: np.ndarray = self.reach[:, :-1] @ self._people(history, self._shares(history))[0]
        return found

    def scores(self, histories: Histories) -> np.ndarray:
        """``(histories, items) float32``."""
        import numpy as np

        return np.asarray(self.raw(histories) + self._base(histories.lengths[:, None] > 0), dtype=np.float32)

    def terms(self, history: Histories, item: int) -> Terms:
        """The score of one item for one history, taken apart."""
        shares, size = self._shares(history), self.vectors.shape[1]
        base = float(self._base(history.lengths[:, None] > 0)[0, item])
        weight = self.reach[item, :-1].reshape(1 + self.kinds, size)
        taken, kind = self.vectors[history.item], self.of_kind[history.item]
        whole = shares[0] * (taken @ weight[0])
        return Terms(base, whole + shares[1] * (taken * weight[1 + kind]).sum(axis=1))

    def arrays(self) -> dict[str, np.ndarray]:
        """All that was learned."""
        return {"vectors": self.vectors, "of_kind": self.of_kind, "popular": self.popular, "reach": self.reach}

    def learned(self, items: tuple[str, ...], arrays: dict[str, np.ndarray]) -> Self:
        """Take back what :meth:`arrays` gave."""
        self.items = items
        self.vectors, self.of_kind, self.popular, self.reach = (
            arrays[name] for name in ("vectors", "of_kind", "popular", "reach")
        )
        self.kinds = (self.reach.shape[1] - 1) // self.vectors.shape[1] - 1
        return self

    def _texts(self, items: Sequence[str]) -> np.ndarray:
        """``(items, d)``: vectors of the texts; nothing where there is none."""
        import numpy as np

        embed, catalog = self.embed or Hashed(), self.catalog or Catalog([])
        known = [code for code, each in enumerate(items) if each in catalog]
        found = np.zeros((len(items), embed.dimensions))
        if known:
            found[known] = embed.embed([catalog[items[code]].text for code in known])
        return found

    def _encoded(self, features: np.ndarray, graph: ItemGraph) -> np.ndarray:
        import numpy as np

        if isinstance(self.encoder, Plain) or not graph.types:
            return _unit(features) if features.shape[1] else np.zeros((len(features), 1))
        rng = np.random.default_rng(self.training.seed)
        known = np.concatenate([features, positions(graph.types, self.encoder.size, rng)], axis=1)
        return self.encoder.fit(known, graph.types).vectors(known, graph.types)

    def _towers(self, rows: Interactions, features: np.ndarray) -> np.ndarray:
        """``(items, columns + 1)``: what a unit of each column of a person adds to each item."""
        import numpy as np

        wide = self.vectors.shape[1]
        right = np.concatenate([_SHARP * self.vectors, features], axis=1)
        past, item = _before(rows.histories)
        towers = TwoTower(wide, self.training)
        # What is taken often is as often a negative of the batch, so that the towers leave it out: it is added here.
        often = np.log1p(rows.counts)[:, None]
        if not len(item):
            return np.concatenate([np.zeros((len(right), (1 + self.kinds) * wide)), often], axis=1)
        towers.fit(_SHARP * self._people(past, self._shares(past)), right[item], alike=wide)
        found = towers.weights(right)
        return np.concatenate([_SHARP * found[:, :-1], found[:, -1:] + often], axis=1)

    def _shares(self, histories: Histories) -> np.ndarray:
        """``(2, events)``: the share of each event in the mean of its history, and in that of its kind."""
        import numpy as np

        weight = counted(self.decay, histories.age)
        kind = histories.owner * self.kinds + self.of_kind[histories.item]
        whole = np.bincount(histories.owner, weight, minlength=len(histories))[histories.owner]
        mine = np.bincount(kind, weight, minlength=len(histories) * self.kinds)[kind]
        return np.stack([weight / np.maximum(whole, 1e-12), weight / np.maximum(mine, 1e-12)])

    def _people(self, histories: Histories, shares: np.ndarray) -> np.ndarray:
        """``(histories, (1 + kinds) * size)``: the mean of each history, and of each kind in it."""
        import numpy as np

        size = self.vectors.shape[1]
        found = np.zeros((len(histories), 1 + self.kinds, size))
        taken = self.vectors[histories.item]
        np.add.at(found, (histories.owner, np.zeros_like(histories.owner)), shares[0][:, None] * taken)
        np.add.at(found, (histories.owner, 1 + self.of_kind[histories.item]), shares[1][:, None] * taken)
        whole: np.ndarray = found.reshape(len(histories), -1)
        return whole

    def _base(self, some: np.ndarray) -> np.ndarray:
        """``(histories, items)``: what holds for everybody who took something; for others popularity."""
        import numpy as np

        found: np.ndarray = np.where(some, self.reach[:, -1], self.popular)
        return found


def _turned(texts: np.ndarray) -> np.ndarray:
    """``(items, directions)``: the main directions of the texts, of length one on average."""
    import numpy as np

    has = texts.any(axis=1)
    middle = texts[has].mean(axis=0)
    _, turns = np.linalg.eigh((texts[has] - middle).T @ (texts[has] - middle))
    found = np.zeros((len(texts), min(_DIRECTIONS, texts.shape[1])))
    found[has] = (texts[has] - middle) @ turns[:, ::-1][:, :_DIRECTIONS]
    return np.asarray(found / max(float(np.linalg.norm(found[has], axis=1).mean()), 1e-9))


def _unit(rows: np.ndarray) -> np.ndarray:
    import numpy as np

    found: np.ndarray = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return found


def _before(histories: Histories) -> tuple[Histories, np.ndarray]:
    """For each of the last events of each history: what came before it, and which item it is."""
    import numpy as np

    at = np.flatnonzero((histories.age < _LAST) & (np.arange(len(histories.item)) > histories.starts[histories.owner]))
    first = histories.starts[histories.owner[at]]
    spans = np.concatenate([[0], np.cumsum(at - first)])
    rows = np.arange(spans[-1]) - np.repeat(spans[:-1] - first, at - first)
    past = Histories(spans.astype(np.int64), histories.item[rows], histories.value[rows], histories.at[rows])
    return past, histories.item[at]
