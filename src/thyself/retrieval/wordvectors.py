"""Vectors of words: what each telling word of a text means there, kept beside the vector of the text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from thyself.models.port import Embedder, WordEmbedder, Words
from thyself.store.port import Scope

if TYPE_CHECKING:
    import numpy as np

#: So many words are kept in one row of the store; a text has as many rows as it needs, each in a space of its own.
TOGETHER: Final = 8
#: Of a longer text, so many vectors are kept, each the mean of words that follow one another.
MOST: Final = 64
#: In memory, vectors are whole numbers, so many to one; no entry reaches .63.
SCALE: Final = 200
_PARTS: Final = range(MOST // TOGETHER)


def embedded(scope: Scope, embedder: Embedder, ids: Sequence[str], texts: Sequence[str]) -> np.ndarray:
    """The vectors of texts, ``(n, d) float32``; those of their words are kept, where the embedder tells them."""
    if not isinstance(embedder, WordEmbedder):
        return embedder.embed(texts)
    vectors, read = embedder.read(texts)
    _put(scope, embedder, ids, read)
    return vectors


class WordVectors:
    """The words of one person's texts that were looked at, in memory, until something is forgotten."""

    def __init__(self) -> None:
        self._of: dict[str, np.ndarray] = {}
        self._key: tuple[str, int] | None = None

    def of(self, scope: Scope, embedder: WordEmbedder, ids: Sequence[str]) -> list[np.ndarray | None]:
        """The vectors of the words of each text, ``(m, d) int8``, :data:`SCALE` to one; ``None``: none."""
        key = (embedder.name, scope.state().epoch)
        if key != self._key:
            self._key, self._of = key, {}
        known = self._of
        lacking = [each for each in dict.fromkeys(ids) if each not in known]
        known |= _read(scope, embedder, lacking)
        return [known.get(each) for each in ids]


def _put(scope: Scope, embedder: WordEmbedder, ids: Sequence[str], read: Sequence[Words]) -> None:
    import numpy as np

    pooled = [_pooled(each.vectors) for each in read]
    for part in _PARTS:
        begin = part * TOGETHER
        having = [at for at, each in enumerate(pooled) if len(each) > begin or not part]
        if not having:
            break
        rows = np.zeros((len(having), TOGETHER, embedder.word_dimensions), dtype=np.float32)
        for row, at in zip(rows, having, strict=True):
            some = pooled[at][begin : begin + TOGETHER]
            row[: len(some)] = some
        scope.put_vectors(_space(embedder, part), [ids[at] for at in having], _unit(rows.reshape(len(having), -1)))


def _read(scope: Scope, embedder: WordEmbedder, ids: Sequence[str]) -> dict[str, np.ndarray]:
    """The words of some texts from the store; a text whose row is not full has no further one."""
    import numpy as np

    found: dict[str, np.ndarray] = {}
    for part in _PARTS:
        owners, flat = scope.vectors(_space(embedder, part), owners=ids) if ids else ([], np.zeros(0))
        if not owners:
            break
        more = []
        for owner, row in zip(owners, flat.reshape(len(owners), TOGETHER, -1), strict=True):
            there = row[np.einsum("ij,ij->i", row, row) > 1e-6]
            words = np.clip(np.rint(_unit(there) * SCALE), -127, 127).astype(np.int8)
            found[owner] = np.concatenate([found[owner], words]) if part else words
            if len(there) == TOGETHER:
                more.append(owner)
        ids = more
    return found


def _space(embedder: WordEmbedder, part: int) -> str:
    return f"{embedder.name}/words:{part}"


def _pooled(vectors: np.ndarray) -> np.ndarray:
    """At most :data:`MOST` vectors."""
    import numpy as np

    if len(vectors) <= MOST:
        return vectors
    return _unit(np.stack([part.mean(axis=0) for part in np.array_split(vectors, MOST)]))


def _unit(rows: np.ndarray) -> np.ndarray:
    import numpy as np

    unit: np.ndarray = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
    return unit
