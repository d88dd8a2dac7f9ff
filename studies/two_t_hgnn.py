"""2T-HGNN: does a graph of things lead to a new and rare kind of thing better than what the things are?

Planted: 620 things, of which 120 are of a new kind with about 6 % of the events; 32 tastes in eight topics; the words
of a thing tell its topic, half of them at random, and never its taste; 900 people with two tastes each. A third of the
people took nothing of the new kind; they are outside the graph and all learning, and are asked for the four new things
that they would take. Numbers of the part were set on worlds 100 to 102, which are not reported.

Real (MovieLens): horror films are the new kind; of the people who are learned from, one in ten of their ratings of
those is kept; a third of the people, of whom nothing is learned, are asked for theirs by their other ratings.

    thyself study two-t-hgnn
"""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from thyself.core import Catalog, DataMissing, Item
from thyself.evaluate import Control, Effect, Outcome, Setting, Table, bootstrap, paired, study
from thyself.evaluate.study import Cell
from thyself.recommend import (
    EASE,
    Content,
    DecayedPopularity,
    GraphEncoder,
    GraphTowers,
    Histories,
    Interactions,
    ItemGraph,
    ItemKNN,
    Linking,
    Plain,
    Scorer,
    Uniform,
    read,
)

OLD, NEW, TOPICS, TASTES, PEOPLE = 500, 120, 8, 32, 900
SEEDS: Final = (0, 1, 2, 3, 4)
K: Final = 10
KIND: Final = "Horror"
SHARE: Final = 0.1
#: More links of a type than an item has.
ALL: Final = 10_000


@dataclass(frozen=True, eq=False)
class World:
    """What is learned from, the things, who is asked by which history, what they took of the new kind, and of both.

    ``old`` is what they took of the known kind after their history, where that is asked too.
    """

    known: Interactions
    catalog: Catalog
    histories: Histories
    wanted: list[set[int]]
    old: list[set[int]]

    @property
    def new(self) -> np.ndarray:
        """``(items,) bool``: of the new kind."""
        return np.array([self.catalog[each].attributes["kind"] == "new" for each in self.known.items])


