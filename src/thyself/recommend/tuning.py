"""Tuning: which scorers, with which settings and weights, by what people took afterwards."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from importlib.util import find_spec
from math import inf
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final

from thyself.core import Catalog, InvalidInput
from thyself.evaluate.recommend import Asked, accuracy
from thyself.evaluate.splits import Split, by_time, last_out
from thyself.models import Embedder
from thyself.recommend.blend import POPULAR, STEADY, Blend
from thyself.recommend.columns import Histories, Interactions
from thyself.recommend.content import Content
from thyself.recommend.ease import EASE
from thyself.recommend.graph_towers import GraphTowers
from thyself.recommend.ials import IALS
from thyself.recommend.item_graph import Linking
from thyself.recommend.neighbours import ItemKNN, RP3Beta, Transitions, markov
from thyself.recommend.popular import DecayedPopularity
from thyself.recommend.sasrec import SASRec
from thyself.recommend.valued import Scale

if TYPE_CHECKING:
    import numpy as np

Progress = Callable[[int, int | None], None]

#: Items of each scorer that are candidates when weights are tried.
_TOP: Final = 150
_BATCH: Final = 250
#: Seconds for EASE by the third power of its items, on a slow core.
_CUBIC: Final = 2.5e-11
#: Rows from which on an encoder of sequences has enough to learn from; seconds that a step of it takes, on a slow core.
_ORDERED, _STEP = 20_000, 0.03
#: How much more an event counts for each deviation of its rating, where that is tried.
_VALUED: Final = 0.15
_TRIED: Final = (0.0, 0.1, 0.2, 0.35, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0)
_TRUST: Final = (0.0, 1.0, 3.0, 10.0, 30.0)


@dataclass(frozen=True, eq=False)
class Questions:
    """People, what is known of them, and what they took afterwards.

    ``among`` are, for each person, the items to choose from ``(people, n)``; ``None``: all items.
    """

    histories: Histories
    asked: Asked
    among: np.ndarray | None = None

    @classmethod
    def of(cls, interactions: Interactions, split: Split, *, most: int | None = None, seed: int = 0) -> Questions:
        """The rows to find of a split, of at most ``most`` people."""
        import numpy as np

        train = interactions.where(split.train)
        test = interactions.where(split.test)
        pair = interactions.person.astype(np.int64) * len(interactions.items) + interactions.item
        fresh = ~np.isin(pair[split.test], pair[split.train])
        people, asked = Asked.of(test.person[fresh], test.item[fresh])
        if not len(people):
            raise InvalidInput(f"{split.name}: nobody took anything new afterwards")
        if most is not None and len(people) > most:
            drawn = np.sort(np.random.default_rng(seed).choice(len(people), most, replace=False))
            keep = np.isin(test.person, people[drawn]) & fresh
            people, asked = Asked.of(test.person[keep], test.item[keep])
        whole = train.histories
        parts = np.isin(train.person, people)
        kept = whole.where(parts)
        starts = np.append(kept.starts[people], kept.starts[people[-1] + 1])
        return cls(Histories(starts, kept.item, kept.value, kept.at), asked)

    def beside(self, n: int, items: int, *, seed: int = 0) -> Questions:
        """The same, to be chosen among what is to be found and ``n`` other items, drawn of all that were not taken.

        Raises:
            InvalidInput: There is more than one item to find for somebody.
        """
        import numpy as np

        if len(self.asked.item) != len(self):
            raise InvalidInput("there must be one item to find for each person")
        rng = np.random.default_rng(seed)
        among = np.empty((len(self), n + 1), dtype=np.int64)
        for row, item in enumerate(self.asked.item):
            mine = self.histories.item[self.histories.starts[row] : self.histories.starts[row + 1]]
            drawn = rng.choice(items, min(n + len(mine) + 1, items), replace=False)
            among[row] = [item, *drawn[~np.isin(drawn, [*mine, item])][:n]]
        return Questions(self.histories, self.asked, among)

    def __len__(self) -> int:
        return len(self.asked)

    def batches(self) -> Iterator[tuple[int, Histories]]:
        """Parts of the histories, with where each begins."""
        for first in range(0, len(self), _BATCH):
            yield first, self.histories.part(first, min(first + _BATCH, len(self)))


def top_lists(scorer: Any, questions: Questions, k: int) -> np.ndarray:
    """``(people, k) int64``: the best items of each that they did not take yet."""
    import numpy as np

    found = np.full((len(questions), k), -1, dtype=np.int64)
    for first, part in questions.batches():
        scores = scorer.scores(part)
        scores[part.owner, part.item] = -np.inf
        if questions.among is not None:
            scores = _only(scores, questions.among[first : first + len(part)])
        found[first : first + len(part), : scores.shape[1]] = highest(scores, k)
    return found


def _only(scores: np.ndarray, among: np.ndarray) -> np.ndarray:
    """The scores of what may be chosen; minus infinity for all else."""
    import numpy as np

    found = np.full_like(scores, -np.inf)
    np.put_along_axis(found, among, np.take_along_axis(scores, among, axis=1), axis=1)
    return found


def highest(scores: np.ndarray, k: int) -> np.ndarray:
    """``(rows, k) int64``: the places of the highest scores, best first, equal ones in their order; -1 for none."""
    import numpy as np

    k = min(k, scores.shape[1])
    least = np.partition(scores, -k, axis=1)[:, -k, None]
    out = np.full((len(scores), k), -1, dtype=np.int64)
    for row, mine in enumerate(scores):
        places = np.flatnonzero(mine >= least[row])
        order = places[np.argsort(-mine[places], kind="stable")][:k]
        order = order[mine[order] > -np.inf]
        out[row, : len(order)] = order
    return out


@dataclass(frozen=True, eq=False)
class Tuned:
    """A blend and how it was found.

    Args:
        blend: Fitted on what was learned from.
        alone: NDCG@10 of each scorer alone on what was to be found.
        ndcg: That of the blend; on the same people, so a little too high.
        split: What was held out.
        seconds: How long it took.
    """

    blend: Blend
    alone: Mapping[str, float]
    ndcg: float
    split: str
    seconds: float


@dataclass
class _Arm:
    """A family of scorers: the best of some, of which fitting one costs so many seconds, about."""

    name: str
    makes: Sequence[tuple[Any, Sequence[Mapping[str, Any]]]]
    cost: float = 0.0
    best: Any = None
    value: float = -1.0


#: The families of scorers that are tried, cheap ones first.
FAMILIES: Final = (POPULAR, "markov", "transitions", "knn", "content", "ease", "rp3beta", "ials", "towers", "sasrec")


@dataclass(frozen=True)
class Plan:
    """What is tried, and for how long.

    Args:
        catalog: What the items are, for content.
        embed: Gives vectors of their texts; ``None``: words and attributes.
        seconds: What it may take, about: families for which there is no time are left out. ``None``: as long as it
            takes, so that the outcome does not depend on the machine.
        families: Which to try, of :data:`FAMILIES`; popularity always is.
        beside: Choose for ranking an item among so many others that are drawn, in place of among all.
    """

    catalog: Catalog | None = None
    embed: Embedder | None = None
    seconds: float | None = 60.0
    families: Collection[str] = FAMILIES
    beside: int | None = None


def tune(
    interactions: Interactions, split: Split, plan: Plan | None = None, *, progress: Progress | None = None
) -> Tuned:
    """Fit scorers on the rows to learn, choose their settings and weights by the rows to find.

    Args:
        interactions: Who took what.
        split: What to learn from and what to find.
        plan: What is tried.
        progress: Told how many of the families are done.

    Raises:
        InvalidInput: Nobody took anything new afterwards.
    """
    plan = plan or Plan()
    seconds = inf if plan.seconds is None else plan.seconds
    begun = perf_counter()
    train = interactions.where(split.train)
    questions = Questions.of(interactions, split, most=1500 if plan.beside is None else 3000)
    if plan.beside is not None:
        questions = questions.beside(plan.beside, len(train.items))
    arms: list[_Arm] = []
    planned = [arm for arm in _planned(train, plan) if arm.name in (POPULAR, *plan.families)]
    for done, arm in enumerate(planned):
        if arm.name == POPULAR or perf_counter() - begun + arm.cost < 0.75 * seconds:
            _best_of(arm, train, questions, until=begun + 0.75 * seconds)
            arms.append(arm)
        if progress is not None:
            progress(done + 1, len(planned) + 1)
    blend, ndcg = weighed({arm.name: arm.best for arm in arms}, questions, until=begun + seconds)
    if progress is not None:
        progress(len(planned) + 1, len(planned) + 1)
    alone = {arm.name: arm.value for arm in arms}
    return Tuned(blend, alone, ndcg, str(split), perf_counter() - begun)


def weighed(arms: Mapping[str, Any], questions: Questions, *, until: float = inf) -> tuple[Blend, float]:
    """A blend of fitted scorers with the weights that do best, and its NDCG@10 on the same people.

    Args:
        arms: The scorers by name, one of them ``"popular"``.
        questions: What was to be found, by people whose last items no scorer learned from.
        until: When to stop, on the clock of ``time.perf_counter``.
    """
    weights, trust, ndcg = _Trial.of(arms, questions).climb(until)
    return Blend(arms, weights, trust=trust), ndcg


def inner_split(interactions: Interactions, by: str = "auto") -> Split:
    """What to hold out for the tuning: the last tenth of the time, else each person's last item.

    Raises:
        InvalidInput: There is no such split.
    """
    if by == "time":
        return by_time(interactions, 0.9)
    if by == "last":
        return last_out(interactions)
    if by != "auto":
        raise InvalidInput(f"inner={by!r}: use 'auto', 'time' or 'last'")
    try:
        split = by_time(interactions, 0.9)
        if len(Questions.of(interactions, split)) >= 30:
            return split
    except InvalidInput:
        pass
    return last_out(interactions)


def _planned(train: Interactions, plan: Plan) -> Iterator[_Arm]:
    """The families, cheap ones first; settings that need no new fit come as further attributes."""
    rows, items = len(train), len(train.items)
    pairs = 4e-8 * float((train.histories.lengths.astype(float) ** 2).sum())
    decays = [{"decay": each} for each in (0.8, 0.6, 0.9, 1.0)]
    yield _Arm(POPULAR, [(DecayedPopularity(days), [{}]) for days in (10.0, 30.0, 120.0, 500.0, None)])
    yield _Arm("markov", [(markov(), [{}])], 1e-6 * rows)
    yield _Arm("transitions", [(Transitions(), decays)], 6e-6 * rows)
    yield _Arm("knn", [(ItemKNN(), decays)], 3 * pairs)
    if plan.catalog is not None:
        yield _Arm("content", [(Content(plan.catalog, plan.embed), decays)], 1e-7 * items**2)
    rated = Scale.of(train.value).spread > 0
    yield _ease(items, plan.seconds, decays, rated)
    yield _Arm("rp3beta", [(RP3Beta(beta=beta), decays[:1] + decays[3:]) for beta in (0.3, 0.6)], 5 * pairs)
    yield _ials(rated, 8e-4 * (len(train.people) + items))
    if plan.catalog is not None and _several_kinds(plan.catalog):
        towers = GraphTowers(plan.catalog, plan.embed)
        yield _Arm("towers", [(towers, [{}])], 5e-4 * rows)
    if rows >= _ORDERED and find_spec("torch") is not None:
        encoder = SASRec()
        yield _Arm("sasrec", [(encoder, [{}])], _STEP * encoder.steps)


def _several_kinds(catalog: Catalog) -> bool:
    """Whether there are books and podcasts, so that what was taken of one kind can lead to another."""
    return len({str(each.attributes.get(Linking().kind)) for each in catalog}) > 1


def _ease(items: int, seconds: float | None, decays: Sequence[Mapping[str, Any]], rated: bool) -> _Arm:
    """EASE of as many items as there is time for; with more than one regularisation where it is cheap."""
    most = 15_000 if seconds is None else min(15_000, int((0.3 * seconds / _CUBIC) ** (1 / 3)))
    cost = _CUBIC * min(items, most) ** 3
    dear = min(items, most) > 5000 if seconds is None else cost > 0.08 * seconds
    makes = [EASE(each, most=most) for each in ((200.0,) if dear else (200.0, 500.0, 50.0, 1000.0))]
    if rated and not dear:
        makes += [EASE(each, most=most, valued=_VALUED) for each in (200.0, 500.0, 1000.0)]
    return _Arm("ease", [(each, decays) for each in makes], cost)


def _ials(rated: bool, cost: float) -> _Arm:
    """iALS at settings that did best on one or another set."""
    valued = 2 * _VALUED if rated else 0.0
    makes = [
        IALS(unobserved=0.2, regularisation=0.02),
        IALS(unobserved=0.1, regularisation=0.003),
        IALS(unobserved=0.1, regularisation=0.03),
        IALS(unobserved=0.3, regularisation=0.015, activity=0.5, valued=valued),
        IALS(unobserved=0.2, regularisation=0.02, activity=0.5, valued=valued),
    ]
    return _Arm("ials", [(each, [{}]) for each in makes], cost)


def _best_of(arm: _Arm, train: Interactions, questions: Questions, *, until: float) -> None:
    """Fit the first of a family, and each further one for which there is time."""
    for scorer, settings in arm.makes:
        if arm.best is not None and perf_counter() + arm.cost > until:
            return
        scorer.fit(train)
        for changes in settings:
            tried = copy(scorer)
            for name, value in changes.items():
                setattr(tried, name, value)
            found = float(ndcg_of(top_lists(tried, questions, 10), questions.asked).mean())
            if found > arm.value:
                arm.best, arm.value = tried, found


def ndcg_of(lists: np.ndarray, asked: Asked, k: int = 10) -> np.ndarray:
    """``(people,) float64``: NDCG at ``k``."""
    return accuracy(lists, asked, k)["ndcg"]


@dataclass(frozen=True, eq=False)
class _Trial:
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
    def of(cls, arms: Mapping[str, Any], questions: Questions) -> _Trial:
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
                    candidates = questions.among[first + row]
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
                    if perf_counter() < until and (found := self.value(changed, trust))[0] > best[0] + 1e-5:
                        weights, best = changed, found
            for other in _TRUST:
                if perf_counter() < until and (found := self.value(weights, other))[0] > best[0] + 1e-5:
                    trust, best = other, found
            if best[0] < before + 1e-4:
                break
        return weights, trust, best


_DEEP: Final = 50


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
