"""Index: one person's texts in arrays, ready to be compared with a question; no text of it is written anywhere."""

from __future__ import annotations

import re
import threading
import warnings
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from thyself.core import Trace
from thyself.core.trace import microseconds
from thyself.core.words import stems
from thyself.memory.units import FLOWING, GAP, PAUSE, readable
from thyself.models import Embedder
from thyself.retrieval import names
from thyself.retrieval.lexical import Postings, Words
from thyself.retrieval.vectors import Vectors
from thyself.retrieval.wordvectors import embedded
from thyself.store.port import Progress, Scope, State

if TYPE_CHECKING:
    import numpy as np

#: So many texts without a vector are embedded while a question waits; more are left to :func:`complete`.
AT_ONCE: Final = 2000
_BATCH: Final = 256
_TIME_WORD: Final = re.compile(
    r"\b(?:yesterday|today|tonight|tomorrow|last|next|ago|weeks?|months?|years?|since|weekend|morning|night|\d{4}"
    r"|january|february|march|april|may|june|july|august|september|october|november|december"
    r"|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b",
    re.IGNORECASE,
)


class IndexBehind(UserWarning):
    """Recall works by words alone for some traces: their vectors are still to be made."""


class _Row(NamedTuple):
    """What is kept of one trace; the texts themselves stay in the store."""

    at: int
    kind: int
    source: int
    author: int
    stream: int
    pause: int
    asks: bool
    dated: bool
    embeds: bool


@dataclass(frozen=True, slots=True)
class View:
    """The arrays of one person's texts, one row for each in order of arrival.

    Args:
        ids: The traces' ids.
        at: Microseconds since 1970, ``(n,) int64``.
        kind, source, author: Places in ``labels``, ``(n,) int64``.
        before, after: The row of the neighbour in the same session; the row itself where there is none.
        alone: Where there is no neighbour before, and none after, ``(2, n) bool``.
        session: The number of the session, from 0, ``(n,) int64``.
        asks: Whether the text ends with a question mark, ``(n,) float64``.
        dated: Whether the text speaks of a time, ``(n,) float64``.
        vectors: ``(n, d) float32``; zero rows where there is none.
        embedded: Which rows have a vector, ``(n,) bool``.
        touch: The product of each vector with the one before it, ``(n,) float64``.
        across: The product of the vectors before and after, ``(n,) float64``.
        labels: The words behind the numbers.
        me: The person's own name as others call them, or ``""``.
        postings: The words of the texts.
    """

    ids: Sequence[str]
    at: np.ndarray
    kind: np.ndarray
    source: np.ndarray
    author: np.ndarray
    before: np.ndarray
    after: np.ndarray
    alone: np.ndarray
    session: np.ndarray
    asks: np.ndarray
    dated: np.ndarray
    vectors: np.ndarray
    embedded: np.ndarray
    touch: np.ndarray
    across: np.ndarray
    labels: Sequence[str]
    me: str
    postings: Words


