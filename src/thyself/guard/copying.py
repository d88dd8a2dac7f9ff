"""Copying: how much of a draft was taken word for word."""

from __future__ import annotations

import re
from typing import Final

_WORD: Final = re.compile(r"\w+")


def longest_copied(draft: str, source: str) -> int:
    """The length, in words, of the longest run of words that both texts share."""
    ours, theirs = (_WORD.findall(text.lower()) for text in (draft, source))
    longest = 0
    row = [0] * (len(theirs) + 1)
    for word in ours:
        last = 0
        for at, other in enumerate(theirs, 1):
            here = row[at]
            row[at] = last + 1 if word == other else 0
            longest = max(longest, row[at])
            last = here
    return longest
