"""SE-PEF: is the right person found when what the asker dealt with before is known?

Data: the public SE-PEF format where there is such a folder (``se-pef``: ``questions.csv``, ``answers.csv``, and
``data.jsonl`` of ``val`` and ``test``), else a planted community of twelve circles that share their words in pairs. The
first part of the time is counted, the weight of words beside tags is chosen on the second, and the last is reported;
an asker's tags are those of the questions up to the one that is asked.

Claim (SE-PEF, 2023): tags of the asker beside the words of the question find the expert more often than words alone.

    thyself study se-pef
"""

from __future__ import annotations

import csv
import json
import tempfile
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import numpy as np

from thyself.core import DataMissing, Trace
from thyself.core.words import stems
from thyself.evaluate import Control, Effect, Outcome, Setting, Table, bootstrap, paired, permutation, study
from thyself.evaluate.ranking import mrr, ndcg, precision, recall
from thyself.evaluate.worlds.community import community, right_people
from thyself.retrieval.experts import Experts, allow, ask_around, best_weight, count, fuse, withdraw
from thyself.retrieval.lexical import Postings, bm25
from thyself.store import open_store

NOW: Final = datetime(2024, 6, 1, tzinfo=UTC)
#: Shares of the planted time that are counted, and that are counted or tuned on.
COUNTED, TUNED = 0.6, 0.8
METRICS: Final = ("P@1", "R@3", "R@5", "MRR@5", "nDCG@10")
#: Answers that are looked at, where answers are found one by one (the paper's way).
WIDE: Final = 100


@dataclass(frozen=True, slots=True)
class Question:
    """One question: its words, what its asker dealt with before, and who was right."""

    asker: str
    text: str
    tags: frozenset[str]
    right: frozenset[str]
    late: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Task:
    """What was answered before, by whom; questions to tune on, and to report."""

    name: str
    answers: Sequence[Trace]
    tuning: Sequence[Question]
    test: Sequence[Question]


@study(
    name="se-pef",
    system="se-pef",
    title="SE-PEF: the person who knows, for the one who asks",
    claim="words and the asker's tags together find the expert more often than words alone",
    seconds=60,
)
def run(setting: Setting) -> Outcome:
    """Rank people by words, by tags and by both."""
    try:
        task = _public(setting.folder("se-pef"))
    except DataMissing:
        task = _planted(setting)
    experts = Experts([count(name, traces, least=1) for name, traces in _by_author(task.answers).items()])
    weight = _tuned(experts, task.tuning)
    people = [record.person for record in experts.records]
    answers = Postings()
    for trace in task.answers:
        answers.add(stems(trace.text))
    seen: dict[str, list[list[float]]] = {}
    strangers = _strangers(task.test)
    for question, stranger in zip(task.test, strangers, strict=True):
        words, tags = experts.parts(question.text, question.tags)
        other = experts.parts(question.text, stranger)[1]
        late = experts.parts(question.text, question.tags | question.late)[1]
        single = _of_single(answers, task.answers, question.text, people)
        for how, scores in {
            "words": words,
            "tags": tags,
            "words and tags": fuse(words, tags, weight),
            "BM25 of single answers": single,
            "BM25 of single answers, and tags": fuse(single, tags, weight),
            "another asker's tags": fuse(words, other, weight),
            "no tags": fuse(words, np.zeros_like(tags), weight),
            "tags of later questions too": fuse(words, late, weight),
            "whoever answered most": np.array([float(record.texts) for record in experts.records]),
        }.items():
            seen.setdefault(how, []).append(_measured(people, scores, question.right))
    return _outcome(task, {how: np.array(rows) for how, rows in seen.items()}, weight)


def _by_author(answers: Sequence[Trace]) -> dict[str, list[Trace]]:
    found: dict[str, list[Trace]] = defaultdict(list)
    for trace in answers:
        found[trace.author].append(trace)
    return found


def _tuned(experts: Experts, questions: Sequence[Question]) -> float:
    people = [record.person for record in experts.records]
    parts = [experts.parts(each.text, each.tags) for each in questions]
    return best_weight(parts, lambda i, scores: _measured(people, scores, questions[i].right)[2])


def _measured(people: Sequence[str], scores: np.ndarray, right: frozenset[str]) -> list[float]:
    found = [people[row] for row in np.lexsort((np.arange(len(people)), -scores)) if scores[row] > 0]
    return [
        precision(found, right, 1),
        recall(found, right, 3),
        recall(found, right, 5),
        mrr(found, right, 5),
        ndcg(found, right, 10),
    ]


