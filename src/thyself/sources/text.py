"""Text of a file: its encoding is found out, bad bytes are mended and told, lines are bounded."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from typing import Final, Protocol

from thyself.core import Rejected, SourceError
from thyself.sources.files import Stream, head, open_bytes
from thyself.sources.port import Note, Place, ReadContext

#: The longest line, in characters; a longer one is no text that a person left.
LONGEST: Final = 16 << 20
_ESCAPED: Final = re.compile("[\udc80-\udcff]+")
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def encoding_of(first: bytes) -> str:
    """The encoding that the first bytes show; ``"utf-8"`` where nothing speaks against it."""
    for mark, name in _MARKS:
        if first.startswith(mark):
            return name
    sample = first[:512]
    if len(sample) >= 4 and sample[1::2].count(0) > len(sample) * 0.3:
        return "utf-16-le"
    if len(sample) >= 4 and sample[0::2].count(0) > len(sample) * 0.3:
        return "utf-16-be"
    return "utf-8"


def is_text(first: bytes) -> bool:
    """Whether this is the beginning of a text, in whatever encoding."""
    return bool(first) and (encoding_of(first) != "utf-8" or b"\0" not in first)


def is_plain(first: bytes) -> bool:
    """Whether a file's bytes can be taken as they are: no mark at its beginning, and no wide characters."""
    return encoding_of(first) == "utf-8"


def first_text(place: Place) -> str:
    """The beginning of a text file; empty where it is none."""
    first = head(place)
    if not is_text(first):
        return ""
    encoding = encoding_of(first)
    errors = "surrogateescape" if encoding.startswith("utf-8") else "replace"
    text = _ESCAPED.sub(_as_windows, first.decode(encoding, errors))
    return text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


class Text:
    """The text of a file: by lines with their numbers (from 1), or as UTF-8 bytes by :meth:`read`.

    Args:
        place: The file.
        context: How to read.

    Raises:
        SourceError: It cannot be opened, is empty, or is no text.
    """

    def __init__(self, place: Place, context: ReadContext) -> None:
        self.stream: Stream = open_bytes(place, context)
        self.name = self.stream.name
        buffer = io.BufferedReader(self.stream, 1 << 16)
        first = buffer.peek(512)
        if not first:
            damage = self.stream.damage
            self.stream.close()
            raise SourceError(f"{self.name}: {damage or 'the file is empty'}")
        if not is_text(first):
            self.stream.close()
            raise SourceError(f"{self.name}: this is not a text file")
        encoding = encoding_of(first)
        errors = "surrogateescape" if encoding.startswith("utf-8") else "replace"
        self._text = io.TextIOWrapper(buffer, encoding=encoding, errors=errors, newline=None)
        self._mended = 0
        self._too_long: list[Rejected] = []

    def __enter__(self) -> Text:
        return self

    def __exit__(self, *_: object) -> None:
        self._text.close()

    def __iter__(self) -> Iterator[tuple[int, str]]:
        number = 0
        while line := self._text.readline(LONGEST):
            number += 1
            if len(line) == LONGEST and not line.endswith("\n"):
                self._too_long.append(Rejected(f"{self.name}:{number}", f"the line has over {LONGEST:,} characters"))
                while (line := self._text.readline(LONGEST)) and not line.endswith("\n"):
                    pass
                continue
            yield number, self._mend(line).rstrip("\n")

    def read(self, size: int = -1) -> bytes:
        """About ``size`` bytes of UTF-8; for parsers of bytes."""
        return self._mend(self._text.read(size if size >= 0 else None)).encode("utf-8", "replace")

    def _mend(self, text: str) -> str:
        if text.isascii() or not _ESCAPED.search(text):
            return text
        self._mended += 1
        return _ESCAPED.sub(_as_windows, text)

    def rest(self) -> Iterator[Rejected | Note]:
        """What is to be told once everything was read."""
        yield from self._too_long
        yield from self.stream.rest()
        if self._mended:
            yield Note(f"{self.name}: some bytes are not UTF-8; they were read as Windows-1252 (Western Europe)")


def _as_windows(found: re.Match[str]) -> str:
    return found[0].encode("utf-8", "surrogateescape").decode("cp1252", "replace")


class TextBytes(io.RawIOBase):
    """A text as a stream of UTF-8 bytes, for what reads bytes alone."""

    def __init__(self, text: Text) -> None:
        self._whole, self._ready = text, b""
        self.name, self.damage = text.name, text.stream.damage

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill a part of ``buffer``; zero at the end."""
        self._ready = self._ready or self._whole.read(1 << 16)
        count = min(len(buffer), len(self._ready))
        buffer[:count], self._ready = self._ready[:count], self._ready[count:]
        return count

    def rest(self) -> Iterator[Rejected]:
        """What is to be told once everything was read."""
        yield from self._whole.stream.rest()

    def close(self) -> None:
        """Close the file beneath."""
        if not self.closed:
            self._whole.__exit__()
        super().close()


class Lines(Protocol):
    """Lines with their numbers."""

    @property
    def name(self) -> str:
        """Of the file."""

    def __iter__(self) -> Iterator[tuple[int, str]]:
        """Each with its number, from 1."""


class Rows:
    """The rows of a CSV file as dictionaries, with the line on which each begins.

    The separator (comma, semicolon, tab) is found out from the first line. Rows that cannot be read come as
    :class:`Rejected`.
    """

    def __init__(self, text: Lines, *, columns: list[str] | None = None) -> None:
        self._text, self._line = text, 0
        self._lines = self._numbered()
        first = next(self._lines, "")
        self._reader = csv.reader(_chain(first, self._lines), delimiter=separator(first))
        try:
            self.columns = columns or [name.strip().lstrip("\ufeff") for name in next(self._reader, [])]
        except csv.Error as error:
            raise SourceError(f"{text.name}:1: {error}") from None

    def _numbered(self) -> Iterator[str]:
        for number, line in self._text:
            self._line = number
            yield line.replace("\0", "") + "\n"

    def __iter__(self) -> Iterator[tuple[int, dict[str, str] | Rejected]]:
        while True:
            start = self._line + 1
            try:
                row = next(self._reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield start, Rejected(f"{self._text.name}:{start}", f"not a row of CSV: {error}")
                continue
            if any(cell.strip() for cell in row):
                yield start, self._named(start, row)

    def _named(self, line: int, row: list[str]) -> dict[str, str] | Rejected:
        if len(row) != len(self.columns):
            why = f"{len(row)} fields where the first line names {len(self.columns)}"
            return Rejected(f"{self._text.name}:{line}", why)
        return {name: cell.strip() for name, cell in zip(self.columns, row, strict=True)}


def _chain(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def separator(line: str) -> str:
    """What stands between the columns: the one of ``, ; tab |`` that is there most often."""
    return max(",;\t|", key=line.count)


def columns_of(place: Place) -> list[str]:
    """The names in the first line of a CSV file, in lower case; empty where it is none."""
    line = first_text(place).partition("\n")[0]
    if not line:
        return []
    try:
        return [name.strip().casefold() for name in next(csv.reader([line], delimiter=separator(line)), [])]
    except csv.Error:
        return []
