"""Crowd: does what many took help picks for one person of a home, beside what the things are?

MovieLens: 450 people (drawn) are the crowd; of eighty others the first half of their ratings is known, as traces of a
home would be, and what they rate with four stars or more in the second half is to be found among the 2,500 films that
the crowd rated most. The ranker of a home goes by content, by the crowd, and by both; weights were set before, on
nothing of this data.

    thyself study crowd
"""

from __future__ import annotations

import csv
import gzip
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import numpy as np

from studies.lfm import Films
from thyself.core import Catalog, Item, Trace
from thyself.evaluate import Control, Effect, Outcome, Setting, Table, bootstrap, paired, study
from thyself.evaluate.study import Cell
from thyself.recommend import (
    EASE,
    Blend,
    DecayedPopularity,
    Histories,
    Interaction,
    Interactions,
    ItemKNN,
    Recommender,
    Taste,
    Weights,
)

CROWD, ASKED, FILMS, K = 450, 80, 2500, 10
NOW: Final = datetime(2017, 1, 1, tzinfo=UTC)


def films(folder: Path, shown: set[str]) -> Catalog:
    """The films that can be picked, with title and genres."""
    genres = Films.of(folder).catalog
    with gzip.open(folder / "movies.csv.gz", "rt", encoding="utf-8") as file:
        titles = {row["movieId"]: row["title"] for row in csv.DictReader(file)}
    items = []
    for each in genres.ids:
        if each in shown and each in titles:
            attributes = genres[each].attributes
            items.append(Item(each, f"{titles[each]} {' '.join(attributes['genre'])}", titles[each], attributes))
    return Catalog(items)


def halves(rows: Interactions, person: int, catalog: Catalog) -> tuple[Taste, set[str]]:
    """What is known of a person, as traces, and what is to be found."""
    span = slice(rows.starts[person], rows.starts[person + 1])
    table = list(zip(rows.item[span].tolist(), rows.value[span].tolist(), rows.at[span].tolist(), strict=True))
    half = len(table) // 2
    known = [(rows.items[code], value, at) for code, value, at in table[:half] if rows.items[code] in catalog]
    mean = (sum(value for _, value, _ in known) + 3 * 2.5) / (len(known) + 3)
    taken = tuple(
        Interaction(
            item,
            (value - mean) / max((5 - mean) if value >= mean else mean, 1.0),
            "you rated it",
            Trace(f"Rated {item}", at=datetime.fromtimestamp(at, UTC), kind="rated", source="films", item=item),
        )
        for item, value, at in known
    )
    later = {rows.items[code] for code, value, _ in table[half:] if value >= 4 and rows.items[code] in catalog}
    return Taste(taken), later


def ndcg(found: list[str], later: set[str]) -> float:
    """NDCG@10."""
    gain = sum((each in later) / float(np.log2(place + 2)) for place, each in enumerate(found))
    return gain / sum(1 / float(np.log2(place + 2)) for place in range(min(K, len(later))))


@study(
    name="crowd",
    title="A crowd beside what things are, for one person of a home",
    claim="picks that go by a crowd, too, hold more of what the person likes later than picks by content alone",
    data=("movielens-latest-small",),
    seconds=90,
)
def run(setting: Setting) -> Outcome:
    """Eighty people."""
    folder = setting.folder("movielens-latest-small")
    rows = Films.of(folder).rows
    drawn = np.random.default_rng([setting.seed, 98]).permutation(len(rows.people))
    crowd = rows.where(np.isin(rows.person, drawn[:CROWD]))
    catalog = films(folder, {rows.items[code] for code in np.argsort(-crowd.counts, kind="stable")[:FILMS]})
    arms = {"popular": DecayedPopularity(None), "knn": ItemKNN(0.9), "ease": EASE(300.0, decay=0.95, most=FILMS)}
    blend = Blend(arms, {"popular": 0.2, "knn": 1.0, "ease": 2.0}).fit(crowd)
    people = [halves(rows, int(each), catalog) for each in drawn[CROWD : CROWD + ASKED]]
    people = [(taste, later) for taste, later in people if taste.interactions and len(later) >= 3]
    ways: dict[str, list[float]] = {}
    for place, (taste, later) in enumerate(people):
        other = people[place - 1][0]
        found = {
            "content": _picked(None, catalog, taste),
            "crowd and content": _picked(blend, catalog, taste),
            "crowd alone": _blended(blend, catalog, taste),
            "popularity": _blended(blend, catalog, Taste()),
            "crowd and content, another person's traces": _picked(blend, catalog, other),
        }
        for way, each in found.items():
            ways.setdefault(way, []).append(ndcg(each, later))
        setting.progress(place + 1, len(people))
    seen = {way: np.array(each) for way, each in ways.items()}
    plain = Recommender(Weights(variety=0.0), crowd=blend).rank(catalog, Taste(), k=K, now=NOW)
    empty = [pick.item.id for pick in plain], _blended(blend, catalog, Taste())
    return Outcome(
        effect=_less(seen, "crowd and content", "content", setting.seed),
        also=[_less(seen, "crowd and content", other, setting.seed) for other in ("crowd alone", "popularity")],
        controls=[
            Control.worse(
                "another person's traces",
                paired(
                    seen["crowd and content"], seen["crowd and content, another person's traces"], seed=setting.seed
                ),
            ),
            Control.share(
                "picks that popularity gives where nothing is known of the person",
                len({*empty[0]} & {*empty[1]}),
                K,
                expectation="all",
                kind="do no harm",
            ),
        ],
        tables=[_table(seen)],
        notes=["Crowd alone has every rated film as history; both together leave out what was not liked."],
    )


def _picked(blend: Blend | None, catalog: Catalog, taste: Taste) -> list[str]:
    return [pick.item.id for pick in Recommender(crowd=blend).rank(catalog, taste, k=K, now=NOW)]


def _blended(blend: Blend, catalog: Catalog, taste: Taste) -> list[str]:
    codes = {each: code for code, each in enumerate(blend.items)}
    history = Histories.of(codes, [[each.item_id for each in taste.interactions]])
    scores = np.where([each in catalog for each in blend.items], blend.one(history), -np.inf)
    scores[history.item] = -np.inf
    return [blend.items[code] for code in np.argsort(-scores, kind="stable")[:K]]


def _less(seen: dict[str, np.ndarray], one: str, other: str, seed: int) -> Effect:
    metric = "NDCG@10 of what is liked later"
    return Effect.of(paired(seen[one], seen[other], seed=seed), name=f"{one} less {other}", metric=metric)


def _table(seen: dict[str, np.ndarray]) -> Table:
    rows: list[list[Cell]] = [[way, str(bootstrap(each))] for way, each in seen.items()]
    return Table("NDCG@10 of what is liked later, among 2,500 films", ["way", "mean"], rows)
