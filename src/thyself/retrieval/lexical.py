"""Words of many texts, counted so that one question is compared with all of them at once."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np

#: Usual values of BM25's saturation and length normalisation.
K1: Final = 1.2
B: Final = 0.75


@dataclass(frozen=True, slots=True)
class Match:
    """What one word of a question finds.

    Args:
        rows: The texts that have it, ``(m,) int64``.
        gain: Its part of their BM25 scores, ``(m,) float64``.
        rarity: Its inverse document frequency.
    """

    rows: np.ndarray
    gain: np.ndarray
    rarity: float


class Postings:
    """Which words stand how often in which text; texts are only added.

    Source: Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond (2009).
    """

    def __init__(self) -> None:
        self._number: dict[str, int] = {}
        self._terms = array("i")
        self._texts = array("i")
        self._times = array("i")
        self._lengths = array("i")
        self._sorted: tuple[np.ndarray, np.ndarray, np.ndarray] | None = None

    def __len__(self) -> int:
        return len(self._lengths)

    def add(self, stems: Sequence[str]) -> None:
        """Add one text by its stems."""
        row = len(self._lengths)
        self._lengths.append(len(stems))
        for stem, times in Counter(stems).items():
            self._terms.append(self._number.setdefault(stem, len(self._number)))
            self._texts.append(row)
            self._times.append(times)
        self._sorted = None

    def lengths(self) -> np.ndarray:
        """``(n,) float64``: how many stems each text has."""
        import numpy as np

        return np.array(self._lengths, dtype=np.float64)

    def matches(self, stems: Iterable[str], among: np.ndarray) -> dict[str, Match]:
        """What each distinct stem finds among some texts, ``(n,) bool``; frequencies are of these texts alone."""
        import numpy as np

        starts, texts, times = self._by_term()
        lengths = self.lengths()
        n = int(among.sum())
        mean = max(float(lengths[among].mean()), 1.0) if n else 1.0
        found = {}
        for stem in dict.fromkeys(stems):
            number = self._number.get(stem)
            part = slice(0, 0) if number is None else slice(starts[number], starts[number + 1])
            rows, often = texts[part], times[part]
            inside = among[rows]
            rows, often = rows[inside], often[inside]
            rarity = float(np.log1p((n - len(rows) + 0.5) / (len(rows) + 0.5)))
            gain = rarity * often * (K1 + 1) / (often + K1 * (1 - B + B * lengths[rows] / mean))
            found[stem] = Match(rows, gain, rarity)
        return found

    def _by_term(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        import numpy as np

        if self._sorted is None:
            terms = np.array(self._terms, dtype=np.int64)
            order = np.argsort(terms, kind="stable")
            starts = np.searchsorted(terms[order], np.arange(len(self._number) + 1))
            texts = np.array(self._texts, dtype=np.int64)[order]
            self._sorted = (starts, texts, np.array(self._times, dtype=np.float64)[order])
        return self._sorted


def bm25(matches: dict[str, Match], n: int) -> np.ndarray:
    """``(n,) float64``: the scores of all texts."""
    import numpy as np

    scores = np.zeros(n)
    for match in matches.values():
        scores[match.rows] += match.gain
    return scores
