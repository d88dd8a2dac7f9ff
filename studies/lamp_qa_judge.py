"""LaMP-QA's judge: does a rubric out of a person's own account tell which answers address what they need?

Planted askers: each has four lasting concerns of twelve, told in an account among other things, and in earlier posts.
Answers meet each concern fully (2), in part (1) or not (0), among sentences that say nothing. Judges take the rubric
from the account by rules, and rate by words and meaning; the one that learns is taught on six concerns and reported on
the other six, and the other way round. The rules that read accounts, and the fixed steps of the judge that was not
taught, were written with these concerns in view (answers of another seed).

Beside it: answers made from what an answerer sees: nothing, three earlier posts, a plan of what recurs in all posts,
another person's posts, the concerns themselves. No language model is asked.

Claim (LaMP-QA, 2025): a plan beats found posts, which beat another person's, by aspects of the person's own account;
another person's rubric finds less; rating by aspects agrees with the truth more than one score for the whole.

    thyself study lamp-qa-judge
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Final

import numpy as np

from studies._askers import CONCERNS, PADDING, Asker, answer, asker
from studies._ikat_data import Remembered
from thyself.evaluate import Control, Effect, Outcome, Setting, Table, bootstrap, paired, study
from thyself.evaluate.agreement import agreement
from thyself.evaluate.aspects import MeasuredAspects, aspects_of, learn_aspects
from thyself.evaluate.benchmarks.case import Aspect
from thyself.evaluate.certainty import most_certain
from thyself.models import Embedder

TAUGHT: Final = 60
ASKED: Final = 100
THIRD: Final = 1 / 3
#: An answerer meets a concern that it knows of fully this often, else in part.
SKILL: Final = 0.8
SEEN: Final = 3


@dataclass(slots=True)
class Rated:
    """What judges said of answers to planted askers."""

    points: dict[str, list[int]] = field(default_factory=dict)
    truth: list[int] = field(default_factory=list)
    score: dict[str, list[float]] = field(default_factory=dict)
    real: list[float] = field(default_factory=list)
    right: dict[str, list[float]] = field(default_factory=dict)
    certainty: dict[str, list[float]] = field(default_factory=dict)
    answers: dict[str, list[float]] = field(default_factory=dict)
    telling: dict[str, list[float]] = field(default_factory=dict)
    length: dict[str, list[float]] = field(default_factory=dict)
    read: list[tuple[int, int, int]] = field(default_factory=list)


@study(
    name="lamp-qa-judge",
    title="LaMP-QA's judge: answers rated by the aspects of a person's own account",
    claim="aspects of the person's own account find the answers that address it; another person's rubric does not",
    seconds=60,
)
def run(setting: Setting) -> Outcome:
    """Teach on six concerns, judge on the other six, both ways."""
    kept, names, out = Remembered(setting.embedder()), sorted(CONCERNS), Rated()
    setting.rng("halves").shuffle(names)
    halves = [names[:6], names[6:]]
    for number, (teach, test) in enumerate((halves, halves[::-1])):
        rng = setting.rng(f"half {number}")
        judge = learn_aspects(kept, [_taught(rng, teach) for _ in range(TAUGHT)])
        _judge(rng, test, judge, kept, out)
        setting.progress(number + 1, 2)
    return _outcome(out)


def _rubric(one: Asker) -> list[Aspect]:
    """The true aspects of an account, in the person's own words."""
    told = [next(each for each in CONCERNS[name].account if each in one.narrative) for name in one.concerns]
    return [Aspect(each, evidence=each) for each in told]


def _taught(rng: Random, names: Sequence[str]) -> tuple[list[Aspect], str, list[int]]:
    one = asker(rng, names)
    points = {name: rng.choice((0, 1, 2)) for name in one.concerns}
    return _rubric(one), answer(rng, points), list(points.values())


def _judge(rng: Random, names: Sequence[str], learned: MeasuredAspects, embedder: Embedder, out: Rated) -> None:
    judges = {"learned": learned, "fixed steps": MeasuredAspects(embedder)}
    askers = [asker(rng, names) for _ in range(ASKED)]
    for at, one in enumerate(askers):
        strangers = askers[at + 1 :] + askers[:at]
        other = min(strangers, key=lambda each: len(set(each.concerns) & set(one.concerns)))
        rubric, read = _rubric(one), aspects_of(one.narrative)
        said = {each.evidence for each in rubric}
        out.read.append((len(said & {each.evidence for each in read}), len(read), len(rubric)))
        pair = [_answered(rng, one) for _ in range(2)]
        for way, judge in judges.items():
            out.points.setdefault(way, []).extend(judge.points(rubric, pair[0][1]))
        out.truth += pair[0][0]
        out.real.append(sum(pair[0][0]) / (2 * len(rubric)))
        scores = _scores(one, other, read or rubric, judges, embedder)
        for way, score in scores.items():
            found = [score(text) for _, text in pair]
            out.score.setdefault(way, []).append(found[0])
            _told(out, way, found, [sum(points) for points, _ in pair])
        _answerers(rng, one, other, read or rubric, learned, out)


def _answered(rng: Random, one: Asker) -> tuple[list[int], str]:
    points = {name: rng.choice((0, 1, 2)) for name in one.concerns}
    return list(points.values()), answer(rng, points, padding=rng.randint(0, len(PADDING)))


