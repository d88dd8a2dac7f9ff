"""Jargon: are the terms that a reader does not know found better by knowing the reader?

Data: a feed of 142 papers on personalisation (titles with abstracts); the readers are planted. Each paper has one of
seven fields, by words that are listed below; the system never sees a field. A reader has two fields, and has written
about half of those papers of them that nobody is asked about. They know a term where it occurs in a paper of their
fields (also in one that the system does not see) or in four fields or more; one answer in twenty is wrong. In each of
three worlds 60 readers teach, and of 60 others 60 answers are foretold: other readers and other terms than were taught.
Features and what holds before teaching were chosen in worlds of other seeds; how common a word is anywhere, which
counts before teaching, has no part in who knows what here.

Claim (Explain Less, Understand More, 2024): personal beats the same for all; with a reader's own texts a tenth of the
answers does as well as all of them without; similar readers' answers help, more than any readers'.

    thyself study jargon
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Final

import numpy as np

from studies._ikat_data import Remembered
from thyself.evaluate import Control, Effect, Interval, Outcome, Setting, Table, bootstrap, paired, study
from thyself.evaluate.certainty import auroc
from thyself.evaluate.classifiers import NONE, Shrink
from thyself.evaluate.classify import calibration_error, f1_macro
from thyself.models import Embedder
from thyself.profile.familiar import Met, Reader
from thyself.profile.jargon import Jargon
from thyself.profile.terms import key, pieces, terms

#: Fields, each by the words of its papers.
FIELDS: Final = {
    "health": "health medical patient clinical disease glucose sleep blood ecg cancer food nutrition diet therapy",
    "pictures": "image visual diffusion photo picture vision video multimodal inversion identity face",
    "recommendation": "recommendation recommender item rating collaborative click sequential purchase movie",
    "talk": "dialogue conversation conversational chatbot persona chat utterance assistant memory speaker",
    "writing": "writing email headline style author stylistic creative story essay",
    "search": "retrieval search query document ranking expert index retriever answer question",
    "preference": "preference reward alignment rlhf feedback human annotator judge pluralistic reinforcement",
}
TEACHERS: Final = 60
TESTED: Final = 60
#: Terms that a teacher was asked of, and those that are foretold for each tested reader.
ASKED: Final = 60
FORETOLD: Final = 60
#: A tenth of a reader's answers, and all.
FEW: Final = 6
WORLDS: Final = 3
#: As they were chosen in worlds of other seeds.
STRENGTH: Final = Shrink(3.0, 10.0, NONE)
NOISE: Final = 0.05
#: A term of so many fields is known to all.
GENERAL: Final = 4


@dataclass(frozen=True)
class World:
    """Papers, their fields, in which fields each term occurs, and which terms are taught, which tested."""

    texts: Sequence[str]
    field: Sequence[int]
    at: Mapping[str, frozenset[int]]
    taught: Sequence[Met]
    tested: Sequence[Met]
    early: Sequence[int]

    def knows(self, fields: Sequence[int], term: str, rng: Random) -> bool:
        """Whether a reader of some fields knows a term; now and then they say the opposite."""
        there = self.at[key(term)]
        return (len(there) >= GENERAL or bool(there & set(fields))) != (rng.random() < NOISE)


@dataclass(frozen=True)
class Person:
    """A planted reader: papers of their own, answers to terms of each kind."""

    own: Sequence[str]
    taught: Mapping[Met, bool]
    tested: Mapping[Met, bool]

    def reader(self, answers: int | None = None) -> Reader:
        """As the system sees them, with some of their answers (``None``: all)."""
        return Reader(self.own, dict(list(self.taught.items())[:answers]))


@dataclass(slots=True)
class Told:
    """By way: how likely each term was said to be unknown; whether it is, and to whom."""

    by: dict[str, list[float]] = field(default_factory=dict)
    unknown: list[bool] = field(default_factory=list)
    whose: list[str] = field(default_factory=list)

    def nats(self, way: str) -> np.ndarray:
        """What each answer costs under a way."""
        chances = np.clip(self.by[way], 1e-9, 1 - 1e-9)
        return np.asarray(-np.log(np.where(self.unknown, chances, 1 - chances)))

    def less(self, one: str, other: str) -> Interval:
        """How much more one way loses than another, clustered by reader."""
        return paired(self.nats(one), self.nats(other), clusters=self.whose)

    def f1(self, way: str) -> float:
        """Of the unknown terms."""
        said = np.array(self.by[way]) > 0.5
        return float(2 * (said & self.unknown).sum() / (said.sum() + sum(self.unknown)))


@study(
    name="jargon",
    system="jargon",
    title="Jargon: the terms that a reader does not know, from their own texts and few answers",
    claim="what a reader wrote tells which terms they do not know, beyond what is the same for all",
    data=("papers",),
    seconds=120,
)
def run(setting: Setting) -> Outcome:
    """Plant, teach and foretell in three worlds."""
    texts = read(setting.folder("papers") / "feed.json")
    told = Told()
    kept = Remembered(setting.embedder())
    for number in range(WORLDS):
        rng = setting.rng(f"world {number}")
        _foretell(world(texts, rng), rng, kept, told, f"world {number}")
        setting.progress(number + 1, WORLDS)
    return _outcome(told)


def read(file: Path) -> list[str]:
    """Titles with abstracts."""
    items = json.loads(file.read_text(encoding="utf-8"))["items"]
    return [f"{item['title']}. {item['content_text']}" for item in items]


def world(texts: Sequence[str], rng: Random) -> World:
    """Fields by the words of the papers; what is read is a half of the papers, its terms are taught or tested."""
    field = _fields(texts)
    order = list(range(len(texts)))
    rng.shuffle(order)
    late, early = order[: len(order) // 2], order[len(order) // 2 :]
    said = [f" {' '.join(pieces(text))} " for text in texts]
    named = {key(term.text): Met(term.text, texts[row]) for row in late for term in terms(texts[row])}
    at = {name: frozenset(field[row] for row, each in enumerate(said) if f" {name} " in each) for name in named}
    many = sorted(name for name in named if at[name])
    rng.shuffle(many)
    taught, tested = many[: len(many) // 2], many[len(many) // 2 :]
    return World(texts, field, at, [named[each] for each in taught], [named[each] for each in tested], sorted(early))


def _fields(texts: Sequence[str]) -> list[int]:
    """The field of each paper: the one whose words it has most, rare ones first."""
    said = [Counter(pieces(text)) for text in texts]
    often = Counter(word for each in said for word in each)

    def weight(counts: Counter[str], words: frozenset[str]) -> float:
        return sum(min(counts[word], 3) * math.log(len(texts) / often[word]) for word in words if counts[word])

    named = [frozenset(pieces(words)) for words in FIELDS.values()]
    return [max(range(len(named)), key=lambda at: weight(counts, named[at])) for counts in said]


def person(made: World, rng: Random) -> Person:
    """One reader, who wrote about half of the early papers of two fields."""
    fields = tuple(rng.sample(range(len(FIELDS)), 2))
    own = [made.texts[row] for row in made.early if made.field[row] in fields and rng.random() < 0.5]

    def answers(met: Sequence[Met], n: int) -> dict[Met, bool]:
        return {each: made.knows(fields, each.term, rng) for each in rng.sample(list(met), n)}

    return Person(own, answers(made.taught, ASKED), answers(made.tested, FORETOLD))


def _foretell(made: World, rng: Random, embedder: Embedder, told: Told, name: str) -> None:
    """What each way says of the tested readers' terms."""
    teachers, tested = ([person(made, rng) for _ in range(n)] for n in (TEACHERS, TESTED))
    plain = Jargon(embedder, [made.texts[row] for row in made.early])
    taught = plain.learn([each.reader() for each in teachers], shrink=STRENGTH)
    mixed = [each.reader() for each in teachers]
    answers = [known for each in mixed for known in each.knows.values()]
    rng.shuffle(answers)
    drawn = iter(answers)
    shuffled = plain.learn(
        [Reader(each.texts, {met: next(drawn) for met in each.knows}) for each in mixed], shrink=STRENGTH
    )
    similar, anybody = (_neighbours(taught, teachers, turn) for turn in (0, TEACHERS // 2 - 1))
    usual = float(np.mean([not known for each in teachers for known in each.taught.values()]))
    for at, each in enumerate(tested):
        other, met = tested[at - 1], list(each.tested)
        ways = {
            "all alike": None,
            "the same for all": (taught, Reader()),
            "own texts": (taught, each.reader(0)),
            "own texts, 6 answers": (taught, each.reader(FEW)),
            "own texts, 60 answers": (taught, each.reader()),
            "60 answers, no texts": (taught, replace(each.reader(), texts=())),
            "another reader's texts": (taught, other.reader(0)),
            "another reader's texts and answers": (taught, other.reader()),
            "own texts, similar readers' answers": (similar, each.reader(0)),
            "own texts, any readers' answers": (anybody, each.reader(0)),
            "own texts, before teaching": (plain, each.reader(0)),
            "taught by shuffled answers": (shuffled, each.reader(0)),
        }
        for way, how in ways.items():
            found = [usual] * len(met) if how is None else how[0].chances(how[0].features.shown(how[1]), met).tolist()
            told.by.setdefault(way, []).extend(found)
        told.unknown += [not known for known in each.tested.values()]
        told.whose += [f"{name} {at}"] * len(met)


def _neighbours(taught: Jargon, teachers: Sequence[Person], turn: int) -> Jargon:
    """Taught readers who were asked of the tested terms as well; each may be given the texts of another."""
    shown = [
        taught.features.shown(Reader(teachers[(at + turn) % len(teachers)].own, {**each.taught, **each.tested}))
        for at, each in enumerate(teachers)
    ]
    return taught.with_taught(replace(taught.taught, readers=tuple(shown)))


def _outcome(told: Told) -> Outcome:
    rows: list[list[str | float | int | None]] = [
        [
            way,
            str(bootstrap(told.nats(way), clusters=told.whose)),
            told.f1(way),
            f1_macro([chance > 0.5 for chance in told.by[way]], told.unknown),
            auroc(told.by[way], told.unknown) if way != "all alike" else 0.5,
            calibration_error(told.by[way], told.unknown),
        ]
        for way in told.by
    ]
    metric = "log loss of whether a term is unknown"
    tenth, all_of_them = "own texts, 6 answers", "60 answers, no texts"
    return Outcome(
        effect=Effect.of(told.less("the same for all", "own texts"), name="the same for all less own texts",
                         metric=metric, unit="nats"),
        also=[
            Effect.of(told.less(all_of_them, tenth), name="all answers without texts less own texts with a tenth",
                      metric=metric, unit="nats"),
            Effect.of(told.less("own texts", tenth), name="own texts less own texts with 6 answers", metric=metric,
                      unit="nats"),
            Effect.of(told.less("own texts", "own texts, 60 answers"), name="own texts less own texts with 60 answers",
                      metric=metric, unit="nats"),
            Effect.of(told.less("own texts", "own texts, similar readers' answers"),
                      name="own texts less own texts with similar readers' answers", metric=metric, unit="nats"),
            Effect.of(told.less("all alike", "own texts, before teaching"),
                      name="all alike less own texts before anybody taught", metric=metric, unit="nats"),
        ],
        controls=[
            Control.worse("another reader's texts", told.less("another reader's texts", "own texts"), unit="nats"),
            Control.worse("another reader's texts and answers",
                          told.less("another reader's texts and answers", "own texts, 60 answers"), unit="nats"),
            Control.worse("taught by shuffled answers", told.less("taught by shuffled answers", "own texts"),
                          kind="bad part", unit="nats"),
            Control.not_better("answers of any readers in place of similar ones",
                               told.less("own texts, similar readers' answers", "own texts, any readers' answers"),
                               unit="nats"),
            Control.worse("nothing known of the reader, against all alike", told.less("all alike", "the same for all"),
                          kind="do no harm", unit="nats"),
        ],
        tables=[
            Table("Which terms planted readers do not know",
                  ("way", "log loss", "F1 of the unknown", "macro F1", "AUROC", "calibration error"), rows,
                  f"{len(told.unknown):,} answers of {len(set(told.whose))} readers, of which"
                  f" {np.mean(told.unknown):.0%} are that the term is unknown."),
        ],
        seeds=WORLDS,
        notes=["No answers of real readers could be had: who knows what is planted, on real papers."],
    )  # fmt: skip
