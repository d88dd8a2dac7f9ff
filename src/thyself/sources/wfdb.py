"""WFDB records (PhysioNet, many research devices): the heart's electricity or pulse wave by the minute, with its beats.

The signal itself is kept, minute by minute, as the converter gave it: what is found in it later stands on traces.

Source: The WFDB software package (Moody, Pollard, Moody; PhysioNet); formats signal(5), header(5) and annot(5).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from thyself.core import Rejected, SourceError, Trace
from thyself.sources.files import Stream, open_bytes
from thyself.sources.measured import measured
from thyself.sources.places import bare_name, beside, entries, is_mixed
from thyself.sources.port import Note, Place, ReadContext
from thyself.sources.text import Text, first_text
from thyself.sources.times import base_without_times, local
from thyself.sources.wave import pack
from thyself.sources.wfdb_annotations import Beat, beats
from thyself.sources.wfdb_header import FORMATS, Header, Signal, header, is_record

if TYPE_CHECKING:
    import numpy as np

_PARTS: Final = (".hea", ".dat", ".atr", ".qrs", ".ecg", ".xws", ".hea-", ".atr-", ".at_", ".al", ".mat", ".gz")
_MARKS: Final = ("atr", "qrs", "ecg")
_LEADS: Final = frozenset(
    "i ii iii avr avl avf v v1 v2 v3 v4 v5 v6 mli mlii mliii mcl1 ml2 d1 d2 d3 cm2 cm4 cm5 cc5 ecg ecg1 ecg2".split()
)
_PULSES: Final = ("pleth", "ppg")
#: What the converter gives where there is no sample.
_NONE: Final = {"16": -(1 << 15), "61": -(1 << 15), "160": -(1 << 15), "212": -2048, "80": -128, "32": -(1 << 31)}
_MOST_MARKS: Final = 64 << 20
#: Fewer beats in a minute give no heart rate.
_FEWEST: Final = 10


class Wfdb:
    """A trace for each minute of the first ECG lead and the first pulse wave; heart rates where beats are marked."""

    name = "wfdb"
    title = "WFDB record of an ECG or pulse wave (.hea with .dat, and .atr; a file or a folder of them)"

    def detect(self, path: Place) -> float:
        """The first line of a header; a folder that holds nothing but records."""
        if path.is_dir():
            found = any(self.detect(each) > 0 for each in entries(path) if not each.is_dir())
            return 0.9 if found and not is_mixed(path, _is_part) else 0.0
        if not bare_name(path).endswith(".hea"):
            return 0.0
        lines = [each for each in first_text(path).split("\n") if each.strip() and not each.startswith("#")]
        return 0.95 if lines and is_record(lines[0]) else 0.0

    def read(self, path: Place, context: ReadContext) -> Iterator[Trace | Rejected | Note]:
        """Yield the minutes of a record, or of each record of a folder; what cannot be read is told.

        Raises:
            SourceError: The one record that there is cannot be read at all.
        """
        if not path.is_dir():
            yield from _record(path, context)
            return
        for each in entries(path):
            if not each.is_dir() and bare_name(each).endswith(".hea"):
                try:
                    yield from _record(each, context)
                except SourceError as error:
                    yield Rejected(context.label(each), str(error))


def _is_part(place: Place) -> bool:
    return not place.is_dir() and place.name.casefold().endswith(_PARTS)


@dataclass(frozen=True, slots=True)
class _Minute:
    """What all minutes of a signal share."""

    item: str
    head: Header
    signal: Signal
    begins: datetime
    marks: Sequence[Beat]
    source: str


def _record(place: Place, context: ReadContext) -> Iterator[Trace | Rejected | Note]:
    with Text(place, replace(context, progress=None)) as text:
        head = header(text, text.name)
        yield from head.rejected
        yield from text.rest()
    begins = local(head.at, context) if head.at is not None else base_without_times(place, context)
    if head.at is None:
        yield Note(f"{context.label(place)}: its header tells no date; minutes are counted from {begins:%Y-%m-%d}")
    chosen = {}
    for signal in head.signals:
        item = _item(signal.name)
        if item and item not in chosen:
            chosen[item] = signal
    if not chosen:
        names = ", ".join(each.name for each in head.signals) or "none that can be read"
        raise SourceError(f"{context.label(place)}: no ECG lead and no pulse wave among its signals ({names})")
    left = [each.name for each in head.signals if each not in chosen.values()]
    if left:
        yield Note(f"{context.label(place)}: signals that were left out: {', '.join(left)}")
    marks = [each for each in _marks(place, context) if not head.n or each.sample < head.n]
    for item, signal in chosen.items():
        minute = _Minute(item, head, signal, begins, marks, context.source or "wfdb")
        yield from _minutes(minute, place, context)
    yield from _rates(head, begins, marks, context)


def _item(name: str) -> str:
    plain = name.casefold()
    if any(each in plain for each in _PULSES):
        return "ppg"
    return "ecg" if plain in _LEADS or plain.startswith("ecg") else ""


def _minutes(minute: _Minute, place: Place, context: ReadContext) -> Iterator[Trace | Rejected]:
    signal, head = minute.signal, minute.head
    file = beside(place, signal.file)
    if file is None:
        yield Rejected(context.label(place), f"there is no file {signal.file} beside it")
        return
    frames = max(2, round(head.fs * 60) // 2 * 2)
    first = total = 0
    with open_bytes(file, context) as stream:
        stream.read(signal.skip)
        while (samples := _samples(stream, signal, frames, head.n - first if head.n else frames)) is not None:
            total += int(samples.sum())
            yield _trace(minute, samples, first)
            first += len(samples)
        yield from stream.rest()
    if first < head.n:
        yield Rejected(context.label(file), f"it ends after {first:,} of {head.n:,} samples; what came before is kept")
    elif signal.checksum is not None and total % 65_536 != signal.checksum:
        yield Rejected(context.label(file), f"the checksum of {signal.name} is another than its header tells")


def _samples(stream: Stream, signal: Signal, frames: int, left: int) -> np.ndarray | None:
    """The next samples of a signal ``(<= frames,) int64``; ``None`` at the end."""
    import numpy as np

    bits = FORMATS[signal.format]
    wanted, raw = frames * signal.of * bits // 8, bytearray()
    while len(raw) < wanted and (more := stream.read(wanted - len(raw))):
        raw += more
    n = len(raw) * 8 // (bits * signal.of)
    if n == 0 or left <= 0:
        return None
    if signal.format == "212":
        triple = np.frombuffer(bytes(raw) + b"\0\0", dtype=np.uint8)[: -(-len(raw) // 3) * 3].reshape(-1, 3)
        one, two, three = (triple[:, k].astype(np.int64) for k in range(3))
        values = np.stack([one | (two & 15) << 8, three | (two & 240) << 4], axis=1).ravel()
        values = values - (values >> 11 << 12)
    else:
        kind = {"16": "<i2", "61": ">i2", "160": "<u2", "80": "<u1", "32": "<i4"}[signal.format]
        whole = len(raw) // (bits // 8) * (bits // 8)
        off = {"160": 1 << 15, "80": 128}.get(signal.format, 0)
        values = np.frombuffer(bytes(raw[:whole]), dtype=kind).astype(np.int64) - off
    return np.asarray(values[: n * signal.of].reshape(n, signal.of)[: min(n, left), signal.place])


def _trace(minute: _Minute, samples: np.ndarray, first: int) -> Trace:
    head, signal = minute.head, minute.signal
    seconds = len(samples) / head.fs
    said = "ECG" if minute.item == "ecg" else "pulse wave"
    marked = [[each.sample - first, each.sign] for each in minute.marks if first <= each.sample < first + len(samples)]
    return Trace(
        f"{said}, lead {signal.name}, {seconds:.0f} s",
        at=minute.begins + timedelta(seconds=first / head.fs),
        kind="measured",
        source=minute.source,
        ref=f"{head.name}/{signal.name}/{first}",
        session=f"wfdb:{head.name}",
        item=minute.item,
        sensitivity="sensitive",
        extra={
            "fs": head.fs, "lead": signal.name, "gain": signal.gain, "zero": signal.zero, "unit": signal.unit,
            "missing": _NONE[signal.format], "first": first, "wave": pack(samples),
        } | ({"beats": marked} if minute.marks else {}),
    )  # fmt: skip


def _marks(place: Place, context: ReadContext) -> list[Beat]:
    """The beats that are marked in a file beside the header; none where there is no such file."""
    stem = place.name[: bare_name(place).rindex(".")]
    file = next((each for end in _MARKS if (each := beside(place, f"{stem}.{end}")) is not None), None)
    if file is None:
        return []
    with open_bytes(file, replace(context, progress=None)) as stream:
        raw = bytearray()
        while len(raw) < _MOST_MARKS and (more := stream.read(1 << 16)):
            raw += more
    return sorted(beats(bytes(raw)))


def _rates(head: Header, begins: datetime, marks: Sequence[Beat], context: ReadContext) -> Iterator[Trace]:
    """The heart rate of each minute in which beats are marked."""
    frames = max(2, round(head.fs * 60) // 2 * 2)
    by_minute: dict[int, list[int]] = {}
    for each in marks:
        by_minute.setdefault(each.sample // frames, []).append(each.sample)
    for number, places in by_minute.items():
        if len(places) < _FEWEST:
            continue
        rate = 60.0 * head.fs * (len(places) - 1) / (places[-1] - places[0])
        if 10 <= rate <= 400:
            at = begins + timedelta(seconds=number * frames / head.fs)
            yield measured(
                "heart_rate", round(rate, 2), at, source=context.source or "wfdb", per="minute", who=head.name,
                beats=len(places), record=head.name,
            )  # fmt: skip
