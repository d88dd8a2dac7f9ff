"""A closer look: the few texts that look best at first are compared with the question word by word.

What a word means beside the others is compared with what each word of a text means there, so that "What shelters …"
finds a rescue for dogs though no word is the same. It takes longer than the first look, so it is for few texts.

Source: late interaction, Khattab and Zaharia, ColBERT (2020); here untrained, one sign among many in a linear model.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from thyself.core.words import stem
from thyself.models.port import WordEmbedder, Words
from thyself.retrieval.features import FEATURES, Question, speakers
from thyself.retrieval.fusion import Weights, loads
from thyself.retrieval.index import View
from thyself.retrieval.wordvectors import SCALE, WordVectors

if TYPE_CHECKING:
    import numpy as np

#: So many texts are looked at closely.
CLOSE: Final = 100
#: What the closer look adds to :data:`FEATURES`, in the words that :attr:`Evidence.why` shows.
WORD_BY_WORD: Final[Mapping[str, str]] = {
    "word by word": "the meaning of the question's words in it, the rare ones most",
    "word by word, before": "the same in the turn before",
    "word by word, after": "the same in the turn after",
    "word by word, with the turn before": "each word where it is nearest: in it or in the turn before",
    "word by word, with both neighbours": "each word where it is nearest: in it or in a neighbour",
    "word by word, in the session": "each word where it is nearest in its session",
    "session, best of all": "the best first score in its session",
    "session, all in all": "how much of the first scores its session has",
}
#: All that the closer look goes by.
CLOSER: Final[Mapping[str, str]] = {**FEATURES, **WORD_BY_WORD}


@lru_cache(maxsize=1)
def shipped() -> Weights:
    """The weights of the closer look that come with the package."""
    return loads(files("thyself.retrieval").joinpath("closer.json").read_text("utf-8"), CLOSER)


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen: the rows, best first by the first look, and their :data:`CLOSER` features, ``(m, features)``."""

    rows: np.ndarray
    table: np.ndarray


def look(
    view: View, question: Question, embedder: WordEmbedder, words: Words, first: tuple[np.ndarray, np.ndarray]
) -> Look | None:
    """Look at the best :data:`CLOSE` texts; ``None`` where there is nothing to compare word by word.

    Args:
        view: The texts.
        question: What is asked, and of whose data.
        embedder: Has read the words.
        words: The words of the question.
        first: The features and the scores of all texts at the first look, ``(n, features)`` and ``(n,)``.
    """
    import numpy as np

    if question.scope is None or not words.words:
        return None
    table, scores = first
    words, rarity = _asked(view, question, words)
    ranked = np.where(question.among, scores, -np.inf)
    few = min(CLOSE, int(question.among.sum()))
    rows = np.argpartition(-ranked, few - 1)[:few]
    rows = rows[np.lexsort((rows, -ranked[rows]))]
    seen = np.unique(np.concatenate([rows, view.before[rows], view.after[rows]]))
    seen = seen[question.among[seen] & view.embedded[seen]]
    kept = question.scope.memo.of(WordVectors)
    vectors = kept.of(question.scope, embedder, [view.ids[row] for row in seen])
    if not vectors or any(each is None for each in vectors):
        return None
    near = np.zeros((len(view.ids), len(rarity)))
    near[seen] = nearest(words.vectors / SCALE, [each for each in vectors if each is not None])
    columns = [*_word_by_word(view, near, rows, seen, rarity), *_in_session(view, ranked, rows)]
    return Look(rows, np.concatenate([table[rows], np.stack(columns, axis=1)], axis=1))


def nearest(asked: np.ndarray, texts: Sequence[np.ndarray]) -> np.ndarray:
    """``(texts, words) float64``: for each word of a question, the cosine of the nearest word of each text.

    Args:
        asked: The words of the question, ``(words, d)``.
        texts: Those of each text, ``(m, d)``; rows of length one, where those of the question are. 0 without words.
    """
    import numpy as np

    found = np.zeros((len(texts), len(asked)))
    sizes = np.array([len(each) for each in texts])
    having = [at for at, each in enumerate(texts) if len(each)]
    if having:
        whole = np.concatenate([texts[at] for at in having]).astype(np.float32)
        starts = np.concatenate([[0], np.cumsum(sizes[having])[:-1]])
        found[having] = np.maximum.reduceat(whole @ asked.astype(np.float32).T, starts, axis=0)
    return found


def _asked(view: View, question: Question, read: Words) -> tuple[Words, np.ndarray]:
    """The telling words of the question without the names of those who speak, and how rare each is (sum 1)."""
    import numpy as np

    named = {part for each in speakers(view) for part in view.labels[each].lower().split()} | {view.me.lower()}
    kept = [at for at, word in enumerate(read.words) if word not in named] or list(range(len(read.words)))
    own = [stem(read.words[at]) for at in kept]
    matches = view.postings.matches(own, question.among)
    rarity = np.array([matches[each].rarity for each in own])
    return Words(tuple(read.words[at] for at in kept), read.vectors[kept]), rarity / max(float(rarity.sum()), 1e-9)


def _word_by_word(
    view: View, near: np.ndarray, rows: np.ndarray, seen: np.ndarray, rarity: np.ndarray
) -> list[np.ndarray]:
    import numpy as np

    first, last = view.alone
    own = near[rows]
    before = np.where(first[rows, None], 0.0, near[view.before[rows]])
    after = np.where(last[rows, None], 0.0, near[view.after[rows]])
    best = np.zeros((int(view.session.max(initial=0)) + 1, near.shape[1]))
    np.maximum.at(best, view.session[seen], near[seen])
    with_before = np.maximum(own, before)
    parts = (own, before, after, with_before, np.maximum(with_before, after), best[view.session[rows]])
    return [part @ rarity for part in parts]


def _in_session(view: View, ranked: np.ndarray, rows: np.ndarray) -> list[np.ndarray]:
    """The best and all of the texts of its session among those that are looked at, ``rows``, the best first."""
    import numpy as np

    session, own = view.session[rows], ranked[rows]
    best = np.full(int(session.max()) + 1, -np.inf)
    np.maximum.at(best, session, own)
    share = np.zeros(len(best))
    np.add.at(share, session, np.exp(own - own[0]))
    return [best[session] - own[0], np.log(share[session] + 1e-6)]
