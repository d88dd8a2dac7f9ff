"""Waves: samples of a signal packed into what a trace can hold, without loss, and unpacked again."""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from thyself.core import InvalidInput

if TYPE_CHECKING:
    import numpy as np

#: No trace holds more samples: a day at 100 samples a second.
MOST: Final = 8_640_000
_TYPES: Final = ("<i1", "<i2", "<i4")


def pack(samples: np.ndarray) -> dict[str, Any]:
    """Whole numbers as text: their differences, compressed; :func:`unpack` gives the same numbers back.

    Args:
        samples: ``(n,) int`` as a converter gave them.
    """
    import numpy as np

    steps = np.diff(samples.astype(np.int64), prepend=0)
    least, most = (int(steps.min()), int(steps.max())) if len(steps) else (0, 0)
    kind = next((each for each in _TYPES if np.iinfo(each).min <= least and most <= np.iinfo(each).max), None)
    if kind is None or len(samples) > MOST:
        raise InvalidInput(f"{len(samples):,} samples with steps of {least:,} to {most:,}: more than a trace can hold")
    raw = zlib.compress(steps.astype(kind).tobytes(), 6)
    return {"n": len(samples), "type": kind, "steps": base64.b64encode(raw).decode("ascii")}


def unpack(packed: Mapping[str, Any]) -> np.ndarray:
    """The samples ``(n,) int64``.

    Raises:
        InvalidInput: It is not what :func:`pack` makes.
    """
    import numpy as np

    n, kind, steps = packed.get("n"), packed.get("type"), packed.get("steps")
    if not isinstance(n, int) or not 0 <= n <= MOST or kind not in _TYPES or not isinstance(steps, str):
        raise InvalidInput("a wave needs n, type and steps, as they were packed")
    size = n * int(kind[-1])
    try:
        undo = zlib.decompressobj()
        raw = undo.decompress(base64.b64decode(steps, validate=True), size + 1)
    except (zlib.error, binascii.Error, ValueError) as error:
        raise InvalidInput(f"a wave that cannot be unpacked: {error}") from None
    if len(raw) != size:
        raise InvalidInput(f"a wave of {len(raw):,} bytes or more, where {size:,} were told")
    return np.cumsum(np.frombuffer(raw, dtype=kind).astype(np.int64))
