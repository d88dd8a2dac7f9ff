"""Recall: the traces that matter for a question, best first, each with the terms of its score."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final, Protocol

from thyself.core import Evidence, InvalidInput, Trace
from thyself.core.timewords import find, nearness
from thyself.core.trace import from_microseconds, microseconds
from thyself.core.words import stems
from thyself.memory import Chunks, Segmenter, Sessions, TopicShift
from thyself.memory.units import readable, units
from thyself.models.port import Embedder, WordEmbedder
from thyself.retrieval.closer import CLOSER, Look, look
from thyself.retrieval.closer import shipped as shipped_closer
from thyself.retrieval.features import FEATURES, Question, cosines, products, table
from thyself.retrieval.fusion import Weights, shipped
from thyself.retrieval.index import View, index_of
from thyself.retrieval.lexical import bm25
from thyself.retrieval.pack import pack
from thyself.retrieval.sure import probability, signs
from thyself.store.port import Scope

if TYPE_CHECKING:
    import numpy as np

#: How many turns a segment may have: longer ones find less (docs/studies.md#secom).
LONGEST: Final = 6
UNITS: Final = ("turn", "chunk", "segment", "session")
#: Packing looks at as many texts as would fit if each had so few tokens.
_SHORT: Final = 5
#: How much of a unit's score its other turns add to its best one.
_OTHERS: Final = 0.1


class Scorer(Protocol):
    """Gives every text a score for a question; ``thrift`` is how :func:`pack` is to spend a budget on it."""

    name: str
    thrift: float

    def __call__(self, view: View, question: Question, embedder: Embedder | None) -> tuple[np.ndarray, Terms]:
        """The scores, ``(n,) float64``, and what they are made of."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What scores are made of: their names, and for the rows that are asked for the values, which add up to the score.

    Most rows are never asked for, so their terms are never worked out.
    """

    names: Sequence[str]
    values: Callable[[int], np.ndarray]

    def of(self, row: int) -> dict[str, float]:
        """The terms of one text, those of any weight."""
        found = zip(self.names, self.values(row).tolist(), strict=True)
        return {name: value for name, value in found if value}


class Learned:
    """All features, put together by learned weights; the texts that look best are looked at again, word by word.

    Args:
        weights: Of the features of all texts.
        closer: Of what is seen of few texts at a closer look (:mod:`thyself.retrieval.closer`), with an embedder that
            reads words.
    """

    name = "learned"
    thrift = 0.75

    def __init__(self, weights: Weights | None = None, closer: Weights | None = None) -> None:
        self.weights = weights or shipped()
        self.closer = closer or shipped_closer()

    def __call__(self, view: View, question: Question, embedder: Embedder | None) -> tuple[np.ndarray, Terms]:
        """The weighted sum of the features."""
        if not isinstance(embedder, WordEmbedder) or question.scope is None:
            found = table(view, question, embedder)
            return self.weights.score(found), Terms(tuple(FEATURES), lambda row: self.weights.terms(found[row]))
        (vector,), (words,) = embedder.read([question.text])
        question = replace(question, vector=vector)
        found = table(view, question, embedder)
        scores = self.weights.score(found)
        seen = look(view, question, embedder, words, (found, scores))
        if seen is None:
            return scores, Terms(tuple(FEATURES), lambda row: self.weights.terms(found[row]))
        return self._again(found, scores, seen)

    def _again(self, found: np.ndarray, scores: np.ndarray, seen: Look) -> tuple[np.ndarray, Terms]:
        """The scores of the closer look; the other texts stand below, in the order of the first."""
        import numpy as np

        again = self.closer.score(seen.table)
        below = float(again.min() - scores[seen.rows].min())
        whole = scores + below
        whole[seen.rows] = again
        place = {int(row): at for at, row in enumerate(seen.rows)}

        def values(row: int) -> np.ndarray:
            if row in place:
                return np.append(self.closer.terms(seen.table[place[row]]), 0.0)
            nothing = np.zeros(len(CLOSER) - len(FEATURES))
            return np.concatenate([self.weights.terms(found[row]), nothing, [below]])

        return whole, Terms((*CLOSER, "not looked at closely"), values)


class Lexical:
    """BM25 alone."""

    name = "lexical"
    thrift = 0.0

    def __call__(self, view: View, question: Question, embedder: Embedder | None) -> tuple[np.ndarray, Terms]:
        """BM25 of the question's stems."""
        scores = bm25(view.postings.matches(stems(question.text), question.among), len(view.ids))
        return scores, Terms(("words",), lambda row: scores[row : row + 1])


class Dense:
    """The cosine of an embedder alone."""

    name = "dense"
    thrift = 0.0

    def __call__(self, view: View, question: Question, embedder: Embedder | None) -> tuple[np.ndarray, Terms]:
        """The cosine with the question."""
        import numpy as np

        if embedder is None:
            raise InvalidInput("recall by meaning alone needs an embedder")
        (vector,) = embedder.embed([question.text])
        scores = np.where(view.embedded, np.einsum("ij,j->i", view.vectors, vector).astype(np.float64), -1.0)
        return scores, Terms(("meaning",), lambda row: scores[row : row + 1])


