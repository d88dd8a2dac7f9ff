"""Goodreads: the library export (My Books, Import and export)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from thyself.core import Rejected, Trace
from thyself.core.trace import digest
from thyself.sources.measured import NoFigure, figure
from thyself.sources.port import Note, Place, ReadContext
from thyself.sources.ratings import rated
from thyself.sources.text import Rows, Text, columns_of
from thyself.sources.times import Unclear, read_time


class Goodreads:
    """A rating, a book read, a book put on a shelf, a review: each is a trace of its own."""

    name = "goodreads"
    title = "Goodreads library export (CSV)"

    def detect(self, path: Place) -> float:
        """Its columns."""
        return 0.95 if {"title", "author", "my rating", "exclusive shelf"} <= set(columns_of(path)) else 0.0

    def read(self, path: Place, context: ReadContext) -> Iterator[Trace | Rejected | Note]:
        """Yield the traces of each book, in the order of the file."""
        # Goodreads writes 2024/05/31; a spreadsheet that saved the file again may have turned it round.
        context = replace(context, dates=context.dates or "month-first")
        source = context.source or "goodreads"
        with Text(path, context) as text:
            for line, row in Rows(text):
                if isinstance(row, Rejected):
                    yield row
                    continue
                try:
                    yield from _book(row, context, source)
                except (Unclear, NoFigure) as error:
                    yield Rejected(f"{text.name}:{line}", str(error))
            yield from text.rest()


def _book(row: Mapping[str, str], context: ReadContext, source: str) -> Iterator[Trace]:
    title, author = row.get("Title", ""), row.get("Author", "")
    if not title:
        raise NoFigure("no title")
    own = row.get("Book Id") or digest(title, author)
    item = f"goodreads:{own}"
    stars = figure(row.get("My Rating"))
    if stars is not None and not 0 <= stars <= 5:
        raise NoFigure(f"a rating of {stars:g} where 5 is the most")
    at = _when(row, context)
    shelf = row.get("Exclusive Shelf", "")
    extra = _extra(row, title, author)
    if stars:
        yield replace(rated(item, title, stars, at, source=source, ref=f"{own}/rated"), extra=extra | {"of": 5})
    if shelf != "to-read":
        verb = "Reading" if shelf == "currently-reading" else "Read"
        by = f" by {author}" if author else ""
        yield _trace(f'{verb} "{title}"{by}', at, "read", source, (f"{own}/{shelf or 'read'}", item, extra), 1)
    else:
        by = f" by {author}" if author else ""
        yield _trace(f'Wants to read "{title}"{by}', at, "clicked", source, (f"{own}/to-read", item, extra), 1)
    if row.get("My Review"):
        words = row["My Review"].replace("<br/>", "\n").replace("<br />", "\n")
        yield _trace(words, at, "wrote", source, (f"{own}/review", item, extra), 2)


def _when(row: Mapping[str, str], context: ReadContext) -> datetime:
    return read_time(row.get("Date Read") or row.get("Date Added"), context)


def _trace(
    text: str, at: datetime, kind: str, source: str, book: tuple[str, str, Mapping[str, Any]], step: int
) -> Trace:
    ref, item, extra = book
    later = at + timedelta(milliseconds=step)
    return Trace(text, at=later, kind=kind, source=source, ref=ref, item=item, extra=dict(extra))


def _extra(row: Mapping[str, str], title: str, author: str) -> dict[str, Any]:
    shelves = [each.strip() for each in row.get("Bookshelves", "").split(",") if each.strip()]
    isbn = row.get("ISBN13", "").strip('="') or row.get("ISBN", "").strip('="')
    known = {"title": title, "author": author, "shelves": shelves, "isbn": isbn}
    return {name: value for name, value in known.items() if value}
