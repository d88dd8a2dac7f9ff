"""Certainty judge: which of two answers does a person prefer, and is a judge right more often where it is certain?

Data: the pairs of PRISM (1,001 pairs of answers, the person's own choice, what is known of the person). A judge that
learned from signs of an answer and from its meaning is tested by five-fold cross-validation over people, so that
nobody's choices are in both parts; three splits into folds. The list of signs was written with all pairs in view, the
strengths are fixed. Beside every figure: the longer answer wins.

Planted world: one trait of the person decides one kind of question; for half of the people it is not told. A judge
must be certain where it is told and not where it is not; with another person's trait it must be at chance.

Claim (Can LLM be a Personalized Judge?, 2024): accuracy rises with certainty; a judge that may abstain is right in more
than 80 % of what it decides.

    thyself study certainty-judge
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, Final

import numpy as np

from thyself.core import DataMissing
from thyself.evaluate import Control, Effect, Interval, Outcome, Setting, Table, bootstrap, paired, study
from thyself.evaluate.certainty import auroc, most_certain
from thyself.evaluate.classify import calibration_error
from thyself.evaluate.judge import Case, Judge, Longer, Preference
from thyself.evaluate.pair_judge import learn_pairs, signs
from thyself.models import Embedder
from thyself.models.scripted import Rules

FOLDS: Final = 5
SPLITS: Final = 3
THIRD: Final = 1 / 3
#: Of all pairs, the most certain first.
SHARES: Final = (0.1, 0.2, 0.33, 0.5, 0.75, 1.0)
Pair = tuple[Case, str, str]


@dataclass(frozen=True)
class Judged:
    """For each pair: how certain, whether right, and whose."""

    certainty: list[float]
    right: list[bool]
    person: list[str]

    @classmethod
    def of(cls, found: Sequence[Preference], first: Sequence[bool], people: Sequence[str], rng: Random) -> Judged:
        """A pair that is undecided is decided by a coin."""
        chosen = [each.first > 0.5 if each.choice is not None else rng.random() < 0.5 for each in found]
        right = [one == other for one, other in zip(chosen, first, strict=True)]
        return cls([each.certainty for each in found], right, list(people))

    def top(self) -> tuple[list[float], list[str]]:
        """Whether right, and whose, of the most certain third."""
        order = np.argsort([-each for each in self.certainty], kind="stable")[: round(len(self.right) * THIRD)]
        return [float(self.right[at]) for at in order], [self.person[at] for at in order]

    def all(self) -> Interval:
        """Accuracy, clustered by person."""
        return bootstrap([float(each) for each in self.right], clusters=self.person)


@study(
    name="certainty-judge",
    title="Certainty judge: preferred answers, and certainty that means something",
    claim="a learned judge finds the preferred answer more often than length does, most where it is certain",
    data=("prism-pairs",),
    seconds=90,
)
def run(setting: Setting) -> Outcome:
    """Judge PRISM's pairs across people, then the planted world."""
    pairs, first, people = read(setting.folder("prism-pairs") / "prism_pairs_1000.parquet")
    kept = _Remembered(setting.embedder())
    folds = [_folds(people, setting.rng(f"folds {split}")) for split in range(SPLITS)]
    ways: dict[str, list[Judged]] = {"longer wins": [], "signs": [], "signs and meaning": []}
    bad: list[Judged] = []
    for split, fold in enumerate(folds):
        rng = setting.rng(f"coin {split}")
        longer = [Longer().prefer(*pair) for pair in pairs]
        ways["longer wins"].append(Judged.of(longer, first, people, rng))
        ways["signs"].append(Judged.of(_crossed(pairs, first, fold, None), first, people, rng))
        ways["signs and meaning"].append(Judged.of(_crossed(pairs, first, fold, kept), first, people, rng))
        shuffled = list(first)
        setting.rng(f"shuffle {split}").shuffle(shuffled)
        bad.append(Judged.of(_crossed(pairs, shuffled, fold, None), first, people, rng))
        setting.progress(split + 1, SPLITS + 1)
    return _outcome(ways, bad, _world(setting), _order(pairs))


