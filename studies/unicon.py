"""UNICON: does one reading of behaviour find segments, people who are alike, and what fits those who took little?

Data: a planted shop, 600 people of five styles with a taste of their own each, 300 things with brand, colour and
category, as many events as fall to each person (a few people have ten times as many as most). Age depends a little on
style. Nothing is fitted on the worlds that are reported: weights and numbers of the part were set on world 100.

Claims: who is like a twentieth of one style is found better than by age; groups by behaviour are nearer to the styles
than groups by raw counts; for people with two events the segment finds more than popularity, for people with many
their own history finds more than the segment, and both together are no worse than either.

    thyself study unicon
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from thyself.core import Catalog, Item
from thyself.evaluate import Control, Effect, Outcome, Setting, Table, bootstrap, paired, study
from thyself.evaluate.study import Cell
from thyself.recommend import Behaviour, Blend, Histories, Interactions, Segments, kmeans, lookalikes
from thyself.recommend.choosing import best
from thyself.systems.recommend.unicon import hybrid

PEOPLE, ITEMS, STYLES, SEEDS, K = 600, 300, 5, (0, 1, 2, 3), 10
BRANDS: Final = 30
SEED_SHARE: Final = 0.05


@dataclass(frozen=True, eq=False)
class Shop:
    """A planted shop: who took what, what things are, and the style and age group of each person."""

    rows: Interactions
    catalog: Catalog
    style: np.ndarray
    age: np.ndarray


def shop(seed: int, *, styled: bool = True) -> Shop:
    """A shop; without styles everybody takes what their own taste and popularity say."""
    rng = np.random.default_rng([86, seed])
    brand, colour, category = (rng.integers(0, many, ITEMS) for many in (BRANDS, 8, 12))
    said = [{"brand": f"b{b}", "colour": f"c{c}", "category": f"k{k}"} for b, c, k in zip(brand, colour, category)]  # noqa: B905
    catalog = Catalog([Item(f"i{n}", f"thing {n}", f"T{n}", each) for n, each in enumerate(said)])
    popular = rng.normal(0, 0.8, ITEMS)
    of_style = [
        rng.normal(0, 1.2, BRANDS)[brand] + rng.normal(0, 0.8, 8)[colour] + rng.normal(0, 0.8, 12)[category]
        for _ in range(STYLES)
    ]
    style = rng.integers(0, STYLES, PEOPLE)
    age = np.where(rng.random(PEOPLE) < 0.3, style, rng.integers(0, STYLES, PEOPLE))
    events = []
    for person in range(PEOPLE):
        own = rng.normal(0, 0.9, BRANDS)[brand] + rng.normal(0, 0.5, ITEMS)
        worth = popular + own + (of_style[style[person]] if styled else 0.0)
        chance = np.exp(worth) / np.exp(worth).sum()
        many = min(int(6 + rng.lognormal(2.2, 0.9)), 100)
        taken = rng.choice(ITEMS, many, replace=False, p=chance)
        events += [(f"p{person}", f"i{item}", None, 86_400.0 * at) for at, item in enumerate(taken)]
    codes = {f"p{person}": person for person in range(PEOPLE)}
    rows = Interactions.of(events)
    order = [codes[each] for each in rows.people]
    return Shop(rows.with_items(catalog.ids), catalog, style[order], age[order])


def auc(scores: np.ndarray, right: np.ndarray) -> float:
    """The chance that one who belongs stands above one who does not; ties count half."""
    order = np.argsort(scores, kind="stable")
    ranks = np.empty(len(scores))
    ranks[order] = np.arange(1, len(scores) + 1)
    for value in np.unique(scores):
        same = scores == value
        ranks[same] = ranks[same].mean()
    many = right.sum()
    return float((ranks[right].sum() - many * (many + 1) / 2) / (many * (~right).sum()))


def rand(one: np.ndarray, other: np.ndarray) -> float:
    """The adjusted Rand index of two groupings."""
    table = np.zeros((one.max() + 1, other.max() + 1))
    np.add.at(table, (one, other), 1)
    both, rows, columns = (float((c * (c - 1) / 2).sum()) for c in (table, table.sum(1), table.sum(0)))
    chance = rows * columns / (len(one) * (len(one) - 1) / 2)
    return (both - chance) / ((rows + columns) / 2 - chance)


def alike(world: Shop, behaviour: Behaviour, rng: np.random.Generator) -> list[tuple[float, float, float]]:
    """For each style: AUC by behaviour, by age, and by behaviour with a seed of anybody."""
    found = []
    people = np.array(world.rows.people)
    for style in range(STYLES):
        inside = np.flatnonzero(world.style == style)
        seed = rng.choice(inside, max(2, int(SEED_SHARE * len(inside))), replace=False)
        anybody = rng.choice(PEOPLE, len(seed), replace=False)
        likely = np.bincount(world.age[seed], minlength=STYLES)[world.age]
        rest, others = (np.setdiff1d(np.arange(PEOPLE), each) for each in (seed, anybody))
        mine, random = (_scores(behaviour, people[each]) for each in (seed, anybody))
        truth = world.style == style
        found.append((auc(mine[rest], truth[rest]), auc(likely[rest], truth[rest]), auc(random[others], truth[others])))
    return found


def _scores(behaviour: Behaviour, seed: np.ndarray) -> np.ndarray:
    found = {each.person: each.score for each in lookalikes(behaviour, seed.tolist(), PEOPLE)}
    return np.array([found.get(person, 1.0) for person in behaviour.rows.people])


def hits(world: Shop, known: int) -> dict[str, np.ndarray]:
    """Share of what comes after the first ``known`` events among the best ten, for a third of the people."""
    rows = world.rows
    asked = np.arange(PEOPLE) % 3 == 0
    train = rows.where(~asked[rows.person])
    segments = Segments.of(Behaviour.of(train, world.catalog), STYLES)
    blend = hybrid(segments)
    ways = {
        "popularity": Blend({"popular": blend.arms["popular"]}, {"popular": 1.0}),
        "segment": Blend(
            {name: blend.arms[name] for name in ("popular", "segment")}, {"popular": 0.01, "segment": 1.0}
        ),
        "own history": Blend({name: blend.arms[name] for name in ("popular", "knn")}, {"popular": 0.01, "knn": 1.0}),
        "hybrid": blend,
    }
    found: dict[str, list[float]] = {name: [] for name in [*ways, "hybrid, another person's history"]}
    histories = rows.histories
    people = [p for p in np.flatnonzero(asked).tolist() if histories.lengths[p] >= known + 4]
    for place, person in enumerate(people):
        mine, other = (_first(histories, each, known) for each in (person, people[place - 1]))
        later = set(histories.item[histories.starts[person] + known : histories.starts[person + 1]].tolist())
        for name, way in ways.items():
            found[name].append(_share(way, mine, mine, later))
        found["hybrid, another person's history"].append(_share(blend, other, mine, later))
    return {name: np.array(each) for name, each in found.items()}


def _alone(blend: Blend, arm: str) -> Blend:
    """One arm, with next to nothing of popularity to order what it leaves equal."""
    return Blend({name: blend.arms[name] for name in ("popular", arm)}, {"popular": 0.01, arm: 1.0})


def _first(histories: Histories, person: int, known: int) -> Histories:
    span = slice(histories.starts[person], histories.starts[person] + known)
    return Histories(np.array([0, known]), histories.item[span], histories.value[span], histories.at[span])


def _share(way: Blend, history: Histories, mine: Histories, later: set[int]) -> float:
    scores = way.one(history).copy()
    scores[mine.item] = -np.inf
    return len(later & set(best(scores, K).tolist())) / min(K, len(later))


@study(
    name="unicon",
    system="unicon",
    title="UNICON: segments, lookalikes and recommendations from one reading of behaviour",
    claim="for people who took little, the segment with their own history finds more than popularity",
    data=(),
    seconds=60,
)
def run(setting: Setting) -> Outcome:
    """Four worlds."""
    rng = np.random.default_rng(setting.seed)
    near: list[tuple[float, float, float]] = []
    groups: list[tuple[float, float, float]] = []
    cold: dict[str, list[np.ndarray]] = {}
    warm: dict[str, list[np.ndarray]] = {}
    small = told = 0
    for done, seed in enumerate(SEEDS, 1):
        world = shop(seed)
        behaviour = Behaviour.of(world.rows, world.catalog)
        near += alike(world, behaviour, rng)
        groups.append(_grouped(world, behaviour))
        for into, known in ((cold, 2), (warm, 25)):
            for name, each in hits(world, known).items():
                into.setdefault(name, []).append(each)
        for segment in Segments.of(behaviour, 40, least=15).groups:
            told += 1
            small += len(segment.people) < 15 or any(trait.people < 15 for trait in segment.traits)
        setting.progress(done, len(SEEDS) + 1)
    few, many = ({name: np.concatenate(each) for name, each in into.items()} for into in (cold, warm))
    by_behaviour, by_age, by_chance = (np.array(each) for each in zip(*near, strict=True))
    ours, raw, none = (np.array(each) for each in zip(*groups, strict=True))
    metric = f"share of later events among {K}"
    return Outcome(
        effect=Effect.of(
            paired(few["hybrid"], few["popularity"], seed=setting.seed),
            name="people with 2 events, hybrid less popularity",
            metric=metric,
        ),
        also=[
            Effect.of(paired(few["hybrid"], few["own history"], seed=setting.seed),
                      name="people with 2 events, hybrid less their own history alone", metric=metric),
            Effect.of(paired(many["hybrid"], many["segment"], seed=setting.seed),
                      name="people with 25 events, hybrid less the segment alone", metric=metric),
            Effect.of(paired(by_behaviour, by_age, seed=setting.seed),
                      name="lookalikes of a twentieth of a style, by behaviour less by age", metric="AUC"),
            Effect.of(paired(ours, raw, seed=setting.seed),
                      name="segments, by behaviour less by raw counts", metric="adjusted Rand index"),
        ],
        controls=[
            Control.worse("the history of another person",
                          paired(many["hybrid"], many["hybrid, another person's history"], seed=setting.seed)),
            _near_half("lookalikes of a seed of anybody", by_chance),
            _near_zero("styles in a shop that has none", none),
            Control.share("segments and traits of fewer than 15 people that are told", told - small, told,
                          expectation="none", kind="bad part"),
            _no_harm(few, many),
        ],
        tables=[_found(few, many), _alike(by_behaviour, by_age, by_chance, ours, raw, none)],
        notes=["All data is planted. No paper's numbers are at hand; a transformer was not trained."],
    )  # fmt: skip


def _grouped(world: Shop, behaviour: Behaviour) -> tuple[float, float, float]:
    """How near groups are to the styles: by behaviour, by raw counts, and where there are no styles."""
    member = Segments.of(behaviour, STYLES).member
    counts = np.zeros((PEOPLE, ITEMS), dtype=np.float32)
    counts[world.rows.person, world.rows.item] = 1.0
    raw = counts - counts.mean(axis=0)
    plain = (raw @ kmeans(raw, STYLES, np.random.default_rng(0)).T).argmax(axis=1)
    bare = shop(int(behaviour.rows.now) % 97, styled=False)
    nothing = Segments.of(Behaviour.of(bare.rows, bare.catalog), STYLES).member
    return rand(member, world.style), rand(plain, world.style), rand(nothing, bare.style)


def _near_half(name: str, figures: np.ndarray) -> Control:
    mean = bootstrap(figures)
    return Control(
        name, "AUC within 0.05 of 0.5", mean.value, mean.low, mean.high, abs(mean.value - 0.5) < 0.05, "other"
    )


def _near_zero(name: str, figures: np.ndarray) -> Control:
    mean = bootstrap(figures)
    return Control(name, "index below 0.05", mean.value, mean.low, mean.high, mean.value < 0.05, "do no harm")


def _no_harm(few: dict[str, np.ndarray], many: dict[str, np.ndarray]) -> Control:
    """The hybrid is nowhere worse than the better of its parts by more than a little."""
    gaps = [
        float(each["hybrid"].mean() - max(each[part].mean() for part in ("popularity", "segment", "own history")))
        for each in (few, many)
    ]
    name = "hybrid less the best of its parts, the worse of both groups"
    return Control(name, "-0.01 or above", min(gaps), None, None, min(gaps) >= -0.01, "do no harm")


def _found(few: dict[str, np.ndarray], many: dict[str, np.ndarray]) -> Table:
    rows: list[list[Cell]] = [[name, str(bootstrap(few[name])), str(bootstrap(many[name]))] for name in few]
    return Table(f"Share of later events among {K}", ["way", "2 events known", "25 events known"], rows)


def _alike(*figures: np.ndarray) -> Table:
    names = ("AUC of lookalikes by behaviour", "by age", "by behaviour, seed of anybody",
             "Rand index of segments by behaviour", "by raw counts", "in a shop without styles")  # fmt: skip
    rows: list[list[Cell]] = [[name, str(bootstrap(each))] for name, each in zip(names, figures, strict=True)]
    return Table("How near to what was planted", ["what", "mean"], rows)
