"""LaMP-QA: questions to be answered at length for one person, from the files of the benchmark.

A row has ``id``, ``question``, ``narrative``, ``profile`` (earlier posts: ``id``, ``text``) and ``rubric_aspects``. An
answer is judged by how fully it addresses each aspect (0, 1 or 2); the narrative is for the judge alone.

Source: LaMP-QA: A Benchmark for Personalized Long-form Question Answering (Salemi and Zamani, 2025).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from thyself.core import DataMissing, Rejected, Request
from thyself.evaluate.benchmarks.case import Aspect, Case, after, history, rows, told


def lamp_qa_tasks(folder: Path, *, split: str = "test") -> dict[str, Path]:
    """The files of a split under a folder, by the name of their category (their folder), in order.

    Raises:
        DataMissing: There are none.
    """
    files = [file for end in ("json", "jsonl", "json.gz", "jsonl.gz") for file in folder.rglob(f"*{split}*.{end}")]
    if not files:
        raise DataMissing(f"{folder} has no file such as Lifestyle/{split}.json: see the page of LaMP-QA")
    named = {(file.parent.name if file.parent != folder else file.name.partition(".")[0]): file for file in files}
    return dict(sorted(named.items()))


def lamp_qa_cases(file: Path, task: str) -> Iterator[Case | Rejected]:
    """The questions of one category, in order of the file, streamed; one without aspects cannot be judged and is told.

    Nothing of the narrative is in the request or among the person's own texts.
    """
    for each in rows(file):
        if isinstance(each, Rejected):
            yield each
            continue
        place, row = each
        question = told(row, "question")
        aspects = tuple(_aspects(row.get("rubric_aspects") or row.get("aspects")))
        if not question or not aspects:
            yield Rejected(f"{file.name}:{place}", "it has no question, or no aspects")
            continue
        name, narrative = str(row.get("id", place)), told(row, "narrative")
        posts = history(row.get("profile"), "lamp-qa", _post)
        own = tuple(post for post in posts if not narrative or narrative not in post.text)
        request = Request("ask", question, after(own))
        yield Case(name, task, name, request, own, aspects=aspects, narrative=narrative)


def _aspects(listed: Any) -> Iterator[Aspect]:
    for each in listed if isinstance(listed, list) else []:
        if isinstance(each, str) and each.strip():
            yield Aspect(each.strip())
        elif isinstance(each, Mapping) and told(each, "aspect", "title"):
            yield Aspect(told(each, "aspect", "title"), told(each, "reason"), told(each, "evidence"))


def _post(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"text": told(row, "text"), "kind": "wrote"}
