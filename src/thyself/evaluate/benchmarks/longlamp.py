"""LongLaMP: mails, abstracts, reviews and posts to be written at length, from the rows of the benchmark.

A row has the person's id, ``input``, ``output`` and ``profile``. The public files are packed columns; ``to_json`` of
the library that downloads them writes the rows that are read here (``product_review_user/test.jsonl``).

Source: LongLaMP: A Benchmark for Personalized Long-form Text Generation (Kumar et al., 2024).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from thyself.core import DataMissing, Rejected, Request
from thyself.evaluate.benchmarks.case import Case, after, history, rows, told

#: The tasks by how their names begin, and the kind of request that each is.
KINDS: Final[Mapping[str, str]] = {
    "email_generation": "mail", "abstract_generation": "abstract", "product_review": "review", "topic_writing": "topic",
}  # fmt: skip
_PERSON: Final = ("reviewerId", "author", "name", "user_id", "id")


def longlamp_tasks(folder: Path, *, split: str = "test") -> dict[str, Path]:
    """The files of a split under a folder, by the name of the task (``"product_review_user"``), in order.

    Raises:
        DataMissing: There are none.
    """
    found: dict[str, Path] = {}
    for ending in ("json", "jsonl", "json.gz", "jsonl.gz"):
        for file in sorted(folder.rglob(f"*{split}*.{ending}")):
            stem = file.name.partition(".")[0]
            for name in (stem.removesuffix(split).rstrip("_-"), *(part.name for part in file.parents)):
                if name.startswith(tuple(KINDS)):
                    found.setdefault(name, file)
                    break
    if not found:
        raise DataMissing(f"{folder} has no file such as product_review_user/{split}.jsonl: see LongLaMP's page")
    return dict(sorted(found.items()))


def longlamp_cases(file: Path, task: str) -> Iterator[Case | Rejected]:
    """The questions of one task, in order of the file, streamed; a row that makes no sense is told with its reason."""
    kind = next(kind for start, kind in KINDS.items() if task.startswith(start))
    for each in rows(file):
        if isinstance(each, Rejected):
            yield each
            continue
        place, row = each
        text, truth = told(row, "input"), told(row, "output")
        if not text or not truth:
            yield Rejected(f"{file.name}:{place}", "it has no input, or no output")
            continue
        own = history(row.get("profile"), "longlamp", _FIELDS[kind])
        person = told(row, *_PERSON) or str(place)
        yield Case(str(place), task, person, Request("write", text, after(own), kind=kind), own, truth)


def _mail(row: Mapping[str, Any]) -> dict[str, Any]:
    subject = told(row, "title", "subject")
    return {"text": told(row, "text", "output"), "kind": "wrote", "extra": {"subject": subject} if subject else {}}


def _abstract(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"text": told(row, "abstract"), "kind": "wrote", "extra": {"title": told(row, "title")}}


def _review(row: Mapping[str, Any]) -> dict[str, Any]:
    extra = {"title": told(row, "summary"), "description": told(row, "description")}
    given: dict[str, Any] = {"text": told(row, "reviewText"), "kind": "wrote"}
    try:
        return given | {"value": float(told(row, "overall")), "unit": "stars", "extra": extra | {"of": 5}}
    except ValueError:
        return given | {"extra": extra}


def _topic(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"text": told(row, "content", "output"), "kind": "wrote", "extra": {"title": told(row, "summary", "input")}}


_FIELDS: Final = {"mail": _mail, "abstract": _abstract, "review": _review, "topic": _topic}
