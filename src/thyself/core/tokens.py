"""Token counts without a tokenizer: for budgets where no language model is at hand."""

from __future__ import annotations

import math
import re

_PIECE = re.compile(r"\w+|[^\w\s]")


def estimate_tokens(text: str) -> int:
    """About how many tokens a language model sees in ``text``; tends to be a little high, so that budgets hold.

    Words longer than four letters count for more than one; each punctuation mark counts for one.
    """
    return math.ceil(sum(max(1.0, len(piece) / 4.5) for piece in _PIECE.findall(text)))
