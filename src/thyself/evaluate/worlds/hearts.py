"""Hearts: planted people whose ECG has a shape of its own, with early and ventricular beats that differ from that.

Source: A dynamical model for generating synthetic electrocardiogram signals (McSharry et al., 2003): a beat is a sum of
Gaussian waves; here each person has waves of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]

#: Kinds of beats: normal, early from the atria, ventricular.
SIGNS: Final = ("N", "S", "V")
FS: Final = 180.0


@dataclass(frozen=True, eq=False, slots=True)
class Heart:
    """One person's heart.

    Args:
        rr: Seconds between beats at rest.
        wander: How much that varies, as a share.
        waves: ``(5, 3)`` of a normal beat: millivolts, seconds after the R peak, width in seconds, for P, Q, R, S, T.
        ventricular: The same of a ventricular beat.
        early: How early an atrial beat comes, as a share of ``rr``; ``late`` the same of a ventricular one.
        late: See ``early``.
        share: How many beats are normal, atrial, ventricular.
        noise: Millivolts.
    """

    rr: float
    wander: float
    waves: Values
    ventricular: Values
    early: float
    late: float
    share: Values
    noise: float


@dataclass(frozen=True, eq=False, slots=True)
class Strip:
    """A recording: ``values (n,)`` in mV at :data:`FS`, and where each beat is and of which kind."""

    values: Values
    places: NDArray[np.int64]
    signs: tuple[str, ...]


def heart(rng: np.random.Generator) -> Heart:
    """Draw a person: width, height and axis of their beats differ more between people than kinds differ within one."""
    wide = rng.uniform(0.010, 0.028)
    tall = rng.uniform(0.6, 1.6) * (-1.0 if rng.random() < 0.15 else 1.0)
    t_wave = rng.uniform(0.1, 0.45) * (-1.0 if rng.random() < 0.2 else 1.0)
    waves = np.array(
        [
            [rng.uniform(0.05, 0.2), -0.17, 0.025],
            [-rng.uniform(0.02, 0.2) * tall, -2.2 * wide, 0.8 * wide],
            [tall, 0.0, wide],
            [-rng.uniform(0.05, 0.4) * tall, 2.3 * wide, 0.9 * wide],
            [t_wave, 0.27, rng.uniform(0.035, 0.06)],
        ]
    )
    own = waves.copy()
    own[0, 0] = 0.0
    own[2] = [tall * rng.uniform(0.7, 1.5), 0.0, wide * rng.uniform(1.45, 1.8)]
    own[1:4:2, 2] *= 1.6
    own[4, 0] = -0.7 * t_wave if rng.random() < 0.6 else t_wave
    atrial, ventricular = rng.uniform(0.05, 0.15), rng.uniform(0.08, 0.25)
    share = np.array([1 - atrial - ventricular, atrial, ventricular])
    return Heart(rng.uniform(0.6, 1.1), rng.uniform(0.02, 0.09), waves, own, rng.uniform(0.6, 0.88),
                 rng.uniform(0.65, 0.95), share, rng.uniform(0.015, 0.05))  # fmt: skip


def strip(person: Heart, seconds: float, rng: np.random.Generator) -> Strip:
    """Record a person for so long."""
    n = round(seconds * FS)
    values = rng.normal(0, person.noise, n) + 0.1 * np.sin(np.arange(n) / FS * rng.uniform(0.2, 0.4) * 2 * np.pi)
    at = 0.5
    places: list[int] = []
    signs: list[str] = []
    pause = 1.0
    breath = rng.uniform(0, 6)
    while True:
        usual = person.rr * (1 + person.wander * np.sin(at * 1.6 + breath) + 0.5 * person.wander * rng.normal())
        sign = str(rng.choice(SIGNS, p=person.share)) if pause == 1.0 else "N"
        early = {"N": pause, "S": person.early, "V": person.late}[sign]
        at += max(0.3, usual * early * (1 + 0.03 * rng.normal()))
        pause = {"N": 1.0, "S": 1.05, "V": 2 - person.late}[sign]
        if at > seconds - 0.6:
            return Strip(values, np.array(places, dtype=np.int64), tuple(signs))
        places.append(round(at * FS))
        signs.append(sign)
        _draw(values, at, person.ventricular if sign == "V" else person.waves, rng)


def _draw(values: Values, at: float, waves: Values, rng: np.random.Generator) -> None:
    low, high = round((at - 0.3) * FS), round((at + 0.5) * FS)
    low, high = max(low, 0), min(high, len(values))
    times = np.arange(low, high) / FS - at
    for tall, when, wide in waves * (1 + 0.06 * rng.normal(size=waves.shape)):
        values[low:high] += tall * np.exp(-0.5 * ((times - when) / wide) ** 2)
