"""IRLab@iKAT24: do several aspect queries, pooled and read again, find what answers a turn for this person?

TREC iKAT 2023, test topics. The track's passages are under a licence of their own and are not here, so the
answers that people wrote for each turn stand in for them: of all answers of all topics, which is the one of
this turn? Topics with several persons (9-1, 9-2) are each other's hard cases. What matters and what is carried
over is decided by weights learned on the training topics. Nothing later than the turn is read.

Claim (IRLab@iKAT24, 2024): aspect queries find more than one rewriting, and that more than what was said; pooled and
read again stands above taking finds in turns; another person's statements hurt.

    thyself study irlab-ikat24
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import numpy as np

from studies._ikat_data import Asked, Remembered, answered, topics
from thyself.core import Trace, Turn
from thyself.evaluate import Control, Effect, Interval, Outcome, Setting, Table, bootstrap, paired, study
from thyself.evaluate.ranking import mrr, ndcg, recall
from thyself.memory import Unit, unit
from thyself.models import Embedder
from thyself.retrieval.aspects import BySides, by_place, in_turns, pooled
from thyself.retrieval.rerank import PLAIN, CrossScorer
from thyself.retrieval.rewrite import Carry
from thyself.retrieval.rewrite import learned as rewriting
from thyself.retrieval.statements import Statements, learned
from thyself.systems._find import Words
from thyself.systems.search.irlab_ikat24 import WIDE

#: What is measured, and what the weights are learned on.
MEASURED: Final = "2023_test_topics"
LEARNED: Final = "2023_train_topics"
MATTER: Final = 3
K: Final = 10
METRIC: Final = f"recall@{K} of the answer of the turn"
ASPECTS: Final = "aspect queries, pooled and read again"


@dataclass(frozen=True, slots=True)
class Wish:
    """A turn, the statements that matter for it, those of a stranger, and the number of its answer."""

    topic: str
    turns: tuple[Turn, ...]
    rewritten: str
    matter: tuple[str, ...]
    strange: tuple[str, ...]
    answer: int


@study(
    name="irlab-ikat24",
    system="irlab-ikat24",
    title="IRLab@iKAT24: several aspect queries of one turn",
    claim="aspect queries find more than one rewriting, that more than what was said; pooling beats taking turns",
    data=("ikat",),
    seconds=110,
)
def run(setting: Setting) -> Outcome:
    """Find the answer of each turn among all answers."""
    folder, embedder = setting.folder("ikat"), Remembered(setting.embedder())
    wishes, answers = _wishes(folder, embedder)
    carry = Carry(rewriting([(each.marked.turns, each.rewritten) for each in topics(folder, LEARNED)]))
    found: dict[str, list[list[int]]] = {}
    words = Words(answers)
    for number, each in enumerate(wishes):
        for way, ranked in _ways(each, carry, answers, embedder, words).items():
            found.setdefault(way, []).append(ranked)
        setting.progress(number + 1, len(wishes))
    return _outcome(wishes, found)


def _wishes(folder: Path, embedder: Embedder) -> tuple[list[Wish], list[Unit]]:
    """The turns that have an answer, and all answers."""
    known = [each.marked for each in topics(folder, LEARNED)]
    reader = Statements(embedder, learned(known, embedder, learned_on=LEARNED))
    asked, texts = topics(folder, MEASURED), answered(folder, MEASURED)
    at = datetime(2024, 1, 1, tzinfo=UTC)
    answers = [
        unit("turn", [Trace(text or "-", at=at + timedelta(minutes=n), kind="read", source="ikat", ref=str(n))])
        for n, text in enumerate(texts)
    ]
    return [
        _wish(each, asked[(n + len(asked) // 2) % len(asked)], n, reader)
        for n, each in enumerate(asked)
        if texts[n]
    ], answers  # fmt: skip


def _wish(each: Asked, other: Asked, answer: int, reader: Statements) -> Wish:
    turns = each.marked.turns

    def best(statements: Sequence[str]) -> tuple[str, ...]:
        return tuple(statements[at] for at in reader.best(statements, turns, MATTER))

    return Wish(each.topic, turns, each.rewritten, best(each.marked.statements), best(other.marked.statements), answer)


def _ways(wish: Wish, carry: Carry, answers: Sequence[Unit], embedder: Embedder, words: Words) -> dict[str, list[int]]:
    """The numbers of the answers found, best first, by way."""

    def find(query: str) -> list[int]:
        scores = words.scores(query)
        return [int(at) for at in np.argsort(-scores, kind="stable")[:WIDE] if scores[at] > 0]

    def again(whole: str, lists: Sequence[Sequence[int]]) -> list[int]:
        pool = pooled(lists, WIDE)
        scores = CrossScorer(embedder, PLAIN).scores(whole, [answers[at].text for at in pool])
        return [pool[at] for at in np.argsort(-scores, kind="stable")]

    whole = carry.rewrite(wish.turns).text
    own, strange, none = (
        [find(query) for query in BySides(carry).queries(wish.turns, told).texts]
        for told in (wish.matter, wish.strange, ())
    )
    return {
        "what was said": find(wish.turns[-1].said),
        "one rewriting": find(whole),
        "people's rewriting": find(wish.rewritten),
        ASPECTS: again(whole, own),
        "aspect queries, in turns": in_turns(own),
        "aspect queries, by place": [at for at, _ in by_place(own)],
        "without statements, pooled and read again": again(whole, none),
        "a stranger's statements, by place": [at for at, _ in by_place(strange)],
        "one rewriting, read again": again(whole, [find(whole)]),
    }


def _outcome(wishes: Sequence[Wish], found: dict[str, list[list[int]]]) -> Outcome:
    of = [each.topic for each in wishes]

    def measured(way: str, measure: Callable[[Sequence[int], set[int]], float]) -> np.ndarray:
        return np.array([measure(ranked, {each.answer}) for ranked, each in zip(found[way], wishes, strict=True)])

    def at_k(way: str) -> np.ndarray:
        return measured(way, lambda ranked, gold: recall(ranked, gold, K))

    def high(way: str) -> np.ndarray:
        return measured(way, lambda ranked, gold: ndcg(ranked, dict.fromkeys(gold, 1.0), 5))

    def less(one: np.ndarray, other: np.ndarray) -> Interval:
        return paired(one, other, clusters=of)

    place, turns_ = "aspect queries, by place", "aspect queries, in turns"
    rows: list[list[str | float]] = [
        [way, str(bootstrap(at_k(way), clusters=of)), str(bootstrap(high(way), clusters=of)),
         round(float(measured(way, lambda ranked, gold: mrr(ranked, gold)).mean()), 3)]
        for way in found
    ]  # fmt: skip
    same = sum(BySides().queries(each.turns[:1], ()).texts == (each.turns[0].said,) for each in wishes)
    return Outcome(
        effect=Effect.of(less(at_k(ASPECTS), at_k("one rewriting")), name=f"{ASPECTS} less one rewriting",
                         metric=METRIC),
        also=[
            Effect.of(less(at_k("one rewriting"), at_k("what was said")), name="one rewriting less what was said",
                      metric=METRIC),
            Effect.of(less(high(ASPECTS), high(turns_)), name="pooled and read again less in turns",
                      metric="nDCG@5 of the answer of the turn"),
            Effect.of(less(at_k(place), at_k("one rewriting")), name=f"{place} less one rewriting", metric=METRIC),
            Effect.of(less(high(ASPECTS), high("one rewriting, read again")),
                      name="aspect queries less one rewriting, both read again",
                      metric="nDCG@5 of the answer of the turn"),
            Effect.of(less(at_k(ASPECTS), at_k("without statements, pooled and read again")),
                      name="with statements less without", metric=METRIC),
        ],
        controls=[
            Control.worse("a stranger's statements", less(at_k(place), at_k("a stranger's statements, by place"))),
            Control.share("first turns without statements are one query, as said", same, len(wishes),
                          expectation="all", kind="do no harm"),
            Control.share("a bad finder (the answers in the order of the file) finds few",
                          sum(each.answer >= K for each in wishes), len(wishes), expectation="at least 90 %",
                          at_least=0.9, kind="bad part"),
        ],
        tables=[Table("The answer of the turn among all answers",
                      ("way", f"recall@{K}", "nDCG@5", "MRR"), rows, f"n {len(wishes)}, intervals by topic")],
        notes=[
            "The answers that people wrote stand in for the passages, which cannot be carried: no figure of the track.",
            "BM25 stands in for learned sparse retrieval, a learned scorer for the cross-encoder, a person's statements"
            " for queries that a large model writes.",
            "Statements and rewriting are ranked by weights learned on the training topics of 2023.",
        ],
    )  # fmt: skip
