"""How fast the store is, beside SQLite with nothing around it on the same machine, in the same run.

``python bench/store.py [--traces 100000]``. "Equal table" has the same columns, indices and full-text index as ours and
gets rows that are ready, digests and all; "columns only" has neither indices nor full text.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path

import numpy as np

from thyself.core import Trace
from thyself.store import Scope, Selection, open_store
from thyself.store.rows import WRITTEN, to_rows
from thyself.store.schema import STEPS

ROUNDS = 3


def chat(count: int, *, seed: int = 7, name: str = "m") -> list[Trace]:
    """Turns of about 16 words, whose words come as often as words do."""
    rng = random.Random(seed)
    words = ["".join(rng.choices("abcdefghijklmnopqrstuvwxyz", k=rng.randint(2, 9))) for _ in range(20_000)]
    weights = list(accumulate(1 / (place + 3) for place in range(len(words))))
    begin = datetime(2024, 1, 1, tzinfo=UTC)
    return [
        Trace(
            " ".join(rng.choices(words, cum_weights=weights, k=rng.randint(6, 26))),
            at=begin + timedelta(seconds=40 * place),
            kind="said",
            author="me" if place % 2 else "assistant",
            source="chatgpt",
            ref=f"{name}{place}",
            session=f"conversation-{place // 20}",
        )
        for place in range(count)
    ]


@contextmanager
def timed(label: str, into: dict[str, list[float]]) -> Iterator[None]:
    """Seconds that the block takes, kept under a label."""
    begin = time.perf_counter()
    yield
    into.setdefault(label, []).append(time.perf_counter() - begin)


def bare(folder: Path, traces: list[Trace], times: dict[str, list[float]], *, equal: bool) -> None:
    """``executemany`` into a table of our columns; where ``equal``, with our indices and full text."""
    label = "equal table" if equal else "columns only"
    rows = list(to_rows(traces, person=1, row=1 << 32))
    path = folder / f"{label}-{time.monotonic_ns()}.db"
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    for statement in STEPS[0]:
        if equal or "TABLE trace (" in statement:
            connection.execute(statement)
    if equal:
        connection.execute("INSERT INTO person VALUES (1, 'me', 'UTC', 1, 0)")
    with timed(label, times):
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(f"INSERT INTO trace ({WRITTEN}) VALUES ({', '.join('?' * 17)})", rows)
        if equal:
            connection.executemany("INSERT INTO trace_words (rowid, text) VALUES (?, ?)", ((r[0], r[-1]) for r in rows))
        connection.execute("COMMIT")
    connection.close()


def ours(folder: Path, traces: list[Trace], times: dict[str, list[float]]) -> None:
    """The same through the port."""
    store = open_store(folder / f"ours-{time.monotonic_ns()}.db", clock=lambda: datetime.now(UTC))
    scope = store.scope("me")
    with timed("append", times):
        scope.append(traces)
    with timed("append again (all duplicates)", times):
        scope.append(traces)
    store.close()


def appending(folder: Path, count: int) -> None:
    """Rates of appending, the best of some rounds, and their ratios."""
    traces = chat(count)
    times: dict[str, list[float]] = {}
    for _ in range(ROUNDS):
        bare(folder, traces, times, equal=True)
        ours(folder, traces, times)
        bare(folder, traces, times, equal=False)
    print(f"appending {count:,} chat traces, best of {ROUNDS}")
    rates = {label: count / min(each) for label, each in times.items()}
    for label, rate in rates.items():
        print(f"  {label:34s}{rate:12,.0f} traces/s")
    print(f"  ratio to an equal table           {rates['append'] / rates['equal table']:12.2f}")
    print(f"  ratio to columns only             {rates['append'] / rates['columns only']:12.2f}")


def reading(folder: Path, count: int) -> None:
    """Milliseconds of what is done often, for a person with a tenth of the file; then forgetting."""
    store = open_store(folder / "many.db", clock=lambda: datetime.now(UTC))
    for number in range(9):
        store.scope(f"other {number}").append(chat(count // 10, seed=number + 20, name=f"o{number}-"))
    scope = store.scope("me")
    traces = chat(count // 10)
    scope.append(traces)
    vectors = np.random.default_rng(0).standard_normal((len(traces), 384)).astype(np.float32)
    scope.put_vectors("model", [trace.id for trace in traces], vectors)
    print(f"one person's {len(traces):,} traces of {count:,} in the file: milliseconds, median (slowest)")
    measured(f"load {len(traces):,} traces in time", lambda: list(scope.traces()))
    measured(f"load {len(traces):,} vectors of 384", lambda: scope.vectors("model"))
    measured("newest 20", lambda: list(scope.traces(newest_first=True, limit=20)))
    measured("20 by id", lambda: list(scope.traces(ids=[trace.id for trace in traces[::500]])))
    measured("one session", lambda: list(scope.traces(session="conversation-17")))
    common = [word for word, _ in Counter(" ".join(trace.text for trace in traces).split()).most_common(3)]
    for few in (1, 2, 3):
        query = " ".join(common[:few])
        measured(f"search {few} common words", lambda query=query: scope.search(query))  # type: ignore[misc]
    measured("state", scope.state)
    measured("append one trace", one_by_one(scope))
    path = folder / "me.zip"
    measured("export", lambda: scope.export(path), rounds=1)
    measured("restore under another name", lambda: store.restore(path, person="again"), rounds=1)
    ids = tuple(trace.id for trace in traces[:10])
    measured("forget 10 traces, with proof", lambda: scope.forget(Selection(trace_ids=ids)), rounds=1)
    receipt = scope.forget(Selection(everything=True))
    measured("forget the person, with proof", lambda: store.scope("again").forget(Selection(everything=True)), rounds=1)
    print(f"  proven: {receipt.proven}; the file has {(folder / 'many.db').stat().st_size / 1e6:,.0f} MB")
    store.close()


def one_by_one(scope: Scope) -> Callable[[], object]:
    """A call that appends a new trace each time."""
    fresh = iter(chat(1000, seed=99, name="late"))
    return lambda: scope.append([next(fresh)])


def measured(label: str, call: Callable[[], object], *, rounds: int = 15) -> None:
    """Print how long a call takes."""
    times: dict[str, list[float]] = {}
    for _ in range(rounds):
        with timed(label, times):
            call()
    took = [1000 * each for each in times[label]]
    print(f"  {label:34s}{statistics.median(took):12,.1f}   ({max(took):,.1f})")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--traces", type=int, default=100_000)
    count = parser.parse_args().traces
    with tempfile.TemporaryDirectory() as folder:
        appending(Path(folder), count)
        reading(Path(folder), count)


if __name__ == "__main__":
    main()
