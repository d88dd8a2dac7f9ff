"""Humour fusion: do several crowds' ratings, each on a scale of its own, foretell one person's laughter better?

Data: Jester (5,000 people, 100 jokes). In each of three draws five sets of 60 people are made of it, disjoint, each
with a scale of its own: a slider from -10 to 10, one to five stars, laughed or not (strict), 0 to 100 points (mild),
seven steps. Of each person 20 ratings are learned from and up to 25 others foretold: above the middle of the set's own
scale, or not. 40 more people of the first set are let in by 20 ratings each. Strengths are chosen inside the training
part; how many lines there are was chosen on another draw. For jokes that nobody rated, a quarter of the jokes is left
out of all training.

Floor: the annotator prior, how often this person rates high, drawn to their set (the best of three strengths on the
test part, in its favour).

Claim (From Generalized Laughter to Personalized Chuckles, 2024): fused personal beats personal on one set, which beats
what the majority says; without a common scale there is no gain; heads differ less than persons do.

    thyself study humor-fusion
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from studies._ikat_data import Remembered
from thyself.core import DataMissing
from thyself.evaluate import Control, Effect, Interval, Outcome, Setting, Table, bootstrap, paired, study
from thyself.evaluate.classifiers import NONE, Head, Labels, Shrink
from thyself.evaluate.classify import f1_macro
from thyself.evaluate.fitting import fit
from thyself.evaluate.fusion import Fused, Rated, deviations, fused, learn_fused, majority
from thyself.models import Embedder

DRAWS: Final = 3
PEOPLE: Final = 60
NEW: Final = 40
KNOWN: Final = 20
FORETOLD: Final = 25
#: By this share the loss must fall below the annotator prior's.
HIT: Final = 0.03


@dataclass(frozen=True)
class Scale:
    """What a set makes of a Jester rating (-10 to 10)."""

    name: str
    low: float
    high: float
    of: Callable[[float], float]


SCALES: Final = (
    Scale("slider", -10, 10, lambda value: value),
    Scale("stars", 1, 5, lambda value: round((value + 10) / 5) + 1.0),
    Scale("laughed", 0, 1, lambda value: float(value > 3)),
    Scale("points", 0, 100, lambda value: float(min(max(round((value + 14) * 5), 0), 100))),
    Scale("steps", 1, 7, lambda value: round((value + 10) / 20 * 6) + 1.0),
)


@dataclass(slots=True)
class Told:
    """By way: the probability of a high rating; what it was, and whose."""

    by: dict[str, list[float]] = field(default_factory=dict)
    truth: list[bool] = field(default_factory=list)
    whose: list[str] = field(default_factory=list)
    where: list[str] = field(default_factory=list)

    def add(self, way: str, chances: np.ndarray | Sequence[float]) -> None:
        """What one way says of the next ratings."""
        self.by.setdefault(way, []).extend(np.asarray(chances, dtype=float).tolist())

    def nats(self, way: str) -> np.ndarray:
        """What each rating costs."""
        chances = np.clip(self.by[way], 1e-6, 1 - 1e-6)
        return np.asarray(-np.log(np.where(self.truth, chances, 1 - chances)))

    def less(self, one: str, other: str) -> Interval:
        """How much more one way loses than another, clustered by person."""
        return paired(self.nats(one), self.nats(other), clusters=self.whose)

    def below(self, way: str, floor: str = "annotator prior") -> float:
        """By which share the loss falls below a floor's."""
        return 1 - float(self.nats(way).mean() / self.nats(floor).mean())

    def f1(self, way: str) -> float:
        """The mean of the sets' macro F1."""
        said, where = np.array(self.by[way]) > 0.5, np.array(self.where)
        truth = np.array(self.truth)
        return float(np.mean([f1_macro(said[where == each], truth[where == each]) for each in sorted(set(self.where))]))


