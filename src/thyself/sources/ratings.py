"""Ratings as CSV: MovieLens (``ratings.csv``, with ``movies.csv`` beside it) and Goodbooks (with ``books.csv``)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from thyself.core import Rejected, SourceError, Trace
from thyself.sources.measured import NoFigure, figure
from thyself.sources.places import bare_name, beside
from thyself.sources.port import Note, Place, ReadContext
from thyself.sources.text import Rows, Text, columns_of
from thyself.sources.times import Unclear, base_without_times, read_time


class _Form(NamedTuple):
    user: str
    item: str
    time: str | None
    titles: tuple[str, str, str]


_FORMS: Final[Mapping[str, _Form]] = {
    "movielens": _Form("userId", "movieId", "timestamp", ("movies.csv", "movieId", "title")),
    "goodbooks": _Form("user_id", "book_id", None, ("books.csv", "book_id", "title")),
}


class _Ratings:
    name: str
    title: str

    @property
    def _form(self) -> _Form:
        return _FORMS[self.name]

    def detect(self, path: Place) -> float:
        """Its columns."""
        if path.is_dir() or not bare_name(path).endswith(".csv"):
            return 0.0
        form = self._form
        wanted = {form.user.casefold(), form.item.casefold(), "rating"} | ({form.time} if form.time else set())
        return 0.95 if wanted <= set(columns_of(path)) else 0.0

    def read(self, path: Place, context: ReadContext) -> Iterator[Trace | Rejected | Note]:
        """Yield the ratings of one person.

        Raises:
            SourceError: The file holds several people, and none or an unknown one was named.
        """
        form = self._form
        only = self._choose(path, context)
        titles = titles_beside(path, context, *form.titles)
        base = base_without_times(path, context)
        if form.time is None:
            yield Note(
                f"{path.name}: no times in the file; its ratings are dated {base.astimezone(context.zone):%Y-%m-%d}"
            )
        if not titles:
            yield Note(f"{path.name}: no {form.titles[0]} beside it, so its items have no titles")
        with Text(path, context) as text:
            for line, row in Rows(text):
                where = f"{text.name}:{line}"
                if isinstance(row, Rejected):
                    yield row
                elif row.get(form.user) == only:
                    try:
                        at = read_time(row.get(form.time), context) if form.time else base + timedelta(seconds=line)
                        yield self._trace(row, titles, at, context)
                    except (Unclear, NoFigure) as error:
                        yield Rejected(where, str(error))
            yield from text.rest()

    def _trace(self, row: Mapping[str, str], titles: Mapping[str, str], at: datetime, context: ReadContext) -> Trace:
        item, stars = row.get(self._form.item, ""), figure(row.get("rating"))
        if not item or stars is None:
            raise NoFigure("no rating" if item else "no item")
        if not 0 <= stars <= 5:
            raise NoFigure(f"a rating of {stars:g} where 5 is the most")
        title = titles.get(item, "")
        return rated(
            f"{self.name}:{item}", title, stars, at,
            source=context.source or self.name, ref=f"{row.get(self._form.user)}/{item}", timed=bool(self._form.time),
        )  # fmt: skip

    def _choose(self, path: Place, context: ReadContext) -> str:
        people: dict[str, int] = {}
        with Text(path, replace(context, progress=None)) as text:
            for _line, row in Rows(text):
                if not isinstance(row, Rejected):
                    who = row.get(self._form.user, "")
                    people[who] = people.get(who, 0) + 1
        if context.only is not None:
            if context.only in people:
                return context.only
            raise SourceError(
                f"{path.name}: nobody has the id {context.only!r}; the first are {', '.join(list(people)[:5])}"
            )
        if len(people) > 1:
            most = max(people, key=lambda who: people[who])
            raise SourceError(
                f"{path.name}: holds the ratings of {len(people):,} people; choose one with only, "
                f"for example --only {most} ({people[most]:,} ratings)"
            )
        return next(iter(people), "")


class MovieLens(_Ratings):
    """One rating a line, with a time in seconds since 1970."""

    name = "movielens"
    title = "MovieLens ratings.csv (with movies.csv beside it)"


class Goodbooks(_Ratings):
    """One rating a line, without times."""

    name = "goodbooks"
    title = "Goodbooks ratings.csv (with books.csv beside it)"


def rated(item: str, title: str, stars: float, at: datetime, *, source: str, ref: str, timed: bool = True) -> Trace:
    """The trace of a rating of 0 to 5 stars."""
    extra = {"of": 5} | ({"title": title} if title else {}) | ({} if timed else {"dated": "by the file"})
    return Trace(
        f'Rated "{title or item}" {stars:g} of 5',
        at=at,
        kind="rated",
        source=source,
        ref=ref,
        value=stars,
        unit="stars",
        item=item,
        extra=extra,
    )


def titles_beside(path: Place, context: ReadContext, name: str, key: str, title: str) -> dict[str, str]:
    """Titles by id, from the catalogue that lies beside a file of ratings; empty where there is none."""
    there = beside(path, name)
    if there is None:
        return {}
    with Text(there, replace(context, progress=None)) as text:
        return {
            row[key]: row.get(title, "") for _line, row in Rows(text) if not isinstance(row, Rejected) and key in row
        }
