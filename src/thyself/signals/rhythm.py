"""Rhythm: what a recording of the heart shows, against the person's own usual beats; never what illness it may be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

import numpy as np

from thyself.core import Figure
from thyself.signals.beats import TOLERANCE, BeatFinder
from thyself.signals.kinds import Labels, Population
from thyself.signals.shapes import NAMES, Shapes, shapes
from thyself.signals.waves import Places, Wave

#: The signs of annotations by the classes of the AAMI (EC57): normal, early from above, ventricular.
AAMI: Final[Mapping[str, str]] = MappingProxyType(
    dict.fromkeys("NLRej", "N") | dict.fromkeys("AaJS", "S") | dict.fromkeys("VEr", "V")
)
#: A shorter recording gives no heart rate, and one with fewer beats no word on what is usual.
SHORTEST: Final = timedelta(seconds=10)
ENOUGH_BEATS: Final = 30
#: So old a recording says nothing of today.
OLD: Final = timedelta(hours=48)
#: From this share of unusual beats on, or this much change from beat to beat, somebody who knows should look at it.
MANY_UNLIKE: Final = 0.05
IRREGULAR: Final = 0.12
#: Below and above these heart rates no further figure is told.
SLOW: Final = 35.0
FAST: Final = 150.0
_EARLY: Final = np.log(0.85)
_AWAY: Final = 8.0
_SHAPE: Final = tuple(NAMES.index(each) for each in ("width", "height", "depth", "area"))
#: The least that a figure of the shape varies from beat to beat, in its own unit.
_FLOOR: Final = np.array([0.06, 0.05, 0.05, 0.06])

NOT_A_DIAGNOSIS: Final = "This is an estimate from a recording device; it is no diagnosis and no medical advice."
SHOW: Final = (
    "Such a rhythm can have harmless reasons, and the device may be wrong: please show this recording to a clinician. "
    "With chest pain, fainting or short breath call the emergency number."
)
AGAIN: Final = (
    "The device may be wrong: please measure again at rest. If it stays so, or if you feel unwell, speak to a doctor "
    "today; with chest pain, short breath or fainting call the emergency number. Other figures are left out."
)


@dataclass(frozen=True, eq=False, slots=True)
class Rhythm:
    """One recording.

    Args:
        wave: The recording.
        beats: ``(b,)`` samples.
        shapes: What the beats are like.
        unlike: ``(s,)`` which of the beats of ``shapes`` came early or look unlike this person's usual ones.
        kinds: ``(s,)`` kinds told by a population that the own marked beats adapted; ``None`` without one.
        figures: What can be said in numbers; only those for which there is enough.
    """

    wave: Wave
    beats: Places
    shapes: Shapes
    unlike: np.ndarray
    kinds: tuple[str, ...] | None
    figures: Mapping[str, Figure] = field(default_factory=dict)

    @property
    def alarming(self) -> bool:
        """Whether the heart beats so slowly or fast that nothing else should be told."""
        rate = self.figures.get("heart rate")
        return rate is not None and not SLOW <= rate.value < FAST

    @property
    def irregular(self) -> bool:
        """Whether somebody who knows should look at it."""
        share, change = self.figures.get("unlike"), self.figures.get("change")
        return (share is not None and share.value >= 100 * MANY_UNLIKE) or (
            change is not None and change.value >= 100 * IRREGULAR
        )


def rhythm(wave: Wave, finder: BeatFinder, population: Population | None = None) -> Rhythm:
    """Find the beats of a recording and compare each with the usual ones of the same person.

    Args:
        wave: The recording.
        finder: Finds beats.
        population: Tells kinds of beats; those that are marked in the recording adapt it to the person.

    Sources: Heart rate variability: standards of measurement (Task Force of the ESC and NASPE, 1996); detection by a
    normal template of one's own: Deep Learning for Personalized Electrocardiogram Diagnosis: A Review (2024).
    """
    beats = finder.find(wave.values, wave.fs)
    seen = shapes(wave.values, beats, wave.fs)
    unlike = _unlike(seen)
    kinds = None if population is None or not len(seen.places) else _kinds(seen, wave, population)
    return Rhythm(wave, beats, seen, unlike, kinds, _figures(wave, beats, seen, unlike))


def labelled(seen: Shapes, wave: Wave, kinds: Sequence[str]) -> tuple[Places, Labels]:
    """Which beats are marked as one of these kinds, and as which: places within ``seen``, and places in ``kinds``."""
    marks = [(at, AAMI[sign]) for at, sign in wave.marks if AAMI.get(sign) in kinds]
    if not marks or not len(seen.places):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    at = np.array([place for place, _ in marks])
    near = np.clip(np.searchsorted(at, seen.places), 1, len(at) - 1) if len(at) > 1 else np.zeros(len(seen.places), int)
    if len(at) > 1:
        near = near - (np.abs(at[near - 1] - seen.places) <= np.abs(at[near] - seen.places))
    same = np.flatnonzero(np.abs(at[near] - seen.places) <= TOLERANCE * wave.fs)
    return same, np.array([kinds.index(marks[near[each]][1]) for each in same], dtype=np.int64)


def _kinds(seen: Shapes, wave: Wave, population: Population) -> tuple[str, ...]:
    own, labels = labelled(seen, wave, population.kinds)
    told = population.adapted(seen.seen[own], labels, seen.seen).tell(seen.seen)
    return tuple(population.kinds[each] for each in told)


def _unlike(seen: Shapes) -> np.ndarray:
    """Which beats came early, or have a shape far from the usual one."""
    if len(seen.places) < ENOUGH_BEATS:
        return np.zeros(len(seen.places), dtype=bool)
    early = seen.seen[:, NAMES.index("before against usual")] < _EARLY
    shape = seen.seen[:, _SHAPE]
    away = np.abs(shape - np.median(shape, axis=0))
    spread = np.maximum(1.4826 * np.median(away, axis=0), _FLOOR)
    return np.asarray(early | ((away / spread) > _AWAY).any(axis=1))


def _figures(wave: Wave, beats: Places, seen: Shapes, unlike: np.ndarray) -> dict[str, Figure]:
    found = {"length": Figure(round(wave.seconds / 60, 1), "min"), "beats": Figure(float(len(beats)), "beats")}
    if wave.seconds < SHORTEST.total_seconds() or len(beats) < 5:
        return found
    gaps = np.diff(beats) / wave.fs
    found["heart rate"] = Figure(round(60 / float(gaps.mean()), 1), "bpm")
    if len(seen.places) < ENOUGH_BEATS:
        return found
    share = 100 * float(unlike.mean())
    found["unlike beats"] = Figure(float(unlike.sum()), "beats")
    found["unlike"] = Figure(round(share, 1), "%")
    found["unlike an hour"] = Figure(round(float(unlike.sum()) * 3600 / wave.seconds, 1), "1/h")
    usual = _usual_gaps(beats, seen, unlike) / wave.fs * 1000
    steps = usual[:, 1] - usual[:, 0]
    if len(steps) >= ENOUGH_BEATS:
        rmssd = float(np.sqrt(np.mean(steps**2)))
        found["hrv_rmssd"] = Figure(round(rmssd, 1), "ms")
        found["change"] = Figure(round(100 * rmssd / float(usual.mean()), 1), "%")
    return found


def _usual_gaps(beats: Places, seen: Shapes, unlike: np.ndarray) -> np.ndarray:
    """``(g, 2)`` the gaps before and after each beat that is usual as its neighbours are."""
    odd = np.isin(beats, seen.places[unlike])
    near = odd | np.roll(odd, 1) | np.roll(odd, -1)
    inner = np.flatnonzero(~near[1:-1]) + 1
    return np.column_stack([beats[inner] - beats[inner - 1], beats[inner + 1] - beats[inner]]).astype(float)


def told(found: Rhythm, *, now: datetime) -> str:
    """A recording in words; each number is one of its figures."""
    at, figures = found.wave.at, found.figures
    lead = f", lead {found.wave.lead}" if found.wave.lead else ""
    lines = [f"Recording of {at:%Y-%m-%d %H:%M} UTC{lead}: {figures['length']}, {figures['beats']}."]
    if now - at > OLD:
        lines.append("It is more than two days old and says nothing of today.")
    if found.alarming:
        return " ".join([*lines, f"The heart rate in it is {figures['heart rate']}.", AGAIN])
    if "heart rate" not in figures:
        return " ".join([*lines, "It is too short to say more.", NOT_A_DIAGNOSIS])
    lines.append(f"Heart rate: {figures['heart rate']} on average.")
    if "unlike" not in figures:
        return " ".join([*lines, "It is too short to say what is usual.", NOT_A_DIAGNOSIS])
    lines.append(
        f"Beats that came early or look unlike your usual ones: {figures['unlike beats']} ({figures['unlike']})."
    )
    if "hrv_rmssd" in figures:
        lines.append(f"Change between usual beats (RMSSD): {figures['hrv_rmssd']}.")
    if found.irregular:
        lines.append(SHOW)
    return " ".join([*lines, NOT_A_DIAGNOSIS])
