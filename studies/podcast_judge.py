"""Podcast judge: does a judge that knows how far somebody listens tell what fits them, and which list fits better?

Planted listeners (no data): each starts episodes of three topics most of the time, and leaves those in one format,
whatever the topic. 40 plays make the profile; 20 other episodes and lists of three of them are judged; one answer in
ten is turned round. Half of the listeners teach the judge that learns, the other half is reported.

MovieLens (a small edition): people with 60 ratings or more; a rating is how far a film was liked. The first 70 % by
time (100 at most) make the profile, of the later ones 20 are judged: liked at least as much as the person's mean so
far, or not. 100 people teach, 150 others are reported. Lists of three are drawn from those twenty; and of two rankings
of the twenty (by how others rate, by nearness of genres and words) the better first three are to be told.

Beside every figure: nearness in meaning of what was played (no behaviour), the longer text, another person's profile.

Claim (Evaluating Podcast Recommendations with Profile-Aware LLM-as-a-Judge, 2025): a judge with a profile of behaviour
agrees with the person more than nearness of topics does, pointwise and in lists.

    thyself study podcast-judge
"""

from __future__ import annotations

import csv
import gzip
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Final

import numpy as np

from studies._ikat_data import Remembered
from thyself.core import Item
from thyself.evaluate import Control, Effect, Interval, Outcome, Setting, Table, bootstrap, paired, study
from thyself.evaluate.agreement import agreement, flagged
from thyself.evaluate.certainty import auroc, most_certain
from thyself.evaluate.judge import Judge
from thyself.models import Embedder, Message
from thyself.models.scripted import Rules
from thyself.profile.fits import ModelFits, StatisticalFits
from thyself.profile.listener import Listener, Played, listener, topics_of

TOPICS: Final = ("science", "cooking", "football", "history", "money", "crime", "music", "travel", "health", "films")
FORMATS: Final = ("interview", "banter", "story", "news")
PLANTED: Final = 160
TURNED: Final = 0.1
PEOPLE: Final = (100, 150)
LEAST: Final = 60
HISTORY: Final = 100
JUDGED: Final = 20
#: Pairs of lists for each listener, and how long a list is.
PAIRS: Final = 6
LONG: Final = 3
#: A short memory: what of a raw history fits a small prompt.
RECENT: Final = 5
THIRD: Final = 1 / 3


@dataclass(frozen=True)
class Person:
    """A listener: plays, what is to be judged, and how much each of these is liked (0 to 1)."""

    plays: Sequence[Played]
    items: Sequence[Item]
    liked: Sequence[float]
    least: float

    @property
    def fits(self) -> list[bool]:
        """What fits."""
        return [each >= self.least for each in self.liked]


Score = Callable[[Listener, Sequence[Item]], Sequence[float]]


@dataclass(slots=True)
class Judged:
    """One judge: of each listener the AUROC of single items; of each pair of lists certainty, and whether right."""

    auc: list[float] = field(default_factory=list)
    whose: list[int] = field(default_factory=list)
    certainty: list[float] = field(default_factory=list)
    right: list[float] = field(default_factory=list)
    pair_of: list[int] = field(default_factory=list)
    model: list[str] = field(default_factory=list)
    best: list[str] = field(default_factory=list)
    misfit: list[bool] = field(default_factory=list)


