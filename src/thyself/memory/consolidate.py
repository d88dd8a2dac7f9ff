"""Consolidate: thinking over what came in since the last time, in batches and under a budget.

The rules read everything; that costs no call. A model, where a capable one is there, is asked at most once for each
thousand tokens of new text, and is shown only the sentences that the rules leave open and that are likely to tell
something lasting, in a prompt of at most 800 tokens. What does not make up a thousand tokens waits for the next time,
so that the batches are the same however often this is done; a batch and what it came to are kept in one transaction, so
that it can be stopped anywhere and goes on as if it had not been.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from time import perf_counter
from typing import Final

from thyself.core import Cost, ModelError, Sensitivity, Trace, estimate_tokens
from thyself.core.trace import digest
from thyself.guard import check, sent
from thyself.memory.extract.disclosure import disclosure
from thyself.memory.extract.lm import ANSWER_TOKENS, LlmExtractor, Passage, own_passages
from thyself.memory.extract.records import stems
from thyself.memory.extract.rules import facts
from thyself.memory.refine import keep
from thyself.memory.refine.admit import Heard, admit, heard_in
from thyself.models.doctor import capable
from thyself.models.port import LanguageModel
from thyself.store.port import Derived, Progress, Scope

#: Tokens of new text for one call.
PER_CALL: Final = 1000
#: A sentence that is less likely than this to tell something lasting is not shown.
TELLS: Final = 0.1
#: How long things take where nothing was measured yet.
TRACES_A_SECOND: Final = 1000.0
SECONDS_A_CALL: Final = 6.0
_NOTHING: Final = Cost()


@dataclass(frozen=True, slots=True)
class Budget:
    """How much may be spent; ``None``: as much as it takes.

    Args:
        calls: Calls of a language model.
        tokens: Tokens of prompts and answers together.
        seconds: Time.
    """

    calls: int | None = None
    tokens: int | None = None
    seconds: float | None = None

    def less(self, cost: Cost) -> Budget:
        """What is left when some of it is spent."""
        return Budget(
            None if self.calls is None else max(0, self.calls - cost.model_calls),
            None if self.tokens is None else max(0, self.tokens - cost.prompt_tokens - cost.generated_tokens),
            None if self.seconds is None else max(0.0, self.seconds - cost.seconds),
        )

    def allows(self, cost: Cost) -> bool:
        """Whether so much may be spent."""
        left = self.less(Cost())
        return (
            (left.calls is None or cost.model_calls <= left.calls)
            and (left.tokens is None or cost.prompt_tokens + cost.generated_tokens <= left.tokens)
            and (left.seconds is None or cost.seconds <= left.seconds)
        )


@dataclass(frozen=True, slots=True)
class Thinker:
    """What thinks.

    Args:
        model: The language model; ``None``: the rules alone.
        allows: What a model that is not on this machine may see at most.
        clock: Tells the time (aware).
        stopwatch: Counts seconds.
    """

    model: LanguageModel | None
    allows: Sensitivity
    clock: Callable[[], datetime]
    stopwatch: Callable[[], float] = perf_counter

    @property
    def why_not(self) -> str:
        """Why no model is asked; empty where one is."""
        if self.model is None:
            return "no language model: the rules alone"
        return "" if capable(self.model) else f"{self.model.name} is too small to note facts: the rules alone"


@dataclass(frozen=True, slots=True)
class Batch:
    """About a thousand tokens of new text, and what of it a model would be shown."""

    traces: tuple[Trace, ...]
    tokens: int
    shown: tuple[Passage, ...]
    prompt_tokens: int

    @property
    def at_most(self) -> Cost:
        """What it can take, but for the time."""
        if not self.shown:
            return Cost()
        return Cost(1, self.prompt_tokens, ANSWER_TOKENS)


@dataclass(frozen=True, slots=True)
class Estimate:
    """What it would take for one person.

    Args:
        person: Whose data.
        traces: New traces that the rules will read.
        new_tokens: Tokens of text that a model has not seen, in whole batches.
        waiting: Tokens that wait for more, because they do not make up a batch.
        cost: Calls and tokens at most, and about how many seconds.
        why: What is to be known of it, such as why no model is asked.
    """

    person: str
    traces: int
    new_tokens: int
    waiting: int
    cost: Cost
    why: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a consolidation would take, before anything is done.

    Args:
        people: Each person's part.
        budget: What may be spent; where it is less than the cost, the rest is left for the next time.
    """

    people: tuple[Estimate, ...]
    budget: Budget

    @property
    def cost(self) -> Cost:
        """All parts together."""
        return sum((each.cost for each in self.people), Cost())

    @property
    def fits(self) -> bool:
        """Whether all of it can be done within the budget."""
        return self.budget.allows(self.cost)

    def __str__(self) -> str:
        traces, cost = sum(each.traces for each in self.people), self.cost
        tokens = f"{cost.prompt_tokens:,} tokens of prompts and up to {cost.generated_tokens:,} of answers"
        asked = f"{cost.model_calls:,} calls of the model, {tokens}" if cost.model_calls else "no call of a model"
        rest = "" if self.fits else "; more than the budget: the rest is left for the next time"
        return f"{traces:,} new traces for the rules, {asked}, about {cost.seconds:.0f} s{rest}"


