"""PersonaBench: which of a person's chats and purchases tell what is asked, and is what is outdated given as current?

Protocol of the benchmark: a document is a conversation, a chat with an assistant or a purchase; the first five are
scored by recall and nDCG, the best over all choices of one document for each value of the answer; questions about
opinions are left out, as there. Ours: :class:`thyself.retrieval.documents.Documents`, its weights learned on the other
people (one person left out at a time), and with weights set by hand. Floors in the same run: BM25 over documents,
MiniLM over documents as the benchmark embeds them (JSON, cut at 256 tokens), the best turn of plain recall.

Outdated values: of ten turns found for a question, which name a value that the person has left, as if it held?

    thyself study personabench
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

import numpy as np

from studies._measure import NOW, held
from studies._recall_data import Asked, Dialogue, personabench, personabench_changed, personabench_documents
from thyself.core import Evidence
from thyself.core.words import stems, words
from thyself.evaluate import Control, Effect, Outcome, Setting, Table, bootstrap, paired, study
from thyself.evaluate.alternatives import with_alternatives
from thyself.evaluate.study import Cell
from thyself.models import Embedder
from thyself.retrieval import Recall, complete
from thyself.retrieval.attributes import told_as
from thyself.retrieval.current import standing
from thyself.retrieval.documents import DOCUMENT_FEATURES, PLAIN, Documents
from thyself.retrieval.fusion import Example, Weights, learn
from thyself.retrieval.lexical import Postings, bm25

K: Final = 5
#: The level at which everything is compared, and those at which the ranking is shown.
NOISE: Final = "0.5"
LEVELS: Final = ("0.0", "0.5")
ALL_LEVELS: Final = ("0.0", "0.3", "0.5", "0.7")
#: How many turns are shown as what holds, and among how many sayings that something is over are looked for.
SHOWN: Final = 10
WIDE: Final = 200
PENALTY: Final = 0.1


@dataclass(frozen=True)
class Case:
    """One question: whose, its documents, their features, with other sayings, with none, what is wanted."""

    who: str
    kind: str
    names: tuple[str, ...]
    table: np.ndarray
    other: np.ndarray
    wanted: tuple[frozenset[str], ...]

    @property
    def example(self) -> Example:
        """To learn from: the documents that tell any of the values."""
        return Example(self.table, np.array([any(name in ids for ids in self.wanted) for name in self.names]))

    def found(self, scores: np.ndarray) -> tuple[float, float]:
        """Recall and nDCG of the documents in the order of some scores."""
        order = [self.names[at] for at in np.argsort(-scores, kind="stable")]
        both = with_alternatives(order, self.wanted, K)
        return both.recall, both.ndcg


@study(
    name="personabench",
    title="PersonaBench: the documents that tell what is asked, and outdated values",
    claim="sessions judged by turns, people and ways of telling find more of the documents than MiniLM over documents",
    data=("personabench",),
    seconds=240,
)
def run(setting: Setting) -> Outcome:
    """The protocol at two noise levels, BM25 at all four, outdated values, and the controls."""
    embedder, folder = setting.embedder(), setting.folder("personabench")
    cases = {}
    for number, level in enumerate(LEVELS):
        cases[level] = [case for each in personabench(folder, noise=level) for case in _cases(each, embedder, level)]
        setting.progress(number + 1, len(LEVELS) + 2)
    main = cases[NOISE]
    of = [case.who for case in main]
    learned = {level: _left_out(found) for level, found in cases.items()}
    ways = {
        "ours, person left out": learned[NOISE],
        "ours, weights by hand": _scored(main, lambda case: PLAIN.score(case.table)),
        "best turn of recall": _scored(main, lambda case: case.table[:, 0]),
        "MiniLM on documents": _dense(setting, embedder),
        "BM25 on documents": _lexical(setting, NOISE),
    }
    setting.progress(len(LEVELS) + 1, len(LEVELS) + 2)
    whole = ways["ours, person left out"]
    floor = ways["MiniLM on documents"]
    old = _outdated(setting, embedder)
    return Outcome(
        effect=Effect.of(
            paired(whole[:, 0], floor[:, 0], clusters=of),
            name="ours less MiniLM on documents",
            metric=f"recall of the documents at {K}, noise {NOISE}",
        ),
        also=[
            Effect.of(
                paired(whole[:, 1], floor[:, 1], clusters=of),
                name="ours less MiniLM on documents, nDCG",
                metric=f"nDCG at {K}, noise {NOISE}",
            ),
            old.effect,
        ],
        controls=[*_controls(main, whole, of), *old.controls],
        tables=[_by_kind(main, ways), _by_level(setting, cases, learned), old.table],
        notes=[
            "Intervals draw whole people; there are three in this copy of the data, so they are rough.",
            "The weights are learned on the other two people. The sayings by which people tell things were written with"
            " the kinds of questions in view, and with the documents of one person, but no answer is in them.",
            "Outdated values: in the first ten turns it is nearly always the saying that something is over which names"
            " them, so shuffled times change little here; that newer evidence holds again is shown by tests alone. The"
            " forms of such sayings were written after reading those of these two people: on others fewer are seen.",
        ],
    )


def _cases(dialogue: Dialogue, embedder: Embedder, level: str) -> list[Case]:
    """Every question of one person, with the documents' features; at the main level with another's sayings too."""
    with held(dialogue) as scope:
        documents = Documents.of(scope, embedder)
        texts = [each.text for each in dialogue.questions]
        another = dict(zip(texts, texts[len(texts) // 2 :] + texts[: len(texts) // 2], strict=True))
        swapped = replace(documents, told=lambda text: told_as(another[text])) if level == NOISE else documents
        return [
            Case(
                dialogue.name,
                _kind(each),
                documents.names,
                documents.table(each.text, now=each.now or NOW),
                swapped.table(each.text, now=each.now or NOW),
                tuple(frozenset(ref.split(":")[0] for ref in refs) for refs in each.wanted),
            )
            for each in dialogue.questions
        ]


def _kind(asked: Asked) -> str:
    """The categories of the benchmark: social questions of both difficulties are one."""
    return asked.category.lower() if asked.category.startswith("Preference") else asked.category.split()[0].lower()


def _scored(cases: Sequence[Case], score: Callable[[Case], np.ndarray]) -> np.ndarray:
    """``(questions, 2)``: recall and nDCG."""
    return np.array([case.found(score(case)) for case in cases])


def _weights(cases: Sequence[Case]) -> dict[str, Weights]:
    """For each person, what is learned on the others."""
    return {
        who: learn(
            [case.example for case in cases if case.who != who],
            learned_on=f"PersonaBench without {who}",
            penalty=PENALTY,
        )
        for who in {case.who for case in cases}
    }


def _left_out(cases: Sequence[Case]) -> np.ndarray:
    weights = _weights(cases)
    return _scored(cases, lambda case: weights[case.who].score(case.table))


def _dense(setting: Setting, embedder: Embedder) -> np.ndarray:
    """MiniLM as the benchmark uses it."""
    folder, found = setting.folder("personabench"), []
    documents = dict(personabench_documents(folder, noise=NOISE))
    for each in personabench(folder, noise=NOISE):
        names = list(documents[each.name])
        vectors = embedder.embed(list(documents[each.name].values()))
        for asked in each.questions:
            found.append(_of(names, np.einsum("id,d->i", vectors, embedder.embed([asked.text])[0]), asked))
    return np.array(found)


def _lexical(setting: Setting, level: str) -> np.ndarray:
    folder, found = setting.folder("personabench"), []
    for each in personabench(folder, noise=level):
        texts: dict[str, list[str]] = {}
        for trace in each.traces:
            texts.setdefault(trace.session or "", []).append(trace.text)
        postings = Postings()
        for joined in texts.values():
            postings.add(stems(" ".join(joined)))
        among = np.ones(len(texts), dtype=bool)
        for asked in each.questions:
            scores = bm25(postings.words().matches(stems(asked.text), among), len(texts))
            found.append(_of(list(texts), scores, asked))
    return np.array(found)


def _of(names: Sequence[str], scores: np.ndarray, asked: Asked) -> tuple[float, float]:
    order = [names[at] for at in np.argsort(-scores, kind="stable")]
    both = with_alternatives(order, [{ref.split(":")[0] for ref in refs} for refs in asked.wanted], K)
    return both.recall, both.ndcg


def _controls(cases: Sequence[Case], whole: np.ndarray, of: Sequence[str]) -> list[Control]:
    """Another question's ranking, another question's sayings, no sayings, no history."""
    weights = _weights(cases)
    told = [list(DOCUMENT_FEATURES).index(name) for name in ("told", "often told", "wholly told")]
    swapped = _scored(cases, lambda case: weights[case.who].score(case.other))
    bare = [replace(case, table=np.delete(case.table, told, axis=1)) for case in cases]
    half = len(cases) // 2
    turned = {id(case): other for case, other in zip(cases, [*cases[half:], *cases[:half]], strict=True)}
    strange = np.array([case.found(_strange(case, turned[id(case)], weights)) for case in cases])
    with held(Dialogue("nobody", (), ())) as scope:
        nothing = Recall(None)(scope, "What is my favorite color?", k=K, now=NOW)
    return [
        Control.worse(
            "the scores that somebody else's question gave to their documents",
            paired(whole[:, 0], strange[:, 0], clusters=of),
        ),
        Control.worse(
            "sayings that tell something else", paired(whole[:, 0], swapped[:, 0], clusters=of), kind="bad part"
        ),
        Control.worse(
            "without the sayings (the part dropped)",
            paired(whole[:, 0], _left_out(bare)[:, 0], clusters=of),
            kind="other",
        ),
        Control.share(
            "no history", int(not nothing), 1, expectation="nothing is found where nothing is", kind="do no harm"
        ),
    ]


def _strange(case: Case, other: Case, weights: dict[str, Weights]) -> np.ndarray:
    """Scores that another question got on its documents, given to these in order of time."""
    return np.resize(weights[other.who].score(other.table), len(case.names))


def _both(found: np.ndarray, of: Sequence[str]) -> str:
    return f"{bootstrap(found[:, 0], clusters=of)} / {bootstrap(found[:, 1], clusters=of)}"


def _by_kind(cases: Sequence[Case], ways: dict[str, np.ndarray]) -> Table:
    rows: list[Sequence[Cell]] = []
    for kind in ("all", *sorted({case.kind for case in cases})):
        chosen = np.array([kind in ("all", case.kind) for case in cases])
        of = [case.who for case, inside in zip(cases, chosen, strict=True) if inside]
        rows.append([kind, int(chosen.sum()), *(_both(found[chosen], of) for found in ways.values())])
    return Table(f"Recall / nDCG of the documents at {K}, noise {NOISE}", ["questions", "n", *ways], rows)


def _by_level(setting: Setting, cases: dict[str, list[Case]], learned: dict[str, np.ndarray]) -> Table:
    rows: list[Sequence[Cell]] = []
    for level in ALL_LEVELS:
        floor = _lexical(setting, level)
        ours = _both(learned[level], [case.who for case in cases[level]]) if level in learned else None
        rows.append([level, len(floor), ours, f"{floor[:, 0].mean():.3f} / {floor[:, 1].mean():.3f}"])
    return Table(
        f"Recall / nDCG of the documents at {K}, by the share of documents that tell nothing",
        ["noise", "n", "ours, person left out", "BM25"],
        rows,
    )


@dataclass(frozen=True)
class Outdated:
    """What came of the outdated values."""

    effect: Effect
    controls: list[Control]
    table: Table


def _outdated(setting: Setting, embedder: Embedder) -> Outdated:
    """Turns found for a question that name what was left, and what holds, before and after the parting."""
    folder = setting.folder("personabench")
    changed = personabench_changed(folder)
    rows: list[list[float]] = []
    of: list[str] = []
    for dialogue in (each for level in LEVELS for each in personabench(folder, noise=level)):
        asked = [each for each in dialogue.questions if (dialogue.name, each.text) in changed]
        with held(dialogue) as scope:
            complete(scope, embedder)
            for each in asked:
                now = each.now or NOW
                found = Recall(embedder)(scope, each.text, k=WIDE, now=now)
                rows.append(_named(found, *changed[dialogue.name, each.text], now, setting.rng(each.text).random()))
                of.append(f"{dialogue.name}: {each.text}")
    plain, ours, shuffled, held_plain, held_ours = np.array(rows).T
    # Questions are drawn, each with all its levels, not people: only two people have any.
    less = paired(plain, ours, clusters=of)
    return Outdated(
        Effect.of(
            less, name="plain recall less ours", metric=f"share of outdated values in {SHOWN} turns given as current"
        ),
        [
            Control.not_better(
                "current values that are lost", paired(held_plain, held_ours, clusters=of), kind="do no harm"
            ),
        ],
        Table(
            f"Values named in the first {SHOWN} turns that are given as what holds now, noise {' and '.join(LEVELS)}",
            ["", "questions", "outdated values", "current values"],
            [
                ["plain recall", len(of), str(bootstrap(plain, clusters=of)), str(bootstrap(held_plain, clusters=of))],
                ["what holds now", len(of), str(bootstrap(ours, clusters=of)), str(bootstrap(held_ours, clusters=of))],
                ["what holds now, time shuffled", len(of), str(bootstrap(shuffled, clusters=of)), None],
            ],
        ),
    )


def _named(
    found: Sequence[Evidence], current: Sequence[str], outdated: Sequence[str], now: datetime, draw: float
) -> list[float]:
    times = [each.at for each in found]
    order = np.random.default_rng(int(draw * 2**32)).permutation(len(times))
    shuffled = [replace(each, at=times[at]) for each, at in zip(found, order, strict=True)]
    ours = standing(found, at=now + timedelta(days=1)).now[:SHOWN]
    strange = standing(shuffled, at=now + timedelta(days=1)).now[:SHOWN]
    plain = found[:SHOWN]
    return [
        _share(plain, outdated),
        _share(ours, outdated),
        _share(strange, outdated),
        _share(plain, current),
        _share(ours, current),
    ]


def _share(shown: Sequence[Evidence], values: Sequence[str]) -> float:
    """Which share of some values the turns name, as whole words."""
    texts = [f" {' '.join(words(each.text))} " for each in shown]
    return sum(any(f" {' '.join(words(value))} " in text for text in texts) for value in values) / len(values)
