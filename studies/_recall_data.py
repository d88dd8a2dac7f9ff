"""Dialogues with questions and their evidence, as traces: LoCoMo, PersonaBench, MemoryBank, LongMemEval."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from studies._memorybank_gold import GOLD
from thyself.core import Trace


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, its evidence, its category.

    Args:
        text: The question.
        wanted: For each thing that must be found, the refs of which any one tells it.
        category: Its kind.
        now: When it is asked; ``None`` where the set does not say.
    """

    text: str
    wanted: tuple[frozenset[str], ...]
    category: str
    now: datetime | None = None

    @property
    def refs(self) -> frozenset[str]:
        """All refs of the evidence."""
        return frozenset().union(*self.wanted)


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
                wanted = tuple(frozenset([ref]) for ref in dict.fromkeys(ids) if ref in known)
                if wanted:
                    asked.append(Asked(each["question"], wanted, CATEGORIES[each["category"]]))
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
    """LongMemEval: the evidence is the sessions that the set marks by their id (``answer_…``), any turn of each."""
    for path in sorted(folder.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for line in file:
                row = json.loads(line)
                traces = tuple(_haystack(row))
                refs: dict[str, set[str]] = {}
                for trace in traces:
                    if (trace.session or "").startswith("answer_"):
                        refs.setdefault(trace.session or "", set()).add(trace.ref or "")
                now = datetime.strptime(row["question_date"], "%Y/%m/%d (%a) %H:%M").replace(tzinfo=UTC)
                wanted = tuple(frozenset(each) for each in refs.values())
                yield Dialogue(row["source_file"], traces, (Asked(row["question"], wanted, "all", now),))


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


def personabench(folder: Path, *, noise: str = "0.5") -> Iterator[Dialogue]:
    """PersonaBench: chats, talks with an assistant and purchases of each person who is asked about.

    A trace is a turn or a purchase, its ``ref`` the segment and its place; any trace of a segment that tells a value of
    the answer tells it. Questions about opinions are left out, as the benchmark does.
    """
    for community in sorted(folder.glob("community_*")):
        private = community / "private_data" / f"noise_{noise}"
        told = {
            each["q_id"]: each["segment_id"]
            for each in _load(community / f"eval_info/qa_gt_context_all_noise_{noise}.json.gz")
        }
        parts = {
            name: {each["Name"]: each["Data"] for each in _load(private / f"{name}_data_all.json.gz")}
            for name in ("conversation", "user_ai_interaction", "purchase_history")
        }
        for person in _load(community / "eval_info/eval_info_all.json.gz"):
            name = person["Name"]
            if name not in parts["conversation"]:
                continue
            segments = [each for talk in parts["conversation"][name] for each in talk["Conversations"]]
            segments += parts["user_ai_interaction"][name] + parts["purchase_history"][name]
            traces = tuple(trace for segment in segments for trace in _segment(segment, name))
            refs: dict[str, set[str]] = {}
            for trace in traces:
                refs.setdefault(trace.session or "", set()).add(trace.ref or "")
            now = max(trace.at for trace in traces) + timedelta(days=1)
            asked = [
                Asked(each["question"], wanted, " ".join((each["type"], each["difficulty"])), now)
                for each in person["Eval_Info"]["qa"]
                if each["q_id"] in told
                and each["type"] != "Subjective"
                and (
                    wanted := tuple(frozenset().union(*(refs[at] for at in ids)) for ids in told[each["q_id"]].values())
                )
            ]
            yield Dialogue(name, traces, tuple(asked))


def personabench_changed(folder: Path) -> dict[tuple[str, str], tuple[tuple[str, ...], tuple[str, ...]]]:
    """PersonaBench: what holds now and what is outdated, by person and question, where anything is outdated."""
    found = {}
    for path in sorted(folder.glob("community_*/eval_info/eval_info_all.json.gz")):
        for person in _load(path):
            for each in person["Eval_Info"]["qa"]:
                if each["outdated_value"]:
                    values = tuple(
                        tuple(str(value) for value in (told if isinstance(told, list) else [told]))
                        for told in (each["answer"], each["outdated_value"])
                    )
                    found[person["Name"], each["question"]] = (values[0], values[1])
    return found


def personabench_documents(folder: Path, *, noise: str = "0.5") -> Iterator[tuple[str, dict[str, str]]]:
    """PersonaBench: each person's documents by id as the benchmark embeds them: JSON without ids."""
    for community in sorted(folder.glob("community_*")):
        texts: dict[str, dict[str, str]] = {}
        for part in ("conversation", "user_ai_interaction", "purchase_history"):
            for each in _load(community / "private_data" / f"noise_{noise}" / f"{part}_data_all.json.gz"):
                rows = each["Data"]
                rows = [row for talk in rows for row in talk["Conversations"]] if part == "conversation" else rows
                for row in rows:
                    shown = {name: value for name, value in row.items() if name not in ("segment_id", "session")}
                    text = json.dumps(shown, separators=(",", ":"))
                    texts.setdefault(each["Name"], {})[row["segment_id"]] = text
        yield from texts.items()


def _segment(segment: dict[str, Any], name: str) -> Iterator[Trace]:
    start = datetime.strptime(segment["time"], "%Y/%b/%d/%I:%M %p").replace(tzinfo=UTC)
    session = segment["segment_id"]
    turns = segment.get("conversation") or segment.get("user_ai_interaction") or ()
    for place, turn in enumerate(turns):
        yield Trace(
            turn["content"],
            at=start + timedelta(seconds=place),
            kind="said",
            author="me" if turn["role"] in ("user", name) else turn["role"],
            source="chat",
            ref=f"{session}:{place}",
            session=session,
        )
    for place, item in enumerate(segment.get("purchase_history") or ()):
        yield Trace(
            f"{item['title']}. {item['description']} {item['brand']}. {', '.join(item['categories'])}",
            at=start + timedelta(seconds=place),
            kind="bought",
            source="shop",
            ref=f"{session}:{place}",
            session=session,
        )


def memorybank(folder: Path) -> Iterator[Dialogue]:
    """MemoryBank (English): each exchange two turns; the evidence is labelled by hand (``_memorybank_gold``)."""
    asked: dict[str, list[str]] = {}
    for line in (folder / "probing_questions_en.jsonl").read_text("utf-8").splitlines():
        asked |= json.loads(line) if line.strip() else {}
    for row in _load(folder / "memory_bank_en.json.gz").values():
        name = row["name"].strip()
        traces = tuple(_exchanges(row["history"]))
        now = max(trace.at for trace in traces) + timedelta(days=1)
        questions = [
            Asked(text, tuple(frozenset(f"{n}:{who}" for n in any_of for who in "ua") for any_of in gold), "all", now)
            for text, gold in zip(asked[name], GOLD[name], strict=True)
            if gold
        ]
        yield Dialogue(name, traces, tuple(questions))


def _exchanges(history: dict[str, Any]) -> Iterator[Trace]:
    number = 0
    for day, exchanges in history.items():
        start = datetime.fromisoformat(day).replace(hour=12, tzinfo=UTC)
        for exchange in exchanges:
            for place, (who, author, text) in enumerate(
                (("u", "me", exchange["query"]), ("a", "assistant", exchange["response"]))
            ):
                yield Trace(
                    text,
                    at=start + timedelta(seconds=2 * number + place),
                    kind="said",
                    author=author,
                    source="chat",
                    ref=f"{number}:{who}",
                    session=day,
                )
            number += 1
