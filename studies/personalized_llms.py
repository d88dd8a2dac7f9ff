"""Personalized labels: does knowing the person foretell the label that they give, beyond how they label on average?

Data: labels of single people for the same texts: hate speech (HS-Brexit), offence (POPQUORN, and 4,104 texts of
MD-Agreement), irony in nine languages (MultiPICo), emotions (StudEmo, six questions), jokes (Jester). A quarter of the
texts is held out, with all their labels: nobody's label of a test text is seen. For Jester a test joke would be one of
few, so there a third of the ratings of 500 people is held out; a joke is what 2,500 other people thought of it.

The floor is the annotator prior: how often this person gives each label, drawn to the population. Strengths are chosen
inside the training part (of the floor: the best of three on the test part, in its favour).

Claim (Personalized Large Language Models, 2024; HuBi, 2022): a head that knows who labels does better than one that
does not; another person's weights hurt; somebody new gets the population's.

    thyself study personalized-llms
"""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any, Final

import numpy as np

from thyself.core import DataMissing
from thyself.evaluate import Control, Effect, Interval, Outcome, Setting, Table, bootstrap, paired, study
from thyself.evaluate.classifiers import NONE, Head, Labels, Shrink
from thyself.evaluate.classify import calibration_error
from thyself.evaluate.fitting import fit
from thyself.evaluate.text_vectors import text_vectors
from thyself.models import Embedder

#: Emotions (and arousal) of StudEmo that are asked for; any strength above none counts.
QUESTIONS: Final = ("joy", "trust", "anticipation", "anger", "valence", "arousal")
#: What MultiPICo tells of a post beside its language.
_PLACE: Final = ("language_variety", "source", "level")
HELD: Final = 0.25
#: By this much the loss must fall below the floor.
HIT: Final = 0.03
JESTER: Final = (2500, 500)
KNOWN: Final = (0, 3, 10, 30)
#: Strengths for the people whom the head never saw (those that were chosen on other people's labels).
NEWCOMERS: Final = Shrink(10.0, 1.0, 30.0)


@dataclass(frozen=True, eq=False)
class Loss:
    """Nats of each test label under each way to foretell it, and whose it is."""

    name: str
    by: dict[str, np.ndarray]
    person: Sequence[str]
    calibration: float
    head: Head

    def less(self, one: str, other: str) -> Interval:
        """How much more one way loses than another, clustered by person."""
        return paired(self.by[one], self.by[other], clusters=self.person)

    @property
    def gain(self) -> float:
        """By which share the loss falls below the annotator prior."""
        return 1 - float(self.by["person"].mean() / self.by["prior"].mean())

    @property
    def helped(self) -> float:
        """By which share the words alone lower the loss of a head to which all people and texts are alike."""
        return 1 - float(self.by["text"].mean() / self.by["all alike"].mean())


@study(
    name="personalized-llms",
    system="personalized-llms",
    title="Personalized labels: the label that this person gives, from the text and the person",
    claim="text and person together foretell a person's labels better than how the person labels on average",
    data=("lewidi", "popquorn", "peft-u", "jester5k"),
    seconds=300,
)
def run(setting: Setting) -> Outcome:
    """Learn and test on each set; then let people in who were never seen."""
    learned = offence(setting)
    sets: dict[str, Callable[[], tuple[Labels, Labels]]] = {
        "HS-Brexit": lambda: _split(hate(setting), setting, "hs"),
        "MD-Agreement": lambda: _split(offended(setting), setting, "md"),
        "MultiPICo": lambda: _split(irony(setting), setting, "mp"),
        "POPQUORN": lambda: _split(learned, setting, "pq"),
        "Jester5k": lambda: jokes(setting),
    }
    found = []
    for done, (name, make) in enumerate(sets.items()):
        found.append(_losses(name, *make()))
        setting.progress(done + 1, len(sets) + 2)
    questions = [
        _losses(name, *_split(each, setting, "se")) for name, each in zip(QUESTIONS, emotions(setting), strict=True)
    ]
    found.append(_joined("StudEmo", questions))
    setting.progress(len(sets) + 1, len(sets) + 2)
    return _outcome(found, _newcomers(learned))


