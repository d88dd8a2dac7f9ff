"""Annotations of a WFDB record: the beats that somebody marked, each with its kind.

Source: MIT format of annotation files, annot(5) of the WFDB applications guide (Moody, PhysioNet).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

#: The codes of beats, and the sign by which each is known.
BEATS: Final[Mapping[int, str]] = {
    1: "N", 2: "L", 3: "R", 4: "a", 5: "V", 6: "F", 7: "J", 8: "A", 9: "S", 10: "E", 11: "j", 12: "/", 13: "Q",
    25: "B", 30: "?", 34: "e", 35: "n", 38: "f", 41: "r",
}  # fmt: skip
_SKIP: Final = 59
_AUX: Final = 63
_STEP: Final = (60, 61, 62)


class Beat(NamedTuple):
    """A beat: at which sample, and its sign (``"N"`` normal, ``"V"`` ventricular, ``"A"`` atrial, early …)."""

    sample: int
    sign: str


def beats(raw: bytes) -> Iterator[Beat]:
    """The beats of an annotation file, in order; other marks (rhythms, noise, comments) are left out.

    A file that breaks off gives the beats before.
    """
    place = at = 0
    while place + 2 <= len(raw):
        word = int.from_bytes(raw[place : place + 2], "little")
        place += 2
        code, step = word >> 10, word & 0x3FF
        if code == step == 0:
            return
        if code == _SKIP:
            if place + 4 > len(raw):
                return
            high, low = (int.from_bytes(raw[place + k : place + k + 2], "little") for k in (0, 2))
            jump = high << 16 | low
            at += jump - (1 << 32) if jump >> 31 else jump
            place += 4
        elif code == _AUX:
            place += step + step % 2
        elif code not in _STEP:
            at += step
            if code in BEATS and at >= 0:
                yield Beat(at, BEATS[code])
