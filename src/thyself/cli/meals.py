"""The command that plans meals."""

from __future__ import annotations

from typing import Annotated

import typer

from thyself.cli import show
from thyself.cli.options import HomeFile, Json, Who, open_home, someone


def meals(
    wish: Annotated[str, typer.Argument(help="In words; an energy in it counts: '1,800 kcal'.")] = "meals",
    kcal: Annotated[float, typer.Option(help="The energy of a day, where the wish names none.")] = 2000.0,
    days: Annotated[int, typer.Option(help="For how many days, 1 to 31.")] = 1,
    home: HomeFile = None,
    person: Who = "me",
    json: Json = False,
) -> None:
    """Plan meals without what the person cannot have; energy and limits are kept, and totals are a table's.

    Allergies, diets and dislikes are those that the person's traces tell of. No medical advice.

    Example: `thyself meals "1,800 kcal" --days 7`
    """
    with open_home(home) as opened:
        me = someone(opened, person)
        zone = me.scope.zone
        found = me.plan_meals(wish, kcal=kcal, days=days)
    show.json(found) if show.as_json(json) else show.response(found, zone)
