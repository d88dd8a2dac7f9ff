"""Candidates: is what a person takes next found among twenty titles, as language models are asked to do?

Amazon games, the protocol of LLMRank: 200 people, the game that they took next and the first 19 of the random ones that
are given for each; and the same for the 6,000 people of the larger file. The blend is chosen and weighed on the last
game before it, among 19 that are drawn, for other people too; then it is fitted on everything that was known.
Compared with: popularity, and neighbours with a chain and the words of the titles.

    thyself study candidates
"""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from thyself.core import Catalog, Item
from thyself.evaluate import Control, Effect, Interval, Outcome, Setting, Table, bootstrap, paired, study
from thyself.evaluate.recommend import Asked
from thyself.evaluate.splits import last_out
from thyself.recommend import (
    Blend,
    Content,
    DecayedPopularity,
    Histories,
    Interactions,
    ItemKNN,
    Plan,
    Questions,
    markov,
    tune,
)

OTHERS = 19
#: EASE and walks leave out what few people took, and cost the most.
FAMILIES = ("markov", "transitions", "knn", "content", "ials")


@dataclass(frozen=True, eq=False)
class Games:
    """What was known of all people, their next game, the titles, and the candidates of some people."""

    known: Interactions
    following: Mapping[str, str]
    catalog: Catalog
    few: Mapping[str, list[str]]
    many: Mapping[str, list[str]]


