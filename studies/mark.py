"""MARK: does an assistant use what a team taught it, and what was taught last by somebody to be trusted?

Planted teams (:mod:`thyself.evaluate.worlds.teams`): each gives its own meaning to the same abbreviations, and has its
own units and form of answers; some is corrected later, some contradicted once by rumours. Questions have four answers;
the one that an answer speaks of first counts, a quarter where it speaks of none. No language model is asked. Beside it,
on MemoryBank (real talk, labelled by hand), whether the exchange that answers stands in the evidence: little is
taught in it, so nothing must be lost.

Claim (MARK, 2025): memories raise the share of right answers; with age, frequency and trust in the ranking the newer
and the trusted one is answered, by likeness alone not.

    thyself study mark
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import numpy as np

from studies._ikat_data import Remembered
from studies._recall_data import memorybank
from thyself.core import DataMissing, Request, Settings, Trace
from thyself.evaluate import Control, Effect, Interval, Outcome, Setting, Table, bootstrap, paired, study
from thyself.evaluate.worlds.teams import GOSSIP, NOW, Choice, Team, team
from thyself.memory.extract import Record
from thyself.memory.extract.taught import TERM
from thyself.memory.refine import admit
from thyself.models import Embedder
from thyself.store import Scope, open_store
from thyself.systems import Desk
from thyself.systems._form import System
from thyself.systems.memory.mark import mark

TEAMS: Final = 20
#: A guess among four.
CHANCE: Final = 0.25
TRUST: Final = {GOSSIP: 0.3}
METRIC: Final = "share of questions with four answers that are right"
NOTHING: Final = "without memory"
LIKENESS: Final = "records by likeness (as the released code)"
RANKED: Final = "records by fit, age, use and trust"


def ways() -> dict[str, System]:
    """The system, and what it is compared with."""
    whole = mark(trust=TRUST)
    return {
        "mark": whole,
        "mark, every source trusted": mark(),
        RANKED: mark(memory="raw", trust=TRUST),
        LIKENESS: mark(memory="raw", rank="alike", trust=TRUST),
        "the texts alone": whole.rest,
    }


@study(
    name="mark",
    system="mark",
    title="MARK: what was taught, refined and ranked by trust",
    claim="what a team taught is answered, the newer and the trusted meaning before the older and the doubtful one",
    data=("memorybank",),
    seconds=100,
)
def run(setting: Setting) -> Outcome:
    """Ask planted teams, then the people of MemoryBank."""
    embedder = Remembered(setting.embedder())
    teams = [team(f"team {n}", n, setting.rng(f"team {n}")) for n in range(TEAMS)]
    of = [(each.name, choice) for each in teams for choice in each.choices]
    right: dict[str, list[float]] = {name: [] for name in (*ways(), "another team's memories", "time shuffled")}
    for number, each in enumerate(teams):
        other = teams[(number + 1) % TEAMS]
        for name, system in ways().items():
            right[name] += _asked(each.traces, each.choices, system, embedder)
        right["another team's memories"] += _asked(other.traces, each.choices, mark(trust=TRUST), embedder)
        right["time shuffled"] += _asked(_shuffled(each, setting), each.choices, mark(trust=TRUST), embedder)
        setting.progress(number + 1, TEAMS)
    return _outcome(of, {name: np.array(values) for name, values in right.items()}, teams, setting)


@contextmanager
def held(traces: Sequence[Trace]) -> Iterator[Scope]:
    """Traces in a home of their own."""
    with TemporaryDirectory() as folder:
        store = open_store(Path(folder) / "home.db", clock=lambda: NOW)
        scope = store.scope("me")
        scope.append(traces)
        yield scope
        store.close()


def _asked(traces: Sequence[Trace], choices: Sequence[Choice], system: System, embedder: Embedder) -> list[float]:
    """How right each answer is, from 0 to 1."""
    with held(traces) as scope:
        desk = Desk(scope, None, embedder, Settings(), scope.zone, lambda: NOW)
        return [_right(each, system.respond(Request("ask", each.question, NOW), desk).text) for each in choices]


def _right(choice: Choice, answer: str) -> float:
    """Whether the right answer is spoken of first; a guess where none is."""
    said = answer.casefold()
    places = {at: said.find(option.casefold()) for at, option in enumerate(choice.options)}
    named = {at: place for at, place in places.items() if place >= 0}
    return float(min(named, key=lambda at: named[at]) == choice.right) if named else CHANCE


def _shuffled(each: Team, setting: Setting) -> list[Trace]:
    """The same texts at each other's times."""
    times = [trace.at for trace in each.traces]
    setting.rng(f"time {each.name}").shuffle(times)
    return [replace(trace, at=at) for trace, at in zip(each.traces, times, strict=True)]


