"""Snippets: pieces of documents, documents by their best piece, and the pieces that tell how a text goes on.

Source: Teach LLMs to Personalize (2023): documents are ranked by their best snippet; a summary for the text at hand is
learned from weak labels: the snippets of earlier documents that are most like how the true text went on. Those labels
need the true text, so they are made of earlier texts alone, and never at the time of writing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from thyself.core import InvalidInput
from thyself.core.words import stems
from thyself.evaluate.text import rouge_1
from thyself.retrieval.lexical import Postings, Words, bm25
from thyself.retrieval.utility import Utility, learn, relative, signs

if TYPE_CHECKING:
    import numpy as np

    from thyself.models import Embedder

#: About how many words a snippet has.
SIZE: Final = 30
_SENTENCE: Final = re.compile(r"[^.!?\n]+[.!?]*")


def snippets(text: str, *, size: int = SIZE) -> list[str]:
    """A text in pieces of whole sentences, each of about ``size`` words."""
    out: list[str] = []
    for found in _SENTENCE.finditer(text):
        sentence = " ".join(found[0].split())
        if not sentence:
            continue
        if out and len(out[-1].split()) + len(sentence.split()) <= size:
            out[-1] += f" {sentence}"
        else:
            out.append(sentence)
    return out


@dataclass(frozen=True, eq=False)
class Pieces:
    """Documents in their snippets, to be searched by words any number of times.

    Args:
        texts: All snippets.
        of: ``(n,)``: the document of each.
    """

    texts: tuple[str, ...]
    of: np.ndarray
    postings: Words

    @classmethod
    def cut(cls, documents: Sequence[str], *, size: int = SIZE) -> Pieces:
        """Cut documents; one without a sentence has no snippet, and so is never found.

        Raises:
            InvalidInput: ``size`` is below 1.
        """
        import numpy as np

        if size < 1:
            raise InvalidInput(f"size={size}: a snippet has at least one word")
        counted, texts, of = Postings(), list[str](), list[int]()
        for place, document in enumerate(documents):
            for piece in snippets(document, size=size):
                counted.add(stems(piece))
                texts.append(piece)
                of.append(place)
        return cls(tuple(texts), np.array(of, dtype=int), counted.words())

    def scores(self, query: str) -> np.ndarray:
        """``(n,) float64``: the BM25 score of each snippet."""
        import numpy as np

        n = len(self.texts)
        found = self.postings.matches(stems(query), np.ones(n, dtype=bool))
        return bm25(found, n)

    def documents(self, query: str) -> np.ndarray:
        """``(documents,) float64``: the score of each document's best snippet."""
        import numpy as np

        best = np.zeros(int(self.of.max(initial=-1)) + 1)
        np.maximum.at(best, self.of, self.scores(query))
        return best

    def best(self, query: str, k: int) -> list[str]:
        """The ``k`` best snippets that share a word with the query."""
        scores = self.scores(query)
        order = sorted(range(len(scores)), key=lambda at: (-scores[at], at))
        return [self.texts[at] for at in order[:k] if scores[at] > 0]


@dataclass(frozen=True, slots=True)
class Told:
    """A text that is known to its end: its beginning, how it went on, and snippets of the same person before it."""

    begin: str
    rest: str
    before: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Summary:
    """Picks the snippets that tell how a text will go on; made by :meth:`learn`."""

    utility: Utility

    @classmethod
    def learn(cls, told: Sequence[Told], embedder: Embedder) -> Summary:
        """Learn from texts that are known to their end.

        Raises:
            InvalidInput: There are fewer than three that have snippets.
        """
        import numpy as np

        rows = [
            (
                signs(each.begin, each.before, embedder),
                np.array([rouge_1(piece, each.rest).f1 for piece in each.before]),
            )
            for each in told
            if each.before
        ]
        return cls(learn(rows, loss=relative))

    def pick(self, begin: str, before: Sequence[str], embedder: Embedder, k: int) -> list[str]:
        """The ``k`` snippets that are likeliest to be like what follows, best first."""
        if not before:
            return []
        scores = self.utility.scores(signs(begin, before, embedder))
        order = sorted(range(len(before)), key=lambda at: (-scores[at], at))
        return [before[at] for at in order[:k]]
