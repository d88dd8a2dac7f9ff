"""The file of a home: private, recognised, migrated, never harmed."""

from __future__ import annotations

import sqlite3
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from thyself.core import StoreError, StoreNewer, Trace
from thyself.store import Store, open_store
from thyself.store.rows import WRITTEN, to_rows
from thyself.store.schema import APPLICATION_ID, STEPS, migrate, version

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)
HELLO = Trace("hello", at=NOON, kind="said", source="x")


def opened(path: Path | str) -> Store:
    return open_store(path, clock=lambda: NOON, patience_s=2)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_home_is_private_to_its_owner(tmp_path: Path) -> None:
    path = tmp_path / "new" / "thyself.db"
    store = opened(path)
    store.scope("me").append([HELLO])
    assert mode(path.parent) == 0o700
    assert {mode(file) for file in path.parent.iterdir()} == {0o600}
    assert len(list(path.parent.iterdir())) == 3
    assert mode(store.scope("me").export(tmp_path / "me.zip")) == 0o600
    store.close()
    assert [file.name for file in path.parent.iterdir()] == ["thyself.db"]


def test_the_file_is_set_up_as_promised(tmp_path: Path) -> None:
    opened(tmp_path / "a.db").close()
    connection = sqlite3.connect(tmp_path / "a.db")
    asked = {name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "application_id")}
    assert asked == {"journal_mode": "wal", "application_id": APPLICATION_ID}
    connection.close()
    from thyself.store.connections import Connections

    home = Connections(tmp_path / "a.db", patience_s=1)
    with home.reading() as each:
        names = ("foreign_keys", "secure_delete", "temp_store", "synchronous")
        assert [each.execute(f"PRAGMA {name}").fetchone()[0] for name in names] == [1, 1, 2, 2]
    home.close()


@pytest.mark.parametrize("content", [b"my diary", b"PK\x03\x04" + bytes(500), b"\0"])
def test_a_file_that_is_no_database_is_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "diary.txt"
    path.write_bytes(content)
    with pytest.raises(StoreError, match="left as it is"):
        opened(path)
    assert path.read_bytes() == content
    assert [file.name for file in tmp_path.iterdir()] == ["diary.txt"]


def test_another_programs_database_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE notes (text)")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match="another program"):
        opened(path)
    assert path.read_bytes() == before


def test_a_damaged_home_is_said_to_be_damaged(tmp_path: Path) -> None:
    path = tmp_path / "thyself.db"
    opened(path).close()
    path.write_bytes(path.read_bytes()[:100] + b"\xff" * 8000)
    with pytest.raises(StoreError, match="damaged"):
        opened(path)


@pytest.mark.parametrize("address", [":memory:", ""])
def test_an_address_that_is_not_served_is_said_plainly(address: str) -> None:
    with pytest.raises(StoreError, match="file"):
        opened(address)


def test_a_folder_is_no_home(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="folder"):
        opened(tmp_path)


def test_an_empty_file_becomes_a_home(tmp_path: Path) -> None:
    (tmp_path / "a.db").touch()
    store = opened(tmp_path / "a.db")
    assert store.people() == []
    store.close()


def test_a_home_of_the_first_version_is_brought_forward(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    old = sqlite3.connect(path, isolation_level=None)
    migrate(old, STEPS[:1])
    old.execute("INSERT INTO person (id, name, zone, epoch) VALUES (1, 'me', 'Europe/Rome', 1)")
    row = next(to_rows([HELLO], person=1, row=1 << 32))
    old.execute(f"INSERT INTO trace ({WRITTEN}) VALUES ({', '.join('?' * 17)})", row)
    old.execute("INSERT INTO trace_words (rowid, text) VALUES (?, ?)", (row[0], row[-1]))
    assert (version(old), old.execute("SELECT 1 FROM sqlite_schema WHERE name = 'catalog'").fetchone()) == (1, None)
    old.close()
    store = opened(path)
    assert store.catalogs() == []
    assert store.scope("me").search("hello") == list(store.scope("me").traces()) == [HELLO]
    assert str(store.scope("me").zone) == "Europe/Rome"
    store.close()
    now = sqlite3.connect(path)
    assert version(now) == len(STEPS)
    now.close()


def test_a_step_that_fails_leaves_the_older_version(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "a.db", isolation_level=None)
    migrate(connection)
    with pytest.raises(sqlite3.OperationalError):
        migrate(connection, [*STEPS, ["CREATE TABLE fine (a)", "CREATE TABLE person (twice)"]])
    assert version(connection) == len(STEPS)
    assert connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'fine'").fetchone() is None
    connection.close()


def test_a_newer_home_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    opened(path).close()
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {len(STEPS) + 1}")
    connection.close()
    with pytest.raises(StoreNewer, match="newer"):
        opened(path)
