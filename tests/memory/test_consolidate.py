"""Thinking in batches: told before it runs, within the budget, resumable, the same however often it is done."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from thyself.core import ModelError, Trace, estimate_tokens
from thyself.memory import consolidate as module
from thyself.memory.consolidate import Budget, Thinker, batches, consolidate, consolidate_all, plan, plan_all
from thyself.memory.refine import keep, refined
from thyself.models import Message
from thyself.models.scripted import Rules
from thyself.store import Derived, Scope, Selection, Store, open_store

NOW = datetime(2024, 12, 1, tzinfo=UTC)
START = datetime(2024, 5, 1, 9, tzinfo=UTC)
CRAFTS = ("pottery", "falconry", "weaving", "beekeeping", "origami", "carpentry", "glassblowing", "calligraphy")


def turn(text: str, minute: int, **fields: Any) -> Trace:
    given = {"kind": "said", "source": "chat", "session": f"{minute // 20}", "ref": f"{minute}"} | fields
    return Trace(text, at=START + timedelta(minutes=minute), **given)


def life(n: int = 120) -> list[Trace]:
    """Turns of a person and an assistant, about 30 tokens each; some tell what the rules do not read."""
    out = []
    for i in range(n):
        craft = CRAFTS[i // 15 % len(CRAFTS)]
        own = f"The bus was late again on day {i}, and the queue was long, but so it goes."
        if i % 15 == 3:
            own = f"My evenings belong to {craft} since my uncle showed me his workshop."
        out += [
            turn("I live in Lisbon." if i == 0 else own, 2 * i),
            turn("I see, that sounds like a long day for you, tell me more about it.", 2 * i + 1, author="assistant"),
        ]
    return out


def notes(messages: Sequence[Message]) -> str:
    """A model that notes the crafts that the texts name, and makes one thing up."""
    rows: list[dict[str, object]] = [{"text": "Plays the tuba", "about": "habits", "cites": [1]}]
    for line in messages[-1].content.splitlines():
        found = re.match(r"\[(\d+)\]", line)
        rows += [
            {"text": f"Evenings belong to {craft}", "about": "habits", "cites": [int(found[1])]}
            for craft in CRAFTS if found and craft in line
        ]  # fmt: skip
    return "\n".join(map(json.dumps, rows))


def model(*, local: bool = True, name: str = "big-70b") -> Rules:
    return Rules(notes, local=local, name=name)


def thinker(lm: Rules | None, **fields: Any) -> Thinker:
    return Thinker(lm, fields.pop("allows", "personal"), lambda: NOW, **fields)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = open_store(tmp_path / "home.db", clock=lambda: NOW)
    yield store
    store.close()


@pytest.fixture
def scope(store: Store) -> Scope:
    scope = store.scope("sam")
    scope.append(life())
    return scope


def state(scope: Scope) -> object:
    """All that consolidation keeps, but for the time that it took."""
    rows = [(row.key, {k: v for k, v in row.body.items() if k != "seconds"}, row.sources)
            for kind in (keep.RECORD, keep.SHOWN) for row in scope.derived(kind)]  # fmt: skip
    return sorted(map(repr, rows)), refined(scope)


def test_the_plan_is_what_it_then_takes(scope: Scope) -> None:
    lm = model()
    told = plan(scope, thinker(lm))
    assert lm.prompts == []
    assert list(scope.derived(keep.RECORD)) == []
    done = consolidate(scope, thinker(lm), Budget())
    assert (told.traces, told.cost.model_calls) == (done.traces, done.cost.model_calls) == (240, len(lm.prompts))
    assert done.cost.prompt_tokens <= told.cost.prompt_tokens
    assert done.cost.generated_tokens <= told.cost.generated_tokens


def test_one_call_at_most_for_a_thousand_tokens_and_no_long_prompt(scope: Scope) -> None:
    lm = model()
    done = consolidate(scope, thinker(lm), Budget())
    tokens = sum(estimate_tokens(each.text) for each in scope.traces())
    assert 2 <= done.cost.model_calls <= tokens // 1000
    assert all(sum(lm.count(each.content) for each in prompt) <= 800 for prompt in lm.prompts)
    assert done.cost.prompt_tokens + done.cost.generated_tokens <= 1.5 * tokens


def test_what_the_rules_leave_open_is_learned_and_what_is_made_up_is_not(scope: Scope) -> None:
    done = consolidate(scope, thinker(model()), Budget())
    found = {each.text for each in refined(scope).memories}
    assert "Lives in Lisbon" in found
    assert "Evenings belong to pottery" in found
    assert not any("tuba" in text for text in found)
    assert done.learned >= 3
    assert dict(done.refused)["not in the cited texts"] >= 2


def test_the_model_is_not_shown_what_the_rules_read_nor_small_talk_nor_others(scope: Scope) -> None:
    lm = model()
    consolidate(scope, thinker(lm), Budget())
    shown = "".join(prompt[-1].content for prompt in lm.prompts)
    assert "Lisbon" not in shown
    assert "The bus was late" not in shown
    assert "that sounds like" not in shown


def test_done_twice_it_changes_nothing_and_asks_nothing(scope: Scope) -> None:
    lm = model()
    consolidate(scope, thinker(lm), Budget())
    before, calls = state(scope), len(lm.prompts)
    again = consolidate(scope, thinker(lm), Budget())
    assert (state(scope), len(lm.prompts)) == (before, calls)
    assert (again.traces, again.learned, again.cost.model_calls) == (0, 0, 0)


def test_in_pieces_it_comes_to_the_same_as_at_once(scope: Scope, store: Store) -> None:
    consolidate(scope, thinker(model()), Budget())
    other = store.scope("other")
    for start in range(0, 240, 37):
        other.append(life()[start : start + 37])
        consolidate(other, thinker(model()), Budget())
    assert state(other) == state(scope)


@pytest.mark.parametrize("budget", [Budget(calls=1), Budget(tokens=900), Budget(seconds=4.0)])
def test_a_budget_is_kept_and_the_rest_is_done_next_time(scope: Scope, store: Store, budget: Budget) -> None:
    other = store.scope("other")
    other.append(life())
    consolidate(other, thinker(model()), Budget())
    ticks = iter(range(10_000))
    lm = model()
    done = consolidate(scope, thinker(lm, stopwatch=lambda: float(next(ticks))), budget)
    assert "left for the next time" in done.why
    assert done.left >= 1000
    assert budget.calls is None or len(lm.prompts) == 1
    assert budget.tokens is None or done.cost.prompt_tokens + done.cost.generated_tokens <= 900
    for _ in range(9):
        consolidate(scope, thinker(model()), Budget(calls=1))
    assert state(scope) == state(other)


def test_nothing_is_spent_with_a_budget_of_no_calls(scope: Scope) -> None:
    lm = model()
    done = consolidate(scope, thinker(lm), Budget(calls=0))
    assert lm.prompts == []
    assert done.records > 0


class Stops:
    """One person's data, of which the n-th writing fails."""

    def __init__(self, scope: Scope, at: int) -> None:
        self._scope, self._left = scope, at

    def __getattr__(self, name: str) -> Any:
        return getattr(self._scope, name)

    def put(self, rows: Iterable[Derived]) -> int:
        """Keep rows, unless this is the writing that fails."""
        self._left -= 1
        if self._left == 0:
            raise KeyboardInterrupt
        return self._scope.put(rows)


