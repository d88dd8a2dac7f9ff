"""Dialogues with questions and their evidence, as traces: LoCoMo, PersonaBench, LongMemEval."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from thyself.core import Trace


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, the refs of its evidence, and its category."""

    text: str
    refs: frozenset[str]
    category: str
    now: datetime | None = None


@dataclass(frozen=True, slots=True)
class Dialogue:
    """Traces of one person and what is asked of them."""

    name: str
    traces: tuple[Trace, ...]
    questions: tuple[Asked, ...]


#: The categories of LoCoMo by their number in its own code.
CATEGORIES = {1: "multi-hop", 2: "temporal", 3: "open-domain", 4: "single-hop", 5: "adversarial"}


def _load(path: Path) -> Any:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return json.load(file)


def locomo(folder: Path, *, me: int | None = None) -> Iterator[Dialogue]:
    """LoCoMo: each turn a trace, its ``ref`` the dialogue id.

    Args:
        folder: The folder of the set.
        me: Which of the two speakers is the person (0 or 1); ``None`` keeps both names.
    """
    for path in sorted(folder.glob("locomo*.json.gz")):
        for row in _load(path):
            talk = row["conversation"]
            own = None if me is None else talk[("speaker_a", "speaker_b")[me]]
            traces = tuple(_turns(talk, own))
            known = {trace.ref for trace in traces}
            asked = []
            for each in row["qa"]:
                ids = (f"D{a}:{int(b)}" for told in each["evidence"] for a, b in re.findall(r"D(\d+):(\d+)", told))
                refs = frozenset(ref for ref in ids if ref in known)
                if refs:
                    asked.append(Asked(each["question"], refs, CATEGORIES[each["category"]]))
            yield Dialogue(row["sample_id"], traces, tuple(asked))


def _turns(talk: dict[str, Any], own: str | None) -> Iterator[Trace]:
    numbers = sorted(int(found[1]) for name in talk if (found := re.fullmatch(r"session_(\d+)", name)))
    for number in numbers:
        told = talk[f"session_{number}_date_time"].replace(" on ", " ")
        start = datetime.strptime(told, "%I:%M %p %d %B, %Y").replace(tzinfo=UTC)
        for place, turn in enumerate(talk[f"session_{number}"]):
            yield Trace(
                turn["text"],
                at=start + timedelta(seconds=place),
                kind="said",
                author="me" if turn["speaker"] == own else turn["speaker"],
                source="locomo",
                ref=turn["dia_id"],
                session=f"session {number}",
                extra={"caption": turn["blip_caption"]} if turn.get("blip_caption") else {},
            )


def longmemeval(folder: Path) -> Iterator[Dialogue]:
    """LongMemEval: the evidence is every turn that holds the expected answer's words (there is no gold here)."""
    for path in sorted(folder.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for line in file:
                row = json.loads(line)
                traces = tuple(_haystack(row))
                answer = re.findall(r"'([^']+)'", row["assertions"][0]["prompt"])[-1].strip(". ").lower()
                refs = frozenset(trace.ref or "" for trace in traces if answer in trace.text.lower())
                now = datetime.strptime(row["question_date"], "%Y/%m/%d (%a) %H:%M").replace(tzinfo=UTC)
                if refs:
                    yield Dialogue(row["source_file"], traces, (Asked(row["question"], refs, "all", now),))


def _haystack(row: dict[str, Any]) -> Iterator[Trace]:
    for session in row["haystack"]:
        for place, turn in enumerate(session["turns"]):
            at = datetime.fromisoformat(turn["created_at"].replace("Z", "+00:00"))
            yield Trace(
                turn["content"],
                at=(at if at.tzinfo else at.replace(tzinfo=UTC)) + timedelta(milliseconds=place),
                kind="said",
                author="me" if turn["role"] == "user" else "assistant",
                source="chat",
                ref=f"{session['session_id']}:{place}",
                session=session["session_id"],
            )
