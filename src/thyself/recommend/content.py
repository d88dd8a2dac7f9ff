"""Content: items that are alike in what they are, so that an item that nobody took yet can be found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from thyself.core import Catalog
from thyself.models import Embedder
from thyself.recommend.columns import Interactions
from thyself.recommend.items import ItemVectors
from thyself.recommend.links import no_self, strongest
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
            near = _nearest(self.embed.embed([each.text for each in known]), self.keep + 1)
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
        blocks = [
            strongest(vectors[first : first + _BLOCK] @ turned, self.keep + 1) for first in range(0, shape[0], _BLOCK)
        ]
        return sparse().vstack(blocks)


def _nearest(vectors: np.ndarray, keep: int) -> Any:
    """``scipy`` sparse ``(n, n)``: the cosines of each row's nearest, those above the mean of the row."""
    import numpy as np

    blocks = []
    for first in range(0, len(vectors), _BLOCK):
        near = vectors[first : first + _BLOCK] @ vectors.T
        near = np.maximum(near - near.mean(axis=1, keepdims=True), 0)
        least = np.partition(near, -keep, axis=1)[:, -keep, None] if near.shape[1] > keep else 0.0
        blocks.append(sparse().csr_matrix(np.where(near >= least, near, 0)))
    return sparse().vstack(blocks)
