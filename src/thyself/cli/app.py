"""The commands, in the groups in which ``thyself --help`` lists them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import typer

from thyself.cli.consolidate import consolidate
from thyself.cli.digest import digest
from thyself.cli.evaluate import evaluate_app
from thyself.cli.experts import agree, experts
from thyself.cli.graph import graph
from thyself.cli.homes import backup, export, move, restore
from thyself.cli.meals import meals_app
from thyself.cli.money import money_app
from thyself.cli.profile import profile_app
from thyself.cli.report import advise, report
from thyself.cli.serve import keys, mcp, serve
from thyself.cli.traces import add, forget, index, people, traces
from thyself.cli.wishes import ask, insights, predict, recall, recommend, title, write
from thyself.cli.work import doctor, list_parts, study, systems, tour

#: What each group of commands is for, in the order in which a newcomer needs them.
_GROUPS: Final[Mapping[str, tuple[Callable[..., Any] | typer.Typer, ...]]] = {
    "Begin": (tour, doctor, add, index),
    "Ask and write": (ask, recall, write, title, predict),
    "Pick and advise": (recommend, insights, report, advise, meals_app, money_app, experts),
    "See, correct, forget": (profile_app, traces, graph, people, consolidate, forget, agree),
    "Doors": (serve, mcp, keys, digest),
    "Keep safe": (export, restore, backup, move),
    "For builders and researchers": (systems, list_parts, study, evaluate_app),
}
#: Commands that are not called as their function is.
_NAMES: Final = {list_parts: "parts"}
_MANY: Final = {profile_app: "profile", money_app: "money", meals_app: "meals", keys: "key", evaluate_app: "evaluate"}


def _made() -> typer.Typer:
    made = typer.Typer(
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode="markdown",
        help="Know the person, show the person, serve the person.\n\n"
        "Start with `thyself tour`, or with your own data: `thyself add PATH`, then `thyself ask 'when did I …?'`.",
    )
    for group, commands in _GROUPS.items():
        for command in commands:
            if isinstance(command, typer.Typer):
                made.add_typer(command, name=_MANY[command], rich_help_panel=group)
            else:
                made.command(_NAMES.get(command), rich_help_panel=group)(command)
    return made


app = _made()