def _scores(
    one: Asker, other: Asker, read: Sequence[Aspect], judges: Mapping[str, MeasuredAspects], embedder: Embedder
) -> dict[str, Callable[[str], float]]:
    """How well an answer does, by each judge."""
    theirs = _rubric(other)

    def whole(text: str) -> float:
        account, said = embedder.embed([one.narrative, text])
        return float(account @ said)

    return {
        "aspects, learned": lambda text: judges["learned"].rate(one.question, read, text).score,
        "aspects, fixed steps": lambda text: judges["fixed steps"].rate(one.question, read, text).score,
        "one score for the whole": whole,
        "the longer answer": lambda text: float(len(text)),
        "another person's rubric": lambda text: judges["learned"].rate(one.question, theirs, text).score,
    }


def _told(out: Rated, way: str, found: Sequence[float], truth: Sequence[int]) -> None:
    """Which of two answers covers more, where one does."""
    if truth[0] == truth[1]:
        return
    apart = found[0] - found[1]
    out.certainty.setdefault(way, []).append(abs(apart))
    out.right.setdefault(way, []).append(0.5 if apart == 0 else float((apart > 0) == (truth[0] > truth[1])))


def _answerers(
    rng: Random, one: Asker, other: Asker, rubric: Sequence[Aspect], judge: MeasuredAspects, out: Rated
) -> None:
    """Answers made of what each answerer sees, rated by the person's own account."""
    recurring = Counter(name for post in one.posts for name in _minded(post))
    known = {
        "nothing": (),
        "three posts": [name for post in rng.sample(one.posts, SEEN) for name in _minded(post)],
        "a plan of what recurs": [name for name, n in recurring.items() if n > 1],
        "another person's posts": [name for post in rng.sample(other.posts, SEEN) for name in _minded(post)],
        "the concerns themselves": one.concerns,
    }
    for way, names in known.items():
        points = {name: 2 if rng.random() < SKILL else 1 for name in dict.fromkeys(names)}
        rated = judge.rate(one.question, rubric, answer(rng, points, padding=len(PADDING) - min(len(points), 4)))
        out.answers.setdefault(way, []).append(rated.score)
        out.telling.setdefault(way, []).append(rated.telling)
        out.length.setdefault(way, []).append(rated.words)


def _minded(post: str) -> list[str]:
    return [name for name, concern in CONCERNS.items() if post in concern.post]


def _outcome(out: Rated) -> Outcome:
    longer = "the longer answer"
    best, share = "aspects, learned", "share of pairs of answers of which the fuller one is told"
    found, listed, true = (sum(each[at] for each in out.read) for at in range(3))
    agreed = {way: agreement(points, out.truth) for way, points in out.points.items()}
    rng = Random(0)
    drawn = rng.sample(out.truth, len(out.truth))
    chance = agreement(drawn, out.truth)
    order = ["a plan of what recurs", "three posts", "another person's posts", "nothing"]
    return Outcome(
        effect=Effect.of(paired(out.right[best], out.right["one score for the whole"]),
                         name="rating by aspects less one score for the whole", metric=share),
        also=[
            Effect.of(paired(out.right[best], out.right[longer]), name="rating by aspects less the longer answer",
                      metric=share),
            *(
                Effect.of(paired(out.answers[one], out.answers[other]), name=f"answers from {one} less from {other}",
                          metric="score by the aspects of the own account")
                for one, other in zip(["the concerns themselves", *order], order, strict=False)
            ),
        ],
        controls=[
            Control.worse("another person's rubric, for the same answers",
                          paired(out.score[best], out.score["another person's rubric"])),
            Control.worse("another person's rubric, which answer is fuller",
                          paired(out.right[best], out.right["another person's rubric"])),
            Control("points dealt out by chance: kappa", "about nought (below 0.1)", chance.kappa, None, None,
                    abs(chance.kappa) < 0.1, "bad part", "share"),
            Control("points as they are: kappa", "at least 0.6", agreed["learned"].kappa, None, None,
                    agreed["learned"].kappa >= 0.6, "other", "share"),
        ],
        tables=[
            Table("Points of single aspects (0, 1, 2) against the truth", ("judge", "aspects", "the same", "kappa"),
                  [[way, each.n, each.share, each.kappa]
                   for way, each in {**agreed, "dealt out by chance": chance}.items()]),
            Table("Which of two answers is fuller",
                  ("judge", "all pairs", "most certain third", "correlation with the truth"),
                  [[way, str(bootstrap(right)), _surest(out.certainty[way], right),
                    float(np.corrcoef(out.score[way], out.real)[0, 1])] for way, right in out.right.items()],
                  f"{len(out.right[best])} pairs; rubrics are read out of the account."),
            Table("Answers by what the answerer sees", ("seen", "score", "sentences that address anything", "words"),
                  [[way, str(bootstrap(scores)), float(np.mean(out.telling[way])), float(np.mean(out.length[way]))]
                   for way, scores in out.answers.items()],
                  "An answerer meets a concern that it knows of fully four times in five."),
            Table("Aspects read out of accounts by rules", ("precision", "recall", "aspects"),
                  [[found / max(listed, 1), found / true, true]]),
        ],
        notes=[
            "Rubrics out of accounts are nearly perfect because rules and accounts are of one hand; on real accounts a"
            " capable model lists them, and what it cannot quote is left out.",
            "An answerer that sees nothing says nothing here; a model would guess what most people mind, which the"
            " paper finds better than another person's posts.",
            "With six concerns, any two askers share at least two: another person's rubric is not wholly wrong.",
            "LaMP-QA's own questions could not be had; the readers of its format give aspects in the same form.",
        ],
    )  # fmt: skip


def _surest(certainty: Sequence[float], right: Sequence[float]) -> float:
    return most_certain(certainty, [each > 0.5 for each in right], THIRD).accuracy
