"""Bytes of a file: decompressed where needed, bounded, with progress; damage is told, and does not raise."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import IO, Final

from thyself.core import Rejected, SourceError
from thyself.sources.port import Place, Progress, ReadContext

_CHUNK: Final = 1 << 16
_GZIP: Final = 31
#: Less than this much, decompressed, is never called a bomb.
HARMLESS: Final = 64 << 20
#: More bytes than this out of one byte is called a bomb; the text of real exports gives 5 to 40.
MOST_RATIO: Final = 250
#: How much of a file is looked at to recognise it.
HEAD: Final = 1 << 16


class Stream(io.RawIOBase):
    """The bytes of a file; gzip is seen by its first bytes and undone.

    Where the file ends too early or is damaged, the stream ends there and :attr:`damage` says what is wrong.

    Raises:
        SourceError: It decompresses to far more than real data does.
    """

    def __init__(
        self, file: IO[bytes], name: str, *, size: int | None = None, progress: Progress | None = None
    ) -> None:
        self.name = name
        self.damage: str | None = None
        self._file, self._size, self._progress = file, size, progress
        self._taken = self._given = 0
        first = self._take()
        self._inside = False
        self._unzip = zlib.decompressobj(_GZIP) if first[:2] == b"\x1f\x8b" else None
        self._ready = memoryview(self._inflate(first) if self._unzip else first)

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill a part of ``buffer``; zero at the end."""
        while not self._ready:
            raw = self._take()
            if not raw:
                self._end()
                return 0
            self._ready = memoryview(self._inflate(raw) if self._unzip else raw)
        count = min(len(buffer), len(self._ready))
        buffer[:count] = self._ready[:count]
        self._ready = self._ready[count:]
        return count

    def close(self) -> None:
        """Close the file beneath."""
        if not self.closed:
            self._file.close()
        super().close()

    def _take(self) -> bytes:
        if self.damage:
            return b""
        try:
            raw = self._file.read(_CHUNK)
        except (zipfile.BadZipFile, zlib.error, EOFError):
            return self._break("this part of the zip is damaged")
        except RuntimeError as error:  # zipfile: a password is needed, or a way of packing that it does not know
            raise SourceError(f"{self.name}: cannot be unpacked here ({error}); unpack it first") from None
        except OSError as error:
            return self._break(f"it cannot be read further ({error.strerror or error})")
        self._taken += len(raw)
        if self._progress is not None and raw:
            self._progress(self._taken, self._size)
        return raw

    def _break(self, damage: str) -> bytes:
        self.damage = damage
        return b""

    def _inflate(self, raw: bytes) -> bytes:
        out = bytearray()
        try:
            while raw and self._unzip is not None:
                out += self._unzip.decompress(raw)
                self._inside, raw = not self._unzip.eof, b""
                if self._unzip.eof:
                    raw = self._unzip.unused_data.lstrip(b"\0")
                    self._unzip = zlib.decompressobj(_GZIP)
        except zlib.error:
            self.damage = "the gzip data is damaged"
        self._given += len(out)
        check_ratio(self.name, self._given, self._taken)
        return bytes(out)

    def _end(self) -> None:
        if self._inside and not self.damage:
            self.damage = "the gzip data ends too early: the file was cut off"

    def rest(self) -> Iterator[Rejected]:
        """What is to be told once everything was read."""
        if self.damage:
            yield Rejected(self.name, f"{self.damage}; what came before is kept")


def check_ratio(name: str, given: int, taken: int) -> None:
    """Refuse what decompresses to far more than real data does.

    Raises:
        SourceError: More than :data:`MOST_RATIO` bytes out of one, and more than :data:`HARMLESS` in all.
    """
    if given > HARMLESS and given > MOST_RATIO * max(taken, 1):
        raise SourceError(
            f"{name}: unpacks to more than {given >> 20:,} MB out of {taken / 1e6:.2f} MB, "
            "which no real export does; it was not read"
        )


def open_bytes(place: Place, context: ReadContext | None = None) -> Stream:
    """The bytes of a file; close it, or use it in a ``with``.

    Raises:
        SourceError: There is no such file, or it may not be read.
    """
    name = context.label(place) if context is not None else place.name
    try:
        size = size_of(place)
        file = place.open("rb")
    except FileNotFoundError:
        raise SourceError(f"{place}: there is no such file") from None
    except PermissionError:
        raise SourceError(f"{place}: may not be read; check its permissions") from None
    except IsADirectoryError:
        raise SourceError(f"{place}: is a folder") from None
    except (OSError, zipfile.BadZipFile, RuntimeError, KeyError) as error:
        raise SourceError(f"{place}: cannot be opened ({error})") from None
    return Stream(file, name, size=size, progress=context.progress if context is not None else None)


def size_of(place: Place) -> int:
    """Bytes of a file: on the disk, or unpacked where it is inside a zip.

    Raises:
        SourceError: A file inside a zip is packed as no real data can be.
    """
    if isinstance(place, Path):
        return place.stat().st_size
    info = place.root.getinfo(place.at)
    check_ratio(place.name, info.file_size, info.compress_size)
    return info.file_size


def head(place: Place) -> bytes:
    """The first bytes of a file, decompressed; empty for a folder, and for what cannot be read."""
    if isinstance(place, Path):
        try:
            stat = place.stat()
        except OSError:
            return b""
        return _head(place, stat.st_mtime_ns, stat.st_size)
    return _head(place, 0, 0)


def damage_of(place: Place) -> str:
    """What is wrong at the beginning of a file; empty where it can be read."""
    try:
        with open_bytes(place) as stream:
            seen = 0
            while seen < HEAD and (more := stream.read(HEAD)):
                seen += len(more)
            return stream.damage or ("" if seen else "the file is empty")
    except SourceError as error:
        return str(error)


@lru_cache(maxsize=4)
def _head(place: Place, _changed: int, _size: int) -> bytes:
    if not place.is_file():
        return b""
    try:
        with open_bytes(place) as stream:
            whole = bytearray()
            while len(whole) < HEAD and (more := stream.read(HEAD - len(whole))):
                whole += more
            return bytes(whole)
    except SourceError:
        return b""