class _Remembered:
    """An embedder that embeds each text once."""

    def __init__(self, embedder: Embedder) -> None:
        self.embedder, self.name, self.dimensions = embedder, embedder.name, embedder.dimensions
        self.known: dict[str, np.ndarray] = {}

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        new = [text for text in dict.fromkeys(texts) if text not in self.known]
        self.known |= dict(zip(new, self.embedder.embed(new), strict=True)) if new else {}
        return np.stack([self.known[text] for text in texts])


def read(file: Path) -> tuple[list[Pair], list[bool], list[str]]:
    """Pairs, whether the first was preferred, and by whom."""
    try:
        from pyarrow import parquet
    except ImportError:
        raise DataMissing("this study reads a parquet file: pip install pyarrow") from None
    rows: list[dict[str, Any]] = parquet.read_table(file).to_pylist()
    pairs = [(Case(row["user_info"], row["question"]), row["asst_A"], row["asst_B"]) for row in rows]
    return pairs, [row["ground_truth"] == "A" for row in rows], [row["user_info"] for row in rows]


def _folds(people: Sequence[str], rng: Random) -> list[int]:
    names = sorted(set(people))
    rng.shuffle(names)
    of = {name: place % FOLDS for place, name in enumerate(names)}
    return [of[person] for person in people]


def _crossed(
    pairs: Sequence[Pair], first: Sequence[bool], fold: Sequence[int], embedder: Embedder | None
) -> list[Preference]:
    out: dict[int, Preference] = {}
    for number in range(FOLDS):
        known = [at for at in range(len(pairs)) if fold[at] != number]
        asked = [at for at in range(len(pairs)) if fold[at] == number]
        judge = learn_pairs([pairs[at] for at in known], [first[at] for at in known], embedder=embedder)
        out |= dict(zip(asked, judge.prefer_all([pairs[at] for at in asked]), strict=True))
    return [out[at] for at in range(len(pairs))]


def _world(setting: Setting) -> dict[str, Judged]:
    """400 pairs to learn from, 400 to judge: who likes tables gets a table; for half nothing is told."""

    def made(rng: Random, n: int) -> tuple[list[Pair], list[bool], list[bool]]:
        pairs, first, told = [], [], []
        for number in range(n):
            likes, known, side = rng.random() < 0.5, rng.random() < 0.5, rng.random() < 0.5
            table, prose = f"- {number}: seven\n- {number + 1}: eight", f"It was seven at {number}, then eight."
            person = ("likes tables" if likes else "likes prose") if known else "lives in a town"
            pairs.append((Case(person, "How was it?"), *((table, prose) if side else (prose, table))))
            first.append(likes == side)
            told.append(known)
        return pairs, first, told

    known, first, _ = made(setting.rng("learn"), 400)
    judge = learn_pairs(known, first, signs=_with_trait)
    asked, truth, told = made(setting.rng("judge"), 400)
    swapped = [(Case(asked[at - 1][0].person, case.request), one, two) for at, (case, one, two) in enumerate(asked)]
    rng = setting.rng("coin")
    names = [str(at) for at in range(len(asked))]
    own, other = (Judged.of(judge.prefer_all(each), truth, names, rng) for each in (asked, swapped))

    def part(of: Judged, wanted: Callable[[int], bool]) -> Judged:
        at = [place for place in range(len(asked)) if wanted(place)]
        return Judged([of.certainty[i] for i in at], [of.right[i] for i in at], [of.person[i] for i in at])

    return {
        "trait told": part(own, lambda at: told[at]),
        "trait not told": part(own, lambda at: not told[at]),
        "another person's trait": part(other, lambda at: told[at - 1]),
    }


def _with_trait(case: Case, answer: str) -> list[float]:
    """Signs, and how an answer's form goes with what is known of the person."""
    form = 1.0 if answer.startswith("-") else -1.0
    likes = 1.0 if "tables" in case.person else -1.0 if "prose" in case.person else 0.0
    return [*signs(case, answer), form * likes]


def _order(pairs: Sequence[Pair]) -> int:
    """How many of twenty pairs a language model that always says "A" is caught on."""
    judge = Judge(Rules(lambda _: "[[A]] 95"))
    return sum(judge.prefer(*pair).certainty == 0 for pair in pairs[:20])