@study(
    name="humor-fusion",
    system="humor-fusion",
    title="Humour fusion: one person's laughter from several crowds' ratings and their own",
    claim="fused, scaled and personal ratings foretell what a person finds funny better than how they rate on average",
    data=("jester5k",),
    seconds=150,
)
def run(setting: Setting) -> Outcome:
    """Three draws of five sets; then jokes that nobody rated."""
    jokes, rated = read(setting.folder("jester5k"))
    kept = Remembered(setting.embedder())
    told, new, unseen = Told(), Told(), Told()
    for number in range(DRAWS):
        rng = np.random.default_rng([setting.seed, number])
        people = rng.permutation(len(rated))[: len(SCALES) * PEOPLE + NEW]
        groups = [people[at * PEOPLE : (at + 1) * PEOPLE] for at in range(len(SCALES))]
        sets = [_ratings(scale, rated, group, rng) for scale, group in zip(SCALES, groups, strict=True)]
        learned = learn_fused([learn for learn, _ in sets], jokes, kept)
        _compare(sets, learned, jokes, kept, told, f"draw {number}")
        _newcomers(learned, jokes, _ratings(SCALES[0], rated, people[-NEW:], rng), new, f"draw {number}")
        _unrated(sets, jokes, kept, unseen, rng, f"draw {number}")
        setting.progress(number + 1, DRAWS)
    return _outcome(told, new, unseen)


def read(folder: Path) -> tuple[list[str], np.ndarray]:
    """The jokes, and who rated them how ``(people, jokes)``, ``nan`` where not."""
    try:
        from pyarrow import parquet
    except ImportError:
        raise DataMissing("this study reads a parquet file: pip install pyarrow") from None
    rows: list[dict[str, Any]] = parquet.read_table(folder / "jester5k_ratings.parquet").to_pylist()
    lines = [json.loads(line) for line in (folder / "jokes.jsonl").read_text(encoding="utf-8").splitlines()]
    jokes = [line["text"] for line in sorted(lines, key=lambda line: int(line["joke"]))]
    at = {user: place for place, user in enumerate(sorted({row["user"] for row in rows}))}
    rated = np.full((len(at), len(jokes)), np.nan)
    for row in rows:
        rated[at[row["user"]], int(row["joke"]) - 1] = row["rating"]
    return jokes, rated


def _ratings(scale: Scale, rated: np.ndarray, people: np.ndarray, rng: np.random.Generator) -> tuple[Rated, Rated]:
    """What is learned from, and what is foretold, of some people."""
    learn: list[tuple[int, str, float]] = []
    test: list[tuple[int, str, float]] = []
    for person in people:
        jokes = rng.permutation(np.flatnonzero(~np.isnan(rated[person])))
        rows = [(int(joke), f"u{person}", scale.of(float(rated[person, joke]))) for joke in jokes]
        learn, test = learn + rows[:KNOWN], test + rows[KNOWN : KNOWN + FORETOLD]
    return _set(scale, learn), _set(scale, test)


def _set(scale: Scale, rows: Sequence[tuple[int, str, float]]) -> Rated:
    text, person, value = zip(*rows, strict=True)
    return Rated(scale.name, np.array(text), list(person), np.array(value), scale.low, scale.high)


def _prior(learn: Rated, test: Labels, texts: int) -> np.ndarray:
    """How often a person rates high, drawn to their set as is best for the floor."""
    bare = replace(fused([learn], np.zeros((texts, 1))), item=())
    tried = [fit(bare, shrink=Shrink(NONE, each, NONE)) for each in (1.0, 3.0, 10.0)]
    found = [each.predict(np.zeros((len(test.text), 1)), test.person)[:, 1] for each in tried]
    return min(found, key=lambda each: float(-np.log(np.where(test.label == 1, each, 1 - each)).mean()))


