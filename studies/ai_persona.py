"""AI PERSONA: is a dictionary that is edited every few sessions as good as one that is edited after each?

Planted people (:mod:`thyself.evaluate.worlds.streams`): twelve sessions, ten fields, two of which get another value and
two of which end. After each session the dictionary is held against what holds then (F1 over fields and values), as it
is edited after every session, every third, every sixth and never; and as a writer would leave it that makes the whole
anew from the last sessions. A simulated person asks for each field, and has to say it themselves where the answer is
wrong. On PersonaBench (talk made with a large model, that tells in passing): how many values of the answers it holds.

Claim (AI PERSONA, 2024): edits every third session come near to edits after each, with a third of the updates, and far
above none; the person needs fewer turns than with an empty dictionary or a stranger's.

    thyself study ai-persona
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import numpy as np

from studies._persona_answers import answers, given
from studies._recall_data import personabench
from thyself.core import DataMissing, Settings, Trace
from thyself.evaluate import Control, Effect, Outcome, Setting, Table, bootstrap, paired, study
from thyself.evaluate.worlds.streams import Stream, fields, question, stream
from thyself.memory.extract import Record
from thyself.memory.refine import Memory, admit
from thyself.models import Hashed
from thyself.store import open_store
from thyself.systems import Desk
from thyself.systems._remembered import fits
from thyself.systems.memory.ai_persona import Persona, ai_persona

PEOPLE: Final = 30
SESSIONS: Final = 12
EVERY: Final = (1, 3, 6)
METRIC: Final = "F1 of fields and values, mean over the sessions"
PAPER: Final = "every 3, empty until the third (the paper's way)"
WHOLE: Final = "written anew from the last sessions"


@study(
    name="ai-persona",
    system="ai-persona",
    title="AI PERSONA: a dictionary edited every few sessions",
    claim="edits every third session come within .1 of edits after each and far above none; what is left unsaid stays",
    data=("personabench",),
    seconds=60,
)
def run(setting: Setting) -> Outcome:
    """Follow planted people through their sessions, then ask the dictionaries of real-looking ones."""
    people = [stream(f"p{n}", setting.rng(f"stream {n}"), sessions=SESSIONS) for n in range(PEOPLE)]
    ways: dict[str, list[np.ndarray]] = {}
    for number, each in enumerate(people):
        for name, found in _followed(each, people[(number + 1) % PEOPLE], setting).items():
            ways.setdefault(name, []).append(found)
        setting.progress(number + 1, PEOPLE)
    return _outcome(people, {name: np.array(rows) for name, rows in ways.items()}, setting)


@contextmanager
def held(traces: Sequence[Trace]) -> Iterator[Desk]:
    """Traces in a home of their own."""
    with TemporaryDirectory() as folder:
        now = max(each.at for each in traces) + timedelta(days=1)
        store = open_store(Path(folder) / "home.db", clock=lambda: now)
        scope = store.scope("me")
        scope.append(traces)
        yield Desk(scope, None, Hashed(), Settings(), scope.zone, lambda: now)
        store.close()


def _followed(each: Stream, other: Stream, setting: Setting) -> dict[str, np.ndarray]:
    """F1 after each session by way, ``(sessions,)``."""
    out = {"never": np.array([_f1(set(), gold) for gold in each.gold])}
    with held(each.traces) as desk:
        for every in EVERY:
            system = ai_persona(every=every)
            out[f"every {every}"] = _over([system.persona(desk, before=each.ends(n)) for n in range(SESSIONS)], each)
        paper = ai_persona(every=3, start=3)
        out[PAPER] = _over([paper.persona(desk, before=each.ends(n)) for n in range(SESSIONS)], each)
    out[WHOLE] = np.array([_f1(_of_last(each, n), gold) for n, gold in enumerate(each.gold)])
    with held(other.traces) as desk:
        strange = [ai_persona(every=3).persona(desk, before=other.ends(n)) for n in range(SESSIONS)]
    out["a stranger's, every 3"] = _over(strange, each)
    with held(_shuffled(each, setting)) as desk:
        mixed = [ai_persona(every=3).persona(desk, before=each.ends(n)) for n in range(SESSIONS)]
    out["time shuffled, every 3"] = _over(mixed, each)
    return out


def _over(personas: Sequence[Persona], each: Stream) -> np.ndarray:
    return np.array([_f1(fields(one.memories), gold) for one, gold in zip(personas, each.gold, strict=True)])


def _of_last(each: Stream, session: int) -> set[tuple[str, str]]:
    """What a writer has who keeps only what the last three sessions say."""
    end = session // 3 * 3 + 2 if session % 3 == 2 else session // 3 * 3 - 1
    if end < 0:
        return set()
    recent = [trace for one in each.sessions[max(0, end - 2) : end + 1] for trace in one]
    with held(recent) as desk:
        return fields(ai_persona(every=1).persona(desk, before=each.ends(end)).memories)


def _f1(found: set[tuple[str, str]], gold: Mapping[str, str]) -> float:
    right = len(found & set(gold.items()))
    return 2 * right / (len(found) + len(gold)) if found or gold else 1.0


def _shuffled(each: Stream, setting: Setting) -> list[Trace]:
    """The same texts at each other's times."""
    traces = each.traces
    places = [(trace.at, trace.session) for trace in traces]
    setting.rng(f"time {each.name}").shuffle(places)
    return [replace(trace, at=at, session=session) for trace, (at, session) in zip(traces, places, strict=True)]


