"""Export and restore: everything of one person in a zip of readable parts.

``manifest.json`` says what is in it; ``traces.jsonl`` and ``derived.jsonl`` hold a row a line; each model's vectors are
``vectors/N.npy`` (``int8``) with their owners in ``vectors/N.json``. Equal data gives equal bytes.
"""

from __future__ import annotations

import json
import os
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

from thyself.core import StoreError, Trace
from thyself.store.append import pieces
from thyself.store.persons import named
from thyself.store.port import Appended, Derived, Progress
from thyself.store.rows import body, plain

if TYPE_CHECKING:
    import numpy as np

FORMAT: Final = "thyself-person"
VERSION: Final = 1

_MOMENT: Final = (1980, 1, 1, 0, 0, 0)
_AT_ONCE: Final = 5000
_DAMAGE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    ValueError,
    KeyError,
    TypeError,
    OverflowError,
    RuntimeError,  # what zipfile raises for a locked or an unknown kind of member
)


@dataclass(frozen=True, slots=True)
class Space:
    """The vectors of one model: how long they are, and how many."""

    model: str
    dimensions: int
    count: int


class Moment(Protocol):
    """One person's data as it is at one moment, whatever is kept meanwhile."""

    def counts(self) -> tuple[int, int]:
        """How many traces and derived rows there are."""

    def spaces(self) -> list[Space]:
        """The models that have vectors, in the order of their names."""

    def traces(self) -> Iterator[list[Trace]]:
        """All traces in order of arrival, some at a time."""

    def derived(self) -> Iterator[list[Derived]]:
        """All derived rows in the order in which they were put, some at a time."""

    def vectors(self, model: str) -> tuple[list[str], np.ndarray]:
        """The owners and their vectors, ``(n, d) int8``."""


class Entering(Protocol):
    """A person who is being restored, within one transaction."""

    def append(self, traces: list[Trace]) -> Appended:
        """Keep traces, in their order."""

    def put(self, rows: Sequence[Derived]) -> int:
        """Keep derived rows."""

    def put_vectors(self, model: str, owners: Sequence[str], bodies: np.ndarray) -> None:
        """Keep vectors, ``(n, d) int8``."""


#: Enters a person of this name and time zone who has no data yet, or refuses by :class:`StoreError`.
Enter = Callable[[str, str], AbstractContextManager[Entering]]


@dataclass
class _Steps:
    """How far a long work has come."""

    progress: Progress | None
    total: int
    done: int = field(default=0)

    def add(self, count: int) -> None:
        self.done += count
        if self.progress is not None:
            self.progress(self.done, self.total)


def export(moment: Moment, name: str, zone: str, path: Path, progress: Progress | None) -> Path:
    """Write the person's data; the file appears when it is whole, readable by its owner only."""
    path = Path(path).expanduser()
    part = path.with_name(path.name + ".part")
    try:
        with _private(part) as file, zipfile.ZipFile(file, "w") as archive:
            _write(moment, archive, name=name, zone=zone, progress=progress)
        os.replace(part, path)
    except OSError as problem:
        raise StoreError(f"{path} could not be written: {problem.strerror}") from None
    finally:
        part.unlink(missing_ok=True)
    return path


@contextmanager
def _private(path: Path) -> Iterator[Any]:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


def _write(moment: Moment, archive: zipfile.ZipFile, *, name: str, zone: str, progress: Progress | None) -> None:
    (traces, derived), spaces = moment.counts(), moment.spaces()
    manifest = {
        "format": FORMAT,
        "version": VERSION,
        "person": name,
        "timezone": zone,
        "traces": traces,
        "derived": derived,
        "vectors": [{"model": each.model, "dimensions": each.dimensions, "count": each.count} for each in spaces],
    }
    steps = _Steps(progress, traces + derived + sum(each.count for each in spaces))
    with _member(archive, "manifest.json") as member:
        member.write(json.dumps(manifest, ensure_ascii=False, indent=1).encode())
    with _member(archive, "traces.jsonl") as member:
        for piece in moment.traces():
            member.write(b"".join(_line(_trace_fields(trace)) for trace in piece))
            steps.add(len(piece))
    with _member(archive, "derived.jsonl") as member:
        for rows in moment.derived():
            member.write(b"".join(_line(_derived_fields(row)) for row in rows))
            steps.add(len(rows))
    for place, space in enumerate(spaces):
        _write_vectors(moment, archive, place, space.model)
        steps.add(space.count)


def _write_vectors(moment: Moment, archive: zipfile.ZipFile, place: int, model: str) -> None:
    import numpy as np

    owners, bodies = moment.vectors(model)
    with _member(archive, f"vectors/{place}.json") as member:
        member.write(json.dumps(owners, ensure_ascii=False).encode())
    with _member(archive, f"vectors/{place}.npy") as member:
        np.lib.format.write_array(member, bodies, allow_pickle=False)


@contextmanager
def _member(archive: zipfile.ZipFile, name: str) -> Iterator[Any]:
    entry = zipfile.ZipInfo(name, _MOMENT)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    with archive.open(entry, "w", force_zip64=True) as member:
        yield member


def _line(fields: Mapping[str, Any]) -> bytes:
    return (body(fields, of="row") + "\n").encode("utf-8", "surrogatepass")


