"""Adaptive exploration: does the knob make lists more varied, at what price, and is what it explores more than chance?

Data: MovieLens latest small (films with ten ratings or more). The first four fifths of each person's ratings are known,
the last fifth is what they took later. Films are grouped by their titles and genres; exploring takes places of a list
of ten. Relevance is by content, as in the paper and in the system (the cosine with what the person liked), and beside
it by EASE, which does not look at content.

Claim: lists become less alike within themselves, and what is explored is taken later more often than films of groups
that are drawn by chance.

    thyself study adaptive-exploration
"""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np

from thyself.evaluate import Control, Effect, Outcome, Setting, Table, bootstrap, paired, study
from thyself.evaluate.recommend import likeness
from thyself.evaluate.study import Cell
from thyself.models import Embedder
from thyself.recommend import EASE, Explore, Histories, Interactions, Leaning, OnlineClusters, met

K: Final = 10
LEVELS: Final = (0.0, 0.1, 0.2, 0.3, 0.5, 0.75)
#: The level of the verdict: that of the system's default.
LEVEL: Final = 0.3
NEAR: Final = 16.0
_HALF_LIFE: Final = 365.0
_LEAST: Final = 10


@dataclass(frozen=True, eq=False)
class Films:
    """What is known, what was taken later, and what the films are."""

    known: Interactions
    later: list[set[int]]
    vectors: np.ndarray


@dataclass(frozen=True, eq=False)
class Lists:
    """One list for each person, and what came of it."""

    gain: np.ndarray
    alike: np.ndarray
    unexpected: np.ndarray
    groups: np.ndarray
    found_new: np.ndarray


@study(
    name="adaptive-exploration",
    system="adaptive-exploration",
    title="Adaptive exploration: a knob from familiar to new",
    claim="lists become less alike within themselves, and what is explored is taken later more often than by chance",
    data=("movielens-latest-small",),
    seconds=60,
)
def run(setting: Setting) -> Outcome:
    """Lists at each level of the knob, for everybody."""
    films = read(setting.folder("movielens-latest-small"), setting.embedder())
    clusters = OnlineClusters()
    groups = clusters.add(films.vectors)
    scores = by_content(films)
    crowd = EASE().fit(films.known).scores(films.known.histories)
    people = np.arange(len(films.later))
    ways = {level: lists(films, scores, clusters, groups, Explore(level, NEAR), people) for level in LEVELS}
    others_say = {level: lists(films, crowd, clusters, groups, Explore(level, NEAR), people) for level in LEVELS}
    chance = lists(films, scores, clusters, groups, Explore(LEVEL, 0.0), people)
    rng = np.random.default_rng(setting.seed)
    swapped = np.mean(
        [
            lists(films, scores, clusters, groups, Explore(LEVEL, NEAR), rng.permutation(people)).found_new
            for _ in range(5)
        ],
        axis=0,
    )
    shown, plain = ways[LEVEL], ways[0.0]
    same = int((ways[0.0].alike == by_relevance(films, scores)).sum())
    order = np.random.default_rng(setting.seed).permutation(len(groups))
    again = OnlineClusters()
    other = np.empty_like(groups)
    other[order] = again.add(films.vectors[order])
    return Outcome(
        effect=Effect.of(
            paired(shown.alike, plain.alike), name=f"explore {LEVEL} less 0", metric="mean cosine within a list",
            higher_is_better=False,
        ),
        also=[
            Effect.of(
                paired(shown.found_new, chance.found_new), name="explored less drawn by chance",
                metric="share of the explored films that were taken later",
            ),
            Effect.of(
                paired(shown.groups, plain.groups), name=f"explore {LEVEL} less 0", metric="groups in a list of ten",
                unit="groups",
            ),
            Effect.of(paired(shown.gain, plain.gain), name=f"the price: explore {LEVEL} less 0", metric=f"NDCG@{K}"),
        ],
        controls=[
            Control.worse("another person's leanings (five swaps)", paired(shown.found_new, swapped), kind="swap"),
            Control.share(
                "explore 0 is the list by relevance", same, len(people), expectation="the same list", kind="do no harm"
            ),
            Control.worse(
                "groups drawn by chance", paired(shown.found_new, chance.found_new), kind="bad part"
            ),
        ],
        tables=[
            _by_level("By the knob, relevance by content", ways),
            _by_level("By the knob, relevance by what others took (EASE)", others_say),
        ],
        notes=[
            f"{len(clusters)} groups of {len(groups):,} films; {len(again)} where the films come in another order.",
            f"Two films drawn by chance have a mean cosine of {_by_chance(films.vectors):.3f} under this embedder: no"
            " list can be expected to come far below it, so that the paper's .26 cannot be compared.",
        ],
    )  # fmt: skip


