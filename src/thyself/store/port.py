"""The store port: what a home can keep, and one person's part of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol, runtime_checkable
from zoneinfo import ZoneInfo

from thyself.core import Catalog, InvalidInput, Receipt, Trace
from thyself.core.given import One, many
from thyself.store.memo import Memo

if TYPE_CHECKING:
    import numpy as np

Progress = Callable[[int, int | None], None]
"""Called with how much is done, and how much there is in all where that is known."""


@dataclass(frozen=True, slots=True)
class Derived:
    """Something that was made of traces, and goes when they go.

    Args:
        kind: What it is: ``"unit:segment"``, ``"profile:line"``, ``"state:secom"``, ``"sent"``.
        key: Its name within the kind.
        body: What is kept, as JSON values.
        sources: The ids of the traces that it was made of; ``None`` where it was made of all that there was.
        lasts: ``"all"``: it is gone when any of its sources is forgotten (or, with ``sources=None``, any trace at all).
            ``"any"``: it stays while one of its sources is left, unless it quotes one that is forgotten.
            ``"always"``: the person made it; it goes only when everything is forgotten, or when it is dropped.
        epoch: The epoch of the data that it was worked out of (:class:`State`), where it names no sources: it is not
            kept where something was forgotten meanwhile. Not kept itself.
    """

    kind: str
    key: str
    body: Mapping[str, Any]
    sources: tuple[str, ...] | None = ()
    lasts: Literal["all", "any", "always"] = "all"
    epoch: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Entry:
    """A row in one of the home's own books: who may enter, who was let in, what was done and when.

    Args:
        book: Which book: ``"key"``, ``"session"``, ``"access"``.
        key: Its name within the book.
        body: What is kept, as JSON values; never the content of a trace.
        person: Whose data it is about; it goes when everything of that person is forgotten.
    """

    book: str
    key: str
    body: Mapping[str, Any]
    person: str | None = None


@dataclass(frozen=True, slots=True)
class State:
    """Where a person's data stands; equal states mean equal data.

    Args:
        epoch: Grows when anything is forgotten or restored; what was computed in an older epoch is to be thrown away.
        last: The row of the newest trace; rows only grow within an epoch.
        derived: Grows when derived rows or vectors change.
    """

    epoch: int
    last: int
    derived: int


@dataclass(frozen=True, slots=True)
class Selection:
    """Which traces to forget: those that match every field that is given.

    Args:
        trace_ids, sources, kinds: Any of these.
        since, before: At or after, and strictly before.
        everything: The whole person; the other fields must be empty.
    """

    trace_ids: tuple[str, ...] | None = None
    sources: tuple[str, ...] | None = None
    kinds: tuple[str, ...] | None = None
    since: datetime | None = None
    before: datetime | None = None
    everything: bool = False

    @classmethod
    def of(
        cls,
        *,
        trace_ids: One | None = None,
        source: One | None = None,
        kind: One | None = None,
        since: datetime | None = None,
        before: datetime | None = None,
        everything: bool = False,
    ) -> Selection:
        """From what a person names: one or several of each.

        Raises:
            InvalidInput: Nothing is selected, or ``everything`` and something.
        """
        selected = cls(many(trace_ids), many(source), many(kind), since, before, everything)
        narrowed = selected != cls(everything=everything)
        if not narrowed and not everything:
            raise InvalidInput("nothing is selected: name trace_ids, source, kind, since or before, or everything=True")
        if narrowed and everything:
            raise InvalidInput("everything=True removes the whole person: give it alone")
        return selected


@dataclass(frozen=True, slots=True)
class Appended:
    """How many traces were new, and how many were known already."""

    kept: int
    duplicates: int


@runtime_checkable
class Scope(Protocol):
    """One person's data. No method can reach another person's."""

    person: str

    @property
    def memo(self) -> Memo:
        """What is computed of this person's data and kept in memory while the home is open."""

    @property
    def zone(self) -> ZoneInfo:
        """The person's time zone."""

    def append(self, traces: Iterable[Trace]) -> Appended:
        """Keep traces: in one transaction, durable when it returns, found by :meth:`search` at once.

        A trace is a duplicate, and is left out, where one with the same source and ref, or with the same content and
        time (``Trace.digest``), is there or comes earlier in ``traces``.

        Raises:
            StoreBusy: Another process held the store for too long; nothing was kept.
        """

    def traces(
        self,
        *,
        ids: Sequence[str] | None = None,
        kinds: Sequence[str] | None = None,
        sources: Sequence[str] | None = None,
        authors: Sequence[str] | None = None,
        session: str | None = None,
        since: datetime | None = None,
        before: datetime | None = None,
        newest_first: bool = False,
        limit: int | None = None,
    ) -> Iterator[Trace]:
        """Traces in order of time (order of arrival within the same time), streamed."""

    def rows(self, *, after: int = 0) -> Iterator[tuple[int, Trace]]:
        """Row number and trace in order of arrival, from the first row later than ``after``."""

    def count(self, *, kinds: Sequence[str] | None = None) -> int:
        """How many traces there are."""

    def search(self, words: str, *, limit: int = 20) -> list[Trace]:
        """Traces that contain all the words (stemmed), best first; any text is allowed as ``words``."""

    def state(self) -> State:
        """Where the data stands now; cheap."""

    def put(self, rows: Iterable[Derived]) -> int:
        """Insert or replace derived rows, in one transaction; returns how many.

        A row that is replaced moves to the end of the order, and keeps the vectors that it owns.

        Raises:
            StoreError: A source is not a trace of this person, or something was forgotten since the epoch of a row;
                nothing was kept.
        """

    def replace(self, kind: str, rows: Iterable[Derived]) -> int:
        """Put these in place of all derived rows of a kind, in one transaction."""

    def derived(self, kind: str, *, keys: Sequence[str] | None = None) -> Iterator[Derived]:
        """Derived rows of a kind, in the order in which they were put."""

    def drop(self, kind: str, *, keys: Sequence[str] | None = None) -> int:
        """Remove derived rows and the vectors that they own; returns how many rows."""

    def put_vectors(self, model: str, owners: Sequence[str], vectors: np.ndarray) -> None:
        """Keep a vector for each owner: a trace's id, or ``"kind/key"`` of a derived row.

        ``vectors`` is ``(n, d) float32`` with unit rows; they are kept at one byte a dimension.

        Raises:
            StoreError: An owner is neither a trace nor a derived row of this person (so put the rows first), or the
                model's vectors have another length; nothing was kept.
            InvalidInput: There is not one vector for each owner, or an entry is not finite.
        """

    def vectors(self, model: str, *, owners: Sequence[str] | None = None) -> tuple[list[str], np.ndarray]:
        """Owners with a vector of this model, all or of those named, and the vectors, ``(n, d) float32``, unit rows."""

    def forget(self, selection: Selection) -> Receipt:
        """Remove traces and all that was made of them, in one transaction; then prove it."""

    def would_forget(self, selection: Selection) -> Mapping[str, int]:
        """How many rows :meth:`forget` would remove, by table; changes nothing."""

    def export(self, path: Path, *, progress: Progress | None = None) -> Path:
        """Write everything of this person into a zip that :meth:`Store.restore` reads without loss."""


