"""Keywords: words of a person's earlier texts that a new text will need, foretold from its beginning.

Source: Teach LLMs to Personalize (2023), synthesis: weak labels are the words of earlier documents that stand in the
true text as well. They are made of earlier texts alone, and never at the time of writing.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from thyself.core.words import STOP, stem, stems, words
from thyself.evaluate.logistic import Logistic, fit_logistic
from thyself.memory.extract.gazetteer import expected

if TYPE_CHECKING:
    import numpy as np

#: What speaks for a word, in the order of :func:`_signs`.
SIGNS: Final = (
    "how rare it is",
    "share of the found texts that have it",
    "share of all own texts that have it",
    "place of the first found text that has it",
    "beside a word of the beginning",
)


@dataclass(frozen=True, slots=True)
class Known:
    """A text that is known to its end: its beginning, how it went on, the texts found for it, and all before it."""

    begin: str
    rest: str
    found: tuple[str, ...]
    own: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Keywords:
    """Picks words; made by :meth:`learn`, or with no learning by how rare a word is.

    Args:
        head: How likely a word is needed; ``None``: the rarest words of the texts that were found first.
    """

    head: Logistic | None = None

    @classmethod
    def learn(cls, known: Sequence[Known]) -> Keywords:
        """Learn from texts that are known to their end.

        Raises:
            InvalidInput: No word of the texts that were found came again.
        """
        import numpy as np

        tables, labels = [], []
        for each in known:
            able, table = _signs(each.begin, each.found, each.own)
            if able:
                rest = set(stems(each.rest))
                tables.append(table)
                labels += [stem(word) in rest for word in able]
        return cls(fit_logistic(np.vstack(tables) if tables else np.zeros((0, len(SIGNS))), labels))

    def pick(self, begin: str, found: Sequence[str], own: Sequence[str], k: int) -> list[str]:
        """The ``k`` words of the found texts that are likeliest needed, likeliest first; none that the beginning has.

        Args:
            begin: The beginning of the text.
            found: Own texts that were found for it, best first.
            own: All own texts.
            k: How many words.
        """
        able, table = _signs(begin, found, own)
        if not able:
            return []
        scores = self.head.chances(table) if self.head is not None else table[:, 0] - table[:, 3]
        order = sorted(range(len(able)), key=lambda at: (-scores[at], able[at]))
        return [able[at] for at in order[:k]]


def _signs(begin: str, found: Sequence[str], own: Sequence[str]) -> tuple[list[str], np.ndarray]:
    """The words that can be picked, and what speaks for each: ``(n, 5)``."""
    import numpy as np

    there, sets = set(stems(begin)), [set(stems(text)) for text in found]
    forms: dict[str, str] = {}
    beside: set[str] = set()
    for text in found:
        said = [word for word in words(text) if word not in STOP and len(word) > 2 and not word.isdigit()]
        for at, word in enumerate(said):
            forms.setdefault(stem(word), word)
            if there & {stem(other) for other in said[max(at - 3, 0) : at + 4] if other != word}:
                beside.add(stem(word))
    all_own = Counter(each for text in own for each in set(stems(text)))
    able = sorted(set(forms) - there)
    table = [
        [
            -math.log(expected(each)),
            sum(each in has for has in sets) / len(sets),
            all_own[each] / max(len(own), 1),
            math.log1p(next(at for at, has in enumerate(sets) if each in has)),
            float(each in beside),
        ]
        for each in able
    ]
    return [forms[each] for each in able], np.array(table, dtype=float).reshape(len(able), len(SIGNS))
