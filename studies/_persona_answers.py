"""PersonaBench: what is right for each question of a person, as values, to be held against an answer."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from thyself.core.words import stems


def answers(folder: Path) -> dict[tuple[str, str], tuple[str, ...]]:
    """The values that are right, by person and question; questions about opinions are left out."""
    found = {}
    for path in sorted(folder.glob("community_*/eval_info/eval_info_all.json.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as file:
            people = json.load(file)
        for person in people:
            for each in person["Eval_Info"]["qa"]:
                if each["type"] != "Subjective":
                    found[person["Name"], each["question"]] = tuple(_values(each["answer"]))
    return found


def _values(told: Any) -> Iterator[str]:
    if isinstance(told, dict):
        for value in told.values():
            yield from _values(value)
    elif isinstance(told, list):
        for value in told:
            yield from _values(value)
    else:
        yield str(told)


def given(answer: str, values: tuple[str, ...]) -> float:
    """Which share of the values stands in an answer, by most of its telling words."""
    said = set(stems(answer))
    whole = [set(stems(value)) or {value.casefold()} for value in values]
    plain = set(re.findall(r"\w+", answer.casefold()))
    return sum(2 * len(each & (said | plain)) > len(each) for each in whole) / len(whole) if whole else 0.0
