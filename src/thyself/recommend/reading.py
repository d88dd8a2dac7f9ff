"""Reading: interactions from a file of ratings, from sequences, or from the traces of people."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from math import isfinite, nan
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from thyself.core import InvalidInput, Rejected, SourceError, Trace
from thyself.recommend.columns import Interactions, ordered
from thyself.recommend.interactions import WEIGHTS
from thyself.sources.files import open_bytes
from thyself.sources.port import ReadContext
from thyself.sources.text import separator
from thyself.sources.times import Unclear, read_time

if TYPE_CHECKING:
    import numpy as np

COLUMNS: Final = ("person", "item", "value", "time")
_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "person": ("person", "user", "user_id", "userid", "uid", "reviewerid", "customer_id", "person_id", "member_id"),
    "item": (
        "item", "item_id", "itemid", "iid", "movieid", "movie_id", "asin", "book_id", "product_id", "track_id",
        "artistid", "artist_id", "business_id", "isbn", "joke", "product", "movie", "book",
    ),
    "value": ("rating", "value", "score", "stars", "overall", "weight", "count", "plays"),
    "time": (
        "timestamp", "time", "at", "date", "datetime", "unixreviewtime", "created_at", "event_time", "ts",
    ),
}  # fmt: skip
_BLOCK: Final = 1 << 21
_KEPT: Final = 1000
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d([ T]\d\d:\d\d(:\d\d(\.\d+)?)?)?Z?")


def read(
    source: str | Path | Mapping[str, Iterable[Trace]] | Iterable[Trace],
    *,
    columns: Mapping[str, str] | Sequence[str] | None = None,
) -> Interactions:
    """Interactions of many people; each row that cannot be read is told with its line and the reason.

    Args:
        source: A table with a line of names (CSV, TSV, ``::`` or ``|`` between the columns; may be packed by gzip), a
            table without one (person, item, value, time), a text of sequences (each line a person and their items,
            oldest first, with spaces between), the traces of one person, or traces by person.
        columns: Which column is which: ``{"person": "Reader", "item": "ISBN"}``; for a table without a line of names,
            the columns in order: ``("person", "item", "value", "time")``.

    Raises:
        SourceError: The file cannot be read, or its columns do not tell what they are.
    """
    if not isinstance(source, str | Path):
        return _of_traces(source if isinstance(source, Mapping) else {"me": source})
    path = Path(source)
    with open_bytes(path) as stream:
        blocks = _blocks(stream)
        first = next(blocks, "")
        if not first.strip():
            raise SourceError(f"{path.name}: the file is empty")
        table = _Table(path.name)
        form = _form(first.partition("\n")[0], columns, path.name)
        for number, block in enumerate(_chain(first, blocks)):
            table.take(block.partition("\n")[2] if form.named and number == 0 else block, form, form.named)
        rest = [each for each in stream.rest() if isinstance(each, Rejected)]
    return table.made(rest)


@dataclass(frozen=True, slots=True)
class _Form:
    """How the lines of a file are read; ``places`` of the columns, ``None`` for what there is not."""

    apart: str
    places: tuple[int, int, int | None, int | None] = (0, 1, None, None)
    wide: int = 0
    named: bool = False


def _form(line: str, columns: Mapping[str, str] | Sequence[str] | None, name: str) -> _Form:
    line = line.strip("\ufeff\r\n")
    apart = "::" if "::" in line else separator(line)
    if apart not in line:
        if columns is None and len(line.split()) >= 2:
            return _Form(" ")
        raise SourceError(f"{name}: neither a table nor a text of sequences; its first line is {line[:60]!r}")
    cells = [cell.strip().strip('"') for cell in (line.split(apart) if apart == "::" else next(_rows([line], apart)))]
    if columns is not None and not isinstance(columns, Mapping):
        return _Form(apart, _ordered(columns, cells, name), len(cells))
    plain = [cell.casefold().partition(":")[0] for cell in cells]  # RecBole writes the type behind the name
    if columns is None and "person" in (found := _guessed(plain)) and "item" in found:
        return _Form(apart, _places(found), len(cells), named=True)
    if columns is not None:
        return _Form(apart, _places(_said(columns, cells, name)), len(cells), named=True)
    if len(cells) >= 3 and _is_number(cells[2]):
        return _Form(apart, (0, 1, 2, 3 if len(cells) > 3 and _is_number(cells[3]) else None), len(cells))
    raise SourceError(
        f"{name}: its columns do not tell which is the person and which the item; say it, for example"
        f" columns={{'person': '{cells[0]}', 'item': '{cells[1]}'}}. Its columns are: {', '.join(cells[:20])}"
    )


def _guessed(plain: list[str]) -> dict[str, int]:
    found = {}
    for what, names in _NAMES.items():
        place = next((plain.index(name) for name in names if name in plain), None)
        if place is not None:
            found[what] = place
    return found


def _said(columns: Mapping[str, str], cells: list[str], name: str) -> dict[str, int]:
    wrong = [what for what in columns if what not in COLUMNS] or [c for c in columns.values() if c not in cells]
    if wrong or not {"person", "item"} <= set(columns):
        told = f"{wrong[0]!r} is not there" if wrong else "person and item are both needed"
        raise SourceError(f"{name}: {told}; name {', '.join(COLUMNS)} of the columns {', '.join(cells[:20])}")
    return {what: cells.index(column) for what, column in columns.items()}


def _ordered(columns: Sequence[str], cells: list[str], name: str) -> tuple[int, int, int | None, int | None]:
    if len(columns) > len(cells) or not {"person", "item"} <= set(columns):
        raise SourceError(f"{name}: {len(cells)} columns; name them in order, with person and item among them")
    return _places({what: place for place, what in enumerate(columns)})


def _places(found: Mapping[str, int]) -> tuple[int, int, int | None, int | None]:
    return found["person"], found["item"], found.get("value"), found.get("time")


class _Codes(dict[str, int]):
    """A code for each id, the next one for an id that is new."""

    def __missing__(self, key: str) -> int:
        self[key] = code = len(self)
        return code


@dataclass(slots=True)
class _Table:
    """Columns that grow block by block."""

    name: str
    people: _Codes = field(default_factory=_Codes)
    items: _Codes = field(default_factory=_Codes)
    parts: list[tuple[np.ndarray, ...]] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    rejected_count: int = 0
    line: int = 0

    def take(self, block: str, form: _Form, named: bool) -> None:
        """One block of whole lines: at once where all is in order, else line by line."""
        if self.line == 0 and named:
            self.line = 1
        if form.apart == " ":
            self._sequences(block)
            return
        if not self._at_once(block.removesuffix("\n"), form):
            self._one_by_one(list(io.StringIO(block, newline="")), form)
        self.line += block.count("\n") + (not block.endswith("\n"))

    def _at_once(self, block: str, form: _Form) -> bool:
        import numpy as np

        try:
            columns = _columns(block, form)
            people, items = columns[form.places[0]], columns[form.places[1]]
            value = _numbers(columns, form.places[2], len(people))
            at = _times(columns, form.places[3], len(people))
        except (ValueError, csv.Error):
            return False
        if not (all(people) and all(items)) or (not np.isfinite(value).all() and form.places[2] is not None):
            return False
        self._keep(_strip(people), _strip(items), value, at)
        return True

    def _one_by_one(self, lines: list[str], form: _Form) -> None:
        import numpy as np

        good: list[tuple[str, str, float, float]] = []
        for number, row in _numbered(lines, form.apart):
            try:
                good.append(_row(row, form))
            except (ValueError, csv.Error) as error:
                self._refuse(self.line + number, str(error))
        if good:
            people, items, value, at = zip(*good, strict=True)
            self._keep(people, items, np.array(value), np.array(at))

    def _sequences(self, block: str) -> None:
        import numpy as np

        people: list[str] = []
        items: list[str] = []
        for line in block.split("\n"):
            self.line += 1
            cells = line.split()
            if len(cells) == 1:
                self._refuse(self.line, "a person without an item")
            people += cells[:1] * (len(cells) - 1)
            items += cells[1:]
        empty = np.full(len(items), np.nan)
        self.line -= 1
        self._keep(people, items, empty, empty)

    def _keep(self, people: Sequence[str], items: Sequence[str], value: np.ndarray, at: np.ndarray) -> None:
        import numpy as np

        codes = (
            np.fromiter(map(table.__getitem__, column), np.int32, len(column))
            for table, column in ((self.people, people), (self.items, items))
        )
        self.parts.append((*codes, value, at))

    def _refuse(self, line: int, why: str) -> None:
        self.rejected_count += 1
        if len(self.rejected) < _KEPT:
            self.rejected.append(Rejected(f"{self.name}:{line}", why))

    def made(self, rest: Sequence[Rejected] = ()) -> Interactions:
        """All that was taken, in order."""
        import numpy as np

        if not any(len(part[0]) for part in self.parts):
            first = f": {self.rejected[0].where}: {self.rejected[0].why}" if self.rejected else ""
            raise SourceError(f"{self.name}: not one row could be read{first}")
        person, item, value, at = (np.concatenate(column) for column in zip(*self.parts, strict=True))
        made = ordered(tuple(self.people), tuple(self.items), person, item, np.stack([value, at], axis=1))
        return replace(made, rejected=(*self.rejected, *rest), rejected_count=self.rejected_count + len(rest))


def _columns(block: str, form: _Form) -> list[Sequence[str]]:
    """The columns of a block in which every line has all of them.

    Raises:
        ValueError: A line has more or fewer.
    """
    if '"' in block and form.apart != "::":
        found: list[Sequence[str]] = list(zip(*_rows(io.StringIO(block, newline=""), form.apart), strict=True))
        if len(found) != form.wide:
            raise ValueError("not all columns")
        return found
    lines = block.split("\n")
    if {line.count(form.apart) for line in lines} != {form.wide - 1}:
        raise ValueError("not all columns")
    cells = form.apart.join(lines).split(form.apart)
    return [cells[place :: form.wide] for place in range(form.wide)]


def _rows(lines: Iterable[str], apart: str) -> Iterator[list[str]]:
    return csv.reader(lines, delimiter=apart)


def _strip(column: Sequence[str]) -> Sequence[str]:
    """Without blanks around, where the first one has any."""
    return [each.strip() for each in column] if column and column[0] != column[0].strip() else column


def _numbered(lines: list[str], apart: str) -> Iterator[tuple[int, list[str]]]:
    """Rows with the line on which each begins, from 1."""
    if apart == "::":
        yield from ((number, line.split(apart)) for number, line in enumerate(lines, 1) if line.strip())
        return
    reader = csv.reader(lines, delimiter=apart)
    before = 0
    for row in reader:
        if row:
            yield before + 1, row
        before = reader.line_num


def _row(row: list[str], form: _Form) -> tuple[str, str, float, float]:
    if len(row) != form.wide:
        raise ValueError(f"{len(row)} fields where there should be {form.wide}")
    person, item = row[form.places[0]].strip(), row[form.places[1]].strip()
    if not person or not item:
        raise ValueError("no person" if not person else "no item")
    value = nan
    if form.places[2] is not None:
        cell = row[form.places[2]].strip()
        if not _is_number(cell):
            raise ValueError(f"no number: {cell[:40]!r}")
        value = float(cell)
    return person, item, value, _time(row[form.places[3]].strip()) if form.places[3] is not None else nan


def _numbers(columns: Sequence[Sequence[str]], place: int | None, n: int) -> np.ndarray:
    import numpy as np

    return np.full(n, np.nan) if place is None else np.fromiter(map(float, columns[place]), np.float64, n)


def _times(columns: Sequence[Sequence[str]], place: int | None, n: int) -> np.ndarray:
    """``(n,) float64`` seconds.

    Raises:
        ValueError: A cell is neither a number nor a date in the order year, month, day.
    """
    import numpy as np

    if place is None:
        return np.full(n, np.nan)
    cells = columns[place]
    if cells and _is_number(cells[0]):
        raw = np.fromiter(map(float, cells), np.float64, n)
        if not np.isfinite(raw).all():
            raise ValueError("no time")
        return _seconds(raw)
    if not all(map(_DAY.fullmatch, cells)):
        raise ValueError("not all are dates")
    return np.array([each.removesuffix("Z") for each in cells], dtype="datetime64[us]").astype(np.int64) / 1e6


def _seconds(raw: np.ndarray) -> np.ndarray:
    """Seconds from seconds, milli-, micro- or nanoseconds, by their size."""
    import numpy as np

    size = np.abs(raw)
    scale = np.select([size < 2e10, size < 2e13, size < 2e16], [1.0, 1e3, 1e6], 1e9)
    return np.asarray(raw / scale)


def _time(cell: str) -> float:
    import numpy as np

    if _is_number(cell):
        return float(_seconds(np.array([float(cell)]))[0])
    try:
        return read_time(cell, _CONTEXT).timestamp()
    except Unclear as error:
        raise ValueError(str(error)) from None


def _is_number(cell: str) -> bool:
    try:
        return isfinite(float(cell))
    except ValueError:
        return False


#: Times without a zone order the events of all people alike, so they are read as UTC.
_CONTEXT: Final = ReadContext(ZoneInfo("UTC"), datetime(1970, 1, 1, tzinfo=UTC))


def _blocks(stream: Any) -> Iterator[str]:
    """The text of a stream in blocks of whole lines."""
    rest = b""
    while chunk := stream.read(_BLOCK):
        whole, found, end = (rest + chunk).rpartition(b"\n")
        if _open_quote(whole):  # a cell that goes over several lines stays whole
            rest += chunk
            continue
        rest = end
        yield _text(whole + found)
    if rest:
        yield _text(rest)


def _open_quote(block: bytes) -> bool:
    return block.count(b'"') % 2 == 1


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")


def _chain(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first.removeprefix("\ufeff")
    yield from rest


def _of_traces(people: Mapping[str, Iterable[Trace]]) -> Interactions:
    """Ratings and other things done with an item by the person themselves; other traces are passed over."""
    rows = [
        (person, trace.item, trace.value if trace.kind == "rated" else None, trace.at.timestamp())
        for person, traces in people.items()
        for trace in traces
        if trace.item and trace.author == "me" and (trace.kind == "rated" or trace.kind in WEIGHTS)
    ]
    if not rows:
        raise InvalidInput("none of these traces names an item that the person rated, bought, read, saw or used")
    return Interactions.of(rows)
