"""Words of many texts, counted so that one question is compared with all of them at once."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
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


@dataclass(frozen=True, slots=True)
class Words:
    """Which words stand how often in which of ``n`` texts; it stays as it is while others are added.

    Args:
        number: The place of each stem in ``starts``; it may know later stems, whose places are beyond the end.
        starts: Where a stem's part of ``texts`` and ``times`` begins, ``(stems + 1,) int64``.
        texts, times: Rows of texts and how often they have the stem, by stem, ``(m,)``.
        counts: How many stems each text has, ``(n,) float64``.

    Source: Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond (2009).
    """

    number: Mapping[str, int]
    starts: np.ndarray
    texts: np.ndarray
    times: np.ndarray
    counts: np.ndarray

    def __len__(self) -> int:
        return len(self.counts)

    def lengths(self) -> np.ndarray:
        """``(n,) float64``: how many stems each text has."""
        return self.counts

    def matches(self, stems: Iterable[str], among: np.ndarray) -> dict[str, Match]:
        """What each distinct stem finds among some texts, ``(n,) bool``; frequencies are of these texts alone."""
        import numpy as np

        n = int(among.sum())
        mean = max(float(self.counts[among].mean()), 1.0) if n else 1.0
        found = {}
        for stem in dict.fromkeys(stems):
            number = self.number.get(stem, len(self.starts))
            part = slice(self.starts[number], self.starts[number + 1]) if number + 1 < len(self.starts) else slice(0, 0)
            rows, often = self.texts[part], self.times[part]
            inside = among[rows]
            rows, often = rows[inside], often[inside]
            rarity = float(np.log1p((n - len(rows) + 0.5) / (len(rows) + 0.5)))
            gain = rarity * often * (K1 + 1) / (often + K1 * (1 - B + B * self.counts[rows] / mean))
            found[stem] = Match(rows, gain, rarity)
        return found


class Postings:
    """Counts the words of texts, which are only added; :meth:`words` is what a question is compared with."""

    def __init__(self) -> None:
        self._number: dict[str, int] = {}
        self._terms = array("i")
        self._texts = array("i")
        self._times = array("i")
        self._lengths = array("i")

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

    def words(self) -> Words:
        """The words of the texts that are there now."""
        import numpy as np

        terms = np.array(self._terms, dtype=np.int64)
        order = np.argsort(terms, kind="stable")
        starts = np.searchsorted(terms[order], np.arange(len(self._number) + 1))
        texts = np.array(self._texts, dtype=np.int64)[order]
        times = np.array(self._times, dtype=np.float64)[order]
        return Words(self._number, starts, texts, times, np.array(self._lengths, dtype=np.float64))


def bm25(matches: dict[str, Match], n: int) -> np.ndarray:
    """``(n,) float64``: the scores of all texts."""
    import numpy as np

    scores = np.zeros(n)
    for match in matches.values():
        scores[match.rows] += match.gain
    return scores
