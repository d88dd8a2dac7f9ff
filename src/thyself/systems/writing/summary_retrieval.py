"""Summary and retrieval: a short profile that is made beforehand, and one own text, in place of many.

Source: Integrating Summarization and Retrieval for Enhanced Personalization via Large Language Models (2023).
"""

from __future__ import annotations

from thyself.core import InvalidInput
from thyself.core.registry import system
from thyself.systems.writing._profiled import Profiled
from thyself.systems.writing.gpg import ALONE, Guided, Others


@system(
    number=31,
    name="summary-retrieval",
    serves=("title", "write"),
    needs=("lm",),
    title="Integrating Summarization and Retrieval for Enhanced Personalization via Large Language Models",
    job="write with a short profile for the task and one or a few own texts, where many would be too long",
)
def summary_retrieval(*, others: Others = ALONE, tokens: int = 80, k: int = 2) -> Profiled:
    """Make the system.

    Args:
        others: What other people show; by default everyday language is the measure.
        tokens: How long the profile may be.
        k: Own texts beside it.

    Raises:
        InvalidInput: ``k`` is below 1.
    """
    if k < 1:
        raise InvalidInput(f"k={k}: give at least 1")
    return Profiled("summary-retrieval", Guided(others, tokens), k)