@study(
    name="podcast-judge",
    system="podcast-judge",
    title="Podcast judge: what fits a listener, judged from how far they listen",
    claim="a profile of behaviour tells what fits a person, and which list, beyond nearness of topics",
    data=("movielens-latest-small",),
    seconds=120,
)
def run(setting: Setting) -> Outcome:
    """The planted world, then films."""
    rng = setting.rng("planted")
    planted = [made(rng, number) for number in range(PLANTED)]
    world = _judge_all(planted[: PLANTED // 2], planted[PLANTED // 2 :], None, setting.rng("lists"))
    setting.progress(1, 3)
    films = read(setting.folder("movielens-latest-small"), setting.rng("people"))
    real = _judge_all(films[: PEOPLE[0]], films[PEOPLE[0] :], Remembered(setting.embedder()), setting.rng("pairs"))
    setting.progress(2, 3)
    return _outcome(world, real, _model(planted[-20:]))


# data


def made(rng: Random, number: int) -> Person:
    """A planted listener, who leaves one format."""
    topics, hated = rng.sample(TOPICS, 3), rng.choice(FORMATS)

    def episode(at: int, mine: float) -> Item:
        topic, form = rng.choice(topics if rng.random() < mine else TOPICS), rng.choice(FORMATS)
        return Item(f"{number}/{at}", f"{form} on {topic}, part {at}", attributes={"topics": [topic], "format": form})

    def share(item: Item) -> float:
        topic, form = item.attributes["topics"][0], item.attributes["format"]
        likes = {(True, True): 0.9, (True, False): 0.15, (False, True): 0.4, (False, False): 0.1}
        return min(max(likes[topic in topics, form != hated] + rng.gauss(0, 0.1), 0.0), 1.0)

    plays = [Played(item, share(item)) for item in (episode(at, 0.8) for at in range(40))]
    items = [episode(at, 0.5) for at in range(100, 100 + JUDGED)]
    liked = [share(item) for item in items]
    return Person(plays, items, [1 - each if rng.random() < TURNED else each for each in liked], 0.5)


def read(folder: Path, rng: Random) -> list[Person]:
    """People and the films that they rated, in order of time."""
    films = {
        row["movieId"]: Item(row["movieId"], f"{row['title']}. {row['genres'].replace('|', ', ')}", row["title"],
                             {"genres": row["genres"].split("|"), "format": _decade(row["title"])})
        for row in _rows(folder / "movies.csv.gz")
    }  # fmt: skip
    by: dict[str, list[tuple[int, str, float]]] = defaultdict(list)
    for row in _rows(folder / "ratings.csv.gz"):
        by[row["userId"]].append((int(row["timestamp"]), row["movieId"], float(row["rating"]) / 5))
    many = sorted(user for user, rows in by.items() if len(rows) >= LEAST)
    out = []
    for user in rng.sample(many, sum(PEOPLE)):
        rows = sorted(by[user])
        cut = int(0.7 * len(rows))
        plays = [Played(films[film], rating) for _, film, rating in rows[:cut][-HISTORY:]]
        later = rng.sample(rows[cut:], min(JUDGED, len(rows) - cut))
        usual = sum(play.share for play in plays) / len(plays)
        out.append(Person(plays, [films[film] for _, film, _ in later], [rating for _, _, rating in later], usual))
    return out


def _rows(file: Path) -> Iterator[Mapping[str, str]]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        yield from csv.DictReader(lines)


def _decade(title: str) -> str:
    year = title.rstrip().removesuffix(")")[-4:]
    return f"{year[:3]}0s" if year.isdigit() else ""


# judging


def _judge_all(
    teach: Sequence[Person], asked: Sequence[Person], embedder: Embedder | None, rng: Random
) -> dict[str, Judged]:
    """What each way says of the people who did not teach."""
    plain = StatisticalFits(embedder)
    given = [(listener(each.plays), each.items, each.fits) for each in teach]
    taught = plain.learn(given)
    turned = [yes for _, _, fits in given for yes in fits]
    rng.shuffle(turned)
    drawn = iter(turned)
    bad = plain.learn([(one, items, [next(drawn) for _ in items]) for one, items, _ in given])
    others = _others(teach)
    ways: dict[str, Score] = {
        "learned": _by(taught),
        "before anybody taught": _by(plain),
        "near in meaning": _near(embedder),
        "the longer text": lambda _, items: [float(len(item.text)) for item in items],
        "how others rate it": lambda _, items: [others.get(item.id, 0.0) for item in items],
        "learned on shuffled answers": _by(bad),
    }
    out = {way: Judged() for way in (*ways, "learned, another person's profile", "learned, the last five plays")}
    for at, person in enumerate(asked):
        lists = _lists(person, rng)
        models = _models(person, ways["how others rate it"], ways["near in meaning"])
        own, other = listener(person.plays), listener(asked[at - 1].plays)
        for way, score in ways.items():
            _add(out[way], person, score(own, person.items), lists, models, at)
        _add(out["learned, another person's profile"], person, ways["learned"](other, person.items), lists, models, at)
        short = listener(person.plays[-RECENT:])
        _add(out["learned, the last five plays"], person, ways["learned"](short, person.items), lists, models, at)
    return out


def _by(judge: StatisticalFits) -> Score:
    def score(one: Listener, items: Sequence[Item]) -> list[float]:
        chances = np.array([each.yes for each in judge.fits_all(one, items)])
        return np.log(chances / (1 - chances)).tolist()  # type: ignore[no-any-return]

    return score


def _near(embedder: Embedder | None) -> Score:
    """The mean cosine with all that was played; in the planted world, how often the topic was."""

    def score(one: Listener, items: Sequence[Item]) -> list[float]:
        if embedder is None:
            return [float(sum(topics_of(play.item) == topics_of(item) for play in one.plays)) for item in items]
        played = embedder.embed([play.item.text for play in one.plays]).mean(axis=0)
        return [float(each) for each in embedder.embed([item.text for item in items]) @ played]

    return score


def _others(people: Sequence[Person]) -> dict[str, float]:
    """How far above their own mean the people who teach rate a film, drawn to none."""
    by: dict[str, list[float]] = defaultdict(list)
    for each in people:
        usual = sum(play.share for play in each.plays) / len(each.plays)
        for item, share in [
            *((play.item, play.share) for play in each.plays),
            *zip(each.items, each.liked, strict=True),
        ]:
            by[item.id].append(share - usual)
    return {name: sum(values) / (len(values) + 3) for name, values in by.items()}


def _lists(person: Person, rng: Random) -> list[tuple[list[int], list[int]]]:
    """Pairs of lists of which one is better, by places."""
    out = []
    for _ in range(10 * PAIRS):
        drawn = rng.sample(range(len(person.items)), 2 * LONG)
        if _liked(person, drawn[:LONG]) != _liked(person, drawn[LONG:]):
            out.append((drawn[:LONG], drawn[LONG:]))
    return out[:PAIRS]


def _models(person: Person, one: Score, other: Score) -> tuple[list[int], list[int]]:
    """The first three of two rankings."""
    own = listener(person.plays)
    ranked = [np.argsort([-each for each in score(own, person.items)], kind="stable") for score in (one, other)]
    return [int(at) for at in ranked[0][:LONG]], [int(at) for at in ranked[1][:LONG]]


def _liked(person: Person, places: Sequence[int]) -> float:
    return round(sum(person.liked[at] for at in places) / len(places), 9)


def _add(
    out: Judged, person: Person, scores: Sequence[float],
    lists: Sequence[tuple[list[int], list[int]]], models: tuple[list[int], list[int]], at: int,
) -> None:  # fmt: skip
    """What one judge's scores say of one person."""
    fits = person.fits
    if 0 < sum(fits) < len(fits):
        out.auc.append(auroc(scores, fits))
        out.whose.append(at)
    for one, other in lists:
        apart = sum(scores[i] for i in one) - sum(scores[i] for i in other)
        out.certainty.append(abs(apart))
        out.right.append(0.5 if apart == 0 else float((apart > 0) == (_liked(person, one) > _liked(person, other))))
        out.pair_of.append(at)
    means = [sum(scores[i] for i in places) for places in models]
    out.model.append("tie" if means[0] == means[1] else "one" if means[0] > means[1] else "other")
    liked = [_liked(person, places) for places in models]
    out.best.append("tie" if liked[0] == liked[1] else "one" if liked[0] > liked[1] else "other")
    worst = int(np.argmin(scores))
    out.misfit.append(person.liked[worst] < person.least)


# a language model's place


def _reader(messages: Sequence[Message]) -> str:
    """Stands for a model that reads the profile, and nothing else: what is left early does not fit."""
    text = messages[-1].content
    left = {
        name.strip().partition(" (")[0]
        for line in re.findall(r"Leaves the \w+: ([^.]*)", text)
        for name in line.split(",")
    }
    thing = text.partition("to be judged:")[2] or text
    hits = [
        sum(name in part for name in left if name) for part in re.split(r"\nB: ", thing.partition("A: ")[2] or thing)
    ]
    if len(hits) == 1:
        return "It is like what they leave. [[no]] 80" if hits[0] else "Nothing speaks against it. [[yes]] 60"
    return "[[C]] 10" if hits[0] == hits[1] else "[[A]] 70" if hits[0] < hits[1] else "[[B]] 70"


def _model(people: Sequence[Person]) -> dict[str, float]:
    """A model that reads the profile, by the judge's forms; one that sees no profile; one that goes by the order."""
    judge, order = ModelFits(Judge(Rules(_reader))), ModelFits(Judge(Rules(lambda _: "[[A]] 95")))
    told: list[tuple[float, float, bool]] = []
    unsure = []
    for each in people:
        own, nobody = listener(each.plays), listener(())
        told += [
            (judge.fits(own, item).yes, judge.fits(nobody, item).yes, fits)
            for item, fits in zip(each.items, each.fits, strict=True)
        ]
        unsure.append(order.prefer(own, each.items[:LONG], each.items[LONG : 2 * LONG]).certainty)
    fits = [each[2] for each in told]
    return {
        "profile": auroc([each[0] for each in told], fits),
        "no profile": auroc([each[1] for each in told], fits),
        "unsure": sum(each == 0 for each in unsure) / len(unsure),
    }


# outcome


def _auc(judged: Judged) -> Interval:
    return bootstrap(judged.auc, clusters=judged.whose)


def _less(ways: Mapping[str, Judged], one: str, other: str, what: str) -> Interval:
    values = [ways[each].auc if what == "items" else ways[each].right for each in (one, other)]
    return paired(*values, clusters=ways[one].whose if what == "items" else ways[one].pair_of)


def _rows_of(ways: Mapping[str, Judged]) -> list[list[str | float | int | None]]:
    return [
        [
            way,
            str(_auc(each)),
            str(bootstrap(each.right, clusters=each.pair_of)),
            most_certain(each.certainty, [value > 0.5 for value in each.right], THIRD).accuracy,
            agreement(each.model, each.best).share,
            flagged([True] * len(each.misfit), each.misfit),
        ]
        for way, each in ways.items()
    ]


def _outcome(world: Mapping[str, Judged], real: Mapping[str, Judged], model: Mapping[str, float]) -> Outcome:
    best, near, columns = "learned", "near in meaning", ("judge", "AUROC of single items", "better of two lists",
                                                         "most certain third", "better of two rankings",
                                                         "worst pick is a misfit")  # fmt: skip
    metric = "AUROC within a person of what fits"
    share = "share of pairs of lists told as the person rates them"
    short, swapped = "learned, the last five plays", "learned, another person's profile"
    shuffled = "learned on shuffled answers"
    also = [
        (world, near, "items", "learned judge less nearness of topics, planted"),
        (real, near, "lists", "learned judge less nearness in meaning, lists of films"),
        (real, "the longer text", "lists", "learned judge less the longer text, lists of films"),
        (real, short, "items", "whole profile less the last five plays, films"),
        (real, "how others rate it", "items", "learned judge less how others rate it, films"),
        (real, "before anybody taught", "items", "learned less before anybody taught, films"),
    ]
    return Outcome(
        effect=Effect.of(_less(real, best, near, "items"), name="learned judge less nearness in meaning, films",
                         metric=metric),
        also=[
            Effect.of(_less(ways, best, other, what), name=name, metric=metric if what == "items" else share)
            for ways, other, what, name in also
        ],
        controls=[
            Control.worse("films: another person's profile", _less(real, best, swapped, "items")),
            Control.worse("planted: another person's profile", _less(world, best, swapped, "items")),
            Control.worse("films: learned on shuffled answers", _less(real, best, shuffled, "items"),
                          kind="bad part"),
            Control("planted: a model that reads the profile, AUROC", "above 0.6", model["profile"], None, None,
                    model["profile"] > 0.6, "other", "share"),
            Control("planted: the same model without a profile", "at chance (0.45 to 0.55)", model["no profile"], None,
                    None, abs(model["no profile"] - 0.5) < 0.05, "do no harm", "share"),
            Control("a model that goes by the order is certain of no list", "all", model["unsure"], None, None,
                    model["unsure"] == 1.0, "bad part", "share"),
        ],
        tables=[
            Table("Films (MovieLens), people who did not teach", columns, _rows_of(real),
                  f"{len(real[best].auc)} people with {JUDGED} films each, {len(real[best].right)} pairs of lists."),
            Table("Planted listeners", columns, _rows_of(world),
                  f"{len(world[best].auc)} listeners, {len(world[best].right)} pairs of lists; one answer in ten is"
                  " turned round."),
        ],
        notes=[
            "No set of podcasts with how far people listened could be had; for films the rating stands for it.",
            "A large model as the judge is not run here: the embedded one cannot judge. In its place a rule reads the"
            " profile out of the prompt, which shows that what matters is in it.",
            "How others rate a film is no part of the profile; it stands beside it as what is to be beaten.",
        ],
    )  # fmt: skip
