"""Proof of a deletion: every byte of the home's files is compared with what was deleted.

What was deleted is cut into fragments of 16 bytes, one at least every :data:`STRIDE` bytes (whole where it is shorter,
from 8 bytes), and each long word, in small letters as the full-text index keeps it, into fragments of 8. A fragment is
held as a fingerprint of 64 bits, never as text. So any run of 31 bytes of a deleted text that is left anywhere is
found, in pages, in the slack between them, in the write-ahead log.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

import numpy as np

WIDTH: Final = 16
SHORTEST: Final = 8
STRIDE: Final = 16
#: More fragments than these are thinned out evenly, so that memory stays bounded however much is deleted.
MOST: Final = 4_000_000

_SIEVE_BITS: Final = 23
_COARSE_BITS: Final = 16
#: Where more of the piece than this passes the coarse sieve, each place is looked at instead.
_COARSE: Final = 0.1
_FIRST: Final = np.uint64(0x9E3779B97F4A7C15)
_LAST: Final = np.uint64(0xC2B2AE3D27D4EB4F)
_SPREAD: Final = 0x9E3779B1
_WORD: Final = re.compile(r"[^\W_]{8,}")
_ACCENT: Final = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]+")
_FRAGMENTS_OF_A_WORD: Final = 6
_FLAT: Final = 4  # a fragment of fewer different bytes says nothing: zeros, dashes

Prints = dict[int, np.ndarray]
"""Fingerprints, sorted, by the width of what they stand for."""


@dataclass
class Fragments:
    """What to look for; texts are added in any number, in batches."""

    prints: dict[int, list[np.ndarray]] = field(default_factory=dict)
    sieve: np.ndarray = field(default_factory=lambda: np.zeros(1 << _SIEVE_BITS, dtype=np.bool_))
    coarse: np.ndarray = field(default_factory=lambda: np.zeros(1 << _COARSE_BITS, dtype=np.bool_))
    count: int = 0

    def add(self, texts: Iterable[bytes]) -> None:
        """Add byte strings; those under 8 bytes are too short to be told from chance, and are left out."""
        long: list[bytes] = []
        short: dict[int, list[bytes]] = {}
        for text in texts:
            if len(text) >= WIDTH:
                long.append(text)
            elif len(text) >= SHORTEST:
                short.setdefault(len(text), []).append(text)
        if long:
            self._keep(WIDTH, b"".join(long), _starts(np.array([len(each) for each in long]), self._stride()))
        for width, several in short.items():
            self._keep(width, b"".join(several), np.arange(len(several)) * width)

    def add_words(self, words: Iterable[bytes]) -> None:
        """Add words as the full-text index has them."""
        pieces = [
            word[start : start + SHORTEST]
            for word in words
            for start in range(min(len(word) - SHORTEST + 1, _FRAGMENTS_OF_A_WORD))
        ]
        if pieces:
            self._keep(SHORTEST, b"".join(pieces), np.arange(len(pieces)) * SHORTEST)

    def _stride(self) -> int:
        return STRIDE << int(self.count // MOST)

    def _keep(self, width: int, joined: bytes, starts: np.ndarray) -> None:
        at = _eight_bytes(joined)
        different = np.lib.stride_tricks.sliding_window_view(np.frombuffer(joined, np.uint8), width)[starts]
        ordered = np.sort(different, axis=1)
        starts = starts[(ordered[:, 1:] != ordered[:, :-1]).sum(axis=1) + 1 >= _FLAT]
        self.sieve[_sieved(at[starts])] = True
        for shift in range(4):
            self.coarse[_coarsely((at[starts] >> np.uint64(8 * shift)).astype(np.uint32))] = True
        self.prints.setdefault(width, []).append(np.unique(_fingerprint(at, starts, width)))
        self.count += len(starts)

    def all(self) -> Prints:
        """The fingerprints of everything that was added."""
        return {width: np.unique(np.concatenate(several)) for width, several in self.prints.items()}

    def find(self, piece: bytes, wanted: Prints) -> list[tuple[int, np.ndarray, np.ndarray]]:
        """The wanted fragments that are in a piece: width, fingerprints, and where each of them begins."""
        if len(piece) < SHORTEST or not wanted:
            return []
        at = np.ndarray((len(piece) - 7,), dtype="<u8", buffer=piece, strides=(1,))
        candidates = self._candidates(piece, at)
        found = []
        for width, prints in wanted.items():
            starts = candidates[candidates <= len(piece) - width]
            if not len(starts) or not len(prints):
                continue
            here = _fingerprint(at, starts, width)
            place = np.minimum(np.searchsorted(prints, here), len(prints) - 1)
            equal = prints[place] == here
            if equal.any():
                found.append((width, here[equal], starts[equal]))
        return found

    def _candidates(self, piece: bytes, at: np.ndarray) -> np.ndarray:
        """Where a fragment may begin, in order.

        Wherever eight bytes lie, they hold four that begin at a multiple of four: of all places only those around such
        fours that some fragment has are looked at, which for few fragments is a tenth of the work.
        """
        fours = np.frombuffer(piece, dtype="<u4", count=len(piece) // 4)
        near = np.flatnonzero(self.coarse[_coarsely(fours)])
        if len(near) > _COARSE * len(fours):
            return np.flatnonzero(self.sieve[_sieved(at)])
        places = (4 * near[:, None] - np.arange(3, -1, -1)).ravel()
        places = places[(places >= 0) & (places < len(at))]
        passed: np.ndarray = places[self.sieve[_sieved(at[places])]]
        return passed


def without(wanted: Prints, found: Iterable[tuple[int, np.ndarray, np.ndarray]]) -> Prints:
    """The fingerprints that were not found."""
    left = dict(wanted)
    for width, prints, _ in found:
        left[width] = np.setdiff1d(left[width], prints)
    return {width: prints for width, prints in left.items() if len(prints)}


def folded(text: bytes) -> str:
    """A text in small letters and without accents, as near to the full-text index as can be."""
    plain = text.decode("utf-8", "replace").lower()
    if not plain.isascii():
        plain = _ACCENT.sub("", unicodedata.normalize("NFD", plain))
    return plain


def long_words(text: bytes) -> list[bytes]:
    """The words of a text that are long enough to be looked for."""
    return [word for each in _WORD.findall(folded(text)) if len(word := each.encode("utf-8", "replace")) >= SHORTEST]


def _eight_bytes(piece: bytes) -> np.ndarray:
    """The eight bytes from each place as one number, ``(n - 7,) uint64``."""
    return np.ndarray((len(piece) - 7,), dtype="<u8", buffer=piece, strides=(1,)).copy()


def _fingerprint(at: np.ndarray, starts: np.ndarray, width: int) -> np.ndarray:
    first, last = at[starts], at[starts + (width - 8)]
    mixed = first * _FIRST + (last ^ (last >> np.uint64(29))) * _LAST
    result: np.ndarray = mixed ^ (mixed >> np.uint64(31))
    return result


def _sieved(numbers: np.ndarray) -> np.ndarray:
    result: np.ndarray = (numbers * _FIRST) >> np.uint64(64 - _SIEVE_BITS)
    return result


def _coarsely(numbers: np.ndarray) -> np.ndarray:
    result: np.ndarray = (numbers * np.uint32(_SPREAD)) >> np.uint32(32 - _COARSE_BITS)
    return result


def _starts(lengths: np.ndarray, stride: int) -> np.ndarray:
    """Where the fragments of texts that stand end to end begin: every ``stride`` bytes, and at each text's end."""
    counts = -(-(lengths - WIDTH) // stride) + 1
    begin = np.repeat(np.cumsum(lengths) - lengths, counts)
    within = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
    result: np.ndarray = begin + np.minimum(within * stride, np.repeat(lengths - WIDTH, counts))
    return result
