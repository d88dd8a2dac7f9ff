"""The header of a WFDB record: which signals there are, where, and in which form.

Source: WFDB header files, header(5) of the WFDB applications guide (Moody, PhysioNet).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from math import isfinite
from typing import Final

from thyself.core import Rejected, SourceError

#: Formats that are read, and how many bits a sample has.
FORMATS: Final = {"16": 16, "61": 16, "80": 8, "160": 16, "212": 12, "32": 32}
_MOST_SIGNALS: Final = 256
_RECORD: Final = re.compile(
    r"(?P<name>[\w.-]+)(?P<parts>/\d+)?\s+(?P<signals>\d{1,3})"
    r"(?:\s+(?P<fs>[\d.eE+-]+)(?:/\S+)?(?:\s+(?P<n>\d{1,12})(?:\s+(?P<rest>.*))?)?)?\s*",
    re.ASCII,
)
_SIGNAL: Final = re.compile(
    r"(?P<file>\S+)\s+(?P<format>\d+)(?P<per>x\d+)?(?P<skew>:\d+)?(?:\+(?P<skip>\d{1,9}))?"
    r"(?:\s+(?P<gain>-?[\d.eE+-]+)(?:\((?P<base>-?\d+)\))?(?:/(?P<unit>\S+))?"
    r"(?:\s+(?P<bits>\d+)(?:\s+(?P<zero>-?\d+)(?:\s+(?P<first>-?\d+)"
    r"(?:\s+(?P<sum>-?\d+)(?:\s+(?P<block>\d+)(?:\s+(?P<name>.*))?)?)?)?)?)?)?\s*",
    re.ASCII,
)
_GAIN: Final = 200.0


@dataclass(frozen=True, slots=True)
class Signal:
    """One signal of a record.

    Args:
        file: Where its samples are.
        place: Which of the signals in that file it is, from 0.
        of: How many signals take turns in that file.
        format: One of :data:`FORMATS`.
        skip: Bytes before the first sample.
        gain: Steps of the converter for one unit.
        zero: What the converter gives for nothing.
        unit: ``"mV"`` where none is told.
        checksum: Of all samples, modulo 65,536; ``None`` where none is told.
        name: What was measured, such as ``"MLII"``.
    """

    file: str
    place: int
    of: int
    format: str
    skip: int
    gain: float
    zero: int
    unit: str
    checksum: int | None
    name: str


@dataclass(frozen=True, slots=True)
class Header:
    """A record.

    Args:
        name: Its name.
        fs: Samples a second.
        n: How many samples each signal has; 0: not told.
        at: When it begins, on the clock of where it was made; ``None``: not told.
        signals: Those that can be read.
        rejected: Those that cannot, with why.
    """

    name: str
    fs: float
    n: int
    at: datetime | None
    signals: tuple[Signal, ...]
    rejected: tuple[Rejected, ...]


def is_record(line: str) -> bool:
    """Whether a line is the first one of a header."""
    return _RECORD.fullmatch(line.strip()) is not None


def header(lines: Iterable[tuple[int, str]], name: str) -> Header:
    """Read a header.

    Args:
        lines: Its lines with their numbers.
        name: Of the file, for what is told of it.

    Raises:
        SourceError: There is no record in it, or one of a sort that is not read.
    """
    told = [(number, line.strip()) for number, line in lines if line.strip() and not line.lstrip().startswith("#")]
    first = _RECORD.fullmatch(told[0][1]) if told else None
    if first is None:
        raise SourceError(f"{name}: no WFDB header: its first line names no record")
    if first["parts"]:
        raise SourceError(f"{name}: a record of several segments is not read; add the segments, each by its header")
    fs, count = _number(first["fs"], 250.0), int(first["signals"])
    if not 0.1 <= fs <= 100_000 or not 0 < count <= _MOST_SIGNALS:
        raise SourceError(f"{name}: {count} signals at {fs:g} samples a second: no record of a body is so")
    lines_of = told[1 : count + 1]
    files = [line.split()[0] for _number, line in lines_of]
    found: list[Signal] = []
    rejected: list[Rejected] = []
    for place, (number, line) in enumerate(lines_of):
        made = _signal(line, files[:place].count(files[place]), files.count(files[place]))
        if isinstance(made, str):
            rejected.append(Rejected(f"{name}:{number}", made))
        else:
            found.append(made)
    if len(lines_of) < count:
        rejected.append(Rejected(name, f"{count} signals are announced, {len(lines_of)} are described"))
    return Header(first["name"], fs, int(first["n"] or 0), _begins(first["rest"]), tuple(found), tuple(rejected))


def _signal(line: str, place: int, of: int) -> Signal | str:
    """A signal, or why it cannot be read."""
    found = _SIGNAL.fullmatch(line)
    if found is None:
        return f"no signal is told so: {line[:60]!r}"
    if found["format"] not in FORMATS or found["per"] not in (None, "x1") or found["skew"] not in (None, ":0"):
        form = f"{found['format']}{found['per'] or ''}{found['skew'] or ''}"
        return f"format {form} is not read; known are {', '.join(FORMATS)}, one sample a frame"
    if not re.fullmatch(r"[\w][\w.-]*", found["file"], re.ASCII):
        return f"the samples are in {found['file'][:60]!r}, which is no file beside the header"
    gain = _number(found["gain"], _GAIN) or _GAIN
    zero = int(found["base"] or found["zero"] or 0)
    checksum = int(found["sum"]) % 65_536 if found["sum"] else None
    skip = int(found["skip"] or 0)
    name = (found["name"] or f"signal {place + 1}").strip()
    return Signal(
        found["file"], place, of, found["format"], skip, gain, zero, found["unit"] or "mV", checksum, name[:40]
    )


def _number(text: str | None, usual: float) -> float:
    try:
        value = float(text) if text else usual
    except ValueError:
        return usual
    return value if isfinite(value) else usual


def _begins(rest: str | None) -> datetime | None:
    """The time and date after the number of samples: ``10:30:00 25/12/1990``."""
    parts = (rest or "").split()
    if len(parts) < 2:
        return None
    clock = parts[0] if parts[0].count(":") == 2 else f"{parts[0]}:00"
    for form in ("%H:%M:%S.%f %d/%m/%Y", "%H:%M:%S %d/%m/%Y"):
        try:
            return datetime.strptime(f"{clock} {parts[1]}", form)  # noqa: DTZ007  (the reader's zone is put to it)
        except ValueError:
            continue
    return None