def test_stopped_at_any_step_it_goes_on_as_if_it_had_not_been(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keep, "PIECE", 50)
    whole = store.scope("whole")
    whole.append(life())
    consolidate(whole, thinker(model()), Budget())
    stopped = 0
    for at in range(1, 12):
        scope = store.scope(f"stopped {at}")
        scope.append(life())
        try:
            consolidate(Stops(scope, at), thinker(model()), Budget())  # type: ignore[arg-type]
        except KeyboardInterrupt:
            stopped += 1
        consolidate(scope, thinker(model()), Budget())
        assert state(scope) == state(whole), at
    assert stopped >= 7


def test_killed_in_the_middle_it_goes_on_as_if_it_had_not_been(scope: Scope, tmp_path: Path) -> None:
    path = tmp_path / "killed.db"
    kept = open_store(path, clock=lambda: NOW)
    kept.scope("sam").append(life())
    kept.close()
    code = """
        import os, signal, sys
        from pathlib import Path
        sys.path[:0] = {paths!r}
        import test_consolidate as t
        from thyself.store import open_store
        calls = []
        def once_too_often(messages):
            calls.append(1)
            if len(calls) == 3:
                os.kill(os.getpid(), signal.SIGKILL)
            return t.notes(messages)
        scope = open_store(Path({path!r}), clock=lambda: t.NOW).scope("sam")
        t.consolidate(scope, t.thinker(t.Rules(once_too_often, name="big-70b")), t.Budget())
    """
    run = textwrap.dedent(code).format(paths=[*sys.path, str(Path(__file__).parent)], path=str(path))
    ended = subprocess.run([sys.executable, "-c", run], env=dict(os.environ), capture_output=True, timeout=120)
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()
    kept = open_store(path, clock=lambda: NOW)
    left = kept.scope("sam")
    assert len(list(left.derived(keep.SHOWN))) == 2
    consolidate(left, thinker(model()), Budget())
    consolidate(scope, thinker(model()), Budget())
    assert state(left) == state(scope)
    kept.close()


