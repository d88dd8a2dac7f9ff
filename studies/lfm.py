"""Language-based profiles: do a few sentences, and nothing else, foretell ratings of one who rated little?

MovieLens: half of the people (drawn) are the crowd from which means and factors are learned; the other half are asked:
of each the first n ratings are known, and the next ten are foretold. The profile is written by rules from the genres of
what was rated, in at most 60 words, and read back; how much its score moves a rating was set on the crowd. Compared
with matrix factors that are solved for the same n ratings, with the means of person and item, and with the best that is
here (neighbours and factors).

    thyself study lfm
"""

from __future__ import annotations

import csv
import gzip
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from thyself.core import Catalog, Item
from thyself.evaluate import Control, Effect, Outcome, Setting, Table, bootstrap, paired, study
from thyself.evaluate.study import Cell
from thyself.recommend import Histories, Interactions, Rater, read
from thyself.recommend.textual import Rated, TextScores, taste_text, told

KNOWN: Final = (2, 5, 10, 20, 50, 100)
ASKED: Final = 10
WORDS: Final = (10, 20, 30, 60, 100)
#: Ratings by which the mean that a text names is shrunk, as the rater does.
_SHRINK: Final = 5.0


@dataclass(frozen=True, eq=False)
class Films:
    """The ratings, and what the films are by genre."""

    rows: Interactions
    catalog: Catalog

    @classmethod
    def of(cls, folder: Path) -> Films:
        """Read them."""
        rows = read(folder / "ratings.csv.gz")
        with gzip.open(folder / "movies.csv.gz", "rt", encoding="utf-8") as file:
            genres = {row["movieId"]: row["genres"].split("|") for row in csv.DictReader(file)}
        none = "(no genres listed)"
        items = [
            Item(each, "", each, {"genre": [genre for genre in genres.get(each, ()) if genre != none]})
            for each in rows.items
        ]
        return cls(rows, Catalog(items))


@dataclass(frozen=True, eq=False)
class Asked:
    """What is known of each person, and what is to be foretold: ten pairs of each, in order."""

    people: np.ndarray
    histories: Histories
    item: np.ndarray
    truth: np.ndarray

    @property
    def owner(self) -> np.ndarray:
        """``(pairs,)``: which person."""
        return np.repeat(np.arange(len(self.histories)), ASKED)


def asked(rows: Interactions, people: np.ndarray, known: int) -> Asked:
    """Of those who rated enough, the first ratings and the next ten."""
    people = people[rows.histories.lengths[people] >= known + ASKED]
    enough = rows.starts[:-1][people]
    first = (enough[:, None] + np.arange(known)).ravel()
    later = (enough[:, None] + known + np.arange(ASKED)).ravel()
    past = Histories(np.arange(len(enough) + 1) * known, rows.item[first], rows.value[first], rows.at[first])
    return Asked(people, past, rows.item[later], rows.value[later].astype(float))


class Reader:
    """Foretells ratings from a text alone: item means, the mean that the text names, and what it says of the item."""

    def __init__(self, films: Films, rater: Rater) -> None:
        self.films, self.rater, self.scorer = films, rater, TextScores(films.catalog)
        self.slope = 0.0

    def texts(self, questions: Asked, words: int = 60) -> list[str]:
        """The profile of each person."""
        past, ids = questions.histories, self.films.rows.items
        found = []
        for at in range(len(past)):
            span = slice(past.starts[at], past.starts[at + 1])
            rated = [Rated(ids[i], float(v)) for i, v in zip(past.item[span], past.value[span], strict=True)]
            found.append(taste_text(rated, self.films.catalog, words=words))
        return found

    def said(self, texts: list[str], questions: Asked) -> tuple[np.ndarray, np.ndarray]:
        """``(pairs,)``: what the mean of the text makes of each rating, and what its phrases say of the item."""
        base, score = np.empty(len(questions.item)), np.empty(len(questions.item))
        for at, text in enumerate(texts):
            says, span = told(text), slice(at * ASKED, (at + 1) * ASKED)
            items = questions.item[span]
            shift = 0.0 if says.mean is None else (says.mean - self.rater.mean) * says.over / (says.over + _SHRINK)
            base[span] = self.rater.mean + self.rater.of_item[items] + shift
            score[span] = [sum(value for _, value in self.scorer.terms(says, int(item))) for item in items]
        return base, score

    def learn(self, questions: list[Asked]) -> None:
        """How much the score moves a rating, by least squares."""
        above = below = 0.0
        for each in questions:
            base, score = self.said(self.texts(each), each)
            above += float(score @ (each.truth - base))
            below += float(score @ score)
        self.slope = above / max(below, 1e-9)

    def foretold(self, texts: list[str], questions: Asked) -> np.ndarray:
        """``(pairs,)`` ratings."""
        base, score = self.said(texts, questions)
        return np.clip(base + self.slope * score, self.rater.low, self.rater.high)


def off(predicted: np.ndarray, questions: Asked) -> np.ndarray:
    """``(people,)``: the mean distance of the ten ratings."""
    return np.asarray(np.abs(predicted - questions.truth).reshape(-1, ASKED).mean(axis=1))


