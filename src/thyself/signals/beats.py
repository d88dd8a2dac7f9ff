"""Beats: where the heart beats in an ECG or a pulse wave."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from thyself.core import ModelUnavailable
from thyself.signals.waves import Places, Values

#: Two beats are never nearer than this, in seconds.
_NEAREST: Final = 0.2
#: A beat that is found so far from a marked one, in seconds, is the same.
TOLERANCE: Final = 0.15


class BeatFinder(Protocol):
    """Finds beats."""

    def find(self, values: Values, fs: float) -> Places:
        """The samples ``(b,)`` at which beats are highest, in order.

        Args:
            values: ``(n,)``; NaN where there is no sample.
            fs: Samples a second.
        """


@dataclass(frozen=True, slots=True)
class Slopes:
    """Beats of an ECG by how steep the signal is: filtered, differentiated, squared, averaged, against a threshold that
    follows the last beats; where a beat is long overdue, it is looked for with half the threshold.

    Source: A Real-Time QRS Detection Algorithm (Pan and Tompkins, 1985); no library is needed.
    """

    def find(self, values: Values, fs: float) -> Places:
        """See :class:`BeatFinder`."""
        if len(values) < fs or not np.isfinite(values).any():
            return np.zeros(0, dtype=np.int64)
        signal = filled(values)
        band = _smooth(signal, 0.02 * fs) - _smooth(signal, 0.18 * fs)
        steep = np.gradient(_smooth(band, 0.012 * fs))
        energy = _smooth(steep**2, 0.12 * fs)
        peaks = _peaks(energy, round(_NEAREST * fs))
        chosen = _above(peaks, energy[peaks], fs)
        return _settled(chosen, band, fs)


@dataclass(frozen=True, slots=True)
class NeuroKit:
    """Beats by the algorithms of NeuroKit2, of an ECG or of a pulse wave (extra ``body``).

    Source: NeuroKit2: A Python toolbox for neurophysiological signal processing (Makowski et al., 2021).

    Args:
        wave: ``"ecg"`` or ``"ppg"``.
        method: The name of one of NeuroKit's algorithms.
    """

    wave: Literal["ecg", "ppg"] = "ecg"
    method: str = ""

    def find(self, values: Values, fs: float) -> Places:
        """See :class:`BeatFinder`.

        Raises:
            ModelUnavailable: NeuroKit2 is not installed.
        """
        try:
            import neurokit2 as nk
        except ImportError as error:
            raise ModelUnavailable("beats by NeuroKit2 need: pip install 'thyself[body]'") from error
        if len(values) < 2 * fs or not np.isfinite(values).any():
            return np.zeros(0, dtype=np.int64)
        signal, rate = filled(values), round(fs)
        if self.wave == "ecg":
            clean = nk.ecg_clean(signal, sampling_rate=rate, method=self.method or "neurokit")
            told = nk.ecg_peaks(clean, sampling_rate=rate, method=self.method or "neurokit")[1]["ECG_R_Peaks"]
        else:
            clean = nk.ppg_clean(signal, sampling_rate=rate, method=self.method or "elgendi")
            told = nk.ppg_findpeaks(clean, sampling_rate=rate, method=self.method or "elgendi")["PPG_Peaks"]
        return np.asarray(told, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Found:
    """How well beats were found.

    Args:
        precision: Of what was found, the share that was marked.
        recall: Of what was marked, the share that was found.
        f1: Their harmonic mean.
        n: How many were marked.
    """

    precision: float
    recall: float
    f1: float
    n: int


def compared(found: Places, marked: Places, fs: float, *, within: float = TOLERANCE) -> Found:
    """Beats found against beats marked; each marked one is matched once, by the nearest in time order.

    Args:
        found, marked: Samples, in order.
        fs: Samples a second.
        within: Seconds by which they may differ.

    Source: ANSI/AAMI EC57: 150 ms around each marked beat.
    """
    i = j = hits = 0
    while i < len(found) and j < len(marked):
        away = found[i] - marked[j]
        if abs(away) <= within * fs:
            hits, i, j = hits + 1, i + 1, j + 1
        elif away < 0:
            i += 1
        else:
            j += 1
    precision, recall = hits / max(len(found), 1), hits / max(len(marked), 1)
    return Found(precision, recall, 2 * precision * recall / max(precision + recall, 1e-12), len(marked))


def filled(values: Values) -> Values:
    """The signal with gaps bridged by straight lines, so that filters can run; ``(n,)``."""
    there = np.isfinite(values)
    if there.all():
        return values
    places = np.arange(len(values))
    return np.asarray(np.interp(places, places[there], values[there]), dtype=np.float64)


def _smooth(signal: Values, width: float) -> Values:
    """The mean over a window of about ``width`` samples around each."""
    size = max(1, round(width)) | 1
    edges = np.pad(signal, size // 2, mode="edge")
    total = np.concatenate([[0.0], np.cumsum(edges)])
    return np.asarray((total[size:] - total[:-size]) / size)


def _peaks(energy: Values, apart: int) -> Places:
    """The places that are highest within ``apart`` samples on both sides."""
    size = 2 * apart + 1
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(energy, apart, mode="constant"), size)
    rows = np.arange(0, len(energy), 1 << 16)
    top: NDArray[np.bool_] = np.concatenate([windows[at : at + (1 << 16)].argmax(axis=1) == apart for at in rows])
    return np.flatnonzero(top & (energy > 0)).astype(np.int64)


def _above(peaks: Places, heights: Values, fs: float) -> list[int]:
    """Peaks above a threshold between beats and noise, both followed as they change."""
    if not len(peaks):
        return []
    start = heights[peaks < 10 * fs]
    beat = float(np.quantile(start if len(start) else heights, 0.9))
    noise, usual = 0.1 * beat, 0.8
    chosen: list[int] = []
    skipped: list[tuple[float, int]] = []
    for place, height in zip(peaks.tolist(), heights.tolist(), strict=True):
        threshold = noise + 0.22 * (beat - noise)
        if chosen and skipped and place - chosen[-1] > 1.66 * usual * fs:
            best, late = max(skipped)
            if best > 0.4 * threshold and late - chosen[-1] > 0.36 * fs:
                chosen.append(late)
                beat = 0.75 * beat + 0.25 * best
        if height > threshold:
            if chosen:
                gap = (place - chosen[-1]) / fs
                usual = 0.875 * usual + 0.125 * min(max(gap, 0.3), 2.0)
            chosen.append(place)
            skipped = []
            beat = 0.875 * beat + 0.125 * min(height, 3 * beat)
        else:
            skipped.append((height, place))
            noise = 0.875 * noise + 0.125 * height
    return chosen


def _settled(chosen: list[int], band: Values, fs: float) -> Places:
    """Each beat moved to where the filtered signal is farthest from zero near it."""
    reach = max(1, round(0.08 * fs))
    found = []
    for place in sorted(chosen):
        low = max(0, place - reach)
        found.append(low + int(np.argmax(np.abs(band[low : place + reach + 1]))))
    return np.unique(np.array(found, dtype=np.int64))