@dataclass(frozen=True, slots=True)
class Thought:
    """What was done for one person.

    Args:
        person: Whose data.
        traces: Traces that the rules read.
        records: Records that were let in, by rules and by the model together.
        learned: Those by the model.
        refused: Records and answers that were turned away, by the reason.
        cost: What it took.
        left: Tokens of whole batches that are left for the next time.
        why: Why it ended, or why nothing was learned, in words; empty where all was done.
    """

    person: str
    traces: int = 0
    records: int = 0
    learned: int = 0
    refused: tuple[tuple[str, int], ...] = ()
    cost: Cost = _NOTHING
    left: int = 0
    why: str = ""


def plan(scope: Scope, thinker: Thinker) -> Estimate:
    """What it would take to bring one person's memory up to date; nothing is changed and no model is called."""
    new = max(0, scope.state().last - keep.unread(scope))
    seconds = new / TRACES_A_SECOND
    if thinker.model is None or thinker.why_not:
        return Estimate(scope.person, new, 0, 0, Cost(seconds=seconds), thinker.why_not)
    cost, tokens, waiting = Cost(seconds=seconds), 0, 0
    pace = _pace(scope, thinker.model)
    for batch in batches(scope, thinker.model, thinker.allows):
        if batch.tokens < PER_CALL:
            waiting = batch.tokens
            break
        tokens += batch.tokens
        cost += replace(batch.at_most, seconds=pace if batch.shown else 0.0)
    return Estimate(scope.person, new, tokens, waiting, cost)


def consolidate(scope: Scope, thinker: Thinker, budget: Budget, *, progress: Progress | None = None) -> Thought:
    """Bring one person's memory up to date as far as the budget goes; can be stopped anywhere, and goes on from there.

    Args:
        scope: The person's data.
        thinker: What thinks.
        budget: How much may be spent.
        progress: Called with how many traces and batches are done, and how many there are.
    """
    work = _Work(scope, thinker, budget, progress)
    work.by_rules()
    if not thinker.why_not:
        work.by_model()
    return work.thought()


def plan_all(scopes: Iterable[Scope], thinker: Thinker, budget: Budget) -> Plan:
    """What it would take for several persons."""
    return Plan(tuple(plan(each, thinker) for each in scopes), budget)


def consolidate_all(
    scopes: Iterable[Scope], thinker: Thinker, budget: Budget, *, progress: Progress | None = None
) -> list[Thought]:
    """Bring the memory of several persons up to date; they share the budget, in their order."""
    done = []
    for scope in scopes:
        thought = consolidate(scope, thinker, budget, progress=progress)
        budget = budget.less(thought.cost)
        done.append(thought)
    return done