def planted(seed: int) -> World:
    """A world."""
    rng = np.random.default_rng([97, seed])
    many = OLD + NEW
    new, taste = np.arange(many) >= OLD, rng.integers(0, TASTES, many)
    topic, popular = taste // (TASTES // TOPICS), rng.lognormal(0, 0.5, many)

    def words(thing: int) -> str:
        told = rng.random(8) < 0.5
        return " ".join(f"t{topic[thing]}w{rng.integers(12)}" if each else f"c{rng.integers(60)}" for each in told)

    things = [Item(f"i{at}", words(at), f"T{at}", {"kind": "new" if new[at] else "old"}) for at in range(many)]
    rows: list[tuple[str, str, None, float]] = []
    asked: list[tuple[list[str], set[str], set[str]]] = []
    for person in range(PEOPLE):
        mine = rng.choice(TASTES, 2, replace=False)
        worth = popular * (40.0 * np.isin(taste, mine) + 3.0 * np.isin(topic, mine // (TASTES // TOPICS)) + 1.0)
        took = _drawn(rng, worth * ~new, int(rng.integers(12, 34)))
        later = _drawn(rng, worth * new, 4)
        if person % 3 == 0:
            asked.append(([f"i{at}" for at in took[4:]], {f"i{at}" for at in later}, {f"i{at}" for at in took[:4]}))
            continue
        kept = later[: int(rng.integers(1, 5))] if rng.random() < 0.5 else later[:0]
        everything = rng.permutation(np.concatenate([took[4:], kept]))
        rows += [(f"p{person}", f"i{thing}", None, float(at)) for at, thing in enumerate(everything)]
    catalog = Catalog(things)
    known = Interactions.of(rows).with_items(catalog.ids)
    histories = Histories.of(known.codes, [history for history, _, _ in asked])
    new_ones, old_ones = ([{known.codes[each] for each in row[at]} for row in asked] for at in (1, 2))
    return World(known, catalog, histories, new_ones, old_ones)


def _drawn(rng: np.random.Generator, worth: np.ndarray, many: int) -> np.ndarray:
    return rng.choice(len(worth), many, replace=False, p=worth / worth.sum())


def films(folder: Path, seed: int) -> World:
    """MovieLens with one genre as the new kind."""
    rows = read(folder / "ratings.csv.gz")
    with gzip.open(folder / "movies.csv.gz", "rt", encoding="utf-8") as file:
        told = {row["movieId"]: (row["title"], row["genres"].split("|")) for row in csv.DictReader(file)}
    things = []
    for each in rows.items:
        title, genres = told[each]
        others = [genre for genre in genres if genre != KIND]
        kind = "new" if KIND in genres else "old"
        things.append(Item(each, f"{title} {' '.join(others)}", title, {"kind": kind, "genre": others}))
    catalog, rng = Catalog(things), np.random.default_rng(seed)
    of_new = np.array([item.attributes["kind"] == "new" for item in things])[rows.item]
    asked = rng.random(len(rows.people)) < 1 / 3
    known = rows.where(~asked[rows.person] & (~of_new | (rng.random(len(of_new)) < SHARE)))
    wanted: dict[int, set[int]] = defaultdict(set)
    for person, item in zip(rows.person[of_new].tolist(), rows.item[of_new].tolist(), strict=True):
        if asked[person]:
            wanted[person].add(item)
    other = rows.where(~of_new).histories
    people = sorted(wanted)
    histories = [[rows.items[at] for at in other.part(each, each + 1).item] for each in people]
    return World(known, catalog, Histories.of(rows.codes, histories), [wanted[each] for each in people], [])


def hits(scores: np.ndarray, world: World, *, old: bool = False) -> np.ndarray:
    """``(people,)``: how many of what they took stand among the first ten of its kind."""
    open_to = ~world.new if old else world.new
    shown = np.where(open_to, scores, -np.inf)
    if old:
        shown[world.histories.owner, world.histories.item] = -np.inf
    best = np.argsort(-shown, axis=1, kind="stable")[:, :K]
    wanted = world.old if old else world.wanted
    return np.array([len(want & set(row.tolist())) / min(K, len(want)) for want, row in zip(wanted, best, strict=True)])


class Shuffled(GraphTowers):
    """The same part on a graph in which new things change places in the links to old ones and to each other."""

    def graph(self, interactions: Interactions, vectors: np.ndarray) -> ItemGraph:
        """The graph with those links moved."""
        graph = super().graph(interactions, vectors)
        place = np.arange(len(graph.items))
        new = np.flatnonzero(graph.kind == graph.kinds.index("new"))
        place[new] = np.random.default_rng(0).permutation(new)
        return replace(graph, types={name: _moved(each, place) if "new" in name else each
                                     for name, each in graph.types.items()})  # fmt: skip


def _moved(matrix: Any, place: np.ndarray) -> Any:
    return matrix.tocsr()[place][:, place].tocsr()


def ways(world: World, decay: float) -> Mapping[str, Callable[[], Scorer]]:
    """What is compared."""
    catalog = world.catalog
    return {
        "popularity": lambda: DecayedPopularity(None),
        "words": lambda: Content(catalog, decay=decay),
        "neighbours": lambda: ItemKNN(decay),
        "EASE": EASE,
        "towers": lambda: GraphTowers(catalog, encoder=Plain(), decay=decay),
        "towers and graph": lambda: GraphTowers(catalog, decay=decay),
        "towers and graph, drawn alike": lambda: GraphTowers(
            catalog, encoder=GraphEncoder(sampler=Uniform()), decay=decay
        ),
        "towers and graph, all links": lambda: GraphTowers(catalog, linking=Linking(keep=ALL), decay=decay),
        "towers and graph, all links, drawn alike": lambda: GraphTowers(
            catalog, encoder=GraphEncoder(sampler=Uniform()), linking=Linking(keep=ALL), decay=decay
        ),
        "towers and graph, links moved": lambda: Shuffled(catalog, decay=decay),
    }


@study(
    name="two-t-hgnn",
    system="2t-hgnn",
    title="2T-HGNN: a new and rare kind of thing, by a graph of things",
    claim="with the graph, the towers find more of a rare kind for people who took none than by what things are",
    data=(),
    seconds=240,
)
def run(setting: Setting) -> Outcome:
    """Five planted worlds; then MovieLens, where it is there."""
    found: dict[str, list[np.ndarray]] = defaultdict(list)
    old: dict[str, list[np.ndarray]] = defaultdict(list)
    cold: list[tuple[float, float]] = []
    clusters: list[str] = []
    for number, seed in enumerate(SEEDS):
        world = planted(seed + 10 * setting.seed)
        clusters += [f"{seed}/{each}" for each in range(len(world.wanted))]
        for name, way in ways(world, 0.9).items():
            scores = way().fit(world.known).scores(world.histories)
            found[name].append(hits(scores, world))
            old[name].append(hits(scores, world, old=True))
            if name == "towers and graph":
                other = scores[np.roll(np.arange(len(scores)), 1)]
                found["towers and graph, another person"].append(hits(other, world))
        cold.append(_never_taken(world))
        setting.progress(number + 1, len(SEEDS) + 2)
    new, known = ({name: np.concatenate(each) for name, each in of.items()} for of in (found, old))
    real: dict[str, np.ndarray] = {}
    try:
        world = films(setting.folder("movielens-latest-small"), setting.seed)
        real = {name: hits(way().fit(world.known).scores(world.histories), world)
                for name, way in ways(world, 0.98).items() if "all links" not in name}  # fmt: skip
    except DataMissing:
        pass
    return _outcome(new, known, real, cold, clusters)


def _never_taken(world: World) -> tuple[float, float]:
    """Things of the new kind that nobody took (a third of them, taken out): found by the graph's towers, by chance."""
    gone = np.flatnonzero(world.new)[::3]
    bare = world.known.where(~np.isin(world.known.item, gone))
    scores = GraphTowers(world.catalog).fit(bare).scores(world.histories)
    shown = np.full_like(scores, -np.inf)
    shown[:, gone] = scores[:, gone]
    best = np.argsort(-shown, axis=1, kind="stable")[:, :K]
    wanted = [want & set(gone.tolist()) for want in world.wanted]
    share = [len(want & set(row.tolist())) / len(want) for want, row in zip(wanted, best, strict=True) if want]
    return float(np.mean(share)), K / len(gone)


def _outcome(
    new: dict[str, np.ndarray], old: dict[str, np.ndarray], real: dict[str, np.ndarray],
    cold: list[tuple[float, float]], clusters: list[str],
) -> Outcome:  # fmt: skip
    metric = f"share of what they took of the rare kind among its first {K}"
    graph = "towers and graph"

    def less(other: str, name: str) -> Effect:
        return Effect.of(paired(new[graph], new[other], clusters=clusters), name=name, metric=metric)

    chance = np.array([one - other for one, other in cold])
    same = paired(old[graph], old[f"{graph}, drawn alike"], clusters=clusters)
    return Outcome(
        effect=less("towers", "planted: towers and graph less towers alone"),
        also=[
            less("words", "planted: towers and graph less likeness of words"),
            less("popularity", "planted: towers and graph less popularity"),
            less("neighbours", "planted: towers and graph less neighbours by people"),
            less(f"{graph}, drawn alike", "planted: as many of each type less drawn alike"),
            Effect.of(paired(new[f"{graph}, all links"], new[f"{graph}, all links, drawn alike"], clusters=clusters),
                      name="planted, all links kept: as many of each type less drawn alike", metric=metric),
            *(Effect.of(paired(real[graph], real[other]), name=f"films: towers and graph less {other}", metric=metric)
              for other in ("towers", "words", "popularity", "neighbours") if real),
        ],
        controls=[
            Control.worse("links to the rare kind lead anywhere",
                          paired(new[graph], new[f"{graph}, links moved"], clusters=clusters), kind="bad part"),
            Control.not_better("with links that lead anywhere, beside the towers alone",
                               paired(new[f"{graph}, links moved"], new["towers"], clusters=clusters)),
            Control.worse("another person's history",
                          paired(new[graph], new[f"{graph}, another person"], clusters=clusters)),
            Control.worse("things that nobody took, beside chance", bootstrap(chance), kind="other"),
            Control("the known kind, as many of each type less drawn alike", "-0.02 or above", same.value, same.low,
                    same.high, same.value >= -0.02, "do no harm"),
        ],
        tables=[
            Table(f"Planted: share found among the first {K} of the kind", ["way", "rare kind", "known kind"],
                  [[name, str(bootstrap(each)), str(bootstrap(old[name])) if name in old else ""]
                   for name, each in new.items()]),
            *([Table(f"MovieLens, {KIND.lower()} as the rare kind", ["way", "found"], _cells(real))] if real else []),
        ],
        notes=["No people are in the graph; those who are asked were never seen."],
        seeds=len(SEEDS),
    )  # fmt: skip


def _cells(real: dict[str, np.ndarray]) -> list[list[Cell]]:
    return [[name, str(bootstrap(each))] for name, each in real.items()]
