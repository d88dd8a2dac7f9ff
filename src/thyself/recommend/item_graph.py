"""Item graph: items linked by types of links; no people are in it, so its size is that of the catalogue."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from thyself.core import Catalog
from thyself.recommend.columns import Interactions
from thyself.recommend.content import nearest
from thyself.recommend.items import attribute_labels
from thyself.recommend.links import no_self, strongest, strongest_product, taken
from thyself.recommend.needs import sparse

if TYPE_CHECKING:
    import numpy as np

#: A label that more items than this share says nothing of two of them.
_COMMON = 2000


@dataclass(frozen=True, slots=True)
class Linking:
    """How items are linked.

    Args:
        kind: The attribute that tells kinds of items apart, such as ``"kind"`` of ``"book"`` and ``"podcast"``; without
            it all items are of one kind.
        same: Attributes whose labels link items, such as ``"author"``.
        near: So many items whose vectors are nearest are linked too; 0: none.
        keep: Links of each type that an item has at most, the strongest.
    """

    kind: str = "kind"
    same: tuple[str, ...] = ()
    near: int = 0
    keep: int = 20


@dataclass(frozen=True, eq=False)
class ItemGraph:
    """Links between the items of a catalogue, type by type.

    Two items are linked where somebody took both, one type for each pair of kinds (book and book, book and podcast);
    where they share a label of an attribute, one type for each attribute; and where their vectors are near.

    Source: Personalized Audiobook Recommendations at Spotify Through Graph Neural Networks (2T-HGNN, 2024).

    Args:
        items: Ids by code.
        kind: ``(items,) int64``: the kind of each item.
        kinds: The names of the kinds.
        types: For each type of link ``scipy`` sparse ``(items, items)``: to each item, from which and how strongly.
    """

    items: tuple[str, ...]
    kind: np.ndarray
    kinds: tuple[str, ...]
    types: Mapping[str, Any]

    @classmethod
    def of(
        cls,
        interactions: Interactions,
        catalog: Catalog | None = None,
        vectors: np.ndarray | None = None,
        linking: Linking | None = None,
    ) -> ItemGraph:
        """Build the graph from what people took and what items are.

        Args:
            interactions: Who took what; only what is known when the graph is used must be in it.
            catalog: What the items are.
            vectors: ``(items, d) float32`` unit rows by the codes of the interactions, for near ones.
            linking: How items are linked.
        """
        how = linking or Linking()
        names, codes = _kinds(interactions.items, catalog, how.kind)
        types = _together(interactions, codes, names, how.keep)
        for name in how.same:
            types[f"same {name}"] = _shared(interactions, catalog, name, how.keep)
        if vectors is not None and how.near:
            types["alike"] = strongest(no_self(nearest(vectors, how.near)), how.near)
        return cls(interactions.items, codes, names, {name: each for name, each in types.items() if each.nnz})


def _kinds(items: Sequence[str], catalog: Catalog | None, name: str) -> tuple[tuple[str, ...], np.ndarray]:
    import numpy as np

    told = [str(catalog[each].attributes.get(name, "")) if catalog and each in catalog else "" for each in items]
    names = tuple(sorted({*told})) or ("",)
    place = {each: at for at, each in enumerate(names)}
    return names, np.array([place[each] for each in told], dtype=np.int64)


def _together(rows: Interactions, kind: np.ndarray, names: Sequence[str], keep: int) -> dict[str, Any]:
    """The cosines of the people of two items, for each pair of kinds; both ways are one type."""
    import numpy as np

    matrix = taken(rows)
    people = np.maximum(np.asarray(matrix.sum(axis=0)).ravel(), 1.0)
    found: dict[str, Any] = {}
    for first, one in enumerate(names):
        for second in range(first, len(names)):
            sides = [matrix.multiply(kind == each).tocsr() for each in (first, second)]
            product = _cosines(sides[0], sides[1], people, keep)
            whole = product if first == second else product + _cosines(sides[1], sides[0], people, keep)
            found["taken together" if len(names) == 1 else f"{one} and {names[second]}"] = whole
    return found


def _cosines(one: Any, other: Any, people: np.ndarray, keep: int) -> Any:
    import numpy as np

    def finish(together: Any, first: int) -> Any:
        entries = together.tocoo()
        data = entries.data / np.sqrt(people[entries.row + first] * people[entries.col])
        return sparse().csr_matrix((data.astype(np.float32), (entries.row, entries.col)), shape=entries.shape)

    return strongest_product(one.T, other, keep, finish)


def _shared(rows: Interactions, catalog: Catalog | None, name: str, keep: int) -> Any:
    """Items that share labels, rare ones the more."""
    import numpy as np

    having: dict[str, list[int]] = defaultdict(list)
    for code, each in enumerate(rows.items):
        if catalog and each in catalog:
            for label in {*attribute_labels(catalog[each].attributes.get(name))}:
                having[label].append(code)
    told = [codes for codes in having.values() if 1 < len(codes) <= _COMMON]
    owner = np.repeat(np.arange(len(told)), [len(codes) for codes in told])
    weight = np.repeat([1 / len(codes) ** 0.5 for codes in told], [len(codes) for codes in told])
    codes = np.array([code for codes in told for code in codes], dtype=np.int64)
    has = sparse().csr_matrix((weight.astype(np.float32), (codes, owner)), shape=(len(rows.items), len(told)))
    return strongest_product(has, has.T.tocsr(), keep)


class Sampler(Protocol):
    """Draws, anew for each step, from which neighbours an item learns."""

    def draw(self, types: Mapping[str, Any], rng: np.random.Generator) -> list[Any]:
        """For each type ``scipy`` sparse ``(items, items)``, rows that add up to one or are empty."""

    def pairs(self, types: Mapping[str, Any], many: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """``(many,)`` and ``(many,)``: linked items to learn from."""


class Balanced:
    """As many neighbours, and as many pairs, of each type of link, however many links a type has.

    Source: the multi-link neighbourhood sampler of 2T-HGNN (2024).

    Args:
        each: Neighbours of each type.
    """

    def __init__(self, each: int = 8) -> None:
        self.each = each

    def draw(self, types: Mapping[str, Any], rng: np.random.Generator) -> list[Any]:
        """See :class:`Sampler`."""
        return [means(drawn(matrix, self.each, rng)) for matrix in types.values()]

    def pairs(self, types: Mapping[str, Any], many: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """See :class:`Sampler`."""
        import numpy as np

        share = -(-many // len(types))
        found = [_pairs(matrix, share, rng) for matrix in types.values()]
        return np.concatenate([one for one, _ in found])[:many], np.concatenate([other for _, other in found])[:many]


class Uniform:
    """Neighbours and pairs drawn from all links alike: types with many links take all the room.

    Args:
        total: Neighbours of an item, of all types together.
    """

    def __init__(self, total: int = 24) -> None:
        self.total = total

    def draw(self, types: Mapping[str, Any], rng: np.random.Generator) -> list[Any]:
        """See :class:`Sampler`."""

        matrices = list(types.values())
        width = matrices[0].shape[1]
        kept = drawn(sparse().hstack(matrices, format="csr"), self.total, rng).tocsc()
        return [means(kept[:, at * width : (at + 1) * width].tocsr()) for at in range(len(matrices))]

    def pairs(self, types: Mapping[str, Any], many: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """See :class:`Sampler`."""
        import numpy as np

        matrices = list(types.values())
        first, second = _pairs(sparse().hstack(matrices, format="csr"), many, rng)
        return first, np.asarray(second % matrices[0].shape[1])


def drawn(matrix: Any, each: int, rng: np.random.Generator) -> Any:
    """At most so many entries of each row, the stronger the likelier (without putting back: Efraimidis, 2006)."""
    import numpy as np

    rows = matrix.tocsr().copy()
    weight = rows.data.astype(np.float64)
    rows.data = rng.random(len(weight)) ** (1 / np.maximum(weight / weight.max(initial=1e-9), 1e-3))
    return strongest(rows, each)


def means(matrix: Any) -> Any:
    """Every entry alike, so that each row adds up to one."""
    import numpy as np

    rows = matrix.tocsr().astype(np.float32)
    rows.data = np.ones_like(rows.data)
    return shares(rows)


def shares(matrix: Any) -> Any:
    """Every entry by its strength, so that each row adds up to one."""
    import numpy as np

    rows = matrix.tocsr().astype(np.float32)
    total = np.maximum(np.asarray(rows.sum(axis=1)).ravel(), 1e-9)
    rows.data = rows.data / np.repeat(total, np.diff(rows.indptr))
    return rows


def _pairs(matrix: Any, many: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Linked items, the stronger the link the likelier."""
    import numpy as np

    links = matrix.tocoo()
    ends = np.cumsum(links.data, dtype=np.float64)
    at = np.minimum(np.searchsorted(ends, rng.random(many) * ends[-1], side="right"), links.nnz - 1)
    return np.asarray(links.row)[at], np.asarray(links.col)[at]
