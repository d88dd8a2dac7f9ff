"""Portfolio: does the blend that chooses itself beat the strong simple recommenders?

Three sets of the S3-Rec paper, its own protocol: each person's last item is to be found among all items, the last but
one chooses the settings and weights, no scorer learns from either; all of this project's choices are made on the last
but one. Compared with, in the same run: neighbours with a chain of the first order, and these with EASE; their weights
are chosen in the same way on the same items. The published SASRec and S3-Rec are below both.

MovieLens, by time: what comes after four fifths of all ratings is to be found, for all people who are there then; most
of them were never seen. The blend is chosen on the last tenth of what comes before. Compared with decayed popularity
and with EASE.

    thyself study portfolio
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import numpy as np

from studies._sequences import Sequences, figures, floors, shuffled, swapped
from thyself.evaluate import Control, Effect, Outcome, Setting, Table, bootstrap, paired, study
from thyself.evaluate.splits import by_time
from thyself.recommend import EASE, Blend, DecayedPopularity, Fitted, Plan, Questions, inner_split, read, tune

SETS = ("Beauty", "Toys_and_Games", "LastFM")
#: All but walks and factors, which take as long as all others together.
FAMILIES = ("markov", "transitions", "knn", "content", "ease")
Row = list[str | int | float | None]


@dataclass(frozen=True, eq=False)
class Found:
    """What was seen on one set, person by person: NDCG@10 of the blend, of the better floor, and of the controls."""

    name: str
    blend: np.ndarray
    floor: np.ndarray
    without_order: np.ndarray
    another: np.ndarray
    rows: list[Row]
    chosen: str
    ready: Blend


def on_sequences(folder: Path, name: str, seed: int) -> Found:
    """One of the three sets."""
    begun = perf_counter()
    data = Sequences.of(folder, name)
    tuned = tune(data.known, data.inner, Plan(data.catalog, seconds=None, families=FAMILIES))
    spent = perf_counter() - begun
    ease = tuned.blend.arms.get("ease") or EASE(200.0, decay=0.8).fit(data.learned)
    questions = data.questions
    seen = {floor: figures(scorer, questions) for floor, scorer in floors(data, ease).items()}
    mine = figures(tuned.blend, questions)
    better = max(seen, key=lambda each: seen[each]["ndcg"].mean())
    rows: list[Row] = [
        [name, way, float(each["hit"].mean()), float(each["ndcg"].mean()), None]
        for way, each in {**seen, "portfolio": mine}.items()
    ]
    rows[-1][4] = round(spent)
    rng = np.random.default_rng(seed)
    no_order = figures(tuned.blend, shuffled(questions, rng))["ndcg"]
    told = f"{name}: {tuned.blend} (of the last but one: {tuned.ndcg:.4f}; {tuned.split})"
    another = swapped(tuned.blend, questions)["ndcg"]
    return Found(name, mine["ndcg"], seen[better]["ndcg"], no_order, another, rows, told, tuned.blend)


def on_time(folder: Path) -> tuple[dict[str, np.ndarray], np.ndarray, str]:
    """MovieLens by time: NDCG@10 of each way, person by person, how many events are known of each, and the split."""
    ratings = read(folder / "ratings.csv.gz")
    split = by_time(ratings)
    before = ratings.where(split.train)
    tuned = tune(before, inner_split(before, "time"), Plan(seconds=None, families=FAMILIES))
    questions = Questions.of(ratings, split)
    ways = {
        "EASE": EASE(200.0).fit(before),
        "decayed popularity": DecayedPopularity(90.0).fit(before),
        "portfolio": tuned.blend.fit(before),
    }
    told = f"MovieLens, {split}: {tuned.blend}"
    return {way: figures(each, questions)["ndcg"] for way, each in ways.items()}, questions.histories.lengths, told


def adds_up(folder: Path, blend: Blend) -> tuple[int, int]:
    """How many explanations add up to the score, of how many; on LastFM."""
    known = Sequences.of(folder, "LastFM").known
    fitted = Fitted(known, blend)
    right = total = 0
    for person in known.people[:40]:
        for suggestion in fitted.recommend(person, k=5):
            why = fitted.explain(person, suggestion.item, counterfactuals=0)
            right += abs(why.popularity + sum(each.adds for each in why.reasons) - suggestion.score) < 1e-6
            total += 1
    return right, total


@study(
    name="portfolio",
    title="A blend of scorers that is chosen by what people took later",
    claim="the blend ranks what a person takes next higher than the better of two strong simple recommenders",
    data=("s3rec-sequences", "movielens-latest-small"),
    seconds=180,
)
def run(setting: Setting) -> Outcome:
    """All sets."""
    folder = setting.folder("s3rec-sequences")
    seen = []
    for done, name in enumerate(SETS, 1):
        seen.append(on_sequences(folder, name, setting.seed))
        setting.progress(done, len(SETS) + 2)
    ways, lengths, told = on_time(setting.folder("movielens-latest-small"))
    setting.progress(len(SETS) + 1, len(SETS) + 2)
    right, total = adds_up(folder, seen[-1].ready)
    pooled = {
        what: np.concatenate([getattr(each, what) for each in seen])
        for what in ("blend", "floor", "without_order", "another")
    }
    cold = lengths == 0
    by_group: list[Row] = [
        [way, float(each.mean()), float(each[cold].mean()), float(each[~cold].mean())] for way, each in ways.items()
    ]
    return Outcome(
        effect=Effect.of(
            paired(pooled["blend"], pooled["floor"], seed=setting.seed),
            name="portfolio less the better floor, three sets",
            metric="NDCG@10 of the next item",
        ),
        also=[
            *(
                Effect.of(
                    paired(each.blend, each.floor, seed=setting.seed),
                    name=f"{each.name}, portfolio less the better floor",
                    metric="NDCG@10",
                )
                for each in seen
            ),
            Effect.of(
                paired(ways["portfolio"], ways["EASE"], seed=setting.seed),
                name="MovieLens by time, portfolio less EASE (popularity for the unknown)",
                metric="NDCG@10",
            ),
            Effect.of(
                paired(ways["portfolio"], ways["decayed popularity"], seed=setting.seed),
                name="MovieLens by time, portfolio less decayed popularity of 90 days",
                metric="NDCG@10",
            ),
        ],
        controls=[
            Control.worse(
                "the history of another person", paired(pooled["blend"], pooled["another"], seed=setting.seed)
            ),
            Control.worse(
                "each history in another order",
                paired(pooled["blend"], pooled["without_order"], seed=setting.seed),
                kind="other",
            ),
            Control(
                "people of whom nothing is known, less decayed popularity of 90 days",
                "not worse (0 or above)",
                float((ways["portfolio"] - ways["decayed popularity"])[cold].mean()),
                None,
                None,
                bool((ways["portfolio"] - ways["decayed popularity"])[cold].mean() >= 0),
                "do no harm",
            ),
            Control.share("explanations that add up to the score within 1e-6", right, total, expectation="all"),
        ],
        tables=[
            Table(
                "The next item among all, last one out",
                ("set", "way", "HR@10", "NDCG@10", "seconds to choose and fit"),
                [row for each in seen for row in each.rows],
                note="the better floor is the one that the effect is measured against, for each set",
            ),
            Table(
                "MovieLens, all people after four fifths of the time",
                ("way", "all", "nothing known", "something known"),
                by_group,
                note=f"NDCG@10; {len(lengths)} people, {int(cold.sum())} of them never seen before;"
                f" portfolio {bootstrap(ways['portfolio'], seed=setting.seed)}",
            ),
        ],
        notes=[*(each.chosen for each in seen), told],
    )
