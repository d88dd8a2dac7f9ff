"""Waves: an ECG or pulse wave as one run of samples, put together from the traces that hold its minutes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from thyself.core import InvalidInput, Trace
from thyself.sources.wave import unpack

Values = NDArray[np.float64]
Places = NDArray[np.int64]


@dataclass(frozen=True, eq=False, slots=True)
class Wave:
    """One run of a recording without a gap.

    Args:
        values: ``(n,)`` in ``unit``; NaN where the device gave no sample.
        fs: Samples a second.
        at: When the first sample was taken (UTC).
        unit: ``"mV"`` mostly.
        lead: Where it was measured.
        marks: The beats that somebody marked: sample and sign.
        trace_ids: The traces that hold it, in order.
        starts: ``(traces,)`` the sample with which each of them begins.
    """

    values: Values
    fs: float
    at: datetime
    unit: str
    lead: str
    marks: tuple[tuple[int, str], ...]
    trace_ids: tuple[str, ...]
    starts: Places

    @property
    def seconds(self) -> float:
        """How long it is."""
        return len(self.values) / self.fs

    def when(self, sample: int) -> datetime:
        """The time of a sample."""
        return self.at + timedelta(seconds=sample / self.fs)

    def holder(self, sample: int) -> str:
        """The trace that holds a sample: what is said of that moment stands on it."""
        return self.trace_ids[int(np.searchsorted(self.starts, sample, side="right")) - 1]


def waves(traces: Iterable[Trace], item: str = "ecg") -> list[Wave]:
    """The runs of ``"ecg"`` or ``"ppg"`` in traces; minutes that follow one another become one.

    A trace whose samples cannot be unpacked is left out, as if it had not been measured.
    """
    found: list[Wave] = []
    for run in _runs(each for each in traces if each.kind == "measured" and each.item == item):
        values = [_values(each.extra) for each in run]
        sizes = np.array([0, *(len(each) for each in values)])
        starts = np.cumsum(sizes)[:-1]
        marks = [
            (int(start) + place, sign)
            for start, each in zip(starts, run, strict=True)
            for place, sign in _marks(each.extra)
        ]
        first = run[0]
        told = first.extra
        found.append(
            Wave(np.concatenate(values), float(told["fs"]), first.at, str(told.get("unit", "mV")),
                 str(told.get("lead", "")), tuple(marks), tuple(each.id for each in run), starts.astype(np.int64))
        )  # fmt: skip
    return found


def _runs(traces: Iterable[Trace]) -> Iterator[list[Trace]]:
    run: list[Trace] = []
    for each in sorted(traces, key=lambda trace: (trace.session or "", trace.extra.get("lead", ""), trace.at)):
        if not _readable(each):
            continue
        if run and not _follows(run[-1], each):
            yield run
            run = []
        run.append(each)
    if run:
        yield run


def _readable(trace: Trace) -> bool:
    try:
        return float(trace.extra["fs"]) > 0 and len(_values(trace.extra)) > 0
    except (InvalidInput, KeyError, TypeError, ValueError):
        return False


def _follows(one: Trace, other: Trace) -> bool:
    same = all(one.extra.get(name) == other.extra.get(name) for name in ("fs", "lead", "unit"))
    end = one.at + timedelta(seconds=one.extra["wave"]["n"] / one.extra["fs"])
    return same and one.session == other.session and abs((other.at - end).total_seconds()) < 2 / one.extra["fs"]


def _values(extra: Mapping[str, Any]) -> Values:
    raw = unpack(extra["wave"])
    values: Values = (raw - float(extra.get("zero", 0))) / float(extra.get("gain", 1) or 1)
    values[raw == extra.get("missing")] = np.nan
    return values


def _marks(extra: Mapping[str, Any]) -> list[tuple[int, str]]:
    return [(int(place), str(sign)) for place, sign in extra.get("beats", ())]
