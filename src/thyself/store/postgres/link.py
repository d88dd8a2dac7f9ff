"""Links to one PostgreSQL database: pooled, each transaction bound to one person, with errors in plain words."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit, urlunsplit

from thyself.core import StoreBusy, StoreError
from thyself.store.postgres.schema import migrate

if TYPE_CHECKING:
    import psycopg
    import psycopg_pool

    Connection = psycopg.Connection[tuple[Any, ...]]

_MOST: Final = 8
#: Where a database does not answer at all, in seconds.
_CONNECT_S: Final = 10


class Link:
    """The connections of this process to one database.

    Args:
        address: ``postgresql://user@host/database``.
        patience_s: How long to wait for others, in seconds.

    Raises:
        StoreError: The extra ``postgres`` is not installed, or the database cannot be reached or used.
        StoreNewer: A newer version wrote it.
    """

    def __init__(self, address: str, *, patience_s: float) -> None:
        try:
            import psycopg_pool
        except ImportError:
            raise StoreError("a home in PostgreSQL needs the extra postgres: pip install 'thyself[postgres]'") from None
        self.address = address
        self.shown = without_password(address)
        self.patience_s = patience_s
        self._pool_of = psycopg_pool.ConnectionPool
        self._pool: psycopg_pool.ConnectionPool[Connection] | None = None
        self._closed = False
        self._owner = os.getpid()
        with self.alone() as connection, self.in_words():
            migrate(connection)

    @contextmanager
    def in_words(self) -> Iterator[None]:
        """Turn PostgreSQL's errors into ours.

        Raises:
            StoreBusy: Somebody else held what is needed for too long.
            StoreError: Anything else.
        """
        import psycopg
        import psycopg_pool

        try:
            yield
        except (psycopg.errors.LockNotAvailable, psycopg.errors.DeadlockDetected, psycopg_pool.PoolTimeout) as problem:
            raise StoreBusy(
                f"{self.shown} was held by another process for too long; try again when it is done"
            ) from problem
        except psycopg.Error as problem:
            told = " ".join(str(problem).split()) or type(problem).__name__
            raise StoreError(f"{self.shown} could not be read or written: {told}") from problem

    @contextmanager
    def alone(self) -> Iterator[Connection]:
        """A connection outside the pool, on which each statement is its own transaction."""
        import psycopg

        with self.in_words():
            connection: Connection = psycopg.connect(
                self.address, autocommit=True, connect_timeout=_CONNECT_S, options=self._options()
            )
        try:
            yield connection
        finally:
            connection.close()

    @contextmanager
    def reading(self, person: int | None = None) -> Iterator[Connection]:
        """A transaction in which all statements see the same moment, and of persons only that one's rows."""
        with self._lent(person, "REPEATABLE READ READ ONLY") as connection:
            yield connection

    @contextmanager
    def writing(self, person: int | None = None) -> Iterator[Connection]:
        """A transaction that is durable when the block ends, and undone where the block raises."""
        with self._lent(person, "READ COMMITTED") as connection:
            yield connection

    def close(self) -> None:
        """Close all connections."""
        self._closed = True
        if self._pool is not None and self._owner == os.getpid():
            self._pool.close()
        self._pool = None

    @contextmanager
    def _lent(self, person: int | None, mode: str) -> Iterator[Connection]:
        with self.in_words(), self._of_this_process().connection() as connection:
            connection.execute(f"SET TRANSACTION ISOLATION LEVEL {mode}")
            show(connection, person)
            yield connection

    def _of_this_process(self) -> psycopg_pool.ConnectionPool[Connection]:
        """The pool; one that a forked child has from its parent is left alone."""
        if self._closed:
            raise StoreError(f"{self.shown} was closed; open it again to use it")
        if self._pool is None or self._owner != os.getpid():
            self._owner = os.getpid()
            self._pool = self._pool_of(
                self.address,
                min_size=0,
                max_size=_MOST,
                timeout=self.patience_s,
                kwargs={"options": self._options(), "connect_timeout": _CONNECT_S},
                open=True,
            )
        return self._pool

    def _options(self) -> str:
        return f"-c search_path=thyself -c lock_timeout={int(self.patience_s * 1000)} -c client_min_messages=warning"


def show(connection: Connection, person: int | None) -> None:
    """From here to the end of the transaction, only the rows of this person are seen; without one, nobody's."""
    connection.execute("SELECT set_config('thyself.person', %s, true)", ("" if person is None else str(person),))


def without_password(address: str) -> str:
    """An address that can be shown."""
    parts = urlsplit(address)
    if parts.password is None:
        return address
    where = f"{parts.hostname or ''}{f':{parts.port}' if parts.port else ''}"
    return urlunsplit(parts._replace(netloc=f"{parts.username or ''}@{where}"))
