"""The command that tells a report on sleep or fitness."""

from __future__ import annotations

from typing import Annotated

import typer

from thyself.cli import show
from thyself.cli.options import HomeFile, Json, Who, open_home, someone


def report(
    topic: Annotated[str, typer.Argument(help="sleep or fitness; or a question, such as 'why do I sleep badly'.")],
    system: Annotated[str, typer.Option(help="A system that serves advise.")] = "ph-llm",
    age: Annotated[float, typer.Option(help="In years, to compare with people of that age.")] = 0.0,
    sex: Annotated[str, typer.Option(help="female or male, as reference tables have it.")] = "",
    home: HomeFile = None,
    person: Who = "me",
    json: Json = False,
) -> None:
    """Report on the person's sleep or fitness in sections: what the figures show, what may be behind it, what to try.

    Estimates of devices, no medical advice; each figure is computed and none is a model's.

    Example: `thyself report sleep --age 34 --sex female`
    """
    with open_home(home) as opened:
        me = someone(opened, person)
        zone = me.scope.zone
        found = me.report(topic, system=system, age=age, sex=sex)
    show.json(found) if show.as_json(json) else show.response(found, zone)
