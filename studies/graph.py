"""Graph: are questions about the people of one's life answered better from a personal graph than by search?

Data: planted people. Each tells over some weeks, among small talk, of a sister, her husband, a brother, a friend and a
colleague who is called like the sister; the brother and the person move. Asked are questions of one step and of two
(where the answering words share nothing with the question), of two people of one name, of what has changed, and of a
relative who was never told of. The graph is read by the parts that ship, with no weight learned here; it is compared
with the best trace of the search, and the traces near in the graph with those of the search.

Controls: another person's graph; the graph without the tagger (rules alone); without what was told last.

    thyself study graph
"""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import zip_longest
from pathlib import Path
from random import Random
from typing import Final

import numpy as np

from thyself.core import Request, Settings, Trace
from thyself.core.registry import card
from thyself.evaluate import Control, Effect, Outcome, Setting, Table, bootstrap, paired, study
from thyself.models import Embedder
from thyself.retrieval import Recall
from thyself.retrieval.graph import Hops
from thyself.store import Scope, open_store
from thyself.systems import Desk


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a planted person, the answer, what was the answer before, and the numbers of the traces."""

    kind: str
    text: str
    answer: str
    before: str
    traces: frozenset[int]


NAMES: Final = (
    "Anna Clara Emma Helena Julia Katrin Laura Maria Nina Olga Paula Rita Sofia Teresa Vera Yvonne Beatrice Diana",
    "Adam Boris David Emil Felix Hugo Ivan Jonas Karl Leo Marco Nils Oscar Paul Robert Simon Thomas Walter",
)
CITIES: Final = (
    "Rome Paris Berlin Madrid Lisbon Vienna Oslo Prague Dublin Athens Warsaw Helsinki Brussels Geneva".split()
)
FIRMS: Final = "Siemens Nokia Volvo Philips Renault Boeing Ericsson Lufthansa Heineken Michelin Bosch Nestle".split()
TALK: Final = (
    "The weather was awful all week.", "I made a huge pot of soup.", "I can't find my keys again.",
    "That concert was so loud!", "I watched a documentary about whales.", "My back hurts from sitting.",
    "I finally cleaned the kitchen.", "The bus was late twice today.", "I want to read more this year.",
    "Lunch was great, thanks for asking.", "I slept badly.", "The new park is lovely in the evening.",
)  # fmt: skip
#: People, and the small talk between what they tell.
PEOPLE: Final = 24


def person(rng: Random) -> tuple[list[str], list[Question]]:
    """What one planted person tells, in order, and what is asked afterwards."""
    women, men = (rng.sample(names.split(), 6) for names in NAMES)
    towns, firms = rng.sample(CITIES, 8), rng.sample(FIRMS, 3)
    sister, colleague, brother, husband, friend = women[0], women[0], men[0], men[1], women[1]
    told = [
        rng.choice((f"My sister {sister} lives in {towns[0]}.", f"My sister {sister} is based in {towns[0]}.")),
        rng.choice((f"{sister}, my sister, came to see me.", f"I called my sister {sister} today.")),
        rng.choice((f"{sister} and {husband} got married.", f"{sister}'s husband {husband} is great fun.")),
        rng.choice((f"{husband} is employed by {firms[0]}.", f"{husband} got a job at {firms[0]}.")),
        rng.choice((f"My brother {brother} has settled in {towns[1]}.", f"My brother {brother} lives in {towns[1]}.")),
        rng.choice((f"My colleague {colleague} lives in {towns[2]}.", f"My coworker {colleague} lives in {towns[2]}.")),
        rng.choice((f"My friend {friend} works for {firms[1]}.", f"My friend {friend} works at {firms[1]}.")),
        rng.choice((f"I live in {towns[3]}.", f"I moved to {towns[3]}.")),
        rng.choice((f"My brother {brother} moved to {towns[4]}.", f"My brother {brother} has moved to {towns[4]}.")),
        rng.choice((f"I moved to {towns[5]}.", f"We just moved to {towns[5]}.")),
    ]  # fmt: skip
    asked = [
        Question("moved", "Where do I live?", towns[5], towns[3], frozenset({9})),
        Question("one step", f"Where does my friend {friend} work?", firms[1], "", frozenset({6})),
        Question("two of one name", "Where does my sister live?", towns[0], towns[2], frozenset({0})),
        Question("two of one name", f"Where does my colleague {colleague} live?", towns[2], towns[0], frozenset({5})),
        Question("moved", "Where does my brother live now?", towns[4], towns[1], frozenset({8})),
        Question("two steps", "Where does my sister's husband work?", firms[0], firms[1], frozenset({3})),
        Question("two steps", "Who is my sister's husband?", husband, brother, frozenset({2})),
        Question(NEVER, "Where does my uncle live?", "", "", frozenset()),
    ]
    return told, asked


@study(
    name="graph",
    system="ptodskc",
    title="Personal graph: several steps, people of one name, and what has changed",
    claim="answers from the graph are right more often than the best trace of the search, most of all over two steps",
    data=(),
    seconds=60,
)
def run(setting: Setting) -> Outcome:
    """Answers and evidence for planted people: from the graph, by search, by both, and from another person's graph."""
    embed, rng = setting.embedder(), setting.rng("people")
    lives = [person(rng) for _ in range(PEOPLE)]
    scores: dict[str, list[float]] = defaultdict(list)
    found: dict[str, list[float]] = defaultdict(list)
    asked_of = [(question, i) for i, (_, asked) in enumerate(lives) for question in asked]
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder) / "home.db", clock=lambda: _NOW)
        scopes = [store.scope(f"p{i}") for i in range(PEOPLE)]
        for scope, (told, _) in zip(scopes, lives, strict=True):
            scope.append(_with_talk(told, rng))
        for n, (question, i) in enumerate(asked_of):
            for name, answer in _answers(scopes[i], scopes[(i + 1) % PEOPLE], question, embed).items():
                scores[name].append(_right(answer, question))
            for name, refs in _evidence(scopes[i], question, embed).items():
                held = {int(ref) for ref in refs if ref.isdigit()}
                found[name].append(float(bool(question.traces & held)) if question.traces else float("nan"))
            setting.progress(n + 1, len(asked_of))
        store.close()
    return _outcome(scores, found, asked_of, setting.seed)


