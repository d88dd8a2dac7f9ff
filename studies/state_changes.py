"""State changes: what holds now, what held then, what is in doubt, what was never said.

Planted lives of 30 days to a year: a person tells of their home, job, partner, car … among small talk, and what others
say of themselves and what the person says of others; some of it changes, some ends, some is forgotten on request, and
what rested on it is told before the change. The sentences that are measured are none of those on which the forms of
change were written (:mod:`thyself.evaluate.worlds.states` has sets of its own for that). Small talk of others comes from
Synthetic-Persona-Chat where that is there.

Each question goes through the default system without a language model. Floors on the same questions: the best text of
plain recall, the newest of its best five, and a profile that keeps whatever was said beside what was said later.

    thyself study state-changes
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Final

from thyself.core import DataMissing, Request, Response, Settings, Trace
from thyself.evaluate import Control, Effect, Outcome, Setting, Table, bootstrap, paired, study
from thyself.evaluate.worlds.states import Life, Plan, Probe, life
from thyself.models import Embedder
from thyself.profile import Line, Profile, update
from thyself.profile.asked import asked, fitting
from thyself.retrieval import Recall
from thyself.store import Scope, Selection, open_store
from thyself.systems import Desk
from thyself.systems.default import Default

#: The set of sentences that is measured; the forms were written on the first.
MEASURED: Final = 1
LIVES: Final = 40
#: What the issue asks for.
GOALS: Final = {"updated": 0.9, "forgotten": 1.0, "ended": 0.9, "stale": 0.6, "absent": 0.6, "then": 0.9}
_NEVER: Final = "never mentioned"
_OVER: Final = re.compile(r"\buntil\b|\bnot any more\b|\bno longer\b|^no\b|\bhas? no\b|\bin doubt\b|don't know", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Asking:
    """What one question to one life gave: whether the answer was right, by the system and by each floor."""

    life: str
    probe: Probe
    text: str
    right: bool
    best: bool
    newest: bool
    side_by_side: bool


@contextmanager
def held(planted: Life) -> Iterator[Scope]:
    """A life in a home of its own, with what the person had forgotten forgotten."""
    with TemporaryDirectory() as folder:
        store = open_store(str(Path(folder) / "home.db"), clock=lambda: planted.now)
        scope = store.scope("me")
        scope.append(planted.traces)
        if planted.forget:
            update(scope, now=planted.now)
            scope.forget(Selection(trace_ids=planted.forget))
        yield scope
        store.close()


def judged(probe: Probe, text: str, *, doubted: bool = False) -> bool:
    """Whether an answer is right."""
    said = text.casefold()
    wrong = any(_has(said, each) for each in probe.wrong)
    if probe.sort == "absent":
        return _NEVER in said
    if probe.sort == "mentioned":
        return _NEVER not in said
    if probe.sort == "stale":
        return doubted
    if probe.sort == "restated":
        return not doubted
    if probe.sort == "forgotten":
        return not wrong or _NEVER in said
    if probe.sort == "ended":
        return not _has(said, probe.wrong[0]) or _OVER.search(said) is not None
    return _has(said, probe.right) and not wrong


def _has(said: str, value: str) -> bool:
    return re.search(rf"\b{re.escape(value.casefold())}", said) is not None


def doubted(probe: Probe, profile: Profile, answer: Response) -> bool:
    """Whether what a trace told is marked: its line in the profile, or the answer that stands on it."""
    for line in profile.lines:
        if any(probe.trace_id in proof.trace_ids for proof in line.evidence):
            if line.stale:
                return True
    shown = any(probe.trace_id in proof.trace_ids for proof in answer.evidence)
    if probe.sort == "stale" and not shown:
        return any(word in answer.text for word in (" until ", "You have no "))
    return shown and "in doubt" in answer.text


def interview(planted: Life, embedder: Embedder, ask: Callable[[Desk, Request], Response] | None = None) -> list[Asking]:
    """Ask a life all its questions."""
    found = []
    with held(planted) as scope:
        profile = update(scope, now=planted.now)
        desk = Desk(scope, None, embedder, Settings(), scope.zone, lambda: planted.now)
        recall = Recall(embedder)
        for probe in planted.probes:
            request = Request("ask", probe.question, planted.now)
            answer = Default().respond(request, desk) if ask is None else ask(desk, request)
            texts = recall(scope, probe.question, k=5, now=planted.now)
            newest = max(texts, key=lambda each: (each.at or planted.now)) if texts else None
            found.append(
                Asking(
                    planted.name,
                    probe,
                    answer.text,
                    judged(probe, answer.text, doubted=doubted(probe, profile, answer)),
                    judged(probe, texts[0].text if texts else ""),
                    judged(probe, newest.text if newest is not None else ""),
                    judged(probe, _side_by_side(profile, probe.question)),
                )
            )
    return found


def _side_by_side(profile: Profile, question: str) -> str:
    """What a profile answers that never closes a line."""
    lines: Sequence[Line] = [replace(line, valid_to=None) for line in (*profile.past, *profile.lines)]
    return " ".join(line.text for line in fitting(asked(question), lines))


def talk(setting: Setting) -> list[str]:
    """Turns of other people, where there are any."""
    try:
        from pyarrow import parquet

        rows = parquet.read_table(setting.folder("synthetic-persona-chat") / "spc_valid.parquet").to_pylist()
    except (ImportError, DataMissing):
        return []
    turns = [line.split(": ", 1) for row in rows[:200] for line in (row["Best Generated Conversation"] or "").splitlines()]
    return [turn[1] for turn in turns if len(turn) == 2 and len(turn[1]) < 200]


def lives(setting: Setting, words: int, *, changes: bool = True, n: int = LIVES) -> list[Life]:
    """Planted lives of 30 days to a year."""
    heard = talk(setting)
    days = (30, 90, 180, 365)
    return [
        life(f"life {words}/{number}", Plan(words, days[number % 4], 60, changes, heard), setting.rng(f"{words}/{number}"))
        for number in range(n)
    ]
