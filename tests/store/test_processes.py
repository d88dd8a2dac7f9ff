"""Several processes, threads and sudden death."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import thyself
from thyself.core import StoreBusy, Trace
from thyself.store import Store, open_store

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)
WRITER = """
import sys
from datetime import UTC, datetime, timedelta
from thyself.core import Trace
from thyself.store import open_store
path, person, count, size = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
store = open_store(path, clock=lambda: datetime.now(UTC))
scope = store.scope(person)
noon = datetime(2024, 5, 1, 12, tzinfo=UTC)
for number in range(count):
    begin = noon + timedelta(seconds=number * size)
    scope.append(
        Trace(f"batch {number} turn {turn}", at=begin + timedelta(seconds=turn), kind="said", source=person)
        for turn in range(size)
    )
    print(number + 1, flush=True)
"""


def opened(path: Path, patience_s: float = 10) -> Store:
    return open_store(path, clock=lambda: NOON, patience_s=patience_s)


def writer(path: Path, *, person: str, count: int, size: int) -> subprocess.Popen[str]:
    source = str(Path(thyself.__file__).parents[1])
    command = [sys.executable, "-c", WRITER, str(path), person, str(count), str(size)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": source})


def test_killed_at_any_moment_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    rng = random.Random(3)
    for round_ in range(5):
        path = tmp_path / f"{round_}.db"
        process = writer(path, person="me", count=100_000, size=40)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(rng.random() * 0.25)
        process.send_signal(signal.SIGKILL)
        acknowledged = 1 + len(process.communicate()[0].splitlines())
        store = opened(path)
        kept = store.scope("me").count()
        assert kept >= acknowledged * 40
        assert kept % 40 == 0
        assert len(store.scope("me").search(f"batch {acknowledged - 1} turn 7", limit=100)) >= 1
        assert store.scope("me").append([Trace("goes on", at=NOON, kind="said", source="x")]).kept == 1
        store.close()
        connection = sqlite3.connect(path)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        connection.execute("INSERT INTO trace_words (trace_words, rank) VALUES ('integrity-check', 1)")
        connection.close()


def test_two_processes_write_into_one_new_home_at_once(tmp_path: Path) -> None:
    path = tmp_path / "new" / "thyself.db"
    processes = [writer(path, person=name, count=30, size=20) for name in ("ann", "bob", "bob")]
    for process in processes:
        process.communicate(timeout=60)
    assert [process.returncode for process in processes] == [0, 0, 0]
    store = opened(path)
    assert {name: store.scope(name).count() for name in store.people()} == {"ann": 600, "bob": 600}
    store.close()


def test_threads_share_a_store(tmp_path: Path) -> None:
    store = opened(tmp_path / "a.db")
    problems: list[Exception] = []

    def work(number: int) -> None:
        try:
            scope = store.scope(f"p{number % 2}")
            for turn in range(15):
                scope.append([Trace(f"{number} {turn}", at=NOON + timedelta(days=number), kind="said", source="x")])
                assert len(list(scope.traces())) > turn
                scope.search(str(turn))
        except Exception as problem:  # noqa: BLE001  (told by the main thread)
            problems.append(problem)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert [store.scope(name).count() for name in store.people()] == [45, 45]
    store.close()


def test_a_forked_child_may_go_on_with_the_store(tmp_path: Path) -> None:
    store = opened(tmp_path / "a.db")
    store.scope("me").append([Trace("parent", at=NOON, kind="said", source="x")])
    child = os.fork()
    if child == 0:
        store.scope("me").append([Trace("child", at=NOON, kind="said", source="x")])
        os._exit(0 if store.scope("me").count() == 2 else 1)
    assert os.waitpid(child, 0)[1] == 0
    store.scope("me").append([Trace("parent again", at=NOON, kind="said", source="x")])
    assert store.scope("me").count() == 3
    store.close()


def test_a_home_that_is_held_for_too_long_is_busy(tmp_path: Path) -> None:
    store = opened(tmp_path / "a.db", patience_s=0.1)
    other = sqlite3.connect(tmp_path / "a.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreBusy, match="another process"):
        store.scope("me").append([Trace("a", at=NOON, kind="said", source="x")])
    other.execute("ROLLBACK")
    assert store.scope("me").append([Trace("a", at=NOON, kind="said", source="x")]).kept == 1
    other.close()
    store.close()


def test_a_thread_that_writes_for_too_long_keeps_the_others_no_longer_than_they_can_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("thyself.store.append.PIECE", 1)  # the second is read within the transaction
    store = opened(tmp_path / "a.db", patience_s=0.1)
    begun, may_end = threading.Event(), threading.Event()

    def slowly() -> Iterator[Trace]:
        yield Trace("first", at=NOON, kind="said", source="x")
        begun.set()
        may_end.wait(10)
        yield Trace("second", at=NOON, kind="said", source="x")

    slow = threading.Thread(target=lambda: store.scope("me").append(slowly()))
    slow.start()
    assert begun.wait(10)
    third = [Trace("third", at=NOON, kind="said", source="x")]
    with pytest.raises(StoreBusy, match="too long"):
        store.scope("you").append(third)
    may_end.set()
    slow.join()
    assert store.scope("you").append(third).kept == 1
    assert store.scope("me").count() == 2
    store.close()
