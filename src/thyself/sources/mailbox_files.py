"""Mailboxes: mbox files of any size, and single mails (.eml) with the folders that hold them."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from thyself.core import Rejected, SourceError, Trace
from thyself.sources.files import Stream, head, open_bytes
from thyself.sources.mail import traces_of
from thyself.sources.mail_owner import heads_of, whose
from thyself.sources.places import bare_name, entries, files_in
from thyself.sources.port import Note, Place, ReadContext
from thyself.sources.text import Text, TextBytes, first_text, is_plain

#: What is kept of one mail, in bytes; attachments stand at its end.
_LARGEST: Final = 24 << 20
_FROM: Final = re.compile(rb"From \S.*\b\d{2}:\d{2}(:\d{2})?\b.*|From \S+\s*$|From - .*")
_HEADER: Final = re.compile(
    rb"(From|To|Subject|Date|Received|Return-Path|Delivered-To|Message-ID|MIME-Version|X-[\w-]+|DKIM-Signature): ?",
    re.IGNORECASE,
)


class Mbox:
    """Mails one after the other, each behind a line that begins with ``From``."""

    name = "mbox"
    title = "mailbox (mbox: Gmail Takeout, Thunderbird, Apple Mail)"

    def detect(self, path: Place) -> float:
        """It begins with such a line, and then headers."""
        if path.is_dir():
            return 0.0
        first, _, rest = first_text(path).encode("utf-8", "replace").lstrip().partition(b"\n")
        if not _FROM.match(first.strip()) or not _HEADER.match(rest):
            return 0.0
        return 0.95

    def read(self, path: Place, context: ReadContext) -> Iterator[Trace | Rejected | Note]:
        """Yield the mails in order; first the headers of all are looked at, to know whose box it is."""
        if not head(path):
            raise SourceError(f"{context.label(path)}: the file is empty")
        quiet = replace(context, progress=None)
        with _opened(path, quiet) as stream:
            mine, note = whose(path, context, (heads_of(raw) for _line, _envelope, raw in _split(stream, heads=True)))
        yield from note
        with _opened(path, context) as stream:
            for line, envelope, raw in _split(stream):
                yield from traces_of(raw, context, f"{stream.name}:{line}", mine=mine, envelope=envelope)
            yield from stream.rest()


class Eml:
    """One mail a file (.eml), or a folder of such files."""

    name = "eml"
    title = "mails as single files (.eml, or a folder of them)"

    def detect(self, path: Place) -> float:
        """Its name, or headers at its beginning; a folder of hardly anything else."""
        if path.is_dir():
            names = [each.name.casefold() for each in entries(path) if not each.is_dir()]
            return 0.85 if names and all(name.endswith((".eml", ".eml.gz")) for name in names) else 0.0
        first = first_text(path).encode("utf-8", "replace")
        if not _HEADER.match(first.lstrip()):
            return 0.0
        if bare_name(path).endswith((".eml", ".emlx")):
            return 0.9
        return 0.5 if re.search(rb"^(From|Date): ", first, re.MULTILINE) and "." not in path.name else 0.0

    def read(self, path: Place, context: ReadContext) -> Iterator[Trace | Rejected | Note]:
        """Yield the mails, by the names of their files."""
        files = list(files_in(path)) if path.is_dir() else [path]
        quiet = replace(context, progress=None)
        mine, note = whose(path, context, (heads_of(_whole(file, quiet)[0]) for file in files))
        yield from note
        for file in files:
            try:
                raw, told = _whole(file, context)
            except SourceError as error:
                if not path.is_dir():
                    raise
                yield Rejected(context.label(file), str(error))
                continue
            yield from traces_of(raw, context, context.label(file), mine=mine)
            yield from told


def _opened(place: Place, context: ReadContext) -> Stream | TextBytes:
    """The bytes of a mail are in many encodings; only where the file as a whole was saved in one are they changed."""
    return open_bytes(place, context) if is_plain(head(place)) else TextBytes(Text(place, context))


def _whole(file: Place, context: ReadContext) -> tuple[bytes, list[Rejected]]:
    with _opened(file, context) as stream:
        raw = bytearray()
        while len(raw) < _LARGEST and (more := stream.read(1 << 16)):
            raw += more
        if file.name.casefold().endswith(".emlx") and raw[:1].isdigit():
            del raw[: raw.find(b"\n") + 1]
        if not raw:
            raise SourceError(f"{stream.name}: {stream.damage or 'the file is empty'}")
        return bytes(raw), list(stream.rest())


def _split(stream: Stream | TextBytes, *, heads: bool = False) -> Iterator[tuple[int, str, bytes]]:
    """Line, date of the mbox line, and bytes of each mail; with ``heads`` only up to its first empty line."""
    lines = io.BufferedReader(stream, 1 << 16)
    parts: list[bytes] = []
    number, begun, size, envelope = 0, 1, 0, ""
    blank, wanted = True, True
    while line := lines.readline(1 << 20):
        number += 1
        bare = line.rstrip(b"\r\n")
        if blank and bare.startswith(b"From ") and _FROM.match(bare):
            if parts or envelope:
                yield begun, envelope, b"".join(parts)
            parts, size, begun, wanted = [], 0, number, True
            envelope = _envelope(bare) or "-"
        elif size < _LARGEST and wanted and (bare or parts):
            parts.append(line[1:] if bare.startswith(b">From ") else line)
            size += len(line)
            wanted = not (heads and not bare)
        blank = not bare
    if parts or envelope:
        yield begun, envelope, b"".join(parts)


def _envelope(line: bytes) -> str:
    """The date of ``From someone@example.org Mon Jan  1 10:00:00 +0000 2024``, in an order that can be read."""
    words = line.decode("ascii", "replace").split()
    found = re.search(r"([A-Z][a-z]{2}) +(\d{1,2}) (\d{2}:\d{2}(?::\d{2})?)( [+-]\d{4})? (\d{4})", " ".join(words[1:]))
    if found is None:
        return ""
    month, day, clock, zone, year = found.groups()
    return f"{day} {month} {year} {clock}{zone or ' +0000'}"