def lines(path: Path) -> list[str]:
    """The lines of a packed text, without empty ones."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [line.rstrip("\n") for line in file if line.strip()]


def games(folder: Path) -> Games:
    """All of it; items that only come as candidates have a place too."""
    people = [line.split("\t") for line in lines(folder / "games_test.inter.gz")[1:]]
    titles = [line.partition("\t") for line in lines(folder / "games.item.gz")[1:]]
    known = Interactions.of((person, item) for person, past, _ in people for item in past.split())
    catalog = Catalog(Item(item, title) for item, _, title in titles)
    few = candidates(folder / "llmrank_candidates_200users" / "Games.random.gz")
    many = candidates(folder / "llmrank_candidates_6k_random.txt.gz")
    following = {person: item for person, _, item in people}
    return Games(known.with_items(catalog.ids), following, catalog, few, many)


def candidates(path: Path) -> dict[str, list[str]]:
    """Items by person, in the order of the file."""
    return {person: items.split() for person, _, items in (line.partition("\t") for line in lines(path))}


def questions(data: Games, given: Mapping[str, list[str]]) -> Questions:
    """The next game and the first 19 others of each person."""
    codes, rows = data.known.codes, []
    for person, others in given.items():
        truth = data.following[person]
        rows.append([codes[each] for each in [truth, *[o for o in others if o != truth][:OTHERS]]])
    among = np.array(rows)
    whole = [data.known.history(person) for person in given]
    histories = Histories(
        np.concatenate([[0], np.cumsum([len(each.item) for each in whole])]),
        *(np.concatenate([getattr(each, what) for each in whole]) for what in ("item", "value", "at")),
    )
    return Questions(histories, Asked(np.arange(len(among) + 1), among[:, 0]), among)


def gains(scorer: Any, asked: Questions) -> np.ndarray:
    """``(people,)``: NDCG@10 of the true game among its candidates; ties count half."""
    assert asked.among is not None
    found = []
    for first, part in asked.batches():
        said = np.take_along_axis(scorer.scores(part), asked.among[first : first + len(part)], axis=1)
        above = (said[:, 1:] > said[:, :1]).sum(axis=1) + 0.5 * (said[:, 1:] == said[:, :1]).sum(axis=1)
        found.append(np.where(above < 10, 1 / np.log2(above + 2), 0.0))
    return np.concatenate(found)


def swapped(asked: Questions) -> Questions:
    """Everybody with the history of the next person."""
    past = asked.histories
    order = np.roll(np.arange(len(past)), -1)
    parts = [past.part(int(at), int(at) + 1) for at in order]
    histories = Histories(
        np.concatenate([[0], np.cumsum(past.lengths[order])]),
        *(np.concatenate([getattr(each, what) for each in parts]) for what in ("item", "value", "at")),
    )
    return Questions(histories, asked.asked, asked.among)


def floors(data: Games, fitted: Blend) -> dict[str, Any]:
    """Popularity; neighbours, chain and titles, each divided by its deviation; the titles as the blend has them."""
    popular = DecayedPopularity(None).fit(data.known)
    parts: dict[str, Any] = {
        "popular": popular,
        "knn": ItemKNN(0.8).fit(data.known),
        "markov": markov().fit(data.known),
        "content": fitted.arms.get("content") or Content(data.catalog).fit(data.known),
    }
    weights = {"knn": 1.0, "markov": 0.5, "content": 0.5, "popular": 0.1}
    return {"popularity": popular, "neighbours, chain and titles": Blend(parts, weights)}


def mean(values: np.ndarray, seed: int) -> list[float]:
    """A mean in points of a hundred, and its interval."""
    found: Interval = bootstrap(100 * values, seed=seed)
    return [found.value, found.low, found.high]


@study(
    name="candidates",
    title="The next game among twenty titles",
    claim="the blend puts the game that a person took next higher than neighbours, chain and titles do",
    data=("amazon-games",),
    seconds=150,
)
def run(setting: Setting) -> Outcome:
    """Choose, fit, and rank."""
    data = games(setting.folder("amazon-games"))
    tuned = tune(data.known, last_out(data.known), Plan(data.catalog, seconds=None, families=FAMILIES, beside=OTHERS))
    setting.progress(1, 3)
    blend = tuned.blend.fit(data.known)
    ways = {**floors(data, blend), "portfolio": blend}
    setting.progress(2, 3)
    asked = {"200 people": questions(data, data.few), "6,000 people": questions(data, data.many)}
    seen = {name: {way: gains(scorer, each) for way, scorer in ways.items()} for name, each in asked.items()}
    other = gains(ways["portfolio"], swapped(asked["6,000 people"]))
    nobody = Histories.of({}, [()])
    same = np.argsort(-ways["portfolio"].scores(nobody)[0], kind="stable") == np.argsort(
        -ways["popularity"].scores(nobody)[0], kind="stable"
    )
    setting.progress(3, 3)
    floor = "neighbours, chain and titles"
    return Outcome(
        effect=Effect.of(
            paired(seen["6,000 people"]["portfolio"], seen["6,000 people"][floor], seed=setting.seed),
            name=f"portfolio less {floor}",
            metric="NDCG@10 among 20, 6,000 people",
        ),
        also=[
            Effect.of(
                paired(seen["200 people"]["portfolio"], seen["200 people"][floor], seed=setting.seed),
                name=f"portfolio less {floor}",
                metric="NDCG@10 among 20, the 200 people of LLMRank",
            )
        ],
        controls=[
            Control.worse(
                "the history of another person", paired(seen["6,000 people"]["portfolio"], other, seed=setting.seed)
            ),
            Control.share(
                "places that an empty history gives to popularity",
                int(same[:100].sum()),
                100,
                expectation="all",
                kind="do no harm",
            ),
        ],
        tables=[
            Table(
                "The next game among 20",
                ("people", "way", "NDCG@10, of 100", "low", "high"),
                [[name, way, *mean(each, setting.seed)] for name, found in seen.items() for way, each in found.items()],
                note="19 random others; published for the 200 people: GPT-4 62.9, UniSRec 40.7 (LLMRank, table 3)",
            )
        ],
        notes=[
            f"chosen on the last known game of 3,000 people: {tuned.blend}; NDCG@10 there {100 * tuned.ndcg:.1f};"
            " each alone: " + ", ".join(f"{name} {100 * value:.1f}" for name, value in tuned.alone.items())
        ],
    )
