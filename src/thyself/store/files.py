"""The files of a home: made private, recognised, and read byte by byte.

While SQLite has a file open, closing it anywhere else in the same process would release SQLite's locks on it (POSIX
locks belong to the process). So files that are read here stay open until the last store of the process on that home
is closed.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from threading import Lock
from typing import Final

from thyself.core import StoreError
from thyself.store.schema import APPLICATION_ID

_MAGIC: Final = b"SQLite format 3\0"
_ENDINGS: Final = ("", "-wal", "-shm", "-journal")

_lock: Final = Lock()
_stores: Final[Counter[Path]] = Counter()
_kept: Final[dict[Path, dict[str, int]]] = {}


def prepare(path: Path) -> None:
    """See that the home's file is there and private (0600, a folder made here 0700), or say why it cannot be used.

    A home that a store of this process has open was looked at before, and is not looked at again.

    Raises:
        StoreError: It is a folder, or another program's file; it was not touched.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if path.is_dir():
            raise StoreError(f"{path} is a folder; a home is one file, for example {path / 'thyself.db'}")
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        except FileExistsError:
            with _lock:
                known = _stores[path] > 0
            if not known:
                _look_at(path)
    except OSError as problem:
        raise StoreError(f"{path} cannot be used as a home: {problem.strerror}") from None


def _look_at(path: Path) -> None:
    with path.open("rb") as file:
        head = file.read(100)
    if head and not head.startswith(_MAGIC):
        raise StoreError(f"{path} is no home of thyself and no database at all; it was left as it is")
    marked = int.from_bytes(head[68:72], "big")
    if marked not in (0, APPLICATION_ID):
        raise StoreError(f"{path} is a database of another program; it was left as it is")


def fresh(path: Path) -> Path:
    """Make an empty private file.

    Raises:
        StoreError: There is one already, or it cannot be written.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        raise StoreError(f"{path} is there already: name a new file") from None
    except OSError as problem:
        raise StoreError(f"{path} cannot be written: {problem.strerror}") from None
    return path


def entered(path: Path) -> None:
    """A store of this process has opened the home."""
    with _lock:
        _stores[path] += 1


def left(path: Path) -> None:
    """A store of this process has closed the home, and all its connections to it."""
    with _lock:
        _stores[path] -= 1
        if _stores[path] <= 0:
            del _stores[path]
            for descriptor in _kept.pop(path, {}).values():
                os.close(descriptor)


def of_home(path: Path) -> list[Path]:
    """The files that a home has now: the main file and what SQLite keeps beside it."""
    return [each for ending in _ENDINGS if (each := path.with_name(path.name + ending)).exists()]


def content(home: Path, path: Path, *, size: int = 1 << 21, overlap: int = 64) -> Iterator[tuple[int, bytes]]:
    """A file of the home from beginning to end: where a piece starts, and the piece; each repeats the last's end."""
    descriptor = _descriptor(home, path)
    start = 0
    while piece := os.pread(descriptor, size + overlap, start):
        yield start, piece
        start += size


def _descriptor(home: Path, path: Path) -> int:
    with _lock:
        kept = _kept.setdefault(home, {})
        if (old := kept.get(path.name)) is not None and os.path.samestat(os.fstat(old), path.stat()):
            return old
        fresh = os.open(path, os.O_RDONLY)
        kept[path.name + (f" {old}" if old is not None else "")] = fresh
        if old is not None:  # the file was made anew meanwhile: the old one stays open under another name
            kept[path.name], kept[f"{path.name} {old}"] = fresh, old
        return fresh
