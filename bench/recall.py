"""Recall: how long a question takes with 10,000 traces of the person and 100,000 in the file.

python bench/recall.py
"""

from __future__ import annotations

import random
import tempfile
import warnings
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter

import numpy as np

from thyself.core import Settings, Trace
from thyself.models import Embedder, embedder
from thyself.retrieval import IndexBehind, Lexical, Recall
from thyself.retrieval.index import embedded_text
from thyself.store import Scope, Store, open_store

PEOPLE, EACH, QUESTIONS = 10, 10_000, 200
START = datetime(2023, 1, 1, tzinfo=UTC)
WORDS = [
    f"{a}{b}" for a in "ba de ki lo mu na pe ri so tu ve wa".split() for b in "n r s t ld nd rk st mp ng lt ck".split()
]


def sentence(rng: random.Random, words: int) -> str:
    """Words drawn as unevenly as words are."""
    return " ".join(WORDS[min(int(rng.paretovariate(0.7)) - 1, len(WORDS) - 1)] for _ in range(words))


def fill(store: Store, rng: random.Random) -> Scope:
    """Persons with chats; gives one of them."""
    for number in range(PEOPLE):
        store.scope(f"person {number}").append(
            Trace(
                f"{sentence(rng, 20)} {at}",
                at=START + timedelta(minutes=3 * at),
                kind="said",
                author=rng.choice(("me", "Ann")),
                source="chat",
                ref=str(at),
                session=str(at // 20),
            )
            for at in range(EACH)
        )
    return store.scope("person 3")


def with_vectors(scope: Scope, model: Embedder, rng: np.random.Generator) -> None:
    """Vectors as the embedder would make them, in number and size; drawn, since 10,000 real ones take minutes."""
    ids = [trace.id for trace in scope.traces() if embedded_text(trace)]
    drawn = rng.normal(size=(len(ids), model.dimensions)).astype(np.float32)
    scope.put_vectors(model.name, ids, drawn / np.linalg.norm(drawn, axis=1, keepdims=True))


class Ready:
    """An embedder whose work is done already: gives one of a few vectors at once."""

    def __init__(self, model: Embedder) -> None:
        self.name = model.name
        self.dimensions = model.dimensions
        self._known = model.embed(["a question"])

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """The known vector, for each text."""
        return np.repeat(self._known, len(texts), axis=0)


def timed(ask: Callable[[str], object], questions: list[str]) -> tuple[float, float]:
    """p50 and p95 in milliseconds, after one question to warm up."""
    ask(questions[0])
    spent = []
    for question in questions:
        begun = perf_counter()
        ask(question)
        spent.append((perf_counter() - begun) * 1e3)
    return float(np.percentile(spent, 50)), float(np.percentile(spent, 95))


def main() -> None:
    """Print a table."""
    rng = random.Random(0)
    model = embedder(Settings())
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore", IndexBehind)
        store = open_store(Path(folder) / "bench.db", clock=lambda: START)
        scope = fill(store, rng)
        with_vectors(scope, model, np.random.default_rng(0))
        now = START + timedelta(days=60)
        questions = [sentence(rng, 7) for _ in range(QUESTIONS)]
        begun = perf_counter()
        Recall(model)(scope, questions[0], k=10, now=now)
        print(f"{PEOPLE * EACH:,} traces in the file, {EACH:,} of the person; {QUESTIONS} questions, k=10")
        print(f"first question, the index is made: {(perf_counter() - begun) * 1e3:.0f} ms\n")
        print(f"{'way':44}{'p50 ms':>8}{'p95 ms':>8}")
        for name, recall in (
            ("BM25 alone", Recall(None, scorer=Lexical())),
            ("learned, without the embedding of the question", Recall(Ready(model))),
            (f"learned, with it ({model.name})", Recall(model)),
        ):
            middle, late = timed(lambda text, recall=recall: recall(scope, text, k=10, now=now), questions)  # type: ignore[misc]
            print(f"{name:44}{middle:8.1f}{late:8.1f}")
        store.close()


if __name__ == "__main__":
    main()
