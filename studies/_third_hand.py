# ruff: noqa: E501  (the table reads best in one line)
"""Marked sentences of a third hand: what is read of them by the rules that were repaired on sentences of another.

A line of ``samples/another-hand/marked.tsv`` is a half and a sentence with marks: ``[city:Leeds]`` is told of the one who
says it, ``[-employer:Acme]`` holds no longer; a sentence without marks tells nothing of them. Nobody who wrote or repaired
rules had seen them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from thyself.core import DataMissing, Trace
from thyself.core.words import STOP, stem, words
from thyself.memory.extract import Record, facts

_FILE: Final = Path(__file__).resolve().parents[1] / "samples" / "another-hand" / "marked.tsv"
_MARK: Final = re.compile(r"\[(?P<over>-?)(?P<kind>[a-z]+):(?P<words>[^\]]+)\]")
_AT: Final = datetime(2026, 1, 1, tzinfo=UTC)
#: The areas of the profile that say what a mark says.
AREAS: Final = {
    "name": {"name"}, "age": {"age"}, "city": {"home", "places"}, "country": {"home"}, "employer": {"work"}, "job": {"work"},
    "partner": {"family", "people"}, "child": {"family"}, "parent": {"family"}, "sibling": {"family"}, "pet": {"pets"},
    "language": {"languages", "habits"}, "diet": {"diet", "allergy"}, "allergy": {"allergy", "diet", "health", "dislikes"},
    "likes": {"likes", "interests", "habits"}, "dislikes": {"dislikes", "fears", "diet"},
    "hobby": {"likes", "habits", "interests"}, "owns": {"things"}, "studies": {"study"}, "birthday": {"birth"},
    "doctor": {"people"}, "medicine": {"health"}, "health": {"health", "allergy"}, "gym": {"habits"},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """What a sentence tells of the one who says it."""

    kind: str
    value: str
    over: bool


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and all that it tells."""

    text: str
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """Whether one thing that is told was read; ``of``: what is told holds, is over, or is nothing."""

    of: str
    kind: str
    right: bool
    otherwise: bool = False


def marked(part: str) -> Iterator[Sentence]:
    """The sentences of one half.

    Raises:
        DataMissing: The file is not there.
    """
    if not _FILE.exists():
        raise DataMissing(f"{_FILE} is not there: this study runs in a checkout with samples/another-hand")
    for line in _FILE.read_text("utf-8").splitlines():
        half, _, text = line.partition("\t")
        if half == part:
            said = tuple(Said(m["kind"], m["words"], bool(m["over"])) for m in _MARK.finditer(text))
            yield Sentence(_MARK.sub(lambda match: match["words"], text), said)


def read_marked(part: str) -> list[Read]:
    """What is read of each thing told; ``otherwise``: whether the next sentence's records would do as well."""
    sentences = list(marked(part))
    found = [facts(Trace(each.text, at=_AT, kind="said", source="marked")) for each in sentences]
    out = []
    for at, each in enumerate(sentences):
        after = found[(at + 1) % len(found)]
        for said in each.said:
            of = "is over" if said.over else "holds"
            out.append(Read(of, said.kind, _reads(found[at], said), _reads(after, said)))
        if not each.said:
            quiet = not any(record.stance == "is" and record.subject == "me" for record in found[at])
            out.append(Read("nothing is told", "", quiet))
    return out


def _reads(records: Sequence[Record], said: Said) -> bool:
    return any(
        record.about in AREAS[said.kind] and (record.stance != "is") == said.over and _within(said.value, record.text)
        for record in records
    )


def _within(value: str, text: str) -> bool:
    wanted, there = _stems(value), _stems(text)
    return 2 * len(wanted & there) >= len(wanted) > 0


def _stems(text: str) -> set[str]:
    return {stem(each) for each in words(text) if each not in STOP} or {stem(each) for each in words(text)}
