"""Any table: CSV with a line of names, or JSON lines, with a mapping of columns to the fields of a trace."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import Any

from thyself.core import Rejected, SourceError, Trace
from thyself.sources.jsons import loads
from thyself.sources.mapping import Mapped, guess, said
from thyself.sources.places import bare_name
from thyself.sources.port import DateOrder, Note, Place, ReadContext
from thyself.sources.text import Rows, Text, columns_of, first_text
from thyself.sources.times import order_of

_SAMPLE = 50


class Table:
    """CSV: one row, one trace; or one trace for each figure of a wide table."""

    name = "csv"
    title = "any CSV, with a mapping (at=Date, text=Note)"

    def detect(self, path: Place) -> float:
        """A table by its ending; surer where the names of its columns are obvious."""
        if path.is_dir() or not bare_name(path).endswith((".csv", ".tsv")):
            return 0.0
        return 0.4 if guess(columns_of(path), (dict.fromkeys(columns_of(path), "1"),)) is not None else 0.25

    def read(self, path: Place, context: ReadContext) -> Iterator[Trace | Rejected | Note]:
        """Yield the traces row by row.

        Raises:
            SourceError: The mapping does not fit, or none was given and the names of the columns do not show it.
        """
        with Text(path, replace(context, progress=None)) as text:
            rows = Rows(text)
            sample = [row for _line, row in islice(rows, _SAMPLE) if not isinstance(row, Rejected)]
            mapped = _mapped(context, rows.columns, sample, text.name)
        if mapped.guessed:
            yield Note(f"{path.name}: columns were taken as {mapped}; give a mapping if that is wrong")
        dates = context.dates or dates_of(path, context, mapped.fields["at"])
        if dates is None and any(_slashed(row.get(mapped.fields["at"])) for row in sample):
            dates = "day-first"
            yield Note(
                f"{path.name}: its dates were read day first; if that is wrong, name the format as csv:month-first"
            )
        context = replace(context, dates=dates)
        source = context.source or _source(path)
        with Text(path, context) as text:
            for line, row in Rows(text):
                if isinstance(row, Rejected):
                    yield row
                else:
                    yield from mapped.traces(row, context, f"{text.name}:{line}", source)
            yield from text.rest()


class TableLines:
    """JSON lines: one object, one trace."""

    name = "jsonl"
    title = "any JSON lines, with a mapping (at=time, text=note)"

    def detect(self, path: Place) -> float:
        """Objects, one a line."""
        if path.is_dir() or not bare_name(path).endswith((".jsonl", ".ndjson", ".jsonlines")):
            return 0.0
        return 0.3 if first_text(path).lstrip().startswith("{") else 0.0

    def read(self, path: Place, context: ReadContext) -> Iterator[Trace | Rejected | Note]:
        """Yield the traces line by line.

        Raises:
            SourceError: The mapping does not fit, or none was given and the names do not show it.
        """
        with Text(path, replace(context, progress=None)) as text:
            sample = [flat(row) for _line, row in islice(_objects(text), _SAMPLE) if isinstance(row, Mapping)]
            columns = list(dict.fromkeys(name for row in sample for name in row))
            mapped = _mapped(context, columns, sample, text.name)
        if mapped.guessed:
            yield Note(f"{path.name}: keys were taken as {mapped}; give a mapping if that is wrong")
        source = context.source or _source(path)
        with Text(path, context) as text:
            for line, row in _objects(text):
                if isinstance(row, Rejected):
                    yield row
                else:
                    yield from mapped.traces(flat(row), context, f"{text.name}:{line}", source)
            yield from text.rest()


def _objects(text: Text) -> Iterator[tuple[int, Mapping[str, Any] | Rejected]]:
    for number, line in text:
        if not line.strip():
            continue
        try:
            row = loads(line)
        except ValueError as error:
            yield number, Rejected(f"{text.name}:{number}", str(error))
            continue
        if isinstance(row, Mapping):
            yield number, row
        else:
            yield number, Rejected(f"{text.name}:{number}", "not an object")


def flat(row: Mapping[str, Any]) -> dict[str, Any]:
    """An object with the keys of inner objects written ``outer.inner``."""
    out: dict[str, Any] = {}
    for name, value in row.items():
        if isinstance(value, Mapping):
            out |= {f"{name}.{inner}": each for inner, each in value.items()}
        else:
            out[name] = value
    return out


def _mapped(context: ReadContext, columns: list[str], sample: list[Any], name: str) -> Mapped:
    if context.mapping:
        return said(context.mapping, columns, name)
    found = guess(columns, sample)
    if found is None:
        raise SourceError(
            f"{name}: a table, but its columns do not tell what they are; give a mapping, for example "
            f"--map at=DATE --map text=NOTE. Its columns are: {', '.join(columns[:30])}"
        )
    return found


def _slashed(cell: object) -> re.Match[str] | None:
    return re.match(r"\s*(\d{1,2})[./-](\d{1,2})[./-]\d{2,4}", cell) if isinstance(cell, str) else None


def dates_of(path: Place, context: ReadContext, column: str) -> DateOrder | None:
    """Whether the day or the month stands first in a column of a table; ``None`` where it does not show."""
    with Text(path, replace(context, progress=None)) as text:
        cells = (_slashed(row.get(column)) for _line, row in Rows(text) if not isinstance(row, Rejected))
        return order_of((int(found[1]), int(found[2])) for found in cells if found)


def _source(path: Place) -> str:
    return bare_name(path).rpartition(".")[0] or "table"
