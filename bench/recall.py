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

from thyself.core import Trace
from thyself.models.minilm import MiniLM
from thyself.models.port import Words
from thyself.retrieval import IndexBehind, Lexical, Recall, complete
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


class Drawn:
    """Gives vectors as an embedder would make them, in number and size; real ones of 10,000 texts take minutes."""

    def __init__(self, model: MiniLM, rng: np.random.Generator) -> None:
        self.name = model.name
        self.dimensions = model.dimensions
        self.word_dimensions = model.word_dimensions
        self._rng = rng

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """A vector for each text."""
        return self._drawn(len(texts), self.dimensions)

    def read(self, texts: Sequence[str]) -> tuple[np.ndarray, list[Words]]:
        """A vector for each text and for each of its words."""
        told = [tuple(text.split()) for text in texts]
        return self.embed(texts), [Words(each, self._drawn(len(each), self.word_dimensions)) for each in told]

    def _drawn(self, n: int, size: int) -> np.ndarray:
        drawn = self._rng.normal(size=(n, size)).astype(np.float32)
        unit: np.ndarray = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
        return unit


class Ready:
    """An embedder whose work is done already: gives one of a few vectors at once."""

    def __init__(self, model: MiniLM) -> None:
        self.name = model.name
        self.dimensions = model.dimensions
        self.word_dimensions = model.word_dimensions
        self._known = model.read([sentence(random.Random(1), 7)])

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """The known vector, for each text."""
        return np.repeat(self._known[0], len(texts), axis=0)

    def read(self, texts: Sequence[str]) -> tuple[np.ndarray, list[Words]]:
        """The known vector and words, for each text."""
        return self.embed(texts), self._known[1] * len(texts)


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
    model = MiniLM()
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore", IndexBehind)
        store = open_store(Path(folder) / "bench.db", clock=lambda: START)
        scope = fill(store, rng)
        complete(scope, Drawn(model, np.random.default_rng(0)))
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