def _outcome(people: Sequence[Stream], scores: dict[str, np.ndarray], setting: Setting) -> Outcome:
    who = [each.name for each in people]
    mean = {name: values.mean(axis=1) for name, values in scores.items()}
    three, one = mean["every 3"], mean["every 1"]
    gap = paired(one, three, clusters=who)
    late = slice(SESSIONS // 2, None)
    also = [
        Effect.of(
            paired(scores["every 3"][:, late].mean(axis=1), scores[WHOLE][:, late].mean(axis=1), clusters=who),
            name=f"edits less {WHOLE}, second half", metric=METRIC,
        ),
        Effect.of(paired(three, mean[PAPER], clusters=who), name=f"every 3 from the start less {PAPER}", metric=METRIC),
    ]  # fmt: skip
    turns, table = _turns(people, setting)
    also += turns
    notes = [
        f"{PEOPLE} planted people, intervals by person; the sentences are our own, the last set, written after the"
        " rules.",
        "Between edits the dictionary is behind by design; the texts are read where it does not say.",
    ]
    real = _real(setting)
    if isinstance(real, str):
        notes.append(real)
    else:
        also.append(real)
    return Outcome(
        effect=Effect.of(paired(three, mean["never"], clusters=who), name="every third session less never",
                         metric=METRIC),
        also=also,
        controls=[
            Control("edits after each session less every third", "at most .1", gap.value, gap.low, gap.high,
                    gap.value <= 0.1),
            Control.worse("a stranger's dictionary", paired(three, mean["a stranger's, every 3"], clusters=who)),
            Control.worse("time shuffled", paired(three, mean["time shuffled, every 3"], clusters=who), kind="other"),
            *_kept(people),
            _inferred(people),
        ],
        tables=[_table(scores, who), table],
        notes=notes,
    )  # fmt: skip


def _table(scores: dict[str, np.ndarray], who: Sequence[str]) -> Table:
    updates = {f"every {every}": SESSIONS // every + every - 1 for every in EVERY}
    updates |= {WHOLE: SESSIONS // 3, PAPER: SESSIONS // 3}
    rows: list[list[str | float | None]] = [
        [name, updates.get(name), str(bootstrap(values.mean(axis=1), clusters=who)),
         *(round(float(values[:, at].mean()), 3) for at in (2, 5, 8, 11))]
        for name, values in scores.items()
    ]  # fmt: skip
    return Table(
        "F1 of fields and values, after sessions", ("dictionary", "updates", "mean", "3", "6", "9", "12"), rows
    )


def _turns(people: Sequence[Stream], setting: Setting) -> tuple[list[Effect], Table]:
    """How many turns a simulated person needs for each field: one where the answer is right, else two."""
    needed: dict[str, list[float]] = {"learnt": [], "empty": [], "a stranger's": []}
    personas = []
    for each in people:
        with held(each.traces) as desk:
            personas.append(ai_persona(every=3).persona(desk, before=each.ends(-1)))
    who = []
    for number, each in enumerate(people):
        given_by = {"learnt": personas[number].memories, "empty": [], "a stranger's": personas[number - 1].memories}
        for field, value in each.gold[-1].items():
            asks = question(field, value, setting.rng(f"ask {each.name} {field}"))
            who.append(each.name)
            for name, memories in given_by.items():
                needed[name].append(1.0 if _answers(memories, asks, field, value) else 2.0)
    effects = [
        Effect.of(paired(needed["learnt"], needed[name], clusters=who), name=f"learnt less {name}", unit="turns",
                  metric="turns until a question is settled", higher_is_better=False)
        for name in ("empty", "a stranger's")
    ]  # fmt: skip
    rows: list[list[str | float]] = [[name, str(bootstrap(values, clusters=who))] for name, values in needed.items()]
    return effects, Table("Turns until a question is settled", ("dictionary", "turns"), rows, f"n {len(who)}")


def _answers(memories: Sequence[Memory], asks: str, field: str, value: str) -> bool:
    found = {told for place, told in fields(fits(memories, asks)) if place == field}
    return found == {value}


def _kept(people: Sequence[Stream]) -> list[Control]:
    """What is never spoken of again stays; changes carry their traces; the first version can be had again."""
    stayed = once = proven = changed = same = 0
    for each in people:
        with held(each.traces) as desk:
            system = ai_persona(every=3)
            versions = list(system.versions(desk, before=each.ends(-1)))
            early = system.persona(desk, before=each.ends(5))
        first, last = fields(early.memories), fields(versions[-1].memories)
        quiet = {(field, value) for field, value in first if each.told[field] == 1 and each.gold[5].get(field) == value}
        stayed, once = stayed + len(quiet & last), once + len(quiet)
        changes = [change for version in versions for change in version.changes]
        known = {trace.id for trace in each.traces}
        proven += sum(bool(change.memory.sources) and set(change.memory.sources) <= known for change in changes)
        changed += len(changes)
        same += versions[early.number - 1].fields == early.fields
    return [
        Control.share("fields that are not spoken of again stay", stayed, once, expectation="all but 2 %",
                      at_least=0.98, kind="do no harm"),
        Control.share("edits that cite traces of the person", proven, changed, expectation="all"),
        Control.share("an earlier version is had again as it was", same, len(people), expectation="all"),
    ]  # fmt: skip


def _inferred(people: Sequence[Stream]) -> Control:
    """An extractor that infers an illness from what was said is turned away."""
    turned = total = 0
    for each in people:
        own = [trace for trace in each.traces if trace.author == "me"]
        bad = [
            Record("health", "", "me", "anaemia", "Has anaemia", "is", 0.9, "sensitive", 0, len(trace.text), "naive",
                   trace.id, clause=trace.text)
            for trace in own
        ]  # fmt: skip
        _, away = admit(bad, {trace.id: trace for trace in own})
        turned, total = turned + len(away), total + len(bad)
    return Control.share("illnesses that an extractor infers are turned away", turned, total, expectation="all",
                         kind="bad part")  # fmt: skip


def _real(setting: Setting) -> Effect | str:
    """PersonaBench: the share of right values that the own dictionary gives, less a stranger's."""
    try:
        folder = setting.folder("personabench")
    except DataMissing:
        return "PersonaBench is not there: not measured on its people."
    right, people = answers(folder), list(personabench(folder))
    held_by = {}
    for person in people:
        with held(person.traces) as desk:
            held_by[person.name] = ai_persona().persona(desk, before=desk.clock()).memories
    own: list[float] = []
    strange: list[float] = []
    who: list[str] = []
    for number, person in enumerate(people):
        for asked in person.questions:
            values = right[person.name, asked.text]
            for found, name in ((own, person.name), (strange, people[number - 1].name)):
                found.append(given(" ".join(each.text for each in held_by[name]), values))
            who.append(person.name)
    return Effect.of(paired(own, strange, clusters=who), name="PersonaBench: own dictionary less a stranger's",
                     metric=f"share of right values that it holds (own {np.mean(own):.3f})")  # fmt: skip
