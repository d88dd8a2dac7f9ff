"""Consolidate: is what a consolidation costs told before it runs, and is it the same however it is done?

LoCoMo's conversations (either speaker as the person) with a scripted model that notes what it is shown. The plan is
held against what was then paid, the prompts against 800 tokens, the calls against one for 1,000 tokens of new text.
Then the same in pieces, under budgets, stopped by a model that fails, and twice over: what is kept must be the same.

    thyself study consolidate
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from studies._recall_data import Dialogue
from studies._scribe import home, scribe, talks, thinker, turns
from thyself.core import ModelError, Trace, estimate_tokens
from thyself.evaluate import Control, Effect, Outcome, Setting, Table, bootstrap, paired, study
from thyself.memory.consolidate import Budget, consolidate, plan
from thyself.memory.refine import keep, refined
from thyself.models import Message
from thyself.models.scripted import Rules
from thyself.store import Scope

TURNS: Final = 400
#: How far the tokens of the prompts that were told may lie from those that were paid.
MARGIN: Final = 0.05


@dataclass(frozen=True, slots=True)
class Done:
    """One conversation: what was told, what was paid, and what of the same held."""

    tokens: int
    told: tuple[int, int, int]
    paid: tuple[int, int, int]
    longest: int
    same: dict[str, bool]
    made_up: int


@study(
    name="consolidate",
    title="Consolidation: told before, the same however it is done",
    claim="calls and prompts are as told, answers at most so; in pieces, stopped and twice it is the same",
    data=("locomo",),
    seconds=90,
)
def run(setting: Setting) -> Outcome:
    """Plan, consolidate, and do it in other ways."""
    spoken = talks(setting)
    done = []
    for number, talk in enumerate(spoken):
        done.append(_done(turns(talk, TURNS)))
        setting.progress(number + 1, len(spoken))
    return _outcome(done, spoken)


def _done(traces: Sequence[Trace]) -> Done:
    model = scribe()
    with home() as (scope, _):
        scope.append(traces)
        told = plan(scope, thinker(model)).cost
        thought = consolidate(scope, thinker(model), Budget())
        whole = _state(scope)
        again = consolidate(scope, thinker(model), Budget())
        twice = _state(scope) == whole and not again.cost.model_calls
    paid = thought.cost
    longest = max((sum(model.count(each.content) for each in prompt) for prompt in model.prompts), default=0)
    ways: dict[str, Callable[[Scope, Sequence[Trace]], None]] = {
        "in pieces": _pieces, "one call at a time": _budgets, "stopped by a failing model": _stopped,
    }  # fmt: skip
    same = {"twice": twice} | {name: _same(way, traces, whole) for name, way in ways.items()}
    with home() as (scope, _):
        scope.append(traces)
        consolidate(scope, thinker(Rules(_liar, name="liar-70b")), Budget())
        made_up = sum("tuba" in each.text for each in refined(scope).memories)
    return Done(
        sum(estimate_tokens(each.text) for each in traces),
        (told.model_calls, told.prompt_tokens, told.generated_tokens),
        (paid.model_calls, paid.prompt_tokens, paid.generated_tokens), longest, same, made_up,
    )  # fmt: skip


def _liar(_: Sequence[Message]) -> str:
    """A bad model: it notes what nobody said."""
    return '{"text": "Plays the tuba", "about": "habits", "cites": [1]}'


def _same(way: Callable[[Scope, Sequence[Trace]], None], traces: Sequence[Trace], whole: object) -> bool:
    with home() as (scope, _):
        way(scope, traces)
        return _state(scope) == whole


def _pieces(scope: Scope, traces: Sequence[Trace]) -> None:
    for start in range(0, len(traces), 53):
        scope.append(traces[start : start + 53])
        consolidate(scope, thinker(scribe()), Budget())


def _budgets(scope: Scope, traces: Sequence[Trace]) -> None:
    scope.append(traces)
    for _ in range(40):
        if not consolidate(scope, thinker(scribe()), Budget(calls=1)).left:
            return


def _stopped(scope: Scope, traces: Sequence[Trace]) -> None:
    scope.append(traces)
    calls = iter(range(2))
    plain = scribe()

    def fails(messages: Sequence[Message]) -> str:
        if next(calls, None) is None:
            raise ModelError("stopped")
        return plain.generate(messages).text

    consolidate(scope, thinker(Rules(fails, name=plain.name)), Budget())
    consolidate(scope, thinker(scribe()), Budget())


def _state(scope: Scope) -> object:
    """All that is kept, but for the time that it took."""
    rows = [(row.key, {k: v for k, v in row.body.items() if k != "seconds"}, row.sources)
            for kind in (keep.RECORD, keep.SHOWN) for row in scope.derived(kind)]  # fmt: skip
    return sorted(map(repr, rows)), refined(scope)


def _outcome(done: Sequence[Done], spoken: Sequence[Dialogue]) -> Outcome:
    who = [each.name for each in spoken]
    off = [abs(each.told[1] - each.paid[1]) / each.paid[1] for each in done]
    rate = [1000 * each.paid[0] / each.tokens for each in done]
    paid = bootstrap(off, clusters=who)
    ways = list(done[0].same)
    return Outcome(
        effect=Effect.of(paired([MARGIN] * len(off), off, clusters=who), name=f"{MARGIN:.0%} less the plan's error",
                         metric="tokens of prompts, told against paid, share"),
        also=[
            Effect.of(paired([1.0] * len(rate), rate, clusters=who), name="one call less what was made",
                      metric="calls for 1,000 tokens of new text", unit="calls"),
        ],
        controls=[
            Control.share("calls as told", sum(e.told[0] == e.paid[0] for e in done), len(done), expectation="all"),
            Control("tokens of prompts, told against paid", f"within {MARGIN:.0%}", paid.value, paid.low, paid.high,
                    max(off) <= MARGIN, unit="share"),
            Control.share("answers at most as told", sum(e.paid[2] <= e.told[2] for e in done), len(done),
                          expectation="all"),
            Control.share("no prompt of more than 800 tokens", sum(e.longest <= 800 for e in done), len(done),
                          expectation="all"),
            *(
                Control.share(f"the same {way}", sum(e.same[way] for e in done), len(done), expectation="all",
                              kind="do no harm")
                for way in ways
            ),
            Control("what a lying model notes and is kept", "none", float(sum(e.made_up for e in done)), None, None,
                    not any(e.made_up for e in done), "bad part", "memories"),
        ],
        tables=[
            Table("Told and paid, by conversation",
                  ("text", "calls told", "paid", "prompts told", "paid", "answers at most", "paid", "longest prompt"),
                  [[e.tokens, e.told[0], e.paid[0], e.told[1], e.paid[1], e.told[2], e.paid[2], e.longest]
                   for e in done],
                  "In tokens.")
        ],
        notes=[f"{len(done)} homes of {TURNS} turns at most; the model is scripted, its words mean nothing."],
    )  # fmt: skip
