"""Content: items that are alike in what they are, so that an item that nobody took yet can be found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from thyself.core import Catalog
from thyself.models import Embedder
from thyself.recommend.columns import Interactions
from thyself.recommend.items import ItemVectors
from thyself.recommend.links import largest, no_self, strongest
from thyself.recommend.needs import sparse
from thyself.recommend.scorer import Linear

if TYPE_CHECKING:
    import numpy as np

_BLOCK = 1024


class Content(Linear):
    """Cosine between what two items are: the vectors of an embedder, or words and attributes weighted by rarity.

    Args:
        catalog: What the items are; items that it does not have get no links.
        embed: Gives vectors of the texts; ``None``: words and attributes.
        decay: What an event counts, to the power of how many came after it.
        keep: Links kept for each item.
    """

    def __init__(
        self, catalog: Catalog | None = None, embed: Embedder | None = None, *, decay: float = 0.8, keep: int = 200
    ) -> None:
        self.catalog, self.embed, self.decay, self.keep = catalog, embed, decay, keep

    def linked(self, interactions: Interactions) -> Any:
        """The cosines, the nearest of each item."""
        import numpy as np

        known = [each for each in self.catalog or () if each.id in interactions.codes]
        place = np.array([interactions.codes[each.id] for each in known], dtype=np.int64)
        n = len(interactions.items)
        if not known:
            return sparse().csr_matrix((n, n), dtype=np.float32)
        if self.embed is not None:
            near = nearest(self.embed.embed([each.text for each in known]), self.keep)
        else:
            near = self._by_words(Catalog(known))
        near = strongest(no_self(near), self.keep).tocoo()
        return sparse().csr_matrix((near.data, (place[near.row], place[near.col])), shape=(n, n))

    def _by_words(self, catalog: Catalog) -> Any:
        import numpy as np

        words = ItemVectors(catalog)
        shape = (len(catalog), len(words.terms))
        vectors = sparse().csr_matrix((words.values.astype(np.float32), (words.rows, words.columns)), shape=shape)
        turned = vectors.T.tocsr()
        return _nearest(
            ((vectors[first : first + _BLOCK] @ turned).toarray() for first in _firsts(shape[0])), self.keep
        )


def nearest(vectors: np.ndarray, keep: int) -> Any:
    """``scipy`` sparse ``(n, n)``: the nearest of each of some unit vectors, and the vector itself."""
    return _nearest(_by_vectors(vectors), keep)


def _by_vectors(vectors: np.ndarray) -> Iterator[np.ndarray]:
    """The cosines of all rows with all, block by block, less the mean of each row: vectors of texts are all alike."""
    import numpy as np

    for first in _firsts(len(vectors)):
        near = vectors[first : first + _BLOCK] @ vectors.T
        yield np.maximum(near - near.mean(axis=1, keepdims=True), 0)


def _firsts(n: int) -> range:
    return range(0, n, _BLOCK)


def _nearest(blocks: Iterable[np.ndarray], keep: int) -> Any:
    """``scipy`` sparse ``(n, n)``: the nearest of each row, and the row itself."""
    return sparse().vstack([largest(block, keep + 1) for block in blocks])
