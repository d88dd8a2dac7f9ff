"""Add: anything a person has, into a scope; a file at a time, each as a whole or not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import Any, Final

from thyself.core import AddReport, InvalidInput, Rejected, SourceError, Trace, UnknownFormat
from thyself.sources.catalogs import is_catalog
from thyself.sources.detect import find_reader, readers, split_name
from thyself.sources.files import size_of
from thyself.sources.places import as_place, close, entries, files_in, is_paper
from thyself.sources.port import SURE_OF_FOLDER, Note, Place, Progress, ReadContext, Reader
from thyself.sources.rows import traces_of_rows
from thyself.store.port import Scope

_FIRST: Final = 1_000


def add(
    scope: Scope,
    what: str | Path | Iterable[Trace | Mapping[str, Any]],
    *,
    context: ReadContext,
    format: str | None = None,
    progress: Progress | None = None,
) -> AddReport:
    """Take traces in.

    Args:
        scope: Whose they are.
        what: A file, a folder or a zip; or traces; or dictionaries with the fields of a trace.
        context: How to read.
        format: The name of a reader; it may say how dates are written (``"csv:month-first"``).
        progress: Called with bytes (of what is in memory: rows) that are done, and all of them.

    Returns:
        What became of it. A file that cannot be read stops nothing in a folder: it is among the rejected.

    Raises:
        UnknownFormat: No reader recognises the input.
        SourceError: The input could not be read at all.
        InvalidInput: It is neither a path nor a list of things.
    """
    taken = _Taken(scope)
    if what == "":
        raise InvalidInput("cannot add '': give the path of a file, a folder or a zip")
    if isinstance(what, str | Path):
        if format is not None:
            bare, dates = split_name(format)
            format, context = bare, replace(context, dates=dates or context.dates)
        _add_path(Path(what).expanduser(), format, replace(context, progress=progress or context.progress), taken)
    elif isinstance(what, Mapping | Trace | bytes) or not isinstance(what, Iterable):
        raise InvalidInput(f"cannot add {type(what).__name__}: give a path, or a list of traces or dictionaries")
    else:
        taken.formats["traces"] += 1
        taken.append(_counted(traces_of_rows(what, context), progress or context.progress))
    return taken.report()


def _counted(made: Iterator[Trace | Rejected], progress: Progress | None) -> Iterator[Trace | Rejected]:
    done = 0
    for done, each in enumerate(made, 1):
        if progress is not None and done % 1_000 == 0:
            progress(done, None)
        yield each
    if progress is not None:
        progress(done, done)


class _Taken:
    """What was taken so far."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._begun = perf_counter()
        self._read = self._kept = self._duplicates = self._bad = 0
        self._rejected: list[Rejected] = []
        self._notes: dict[str, None] = {}
        self.formats: Counter[str] = Counter()

    def append(self, made: Iterator[Trace | Rejected | Note]) -> None:
        """Keep the traces of one input in one transaction."""
        appended = self._scope.append(self._traces(made))
        self._kept += appended.kept
        self._duplicates += appended.duplicates

    def _traces(self, made: Iterator[Trace | Rejected | Note]) -> Iterator[Trace]:
        for each in made:
            if isinstance(each, Trace):
                self._read += 1
                yield each
            elif isinstance(each, Rejected):
                self.reject(each)
            else:
                self.note(each.text)

    def reject(self, bad: Rejected) -> None:
        self._read += 1
        self._bad += 1
        if len(self._rejected) < _FIRST:
            self._rejected.append(bad)

    def note(self, text: str) -> None:
        if len(self._notes) < _FIRST:
            self._notes[text] = None

    def report(self) -> AddReport:
        return AddReport(
            read=self._read,
            kept=self._kept,
            duplicates=self._duplicates,
            rejected=tuple(self._rejected),
            rejected_count=self._bad,
            format=", ".join(name for name, _count in self.formats.most_common()),
            seconds=perf_counter() - self._begun,
            notes=tuple(self._notes),
        )


