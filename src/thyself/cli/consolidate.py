"""``thyself consolidate``: think over what came in since the last time, in batches and under a budget."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from thyself.cli import show
from thyself.cli.options import HomeFile, Json, open_home, someone

if TYPE_CHECKING:
    from thyself.memory.consolidate import Thought


def consolidate(
    calls: Annotated[int | None, typer.Option(help="Calls of the model at most.", min=0)] = None,
    tokens: Annotated[int | None, typer.Option(help="Tokens of prompts and answers at most.", min=0)] = None,
    seconds: Annotated[float | None, typer.Option(help="Seconds at most.", min=0)] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what it would take.")] = False,
    home: HomeFile = None,
    person: Annotated[str | None, typer.Option("--person", "-p", help="Whose memory [default: everybody's].")] = None,
    json: Json = False,
) -> None:
    """Put together what was told: equal things counted, changed ones closed; what it takes is told before it begins.

    The rules read everything. A capable model, where one is set, is asked at most once for each thousand tokens of new
    text. It can be stopped and goes on where it stopped. Example: `thyself consolidate --calls 20 --dry-run`
    """
    from thyself.memory.consolidate import Budget

    budget = Budget(calls, tokens, seconds)
    with open_home(home) as opened:
        if person is not None:
            someone(opened, person)
        plan = opened.plan_consolidation(budget=budget, person=person)
        if dry_run:
            show.json(plan) if show.as_json(json) else show.out.print(str(plan))
            return
        if not show.as_json(json):
            show.out.print(str(plan))
        with show.bar("Thinking") as progress:
            done = opened.consolidate(budget=budget, person=person, progress=progress)
    if show.as_json(json):
        show.json(done)
    elif done:
        columns = ("person", "traces read", "records kept", "by the model", "turned away", "calls", "tokens", "note")
        show.table("", columns, [_row(each) for each in done])
    else:
        show.out.print("Nobody is here yet: thyself add PATH")


def _row(each: Thought) -> tuple[object, ...]:
    cost = each.cost
    tokens = cost.prompt_tokens + cost.generated_tokens
    away = sum(count for _, count in each.refused)
    return each.person, each.traces, each.records, each.learned, away, cost.model_calls, f"{tokens:,}", each.why
