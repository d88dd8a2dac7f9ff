"""Clauses: an instruction in the parts that are carried out one after the other."""

from __future__ import annotations

import re
from typing import Final

_THEN: Final = re.compile(r"[,;.]?\s*\b(?:and then|then|after that|afterwards)\b[:,]?\s*", re.IGNORECASE)


def clauses(instruction: str) -> list[str]:
    """The parts of an instruction, in order: "water the plants, then close the window" has two."""
    return [part.strip() for part in _THEN.split(instruction) if part.strip()]
