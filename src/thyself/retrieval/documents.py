"""Documents: whole conversations, chats and purchases that tell what a question asks for, best first.

A conversation tells a thing in passing, in one turn of twelve, and seldom in the words of the question. So a session is
judged by its best turns, by the mean of its meaning, by whom it is with and whom it names, and by how people come to
tell such a thing (:mod:`thyself.retrieval.attributes`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from thyself.core.words import stems
from thyself.models import Embedder
from thyself.retrieval.attributes import told_as
from thyself.retrieval.features import Question, cosines, table
from thyself.retrieval.fusion import Weights, shipped
from thyself.retrieval.index import View, complete, index_of
from thyself.retrieval.names import MACHINES, meant
from thyself.store.port import Scope

if TYPE_CHECKING:
    import numpy as np

#: What speaks for a session, and what it says.
DOCUMENT_FEATURES: Final[Mapping[str, str]] = {
    "best turn": "the best score of a turn, in deviations",
    "best turns": "the mean score of the three best turns, in deviations",
    "meaning": "the highest cosine of a turn, in deviations",
    "meanings": "the mean cosine of the three nearest turns, in deviations",
    "whole meaning": "the cosine of the mean of its turns, in deviations",
    "own meaning": "the highest cosine of the person's own turns, in deviations",
    "words": "which share of the question's words its turns have together",
    "about whom": "whom the question names speaks in it or is named in it",
    "about others": "the question names somebody who is not in it",
    "told": "the highest cosine with a saying that tells such a thing, in deviations",
    "often told": "the mean cosine of the three nearest turns with such sayings, in deviations",
    "wholly told": "the cosine of its mean with such a saying, in deviations",
    "with a machine": "it is a talk with an assistant",
}
#: Set by hand, learned on nothing; the order is that of the features.
PLAIN: Final = Weights(
    mean=(0.0,) * len(DOCUMENT_FEATURES),
    deviation=(1.0,) * len(DOCUMENT_FEATURES),
    weight=(0.2, 0.4, 0.2, 0.4, 0.3, 0.0, 0.4, 1.2, -1.2, 0.5, 0.5, 0.2, 0.0),
    learned_on="nothing: set by hand",
)
#: A turn that the person did not say themselves counts so much less as a saying of theirs.
_OF_OTHERS: Final = 0.1
_BEST: Final = 3


@dataclass(frozen=True)
class Documents:
    """The sessions of one person as they stand, ready to be asked; made by :meth:`of`.

    Args:
        view: The texts.
        names: The sessions' ids, by number.
        session: The number of each text's session, ``(n,) int64``.
        texts: The words of each text.
        zone: The person's clock.
        embedder: Compares meanings.
        weights: Of :data:`DOCUMENT_FEATURES`.
        told: Gives sayings by which people tell what a question asks for.
    """

    view: View
    names: tuple[str, ...]
    session: np.ndarray
    texts: tuple[str, ...]
    zone: ZoneInfo
    embedder: Embedder
    weights: Weights = PLAIN
    told: Callable[[str], Sequence[str]] = told_as

    @classmethod
    def of(cls, scope: Scope, embedder: Embedder, *, weights: Weights = PLAIN) -> Documents:
        """The sessions in a scope; a text without a session stands alone. Makes the vectors that are lacking."""
        import numpy as np

        complete(scope, embedder)
        view = index_of(scope).view(scope, embedder)
        traces = {trace.id: trace for trace in scope.traces()}
        ids = [traces[each].session or each for each in view.ids]
        names = tuple(dict.fromkeys(ids))
        number = {name: at for at, name in enumerate(names)}
        session = np.array([number[each] for each in ids], dtype=np.int64)
        return cls(view, names, session, tuple(traces[each].text for each in view.ids), scope.zone, embedder, weights)

    def __call__(self, query: str, *, now: datetime, k: int) -> list[str]:
        """The ids of the ``k`` sessions that tell most of what a question asks for, best first."""
        import numpy as np

        if not self.names:
            return []
        scores = self.weights.score(self.table(query, now=now))
        return [self.names[at] for at in np.argsort(-scores, kind="stable")[:k]]

    def table(self, query: str, *, now: datetime) -> np.ndarray:
        """``(sessions, len(DOCUMENT_FEATURES)) float64``."""
        import numpy as np

        view = self.view
        among = np.ones(len(view.ids), dtype=bool)
        question = Question(query, now, self.zone, among)
        scores = shipped().score(table(view, question, self.embedder))
        cosine = cosines(view, question, self.embedder)
        own = view.author == self._label("me")
        whom = self._about(query)
        about, others = self._who(whom)
        by_whom = own if not whom else np.isin(view.author, [self._label(name) for name in whom])
        (vector,) = self.embedder.embed([query])
        columns = [
            _standard(self._most(scores)),
            _standard(self._best(scores)),
            _standard(self._most(cosine)),
            _standard(self._best(cosine)),
            _standard(self._means @ vector),
            _standard(self._most(np.where(own, cosine, -1.0))),
            self._words(query),
            about,
            others,
            *self._told(query, by_whom),
            self._most(np.isin(view.author, [self._label(name) for name in MACHINES]).astype(np.float64)),
        ]
        return np.stack(columns, axis=1)

    def _told(self, query: str, by_whom: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """How near a session is to sayings that tell what is asked: its best turn, its best three, its mean."""
        import numpy as np

        sayings = self.told(query)
        if not sayings:
            nothing = np.zeros(len(self.names))
            return nothing, nothing, nothing
        made = self.embedder.embed(sayings)
        near = np.einsum("id,jd->ij", self.view.vectors, made).astype(np.float64)
        mean = near.mean(axis=1) - _OF_OTHERS * ~by_whom
        whole = np.einsum("id,jd->ij", self._means, made).max(axis=1)
        return _standard(self._most(near.max(axis=1))), _standard(self._best(mean)), _standard(whole)

    def _about(self, query: str) -> set[str]:
        """The people whom a question names, without the person and machines."""
        authors = {self.view.labels[int(each)] for each in set(self.view.author.tolist())}
        return meant(query, authors, self.view.me) - {"me"} - MACHINES

    def _who(self, whom: set[str]) -> tuple[np.ndarray, np.ndarray]:
        """Whether each session is with, or names, somebody whom the question names; whether it does not."""
        import numpy as np

        if not whom:
            nothing = np.zeros(len(self.names))
            return nothing, nothing
        called = [name.split()[0] for name in whom if name]
        there = np.isin(self.view.author, [self._label(name) for name in whom])
        there |= np.array([any(name in text for name in called) for text in self.texts])
        about = self._most(there.astype(np.float64))
        return about, 1.0 - about

    def _words(self, query: str) -> np.ndarray:
        """Which share of the question's words, weighted by rarity, the turns of a session have together."""
        import numpy as np

        found, whole = np.zeros(len(self.names)), 1e-9
        for match in self.view.postings.matches(stems(query), np.ones(len(self.texts), dtype=bool)).values():
            has = np.zeros(len(self.names))
            has[self.session[match.rows]] = 1.0
            found += match.rarity * has
            whole += match.rarity
        return np.asarray(found / whole)

    def _label(self, name: str) -> int:
        return self.view.labels.index(name) if name in self.view.labels else -1

    def _most(self, values: np.ndarray) -> np.ndarray:
        """The highest value of a text of each session."""
        import numpy as np

        most = np.full(len(self.names), -np.inf)
        np.maximum.at(most, self.session, values)
        return most

    def _best(self, values: np.ndarray) -> np.ndarray:
        """The mean of the three highest values of each session."""
        import numpy as np

        order = np.lexsort((-values, self.session))
        sizes = np.bincount(self.session, minlength=len(self.names))
        place = np.arange(len(order)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        kept = order[place < _BEST]
        sums = np.bincount(self.session[kept], weights=values[kept], minlength=len(self.names))
        return np.asarray(sums / np.minimum(sizes, _BEST))

    @cached_property
    def _means(self) -> np.ndarray:
        """The direction of the mean of the vectors of each session, ``(sessions, d)``."""
        import numpy as np

        sums = np.zeros((len(self.names), self.view.vectors.shape[1]))
        np.add.at(sums, self.session, self.view.vectors)
        return np.asarray(sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9))


def _standard(values: np.ndarray) -> np.ndarray:
    """In deviations from the mean."""
    import numpy as np

    return np.asarray((values - values.mean()) / (np.std(values) + 1e-6))