def test_a_model_that_fails_is_told_and_asked_again_next_time(scope: Scope) -> None:
    def fails(_: Sequence[Message]) -> str:
        raise ModelError("the server is down")

    done = consolidate(scope, thinker(Rules(fails, name="big-70b")), Budget())
    assert done.why == "the model failed: the server is down"
    assert done.records > 0
    assert consolidate(scope, thinker(model()), Budget()).learned >= 3


def test_without_a_capable_model_the_rules_do_what_they_can_and_it_is_said(scope: Scope) -> None:
    small = model(name="SmolLM2-135M")
    assert "too small" in plan(scope, thinker(small)).why
    assert "too small" in consolidate(scope, thinker(small), Budget()).why
    assert small.prompts == []
    assert "no language model" in consolidate(scope, thinker(None), Budget()).why
    assert [each.text for each in refined(scope).memories] == ["Lives in Lisbon"]


def test_a_model_elsewhere_sees_only_what_it_may_and_what_left_is_noted(store: Store) -> None:
    scope = store.scope("sam")
    secret = turn("My sister and I breed axolotls in the attic of our house.", -1, sensitivity="sensitive")
    scope.append([secret, *life()])
    lm = model(local=False)
    done = consolidate(scope, thinker(lm), Budget())
    assert "axolotls" not in "".join(prompt[-1].content for prompt in lm.prompts)
    told = [row.body for row in scope.derived("sent")]
    assert len(told) == done.cost.model_calls > 0
    assert {each["model"] for each in told} == {"big-70b"}


def test_what_is_forgotten_is_gone_and_nothing_is_shown_again(scope: Scope) -> None:
    lm = model()
    consolidate(scope, thinker(lm), Budget())
    calls = len(lm.prompts)
    gone = tuple(each.id for each in scope.traces(authors=["me"]) if "pottery" in each.text)
    scope.forget(Selection(trace_ids=gone))
    consolidate(scope, thinker(lm), Budget())
    assert len(lm.prompts) == calls
    assert not any(
        "pottery" in str(row.body) for kind in (keep.RECORD, keep.SHOWN, "sent") for row in scope.derived(kind)
    )
    assert not any("pottery" in each.text for each in refined(scope).memories)
    assert "Evenings belong to falconry" in {each.text for each in refined(scope).memories}


def test_several_persons_share_the_budget(store: Store) -> None:
    scopes = [store.scope(name) for name in ("ann", "ben")]
    for scope in scopes:
        scope.append(life())
    told = plan_all(scopes, thinker(model()), Budget(calls=4))
    assert not told.fits
    assert "more than the budget" in str(told)
    done = consolidate_all(scopes, thinker(model()), Budget(calls=4))
    assert [each.person for each in done] == ["ann", "ben"]
    assert sum(each.cost.model_calls for each in done) == 4
    assert done[1].left > 0


def test_progress_is_told(scope: Scope) -> None:
    told: list[tuple[int, int | None]] = []
    consolidate(scope, thinker(model()), Budget(), progress=lambda done, total: told.append((done, total)))
    assert told[-1][0] == told[-1][1]
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_batches_are_at_least_a_thousand_tokens_but_the_last(scope: Scope) -> None:
    sizes = [each.tokens for each in batches(scope, model(), "personal")]
    assert all(size >= module.PER_CALL for size in sizes[:-1])
    assert sum(sizes) == sum(estimate_tokens(each.text) for each in scope.traces())
