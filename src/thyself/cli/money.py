"""The command that looks at a person's payments."""

from __future__ import annotations

from typing import Annotated

import typer

from thyself.cli import show
from thyself.cli.options import HomeFile, Json, Who, open_home, someone


def money(
    question: Annotated[
        str,
        typer.Argument(help="A sum ('how much did I spend on groceries in May?') or a question; else today's cards."),
    ] = "today",
    jurisdiction: Annotated[str, typer.Option(help="The country whose rules apply, where a question needs one.")] = "",
    home: HomeFile = None,
    person: Who = "me",
    json: Json = False,
) -> None:
    """Tell what is worth a look among the payments: what is due, stands out, recurs, and is left over.

    Payments come from the export of a bank (`thyself add account.csv`). Every figure is added up from them or worked
    out; no model makes one. Information, no advice on what to buy or sell.

    Example: `thyself money "how much did I spend on groceries in May?"`
    """
    with open_home(home) as opened:
        me = someone(opened, person)
        zone = me.scope.zone
        found = me.money(question, jurisdiction=jurisdiction)
    show.json(found) if show.as_json(json) else show.response(found, zone)