def _outcome(
    of: Sequence[tuple[str, Choice]], right: dict[str, np.ndarray], teams: Sequence[Team], setting: Setting
) -> Outcome:
    who = [name for name, _ in of]
    sorts = np.array([choice.sort for _, choice in of])
    nothing = np.full(len(of), CHANCE)

    def less(one: str, other: str, among: Callable[[], np.ndarray]) -> Interval:
        rows = among()
        return paired(right[one][rows], right[other][rows], clusters=[who[row] for row in np.flatnonzero(rows)])

    def every() -> np.ndarray:
        return np.ones(len(of), dtype=bool)

    def corrected() -> np.ndarray:
        return np.asarray(sorts == "corrected")

    def doubtful() -> np.ndarray:
        return np.asarray(sorts == "doubtful")

    also = [
        Effect.of(less("mark", "the texts alone", every), name="mark less the texts alone", metric=METRIC),
        Effect.of(less("mark", LIKENESS, corrected), name=f"corrected: mark less {LIKENESS}", metric=METRIC),
        Effect.of(less(RANKED, LIKENESS, corrected), name=f"corrected: {RANKED} less {LIKENESS}", metric=METRIC),
        Effect.of(less("mark", "mark, every source trusted", doubtful),
                  name="contradicted by rumours: mark less every source trusted", metric=METRIC),
    ]  # fmt: skip
    tables = [_table(right, sorts, who, nothing)]
    notes = [
        f"{len(of)} questions to {TEAMS} teams, intervals by team; the sentences are our own, about one in four of them"
        " in no form that the rules know.",
        "Trust of the sources is given, not learned.",
    ]
    real = _real(setting)
    if isinstance(real, str):
        notes.append(real)
    else:
        also.append(real)
    return Outcome(
        effect=Effect.of(paired(right["mark"], nothing, clusters=who), name=f"mark less {NOTHING}", metric=METRIC),
        also=also,
        controls=[
            Control.worse("another team's memories", less("mark", "another team's memories", every)),
            Control.not_better("another team's memories less a guess",
                               paired(right["another team's memories"], nothing, clusters=who)),
            Control.worse("time shuffled, what was corrected", less("mark", "time shuffled", corrected), kind="other"),
            _bad_extractor(teams),
            _empty(teams, setting.embedder()),
        ],
        tables=tables,
        notes=notes,
    )  # fmt: skip


def _table(right: dict[str, np.ndarray], sorts: np.ndarray, who: Sequence[str], nothing: np.ndarray) -> Table:
    kinds = list(dict.fromkeys(sorts.tolist()))
    rows: list[list[str | float]] = [
        [name, str(bootstrap(values, clusters=who)), *(round(float(values[sorts == kind].mean()), 3) for kind in kinds)]
        for name, values in {**right, NOTHING: nothing}.items()
    ]
    return Table("Right answers, by what was asked", ("way", "all", *kinds), rows, f"n {len(who)}")


def _bad_extractor(teams: Sequence[Team]) -> Control:
    """An extractor that notes whatever anybody says of a term, and makes meanings up, is turned away."""
    turned = total = 0
    for each in teams:
        bad = [_noted(trace, trace) for trace in each.traces if trace.author != "me"]
        bad += [_noted(trace, trace, value="kelp farm") for trace in each.traces if trace.author == "me"]
        _, away = admit(bad, {trace.id: trace for trace in each.traces})
        turned, total = turned + len(away), total + len(bad)
    return Control.share("records of the assistant's words, and made up ones, are turned away", turned, total,
                         expectation="all", kind="bad part")  # fmt: skip


def _noted(said: Trace, cited: Trace, *, value: str = "") -> Record:
    meaning = value or said.text.rstrip(".").split(" means ")[-1]
    return Record(
        about=TERM, slot="term:x", subject="me", value=meaning, text=f"x means {meaning}", stance="is", confidence=0.9,
        sensitivity=cited.sensitivity, start=0, end=len(cited.text), by="naive", trace_id=cited.id, schema="pair",
        clause=cited.text,
    )  # fmt: skip


def _empty(teams: Sequence[Team], embedder: Embedder) -> Control:
    """Where nothing was taught, the answer is that of the texts."""
    same = 0
    for each in teams[:5]:
        heard = [trace for trace in each.traces if trace.author != "me"]
        same += _asked(heard, each.choices, mark(), embedder) == _asked(heard, each.choices, mark().rest, embedder)
    return Control.share("with nothing taught it answers as the texts do", same, 5, expectation="all",
                         kind="do no harm")  # fmt: skip


def _real(setting: Setting) -> Effect | str:
    """Whether the exchange that answers is in the evidence: the system less its texts."""
    try:
        people = list(memorybank(setting.folder("memorybank")))
    except DataMissing:
        return "MemoryBank is not there: not measured on real talk."
    embedder, ours, texts, who = Remembered(setting.embedder()), list[float](), list[float](), list[str]()
    system = mark()
    for person in people:
        with held(person.traces) as scope:
            for question in person.questions:
                now = question.now or NOW
                desk = Desk(scope, None, embedder, Settings(), scope.zone, lambda now=now: now)  # type: ignore[misc]
                request = Request("ask", question.text, now)
                for found, which in ((ours, system), (texts, system.rest)):
                    refs = {ref for each in which.respond(request, desk).evidence for ref in each.refs}
                    found.append(float(any(refs & wanted for wanted in question.wanted)))
                who.append(person.name)
    return Effect.of(paired(ours, texts, clusters=who), name="MemoryBank: mark less the texts alone",
                     metric="share of questions with an exchange that answers in the evidence")  # fmt: skip
