"""The commands about food: plan meals, note what was eaten, see which foods suit and why."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from thyself.cli import show
from thyself.cli.asking import ASK, asking
from thyself.cli.options import HomeFile, Json, Since, Who, moment, open_home, someone

meals_app = asking(
    "Plan meals, note what you ate, see which foods suit you and why.\n\n"
    'Without a command it plans: `thyself meals`, `thyself meals "1,800 kcal, no fish" --days 7`.'
)


@meals_app.command(ASK)
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


@meals_app.command()
def log(
    what: Annotated[str, typer.Argument(help="What you ate, in words: '2 eggs and a slice of bread'.")],
    at: Annotated[str | None, typer.Option(help="When: 2024-03-01T08:30, or 1d for a day ago; else now.")] = None,
    home: HomeFile = None,
    person: Who = "me",
    json: Json = False,
) -> None:
    """Note what was eaten; each food is looked up in the table, and what is not sure is said and not counted.

    Example: `thyself meals log "200 g rice, 2 eggs and an apple"`
    """
    with open_home(home) as opened:
        me = opened.person(person)
        found = me.meals.log(what, at=moment(at, me.scope.zone, opened.clock()))
    show.json(found) if show.as_json(json) else show.text(found.text)


@meals_app.command("eaten")
def eaten_(since: Since = "7d", home: HomeFile = None, person: Who = "me", json: Json = False) -> None:
    """Show what was eaten by day, with sums out of the table.

    Example: `thyself meals eaten --since 30d`
    """
    with open_home(home) as opened:
        me = someone(opened, person)
        found = me.meals.eaten(since=moment(since, me.scope.zone, opened.clock()))
    if show.as_json(json):
        show.json(found)
    elif not found:
        show.out.print('Nothing was noted yet: thyself meals log "2 eggs and an apple"')
    for each in [] if show.as_json(json) else found:
        show.out.print(f"[bold]{each.day}[/bold]")
        show.text(each.text)


@meals_app.command()
def why(
    wish: Annotated[str, typer.Argument(help="What matters to you: 'more fibre, no beans', 'less salt'.")],
    to: Annotated[Path | None, typer.Option(help="Write the picture here: a file that ends in .svg or .html.")] = None,
    most: Annotated[int, typer.Option(help="How many foods.", min=1, max=30)] = 5,
    home: HomeFile = None,
    person: Who = "me",
    json: Json = False,
) -> None:
    """Name foods for what you told and wish, each with its reasons; and draw them.

    Example: `thyself meals why "more fibre, less salt" --to why.html`
    """
    from thyself.core import InvalidInput
    from thyself.decide.diet_picture import page

    if to is not None and to.suffix.lower() not in (".svg", ".html"):
        raise InvalidInput(f"{to}: name a file that ends in .svg or .html")
    with open_home(home) as opened:
        me = someone(opened, person)
        zone, found = me.scope.zone, me.meals.why(wish, most=most)
    show.json(found.response) if show.as_json(json) else show.response(found.response, zone)
    if to is not None:
        to.write_text(
            found.svg if to.suffix.lower() == ".svg" else page(found.svg, found.response.text), encoding="utf-8"
        )
        show.err.print(f"Drawn: {to}")