@runtime_checkable
class Books(Protocol):
    """The home's own books. They hold nothing that a trace says, and are in no export of a person."""

    def put(self, entries: Iterable[Entry]) -> None:
        """Insert or replace entries, in one transaction; one that is replaced stays at its place in the order."""

    def read(
        self,
        book: str | None = None,
        *,
        keys: Sequence[str] | None = None,
        person: str | None = None,
        newest_first: bool = False,
        limit: int | None = None,
    ) -> list[Entry]:
        """Entries in the order in which they were made: of one book, and of one person, where these are named."""

    def drop(self, book: str, keys: Sequence[str]) -> int:
        """Remove entries; returns how many."""

    def trim(self, book: str, keep: int) -> int:
        """Remove the oldest entries of a book beyond the newest ``keep``; returns how many."""


@runtime_checkable
class Store(Protocol):
    """Where everything is kept. One store serves many persons and several processes."""

    @property
    def books(self) -> Books:
        """The home's own books."""

    def people(self) -> list[str]:
        """The names of the persons, in order."""

    def scope(self, person: str, *, timezone: str | None = None) -> Scope:
        """One person's data; the person is entered when the first thing is kept, or when a time zone is given.

        Raises:
            InvalidInput: The name is empty, too long, or has control characters.
        """

    def restore(self, path: Path, *, person: str | None = None, progress: Progress | None = None) -> str:
        """Read what :meth:`Scope.export` wrote, into a person of the same name or of another; returns the name.

        Raises:
            StoreError: The file is no export, is damaged, or the person has traces already; nothing was changed.
        """

    def put_catalog(self, catalog: Catalog) -> None:
        """Keep a catalogue under its name, in place of an older one."""

    def catalog(self, name: str) -> Catalog:
        """A kept catalogue.

        Raises:
            StoreError: There is none of that name; the message lists those that are there.
        """

    def catalogs(self) -> list[str]:
        """The names of the kept catalogues."""

    def backup(self, path: Path) -> Path:
        """Write a copy of the whole home, as it is at one moment, into a new file that can be opened as a home.

        Others may go on reading and writing meanwhile. What is forgotten later is still in the copy.

        Raises:
            StoreError: There is a file already, or it cannot be written.
        """

    def close(self) -> None:
        """Release files and connections; closing twice does nothing."""