@study(
    name="lfm",
    system="lfm",
    title="Language-based profiles: a few sentences between a history and a prediction",
    claim="for one who rated ten things or fewer, a profile in words foretells ratings better than matrix factors",
    data=("movielens-latest-small",),
    seconds=60,
)
def run(setting: Setting) -> Outcome:
    """Six sizes of what is known."""
    films = Films.of(setting.folder("movielens-latest-small"))
    rows = films.rows
    crowd = np.random.default_rng(setting.seed).random(len(rows.people)) < 0.5
    rater = Rater(seed=setting.seed).fit(rows.where(crowd[rows.person]))
    reader = Reader(films, rater)
    reader.learn([asked(rows, np.flatnonzero(crowd), known) for known in KNOWN])
    found: dict[int, dict[str, np.ndarray]] = {}
    people: dict[int, list[int]] = {}
    for done, known in enumerate(KNOWN, 1):
        questions = asked(rows, np.flatnonzero(~crowd), known)
        found[known], people[known] = _ways(reader, questions), questions.people.tolist()
        setting.progress(done, len(KNOWN) + 1)
    few = {way: np.concatenate([found[known][way] for known in KNOWN[:3]]) for way in found[2]}
    many = {way: np.concatenate([found[known][way] for known in KNOWN[3:]]) for way in found[2]}
    clusters = [str(person) for known in KNOWN[:3] for person in people[known]]
    ten = asked(rows, np.flatnonzero(~crowd), 10)
    lengths = {words: off(reader.foretold(reader.texts(ten, words), ten), ten) for words in WORDS}
    metric = "mean distance in stars"

    def less(one: str, other: str, name: str, of: dict[str, np.ndarray] = few) -> Effect:
        mine = clusters if of is few else None
        return Effect.of(paired(of[other], of[one], clusters=mine, seed=setting.seed), name=name, metric=metric)

    return Outcome(
        effect=less("profile", "factors", "10 ratings or fewer, factors less profile"),
        also=[
            less("profile", "means", "10 ratings or fewer, means of person and item less profile"),
            less("profile", "item means", "10 ratings or fewer, item means less profile"),
            less("profile", "best here", "20 ratings or more, best here less profile", many),
        ],
        controls=[
            Control.worse(
                "the profile of another person",
                paired(few["another person's profile"], few["profile"], clusters=clusters, seed=setting.seed),
            ),
            _empty(reader, ten),
            _edited(reader, ten),
        ],
        tables=[_by_known(found), _by_length(lengths)],
        notes=[f"a point of the score moves a rating by {reader.slope:.3f} stars (set on {int(crowd.sum())} people);"
               f" an example: {reader.texts(ten)[0]}"],
    )  # fmt: skip


def _ways(reader: Reader, questions: Asked) -> dict[str, np.ndarray]:
    """The mean distance of each way, person by person."""
    texts, rater = reader.texts(questions), reader.rater
    parts = rater.parts(questions.histories, questions.owner, questions.item)
    means = {
        "item means": rater.mean + rater.of_item[questions.item],
        "means": parts.mean,
        "factors": parts.mean + parts.factors,
        "best here": rater.predict(questions.histories, questions.owner, questions.item),
        "profile": reader.foretold(texts, questions),
        "another person's profile": reader.foretold([*texts[1:], *texts[:1]], questions),
    }
    return {way: off(np.clip(each, rater.low, rater.high), questions) for way, each in means.items()}


def _empty(reader: Reader, questions: Asked) -> Control:
    """Without a profile the prediction is the item's mean."""
    rater = reader.rater
    plain = np.clip(rater.mean + rater.of_item[questions.item], rater.low, rater.high)
    same = np.isclose(reader.foretold([""] * len(questions.histories), questions), plain)
    return Control.share("an empty profile gives the item's mean", int(same.sum()), len(same), expectation="all",
                         kind="do no harm")  # fmt: skip


def _edited(reader: Reader, questions: Asked) -> Control:
    """A person who turns a dislike into love moves the items with that label up, and no others."""
    right = total = 0
    for text in reader.texts(questions):
        negative = [phrase for phrase, degree in told(text).phrases if degree < 0]
        if not negative:
            continue
        changed = text.replace(f"{negative[0]},", "").replace(f" {negative[0]}.", ".") + f" Loves {negative[0]}."
        before, after = (reader.scorer.scores(told(each)) for each in (text, changed))
        has = np.array([value > 0 for value in reader.scorer.scores(told(f"Loves {negative[0]}."))])
        right += bool((after[has] > before[has]).all() and np.allclose(after[~has], before[~has]))
        total += 1
    return Control.share("edited profiles that move what was edited and nothing else", right, total,
                         expectation="at least nine in ten", kind="other")  # fmt: skip


def _by_known(found: dict[int, dict[str, np.ndarray]]) -> Table:
    rows: list[list[Cell]] = [[way, *(str(bootstrap(found[known][way])) for known in KNOWN)] for way in found[2]]
    return Table("Mean distance in stars, by how many ratings are known", ["way", *map(str, KNOWN)], rows)


def _by_length(lengths: dict[int, np.ndarray]) -> Table:
    rows: list[list[Cell]] = [[words, str(bootstrap(each))] for words, each in lengths.items()]
    return Table("10 ratings known, by the words that the profile may have", ["words", "mean distance"], rows)