def _trace_fields(trace: Trace) -> dict[str, Any]:
    fields = {
        "at": trace.at.isoformat(),
        "kind": trace.kind,
        "author": trace.author,
        "source": trace.source,
        "ref": trace.ref,
        "session": trace.session,
        "value": trace.value,
        "unit": trace.unit,
        "item": trace.item,
        "media": trace.media,
        "sensitivity": trace.sensitivity,
        "extra": plain(trace.extra) or None,
        "text": trace.text,
    }
    return {name: value for name, value in fields.items() if value is not None}


def _derived_fields(row: Derived) -> dict[str, Any]:
    return {"kind": row.kind, "key": row.key, "lasts": row.lasts, "sources": row.sources, "body": row.body}


def restore(path: Path, person: str | None, enter: Enter, progress: Progress | None) -> str:
    """Read an export in one transaction; nothing is changed where anything about it is wrong."""
    path = Path(path).expanduser()
    try:
        with path.open("rb") as file, zipfile.ZipFile(file) as archive:
            manifest = _manifest(archive, path)
            name = named(manifest["person"] if person is None else person)
            with enter(name, manifest["timezone"]) as entering:
                _read(entering, archive, manifest, progress)
    except OSError as problem:
        raise StoreError(f"{path} could not be read: {problem.strerror or problem}") from None
    except _DAMAGE as problem:
        raise StoreError(f"{path} is damaged or no export of thyself ({problem}); nothing was changed") from problem
    return name


def refusal(name: str) -> StoreError:
    """What is said where the person has data already."""
    return StoreError(
        f"{name!r} has data in this home already; restore under another name, or forget everything of "
        f"{name!r} first. Nothing was changed"
    )


def _manifest(archive: zipfile.ZipFile, path: Path) -> dict[str, Any]:
    names = archive.namelist()
    if "manifest.json" not in names or archive.getinfo("manifest.json").file_size > 1 << 20:
        raise StoreError(f"{path} is no export of thyself: it has no manifest")
    manifest = json.loads(archive.read("manifest.json"))
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise StoreError(f"{path} is no export of thyself: its manifest is of something else")
    if manifest.get("version") != VERSION:
        raise StoreError(
            f"{path} is an export of version {manifest.get('version')!r}; this thyself reads version {VERSION}"
        )
    places = range(len(manifest["vectors"]))
    expected = ["manifest.json", "traces.jsonl", "derived.jsonl"]
    expected += [f"vectors/{place}.{ending}" for place in places for ending in ("json", "npy")]
    if sorted(names) != sorted(expected):
        other = sorted(set(names) ^ set(expected)) or sorted(names)
        raise StoreError(f"{path} does not have the parts that its manifest names: {', '.join(other[:3])}")
    _check_zone(manifest["timezone"])
    return manifest


def _check_zone(name: Any) -> None:
    from thyself.core.settings import zone

    zone(str(name))


def _read(entering: Entering, archive: zipfile.ZipFile, manifest: Mapping[str, Any], progress: Progress | None) -> None:
    spaces = manifest["vectors"]
    steps = _Steps(progress, manifest["traces"] + manifest["derived"] + sum(space["count"] for space in spaces))
    traces = 0
    for piece in pieces(_trace(line) for line in _lines(archive, "traces.jsonl")):
        appended = entering.append(piece)
        traces += appended.kept
        steps.add(len(piece))
        if appended.duplicates:
            raise ValueError("a trace comes twice")
    derived = 0
    for rows in _several(Derived(**_tupled(json.loads(line))) for line in _lines(archive, "derived.jsonl")):
        derived += entering.put(rows)
        steps.add(len(rows))
    if (traces, derived) != (manifest["traces"], manifest["derived"]):
        raise ValueError("it holds other numbers of rows than its manifest says")
    for place, space in enumerate(spaces):
        _read_vectors(entering, archive, place, space)
        steps.add(space["count"])


def _read_vectors(entering: Entering, archive: zipfile.ZipFile, place: int, space: Mapping[str, Any]) -> None:
    import numpy as np

    owners = json.loads(archive.read(f"vectors/{place}.json"))
    with archive.open(f"vectors/{place}.npy") as member:
        bodies = np.lib.format.read_array(member, allow_pickle=False)
        if member.read(1):
            raise ValueError("there is something after the vectors")
    shape = (space["count"], space["dimensions"])
    if bodies.dtype != np.int8 or bodies.shape != shape or len(owners) != len(bodies):
        raise ValueError(f"vectors of {space['model']!r}: other numbers than the manifest says")
    entering.put_vectors(str(space["model"]), owners, bodies)


def _lines(archive: zipfile.ZipFile, name: str) -> Iterator[str]:
    with archive.open(name) as member:
        for line in member:
            yield line.decode("utf-8", "surrogatepass")


def _trace(line: str) -> Trace:
    fields = dict(json.loads(line))
    return Trace(fields.pop("text"), at=datetime.fromisoformat(fields.pop("at")), **fields)


def _tupled(fields: dict[str, Any]) -> dict[str, Any]:
    if not isinstance(fields["body"], dict):
        raise ValueError("the body of a derived row is no object")
    if fields["sources"] is not None:
        fields["sources"] = tuple(fields["sources"])
    return fields


def _several(rows: Iterator[Derived]) -> Iterator[list[Derived]]:
    several: list[Derived] = []
    for row in rows:
        several.append(row)
        if len(several) == _AT_ONCE:
            yield several
            several = []
    if several:
        yield several
