"""Evidence recall of a dialogue's questions, in a home of its own."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from studies._recall_data import Asked, Dialogue
from thyself.core import Evidence
from thyself.models.port import Embedder, WordEmbedder
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


def examples(scope: Scope, questions: Sequence[Asked], embedder: Embedder) -> list[Example]:
    """The features of all texts for each question, as recall sees them, with which of them are its evidence."""
    view = index_of(scope).view(scope, embedder)
    refs = {trace.id: trace.ref for trace in scope.traces()}
    names = [refs[each] for each in view.ids]
    among = np.ones(len(view.ids), dtype=bool)
    return [
        Example(
            table(
                view,
                Question(each.text, as_asked(view, each.text, each.now or NOW, scope, among), scope.zone, among),
                embedder,
            ),
            np.array([name in each.refs for name in names]),
        )
        for each in questions
    ]


def seen_closely(scope: Scope, questions: Sequence[Asked], embedder: Embedder, weights: Weights) -> list[Example]:
    """The features of the texts that are looked at closely, after a first look with some weights."""
    assert isinstance(embedder, WordEmbedder)
    view = index_of(scope).view(scope, embedder)
    refs = {trace.id: trace.ref for trace in scope.traces()}
    names = np.array([refs[each] for each in view.ids])
    among = np.ones(len(view.ids), dtype=bool)
    found = []
    for each in questions:
        (vector,), (words,) = embedder.read([each.text])
        now = as_asked(view, each.text, each.now or NOW, scope, among)
        question = Question(each.text, now, scope.zone, among, scope, vector)
        first = table(view, question, embedder)
        seen = look(view, question, embedder, words, (first, weights.score(first)))
        if seen is not None and (right := np.isin(names[seen.rows], list(each.refs))).any():
            found.append(Example(seen.table, right))
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
