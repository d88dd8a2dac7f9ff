"""DLRM: does a model of clicks with products of pairs foretell likes better than a regression on the same features?

MovieLens, by time: what comes after four fifths of all ratings is foretold, one rating after the other: four stars or
more is a like. A model knows what the person had rated by then, and learns from nobody's later ratings; nearly all of
the people are new, so the tables know none of them. What an item's share of likes is, is counted on the first half of
what is learned from, and the models learn on the second, so that no rating foretells itself.

How long each model learns is chosen on the last fifth of what is learned from. Compared with: a logistic regression on
the same numbers and labels; the share of likes of the item; of the item and the person together. Controls: the products
left out (the vectors go on as they are, with as many layers); another person's history; labels of the history alone of
another person; likes shuffled in what is learned from.

    thyself study dlrm
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from thyself.core import Catalog, DataMissing, Item
from thyself.evaluate import Control, Effect, Outcome, Setting, Table, paired, study
from thyself.evaluate.splits import by_time
from thyself.evaluate.study import Kind
from thyself.recommend import DLRM, Clicks, Features, Interactions, Moments, Shape, read

SEEDS = (0, 1, 2)
EPOCHS = (1, 2, 4, 8)


def films(path: object) -> Catalog:
    """The films with their genres."""
    import csv
    import gzip

    with gzip.open(str(path), "rt", encoding="utf-8") as file:
        return Catalog(
            [
                Item(row["movieId"], row["title"], "", {"genre": row["genres"].split("|")})
                for row in csv.DictReader(file)
            ]
        )


def error(chance: np.ndarray, liked: np.ndarray) -> np.ndarray:
    """``(n,)``: minus the logarithm of what was said of what came."""
    chance = np.clip(chance, 1e-4, 1 - 1e-4)
    return np.asarray(-np.log(np.where(liked > 0, chance, 1 - chance)))


def area(chance: np.ndarray, liked: np.ndarray) -> float:
    """How often a like stands above a rating that is none."""
    order = np.argsort(chance, kind="stable")
    rank = np.empty(len(order))
    rank[order] = np.arange(1, len(order) + 1)
    ones = liked.sum()
    return float((rank[liked > 0].sum() - ones * (ones + 1) / 2) / (ones * (len(liked) - ones)))


@dataclass(frozen=True, eq=False)
class Task:
    """Rows to learn from, and rows to foretell with the history of another person too."""

    rows: Clicks
    liked: np.ndarray
    asked: Clicks
    truth: np.ndarray
    swapped: Clicks
    person: np.ndarray

    @classmethod
    def of(cls, everything: Interactions, catalog: Catalog, known: np.ndarray) -> Task:
        """What is marked is learned from, the rest is foretold."""
        first = known & (everything.at <= np.quantile(everything.at[known], 0.5))
        features = Features(catalog)
        moments = Moments.of(everything)
        features.fit(everything.where(first))
        learned = features.rows(moments.where(known & ~first))
        features.fit(everything.where(known))
        later = moments.where(~known)
        swapped = features.rows(_other_people(later, everything.person[~known]))
        likes = features.likes(everything.value)
        return cls(learned, likes[known & ~first], features.rows(later), likes[~known], swapped,
                   everything.person[~known])  # fmt: skip

    def shape(self, kind: str) -> Shape:
        """A model by its name."""
        dense, tables = self.rows.dense.shape[1], (Features().buckets,) * len(self.rows.bags)
        return {
            "DLRM": Shape(dense, tables, 8, (16,), (32, 16)),
            "products left out": Shape(dense, tables, 8, (16,), (32, 16), "none"),
            "logistic regression": Shape(dense, tables, 1, (), (), "none"),
        }[kind]

    def learned(self, kind: str, epochs: int, seed: int, liked: np.ndarray | None = None) -> DLRM:
        """A model that learned."""
        return DLRM(self.shape(kind), epochs=epochs, seed=seed).fit(self.rows, self.liked if liked is None else liked)


def _other_people(moments: Moments, person: np.ndarray) -> Moments:
    """The same items, each with the history that somebody else had at the like place of theirs."""
    codes = np.unique(person)
    other = dict(zip(codes.tolist(), np.roll(codes, 1).tolist(), strict=True))
    where = {code: np.flatnonzero(person == code) for code in codes.tolist()}
    rows = np.empty(len(person), dtype=np.int64)
    for code, mine in where.items():
        theirs = where[other[code]]
        rows[mine] = theirs[np.minimum(np.arange(len(mine)) * len(theirs) // len(mine), len(theirs) - 1)]
    return Moments(moments.events, moments.first[rows], moments.last[rows], moments.item)


def chosen(task: Task, kind: str) -> int:
    """How long to learn, by what is foretold best."""
    found = {each: error(task.learned(kind, each, SEEDS[0]).chances(task.asked), task.truth).mean() for each in EPOCHS}
    return min(found, key=lambda each: found[each])


def mean(models: Sequence[DLRM], rows: Clicks) -> np.ndarray:
    """``(n,)``: the mean chance of some models."""
    return np.asarray(np.mean([each.chances(rows) for each in models], axis=0))


@study(
    name="dlrm",
    system="dlrm",
    title="The Architectural Implications of Facebook's DNN-based Personalized Recommendation",
    claim="products of pairs of learned vectors foretell likes better than a regression on the same features",
    data=("movielens-latest-small",),
    seconds=300,
)
def run(setting: Setting) -> Outcome:
    """MovieLens."""
    try:
        import torch
    except ImportError:
        raise DataMissing("this study trains models: pip install 'thyself[torch]'") from None
    torch.set_num_threads(1)
    folder = setting.folder("movielens-latest-small")
    everything, catalog = read(folder / "ratings.csv.gz"), films(folder / "movies.csv.gz")
    split = by_time(everything)
    task = Task.of(everything, catalog, split.train)
    before = everything.where(split.train)
    inner = Task.of(before, catalog, by_time(before).train)
    kinds = ("logistic regression", "products left out", "DLRM")
    epochs = {kind: chosen(inner, kind) for kind in kinds}
    setting.progress(1, 3)
    models = {kind: [task.learned(kind, epochs[kind], seed) for seed in SEEDS] for kind in kinds}
    setting.progress(2, 3)
    share, mine = task.asked.dense[:, 1].astype(float), task.asked.dense[:, 3].astype(float)
    usual = float(task.liked.mean())
    odds = sum(np.log(each / (1 - each)) for each in (share, mine)) - np.log(usual / (1 - usual))
    ways = {"the item's share of likes": share, "the item's and the person's": 1 / (1 + np.exp(-odds))}
    ways |= {kind: mean(each, task.asked) for kind, each in models.items()}
    labels = Clicks(task.asked.dense, (task.asked.bags[0], *task.swapped.bags[1:3], task.asked.bags[3]))
    ways["DLRM, another person's history"] = mean(models["DLRM"], task.swapped)
    ways["DLRM, labels of another person's history"] = mean(models["DLRM"], labels)
    noise = np.random.default_rng(setting.seed).permutation(task.liked)
    ways["DLRM, likes shuffled"] = task.learned("DLRM", epochs["DLRM"], SEEDS[0], noise).chances(task.asked)
    off = {way: error(chance, task.truth) for way, chance in ways.items()}

    def gain(worse: str, better: str = "DLRM") -> Effect:
        found = paired(off[worse], off[better], clusters=task.person.tolist(), seed=setting.seed)
        return Effect.of(found, name=f"{worse} less {better}", metric="error of the foretold like (nats)", unit="nats")

    def worse(way: str, kind: Kind = "other") -> Control:
        found = paired(off[way], off["DLRM"], clusters=task.person.tolist(), seed=setting.seed)
        return Control.worse(way, found, kind=kind, unit="nats")

    return Outcome(
        effect=gain("logistic regression"),
        also=[gain("the item's and the person's"), gain("the item's share of likes"), gain("products left out")],
        controls=[
            worse("DLRM, another person's history", "swap"),
            worse("DLRM, labels of another person's history", "swap"),
            worse("DLRM, likes shuffled"),
        ],
        tables=[
            Table(
                "Likes after four fifths of the time",
                ("way", "error, nats", "area under the curve"),
                [[way, float(off[way].mean()), area(chance, task.truth)] for way, chance in ways.items()],
                note=f"{len(task.truth):,} ratings of {len(np.unique(task.person))} people; mean chance of"
                f" {len(SEEDS)} seeds; passes over the rows, chosen before: {epochs}",
            )
        ],
        notes=[str(split)],
    )
