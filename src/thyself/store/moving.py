"""Moving a home: everybody and everything from one store into another."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from thyself.core import StoreError
from thyself.store.port import Progress, Store


def move(source: Store, target: Store, *, progress: Progress | None = None) -> list[str]:
    """Copy every person, every catalogue and the home's own books (keys among them); ``source`` stays as it is.

    Each person is copied in one transaction, so that after an interruption those who are in ``target`` are whole.

    Args:
        source: The home to copy from.
        target: The home to copy into; nobody of the same name may have data in it.
        progress: Called after each person.

    Returns:
        The names of the persons, in order.

    Raises:
        StoreError: Somebody of the same name has data in ``target`` already; nothing was changed.
    """
    names = source.people()
    if taken := [name for name in names if target.scope(name).state().last or target.scope(name).state().derived]:
        raise StoreError(f"{', '.join(taken)}: has data in the other home already; nothing was changed")
    for name in source.catalogs():
        target.put_catalog(source.catalog(name))
    target.books.put(source.books.read())
    with tempfile.TemporaryDirectory(prefix="thyself-move-") as folder:
        for number, name in enumerate(names, 1):
            exported = source.scope(name).export(Path(folder) / "person.zip")
            target.restore(exported, person=name)
            if progress is not None:
                progress(number, len(names))
    return names


def into_file(source: Store, path: Path, *, clock: Callable[[], datetime]) -> Path:
    """Copy a home into a new SQLite file; see :meth:`thyself.store.Store.backup`."""
    from thyself.store.files import fresh
    from thyself.store.sqlite import SqliteStore

    with SqliteStore(fresh(path), clock=clock) as target:
        move(source, target)
    return path
