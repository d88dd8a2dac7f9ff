"""Recommend: how good lists of items are, person by person, and whether one recommender is better than another.

All items are ranked, never a sample of them: metrics on samples do not keep the order of systems (Krichene and Rendle,
2020).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from thyself.core import InvalidInput
from thyself.evaluate.resample import Interval, bootstrap, holm, paired, permutation

if TYPE_CHECKING:
    import numpy as np

#: Metrics of accuracy, one figure a person.
ACCURACY: Final = ("hit", "ndcg", "recall", "precision", "mrr")


@dataclass(frozen=True, eq=False)
class Asked:
    """What is to be found: for each person the items that they took afterwards.

    Args:
        starts: ``(n + 1,) int64``: where each person's items begin.
        item: ``(m,)``: codes.
    """

    starts: np.ndarray
    item: np.ndarray

    def __len__(self) -> int:
        return len(self.starts) - 1

    @classmethod
    def of(cls, person: np.ndarray, item: np.ndarray) -> tuple[np.ndarray, Asked]:
        """From rows in order of people; gives the codes of the people that are asked, too. An item counts once."""
        import numpy as np

        pairs = np.unique(np.stack([person, item], axis=1), axis=0)
        people, starts = np.unique(pairs[:, 0], return_index=True)
        return people, cls(np.append(starts, len(pairs)), pairs[:, 1])

    def found(self, lists: np.ndarray) -> np.ndarray:
        """``(n, k) bool``: which places of the lists hold something that is to be found."""
        import numpy as np

        owner = np.repeat(np.arange(len(self)), np.diff(self.starts))
        wide = int(max(lists.max(initial=0), self.item.max(initial=0))) + 2
        wanted = owner * wide + self.item
        shown = np.arange(len(lists))[:, None] * wide + np.where(lists < 0, wide - 1, lists)
        return np.asarray(np.isin(shown, wanted))


def accuracy(lists: np.ndarray, asked: Asked, k: int = 10) -> dict[str, np.ndarray]:
    """``(n,) float64`` for each of :data:`ACCURACY`, as in :mod:`thyself.evaluate.ranking`.

    Args:
        lists: ``(n, >= k)`` codes of items, best first; -1 where a list is shorter.
        asked: What is to be found.
        k: How many places count.

    Raises:
        InvalidInput: There is not one list for each person, or the lists are shorter than ``k``.
    """
    import numpy as np

    if len(lists) != len(asked) or lists.shape[1] < k:
        raise InvalidInput(f"{lists.shape} lists for {len(asked)} people: give one of {k} or more items for each")
    right = asked.found(lists[:, :k])
    wanted = np.diff(asked.starts)
    discount = 1 / np.log2(np.arange(k) + 2)
    ideal = np.concatenate([[0.0], np.cumsum(discount)])[np.minimum(wanted, k)]
    first = np.where(right.any(axis=1), right.argmax(axis=1), -1)
    return {
        "hit": right.any(axis=1).astype(float),
        "ndcg": (right @ discount) / ideal,
        "recall": right.sum(axis=1) / wanted,
        "precision": right.sum(axis=1) / k,
        "mrr": np.where(first >= 0, 1 / np.maximum(first + 1.0, 1.0), 0.0),
    }


def coverage(lists: np.ndarray, items: int) -> float:
    """The share of all items that is in any of the lists."""
    import numpy as np

    return len(np.unique(lists[lists >= 0])) / items


def novelty(lists: np.ndarray, counts: np.ndarray, people: int) -> np.ndarray:
    """``(n,) float64``: the mean surprise of a list in bits: minus the log of the share of people with the item."""
    import numpy as np

    bits = -np.log2(np.maximum(counts, 1.0) / max(people, 1))
    shown = lists >= 0
    return np.asarray((bits[lists] * shown).sum(axis=1) / np.maximum(shown.sum(axis=1), 1))


def likeness(lists: np.ndarray, vectors: np.ndarray) -> np.ndarray:
    """``(n,) float64``: the mean cosine between two items of a list; 0 where there are not two.

    Args:
        lists: ``(n, k)`` codes, -1 where a list is shorter.
        vectors: ``(items, d)`` rows of length one, or zeros for items of which nothing is known.
    """
    import numpy as np

    found = np.zeros(len(lists))
    for at, row in enumerate(lists):
        mine = vectors[row[row >= 0]]
        n = len(mine)
        if n > 1:
            total = mine.sum(axis=0)
            found[at] = (float(total @ total) - float((mine * mine).sum())) / (n * (n - 1))
    return found


def miscalibration(lists: np.ndarray, taken: Sequence[np.ndarray], groups: np.ndarray) -> np.ndarray:
    """``(n,) float64``: how far the groups of a list are from those of what the person took (Steck, 2018); 0 is best.

    Args:
        lists: ``(n, k)`` codes, -1 where a list is shorter.
        taken: For each person the codes of what they took.
        groups: ``(items, groups)``: the share of each group in each item; rows add up to one, or to zero.
    """
    import numpy as np

    out = np.full(len(lists), np.nan)
    for at, (row, mine) in enumerate(zip(lists, taken, strict=True)):
        want, have = groups[mine].sum(axis=0), groups[row[row >= 0]].sum(axis=0)
        if want.sum() and have.sum():
            p, q = want / want.sum(), have / have.sum()
            mixed = 0.99 * q + 0.01 * p
            out[at] = float(np.sum(p[p > 0] * np.log(p[p > 0] / mixed[p > 0])))
    return out


def slices(known: np.ndarray, asked: Asked, counts: np.ndarray) -> dict[str, np.ndarray]:
    """``(n,) bool`` for groups of people: cold (nothing is known), new (under five), warm, and takers from the tail.

    Args:
        known: ``(n,)``: events that are known of each person.
        asked: What is to be found.
        counts: ``(items,)``: how often each item was taken in what is learned from; the tail are the items that
            together have the last fifth of it.
    """
    import numpy as np

    order = np.argsort(-counts, kind="stable")
    above = (np.cumsum(counts[order]) - counts[order]) / max(counts.sum(), 1)
    tail = np.zeros(len(counts), dtype=bool)
    tail[order[above >= 0.8]] = True
    owner = np.repeat(np.arange(len(asked)), np.diff(asked.starts))
    rare = np.bincount(owner, tail[asked.item], minlength=len(asked)) > 0
    return {
        "all": np.ones(len(asked), dtype=bool),
        "cold": known == 0,
        "new": (known > 0) & (known < 5),
        "warm": known >= 5,
        "tail": rare,
    }


@dataclass(frozen=True)
class Comparison:
    """Several recommenders on the same people.

    Args:
        metric: What is compared.
        means: The mean of each with its interval, best first.
        behind: By how much each other one is behind the best, with the paired interval.
        chances: The p-values of that (sign-swapping, corrected by Holm).
        winner: The best, where it is ahead of every other beyond doubt; else ``None``.
    """

    metric: str
    means: Mapping[str, Interval]
    behind: Mapping[str, Interval] = field(default_factory=dict)
    chances: Mapping[str, float] = field(default_factory=dict)
    winner: str | None = None

    def __str__(self) -> str:
        lines = [f"{name}: {mean}" for name, mean in self.means.items()]
        last = f"best: {self.winner}" if self.winner else "no winner: the intervals of the differences hold zero"
        return "\n".join([f"{self.metric}, {next(iter(self.means.values())).n:,} people", *lines, last])


def compare(figures: Mapping[str, np.ndarray], *, metric: str, seed: int = 0, level: float = 0.05) -> Comparison:
    """Compare recommenders person by person.

    Args:
        figures: For each recommender ``(n,)`` figures of the same people, higher is better.
        metric: What the figures are.
        seed: Of the draws.
        level: The chance of error over all comparisons.

    Raises:
        InvalidInput: There are no figures, or not equally many of each.
    """
    if not figures:
        raise InvalidInput("there is nothing to compare")
    means = {name: bootstrap(each, seed=seed) for name, each in figures.items()}
    order = sorted(means, key=lambda name: (-means[name].value, name))
    first, others = order[0], order[1:]
    behind = {name: paired(figures[first], figures[name], seed=seed) for name in others}
    chances = dict(
        zip(others, holm([permutation(figures[first], figures[name], seed=seed) for name in others]), strict=True)
    )
    ahead = all(behind[name].low > 0 and chances[name] < level for name in others)
    return Comparison(
        metric, {name: means[name] for name in order}, behind, chances, first if ahead and others else None
    )