class Recent:
    """The newest first."""

    name = "recent"
    thrift = 0.0

    def __call__(self, view: View, question: Question, embedder: Embedder | None) -> tuple[np.ndarray, Terms]:
        """Minus the days between the text and the question."""
        scores = -(microseconds(question.now) - view.at) / 86_400_000_000.0
        return scores, Terms(("days ago",), lambda row: scores[row : row + 1])


class Fused:
    """Reciprocal rank fusion of BM25 and cosine, untuned: the usual way, for comparison.

    Source: Cormack et al., Reciprocal Rank Fusion (2009).
    """

    name = "rank fusion"
    thrift = 0.0

    def __init__(self, k: int = 60) -> None:
        self.k = k

    def __call__(self, view: View, question: Question, embedder: Embedder | None) -> tuple[np.ndarray, Terms]:
        """The sum of the reciprocal ranks."""
        import numpy as np

        parts = []
        for scorer in (Lexical(), Dense()):
            scores, _ = scorer(view, question, embedder)
            ranks = np.empty(len(scores))
            ranks[np.argsort(-np.where(question.among, scores, -np.inf), kind="stable")] = np.arange(len(scores))
            parts.append(1.0 / (self.k + 1 + ranks))
        whole = np.stack(parts, axis=1)
        return whole.sum(axis=1), Terms(("words", "meaning"), lambda row: whole[row])


class Recall:
    """Finds evidence for a question in one person's traces.

    Args:
        embedder: Compares meanings; ``None`` leaves words, neighbours, names and times.
        scorer: How texts are scored; by default all features with learned weights.
        at_once: So many texts that came since are embedded while a question waits; of more, all are found by words.
    """

    def __init__(self, embedder: Embedder | None, *, scorer: Scorer | None = None, at_once: int | None = None) -> None:
        self.embedder = embedder
        self.scorer = scorer or Learned()
        self.at_once = at_once

    def __call__(
        self,
        scope: Scope,
        query: str,
        *,
        now: datetime,
        k: int | None = None,
        budget: int | None = None,
        unit: str = "turn",
        before: datetime | None = None,
        kinds: Sequence[str] | None = None,
        sources: Sequence[str] | None = None,
    ) -> list[Evidence]:
        """The evidence, best first.

        Args:
            scope: The person's data.
            query: A question or some words.
            now: The time at which it is asked (aware).
            k: How many pieces of evidence; exactly one of ``k`` and ``budget`` is given.
            budget: How many tokens in all.
            unit: One of :data:`UNITS`.
            before: Only what happened before.
            kinds, sources: Only these.

        Raises:
            InvalidInput: An argument makes no sense.
        """
        check(query, k, budget, unit)
        view = index_of(scope).view(scope, self.embedder, at_once=self.at_once)
        among = _among(view, before, kinds, sources)
        if not query.strip() or not among.any():
            return []
        question = Question(query, as_asked(view, query, now, scope, among), scope.zone, among, scope)
        scores, terms = self.scorer(view, question, self.embedder)
        if unit != "turn":
            found = self._units(scope, unit, view, scores, terms, among)
        else:
            found = self._turns(scope, view, scores, terms, among, k or _more_than_fit(budget or 1))
        if k is not None:
            return found[:k]
        return pack(found, budget or 1, query=query, thrift=self.scorer.thrift if unit == "turn" else 0.0)

    def answerable(self, scope: Scope, query: str, *, now: datetime, before: datetime | None = None) -> float:
        """How likely it is, from 0 to 1, that the person's traces answer a question; below ``UNSURE`` they do not."""
        view = index_of(scope).view(scope, self.embedder, at_once=self.at_once)
        among = _among(view, before, None, None)
        if not query.strip() or not among.any():
            return 0.0
        return self._likely(view, Question(query, as_asked(view, query, now, scope, among), scope.zone, among))[0]

    def sought(self, scope: Scope, query: str, *, now: datetime, k: int) -> tuple[list[Evidence], float]:
        """The best ``k`` turns, and how likely it is that the person's traces answer the question, of one look.

        It is what a call and :meth:`answerable` give, in less time.

        Raises:
            InvalidInput: An argument makes no sense.
        """
        check(query, k, None, "turn")
        view = index_of(scope).view(scope, self.embedder, at_once=self.at_once)
        among = _among(view, None, None, None)
        if not query.strip() or not among.any():
            return [], 0.0
        likely, question = self._likely(
            view, Question(query, as_asked(view, query, now, scope, among), scope.zone, among, scope)
        )
        scores, terms = self.scorer(view, question, self.embedder)
        return self._turns(scope, view, scores, terms, among, k)[:k], likely

    def _likely(self, view: View, question: Question) -> tuple[float, Question]:
        """How likely it is that the texts answer a question, and the question with what was seen on the way."""
        if self.embedder is not None:
            (vector,) = self.embedder.embed([question.text])
            known = products(view, vector) if view.embedded.any() else None
            question = replace(question, vector=vector, products=known)
        seen = table(view, question, self.embedder)
        found = seen[question.among]
        cosine = cosines(view, question, self.embedder)[question.among]
        return probability(signs(found, shipped().score(found), cosine)), replace(question, seen=seen)

    def _turns(
        self, scope: Scope, view: View, scores: np.ndarray, terms: Terms, among: np.ndarray, most: int
    ) -> list[Evidence]:
        rows = _best(scores, among, most)
        traces = {trace.id: trace for trace in scope.traces(ids=[view.ids[row] for row in rows])}
        return [
            _evidence([traces[view.ids[row]]], float(scores[row]), terms.of(row))
            for row in rows
            if view.ids[row] in traces
        ]

    def _units(
        self, scope: Scope, unit: str, view: View, scores: np.ndarray, terms: Terms, among: np.ndarray
    ) -> list[Evidence]:
        """Units by their best turn, and a little of the others."""
        import numpy as np

        segmenter: Segmenter = {
            "chunk": lambda: Chunks(6),
            "segment": lambda: TopicShift(self.embedder, most=LONGEST) if self.embedder is not None else Chunks(6),
            "session": Sessions,
        }[unit]()
        row_of = {each: row for row, each in enumerate(view.ids)}
        traces = {trace.id: trace for trace in scope.traces() if readable(trace)}
        found = []
        for each in units(scope, segmenter, traces=list(traces.values())):
            rows = [row_of[trace_id] for trace_id in each.trace_ids]
            if not all(among[row] for row in rows):
                rows = [row for row in rows if among[row]]
            if not rows:
                continue
            inside = scores[rows]
            best = rows[int(np.argmax(inside))]
            others = _OTHERS * float(inside.mean() - inside.max())
            why = terms.of(best) | {"its other turns": others}
            members = [traces[view.ids[row]] for row in rows]
            found.append(_evidence(members, float(inside.max()) + others, why))
        return sorted(found, key=lambda each: -each.score)