def _of_single(answers: Postings, traces: Sequence[Trace], text: str, people: Sequence[str]) -> np.ndarray:
    """The paper's way: the scores of the best answers, summed by author."""
    scores = bm25(answers.words().matches(stems(text), np.ones(len(traces), dtype=bool)), len(traces))
    total = Counter[str]()
    for row in np.argsort(-scores, kind="stable")[:WIDE]:
        total[traces[row].author] += float(scores[row])  # type: ignore[assignment]
    return np.array([float(total[name]) for name in people])


def _strangers(questions: Sequence[Question]) -> list[frozenset[str]]:
    """For each question the tags of the next asker who has some, and has others."""
    out = []
    for number, question in enumerate(questions):
        later = (questions[(number + step) % len(questions)] for step in range(1, len(questions)))
        out.append(next((each.tags for each in later if each.asker != question.asker and each.tags), frozenset()))
    return out


def _outcome(task: Task, seen: Mapping[str, np.ndarray], weight: float) -> Outcome:
    askers = [each.asker for each in task.test]
    both = seen["words and tags"][:, 3]

    def against(name: str, one: str = "words and tags") -> Effect:
        return Effect.of(
            paired(seen[one][:, 3], seen[name][:, 3], clusters=askers), name=f"{one} less {name}", metric="MRR@5"
        )

    rows = [[how, *(str(bootstrap(table[:, i], clusters=askers)) for i in range(5))] for how, table in seen.items()]
    chance = permutation(both, seen["words"][:, 3], clusters=askers)
    same, of = int((seen["no tags"] == seen["words"]).all(axis=1).sum()), len(task.test)
    return Outcome(
        effect=against("words"),
        also=[
            against("tags"),
            against("whoever answered most"),
            against("BM25 of single answers"),
            against("BM25 of single answers", "BM25 of single answers, and tags"),
        ],
        controls=[
            Control.worse("another asker's tags", paired(both, seen["another asker's tags"][:, 3], clusters=askers)),
            Control.share("without tags the order is that of words", same, of, expectation="equal figures",
                          kind="do no harm"),
            _consent(task),
        ],
        tables=[Table(f"People found, {task.name}", ("by", *METRICS), rows,
                      f"{of:,} questions, intervals by asker; weight of words {weight:.1f}, chosen on"
                      f" {len(task.tuning):,} earlier ones by recall at 5; {len(_by_author(task.answers))} people.")],
        notes=[
            f"Chance of such a difference to words by swapping whole askers: {chance:.4f}.",
            "What is counted is words by person: no answer of anybody's is kept or shown.",
            "“Tags of later questions too” is a leak that the protocol forbids: what looking ahead would give.",
        ],
    )  # fmt: skip


def _consent(task: Task) -> Control:
    """In a home where every second person agreed, nobody else is ever named; nobody at all after withdrawing."""
    right = of = 0
    names = list(_by_author(task.answers))[:12]
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder) / "home.db", clock=lambda: NOW)
        for number, name in enumerate(names):
            scope = store.scope(name)
            scope.append([_as_own(trace) for trace in _by_author(task.answers)[name]])
            if number % 2:
                allow(scope, at=NOW)
        willing = {name for number, name in enumerate(names) if number % 2}
        for question in task.test[:40]:
            found = ask_around((store.scope(name) for name in names), question.text, now=NOW, k=20)
            of += 1
            right += {each.person for each in found} <= willing
        for name in willing:
            withdraw(store.scope(name))
        for question in task.test[:40]:
            of += 1
            right += not ask_around((store.scope(name) for name in names), question.text, now=NOW, k=20)
        store.close()
    return Control.share("only people who agreed are named, none after withdrawing", right, of, expectation="always")


def _as_own(trace: Trace) -> Trace:
    return Trace(trace.text, at=trace.at, kind="wrote", source="answers", ref=trace.ref, extra=dict(trace.extra))


