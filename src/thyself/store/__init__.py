"""What is kept, where: the port, and homes in one SQLite file or in PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from thyself.core import StoreError
from thyself.store.moving import move
from thyself.store.port import Appended, Books, Derived, Entry, Progress, Scope, Selection, State, Store
from thyself.store.sqlite import SqliteStore

__all__ = [
    "Appended",
    "Books",
    "Derived",
    "Entry",
    "Progress",
    "Scope",
    "Selection",
    "State",
    "Store",
    "move",
    "open_store",
]


def open_store(
    path: str | Path,
    *,
    clock: Callable[[], datetime],
    timezone: str = "UTC",
    patience_s: float = 30,
    remembered: int = 8,
) -> Store:
    """Open a home by its address; a file is made where it is missing.

    Args:
        path: The path of a file, or the address of a PostgreSQL database: ``postgresql://user@host/database``.
        clock: Tells the time, as an aware ``datetime``.
        timezone: The time zone of persons who are entered without one.
        patience_s: How long to wait for other processes, in seconds.
        remembered: Of how many persons what is computed is kept in memory.

    Raises:
        StoreError: There is no store for this address, or the file is no home; it was not touched.
        StoreNewer: A newer version of thyself wrote it.
        InvalidInput: No such time zone.
    """
    address = str(path)
    if address.startswith(("postgresql://", "postgres://")):
        from thyself.store.postgres import PostgresStore

        return PostgresStore(address, clock=clock, timezone=timezone, patience_s=patience_s, remembered=remembered)
    if address in ("", ":memory:") or "\0" in address:
        raise StoreError(
            f"{address!r} is not the path of a file; a home is kept in one, for example ~/.thyself/thyself.db"
        )
    return SqliteStore(
        Path(path).expanduser().absolute(),
        clock=clock,
        timezone=timezone,
        patience_s=patience_s,
        remembered=remembered,
    )