def check(query: str, k: int | None, budget: int | None, unit: str) -> None:
    """Raise :class:`InvalidInput` where the arguments of a recall make no sense."""
    if (k is None) == (budget is None):
        raise InvalidInput("recall: give k (how many) or budget (tokens), one of them")
    if k is not None and k < 1:
        raise InvalidInput(f"k={k}: ask for at least one")
    if budget is not None and budget < 1:
        raise InvalidInput(f"budget={budget}: give at least 1 token")
    if unit not in UNITS:
        raise InvalidInput(f"no unit is called {unit!r}; there are: {', '.join(UNITS)}")


def _among(
    view: View, before: datetime | None, kinds: Sequence[str] | None, sources: Sequence[str] | None
) -> np.ndarray:
    import numpy as np

    among = np.ones(len(view.ids), dtype=bool)
    if before is not None:
        among &= view.at < microseconds(before)
    for wanted, column in ((kinds, view.kind), (sources, view.source)):
        if wanted is not None:
            numbers = [number for number, label in enumerate(view.labels) if label in set(wanted)]
            among &= np.isin(column, numbers)
    return among


def as_asked(view: View, query: str, now: datetime, scope: Scope, among: np.ndarray) -> datetime:
    """The time against which "last week" is read: now; for traces that ended long ago, the time of their end.

    Who asks an old archive about "May" means the May of the archive; "recently" means nothing there.
    """
    spans = [span for span in find(query, now, scope.zone) if span.kind != "recent"]
    if not spans or (nearness(spans, view.at[among]) >= 1.0).any():
        return now
    return min(now, from_microseconds(int(view.at[among].max()) + 1))


def _more_than_fit(budget: int) -> int:
    """More texts than are likely to fit into a budget."""
    return max(40, budget // _SHORT)


def _best(scores: np.ndarray, among: np.ndarray, most: int) -> list[int]:
    """The rows of the highest scores among some, best first; the older one where they are equal."""
    import numpy as np

    rows = np.flatnonzero(among)
    if len(rows) > most:
        rows = rows[np.argpartition(-scores[rows], most - 1)[:most]]
    order = np.lexsort((rows, -scores[rows]))
    return [int(row) for row in rows[order]]


def _evidence(traces: Sequence[Trace], score: float, why: dict[str, float]) -> Evidence:
    from thyself.memory import unit

    whole = unit("turn" if len(traces) == 1 else "run", traces)
    return Evidence(
        trace_ids=whole.trace_ids,
        refs=whole.refs,
        text=whole.text,
        score=score,
        why=why,
        at=whole.at,
        author=traces[0].author,
        kind=whole.kind,
        source=whole.source,
        session=whole.session,
        sensitivity=whole.sensitivity,
    )