def _add_path(path: Path, format: str | None, context: ReadContext, taken: _Taken) -> None:
    place = as_place(path)
    try:
        if not place.is_dir():
            reader = find_reader(place, format)
            _read(reader, place, context, taken)
            return
        context = replace(context, root=place)
        found = list(_found(place, format, context, taken))
        if not found:
            raise UnknownFormat(_nothing(path, taken))
        meter = _Meter([each for _reader, each in found], context.progress)
        for reader, each in found:
            try:
                _read(reader, each, replace(context, progress=meter.of(each)), taken)
            except SourceError as error:
                if len(found) == 1:
                    raise
                taken.reject(Rejected(context.label(each), str(error)))
    finally:
        close(place)


def _read(reader: Reader, place: Place, context: ReadContext, taken: _Taken) -> None:
    taken.append(reader.read(place, context))
    taken.formats[reader.name] += 1


def _found(folder: Place, format: str | None, context: ReadContext, taken: _Taken) -> Iterator[tuple[Reader, Place]]:
    """What is to be read in a folder, and by whom; what nobody reads is rejected."""
    if format is not None:
        yield from _named(find_reader(folder, format), folder)
        return
    whole = max(readers().values(), key=lambda each: each.detect(folder))
    if whole.detect(folder) >= SURE_OF_FOLDER:
        yield whole, folder
        return
    for each in entries(folder):
        if each.is_dir():
            yield from _found(each, None, context, taken)
        elif is_paper(each):
            taken.note(f"{context.label(each)} was left out: it tells of the data and is none")
        elif is_catalog(each):
            taken.note(f"{context.label(each)} was left out: it is a catalogue; keep it, or recommend from it")
        else:
            yield from _one(each, context, taken)


def _named(reader: Reader, folder: Place) -> Iterator[tuple[Reader, Place]]:
    """With a format that was named: the whole folder where the reader takes folders, else each file of it."""
    if reader.detect(folder) > 0:
        yield reader, folder
    else:
        yield from ((reader, each) for each in files_in(folder) if reader.detect(each) > 0)


def _one(file: Place, context: ReadContext, taken: _Taken) -> Iterator[tuple[Reader, Place]]:
    label = context.label(file)
    if file.name.casefold().endswith(".zip"):
        taken.reject(Rejected(label, "a zip in a folder: add it by itself"))
        return
    try:
        yield find_reader(file), file
    except UnknownFormat as error:
        taken.reject(Rejected(label, str(error).partition(". ")[0].removeprefix(f"{file.name}: ")))


def _nothing(path: Path, taken: _Taken) -> str:
    bad = taken.report()
    if not bad.rejected_count and not bad.notes:
        return f"{path}: there is nothing in it"
    first = f" ({bad.rejected[0].where}: {bad.rejected[0].why})" if bad.rejected else ""
    return (
        f"{path}: none of its {bad.rejected_count + len(bad.notes)} files can be read{first}. "
        f"Name one of these (format=…, --as …): {', '.join(sorted(readers()))}"
    )


class _Meter:
    """Progress over many files as one."""

    def __init__(self, places: Iterable[Place], progress: Progress | None) -> None:
        self._progress = progress
        self._sizes = {id(place): _bytes(place) for place in places} if progress is not None else {}
        self._all = sum(self._sizes.values())
        self._before = 0

    def of(self, place: Place) -> Callable[[int, int | None], None] | None:
        """What one file is to call."""
        if self._progress is None:
            return None
        told, start, size = self._progress, self._before, self._sizes[id(place)]
        self._before += size
        seen = 0
        within = 0

        def moved(done: int, _all: int | None) -> None:
            nonlocal seen, within
            within += done if done < seen else done - seen
            seen = done
            told(start + min(within, size), self._all)

        return moved


def _bytes(place: Place) -> int:
    if place.is_dir():
        return sum(_bytes(each) for each in files_in(place))
    try:
        return size_of(place)
    except (OSError, SourceError, KeyError):
        return 0
