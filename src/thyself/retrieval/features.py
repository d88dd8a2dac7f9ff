"""Features: what speaks for a text when a question is asked, one number a text, worked out for all texts at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from thyself.core.timewords import find, nearness
from thyself.core.words import stems
from thyself.models import Embedder
from thyself.retrieval import names
from thyself.retrieval.index import View
from thyself.retrieval.lexical import Match, bm25
from thyself.store.port import Scope

if TYPE_CHECKING:
    import numpy as np

#: Every feature, and what it says, in the words that :attr:`Evidence.why` shows.
FEATURES: Final[Mapping[str, str]] = {
    "words": "its words (BM25, as a share of the best)",
    "words, damped": "its words (BM25, damped)",
    "share of words": "which share of the question's words it has",
    "rarest word": "how rare the rarest shared word is",
    "share around": "which share of the question's words it or a neighbour has",
    "share in session": "which share of the question's words its session has",
    "meaning": "its meaning (cosine, in deviations)",
    "meaning, gap": "its meaning, below the best",
    "meaning in context": "its meaning together with both neighbours'",
    "words beside": "words of the better neighbour",
    "words around": "words of both neighbours",
    "words further": "words two turns away",
    "meaning beside": "meaning of the nearer neighbour",
    "meaning around": "meaning of both neighbours",
    "meaning further": "meaning two turns away",
    "session, best words": "the best words in its session",
    "session, best meaning": "the best meaning in its session",
    "who is meant": "said by whom the question means",
    "who is not meant": "said by somebody else",
    "length": "how long it is",
    "is a question": "it asks",
    "answers a question": "it follows a question",
    "speaks of a time": "it speaks of a time",
    "when asked when": "it speaks of a time, and the question asks for one",
    "at the time": "it is of the time that the question names",
    "words after a question": "it follows a question with the words",
    "meaning of the answer": "it asks, and what follows has the meaning",
}
_ASKS_WHEN: Final = re.compile(r"\s*(?:when|what (?:date|day|month|year|time)|how long)\b", re.IGNORECASE)
#: A text without a vector counts as this far below the mean, in deviations.
_NO_VECTOR: Final = -0.5


@dataclass(frozen=True, slots=True)
class Question:
    """A question with what it is asked against.

    Args:
        text: Its words.
        now: When it is asked.
        zone: The person's clock.
        among: Which texts may be found, ``(n,) bool``.
        scope: The person's data, for what is looked up of few texts; without it nothing is.
        vector: Of its words, ``(d,)``, where it is known already.
        products: Of that vector with every text's, ``(n,)``, where they are known already.
        seen: The features of every text for it, where they are known already.
    """

    text: str
    now: datetime
    zone: ZoneInfo
    among: np.ndarray
    scope: Scope | None = None
    vector: np.ndarray | None = None
    products: np.ndarray | None = None
    seen: np.ndarray | None = None


def table(view: View, question: Question, embedder: Embedder | None) -> np.ndarray:
    """``(n, len(FEATURES)) float64``: the features of every text, in the order of :data:`FEATURES`.

    Texts outside ``question.among`` lend nothing to the others: neither words, nor meaning, nor frequencies.
    """
    import numpy as np

    if question.seen is not None:
        return question.seen
    n = len(view.ids)
    among = question.among.astype(np.float64)
    matches = view.postings.matches(stems(question.text), question.among)
    raw = bm25(matches, n)
    words = raw / max(float(raw.max(initial=0.0)), 1e-6)
    cosine, meaning = _meaning(view, question, embedder)
    words_before, words_after = _beside(view, words)
    meaning_before, meaning_after = _beside(view, meaning * among)
    far_words = _beside(view, words_before)[0] + _beside(view, words_after)[1]
    far_meaning = _beside(view, meaning_before)[0] + _beside(view, meaning_after)[1]
    meant, not_meant = _who(view, question.text)
    asks_when = 1.0 if _ASKS_WHEN.match(question.text) else 0.0
    after_question = _beside(view, view.asks * among)[0]
    columns = {
        "words": words,
        "words, damped": np.log1p(raw) / 3,
        **_shares(view, matches, int(question.among.sum())),
        "meaning": meaning,
        "meaning, gap": (cosine - cosine.max(initial=-1.0)) * 5,
        "meaning in context": _in_context(view, question.among & view.embedded, cosine),
        "words beside": np.maximum(words_before, words_after),
        "words around": words_before + words_after,
        "words further": far_words,
        "meaning beside": np.maximum(meaning_before, meaning_after),
        "meaning around": (meaning_before + meaning_after) / 2,
        "meaning further": far_meaning / 2,
        **_session(view, question.among, words, meaning),
        "who is meant": meant,
        "who is not meant": not_meant,
        "length": _length(view, question.among),
        "is a question": view.asks,
        "answers a question": after_question,
        "speaks of a time": view.dated,
        "when asked when": asks_when * view.dated,
        "at the time": _at_the_time(view, question),
        "words after a question": words_before * after_question,
        "meaning of the answer": meaning_after * view.asks,
    }
    # One feature after the other in memory: written at once, read by column.
    return np.stack([columns[name] for name in FEATURES]).T


def cosines(view: View, question: Question, embedder: Embedder | None) -> np.ndarray:
    """``(n,) float64``: the cosine of every text with the question; the lowest of all for one without a vector."""
    return _meaning(view, question, embedder)[0]


def _standard(values: np.ndarray, among: np.ndarray) -> np.ndarray:
    """In deviations from the mean of the texts that may be found."""
    import numpy as np

    inside = values[among]
    if not len(inside):
        return np.zeros_like(values)
    standard: np.ndarray = (values - inside.mean()) / (inside.std() + 1e-6)
    return standard


def _meaning(view: View, question: Question, embedder: Embedder | None) -> tuple[np.ndarray, np.ndarray]:
    """Cosines, and the same in deviations."""
    import numpy as np

    n = len(view.ids)
    with_vector = question.among & view.embedded
    if embedder is None or not with_vector.any():
        return np.zeros(n), np.zeros(n)
    cosine = question.products
    if cosine is None:
        vector = embedder.embed([question.text])[0] if question.vector is None else question.vector
        cosine = products(view, vector)
    standard = np.where(view.embedded, _standard(cosine, with_vector), _NO_VECTOR)
    return np.where(with_vector, cosine, float(cosine[with_vector].min())), standard


def products(view: View, vector: np.ndarray) -> np.ndarray:
    """``(n,) float64``: the products of a vector with every text's."""
    import numpy as np

    # Not by BLAS: its waiting threads cost more than this takes, on a machine that does something else too.
    found: np.ndarray = np.einsum("ij,j->i", view.vectors, vector).astype(np.float64)
    return found