def _outcome(ways: dict[str, list[Judged]], bad: Sequence[Judged], world: dict[str, Judged], caught: int) -> Outcome:
    def mean(judged: Sequence[Judged]) -> list[float]:
        return [float(each) for each in np.mean([each.right for each in judged], axis=0)]

    def top(judged: Sequence[Judged]) -> Interval:
        tops = [each.top() for each in judged]
        values, whose = ([value for top in tops for value in top[side]] for side in (0, 1))
        return bootstrap(values, clusters=whose)  # type: ignore[arg-type]

    people = ways["signs"][0].person
    best = ways["signs and meaning"]
    whole, third, length = bootstrap(mean(best), clusters=people), top(best), top(ways["longer wins"])
    rows: list[list[str | float | int | None]] = [
        [name, str(bootstrap(mean(each), clusters=people)), str(top(each)), _auroc(each), _error(each)]
        for name, each in {**ways, "signs, learned on shuffled choices": bad}.items()
    ]
    planted: list[list[str | float | int | None]] = [
        [name, len(each.right), str(each.all()), float(np.mean(each.certainty))] for name, each in world.items()
    ]
    apart = float(np.mean(world["trait told"].certainty) - np.mean(world["trait not told"].certainty))
    return Outcome(
        effect=Effect.of(paired(mean(best), mean(ways["longer wins"]), clusters=people),
                         name="learned judge less the longer wins", metric="share of pairs judged as the person did"),
        also=[
            Effect.of(paired(mean(best), mean(ways["signs"]), clusters=people), name="signs and meaning less signs",
                      metric="share of pairs judged as the person did"),
        ],
        controls=[
            Control("learned judge, all pairs", "at least 0.68", whole.value, whole.low, whole.high,
                    whole.value >= 0.68, "other", "share"),
            Control("learned judge, the most certain third", "at least 0.80", third.value, third.low, third.high,
                    third.value >= 0.8, "other", "share"),
            Control("the most certain third less the same third of the longer wins", "above 0",
                    third.value - length.value, None, None, third.value > length.value),
            Control.worse("learned on shuffled choices", paired(mean(best), mean(bad), clusters=people)),
            Control.share("a judge that goes by the order is certain of nothing", caught, 20, expectation="all",
                          kind="bad part"),
            Control("planted: certainty where the trait is told less where it is not", "above 0.5", apart, None, None,
                    apart > 0.5),
            Control("planted: accuracy with another person's trait", "at chance (0.4 to 0.6)",
                    world["another person's trait"].all().value, None, None,
                    abs(world["another person's trait"].all().value - 0.5) < 0.1, "swap", "share"),
        ],
        tables=[
            Table("PRISM, across people", ("judge", "all pairs", "most certain third", "AUROC of certainty",
                                           "calibration error"), rows,
                  f"{len(people):,} pairs of {len(set(people))} descriptions of people; {SPLITS} splits into {FOLDS}"
                  " folds."),
            Table("Risk and coverage, PRISM: accuracy on the most certain share",
                  ("judge", *(f"{share:.0%}" for share in SHARES)),
                  [[name, *_curve(each)] for name, each in ways.items()]),
            Table("Planted world", ("pairs", "n", "accuracy", "mean certainty"), planted),
        ],
        seeds=SPLITS,
        notes=[
            "The judge that learned does not read who the person is: what is known of people in these pairs (age, work,"
            " faith, country) made it no better when it was tried.",
            "A language model as a judge is not run here: the embedded one cannot judge.",
        ],
    )  # fmt: skip


def _curve(each: Sequence[Judged]) -> list[float]:
    """Accuracy at each share, over splits."""
    return [
        float(np.mean([most_certain(one.certainty, one.right, share).accuracy for one in each])) for share in SHARES
    ]


def _auroc(judged: Sequence[Judged]) -> float:
    return float(np.mean([auroc(each.certainty, each.right) for each in judged]))


def _error(judged: Sequence[Judged]) -> float:
    return float(
        np.mean([calibration_error([(1 + sure) / 2 for sure in each.certainty], each.right) for each in judged])
    )
