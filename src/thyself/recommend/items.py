"""Items as vectors of their words: what an item is, in a form that can be compared and taken apart."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from thyself.core import Catalog, Item
from thyself.core.words import stems

if TYPE_CHECKING:
    import numpy as np

#: Words of an attribute (an author, a tag) say more of an item than words of its text.
ATTRIBUTE_WEIGHT = 2.0
_SKIP = frozenset({"isbn", "isbn13", "image_url", "small_image_url", "url", "language_code", "language"})


class ItemVectors:
    """Unit vectors over the stemmed words and the attribute values of a catalogue's items, weighted by rarity.

    ``rows``, ``columns``, ``values`` are the entries; ``terms`` the words by column.
    """

    def __init__(self, catalog: Catalog) -> None:
        import numpy as np

        counts = [_terms(item) for item in catalog]
        spread = Counter(term for each in counts for term in each)
        kept = [term for term, n in spread.items() if n > 1 or len(counts) < 20]
        self.column: dict[str, int] = {term: at for at, term in enumerate(kept)}
        self.terms = kept
        self._by_word: dict[str, list[int]] = defaultdict(list)
        for at, term in enumerate(kept):
            _, is_label, label = term.partition("=")
            for word in {*stems(label)} if is_label else (term,):
                self._by_word[word].append(at)
        self.idf = np.array([math.log(1 + len(counts) / spread[term]) for term in kept])
        rows, columns, values = [], [], []
        for row, each in enumerate(counts):
            for term, n in each.items():
                if term in self.column:
                    rows.append(row)
                    columns.append(self.column[term])
                    values.append((1 + math.log(n)) * self.idf[self.column[term]])
        self.rows = np.array(rows, dtype=np.int64)
        self.columns = np.array(columns, dtype=np.int64)
        raw = np.array(values, dtype=np.float64)
        norms = np.sqrt(np.bincount(self.rows, raw**2, minlength=len(counts)))
        self.values = raw / np.maximum(norms, 1e-12)[self.rows] if len(raw) else raw
        self.n = len(counts)
        self._starts = np.searchsorted(self.rows, np.arange(self.n + 1))

    def row(self, at: int) -> np.ndarray:
        """``(terms,) float64``: one item's vector."""
        import numpy as np

        whole = np.zeros(len(self.terms))
        part = slice(self._starts[at], self._starts[at + 1])
        whole[self.columns[part]] = self.values[part]
        return whole

    def query(self, words: Mapping[str, float]) -> np.ndarray:
        """``(terms,) float64``: a unit vector of weighted stems; a stem also means the labels that it stands in."""
        import numpy as np

        whole = np.zeros(len(self.terms))
        for word, weight in words.items():
            for at in self._by_word.get(word, ()):
                whole[at] += weight * self.idf[at]
        norm = float(np.linalg.norm(whole))
        return whole / norm if norm else whole

    def dot(self, vector: np.ndarray) -> np.ndarray:
        """``(items,) float64``: the cosine of every item with a unit vector."""
        import numpy as np

        return np.bincount(self.rows, self.values * vector[self.columns], minlength=self.n)

    def shared(self, one: int, other: np.ndarray, *, most: int = 3) -> list[str]:
        """The terms that an item and a vector share most, strongest first."""
        import numpy as np

        product = self.row(one) * other
        return [self.terms[at] for at in np.argsort(-product)[:most] if product[at] > 0]


def _terms(item: Item) -> Counter[str]:
    terms: Counter[str] = Counter(stems(item.text))
    for name, value in item.attributes.items():
        if name in _SKIP:
            continue
        for label in attribute_labels(value):
            terms[f"{name}={label}"] += ATTRIBUTE_WEIGHT  # type: ignore[assignment]
    return terms


def attribute_labels(value: Any) -> Iterable[str]:
    """The words of an attribute: names of a list one by one; numbers are no words."""
    if isinstance(value, str):
        return [part.strip().lower() for part in value.split(",") if part.strip()]
    if isinstance(value, list | tuple):
        return [str(part).strip().lower() for part in value if isinstance(part, str) and part.strip()]
    return []
