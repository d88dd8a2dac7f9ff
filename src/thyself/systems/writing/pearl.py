"""PEARL: own texts before the request that are expected to help, and none where none is.

Source: PEARL: Personalizing Large Language Model Writing Assistants with Generation-Calibrated Retrievers (2024).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from thyself.core import Evidence, InvalidInput
from thyself.core.registry import system
from thyself.memory import Unit
from thyself.retrieval.utility import Utility, signs
from thyself.systems._find import Dense, Half, Lexical, ranked
from thyself.systems._form import Desk
from thyself.systems.writing.lamp import Lamp

#: How many texts are looked at, found by words and by meaning in turn.
_LOOKED: Final = 20


@dataclass(frozen=True, slots=True)
class ByUtility:
    """By the benefit that a learned scorer expects; without one, by words and meaning in turn."""

    utility: Utility | None = None

    def find(self, units: Sequence[Unit], query: str, desk: Desk) -> list[Evidence]:
        """What is expected to help, best first; nothing where nothing is."""
        near = Half(Lexical(), Dense()).find(units, query, desk)[:_LOOKED]
        if self.utility is None or not near:
            return near
        of = {unit.trace_ids: unit for unit in units}
        looked = [of[each.trace_ids] for each in near]
        scores = self.utility.scores(signs(query, [unit.text for unit in looked], desk.embedder))
        return ranked(looked, scores, "expected benefit")


@system(
    number=52,
    name="pearl",
    serves=("title", "predict", "write"),
    needs=("lm",),
    title="PEARL: Personalizing Large Language Model Writing Assistants with Generation-Calibrated Retrievers",
    job="put before a request the own texts that are expected to help the model most, and none where none is",
)
def pearl(*, utility: Utility | None = None, k: int = 4, tokens: int = 1024) -> Lamp:
    """Make the system.

    Args:
        utility: Learned on the person's, or other people's, earlier texts (:func:`thyself.retrieval.utility.learn`).
        k: How many own texts at most.
        tokens: How long the prompt and the answer may be together.

    Raises:
        InvalidInput: A number makes no sense.
    """
    if k < 1 or tokens <= 64:
        raise InvalidInput(f"k={k}, tokens={tokens}: give at least one text, and more than 64 tokens")
    return Lamp(ByUtility(utility), k, tokens, name="pearl")