class Index:
    """Builds and extends a :class:`View` as traces come; throws it away when something is forgotten."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._state: State | None = None
        self._model: str | None = None
        self._clear()

    def _clear(self) -> None:
        self._ids: list[str] = []
        self._rows: list[_Row] = []
        self._table: np.ndarray | None = None
        self._number: dict[str, int] = {}
        self._called: Counter[str] = Counter()
        self._postings = Postings()
        self._last = 0
        self._vectors = Vectors()
        self._view: View | None = None

    def view(self, scope: Scope, embedder: Embedder | None, *, at_once: int | None = None) -> View:
        """The arrays as the data stands now.

        Up to ``at_once`` texts (:data:`AT_ONCE`) are embedded for it. With more to do, the vectors that are there are
        used, and :class:`IndexBehind` is warned.
        """
        with self._lock:
            model = None if embedder is None else embedder.name
            if self._view is not None and model == self._model and self._holds(scope.state()):
                return self._view
            state = scope.state()  # before it is read: what comes meanwhile is read the next time
            self._read(scope)
            if model != self._model:
                self._vectors = Vectors()
            if embedder is not None:
                self._embed(scope, embedder, AT_ONCE if at_once is None else at_once)
            self._view = self._arranged()
            self._state, self._model = state, model
            return self._view

    def _holds(self, now: State) -> bool:
        """Whether the view is still right: no trace came or went, and, where vectors were lacking, nothing was put.

        What else is derived (a record of what was sent) changes nothing in it.
        """
        assert self._state is not None
        same = (now.epoch, now.last) == (self._state.epoch, self._state.last)
        return same and (self._model is None or not len(self._without()) or now.derived == self._state.derived)

    def complete(self, scope: Scope, embedder: Embedder, progress: Progress | None) -> int:
        """Embed all that has no vector yet, in batches that are kept one by one; returns how many."""
        with self._lock:
            self._read(scope)
            if embedder.name != self._model:
                self._vectors, self._model, self._view = Vectors(), embedder.name, None
            self._fetch(scope, embedder)
            lacking = self._lacking()
        _embed(scope, embedder, lacking, progress)  # questions are answered meanwhile, by words where vectors lack
        return len(lacking)

    def _read(self, scope: Scope) -> None:
        state = scope.state()
        if self._state is None or state.epoch != self._state.epoch:
            self._clear()
            self._state = state
        for row, trace in scope.rows(after=self._last):
            self._add(trace)
            self._last = row

    def _add(self, trace: Trace) -> None:
        number = self._number
        stream, pause = _stream(trace)
        self._rows.append(
            _Row(
                microseconds(trace.at),
                number.setdefault(trace.kind, len(number)),
                number.setdefault(trace.source, len(number)),
                number.setdefault(trace.author, len(number)),
                number.setdefault(stream, len(number)),
                pause,
                trace.text.rstrip().endswith("?"),
                _TIME_WORD.search(trace.text) is not None,
                readable(trace) and len(trace.text.split(None, 2)) > 1,
            )
        )
        self._ids.append(trace.id)
        if trace.author != "me":
            self._called.update(names.called(trace.text))
        self._postings.add(stems(indexed(trace)))

    def _embed(self, scope: Scope, embedder: Embedder, at_once: int) -> None:
        """Get the vectors that are kept, and make a few that lack."""
        self._fetch(scope, embedder)
        lacking = self._lacking()
        if 0 < len(lacking) <= at_once:
            _embed(scope, embedder, lacking, None)
            self._fetch(scope, embedder)
        elif len(lacking) > AT_ONCE:
            warnings.warn(
                f"{len(lacking):,} traces have no vectors yet and are found by their words alone:"
                " call person.index(), or run thyself index",
                IndexBehind,
                stacklevel=5,
            )

    def _fetch(self, scope: Scope, embedder: Embedder) -> None:
        lacking = self._without()
        if not len(lacking):
            self._vectors.extend(len(self._ids), embedder.dimensions)
            return
        # Most of them lack: all are read at once. A few: those alone.
        row_of = {self._ids[row]: int(row) for row in lacking}
        few = len(lacking) <= AT_ONCE and len(lacking) < len(self._ids) // 4
        owners, found = scope.vectors(embedder.name, owners=list(row_of) if few else None)
        self._vectors.extend(len(self._ids), found.shape[1] if owners else embedder.dimensions)
        pairs = [(row_of[owner], at) for at, owner in enumerate(owners) if owner in row_of]
        if pairs:
            rows, at = zip(*pairs, strict=True)
            self._vectors.fill(list(rows), found[list(at)])

    def _without(self) -> np.ndarray:
        """The rows that are to have a vector and have none yet."""
        import numpy as np

        embeds = self._columns()[:, _Row._fields.index("embeds")].astype(bool)
        known = self._vectors.known
        embeds[: len(known)] &= ~known
        return np.flatnonzero(embeds)

    def _lacking(self) -> list[str]:
        return [self._ids[row] for row in self._without()]

    def _columns(self) -> np.ndarray:
        """The rows as a table, ``(n, 9) int64``; those that came since are put to its end."""
        import numpy as np

        new = np.array(self._rows, dtype=np.int64).reshape(len(self._rows), len(_Row._fields))
        if self._rows:
            self._table = np.concatenate((self._table, new)) if self._table is not None else new
            self._rows = []
        return new if self._table is None else self._table

    def _arranged(self) -> View:
        import numpy as np

        table = self._columns()
        n = len(table)
        at, kind, source, author, stream, pause, asks, dated, _ = table.T
        order = np.lexsort((np.arange(n), at, stream))
        gap = np.diff(at[order])
        starts = np.ones(n, dtype=bool)
        starts[1:] = (np.diff(stream[order]) != 0) | (gap > pause[order][1:])
        before, after = np.arange(n), np.arange(n)
        before[order[1:]] = np.where(starts[1:], order[1:], order[:-1])
        after[order[:-1]] = np.where(starts[1:], order[:-1], order[1:])
        session = np.empty(n, dtype=np.int64)
        session[order] = np.cumsum(starts) - 1
        self._vectors.extend(n, 1)
        touch, across = self._vectors.products(before, after)
        labels = list(self._number)
        return View(
            ids=tuple(self._ids),
            at=at,
            kind=kind,
            source=source,
            author=author,
            before=before,
            after=after,
            alone=np.stack([before == np.arange(n), after == np.arange(n)]),
            session=session,
            asks=asks.astype(np.float64),
            dated=dated.astype(np.float64),
            vectors=self._vectors.matrix,
            embedded=self._vectors.known.copy(),
            touch=touch,
            across=across,
            labels=labels,
            me=names.own_name(self._called, {labels[each] for each in np.unique(author)}),
            postings=self._postings.words(),
        )


def _stream(trace: Trace) -> tuple[str, int]:
    """What a trace flows in, and the longest pause inside it in microseconds; a note or a mail stands alone."""
    if trace.session is not None:
        pause = PAUSE if trace.kind == "said" else None
        return f"session\x1f{trace.source}\x1f{trace.session}", _microseconds(pause)
    if trace.kind in FLOWING:
        return f"stream\x1f{trace.source}\x1f{trace.kind}", _microseconds(GAP)
    return f"alone\x1f{trace.id}", 0


def _microseconds(pause: timedelta | None) -> int:
    return 2**62 if pause is None else pause // timedelta(microseconds=1)


def indexed(trace: Trace) -> str:
    """What is searched of a trace: who says it, its words, and what the source tells beside them."""
    extra = (trace.extra.get(name) for name in ("title", "subject", "caption"))
    who = "" if trace.author == "me" else trace.author
    return " ".join(part for part in (who, trace.text, *extra) if isinstance(part, str) and part)


def embedded_text(trace: Trace) -> str:
    """What is embedded of a trace: its words with who says them."""
    extra = (trace.extra.get(name) for name in ("title", "subject", "caption"))
    return " ".join([f"{trace.author}: {trace.text}", *(part for part in extra if isinstance(part, str) and part)])


def _embed(scope: Scope, embedder: Embedder, ids: Sequence[str], progress: Progress | None) -> None:
    for start in range(0, len(ids), _BATCH):
        traces = list(scope.traces(ids=ids[start : start + _BATCH]))
        there = [each.id for each in traces]
        made = embedded(scope, embedder, there, [embedded_text(each) for each in traces])
        scope.put_vectors(embedder.name, there, made)
        if progress is not None:
            progress(min(start + _BATCH, len(ids)), len(ids))


def index_of(scope: Scope) -> Index:
    """The person's index, kept in memory while the home is open."""
    return scope.memo.of(Index)


def complete(scope: Scope, embedder: Embedder, *, progress: Progress | None = None) -> int:
    """Make the vectors that a person's traces lack; it can be stopped, and goes on where it stopped."""
    return index_of(scope).complete(scope, embedder, progress)
