"""Text: how near a text is to another, by the words that both have."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import exp, log
from typing import Final

from thyself.core.words import stem

_WORD: Final = re.compile(r"\w+")
_ARTICLES: Final = frozenset({"a", "an", "the"})


@dataclass(frozen=True, slots=True)
class Overlap:
    """Shares of words that two texts have in common."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean; 0 where nothing is shared."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def words(text: str) -> list[str]:
    """The words in small letters, without marks."""
    return _WORD.findall(text.lower())


def rouge_1(found: str, truth: str) -> Overlap:
    """Single words in common (Lin, 2004); no stemming."""
    return _overlap(Counter(words(found)), Counter(words(truth)))


def rouge_l(found: str, truth: str) -> Overlap:
    """The longest run of words in the same order, gaps allowed (Lin, 2004)."""
    one, other = words(found), words(truth)
    row = [0] * (len(other) + 1)
    for word in one:
        before = 0
        for j, each in enumerate(other, 1):
            before, row[j] = row[j], before + 1 if word == each else max(row[j], row[j - 1])
    return Overlap(_ratio(row[-1], len(one)), _ratio(row[-1], len(other)))


def bleu(found: str, truth: str, *, n: int = 4) -> float:
    """Sentence BLEU (Papineni et al., 2002): runs of one to ``n`` words, one added to each count above single words."""
    one, other = words(found), words(truth)
    if not one or not other:
        return 0.0
    logs = []
    for size in range(1, min(n, len(one)) + 1):
        mine, theirs = _runs(one, size), _runs(other, size)
        more = int(size > 1)
        right = (mine & theirs).total() + more
        if not right:
            return 0.0
        logs.append(log(right / (mine.total() + more)))
    brevity = min(0.0, 1 - len(other) / len(one))
    return exp(brevity + sum(logs) / len(logs))


def meteor(found: str, truth: str, *, alpha: float = 0.9, beta: float = 3.0, gamma: float = 0.5) -> float:
    """METEOR (Banerjee and Lavie, 2005): words in common, same or of the same stem, less a penalty for scattered ones.

    There is no stage for synonyms here, since no dictionary is shipped: figures are a little below those with one.
    """
    one, other = words(found), words(truth)
    pairs = _aligned(one, other)
    if not pairs:
        return 0.0
    precision, recall = len(pairs) / len(one), len(pairs) / len(other)
    mean = precision * recall / (alpha * precision + (1 - alpha) * recall)
    chunks = 1 + sum(b != (a[0] + 1, a[1] + 1) for a, b in pairwise(pairs))
    return mean * (1.0 - gamma * float((chunks / len(pairs)) ** beta))


def _aligned(one: Sequence[str], other: Sequence[str]) -> list[tuple[int, int]]:
    """Places of words that go together, each once: same words first, then same stems; runs are kept together."""
    pairs: dict[int, int] = {}
    for key in (str, stem):
        keys = [key(word) for word in other]
        free = [at for at in range(len(other)) if at not in set(pairs.values())]
        for place, word in enumerate(one):
            if place not in pairs:
                able = [at for at in free if keys[at] == key(word)]
                if able:
                    next_one = pairs.get(place - 1, -2) + 1
                    pairs[place] = next_one if next_one in able else able[0]
                    free.remove(pairs[place])
    return sorted(pairs.items())


def token_f1(found: str, truth: str) -> float:
    """F1 of words without articles, as answers to questions are compared (SQuAD); 1 where both have none."""
    one, other = _told(found), _told(truth)
    return 1.0 if not one and not other else _overlap(one, other).f1


def exact(found: str, truth: str) -> float:
    """1 where the words are the same, articles, marks and capitals aside."""
    plain = [[word for word in words(text) if word not in _ARTICLES] for text in (found, truth)]
    return float(plain[0] == plain[1])


def _told(text: str) -> Counter[str]:
    return Counter(word for word in words(text) if word not in _ARTICLES)


def _overlap(one: Counter[str], other: Counter[str]) -> Overlap:
    shared = (one & other).total()
    return Overlap(_ratio(shared, one.total()), _ratio(shared, other.total()))


def _runs(of: Sequence[str], size: int) -> Counter[tuple[str, ...]]:
    return Counter(tuple(of[i : i + size]) for i in range(len(of) - size + 1))


def _ratio(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
