"""Evidence recall of a dialogue's questions, in a home of its own."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from studies._recall_data import Asked, Dialogue
from thyself.core import Evidence
from thyself.models.port import WordEmbedder, Words
from thyself.retrieval.closer import look
from thyself.retrieval.features import FEATURES, Question, table
from thyself.retrieval.fusion import Example, Weights
from thyself.retrieval.index import index_of
from thyself.retrieval.recall import as_asked
from thyself.store import Scope, open_store

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@contextmanager
def held(dialogue: Dialogue) -> Iterator[Scope]:
    """A new home with the dialogue's traces in it."""
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder) / "home.db", clock=lambda: NOW)
        try:
            scope = store.scope("me")
            scope.append(dialogue.traces)
            yield scope
        finally:
            store.close()


@dataclass(frozen=True, slots=True)
class Prepared:
    """A question as recall hears it: its words, the features of all texts, which of them are its evidence."""

    question: Question
    words: Words
    table: np.ndarray
    right: np.ndarray

    @property
    def example(self) -> Example:
        """What the first look learns from."""
        return hardest(Example(self.table, self.right))


def prepared(scope: Scope, questions: Sequence[Asked], embedder: WordEmbedder) -> list[Prepared]:
    """Questions with the features of all texts, as recall sees them at the first look."""
    view = index_of(scope).view(scope, embedder)
    refs = {trace.id: trace.ref for trace in scope.traces()}
    names = [refs[each] for each in view.ids]
    among = np.ones(len(view.ids), dtype=bool)
    found = []
    for each in questions:
        (vector,), (words,) = embedder.read([each.text])
        now = as_asked(view, each.text, each.now or NOW, scope, among)
        question = Question(each.text, now, scope.zone, among, scope, vector)
        right = np.array([name in each.refs for name in names])
        found.append(Prepared(question, words, table(view, question, embedder), right))
    return found


def seen_closely(
    scope: Scope, questions: Sequence[Prepared], embedder: WordEmbedder, weights: Weights
) -> list[Example]:
    """What the closer look learns from: the texts that a first look with some weights leads to."""
    view = index_of(scope).view(scope, embedder)
    found = []
    for each in questions:
        first = (each.table, weights.score(each.table))
        seen = look(view, each.question, embedder, each.words, first)
        if seen is not None and each.right[seen.rows].any():
            found.append(Example(seen.table, each.right[seen.rows]))
    return found


def hardest(example: Example, *, most: int = 100, others: int = 40) -> Example:
    """An example with its evidence, the texts that look best at first sight, and some others: enough to learn from."""
    columns = [list(FEATURES).index(name) for name in ("words", "meaning", "who is meant")]
    first = example.table[:, columns] @ np.array([3.0, 1.0, 0.7])
    drawn = np.random.default_rng(0).choice(len(first), min(others, len(first)), replace=False)
    kept = np.unique(np.concatenate([np.flatnonzero(example.right), np.argsort(-first)[:most], drawn]))
    return Example(example.table[kept], example.right[kept])


def share_found(found: Sequence[Evidence], asked: Asked) -> float:
    """Which share of what the question wants was found."""
    got = {ref for each in found for ref in each.refs}
    return sum(bool(any_of & got) for any_of in asked.wanted) / len(asked.wanted)