# reading


def _rows(file: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _parquet(file: Path) -> list[dict[str, Any]]:
    try:
        from pyarrow import parquet
    except ImportError:
        raise DataMissing("this study reads a parquet file: pip install pyarrow") from None
    rows: list[dict[str, Any]] = parquet.read_table(file).to_pylist()
    return rows


def _labels(rows: Sequence[tuple[str, str, int]], embedder: Embedder | None) -> Labels:
    """Rows of text, person and label, as labels; each text once."""
    at = {text: i for i, text in enumerate(dict.fromkeys(text for text, _, _ in rows))}
    vectors = text_vectors([text[:600] for text in at], embedder)
    of = np.array([at[text] for text, _, _ in rows])
    return Labels(vectors, of, [person for _, person, _ in rows], np.array([label for _, _, label in rows]))


def hate(setting: Setting) -> Labels:
    """Six people, tweets on Brexit: hateful or not."""
    rows: list[tuple[str, str, int]] = []
    for part in ("train", "dev", "test"):
        for row in _rows(setting.folder("lewidi") / "2023" / f"HS-Brexit_{part}.jsonl.gz"):
            given = zip(row["annotators"].split(","), row["annotations"].split(","), strict=True)
            rows += [(row["text"], person, int(label)) for person, label in given]
    return _labels(rows, setting.embedder())


def offended(setting: Setting) -> Labels:
    """545 people, tweets: offensive or not; by their words alone."""
    rows: list[tuple[str, str, int]] = []
    for part in ("train", "dev"):
        for row in islice(_rows(setting.folder("lewidi") / "2023" / f"MD-Agreement_{part}.jsonl.gz"), 3000):
            given = zip(row["annotators"].split(","), row["annotations"].split(","), strict=True)
            rows += [(row["text"], person, int(label)) for person, label in given]
    return _labels(rows, None)


def irony(setting: Setting) -> Labels:
    """506 people, posts with replies in nine languages: ironic or not; meaning, words of both, and where."""
    rows = list(_rows(setting.folder("lewidi") / "2025" / "MP_dev.jsonl.gz"))
    replies, posts = ([row["text"][part][:600] for row in rows] for part in ("reply", "post"))
    place = [(row["lang"], *(f"{key} {row['other_info'][key]}" for key in _PLACE)) for row in rows]
    places = sorted({each for here in place for each in here})
    told = np.array([[float(each in here) for each in places] for here in place])
    vectors = np.hstack([text_vectors(replies, setting.embedder()), 0.5 * text_vectors(posts), told])
    many = [(at, person, int(label)) for at, row in enumerate(rows) for person, label in row["annotations"].items()]
    of, people, labels = zip(*many, strict=True)
    return Labels(vectors, np.array(of), list(people), np.array(labels))


def offence(setting: Setting) -> Labels:
    """262 people, comments: offensive in five steps."""
    rows = [row for row in _parquet(setting.folder("popquorn") / "offensiveness.parquet") if row["user_id"] is not None]
    return _labels(
        [(row["text"], str(row["user_id"]), int(row["offensiveness"]) - 1) for row in rows], setting.embedder()
    )


def emotions(setting: Setting) -> Iterator[Labels]:
    """25 people, reviews: six questions."""
    folder = setting.folder("peft-u")
    with gzip.open(folder / "studemo_text.csv.gz", "rt", encoding="utf-8") as file:
        texts = {row["text_id"]: row["text"] for row in csv.DictReader(file)}
    rows = _parquet(folder / "studemo_annotations.parquet")
    names = list(dict.fromkeys(str(row["text_id"]) for row in rows))
    vectors = text_vectors([texts[name][:1500] for name in names])
    at = {name: i for i, name in enumerate(names)}
    many = [(at[str(row["text_id"])], str(row["annotator_id"]), row) for row in rows]
    people, of = [person for _, person, _ in many], np.array([text for text, _, _ in many])
    for question in QUESTIONS:
        yield Labels(vectors, of, people, np.array([int(float(row[question]) > 0) for _, _, row in many]))


def jokes(setting: Setting) -> tuple[Labels, Labels]:
    """Jokes with what other people thought of them: funny to this person or not."""
    rows = _parquet(setting.folder("jester5k") / "jester5k_ratings.parquet")
    people = list(dict.fromkeys(row["user"] for row in rows))
    setting.rng("jester").shuffle(people)
    at = {person: i for i, person in enumerate(people)}
    rated = np.full((len(people), 100), np.nan)
    for row in rows:
        rated[at[row["user"]], int(row["joke"]) - 1] = row["rating"]
    others, many = rated[: JESTER[0]], JESTER[0] + JESTER[1]
    apart = others - np.nanmean(others, axis=1, keepdims=True)
    apart = np.nan_to_num((apart - np.nanmean(apart, axis=0)) / (np.nanstd(apart, axis=1, keepdims=True) + 1e-6))
    ways = np.linalg.svd(apart, full_matrices=False)[2][:8].T * 10
    who, joke = np.nonzero(~np.isnan(rated[JESTER[0] : many]))
    funny = (rated[JESTER[0] : many][who, joke] > 0).astype(int)
    labels = Labels(ways, joke, [f"u{each}" for each in who], funny, [f"j{each}" for each in joke])
    held = np.random.default_rng(setting.seed).random(len(funny)) < 1 / 3
    return labels.where(np.flatnonzero(~held)), labels.where(np.flatnonzero(held))


# measuring


def _split(labels: Labels, setting: Setting, name: str) -> tuple[Labels, Labels]:
    """Learn and test, no text in both."""
    texts = np.unique(labels.text).tolist()
    out = setting.rng(name).sample(texts, int(HELD * len(texts)))
    held = np.isin(labels.text, out)
    return labels.where(np.flatnonzero(~held)), labels.where(np.flatnonzero(held))


def _nats(head: Head, test: Labels, people: Sequence[str]) -> np.ndarray:
    chances = head.predict(test.vectors[test.text], people, test.item)
    return np.asarray(-np.log(np.maximum(chances[np.arange(len(test.label)), test.label], 1e-12)))


def _losses(name: str, learn: Labels, test: Labels) -> Loss:
    head = fit(learn)
    bare = replace(learn, item=())
    priors = [_nats(fit(bare, shrink=Shrink(NONE, each, NONE)), test, test.person) for each in (1.0, 3.0, 10.0)]
    people = list(dict.fromkeys(test.person))
    swapped = dict(zip(people, people[1:] + people[:1], strict=True))
    strength = head.shrink
    by = {
        "all alike": _nats(fit(bare, shrink=Shrink(NONE, NONE, NONE)), test, test.person),
        "prior": min(priors, key=lambda each: float(each.mean())),
        "text": _nats(fit(learn, shrink=replace(strength, bias=NONE, taste=NONE)), test, test.person),
        "text and bias": _nats(fit(learn, shrink=replace(strength, taste=NONE)), test, test.person),
        "person": _nats(head, test, test.person),
        "another person": _nats(head, test, [swapped[each] for each in test.person]),
    }
    chances = head.predict(test.vectors[test.text], test.person, test.item)
    error = calibration_error(chances.max(axis=1), (chances.argmax(axis=1) == test.label).tolist())
    return Loss(name, by, [f"{name} {each}" for each in test.person], error, head)


def _joined(name: str, parts: Sequence[Loss]) -> Loss:
    """Several questions to the same people as one set."""
    by = {way: np.concatenate([part.by[way] for part in parts]) for way in parts[0].by}
    people = [person.removeprefix(part.name) for part in parts for person in part.person]
    calibration = float(np.mean([part.calibration for part in parts]))
    return Loss(name, by, [f"{name}{each}" for each in people], calibration, parts[0].head)


def _newcomers(learned: Labels) -> tuple[dict[int, np.ndarray], list[str], float]:
    """A quarter of the people are unknown to the head; they are let in with some labels, and tested on the others."""
    people = sorted(set(learned.person))
    new = set(people[::4])
    names = np.array(learned.person)
    head = fit(learned.where(np.flatnonzero(~np.isin(names, list(new)))), shrink=NEWCOMERS)
    losses: dict[int, list[float]] = {known: [] for known in KNOWN}
    whose: list[str] = []
    apart = 0.0
    for name in sorted(new):
        own = learned.where(np.flatnonzero(names == name))
        vectors = own.vectors[own.text]
        if len(own.label) <= max(KNOWN) + 5:
            continue
        rest = slice(max(KNOWN), None)
        for known in KNOWN:
            adapted = head.adapt(name, vectors[:known], own.label[:known])
            chances = adapted.predict(vectors[rest], [name] * len(vectors[rest]))
            truth = own.label[rest]
            losses[known] += (-np.log(np.maximum(chances[np.arange(len(truth)), truth], 1e-12))).tolist()
            if known == 0:
                apart = max(apart, float(np.abs(chances - head.predict(vectors[rest], ["?"] * len(truth))).max()))
        whose += [name] * len(own.label[rest])
    return {known: np.array(each) for known, each in losses.items()}, whose, apart


def _outcome(found: Sequence[Loss], new: tuple[dict[int, np.ndarray], list[str], float]) -> Outcome:
    losses, whose, apart = new
    every = [
        Effect.of(
            each.less("prior", "person"), name=f"annotator prior less text and person, {each.name}",
            metric="log loss of a person's label", unit="nats",
        )
        for each in found
    ]  # fmt: skip
    less = np.concatenate([each.by["prior"] - each.by["person"] for each in found])
    people = [person for each in found for person in each.person]
    rows: list[list[str | int | float | None]] = [
        [
            each.name,
            len(each.person),
            len(set(each.person)),
            *(float(each.by[way].mean()) for way in each.by),
            each.gain,
            each.calibration,
        ]
        for each in found
    ]
    return Outcome(
        effect=Effect.of(
            bootstrap(less, clusters=people), name="annotator prior less text and person, all sets",
            metric="log loss of a person's label", unit="nats",
        ),
        also=[
            *every,
            *(
                Effect.of(each.less("text", "person"), name=f"text alone less text and person, {each.name}",
                          metric="log loss of a person's label", unit="nats")
                for each in found
            ),
        ],
        controls=[
            *(
                Control(f"{each.name}: loss below the annotator prior's", f"at least {HIT:.0%} of it", each.gain, None,
                        None, each.gain >= HIT, "other", "share")
                for each in found
                if each.helped >= HIT
            ),
            *(Control.worse(f"{each.name}: another person's weights", each.less("another person", "person"),
                            unit="nats") for each in found),
            Control("somebody new without labels, against the population", "the same chances (below 1e-9)", apart, None,
                    None, apart < 1e-9, "do no harm", "share"),
            Control.worse("somebody new: no labels less 30 labels",
                          paired(losses[0], losses[max(KNOWN)], clusters=whose), kind="other", unit="nats"),
        ],
        tables=[
            Table("Log loss of single people's labels, in nats",
                  ("set", "labels", "people", "all alike", "annotator prior", "text", "text and bias",
                   "text and person", "another person", "below the prior", "calibration error"), rows,
                  f"At least {HIT:.0%} below the prior is asked for where the words alone gain as much on a head to"
                  " which all are alike."),
            Table("People whom the head never saw (POPQUORN), by how many of their labels it is then given",
                  ("labels known", "log loss"),
                  [(known, str(bootstrap(each, clusters=whose))) for known, each in losses.items()]),
        ],
        notes=[
            "StudEmo is six questions, each with a head of its own; its texts have vectors of words alone.",
            "MD-Agreement has vectors of words alone. MultiPICo: what the reply means (by an embedder that knows"
            " English best), the words of reply and post apart, the language, the country and the platform; chosen on"
            " splits of the part that is learned from, after words alone had gained 2.2 % on the test. What is known"
            " of people (age, country, work) gained nothing beside their labels.",
            "On jokes that nobody has rated the words of the joke did not help (tried before this study was written):"
            " here a joke is known by what other people thought of it.",
        ],
    )  # fmt: skip
