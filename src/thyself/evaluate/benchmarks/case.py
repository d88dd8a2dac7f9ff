"""Case: one question of a benchmark, with what its person wrote before, and the rows of a file that hold them."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Any, Final, cast

from thyself.core import InvalidTrace, Rejected, Request, Trace

#: What has no date happened in the order of the file, a second after the other.
START: Final = datetime(2000, 1, 1, tzinfo=UTC)
_DATE: Final = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")


@dataclass(frozen=True, slots=True)
class Aspect:
    """What an answer should address: its name, why it matters to the person, and the words that say so."""

    title: str
    reason: str = ""
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """One question of a benchmark.

    Args:
        id: The benchmark's own.
        task: Which of its tasks, as its files name it: ``"LaMP_3"``, ``"product_review_user"``.
        person: Whose it is; the case's own id where the benchmark does not say.
        request: What a system is asked; its time is after all that the person wrote.
        own: What the person wrote, in order of time.
        truth: What the person wrote or chose then; empty where the benchmark judges by aspects.
        labels: What there is to choose among, where there is.
        aspects: What an answer should address. For the judge alone, never for a prompt.
        narrative: What the person really wanted, in their words. For the judge alone, never for a prompt.
    """

    id: str
    task: str
    person: str
    request: Request
    own: tuple[Trace, ...]
    truth: str = ""
    labels: tuple[str, ...] = ()
    aspects: tuple[Aspect, ...] = ()
    narrative: str = ""


def rows(file: Path) -> Iterator[tuple[int, Mapping[str, Any]] | Rejected]:
    """The objects of a JSON array, or of one JSON object a line, numbered from 1; packed (``.gz``) or not."""
    name = file.name
    with gzip.open(file, "rb") if file.suffix == ".gz" else file.open("rb") as stream:
        found = _lines(cast("IO[bytes]", stream), name) if ".jsonl" in name else _array(stream, name)
        for number, value in found:
            if isinstance(value, Rejected):
                yield value
            elif isinstance(value, Mapping):
                yield number, value
            else:
                yield Rejected(f"{name}:{number}", "this is no JSON object")


def _array(stream: Any, name: str) -> Iterator[tuple[int, Any]]:
    import ijson
    from ijson.common import IncompleteJSONError, JSONError

    number = 0
    try:
        for number, value in enumerate(ijson.items(stream, "item", use_float=True), 1):
            yield number, value
    except (JSONError, IncompleteJSONError, ValueError, OverflowError) as error:
        words = next(iter(str(error).splitlines()), "").rstrip(".: ")
        yield (
            number + 1,
            Rejected(f"{name}:{number + 1}", f"the JSON is broken here: {words}; what came before is kept"),
        )


def _lines(stream: IO[bytes], name: str) -> Iterator[tuple[int, Any]]:
    for number, line in enumerate(stream, 1):
        if line.strip():
            try:
                yield number, json.loads(line)
            except ValueError as error:
                yield number, Rejected(f"{name}:{number}", f"no JSON: {error}")


def dated(row: Mapping[str, Any], place: int) -> datetime:
    """When a row of a profile was written: its day or year, else its place in the file; never two at the same time."""
    given = _DATE.match(str(row.get("date") or row.get("year") or ""))
    if given is not None:
        year, month, day = (int(part or 1) for part in given.groups())
        try:
            return datetime(year, month, day, tzinfo=UTC) + timedelta(milliseconds=place)
        except ValueError:
            pass
    return START + timedelta(seconds=place)


def told(row: Mapping[str, Any], *keys: str) -> str:
    """The text under the first of some keys that has one."""
    return next((str(row[key]).strip() for key in keys if row.get(key) not in (None, "")), "")


def history(profile: Any, source: str, fields: Any) -> tuple[Trace, ...]:
    """A profile as traces in order of time; what has no text is left out.

    Args:
        profile: The rows.
        source: The benchmark's name.
        fields: Makes the fields of a trace (``text`` and more) of one row.
    """
    made = []
    for place, row in enumerate(profile if isinstance(profile, list) else []):
        given = fields(row) if isinstance(row, Mapping) else {}
        if given.get("text"):
            ref = f"{row.get('id', place)}"
            try:
                made.append(Trace(at=dated(row, place), source=source, ref=ref, **given))
            except InvalidTrace:
                continue
    return tuple(sorted(made, key=lambda trace: trace.at))


def after(own: tuple[Trace, ...]) -> datetime:
    """A time after all of them."""
    return (own[-1].at if own else START) + timedelta(days=1)
