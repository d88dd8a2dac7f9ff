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
from thyself.evaluate.splits import Split, by_time, last_out
from thyself.models import Embedder
from thyself.recommend.blend import POPULAR, Blend
from thyself.recommend.columns import Interactions
from thyself.recommend.content import Content
from thyself.recommend.ease import EASE
from thyself.recommend.graph_towers import GraphTowers
from thyself.recommend.ials import IALS
from thyself.recommend.item_graph import Linking
from thyself.recommend.neighbours import ItemKNN, RP3Beta, Transitions, markov
from thyself.recommend.popular import DecayedPopularity
from thyself.recommend.questions import Questions, ndcg_of, top_lists
from thyself.recommend.sasrec import SASRec
from thyself.recommend.valued import Scale
from thyself.recommend.weighing import weighed

if TYPE_CHECKING:
    pass

Progress = Callable[[int, int | None], None]

#: Seconds for EASE by the third power of its items, on a slow core.
_CUBIC: Final = 2.5e-11
#: Rows from which on an encoder of sequences has enough to learn from; seconds that a step of it takes, on a slow core.
_ORDERED, _STEP = 20_000, 0.03
#: The share of the time that a family may take with its further settings, so that it leaves some to the others.
_SHARE: Final = 0.25
#: How much more an event counts for each deviation of its rating, where that is tried.
_VALUED: Final = 0.15


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

    def __post_init__(self) -> None:
        if unknown := sorted({*self.families} - {*FAMILIES}):
            raise InvalidInput(f"families={unknown}: there are {', '.join(FAMILIES)}")


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
            until = min(begun + 0.75 * seconds, perf_counter() + _SHARE * seconds)
            _best_of(arm, train, questions, until=until)
            arms.append(arm)
        if progress is not None:
            progress(done + 1, len(planned) + 1)
    blend, ndcg = weighed({arm.name: arm.best for arm in arms}, questions, until=begun + seconds)
    if progress is not None:
        progress(len(planned) + 1, len(planned) + 1)
    alone = {arm.name: arm.value for arm in arms}
    return Tuned(blend, alone, ndcg, str(split), perf_counter() - begun)


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
    valued = _VALUED if Scale.of(train.value).spread > 0 else 0.0
    yield _ease(items, plan.seconds, decays, valued)
    yield _Arm("rp3beta", [(RP3Beta(beta=beta), decays[:1] + decays[3:]) for beta in (0.3, 0.6)], 5 * pairs)
    yield _ials(valued, 8e-4 * (len(train.people) + items))
    if plan.catalog is not None and _several_kinds(plan.catalog):
        towers = GraphTowers(plan.catalog, plan.embed)
        yield _Arm("towers", [(towers, [{}])], 5e-4 * rows)
    if rows >= _ORDERED and find_spec("torch") is not None:
        encoder = SASRec()
        yield _Arm("sasrec", [(encoder, [{}])], _STEP * encoder.steps)


def _several_kinds(catalog: Catalog) -> bool:
    """Whether there are books and podcasts, so that what was taken of one kind can lead to another."""
    return len({str(each.attributes.get(Linking().kind)) for each in catalog}) > 1


def _ease(items: int, seconds: float | None, decays: Sequence[Mapping[str, Any]], valued: float) -> _Arm:
    """EASE of as many items as there is time for; with more than one regularisation where it is cheap."""
    most = 15_000 if seconds is None else min(15_000, int((0.3 * seconds / _CUBIC) ** (1 / 3)))
    cost = _CUBIC * min(items, most) ** 3
    dear = min(items, most) > 5000 if seconds is None else cost > 0.08 * seconds
    makes = [EASE(each, most=most) for each in ((200.0,) if dear else (200.0, 500.0, 50.0, 1000.0))]
    if valued and not dear:
        makes += [EASE(each, most=most, valued=valued) for each in (200.0, 500.0, 1000.0)]
    return _Arm("ease", [(each, decays) for each in makes], cost)


def _ials(valued: float, cost: float) -> _Arm:
    """iALS at settings that did best on one or another set; ratings say more to it than to EASE."""
    makes = [
        IALS(unobserved=0.2, regularisation=0.02),
        IALS(unobserved=0.1, regularisation=0.003),
        IALS(unobserved=0.1, regularisation=0.03),
        IALS(unobserved=0.3, regularisation=0.015, activity=0.5, valued=2 * valued),
        IALS(unobserved=0.2, regularisation=0.02, activity=0.5, valued=2 * valued),
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
