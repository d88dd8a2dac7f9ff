"""Results: what studies saw, as files that are kept beside them."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from thyself.core import SourceError
from thyself.evaluate.study import Outcome, Study

Result = Mapping[str, Any]
"""One study's result as JSON values."""


class Results:
    """Result files: a folder with one for each study, or a single ``.json`` file with all.

    A file is written whole or not at all.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> dict[str, Result]:
        """All results by the name of their study, in order of the names.

        Raises:
            SourceError: A file is no result.
        """
        if self._single:
            return dict(sorted(_read(self.path).items())) if self.path.is_file() else {}
        found = {file.stem: _read(file) for file in sorted(self.path.glob("*.json"))}
        return {result["study"]: result for result in found.values()}

    def write(self, result: Result) -> Path:
        """Keep a result in place of the study's older one; returns the file."""
        if self._single:
            whole = self.read() | {result["study"]: result}
            return _write(self.path, dict(sorted(whole.items())))
        return _write(self.path / f"{result['study']}.json", result)

    @property
    def _single(self) -> bool:
        return self.path.suffix == ".json"


def told(study: Study) -> dict[str, Any]:
    """What a result says of its study."""
    return {"study": study.name, "system": study.system, "title": study.title, "claim": study.claim}


def seen(outcome: Outcome) -> dict[str, Any]:
    """What a result says of an outcome; figures with six digits that count, so that machines agree."""
    return {
        "verdict": outcome.verdict,
        "effect": _plain(asdict(outcome.effect)),
        "controls": [_plain(asdict(control)) for control in outcome.controls],
        "also": [_plain(asdict(effect) | {"verdict": effect.verdict}) for effect in outcome.also],
        "tables": [_plain(asdict(table)) for table in outcome.tables],
        "seeds": outcome.seeds,
        "notes": list(outcome.notes),
    }


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    if isinstance(value, (bool, str)) or value is None:
        return value
    if hasattr(value, "item"):  # a number of numpy
        return _plain(value.item())
    return float(f"{value:.6g}") if isinstance(value, float) else value


def _read(file: Path) -> dict[str, Any]:
    try:
        result = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SourceError(f"{file} is no result of a study: {error}") from None
    if not isinstance(result, dict):
        raise SourceError(f"{file} is no result of a study")
    return result


def _write(file: Path, value: Result) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        beside.write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        os.replace(beside, file)
    finally:
        beside.unlink(missing_ok=True)
    return file
