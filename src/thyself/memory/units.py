"""Units: the pieces in which memory is searched and given back: a turn, a chunk, a segment, a session."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Final, Protocol, runtime_checkable

from thyself.core import SENSITIVITIES, InvalidInput, Sensitivity, Trace
from thyself.core.trace import digest
from thyself.memory.compress import Compressor, Identity
from thyself.store.port import Derived

if TYPE_CHECKING:
    from thyself.store.port import Scope

#: Kinds that come as a stream; traces of them without a session belong together while the pauses are short.
FLOWING: Final = frozenset({"said", "searched", "clicked"})

#: The longest pause inside a stream that names no session.
GAP: Final = timedelta(hours=1)

#: The longest pause inside a named session of turns; a chat that is taken up after it starts a new one.
PAUSE: Final = timedelta(hours=8)


@dataclass(frozen=True, slots=True)
class Unit:
    """A piece of memory: what is searched (``index_text``) and what is given back (``text``).

    Args:
        id: Its owner's name for vectors: the trace's id for a turn, else ``"unit:<by>/<key>"``, the derived row.
        by: The name of the segmenter that made it.
        text: The words, verbatim: of one trace as it is, of several one line each with the author in front.
        index_text: What is searched: the words with their authors, as a :class:`Compressor` left them.
        trace_ids: The traces, in order of time.
        refs: The sources' own ids of the same traces (the trace's id where the source gave none).
        at, until: When the first and the last of them happened (UTC).
        session, kind, source: Those of the first trace.
        authors: Who speaks, in order of the first word.
        sensitivity: The highest of the traces'.
    """

    id: str
    by: str
    text: str
    index_text: str
    trace_ids: tuple[str, ...]
    refs: tuple[str, ...]
    at: datetime
    until: datetime
    session: str | None
    authors: tuple[str, ...]
    kind: str
    source: str
    sensitivity: Sensitivity


@runtime_checkable
class Segmenter(Protocol):
    """Cuts one session into runs of turns. ``name`` changes whenever the cuts would."""

    @property
    def name(self) -> str:
        """Names what it makes: ``"turn"``, ``"chunk-6"``."""

    def split(self, turns: Sequence[Trace]) -> list[Sequence[Trace]]:
        """Cut the turns of one session, in order: none is lost, none comes twice, none is empty."""


@runtime_checkable
class Growing(Segmenter, Protocol):
    """A segmenter whose cuts depend on nothing that comes later, so that a session grows without being cut again."""

    def grow(self, runs: Sequence[Sequence[Trace]], turns: Sequence[Trace]) -> list[Sequence[Trace]]:
        """The runs with some more turns: what :meth:`split` makes of all the turns together."""


class Turns:
    """Each turn alone."""

    name = "turn"

    def split(self, turns: Sequence[Trace]) -> list[Sequence[Trace]]:
        """One run for each turn."""
        return [turns[i : i + 1] for i in range(len(turns))]


class Sessions:
    """The whole session in one piece."""

    name = "session"

    def split(self, turns: Sequence[Trace]) -> list[Sequence[Trace]]:
        """All turns in one run."""
        return [turns] if turns else []


class Chunks:
    """Runs of ``n`` turns, from the start of the session; the last may be shorter.

    Raises:
        InvalidInput: ``n`` is less than one.
    """

    def __init__(self, n: int = 6) -> None:
        if n < 1:
            raise InvalidInput(f"a chunk of {n} turns: give at least 1")
        self.n = n

    @property
    def name(self) -> str:
        """``"chunk-6"``: with its size."""
        return f"chunk-{self.n}"

    def split(self, turns: Sequence[Trace]) -> list[Sequence[Trace]]:
        """Runs of ``n`` turns."""
        return [turns[i : i + self.n] for i in range(0, len(turns), self.n)]


def readable(trace: Trace) -> bool:
    """Whether a trace has words that belong into a unit: any text that is not just a figure."""
    return trace.kind != "measured" and bool(trace.text.strip())


def sessions(traces: Iterable[Trace], *, gap: timedelta = GAP, pause: timedelta = PAUSE) -> list[list[Trace]]:
    """Group traces into sessions, in order of time.

    Traces of one source that name the same session belong together; a named session of turns (kind ``"said"``) is
    parted where nothing was said for longer than ``pause``. Traces that name none are joined while they come in a
    stream (see :data:`FLOWING`) of one source and kind with pauses of at most ``gap``; any other, such as a note or
    a mail, stands alone.

    Args:
        traces: In order of time.
        gap: The longest pause without a session's name.
        pause: The longest pause within a named session of turns.
    """
    streams: dict[tuple[str, ...], list[Trace]] = {}
    for trace in traces:
        if readable(trace):
            streams.setdefault(_stream(trace), []).append(trace)
    longest = {"talk": pause, "flow": gap}
    parted = [part for key, stream in streams.items() for part in _parted(stream, longest.get(key[0]))]
    return sorted(parted, key=lambda part: part[0].at)


def render(turns: Sequence[Trace]) -> str:
    """The words, verbatim: of one trace as it is, of several one after the other with the author in front."""
    return turns[0].text if len(turns) == 1 else _spoken(turns)


def unit(by: str, turns: Sequence[Trace], compressor: Compressor | None = None) -> Unit:
    """Make one unit of some turns.

    Args:
        by: The name of the segmenter that put them together.
        turns: In order of time; at least one.
        compressor: Makes the index text out of the words with their authors; ``None`` leaves them as they are.
    """
    ids = tuple(turn.id for turn in turns)
    first, compressor = turns[0], compressor or Identity()
    return Unit(
        id=ids[0] if by == Turns.name else f"{_kind(by)}/{_key(ids)}",
        by=by,
        text=render(turns),
        index_text=compressor.compress(_spoken(turns)),
        trace_ids=ids,
        refs=tuple(turn.ref or turn.id for turn in turns),
        at=first.at,
        until=max(turn.at for turn in turns),
        session=first.session,
        authors=tuple(dict.fromkeys(turn.author for turn in turns)),
        kind=first.kind,
        source=first.source,
        sensitivity=max((turn.sensitivity for turn in turns), key=SENSITIVITIES.index),
    )


def cut(traces: Iterable[Trace], segmenter: Segmenter, compressor: Compressor | None = None) -> list[Unit]:
    """The units of some traces, made afresh; nothing is kept. See :func:`units`."""
    return _made(segmenter.name, [run for group in sessions(traces) for run in segmenter.split(group)], compressor)


def units(
    scope: Scope,
    segmenter: Segmenter,
    compressor: Compressor | None = None,
    *,
    traces: Sequence[Trace] | None = None,
) -> list[Unit]:
    """The units of a person, in order of time: those that are known, and new ones for sessions that changed.

    What is kept (derived rows ``"unit:<name>"``) is which traces belong together; texts are made of the traces each
    time, so that no word of them is kept twice. A session is cut again only when a trace of it came or went; the
    outcome is always that of :func:`cut`.

    Args:
        scope: The person's data.
        segmenter: How sessions are cut.
        compressor: Makes the index texts; it learns from the person's own texts first.
        traces: All traces of the person in order of time, where they are at hand already.
    """
    groups = sessions(scope.traces() if traces is None else traces)
    if segmenter.name == Turns.name:
        return _made(segmenter.name, [run for group in groups for run in segmenter.split(group)], compressor)
    kind = _kind(segmenter.name)
    known = {tuple(row.sources or ()): row for row in scope.derived(kind)}
    of = {ids[0]: (ids, row.body.get("of")) for ids, row in known.items()}
    fresh: list[Derived] = []
    runs: list[Sequence[Trace]] = []
    for group in groups:
        whole = "" if isinstance(segmenter, Growing) else _key([turn.id for turn in group])
        kept = _tiled(group, whole, of)
        if len(kept) == 0 or kept[-1][-1] is not group[-1]:
            kept = _cut_on(segmenter, kept, group)
            ids = [tuple(turn.id for turn in run) for run in kept]
            held = {each for each, row in known.items() if row.body.get("of") == whole}
            fresh += [Derived(kind, _key(each), {"of": whole}, each, "all") for each in ids if each not in held]
        runs += kept
    _keep(scope, kind, runs, known, fresh)
    return _made(segmenter.name, runs, compressor)


def _stream(trace: Trace) -> tuple[str, ...]:
    if trace.session is not None:
        return ("talk" if trace.kind == "said" else "thread", trace.source, trace.session)
    return ("flow", trace.source, trace.kind) if trace.kind in FLOWING else ("alone", trace.id)


def _parted(stream: list[Trace], longest: timedelta | None) -> Iterator[list[Trace]]:
    """Cut a stream at the pauses that are too long; ``None``: none is."""
    part = stream[:1]
    for before, trace in pairwise(stream):
        if longest is not None and trace.at - before.at > longest:
            yield part
            part = []
        part.append(trace)
    yield part


def _spoken(turns: Sequence[Trace]) -> str:
    return "\n".join(f"{turn.author}: {turn.text}" for turn in turns)


def _kind(by: str) -> str:
    return f"unit:{by}"


def _key(ids: Sequence[str]) -> str:
    return digest(*ids)


def _made(by: str, runs: Sequence[Sequence[Trace]], compressor: Compressor | None) -> list[Unit]:
    if compressor is not None:
        compressor = compressor.learn(turn.text for run in runs for turn in run)
    return [unit(by, run, compressor) for run in runs]


def _cut_on(segmenter: Segmenter, kept: list[Sequence[Trace]], group: Sequence[Trace]) -> list[Sequence[Trace]]:
    """All runs of a session, where the first of them may be kept."""
    if not isinstance(segmenter, Growing):
        return segmenter.split(group)
    return segmenter.grow(kept, group[sum(len(run) for run in kept) :])


def _tiled(
    group: Sequence[Trace], whole: str, of: Mapping[str, tuple[tuple[str, ...], str | None]]
) -> list[Sequence[Trace]]:
    """The runs that are known for a session from its start on, as far as they were cut out of just this session."""
    ids = [turn.id for turn in group]
    runs: list[Sequence[Trace]] = []
    here = 0
    while here < len(ids):
        run, session = of.get(ids[here], ((), None))
        if session != whole or tuple(ids[here : here + len(run)]) != run:
            break
        runs.append(group[here : here + len(run)])
        here += len(run)
    return runs


def _keep(
    scope: Scope,
    kind: str,
    runs: Sequence[Sequence[Trace]],
    known: Mapping[tuple[str, ...], Derived],
    fresh: Sequence[Derived],
) -> None:
    """Put the new runs, and drop the known ones that no longer hold."""
    held = {tuple(turn.id for turn in run) for run in runs}
    gone = [row.key for ids, row in known.items() if ids not in held]
    if gone:
        scope.drop(kind, keys=gone)
    if fresh:
        scope.put(fresh)
