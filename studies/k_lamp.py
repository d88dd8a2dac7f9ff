"""K-LaMP: is the next search better foretold from counts of what a person comes back to?

Data: planted logs. Things (240 made-up names in twelve fields) are searched together with ways of looking at them (24
words); each person has three ways of their own, each for some of the fields, and searches half of the time without any.
A page names a thing of a field that the person has not searched yet; right is the way that this person uses in that
field. All ways are ranked.

Claim: entities counted from the person's own log rank the next search higher than another person's, and than the page
alone.

    thyself study k-lamp
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Final

import numpy as np

from thyself.core import Trace
from thyself.core.words import stems
from thyself.evaluate import Control, Effect, Outcome, Setting, Table, bootstrap, paired, study
from thyself.evaluate.study import Cell
from thyself.memory.entities import Entities, counted, named_in
from thyself.retrieval.lexical import Postings, bm25

PEOPLE: Final = 40
FIELDS: Final = 12
WAYS: Final = tuple(
    "vegan cheap silent antique portable organic vintage waterproof handmade compact luxury rental secondhand wireless"
    " foldable ergonomic minimalist colourful lightweight biodegradable programmable adjustable refurbished seasonal"
    .split()
)  # fmt: skip
_START: Final = datetime(2024, 1, 1, tzinfo=UTC)
_SYLLABLES: Final = "ba lo mi ran tek sol vu dra pel nor zim ka fen tor gul".split()


@dataclass(frozen=True, slots=True)
class Log:
    """One person's searches, and the page, the right way and the field of each question."""

    traces: tuple[Trace, ...]
    asked: tuple[tuple[str, str], ...]


@study(
    name="k-lamp",
    system="k-lamp",
    title="K-LaMP: the next search from counts of what a person comes back to",
    claim="the person's own entities rank the next search higher than another person's and than the page alone",
    data=(),
    seconds=20,
)
def run(setting: Setting) -> Outcome:
    """Rank all ways for each page."""
    rng = Random(f"{setting.seed}/k-lamp")
    things = [[_name(rng) for _ in range(20)] for _ in range(FIELDS)]
    logs = [_log(Random(f"{setting.seed}/{number}"), things) for number in range(PEOPLE)]
    stores = [counted(log.traces) for log in logs]
    many = Counter(way for log in logs for trace in log.traces for way in named_in(trace.text) if way in WAYS)
    found: dict[str, list[float]] = {}
    of: list[str] = []
    for number, (log, own) in enumerate(zip(logs, stores, strict=True)):
        for page, right in log.asked:
            of.append(str(number))
            ways = {
                "own entities": _rank(own, page),
                "another person's entities": _rank(stores[(number + 1) % PEOPLE], page),
                "own entities, without the page": _rank(own, ""),
                "own log, by its words": _by_words(log, page),
                "what many search": [way for way, _ in many.most_common()],
                "no log": [],
            }
            for name, ranked in ways.items():
                found.setdefault(name, []).append(_reciprocal(ranked, right))
    gains = {name: np.array(values) for name, values in found.items()}
    kept = [repr(store.known) for store in stores]
    leaked = sum(trace.text in text for log, text in zip(logs, kept, strict=True) for trace in log.traces)
    metric = "reciprocal rank of the right way"
    return Outcome(
        effect=Effect.of(
            paired(gains["own entities"], gains["what many search"], clusters=of),
            name="own entities less what many search", metric=metric,
        ),
        also=[
            Effect.of(
                paired(gains["own entities"], gains["own entities, without the page"], clusters=of),
                name="with the page less without", metric=metric,
            ),
            Effect.of(
                paired(gains["own entities"], gains["own log, by its words"], clusters=of),
                name="own entities less a search in the log itself", metric=metric,
            ),
        ],
        controls=[
            Control.worse(
                "another person's entities",
                paired(gains["own entities"], gains["another person's entities"], clusters=of),
            ),
            Control.share(
                "searches that cannot be read in what is kept", sum(map(len, (log.traces for log in logs))) - leaked,
                sum(map(len, (log.traces for log in logs))), expectation="none stands there word for word",
            ),
            Control.share(
                "no log", int(not counted([]).fitting(["anything"])), 1, expectation="nothing is suggested",
                kind="do no harm",
            ),
        ],
        tables=[_table(gains, of)],
        notes=["All data is planted: no public search log may be used."],
    )  # fmt: skip


def _name(rng: Random) -> str:
    return "".join(rng.choices(_SYLLABLES, k=3))


def _log(rng: Random, things: list[list[str]]) -> Log:
    mine = rng.sample(WAYS, 3)
    fields = {field: rng.choice(mine) for field in rng.sample(range(FIELDS), 6)}
    traces, at = [], _START
    for _ in range(60):
        field = rng.choice(list(fields))
        thing = f"{_kind(field)} {rng.choice(things[field][:15])}"
        way = f" {fields[field]}" if rng.random() < 0.5 else f" {rng.choice(WAYS)}" if rng.random() < 0.2 else ""
        at += timedelta(hours=rng.randint(1, 60))
        traces.append(Trace(f"{thing}{way}", at=at, kind="searched", source="log"))
    asked = [(f"{_kind(field)} {rng.choice(things[field][15:])}", way) for field, way in fields.items()]
    return Log(tuple(traces), tuple(asked))


def _kind(field: int) -> str:
    return f"field{'abcdefghijkl'[field]}"


def _rank(store: Entities, page: str) -> list[str]:
    return [name for name, _ in store.fitting(named_in(page), k=10_000) if name in WAYS]


def _by_words(log: Log, page: str) -> list[str]:
    """The ways in the searches that share most words with the page, in that order."""
    postings = Postings()
    for trace in log.traces:
        postings.add(stems(trace.text))
    n = len(log.traces)
    scores = bm25(postings.words().matches(stems(page), np.ones(n, dtype=bool)), n)
    ordered = [log.traces[at].text for at in np.argsort(-scores, kind="stable") if scores[at] > 0]
    return list(dict.fromkeys(way for text in ordered for way in named_in(text) if way in WAYS))


def _reciprocal(ranked: list[str], right: str) -> float:
    """One over the place; what is not listed shares the places that are left."""
    if right in ranked:
        return 1.0 / (1 + ranked.index(right))
    left = range(len(ranked) + 1, len(WAYS) + 1)
    return float(np.mean([1.0 / place for place in left]))


def _table(gains: dict[str, np.ndarray], of: list[str]) -> Table:
    rows: list[list[Cell]] = [
        [name, str(bootstrap(values, clusters=of)), round(float((values == 1).mean()), 3)]
        for name, values in gains.items()
    ]
    return Table("The right way among 24", ["by", "reciprocal rank", "first"], rows)
