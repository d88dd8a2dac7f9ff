"""Catalogues: items that can be recommended, from CSV or JSON lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from thyself.core import Catalog, Item, Rejected, SourceError
from thyself.core.trace import digest
from thyself.sources.feeds import is_feed, read_feed_file
from thyself.sources.jsons import loads
from thyself.sources.measured import NoFigure, figure
from thyself.sources.places import as_place, bare_name, beside, close, entries
from thyself.sources.port import Place, ReadContext
from thyself.sources.text import Rows, Text, columns_of

_CONTEXT: Final = ReadContext(zone=ZoneInfo("UTC"), now=datetime(2000, 1, 1, tzinfo=UTC))
_ID: Final = ("id", "item_id", "item", "asin", "isbn", "sku", "code")
_TITLE: Final = ("title", "name", "label", "product")
_TEXT: Final = ("text", "description", "summary", "abstract", "overview", "plot", "content")
_POPULAR: Final = ("popularity", "ratings_count", "rating_count", "reviews_count", "votes", "count")
_YEAR: Final = ("year", "original_publication_year", "published", "publication_year", "release_year")
#: Shelves that say what a person does with a book, and nothing of the book.
_NO_TAG: Final = re.compile(
    r"to-read|currently-reading|read|own(ed)?|books?-i-own|favou?rites?|library|kindle|ebooks?|wish-?list|default|audio-?books?|"
    r"my-.*|.*-to-buy|re-?read|finished|maybe|.*\d{4}.*|i-own|tbr|did-not-finish|dnf|abandoned|all-time-favorites"
)
_TAGS: Final = 12


def read_catalog(path: str | Path, *, name: str | None = None) -> Catalog:
    """A catalogue from a file (CSV, JSON lines or a feed), or from the folder that holds one.

    Known: Goodbooks ``books.csv`` (with ``book_tags.csv`` and ``tags.csv`` beside it, where they are), MovieLens
    ``movies.csv``, and any table with an id, a title or a text; other columns become attributes. Rows that cannot be
    read, and ids that come again, are left out.

    Args:
        path: Where it is.
        name: What to call it; the name of the file without ending where it is missing.

    Raises:
        SourceError: It cannot be read, or holds no item.
    """
    place = as_place(Path(path).expanduser())
    try:
        file = _catalog_file(place) if place.is_dir() else place
        if is_feed(file):
            return read_feed_file(file).catalog(name or bare_name(file).rpartition(".")[0])
        items: dict[str, Item] = {}
        for item in _items(file):
            items.setdefault(item.id, item)
    finally:
        close(place)
    if not items:
        raise SourceError(f"{path}: no item in it: it needs lines with an id, a title or a text")
    return Catalog(items.values(), name=name or bare_name(file).rpartition(".")[0] or "catalog")


def is_catalog(place: Place) -> bool:
    """Whether a file is a catalogue that is known by its columns: no traces are in it."""
    columns = set(columns_of(place)) if bare_name(place).endswith(".csv") else set()
    return {"book_id", "goodreads_book_id", "title"} <= columns or {"movieid", "title", "genres"} <= columns


def _catalog_file(folder: Place) -> Place:
    for known in (
        "books.csv",
        "movies.csv",
        "items.csv",
        "catalog.csv",
        "catalogue.csv",
        "items.jsonl",
        "catalog.jsonl",
    ):
        there = beside(folder / "x", known)
        if there is not None:
            return there
    tables = [each for each in entries(folder) if bare_name(each).endswith((".csv", ".tsv", ".jsonl"))]
    if len(tables) != 1:
        raise SourceError(f"{folder}: {len(tables)} tables in it; name the file of the catalogue")
    return tables[0]


def _items(place: Place) -> Iterator[Item]:
    with Text(place, _CONTEXT) as text:
        if bare_name(place).endswith((".jsonl", ".ndjson")):
            yield from _from_lines(text)
            return
        rows = Rows(text)
        columns = set(rows.columns)
        if {"book_id", "goodreads_book_id"} <= columns:
            tags = _book_tags(place)
            yield from (_book(row, tags) for _line, row in rows if not isinstance(row, Rejected) and row["book_id"])
        elif {"movieId", "title", "genres"} <= columns:
            yield from (_movie(row) for _line, row in rows if not isinstance(row, Rejected) and row["movieId"])
        else:
            yield from (item for _line, row in rows if not isinstance(row, Rejected) for item in _item(row))


def _from_lines(text: Text) -> Iterator[Item]:
    for _number, line in text:
        try:
            row = loads(line) if line.strip() else None
        except ValueError:
            continue
        if isinstance(row, Mapping):
            yield from _item(row)


@dataclass(frozen=True, slots=True)
class _Found:
    column: str | None
    value: str


def _first(row: Mapping[str, Any], names: tuple[str, ...]) -> _Found:
    plain = {str(column).strip().casefold(): column for column in reversed(list(row))}
    for name in names:
        column = plain.get(name)
        if column is not None and row[column] not in (None, ""):
            return _Found(column, str(row[column]))
    return _Found(None, "")


def _item(row: Mapping[str, Any]) -> Iterator[Item]:
    own, title, text = _first(row, _ID), _first(row, _TITLE), _first(row, _TEXT)
    if not (title.value or text.value):
        return
    popular, year = _first(row, _POPULAR), _first(row, _YEAR)
    used = {own.column, title.column, text.column, popular.column}
    attributes = {str(name): value for name, value in row.items() if name not in used and value not in (None, "")}
    words = "\n".join(each for each in (title.value, text.value) if each)
    yield Item(
        own.value or digest(words),
        words,
        title=title.value,
        attributes=attributes,
        popularity=_number(popular.value),
        born=_born(year.value),
    )


def _book(row: Mapping[str, str], tags: Mapping[str, list[str]]) -> Item:
    title, authors = row.get("title", ""), row.get("authors", "")
    words = tags.get(row["goodreads_book_id"], [])
    series = re.search(r"\(([^()]*?),? #[\d.]+", title)
    attributes: dict[str, Any] = {
        "author": authors.split(",")[0].strip(),
        "authors": [each.strip() for each in authors.split(",") if each.strip()],
        "year": _number(row.get("original_publication_year", "")),
        "language": row.get("language_code", ""),
        "average_rating": _number(row.get("average_rating", "")),
        "series": series[1].strip() if series else "",
        "tags": words,
        "goodreads": f"goodreads:{row['goodreads_book_id']}",
    }
    lines = [title, f"by {authors}" if authors else "", ", ".join(each.replace("-", " ") for each in words)]
    return Item(
        f"goodbooks:{row['book_id']}",
        "\n".join(line for line in lines if line),
        title=title,
        attributes={name: value for name, value in attributes.items() if value not in ("", None, [])},
        popularity=_number(row.get("ratings_count", "")),
        born=_born(row.get("original_publication_year", "")),
    )


def _movie(row: Mapping[str, str]) -> Item:
    title = row.get("title", "")
    found = re.search(r"\((\d{4})\)\s*$", title)
    genres = [each for each in row.get("genres", "").split("|") if each and each != "(no genres listed)"]
    attributes: dict[str, Any] = {"genres": genres} | ({"year": float(found[1])} if found else {})
    text = "\n".join(each for each in (title, ", ".join(genres)) if each)
    return Item(
        f"movielens:{row['movieId']}", text, title=title, attributes=attributes, born=_born(found[1] if found else "")
    )


def _book_tags(place: Place) -> dict[str, list[str]]:
    """The tags of each book that most readers gave, by Goodreads' id."""
    names, given = beside(place, "tags.csv"), beside(place, "book_tags.csv")
    if names is None or given is None:
        return {}
    with Text(names, _CONTEXT) as text:
        words = {
            row["tag_id"]: row["tag_name"] for row in _good(text) if not _NO_TAG.fullmatch(row.get("tag_name", ""))
        }
    found: dict[str, list[tuple[float, str]]] = {}
    with Text(given, _CONTEXT) as text:
        for row in _good(text):
            word = words.get(row.get("tag_id", ""))
            if word:
                found.setdefault(row["goodreads_book_id"], []).append((-(_number(row.get("count", "")) or 0), word))
    return {book: [word for _count, word in sorted(tags)[:_TAGS]] for book, tags in found.items()}


def _good(text: Text) -> Iterator[dict[str, str]]:
    return (row for _line, row in Rows(text) if not isinstance(row, Rejected))


def _number(cell: str) -> float | None:
    try:
        return figure(cell)
    except NoFigure:
        return None


def _born(cell: str) -> datetime | None:
    year = _number(cell)
    if year is not None and 1 <= year <= 9999 and year == int(year):
        return datetime(int(year), 1, 1, tzinfo=UTC)
    return None