class _Work:
    def __init__(self, scope: Scope, thinker: Thinker, budget: Budget, progress: Progress | None) -> None:
        self._scope, self._thinker, self._budget = scope, thinker, budget
        self._progress = progress or (lambda done, total: None)
        self._begun = thinker.stopwatch()
        self._done = Thought(scope.person, why=thinker.why_not)
        self._refused: dict[str, int] = {}
        self._cost = Cost()

    def thought(self) -> Thought:
        """What was done."""
        away = tuple(sorted(self._refused.items(), key=lambda each: (-each[1], each[0])))
        return replace(self._done, refused=away, cost=replace(self._cost, seconds=self._seconds))

    @property
    def _seconds(self) -> float:
        return self._thinker.stopwatch() - self._begun

    def by_rules(self) -> None:
        """Read what is new by the rules."""
        for piece in keep.read(self._scope, now=self._thinker.clock()):
            done = self._done
            self._done = replace(done, traces=done.traces + piece.read, records=done.records + piece.kept)
            for each in piece.refused:
                self._turned_away(each.why)
            self._progress(self._done.traces, self._done.traces + piece.left)
            if self._budget.seconds is not None and self._seconds >= self._budget.seconds and piece.left:
                self._done = replace(self._done, why="the time is up: the rest is left for the next time")
                return

    def by_model(self) -> None:
        """Show the model what the rules leave open, a batch at a time."""
        model = self._thinker.model
        assert model is not None
        heard, pace = heard_in(self._scope), _pace(self._scope, model)
        todo = [each for each in batches(self._scope, model, self._thinker.allows) if each.tokens >= PER_CALL]
        for number, batch in enumerate(todo):
            spent = self._cost + replace(batch.at_most, seconds=self._seconds + (pace if batch.shown else 0.0))
            if batch.shown and not self._budget.allows(spent):
                left = sum(each.tokens for each in todo[number:])
                self._done = replace(
                    self._done, left=left, why="the budget is spent: the rest is left for the next time"
                )
                return
            try:
                self._think(batch, model, heard)
            except ModelError as error:
                left = sum(each.tokens for each in todo[number:])
                self._done = replace(self._done, left=left, why=f"the model failed: {error}")
                return
            self._progress(self._done.traces + number + 1, self._done.traces + len(todo))

    def _think(self, batch: Batch, model: LanguageModel, heard: Heard) -> None:
        scope, now = self._scope, self._thinker.clock()
        reader = LlmExtractor(model, allows=self._thinker.allows, zone=scope.zone)
        begun = self._thinker.stopwatch()
        rows: list[Derived] = []
        if batch.shown:
            shown = [each.evidence() for each in batch.shown]
            check(shown, model, self._thinker.allows)
            if not model.local:
                # Before it is sent: what left the machine is told even where nothing comes back.
                told = sent(shown, model, at=now, allows=self._thinker.allows)
                scope.put([Derived("sent", f"{now.isoformat()} consolidate {_key(batch)}", told, lasts="always")])
            traces = {each.id: each for each in batch.traces}
            kept, away = admit(reader.read(batch.shown), traces, heard=heard)
            rows = [keep.row(keep.note(each, traces[each.trace_id], now, scope.zone), reader.name) for each in kept]
            for why in [*(each.why for each in away), *(why for _, why in reader.refused)]:
                self._turned_away(why)
        took = replace(reader.cost, seconds=self._thinker.stopwatch() - begun)
        scope.put([*rows, _shown(batch, model, took, len(rows))])
        done, self._cost = self._done, self._cost + reader.cost
        self._done = replace(done, records=done.records + len(rows), learned=done.learned + len(rows))

    def _turned_away(self, why: str) -> None:
        why = why.partition(":")[0]
        self._refused[why] = self._refused.get(why, 0) + 1


def batches(scope: Scope, model: LanguageModel, allows: Sensitivity) -> Iterator[Batch]:
    """What no model was shown yet, in order of arrival; the last one may be short."""
    reader = LlmExtractor(model, allows=allows, zone=scope.zone)
    known = {source for row in scope.derived(keep.SHOWN) for source in row.sources or ()}
    traces: list[Trace] = []
    tokens = 0
    for _, trace in scope.rows():
        if trace.id in known or not trace.text:
            continue
        traces.append(trace)
        tokens += estimate_tokens(trace.text)
        if tokens >= PER_CALL:
            yield _batch(traces, tokens, reader)
            traces, tokens = [], 0
    if traces:
        yield _batch(traces, tokens, reader)


def _batch(traces: Sequence[Trace], tokens: int, reader: LlmExtractor) -> Batch:
    shown = open_passages(traces, reader)
    return Batch(tuple(traces), tokens, tuple(shown), reader.tokens(shown) if shown else 0)


def open_passages(traces: Sequence[Trace], reader: LlmExtractor) -> list[Passage]:
    """The sentences that the rules leave open and that likely tell something lasting, as many as fit a prompt."""
    told = {(each.trace_id, each.start) for trace in traces for each in facts(trace)}
    found: dict[frozenset[str], tuple[float, Passage]] = {}
    for each in own_passages(traces, reader.model, reader.allows):
        likely = disclosure(each.text)
        if likely >= TELLS and (each.trace.id, each.start) not in told:
            found.setdefault(frozenset(stems(each.text)), (likely, each))
    best = [passage for _, passage in sorted(found.values(), key=lambda each: -each[0])]
    chosen = next(reader.batches(best), [])
    order = {trace.id: place for place, trace in enumerate(traces)}
    return sorted(chosen, key=lambda each: (order[each.trace.id], each.start))


def _shown(batch: Batch, model: LanguageModel, took: Cost, learned: int) -> Derived:
    body = {
        "model": model.name, "calls": took.model_calls, "prompt_tokens": took.prompt_tokens,
        "answer_tokens": took.generated_tokens, "seconds": round(took.seconds, 3), "tokens": batch.tokens,
        "learned": learned,
    }  # fmt: skip
    ids = tuple(dict.fromkeys(each.id for each in batch.traces))
    return Derived(keep.SHOWN, _key(batch), body, sources=ids, lasts="any")


def _key(batch: Batch) -> str:
    return digest(*(each.id for each in batch.traces))


def _pace(scope: Scope, model: LanguageModel) -> float:
    """Seconds a call, as measured so far."""
    rows = [row.body for row in scope.derived(keep.SHOWN) if row.body["model"] == model.name and row.body["calls"]]
    return sum(float(row["seconds"]) for row in rows) / len(rows) if rows else SECONDS_A_CALL
