"""Words of many texts, counted so that one question is compared with all of them at once."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    import numpy as np

#: Usual values of BM25's saturation and length normalisation.
K1: Final = 1.2
B: Final = 0.75
#: So many counts may come before they are sorted among the others.
_LATER: Final = 2000


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
        number: The number of each stem; it may know stems that are in none of these texts.
        sorted: What is sorted by stem.
        later: Numbers of stems, rows of texts and times of what came after, ``(3, l) int64``, in order of texts.
        counts: How many stems each text has, ``(n,) float64``.

    Source: Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond (2009).
    """

    number: Mapping[str, int]
    sorted: Sorted
    later: np.ndarray
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
            rows, often = self._of(self.number.get(stem, -1))
            inside = among[rows]
            rows, often = rows[inside], often[inside]
            rarity = float(np.log1p((n - len(rows) + 0.5) / (len(rows) + 0.5)))
            gain = rarity * often * (K1 + 1) / (often + K1 * (1 - B + B * self.counts[rows] / mean))
            found[stem] = Match(rows, gain, rarity)
        return found

    def _of(self, number: int) -> tuple[np.ndarray, np.ndarray]:
        """The rows that have a stem, and how often."""
        import numpy as np

        starts = self.sorted.starts
        part = slice(starts[number], starts[number + 1]) if 0 <= number < len(starts) - 1 else slice(0, 0)
        rows, often = self.sorted.texts[part], self.sorted.times[part]
        if not self.later.shape[1]:
            return rows, often
        hits = self.later[0] == number
        return np.concatenate((rows, self.later[1][hits])), np.concatenate((often, self.later[2][hits]))


class Sorted(NamedTuple):
    """Which texts have which stem, sorted by stem.

    Args:
        starts: Where a stem's part of ``texts`` and ``times`` begins, ``(stems + 1,) int64``.
        texts, times: Rows of texts and how often they have the stem, ``(m,)``.
    """

    starts: np.ndarray
    texts: np.ndarray
    times: np.ndarray


class Postings:
    """Counts the words of texts, which are only added; :meth:`words` is what a question is compared with."""

    def __init__(self) -> None:
        self._number: dict[str, int] = {}
        self._terms = array("i")
        self._texts = array("i")
        self._times = array("i")
        self._lengths = array("i")
        self._sorted: tuple[int, Sorted] | None = None

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
        """The words of the texts that are there now; sorted anew only where much has come since the last time."""
        import numpy as np

        whole = len(self._terms)
        if self._sorted is None or whole - self._sorted[0] > max(_LATER, self._sorted[0] // 10):
            terms = np.array(self._terms, dtype=np.int64)
            order = np.argsort(terms, kind="stable")
            starts = np.searchsorted(terms[order], np.arange(len(self._number) + 1))
            texts = np.array(self._texts, dtype=np.int64)[order]
            self._sorted = (whole, Sorted(starts, texts, np.array(self._times, dtype=np.float64)[order]))
        done, before = self._sorted
        columns = (self._terms, self._texts, self._times)
        later = np.array([each[done:whole] for each in columns], dtype=np.int64)
        return Words(self._number, before, later.reshape(3, -1), np.array(self._lengths, dtype=np.float64))


def bm25(matches: dict[str, Match], n: int) -> np.ndarray:
    """``(n,) float64``: the scores of all texts."""
    import numpy as np

    scores = np.zeros(n)
    for match in matches.values():
        scores[match.rows] += match.gain
    return scores