def read(folder: Path, embedder: Embedder) -> Films:
    """The ratings of films with ten or more, each person's last fifth set aside."""
    with gzip.open(folder / "movies.csv.gz", "rt", encoding="utf-8") as file:
        titles = {row["movieId"]: f"{row['title']} {row['genres'].replace('|', ', ')}" for row in csv.DictReader(file)}
    with gzip.open(folder / "ratings.csv.gz", "rt", encoding="utf-8") as file:
        rows = [(r["userId"], r["movieId"], float(r["rating"]), float(r["timestamp"])) for r in csv.DictReader(file)]
    often = Counter(row[1] for row in rows)
    everything = Interactions.of(row for row in rows if often[row[1]] >= _LEAST)
    starts = everything.starts
    late = np.zeros(len(everything), dtype=bool)
    for first, last in pairwise(starts):
        late[first + int(0.8 * (last - first)) : last] = True
    later = [set(everything.item[a:b][late[a:b]].tolist()) for a, b in pairwise(starts)]
    return Films(everything.where(~late), later, embedder.embed([titles[each] for each in everything.items]))


def lists(
    films: Films,
    scores: np.ndarray,
    clusters: OnlineClusters,
    groups: np.ndarray,
    explore: Explore,
    leans_as: Iterable[int],
) -> Lists:
    """A list for each person, with the leanings of ``leans_as``."""
    histories = films.known.histories
    rows: list[list[float]] = []
    shown = np.full((len(films.later), K), -1)
    for person, like in enumerate(leans_as):
        mine = np.where(_taken(histories, person, len(groups)), -np.inf, scores[person])
        leaning = _leaning(films, histories.part(int(like), int(like) + 1), clusters, groups)
        found = explore.fill(mine, leaning, K, np.random.default_rng(person))
        items = [each.item for each in found]
        shown[person, : len(items)] = items
        hits = [item in films.later[person] for item in items]
        new = [hit for hit, each in zip(hits, found, strict=True) if each.explored]
        rows.append([
            _ndcg(hits, len(films.later[person])),
            1 - float((films.vectors[items] @ films.vectors[histories.part(person, person + 1).item].T).mean()),
            len(set(groups[items].tolist())), float(np.mean(new)) if new else 0.0,
        ])  # fmt: skip
    gain, unexpected, many, found_new = np.array(rows).T
    return Lists(gain, likeness(shown, films.vectors), unexpected, many, found_new)


def by_content(films: Films) -> np.ndarray:
    """``(people, films)``: the cosine of each film with what the person liked, without what all films share."""
    histories, common = films.known.histories, films.vectors.mean(axis=0)
    apart = films.vectors - common
    apart /= np.linalg.norm(apart, axis=1, keepdims=True)
    likes = [
        (apart[mine.item] * np.maximum(mine.value - 3, 0.05)[:, None]).sum(axis=0)
        for mine in (histories.part(person, person + 1) for person in range(len(films.later)))
    ]
    found: np.ndarray = np.array(likes) @ apart.T
    return found


def by_relevance(films: Films, scores: np.ndarray) -> np.ndarray:
    """How alike the lists are that follow the scores alone."""
    histories = films.known.histories
    best = [
        np.argsort(-np.where(_taken(histories, person, scores.shape[1]), -np.inf, row), kind="stable")[:K]
        for person, row in enumerate(scores)
    ]
    return likeness(np.array(best), films.vectors)


def _taken(histories: Histories, person: int, items: int) -> np.ndarray:
    marks = np.zeros(items, dtype=bool)
    marks[histories.part(person, person + 1).item] = True
    return marks


def _leaning(films: Films, history: Histories, clusters: OnlineClusters, groups: np.ndarray) -> Leaning:
    liked = np.maximum(history.value - 3, 0)
    likes = (films.vectors[history.item] * liked[:, None]).sum(axis=0)
    age = history.at.max() - history.at
    known = met(groups[history.item], liked + 0.5, age, count=len(clusters), half_life_days=_HALF_LIFE)
    return Leaning(groups, known, clusters.cosines(likes[None])[0])


def _ndcg(hits: list[bool], relevant: int) -> float:
    best = sum(1 / np.log2(place + 2) for place in range(min(K, relevant)))
    return float(sum(hit / np.log2(place + 2) for place, hit in enumerate(hits)) / best) if best else 0.0


def _by_chance(vectors: np.ndarray) -> float:
    total, n = vectors.sum(axis=0), len(vectors)
    return float((total @ total - n) / (n * (n - 1)))


def _by_level(title: str, ways: dict[float, Lists]) -> Table:
    plain = ways[0.0]
    rows: list[list[Cell]] = [
        [
            level, str(bootstrap(way.gain)), round(float(way.gain.mean() / plain.gain.mean()), 3),
            str(bootstrap(way.alike)), str(bootstrap(way.unexpected)), str(bootstrap(way.groups)),
            str(bootstrap(way.found_new)) if level else None,
        ]
        for level, way in ways.items()
    ]  # fmt: skip
    return Table(
        title,
        ["explore", f"NDCG@{K}", "of that at 0", "cosine within", "unexpected", "groups", "explored and taken later"],
        rows,
    )
