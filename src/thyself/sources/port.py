"""The reader port: how a format becomes traces."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final, Literal, Protocol, runtime_checkable
from zipfile import Path as ZipPath
from zoneinfo import ZoneInfo

from thyself.core import InvalidInput, Rejected, Trace

Place = Path | ZipPath
"""A file or a folder; on the disk, or inside a zip."""

Progress = Callable[[int, int | None], None]
"""Called with the bytes that are done, and the bytes that there are in all."""

DateOrder = Literal["day-first", "month-first"]

#: A reader that is less sure than this does not recognise a file.
SURE: Final = 0.2
#: A reader that is at least this sure of a folder reads it as a whole, in place of each file by itself.
SURE_OF_FOLDER: Final = 0.8


@dataclass(frozen=True, slots=True)
class Note:
    """Something that a person should know of how an input was read."""

    text: str


@dataclass(frozen=True, slots=True)
class ReadContext:
    """How to read.

    Args:
        zone: The person's clock, for times that have no zone.
        now: The time of reading; what has no time of its own is never dated later.
        owner: Names and addresses that are the person.
        only: One person of many in the file, by the file's own id.
        mapping: For tables: field of a trace to column, or to ``"=constant"``.
        source: The name of the source, in place of the reader's own.
        dates: How ``03/04/2024`` is meant, where the file does not show it.
        progress: Told about the bytes of the input that are done.
        root: The folder that was added; names of files are told from there.
    """

    zone: ZoneInfo
    now: datetime
    owner: tuple[str, ...] = ()
    only: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    source: str | None = None
    dates: DateOrder | None = None
    progress: Progress | None = None
    root: Place | None = None

    def __post_init__(self) -> None:
        if isinstance(self.owner, str):
            object.__setattr__(self, "owner", (self.owner,))
        else:
            object.__setattr__(self, "owner", tuple(self.owner or ()))
        object.__setattr__(self, "mapping", dict(self.mapping or {}))
        if self.only is not None:
            object.__setattr__(self, "only", str(self.only))
        if self.now.tzinfo is None:
            raise InvalidInput(f"now: {self.now.isoformat()} has no time zone")

    def owns(self, *names: str) -> bool:
        """Whether one of these names or addresses is the person."""
        mine = {each.strip().casefold() for each in self.owner}
        return any(name.strip().casefold() in mine for name in names if name)

    def label(self, place: Place) -> str:
        """The name of a file as a person knows it: from the folder that was added, else the bare name."""
        whole, root = str(place), str(self.root) if self.root is not None else ""
        return whole[len(root) :].lstrip("/\\") if root and whole.startswith(root) and whole != root else place.name


@runtime_checkable
class Reader(Protocol):
    """One format.

    ``detect`` and ``read`` get a :data:`Place`: it has ``name``, ``suffix``, ``is_dir``, ``iterdir``, ``open("rb")``
    and ``/``, on the disk and inside a zip.
    """

    name: str
    title: str

    def detect(self, path: Place) -> float:
        """How sure it is, from 0 to 1, that it can read this; looks at names and the first bytes alone.

        For a folder: how sure that the folder as a whole is one export of this format.
        """

    def read(self, path: Place, context: ReadContext) -> Iterator[Trace | Rejected | Note]:
        """Yield traces in the order of the source, each row that cannot be read, and notes; holds little in memory.

        The same input gives the same traces: texts, times and refs.

        Raises:
            SourceError: Nothing can be read at all.
        """
