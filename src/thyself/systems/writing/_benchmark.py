"""Benchmark: LaMP and LongLaMP on their public files: what each way of finding own texts gives, and another person's.

For each question a home is made that holds its person's texts and nothing else. Beside the benchmark's own measures
stands how likely the model finds the true text (nats a token), which tells ways apart with a model that cannot write.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Final
from typing import Protocol as Typed

from thyself.core import InvalidInput, ModelError, Rejected, Request, Settings, Trace
from thyself.evaluate.benchmarks.case import START, Case
from thyself.evaluate.benchmarks.lamp import lamp_cases, lamp_tasks
from thyself.evaluate.benchmarks.longlamp import longlamp_cases, longlamp_tasks
from thyself.evaluate.benchmarks.scores import scores_of
from thyself.models import Embedder, LanguageModel
from thyself.store import open_store
from thyself.systems._form import Desk, System
from thyself.systems.writing._templates import LONG_TASKS, task
from thyself.systems.writing.lamp import FINDERS, Lamp, lamp
from thyself.systems.writing.longlamp import longlamp

#: Whose texts, and how they are found.
CONDITIONS: Final[Mapping[str, tuple[str, str]]] = {
    "none": ("nobody", "bm25"),
    **{how: ("own", how) for how in FINDERS},
    "another's": ("another", "bm25"),
}


@dataclass(frozen=True, slots=True)
class Bench:
    """One benchmark.

    Args:
        tasks: Finds the files of a split under a folder, by task.
        cases: Reads one.
        system: Makes the system for a way of finding, a number of own texts, and the labels of a case.
        prompt: The spine that composes the prompt of such a system, and the task of a request.
        split: Which files are meant where nothing is said.
    """

    tasks: Callable[..., dict[str, Path]]
    cases: Callable[[Path, str], Iterator[Case | Rejected]]
    system: Callable[[str, int, Case], System]
    prompt: Callable[[System, Request, Desk, LanguageModel], str]
    split: str


def _lamp_prompt(system: System, request: Request, desk: Desk, model: LanguageModel) -> str:
    assert isinstance(system, Lamp)
    return system.compose(task(request.job, request.kind), request, desk, model)[1].text


def _long_prompt(system: System, request: Request, desk: Desk, model: LanguageModel) -> str:
    spine: Lamp = system.spine  # type: ignore[attr-defined]
    return spine.compose(task("write", request.kind, LONG_TASKS), request, desk, model)[1].text


BENCHES: Final[Mapping[str, Bench]] = {
    "lamp": Bench(
        lamp_tasks, lamp_cases, lambda how, k, case: lamp(retrieve=how, k=k, labels=case.labels),
        _lamp_prompt, "dev",
    ),
    "longlamp": Bench(
        longlamp_tasks, longlamp_cases, lambda how, k, case: longlamp(retrieve=how, k=k),
        _long_prompt, "test",
    ),
}  # fmt: skip


@dataclass(slots=True)
class Ran:
    """What one task came to.

    Args:
        task: Its name.
        ids, truth: Of the questions that were asked, in order.
        found: The answers by condition.
        likely: Nats a token of the true text by condition; empty where the model tells no probabilities.
        labels: All labels of the task that were seen.
        rejected: Rows that could not be read, and questions that are too long for the model.
    """

    task: str
    ids: list[str] = field(default_factory=list)
    truth: list[str] = field(default_factory=list)
    found: dict[str, list[str]] = field(default_factory=dict)
    likely: dict[str, list[float]] = field(default_factory=dict)
    labels: dict[str, None] = field(default_factory=dict)
    rejected: list[Rejected] = field(default_factory=list)

    def scores(self) -> dict[str, dict[str, float]]:
        """The benchmark's measures, and ``nats`` where they are known, by condition."""
        out = {}
        for condition, said in self.found.items():
            out[condition] = scores_of(self.task, said, self.truth, list(self.labels))
            if self.likely.get(condition):
                out[condition]["nats"] = sum(self.likely[condition]) / len(self.likely[condition])
        return out


class Uses(Typed):
    """What a protocol's systems use."""

    @property
    def model(self) -> LanguageModel:
        """Writes and scores."""

    @property
    def embedder(self) -> Embedder:
        """Texts to vectors."""

    @property
    def settings(self) -> Settings:
        """What a remote model may see."""


@dataclass(frozen=True, slots=True)
class Protocol:
    """How a benchmark is run.

    Args:
        bench: Which.
        model, embedder: What the systems use.
        k: Own texts before a question.
        conditions: Some of :data:`CONDITIONS`.
        settings: What a remote model may see.
    """

    bench: Bench
    model: LanguageModel
    embedder: Embedder
    k: int = 4
    conditions: Sequence[str] = tuple(CONDITIONS)
    settings: Settings = field(default_factory=Settings)

    def run(self, file: Path, task: str, *, n: int, progress: Callable[[int, int | None], None]) -> Ran:
        """Ask the first ``n`` questions of a task that have a truth and texts of their person.

        Raises:
            InvalidInput: There is no condition of that name.
        """
        if unknown := set(self.conditions) - set(CONDITIONS):
            raise InvalidInput(f"there is no condition {', '.join(sorted(unknown))}: use {', '.join(CONDITIONS)}")
        ran = Ran(task)
        able = list(islice(self._able(file, task, ran), n))
        for place, case in enumerate(able):
            self._ask(ran, case, able[(place + 1) % len(able)].own)
            progress(place + 1, len(able))
        return ran

    def _able(self, file: Path, task: str, ran: Ran) -> Iterator[Case]:
        for each in self.bench.cases(file, task):
            if isinstance(each, Rejected):
                ran.rejected.append(each)
            elif each.truth and each.own:
                yield each

    def _ask(self, ran: Ran, case: Case, others: Sequence[Trace]) -> None:
        late = max([case.request.now, *(trace.at + timedelta(days=1) for trace in others)])
        request = replace(case.request, now=late)
        said: dict[str, tuple[str, float | None]] = {}
        try:
            with desks_of({"own": case.own, "another": others, "nobody": ()}, self) as desks:
                for condition in self.conditions:
                    whose, how = CONDITIONS[condition]
                    system = self.bench.system(how, self.k, case)
                    answer = system.respond(request, desks[whose]).text
                    said[condition] = answer, self._nats(system, request, desks[whose], case.truth)
        except InvalidInput as error:
            ran.rejected.append(Rejected(f"{ran.task}: {case.id}", str(error)))
            return
        ran.ids.append(case.id)
        ran.truth.append(case.truth)
        ran.labels |= dict.fromkeys(case.labels)
        for condition, (answer, nats) in said.items():
            ran.found.setdefault(condition, []).append(answer)
            if nats is not None:
                ran.likely.setdefault(condition, []).append(nats)

    def _nats(self, system: System, request: Request, desk: Desk, truth: str) -> float | None:
        try:
            return self.model.score(self.bench.prompt(system, request, desk, self.model) + "\n", truth).per_token
        except ModelError:
            return None


@contextmanager
def desks_of(people: Mapping[str, Sequence[Trace]], protocol: Uses) -> Iterator[dict[str, Desk]]:
    """A home of these people for one question; it is gone afterwards."""
    now = max((trace.at for traces in people.values() for trace in traces), default=START) + timedelta(days=1)
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder) / "home.db", clock=lambda: now)
        try:
            desks = {}
            for name, traces in people.items():
                scope = store.scope(name)
                scope.append(traces)
                desks[name] = Desk(scope, protocol.model, protocol.embedder, protocol.settings, scope.zone, lambda: now)
            yield desks
        finally:
            store.close()
