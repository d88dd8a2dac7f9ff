"""The commands that report on sleep or fitness, and that advise by any system that does."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from thyself.cli import show
from thyself.cli.options import HomeFile, Json, Set, Who, open_home, settings, someone


def report(
    topic: Annotated[str, typer.Argument(help="sleep or fitness; or a question, such as 'why do I sleep badly'.")],
    system: Annotated[str, typer.Option(help="A system that serves advise.")] = "ph-llm",
    age: Annotated[float | None, typer.Option(help="In years, to compare with people of that age.")] = None,
    sex: Annotated[str | None, typer.Option(help="female or male, as reference tables have it.")] = None,
    set_: Set = None,
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
        told: dict[str, Any] = {name: value for name, value in (("age", age), ("sex", sex)) if value is not None}
        found = me.report(topic, system=system, **told, **settings(set_, system, "advise"))
    show.json(found) if show.as_json(json) else show.response(found, zone)


def advise(
    wish: Annotated[str, typer.Argument(help="What you want to know, in words.")],
    system: Annotated[str, typer.Option(help="Which system advises: `thyself systems advise` lists them.")],
    set_: Set = None,
    home: HomeFile = None,
    person: Who = "me",
    json: Json = False,
) -> None:
    """Advise by a system of your choice: on food, sleep, the heart, money, a dose of something.

    Example: `thyself advise "200 g rice, 1 egg" --system eating-smart`
    """
    with open_home(home) as opened:
        me = someone(opened, person)
        found = me.advise(wish, system=system, **settings(set_, system, "advise"))
        show.json(found) if show.as_json(json) else show.response(found, me.scope.zone)