_NOW: Final = datetime(2025, 6, 1, tzinfo=UTC)
#: Each tells one thing a day, the moves last.
_BEFORE_MOVES: Final = datetime(2025, 1, 25, tzinfo=UTC)


def _said(text: str, number: int, ref: str) -> Trace:
    at = datetime(2025, 1, 1, 9, tzinfo=UTC) + timedelta(days=number)
    return Trace(text, at=at, kind="said", source="planted", ref=ref)


def _with_talk(told: Sequence[str], rng: Random) -> list[Trace]:
    out: list[Trace] = []
    for number, text in enumerate(told):
        for talk in rng.sample(TALK, 2):
            out.append(_said(talk, len(out), f"talk-{len(out)}"))
        out.append(_said(text, len(out), str(number)))
    return out


def _answers(scope: Scope, other: Scope, question: Question, embed: Embedder) -> dict[str, str]:
    out = {}
    for name, data, reader, now in (
        (GRAPH, scope, "tagger", _NOW),
        (RULES, scope, "rules", _NOW),
        (OTHER, other, "tagger", _NOW),
        (EARLIER, scope, "tagger", _BEFORE_MOVES),
    ):
        desk = Desk(data, None, embed, Settings(), data.zone, lambda: _NOW)
        response = card("ptodskc").build(reader=reader).respond(Request("ask", question.text, now), desk)
        out[name] = response.text if not response.evidence or "graph" in response.evidence[0].why else ""
    best = Recall(embed)(scope, question.text, k=1, now=_NOW)
    return out | {SEARCH: best[0].text if best else ""}