def _compare(
    sets: Sequence[tuple[Rated, Rated]], learned: Fused, jokes: list[str], embedder: Embedder, told: Told, draw: str
) -> None:
    """What each way says of the people of the five sets."""
    vectors, strength = learned.vectors(jokes), learned.head.shrink
    every = fused([learn for learn, _ in sets], vectors)
    nobody = replace(every, person=["anybody"] * len(every.person), traits={})
    heads = {
        "the majority, all sets": fit(majority(every), shrink=replace(strength, taste=NONE)),
        "the same for all, all sets": fit(nobody, shrink=replace(strength, taste=NONE)),
        "bias alone, all sets": fit(every, shrink=replace(strength, taste=NONE)),
        "person, all sets": learned.head,
        "person, all sets, no common scale": fit(_raw([learn for learn, _ in sets], every), shrink=strength),
        "person, all sets, no texts": fit(
            replace(every, vectors=np.zeros((len(jokes), 1))), shrink=replace(strength, taste=NONE)
        ),
    }
    deviation = _deviating(every, strength)
    for learn, test in sets:
        asked = fused([test], vectors)
        names = list(dict.fromkeys(asked.person))
        swapped = dict(zip(names, names[1:] + names[:1], strict=True))
        alone = learn_fused([learn], jokes, embedder, shrink=strength)
        own = replace(fused([learn], vectors), traits={})
        told.add("annotator prior", _prior(learn, asked, len(jokes)))
        told.add("the majority, one set", _said(fit(majority(own), shrink=replace(strength, taste=NONE)), asked))
        told.add("person, one set", _said(alone.head, replace(asked, vectors=alone.vectors(jokes))))
        for way, head in heads.items():
            at = replace(asked, vectors=np.zeros((len(jokes), 1))) if way.endswith("no texts") else asked
            told.add(way, _said(head, at))
        told.add("deviation alone, all sets", deviation(asked))
        told.add(
            "another person's weights",
            _said(learned.head, replace(asked, person=[swapped[each] for each in asked.person])),
        )
        told.truth += [bool(each) for each in asked.label]
        told.whose += [f"{draw} {each}" for each in asked.person]
        told.where += [f"{draw} {test.name}"] * len(asked.label)


def _said(head: Head, asked: Labels) -> np.ndarray:
    people = asked.person if "anybody" not in head.people else ["anybody"] * len(asked.person)
    return head.predict(asked.vectors[asked.text], people, asked.item)[:, 1]


def _raw(sets: Sequence[Rated], every: Labels) -> Labels:
    """The bad part: numbers of all scales cut at their common middle."""
    values = np.concatenate([each.value for each in sets])
    return replace(every, label=(values > np.median(values)).astype(int))


def _deviating(every: Labels, strength: Shrink) -> Callable[[Labels], np.ndarray]:
    """HuBi-Formula: how far a person is from others on the same jokes is a figure that is given, not learned."""
    far = deviations(every)

    def table(labels: Labels) -> Labels:
        rows = np.hstack([labels.vectors[labels.text], 3 * np.array([[far[each]] for each in labels.person])])
        people = ["anybody"] * len(labels.person)
        return replace(labels, vectors=rows, text=np.arange(len(rows)), person=people, traits={})

    head = fit(table(every), shrink=replace(strength, text=1.0, taste=NONE))
    return lambda asked: _said(head, table(asked))


def _newcomers(learned: Fused, jokes: list[str], ratings: tuple[Rated, Rated], new: Told, draw: str) -> None:
    """People whom no set has seen, by none and by some of their ratings."""
    learn, test = (fused([each], np.zeros((len(jokes), 1))) for each in ratings)
    prior = _prior(ratings[0], test, len(jokes))
    owners, names = np.array(learn.person), np.array(test.person)
    for name in dict.fromkeys(test.person):
        rows, asked = np.flatnonzero(owners == name), np.flatnonzero(names == name)
        rated = {jokes[learn.text[row]]: bool(learn.label[row]) for row in rows}
        wanted = [jokes[at] for at in test.text[asked]]
        new.add("annotator prior", prior[asked])
        for known in (0, 5, KNOWN):
            new.add(f"{known} ratings", learned.chances(wanted, name, dict(list(rated.items())[:known])))
        new.truth += [bool(each) for each in test.label[asked]]
        new.whose += [f"{draw} {name}"] * len(asked)


