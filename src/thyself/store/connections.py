"""Connections to one SQLite file: lent to one thread at a time, set up in one place, with errors in plain words."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Final

from thyself.core import StoreBusy, StoreError
from thyself.store import files
from thyself.store.schema import APPLICATION_ID, migrate
from thyself.store.word_index import mend

_IDLE: Final = 8
_BUSY: Final = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}

# Connections that a forked child has from its parent: neither used nor closed, as either could harm the parent's.
_inherited: Final[list[sqlite3.Connection]] = []


@contextmanager
def in_words(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into ours.

    Raises:
        StoreBusy: Somebody else held the file for too long.
        StoreError: Anything else.
    """
    try:
        yield
    except sqlite3.Error as problem:
        code = getattr(problem, "sqlite_errorcode", 0) & 0xFF
        if code in _BUSY:
            raise StoreBusy(f"{path} was held by another process for too long; try again when it is done") from problem
        if code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
            raise StoreError(f"{path} is damaged or no database ({problem}); restore it from an export") from problem
        raise StoreError(f"{path} could not be read or written: {problem}") from problem


class Connections:
    """The connections of this process to one home.

    Args:
        path: The file; made where it is missing.
        patience_s: How long to wait for others, in seconds.

    Raises:
        StoreError: The file is not a home, or cannot be opened.
        StoreNewer: A newer version wrote it.
    """

    def __init__(self, path: Path, *, patience_s: float) -> None:
        self.path = path
        self.patience_s = patience_s
        self._lock = Lock()
        self._turn = Lock()
        self._idle: list[sqlite3.Connection] = []
        self._owner = os.getpid()
        self._closed = False
        files.prepare(path)
        with in_words(path):
            first = self._connect()
            try:
                self._check(first)
                self._write_ahead(first)
                migrate(first)
                mend(first)
            except BaseException:
                first.close()
                raise
        self._idle.append(first)
        files.entered(path)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection on which each statement sees what is there when it starts."""
        connection = self._take()
        try:
            with in_words(self.path):
                yield connection
        finally:
            self._give(connection)

    @contextmanager
    def snapshot(self) -> Iterator[sqlite3.Connection]:
        """A connection on which all statements see the same moment."""
        with self.reading() as connection:
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                connection.execute("ROLLBACK")

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction that is durable when the block ends, and undone where the block raises."""
        with self._my_turn(), self.reading() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

    @contextmanager
    def _my_turn(self) -> Iterator[None]:
        """One writer of this process after the other: SQLite lets who waits sleep, and longer each time."""
        turn = self._turn if self._owner == os.getpid() else Lock()
        if not turn.acquire(timeout=self.patience_s):
            raise StoreBusy(f"{self.path} was written to for too long; try again when that is done")
        try:
            yield
        finally:
            turn.release()

    def close(self) -> None:
        """Close all connections; those in use are closed when they come back."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            idle, self._idle = self._idle, []
        if self._owner != os.getpid():
            _inherited.extend(idle)
            return
        for connection in idle:
            connection.close()
        files.left(self.path)

    def _take(self) -> sqlite3.Connection:
        with self._lock:
            if self._closed:
                raise StoreError(f"{self.path} was closed; open it again to use it")
            if self._owner != os.getpid():
                _inherited.extend(self._idle)
                self._idle, self._owner, self._turn = [], os.getpid(), Lock()
            if self._idle:
                return self._idle.pop()
        with in_words(self.path):
            return self._connect()

    def _give(self, connection: sqlite3.Connection) -> None:
        with self._lock:
            if not self._closed and len(self._idle) < _IDLE:
                self._idle.append(connection)
                return
        connection.close()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self.path, timeout=self.patience_s, isolation_level=None, check_same_thread=False, cached_statements=64
        )
        for setting in (
            "foreign_keys = ON",
            "secure_delete = ON",
            "temp_store = MEMORY",
            "synchronous = FULL",
            "cache_size = -65536",
            "wal_autocheckpoint = 4000",  # of small batches, half the time went into copying pages into the file
        ):
            connection.execute(f"PRAGMA {setting}")
        return connection

    def _check(self, connection: sqlite3.Connection) -> None:
        # In this order: another process may be making the same new home, tables and mark in one transaction.
        tables = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
        if tables and connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
            raise StoreError(f"{self.path} is a database of another program; it was left as it is")

    def _write_ahead(self, connection: sqlite3.Connection) -> None:
        until = time.monotonic() + self.patience_s
        while True:
            try:  # SQLite does not wait by itself where two processes make the same new file
                connection.execute("PRAGMA journal_mode = WAL").fetchone()
                return
            except sqlite3.OperationalError as problem:
                if problem.sqlite_errorcode & 0xFF not in _BUSY or time.monotonic() > until:
                    raise
                time.sleep(0.02)
