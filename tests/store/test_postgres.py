"""What a PostgreSQL home promises beyond the contract: one person at a time, nothing left, nothing lost."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from thyself.core import Catalog, Item, StoreBusy, StoreError, StoreNewer, Trace
from thyself.store import Derived, Selection, Store, move, open_store

psycopg = pytest.importorskip("psycopg")
NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)


def opened(address: str | Path, patience_s: float = 10) -> Store:
    return open_store(address, clock=lambda: NOON, patience_s=patience_s)


@pytest.fixture
def store(postgres_address: str) -> Iterator[Store]:
    store = opened(postgres_address)
    yield store
    store.close()


def said(text: str, minutes: float = 0) -> Trace:
    return Trace(text, at=NOON + timedelta(minutes=minutes), kind="said", source="chat")


def test_a_connection_sees_the_rows_of_the_person_whom_it_names_and_no_others(
    store: Store, postgres_address: str
) -> None:
    for name in ("ann", "bob"):
        scope = store.scope(name)
        scope.append([said(f"{name} loves tea")])
        scope.put([Derived("unit:turn", "1", {"of": name}, (said(f"{name} loves tea").id,))])
        scope.put_vectors("m", ["unit:turn/1"], np.ones((1, 4)))
    with psycopg.connect(postgres_address) as outside:
        for person, seen in (("", 0), ("1", 1), ("2", 1), ("3", 0)):
            outside.execute("SELECT set_config('thyself.person', %s, false)", (person,))
            for table in ("trace", "derived", "derived_source", "space", "vector"):
                rows = outside.execute(f"SELECT person::text FROM thyself.{table}").fetchall()
                assert rows == [(person,)] * seen, table
        outside.execute("SELECT set_config('thyself.person', '1', false)")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            outside.execute("INSERT INTO thyself.space (person, model, dimensions) VALUES (2, 'x', 1)")


def test_no_page_of_the_tables_holds_a_byte_of_what_was_forgotten(store: Store, postgres_server: Path) -> None:
    rng = random.Random(4)
    words = ["".join(rng.choices("bcdfghjklmnpqrstvwxz", k=14)) for _ in range(400)]
    given = [said(" ".join(words[place : place + 4]), place) for place in range(0, 400, 4)]
    scope = store.scope("me")
    scope.append([*given, *(said(f"stays {place}", 9000 + place) for place in range(50))])
    scope.put([Derived("unit:turn", each.id, {"text": each.text}, (each.id,)) for each in given])
    receipt = scope.forget(Selection(before=NOON + timedelta(minutes=5000)))
    assert (receipt.traces, receipt.proven, scope.count()) == (100, True, 50)
    assert "write-ahead log" in receipt.note
    with psycopg.connect(f"postgresql:///postgres?host={postgres_server}&user=admin", autocommit=True) as admin:
        admin.execute("CHECKPOINT")
    files = [file for file in (postgres_server / "data" / "base").rglob("*") if file.is_file()]
    left = {word for file in files for content in [file.read_bytes()] for word in words if word.encode() in content}
    assert len(files) > 100
    assert left == set()


def test_a_move_to_postgresql_and_back_loses_nothing(store: Store, tmp_path: Path) -> None:
    first, last = opened(tmp_path / "a.db"), opened(tmp_path / "b.db")
    odd = Trace("zero \0 byte", at=NOON, kind="said", source="chat", session="\ud83d", extra={"half": "\ud83d\0"})
    steps = Trace("", at=NOON, kind="measured", source="watch", value=-0.0, item="steps")
    for name in ("zoë", "me"):
        scope = first.scope(name, timezone="Asia/Tokyo")
        scope.append([odd, said("tea", 1), steps])
        scope.put([Derived("unit:turn", "1", {"text": "\ud83d tea \0"}, (odd.id,)), Derived("k", "ä", {}, None, "any")])
        scope.put_vectors("m", [odd.id, "unit:turn/1"], np.random.default_rng(0).random((2, 16)))
    first.put_catalog(Catalog([Item("b:1", "A \0 book", attributes={"tags": ["ü"]})], name="books"))
    assert move(first, store) == ["me", "zoë"]
    assert move(store, last) == ["me", "zoë"]
    for name in ("me", "zoë"):
        exported = [
            each.scope(name).export(tmp_path / f"{place}.zip").read_bytes()
            for place, each in enumerate((first, store, last))
        ]
        assert exported[0] == exported[1] == exported[2]
        assert list(store.scope(name).traces(session="\ud83d")) == [odd]
        assert list(store.scope(name).traces(session="\ufffd")) == []
    assert list(store.catalog("books")) == list(last.catalog("books")) == list(first.catalog("books"))
    with pytest.raises(StoreError, match="already"):
        move(first, store)
    first.close()
    last.close()


def test_processes_that_keep_the_same_traces_keep_each_once(store: Store, postgres_address: str) -> None:
    code = (
        "import sys; from datetime import UTC, datetime, timedelta; from thyself.core import Trace\n"
        "from thyself.store import open_store\n"
        "noon = datetime(2024, 5, 1, 12, tzinfo=UTC)\n"
        "scope = open_store(sys.argv[1], clock=lambda: noon).scope('me')\n"
        "for part in range(20):\n"
        "    times = [noon + timedelta(minutes=n) for n in range(30)]\n"
        "    scope.append(Trace(f'{part} {at}', at=at, kind='said', source='c') for at in times)"
    )
    several = [subprocess.Popen([sys.executable, "-c", code, postgres_address]) for _ in range(3)]
    assert [each.wait(60) for each in several] == [0, 0, 0]
    rows = [number for number, _ in store.scope("me").rows()]
    assert len(rows) == 600
    assert rows == sorted(set(rows))


def test_threads_share_a_store(store: Store) -> None:
    def work(name: str) -> None:
        for place in range(30):
            store.scope(name).append([said(f"{name} {place}", place)])
            assert {trace.text.split()[0] for trace in store.scope(name).traces()} == {name}

    threads = [threading.Thread(target=work, args=(f"p{number % 4}",)) for number in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert [store.scope(name).count() for name in store.people()] == [30] * 4


def test_who_waits_too_long_is_told(store: Store, postgres_address: str) -> None:
    store.scope("me").append([said("a")])
    impatient = opened(postgres_address, patience_s=0.2)
    with psycopg.connect(postgres_address) as other:
        other.execute("SELECT * FROM thyself.person FOR UPDATE")
        with pytest.raises(StoreBusy, match="another process"):
            impatient.scope("me").append([said("b", 1)])
    impatient.scope("me").append([said("b", 1)])
    impatient.close()


def test_an_unfinished_rewriting_is_told_and_finished_at_the_next_opening(store: Store, postgres_address: str) -> None:
    store.scope("me").append([said("a secret of mine"), said("b", 1)])
    impatient = opened(postgres_address, patience_s=0.2)
    with psycopg.connect(postgres_address) as reader:
        reader.execute("SELECT * FROM thyself.trace")
        receipt = impatient.scope("me").forget(Selection(trace_ids=(said("a secret of mine").id,)))
    assert (receipt.proven, receipt.traces) == (False, 1)
    assert "opening the home does it" in receipt.note
    opened(postgres_address).close()
    with psycopg.connect(postgres_address) as reader:
        assert reader.execute("SELECT value FROM thyself.home WHERE name = 'scrub'").fetchone() == (0,)
    impatient.close()


def test_a_newer_home_is_left_as_it_is(store: Store, postgres_address: str) -> None:
    with psycopg.connect(postgres_address) as newer:
        newer.execute("UPDATE thyself.version SET number = 99")
    with pytest.raises(StoreNewer, match="99"):
        opened(postgres_address)


def test_a_database_that_does_not_answer_is_told_without_its_password(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as told:
        opened(f"postgresql://me:tops3cret@/nowhere?host={tmp_path}", patience_s=0.2)
    assert "tops3cret" not in str(told.value)
    assert "postgresql://me@" in str(told.value)