def _unrated(
    sets: Sequence[tuple[Rated, Rated]],
    jokes: list[str],
    embedder: Embedder,
    unseen: Told,
    rng: np.random.Generator,
    draw: str,
) -> None:
    """A quarter of the jokes is in no training: the words of a joke are all that is known of it."""
    out = rng.permutation(len(jokes))[: len(jokes) // 4]
    kept = [learn.where(np.flatnonzero(~np.isin(learn.text, out))) for learn, _ in sets]
    learned = learn_fused(kept, jokes, embedder, shrink=Shrink(10.0, 3.0, 100.0))
    vectors = learned.vectors(jokes)
    for learn, (_, test) in zip(kept, sets, strict=True):
        asked = fused([test.where(np.flatnonzero(np.isin(test.text, out)))], vectors)
        unseen.add("annotator prior", _prior(learn, asked, len(jokes)))
        unseen.add("person, all sets", _said(learned.head, asked))
        unseen.truth += [bool(each) for each in asked.label]
        unseen.whose += [f"{draw} {each}" for each in asked.person]


def _outcome(told: Told, new: Told, unseen: Told) -> Outcome:
    metric, best, floor = "log loss of whether a person rates a joke high", "person, all sets", "annotator prior"
    below = told.below(best)
    heads = [float(told.nats(f"{each}, all sets").mean()) for each in ("bias alone", "deviation alone", "person")]
    apart = float(told.nats("the same for all, all sets").mean()) - max(heads)

    def also(told: Told, one: str, other: str, what: str = "") -> Effect:
        return Effect.of(told.less(one, other), name=f"{one} less {other}{what}", metric=metric, unit="nats")

    rows: list[list[str | float | int | None]] = [
        [way, str(bootstrap(told.nats(way), clusters=told.whose)), told.below(way), told.f1(way)] for way in told.by
    ]
    return Outcome(
        effect=also(told, floor, best),
        also=[
            also(told, "person, one set", best),
            also(told, "the same for all, all sets", best),
            also(told, "the majority, one set", "person, one set"),
            also(told, "bias alone, all sets", best),
            also(told, "person, all sets, no texts", best),
            also(unseen, floor, best, ", jokes that nobody rated"),
            also(new, floor, "20 ratings", ", people whom no set has seen"),
        ],
        controls=[
            Control("loss below the annotator prior's", f"at least {HIT:.0%} of it", below, None, None, below >= HIT,
                    "other", "share"),
            Control.worse("another person's weights", told.less("another person's weights", best), unit="nats"),
            Control.worse("no common scale", told.less("person, all sets, no common scale", best), kind="bad part",
                          unit="nats"),
            Control("heads differ less than the nearest of them and nobody", "above 0",
                    apart - (max(heads) - min(heads)), None, None, apart > max(heads) - min(heads), "other", "nats"),
            Control.worse("somebody new: no ratings less 20", new.less("0 ratings", "20 ratings"), kind="other",
                          unit="nats"),
        ],
        tables=[
            Table("Five sets of raters, fused", ("way", "log loss", "below the prior", "macro F1"), rows,
                  f"{len(told.truth):,} ratings of {len(set(told.whose))} people."),
            Table("People whom no set has seen", ("way", "log loss", "below the prior"),
                  [[way, str(bootstrap(new.nats(way), clusters=new.whose)), new.below(way)] for way in new.by],
                  f"{len(new.truth):,} ratings of {len(set(new.whose))} people, by how many of their own are known."),
            Table("Jokes that nobody rated", ("way", "log loss", "below the prior"),
                  [[way, str(bootstrap(unseen.nats(way), clusters=unseen.whose)), unseen.below(way)]
                   for way in unseen.by], f"{len(unseen.truth):,} ratings: the words of a joke are all that is known."),
        ],
        seeds=DRAWS,
        notes=["The sets are of one real one: scales and strictness are made, people, jokes and ratings are real."],
    )  # fmt: skip
