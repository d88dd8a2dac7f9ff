"""Weighing: how much each scorer of a blend counts, by what people took afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final

from thyself.recommend.blend import POPULAR, STEADY, Blend
from thyself.recommend.columns import Histories
from thyself.recommend.questions import Questions

if TYPE_CHECKING:
    import numpy as np

#: Items of each scorer that are candidates when weights are tried; how deep a list is looked at beside its first ten.
_TOP, _DEEP = 150, 50
_TRIED: Final = (0.0, 0.1, 0.2, 0.35, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0)
_TRUST: Final = (0.0, 1.0, 3.0, 10.0, 30.0)


def weighed(arms: Mapping[str, Any], questions: Questions, *, until: float = inf) -> tuple[Blend, float]:
    """A blend of fitted scorers with the weights that do best, and its NDCG@10 on the same people.

    Args:
        arms: The scorers by name, one of them ``"popular"``.
        questions: What was to be found, by people whose last items no scorer learned from.
        until: When to stop, on the clock of ``time.perf_counter``.
    """
    weights, trust, ndcg = Trial.of(arms, questions).climb(until)
    return Blend(arms, weights, trust=trust), ndcg


@dataclass(frozen=True, eq=False)
class Trial:
    """What each arm says of the candidates of each person: the best of every arm, and what is to be found.

    ``said`` is ``(people, candidates, arms)``, divided by each arm's deviation; ``right``: which are to be found;
    ``there``: which are candidates at all; ``ideal``: the best gain that is possible.
    """

    names: tuple[str, ...]
    said: np.ndarray
    right: np.ndarray
    there: np.ndarray
    ideal: np.ndarray
    lengths: np.ndarray

    @classmethod
    def of(cls, arms: Mapping[str, Any], questions: Questions) -> Trial:
        """What fitted scorers say to some questions."""
        import numpy as np

        said, right = [], []
        for first, part in questions.batches():
            raws = [_unit(arm.raw(part)) for arm in arms.values()]
            tops = [_masked_top(raw, part) for raw in raws]
            for row in range(len(part)):
                wanted = questions.asked.item[
                    questions.asked.starts[first + row] : questions.asked.starts[first + row + 1]
                ]
                candidates = np.unique(np.concatenate([*(top[row] for top in tops), wanted]))
                if questions.among is not None:
                    candidates = np.sort(questions.among[first + row])  # equal scores must not tell what is right
                said.append(np.stack([raw[row, candidates] for raw in raws], axis=1))
                right.append(np.isin(candidates, wanted))
        wide = max(map(len, right))
        people = len(right)
        whole = np.zeros((people, wide, len(arms)), dtype=np.float32)
        there, hits = np.zeros((people, wide), dtype=bool), np.zeros((people, wide), dtype=bool)
        for row, (mine, hit) in enumerate(zip(said, right, strict=True)):
            whole[row, : len(hit)], there[row, : len(hit)], hits[row, : len(hit)] = mine, True, hit
        best = np.cumsum(1 / np.log2(np.arange(_DEEP) + 2))
        ideal = np.stack([best[np.minimum(hits.sum(axis=1), k) - 1] for k in (10, _DEEP)])
        return cls(tuple(arms), whole, hits, there, ideal, questions.histories.lengths)

    def value(self, weights: np.ndarray, trust: float) -> tuple[float, float]:
        """The figure that is climbed, and NDCG@10: the deeper list makes the figure less a matter of luck."""
        import numpy as np

        personal = (self.lengths / (self.lengths + trust) if trust else np.ones(len(self.lengths))).astype(np.float32)
        popular = np.array([name in STEADY for name in self.names])
        own = self.said @ np.where(popular, 0, weights).astype(np.float32)
        scores = own * personal[:, None] + self.said @ np.where(popular, weights, 0).astype(np.float32)
        scores = np.where(self.there, scores, -np.inf)
        deep = min(_DEEP, scores.shape[1])
        top = np.argpartition(-scores, deep - 1, axis=1)[:, :deep]
        top = np.take_along_axis(top, np.argsort(-np.take_along_axis(scores, top, 1), axis=1, kind="stable"), 1)
        gain = np.take_along_axis(self.right, top, 1) / np.log2(np.arange(deep) + 2)
        short = float((gain[:, :10].sum(axis=1) / self.ideal[0]).mean())
        return short + 0.5 * float((gain.sum(axis=1) / self.ideal[1]).mean()), short

    def climb(self, until: float) -> tuple[dict[str, float], float, float]:
        """Weights and trust by trying one after the other, until nothing helps or the time is over.

        It is begun twice, with all arms alike and with the best of them alone, and the higher end is taken.
        """
        import numpy as np

        alike = np.array([0.2 if name == POPULAR else 1.0 for name in self.names])
        ends = [self._climbed(start, until) for start in (alike, self._alone())]
        weights, trust, best = max(ends, key=lambda end: end[2][0])
        return dict(zip(self.names, weights.tolist(), strict=True)), trust, best[1]

    def _alone(self) -> np.ndarray:
        """The weights that leave only the arm that does best by itself."""
        import numpy as np

        single = np.eye(len(self.names))
        return max(single, key=lambda weights: self.value(weights, 0.0)[0])

    def _climbed(self, weights: np.ndarray, until: float) -> tuple[np.ndarray, float, tuple[float, float]]:
        """Where a climb from these weights ends: weights, trust, and what :meth:`value` says of them."""
        trust, best = 0.0, self.value(weights, 0.0)
        for _ in range(4):
            before = best[0]
            for at in range(len(weights)):
                for tried in _TRIED:
                    changed = weights.copy()
                    changed[at] = tried
                    if not changed.any() or perf_counter() >= until:
                        continue
                    if (found := self.value(changed, trust))[0] > best[0] + 1e-5:
                        weights, best = changed, found
            for other in _TRUST:
                if perf_counter() < until and (found := self.value(weights, other))[0] > best[0] + 1e-5:
                    trust, best = other, found
            if best[0] < before + 1e-4:
                break
        return weights, trust, best


def _unit(raw: np.ndarray) -> np.ndarray:
    import numpy as np

    spread = raw.std(axis=1, keepdims=True, dtype=np.float64).astype(np.float32)
    return np.asarray(np.where(spread > 1e-12, raw / np.maximum(spread, 1e-12), 0))


def _masked_top(raw: np.ndarray, part: Histories) -> np.ndarray:
    """``(people, top)``: the candidates of one arm."""
    import numpy as np

    masked = raw.copy()
    masked[part.owner, part.item] = -np.inf
    k = min(_TOP, masked.shape[1])
    return np.argpartition(-masked, k - 1, axis=1)[:, :k]