def _planted(setting: Setting) -> Task:
    world = community(setting.rng("community"))
    posts, total = world.questions, len(world.questions)
    ends = posts[int(COUNTED * total)].at, posts[int(TUNED * total)].at
    answers = [
        _trace(each.id, each.author, each.text, each.at, each.tags) for each in world.answers if each.at < ends[0]
    ]
    tuning, test = [], []
    for number, post in enumerate(posts):
        right = right_people(post, [each for each in world.answers if each.to == post.id], world.experts)
        own = [each for each in posts if each.author == post.author and each.id != post.id]
        before = frozenset(tag for each in own if each.at < post.at for tag in each.tags)
        later = frozenset(tag for each in own if each.at > post.at for tag in each.tags)
        question = Question(post.author, post.text, before, right, later)
        if number >= TUNED * total:
            test.append(question)
        elif number >= COUNTED * total:
            tuning.append(question)
    return Task("a planted community", answers, tuning, test)


def _trace(key: str, author: str, text: str, at: datetime, tags: Sequence[str]) -> Trace:
    return Trace(text, at=at, kind="wrote", source="answers", ref=key, author=author, extra={"tags": list(tags)})


def _public(folder: Path) -> Task:
    """The paper's own files; experts and splits as its code makes them."""
    questions = {row["Id"]: row for row in _rows(folder / "questions.csv")}
    answers = [row for row in _rows(folder / "answers.csv") if row["AccountId"]]
    split = datetime(2020, 12, 31, 23, 59, 59, tzinfo=UTC)
    chosen = _experts([row for row in answers if _at(row) < split], questions)
    traces = [
        _trace(row["Id"], str(int(float(row["AccountId"]))), row.get("Text") or row.get("Body") or "", _at(row),
               sorted(_tags(questions.get(row["ParentId"], {}))))
        for row in answers
        if _at(row) < split and str(int(float(row["AccountId"]))) in chosen
    ]  # fmt: skip
    asked: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in questions.values():
        if row.get("AccountId"):
            asked[row["AccountId"]].append(row)
    read = {part: _asked(folder / part / "data.jsonl", questions, asked) for part in ("val", "test")}
    return Task("the public set", traces, read["val"], read["test"])


def _experts(answers: Sequence[Mapping[str, str]], questions: Mapping[str, Mapping[str, str]]) -> set[str]:
    """Ten best answers, and more of them best than the mean of such people in their community."""
    accepted = {row.get("AcceptedAnswerId") for row in questions.values()}
    top: dict[str, Mapping[str, str]] = {}
    for row in answers:
        asked = questions.get(row["ParentId"])
        if asked is not None and not asked.get("AcceptedAnswerId") and float(row["Score"]) >= 5:
            known = top.get(row["ParentId"])
            if known is None or float(row["Score"]) > float(known["Score"]):
                top[row["ParentId"]] = row
    best = {row["Id"] for row in answers if row["Id"] in accepted} | {row["Id"] for row in top.values()}
    of, good = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for row in answers:
        who = row["Id"].split("_")[0], str(int(float(row["AccountId"])))
        of[who] += 1
        good[who] += row["Id"] in best
    chosen: set[str] = set()
    for place in {place for place, _ in of}:
        share = {who: good[who] / of[who] for who in of if who[0] == place and good[who] >= 10}
        mean = sum(share.values()) / max(len(share), 1)
        chosen |= {who for (_, who), value in share.items() if value > mean}
    return chosen


def _asked(
    file: Path, questions: Mapping[str, Mapping[str, str]], asked: Mapping[str, Sequence[Mapping[str, str]]]
) -> list[Question]:
    out = []
    for line in file.read_text("utf-8").splitlines():
        row: dict[str, Any] = json.loads(line)
        own = questions.get(row["id"], {})
        asker = own.get("AccountId", "") or row["id"]
        before = (each for each in asked.get(asker, ()) if own and _at(each) <= _at(own))
        right = frozenset(str(each) for each in row["expert_ids"])
        if right:
            out.append(Question(asker, str(row["text"]), frozenset(t for e in before for t in _tags(e)), right))
    return out


def _tags(row: Mapping[str, str]) -> frozenset[str]:
    return frozenset(tag for tag in row.get("Tags", "").strip("<>").split("><") if tag)


def _at(row: Mapping[str, str]) -> datetime:
    return datetime.fromisoformat(row["CreationDate"]).replace(tzinfo=UTC)


def _rows(file: Path) -> list[dict[str, str]]:
    if not file.is_file():
        raise DataMissing(f"{file} is not there: this study reads the public SE-PEF files")
    csv.field_size_limit(1 << 24)
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
