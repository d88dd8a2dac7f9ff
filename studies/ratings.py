"""Ratings: are ratings foretold better than from how stern the person and how liked the item is?

Nine tenths of the ratings are learned from and the tenth is foretold, drawn at random (MovieLens in stars, Jester in
points from -10 to 10). A tenth of what is learned from weighs the parts. Controls: another person's ratings in place of
the person's own; with no history it equals what the items alone tell; where ratings are shuffled there is nothing to be
found.

    thyself study ratings
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from thyself.core import DataMissing
from thyself.evaluate import Control, Effect, Outcome, Setting, Table, bootstrap, paired, study
from thyself.evaluate.splits import at_random
from thyself.recommend import Histories, Interactions, Rater, read


def jester(folder: Path) -> Interactions:
    """Jokes that people rated."""
    try:
        from pyarrow import parquet
    except ImportError:
        raise DataMissing("this study reads a parquet file: pip install pyarrow") from None
    rows = parquet.read_table(folder / "jester5k_ratings.parquet").to_pydict()
    return Interactions.of(
        (f"{user:.0f}", f"{joke:.0f}", rating, None)
        for user, joke, rating in zip(rows["user"], rows["joke"], rows["rating"], strict=True)
    )


@dataclass(frozen=True, eq=False)
class Foretold:
    """One set: what was rated, and what each way foretold; whose each rating is."""

    name: str
    truth: np.ndarray
    ways: dict[str, np.ndarray]
    person: np.ndarray
    span: float
    told: str

    def error(self, way: str) -> np.ndarray:
        """``(n,)``: squared errors."""
        return np.asarray((self.truth - self.ways[way]) ** 2)

    def row(self, way: str) -> list[str | float | int]:
        """Figures for the table."""
        off = self.truth - self.ways[way]
        size = float(np.abs(off).mean())
        return [self.name, way, float(np.sqrt((off**2).mean())), size, size / self.span, len(off)]


def foretold(name: str, rows: Interactions, seed: int) -> Foretold:
    """Learn from nine tenths and foretell the tenth, the swap and the means included."""
    split = at_random(rows, 0.9, seed=seed)
    known, asked = rows.where(split.train), rows.where(split.test)
    rater = Rater(seed=seed).fit(known)
    past = known.histories
    means = np.clip(rater.parts(past, asked.person, asked.item).mean, rater.low, rater.high)
    other = (asked.person + 1) % len(rows.people)
    ways = {
        "person and item means": means,
        "portfolio": rater.predict(past, asked.person, asked.item),
        "another person's ratings": rater.predict(past, other, asked.item),
    }
    weights = ", ".join(
        f"{part} {weight:.2f}" for part, weight in zip(("means", "neighbours", "factors"), rater.weights, strict=True)
    )
    return Foretold(
        name, asked.value.astype(float), ways, asked.person, rater.high - rater.low, f"{name}: {weights}; {split}"
    )


def nothing_to_find(rows: Interactions, seed: int) -> Foretold:
    """The same where the ratings of each person changed places."""
    order = np.lexsort((np.random.default_rng(seed).random(len(rows)), rows.person))
    mixed = Interactions(rows.people, rows.items, rows.person, rows.item, rows.value[order], rows.at)
    return foretold("shuffled", mixed, seed)


def without_history(rows: Interactions) -> tuple[int, int]:
    """For how many items a person of whom nothing is known gets what the item alone tells."""
    rater = Rater(rounds=2).fit(rows)
    items = np.arange(len(rows.items))
    found = rater.predict(Histories.of({}, [()]), np.zeros(len(items), dtype=int), items)
    alone = np.clip(rater.mean + rater.weights[0] * rater.of_item, rater.low, rater.high)
    return int((np.abs(found - alone) < 1e-9).sum()), len(items)


@study(
    name="ratings",
    title="Ratings foretold from differences, neighbours and factors",
    claim="ratings are foretold with less error than from the means of the person and the item",
    data=("movielens-latest-small", "jester5k"),
    seconds=80,
)
def run(setting: Setting) -> Outcome:
    """Both sets."""
    films = read(setting.folder("movielens-latest-small") / "ratings.csv.gz")
    jokes = jester(setting.folder("jester5k"))
    sets = []
    for done, (name, rows) in enumerate((("MovieLens", films), ("Jester", jokes)), 1):
        sets.append(foretold(name, rows, setting.seed))
        setting.progress(done, 3)
    mixed = nothing_to_find(jokes, setting.seed)
    setting.progress(3, 3)
    gains = [
        paired(
            each.error("person and item means"),
            each.error("portfolio"),
            clusters=each.person.tolist(),
            seed=setting.seed,
        )
        for each in sets
    ]
    swaps = [
        paired(
            each.error("another person's ratings"),
            each.error("portfolio"),
            clusters=each.person.tolist(),
            seed=setting.seed,
        )
        for each in sets
    ]
    none = paired(
        mixed.error("person and item means"),
        mixed.error("portfolio"),
        clusters=mixed.person.tolist(),
        seed=setting.seed,
    )
    units = ("stars, squared", "points of Jester, squared")
    return Outcome(
        effect=Effect.of(gains[0], name="MovieLens, means less portfolio", metric="squared error", unit=units[0]),
        also=[Effect.of(gains[1], name="Jester, means less portfolio", metric="squared error", unit=units[1])],
        controls=[
            *(
                Control.worse(f"{each.name}, another person's ratings", swap, unit=unit)
                for each, swap, unit in zip(sets, swaps, units, strict=True)
            ),
            Control(
                "Jester, each person's ratings shuffled, means less portfolio",
                "next to nothing is found (below 0.1)",
                none.value,
                none.low,
                none.high,
                none.value < 0.1,
                unit=units[1],
            ),
            Control.share(
                "items that a person without a history gets by themselves",
                *without_history(jokes),
                expectation="all",
                kind="do no harm",
            ),
        ],
        tables=[
            Table(
                "A tenth of the ratings, drawn at random",
                ("set", "way", "RMSE", "MAE", "MAE over the scale", "ratings"),
                [each.row(way) for each in sets for way in each.ways],
                note="; ".join(
                    f"{each.name}, squared error {bootstrap(each.error('portfolio'), clusters=each.person.tolist())}"
                    for each in sets
                ),
            )
        ],
        notes=[each.told for each in sets],
    )