def _right(answer: str, question: Question) -> float:
    """Whether the answer is there, and nothing outdated or of another; silence where nothing was told."""
    if not question.answer:
        return float(not any(town in answer for town in CITIES))
    return float(question.answer in answer and not (question.before and question.before in answer))


def _evidence(scope: Scope, question: Question, embed: Embedder, *, k: int = 3) -> dict[str, list[str]]:
    near = [each.refs[0] for each in Hops()(scope, question.text, k=k)]
    search = [each.refs[0] for each in Recall(embed)(scope, question.text, k=k, now=_NOW)]
    woven = [ref for pair in zip_longest(near, search) for ref in pair if ref is not None]
    return {NEAR: near, SEARCHED: search, "both in turns": list(dict.fromkeys(woven))[:k]}


def _outcome(
    scores: Mapping[str, list[float]],
    found: Mapping[str, list[float]],
    asked_of: Sequence[tuple[Question, int]],
    seed: int,
) -> Outcome:
    right = {name: np.array(each) for name, each in scores.items()}
    near = {name: np.array(each) for name, each in found.items()}
    kinds, people = np.array([question.kind for question, _ in asked_of]), np.array([i for _, i in asked_of])
    told, steps, moved = kinds != NEVER, kinds == "two steps", kinds == "moved"

    def less(one: np.ndarray, other: np.ndarray, rows: np.ndarray, name: str, metric: str) -> Effect:
        difference = paired(one[rows], other[rows], clusters=people[rows].tolist(), seed=seed)
        return Effect.of(difference, name=name, metric=metric)

    metric, reach = "share of right answers, none outdated or of somebody else", "answering trace among the first 3"
    alike = paired(right[GRAPH][told], right[OTHER][told], clusters=people[told].tolist(), seed=seed)
    late = paired(right[GRAPH][moved], right[EARLIER][moved], clusters=people[moved].tolist(), seed=seed)
    silent = int(right[GRAPH][~told].sum())
    return Outcome(
        effect=less(right[GRAPH], right[SEARCH], told, "from the graph less the best trace of the search", metric),
        also=[
            less(right[GRAPH], right[SEARCH], steps, "the same, questions of two steps", metric),
            less(right[GRAPH], right[RULES], told, "the tagger less rules", metric),
            less(near[NEAR], near[SEARCHED], steps, "near in the graph less search, questions of two steps", reach),
            less(near["both in turns"], near[SEARCHED], told, "both in turns less search alone", reach),
        ],
        controls=[
            Control.worse(OTHER, alike),
            Control.worse("the graph before the moves were told, questions of what changed", late, kind="other"),
            Control.share(
                "a relative who was never told of", silent, int((~told).sum()), expectation="no place is named"
            ),
        ],
        tables=[
            _by_kind("Right answers", right, kinds, people, seed),
            _by_kind("The answering trace among the first 3", near, kinds, people, seed),
        ],
        notes=[
            "The people are planted, and their sentences are plain; on real talk the tagger reads less (see ptodskc)."
        ],
    )


def _by_kind(title: str, values: Mapping[str, np.ndarray], kinds: np.ndarray, people: np.ndarray, seed: int) -> Table:
    rows: list[list[str | int | float | None]] = []
    for kind in dict.fromkeys(kinds.tolist()):
        mine = kinds == kind
        if not any(np.isnan(each[mine]).any() for each in values.values()):
            cells = [str(bootstrap(each[mine], clusters=people[mine].tolist(), seed=seed)) for each in values.values()]
            rows.append([kind, *cells, int(mine.sum())])
    return Table(title, ["question", *values, "n"], rows, f"{PEOPLE} people; intervals by person.")


GRAPH: Final = "from the graph"
RULES: Final = "from a graph by rules"
OTHER: Final = "from another person's graph"
EARLIER: Final = "from the graph before the moves"
SEARCH: Final = "best trace of the search"
NEAR: Final = "near in the graph"
SEARCHED: Final = "search"
NEVER: Final = "never told"
