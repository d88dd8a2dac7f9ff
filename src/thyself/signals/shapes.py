"""Shapes: what each beat of an ECG is like: when it comes, how wide and tall it is, and what follows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from thyself.signals.beats import filled
from thyself.signals.waves import Places, Values

#: What is told of a beat, in this order. Times are logarithms of seconds, heights are millivolts over the line before.
NAMES: Final = ("time before", "time after", "before against usual", "after against usual", "width", "height",
                "depth", "area", "height after", "depth after", "height before")  # fmt: skip
#: So many beats on both sides tell what is usual.
_AROUND: Final = 6
_FLAT: Final = (-0.09, -0.06)
_AFTER: Final = 0.16


@dataclass(frozen=True, eq=False, slots=True)
class Shapes:
    """Beats and what they are like.

    Args:
        places: ``(b,)`` the samples of their peaks.
        seen: ``(b, 11)`` what :data:`NAMES` say.
    """

    places: Places
    seen: Values


def shapes(values: Values, places: Places, fs: float) -> Shapes:
    """What beats are like; the first and the last one, and those at the edges, are left out.

    Args:
        values: ``(n,)`` the ECG in millivolts.
        places: ``(b,)`` its beats.
        fs: Samples a second.

    Source: features of de Chazal, O'Dwyer and Reilly (2004): intervals between beats and the form of each.
    """
    if len(places) < 3:
        return Shapes(np.zeros(0, dtype=np.int64), np.zeros((0, len(NAMES))))
    signal = filled(values)
    gaps = np.maximum(np.diff(places) / fs, 0.05)
    usual = _usual(gaps)
    inner = np.flatnonzero((places > 0.35 * fs) & (places < len(signal) - 0.55 * fs))
    inner = inner[(inner > 0) & (inner < len(places) - 1)]
    at = places[inner]
    before, after = np.log(gaps[inner - 1]), np.log(gaps[inner])
    line = _window(signal, at, _FLAT, fs).mean(axis=1)
    qrs, late, early = (
        _window(signal, at, span, fs) - line[:, None] for span in ((-0.1, 0.12), (_AFTER, 0.42), (-0.28, -0.1))
    )
    # what comes after a beat ends where the next one may begin
    late = np.where(np.arange(late.shape[1]) / fs + _AFTER < 0.7 * gaps[inner][:, None], late, late[:, :1])
    steep = np.abs(np.gradient(qrs, axis=1))
    wide = (steep > 0.2 * steep.max(axis=1, keepdims=True)).sum(axis=1) / fs
    seen = np.column_stack(
        [
            before, after, before - np.log(usual[inner - 1]), after - np.log(usual[inner]), np.log(wide),
            qrs.max(axis=1), qrs.min(axis=1), np.log(np.abs(qrs).mean(axis=1) + 1e-3), late.max(axis=1),
            late.min(axis=1), early.max(axis=1),
        ]
    )  # fmt: skip
    return Shapes(at, seen)


def _usual(gaps: Values) -> Values:
    """The median gap around each one ``(g,)``."""
    padded = np.pad(gaps, _AROUND, mode="reflect") if len(gaps) > _AROUND else np.pad(gaps, _AROUND, mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * _AROUND + 1)
    return np.asarray(np.median(windows, axis=1))


def _window(signal: Values, at: Places, span: tuple[float, float], fs: float) -> Values:
    """``(b, w)`` the signal around each beat, from and to so many seconds."""
    steps = np.arange(round(span[0] * fs), round(span[1] * fs) + 1)
    return np.asarray(signal[at[:, None] + steps])