def _beside(view: View, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The values of the turn before and of the turn after in the same session; 0 where there is none."""
    import numpy as np

    first, last = view.alone
    return np.where(first, 0.0, values[view.before]), np.where(last, 0.0, values[view.after])


def _in_context(view: View, there: np.ndarray, cosine: np.ndarray) -> np.ndarray:
    """In deviations: the cosine of the sum of a text's vector and half of each neighbour's, where they are there."""
    import numpy as np

    if not there.any():
        return np.zeros(len(view.ids))
    before, after = (
        0.5 * (there[at] & ~alone) for at, alone in zip((view.before, view.after), view.alone, strict=True)
    )
    whole = cosine + before * cosine[view.before] + after * cosine[view.after]
    square = 1.0 + before**2 + after**2 + 2 * before * view.touch + 2 * after * view.touch[view.after]
    square += 2 * before * after * view.across
    return np.where(there, _standard(whole / np.sqrt(np.maximum(square, 1e-6)), there), _NO_VECTOR)


def _shares(view: View, matches: Mapping[str, Match], searched: int) -> dict[str, np.ndarray]:
    """Which share of the question's words, weighted by rarity, a text, its neighbourhood and its session has."""
    import numpy as np

    n = len(view.ids)
    own, around, session, rarest = np.zeros(n), np.zeros(n), np.zeros(n), np.zeros(n)
    for match in matches.values():
        hit = np.zeros(n)
        hit[match.rows] = 1.0
        own += match.rarity * hit
        before, after = _beside(view, hit)
        around += match.rarity * np.maximum(hit, np.maximum(before, after))
        seen = np.zeros(int(view.session.max(initial=0)) + 1)
        seen[view.session[match.rows]] = 1.0
        session += match.rarity * seen[view.session]
        rarest[match.rows] = np.maximum(rarest[match.rows], match.rarity)
    whole = max(sum(match.rarity for match in matches.values()), 1e-9)
    highest = float(np.log1p(searched + 0.5) + 1e-9)
    return {
        "share of words": own / whole,
        "rarest word": rarest / highest,
        "share around": around / whole,
        "share in session": session / whole,
    }


def _session(view: View, among: np.ndarray, words: np.ndarray, meaning: np.ndarray) -> dict[str, np.ndarray]:
    """The best of each text's session."""
    import numpy as np

    size = int(view.session.max(initial=0)) + 1
    at = view.session[among]
    best_words, best_meaning = np.full(size, 0.0), np.full(size, -9.0)
    np.maximum.at(best_words, at, words[among])
    np.maximum.at(best_meaning, at, meaning[among])
    return {
        "session, best words": best_words[view.session],
        "session, best meaning": best_meaning[view.session],
    }


def speakers(view: View) -> list[int]:
    """The places in ``labels`` of all who said something."""
    import numpy as np

    found: list[int] = np.flatnonzero(np.bincount(view.author)).tolist() if len(view.author) else []
    return found


def _who(view: View, question: str) -> tuple[np.ndarray, np.ndarray]:
    import numpy as np

    n = len(view.ids)
    authors = {view.labels[each]: each for each in speakers(view)}
    named = [authors[each] for each in names.meant(question, authors, view.me) if each in authors]
    if not named:
        return np.zeros(n), np.zeros(n)
    meant = np.isin(view.author, named).astype(np.float64)
    return meant, 1.0 - meant


def _length(view: View, among: np.ndarray) -> np.ndarray:
    import numpy as np

    length: np.ndarray = np.log1p(view.postings.lengths())
    length -= float(length[among].mean()) if among.any() else 0.0
    return length


def _at_the_time(view: View, question: Question) -> np.ndarray:
    import numpy as np

    spans = find(question.text, question.now, question.zone)
    return nearness(spans, view.at) if spans else np.zeros(len(view.ids))
