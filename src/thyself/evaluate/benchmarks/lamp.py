"""LaMP: the seven tasks, from the files of the benchmark (``LaMP_3/dev_questions.json`` and ``…_outputs.json``).

Source: LaMP: When Large Language Models Meet Personalization (Salemi et al., 2024).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from thyself.core import DataMissing, Rejected, Request
from thyself.evaluate.benchmarks.case import Case, after, history, rows, told

#: What each task is asked as: job and kind of a request.
WISHES: Final[Mapping[int, tuple[str, str]]] = {
    1: ("predict", "citation"), 2: ("predict", "tag"), 3: ("predict", "rating"), 4: ("title", "article"),
    5: ("title", "paper"), 6: ("title", "mail"), 7: ("write", "post"),
}  # fmt: skip
_NAME: Final = re.compile(r"LaMP[_-]?([1-7])\w*", re.IGNORECASE)
_GIVEN: Final = re.compile(r"\b(?:tags|categories):\s*\[([^\]]+)\]")
_SAME: Final = {1: ("[1]", "[2]"), 3: ("1", "2", "3", "4", "5")}


def number(task: str) -> int:
    """Which of the seven a task's name means: 3 for ``"LaMP_3"``."""
    return int(found[1]) if (found := _NAME.fullmatch(task)) else 0


def lamp_tasks(folder: Path, *, split: str = "dev") -> dict[str, Path]:
    """The files of questions under a folder, by the name of the task, in order.

    Raises:
        DataMissing: There are none.
    """
    found = {}
    for file in sorted(folder.rglob(f"{split}_questions.json*")):
        named = [part for part in (*file.parts[-4:-1][::-1], file.name) if _NAME.search(part)]
        if named:
            found[_NAME.search(named[0])[0]] = file  # type: ignore[index]
    if not found:
        raise DataMissing(f"{folder} has no file such as LaMP_3/{split}_questions.json: see the download page of LaMP")
    return dict(sorted(found.items()))


def lamp_cases(file: Path, task: str) -> Iterator[Case | Rejected]:
    """The questions of one task, in order of the file, streamed; a row that makes no sense is told with its reason.

    Args:
        file: The questions; the outputs stand beside it, where they are public.
        task: Its name, such as ``"LaMP_3"``.
    """
    golds = _golds(file.with_name(file.name.replace("_questions", "_outputs")))
    which = number(task)
    for each in rows(file):
        if isinstance(each, Rejected):
            yield each
            continue
        place, row = each
        text = told(row, "input")
        if not text:
            yield Rejected(f"{file.name}:{place}", "it has no input")
            continue
        own = history(row.get("profile"), "lamp", _FIELDS[which])
        job, kind = WISHES[which]
        name = str(row.get("id", place))
        given = _GIVEN.search(text)
        labels = tuple(part.strip() for part in given[1].split(",")) if given else _SAME.get(which, ())
        person = str(row.get("user_id", name))
        yield Case(name, task, person, Request(job, text, after(own), kind=kind), own, golds.get(name, ""), labels)


def predictions(task: str, found: Mapping[str, str]) -> str:
    """Answers by id in the form in which the benchmark takes them in."""
    golds = [{"id": name, "output": text} for name, text in found.items()]
    return json.dumps({"task": task, "golds": golds}, ensure_ascii=False)


def _golds(file: Path) -> dict[str, str]:
    if not file.is_file():
        return {}
    held = json.loads(file.read_text(encoding="utf-8"))
    listed = held.get("golds", []) if isinstance(held, dict) else held
    return {str(each["id"]): str(each["output"]) for each in listed}


def _paper(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"text": told(row, "abstract", "text") or told(row, "title"), "kind": "wrote", **_titled(row)}


def _tagged(row: Mapping[str, Any]) -> dict[str, Any]:
    tag = told(row, "tag", "category")
    title = _titled(row).get("extra", {})
    return {"text": told(row, "description", "text"), "kind": "saw", "extra": title | ({"tag": tag} if tag else {})}


def _rated(row: Mapping[str, Any]) -> dict[str, Any]:
    try:
        value = float(told(row, "score"))
    except ValueError:
        return {}
    return {"text": told(row, "text"), "kind": "rated", "value": value, "unit": "stars", "extra": {"of": 5}}


def _article(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"text": told(row, "text"), "kind": "wrote", **_titled(row)}


def _mail(row: Mapping[str, Any]) -> dict[str, Any]:
    subject = told(row, "title", "subject")
    return {"text": told(row, "text"), "kind": "wrote", "extra": {"subject": subject} if subject else {}}


def _post(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"text": told(row, "text"), "kind": "said"}


def _titled(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"extra": {"title": told(row, "title")}} if told(row, "title") else {}


_FIELDS: Final = {1: _paper, 2: _tagged, 3: _rated, 4: _article, 5: _paper, 6: _mail, 7: _post}
