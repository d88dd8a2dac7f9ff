"""Write cost: what does it take to take in 900 real turns, without a model and with one?

LoCoMo's conversations, each filled up to 900 turns from the next one, with either speaker as the person.
Without a model: durable and read by rules; seconds, bytes, calls. With one behind the port (scripted: it notes the
first words of all that it is shown, longer than a careful model): calls, and tokens of prompts and answers against
those of the turns. The bad part is a writer that shows every turn to a model with its instruction, as memories do that
extract when something is said.

Claim (ours): no model call is needed to write; with a model at most 1.5 times the tokens of the text.

    thyself study write-cost
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Final
from zoneinfo import ZoneInfo

from studies._recall_data import Dialogue
from studies._scribe import home, scribe, talks, thinker, turns
from thyself.core import Trace, estimate_tokens
from thyself.evaluate import Control, Effect, Outcome, Setting, Table, bootstrap, paired, study
from thyself.memory.consolidate import Budget, consolidate
from thyself.memory.extract.forms import FORMS
from thyself.memory.extract.lm import Passage, prompt
from thyself.store import Selection

TURNS: Final = 900
MOST: Final = 1.5


@dataclass(frozen=True, slots=True)
class Written:
    """What writing one conversation took.

    Args:
        turns, tokens, text: How many turns, tokens and bytes of text.
        stored, read: Seconds until all is durable, and until the rules have read it.
        size: Bytes of the file.
        calls: Of the model, without one, and with one.
        spent: Tokens of prompts and answers, of the model and of a writer that shows every turn.
    """

    turns: int
    tokens: int
    text: int
    stored: float
    read: float
    size: int
    calls: tuple[int, int]
    spent: tuple[int, int]
    clean: bool


@study(
    name="write-cost",
    title="What it takes to write 900 turns",
    claim="no model call without a model; with one at most 1.5 times the tokens of the text",
    data=("locomo",),
    seconds=60,
)
def run(setting: Setting) -> Outcome:
    """Write conversations, and count."""
    rows = []
    spoken = talks(setting)
    for number in range(len(spoken)):
        rows.append(_written(_filled(spoken, number)))
        setting.progress(number + 1, len(spoken))
    return _outcome(rows, spoken)


def _filled(spoken: Sequence[Dialogue], first: int) -> list[Trace]:
    """The turns of a conversation, and of those after it, until there are enough."""
    out: list[Trace] = []
    for talk in (*spoken[first:], *spoken[:first]):
        out += [replace(trace, source=talk.name) for trace in turns(talk, TURNS - len(out))]
    return out


def _written(traces: Sequence[Trace]) -> Written:
    tokens = sum(estimate_tokens(each.text) for each in traces)
    with home() as (scope, path):
        begun = perf_counter()
        scope.append(traces)
        stored = perf_counter() - begun
        without = consolidate(scope, thinker(None), Budget())
        read = perf_counter() - begun - stored
        size = sum(file.stat().st_size for file in path.parent.glob(f"{path.name}*"))
    with home() as (scope, path):
        scope.append(traces)
        model = scribe()
        with_one = consolidate(scope, thinker(model), Budget())
        spent = with_one.cost.prompt_tokens + with_one.cost.generated_tokens
        scope.forget(Selection(trace_ids=tuple(each.id for each in traces)))
        clean = not any(list(scope.derived(kind)) for kind in ("refined:record", "refined:shown", "sent"))
    return Written(
        len(traces), tokens, sum(len(each.text.encode()) for each in traces), stored, read, size,
        (without.cost.model_calls, len(model.prompts)), (spent, _each_turn(traces)), clean,
    )  # fmt: skip


def _each_turn(traces: Sequence[Trace]) -> int:
    """Prompts of a writer that shows each own turn to a model by itself; answers are not counted."""
    own = [Passage(each, 0, len(each.text)) for each in traces if each.author == "me" and each.text]
    zone = ZoneInfo("UTC")
    return sum(
        estimate_tokens(message.content) for each in own for message in prompt(FORMS["fact"], [each.evidence()], zone)
    )


def _outcome(rows: Sequence[Written], spoken: Sequence[Dialogue]) -> Outcome:
    who = [each.name for each in spoken]
    ours = [each.spent[0] / each.tokens for each in rows]
    plain = [each.spent[1] / each.tokens for each in rows]
    times = bootstrap(ours, clusters=who)
    table = Table(
        "Writing, by conversation",
        ("turns", "tokens", "KB of text", "s to store", "s of rules", "KB of the file", "calls", "times"),
        [[e.turns, e.tokens, e.text // 1024, round(e.stored, 3), round(e.read, 2), e.size // 1024, e.calls[1],
          round(t, 3)] for e, t in zip(rows, ours, strict=True)],
        "Calls and tokens are those with a model behind the port; without one there is none.",
    )  # fmt: skip
    return Outcome(
        effect=Effect.of(paired([MOST] * len(ours), ours, clusters=who), name=f"{MOST} less what was spent",
                         metric="tokens of prompts and answers by token of text", unit="times"),
        also=[
            Effect.of(paired(plain, ours, clusters=who), name="a call for each own turn less ours",
                      metric="tokens by token of text", unit="times"),
        ],
        controls=[
            Control.share("written without a call of a model", sum(not e.calls[0] for e in rows), len(rows),
                          expectation="all"),
            Control.share("at most one call for 1,000 tokens", sum(e.calls[1] <= e.tokens // 1000 for e in rows),
                          len(rows), expectation="all"),
            Control(f"tokens spent by token of text, at most {MOST}", f"at most {MOST}", times.value, times.low,
                    times.high, max(ours) <= MOST, unit="times"),
            Control("a writer that shows every turn", f"more than {MOST} (the measure sees waste)", min(plain), None,
                    None, min(plain) > MOST, "bad part", "times"),
            Control.share("nothing derived is left where all is forgotten", sum(e.clean for e in rows), len(rows),
                          expectation="all", kind="do no harm"),
        ],
        tables=[table],
        notes=[
            f"{len(rows)} homes, {sum(e.turns for e in rows):,} turns; intervals by conversation.",
            "Seconds are of this machine while others used it, and are no claim.",
        ],
    )  # fmt: skip
