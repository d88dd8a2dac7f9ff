"""The commands that look at a person's payments."""

from __future__ import annotations

from typing import Annotated

import typer

from thyself.cli import show
from thyself.cli.asking import ASK, asking
from thyself.cli.options import HomeFile, Json, Who, open_home, someone

money_app = asking(
    "Tell what is worth a look among the payments, a sum of them, or what a decision comes to; say what one is.\n\n"
    "Without a command it takes a question: `thyself money`, "
    '`thyself money "how much did I spend on groceries in May?"`.'
)

What = Annotated[
    str, typer.Argument(help="A payee, by name or a telling part of it; or the id of one payment's trace.")
]


@money_app.command(ASK)
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


@money_app.command()
def payees(home: HomeFile = None, person: Who = "me", json: Json = False) -> None:
    """List to and from whom was paid, what each is called, and who says so: you, the bank, or a guess."""
    with open_home(home) as opened:
        found = someone(opened, person).payments.payees()
    if show.as_json(json):
        show.json(found)
    elif not found:
        show.out.print("No payments are known yet: thyself add account.csv")
    else:
        rows = [(each.payee, each.category or "-", _by(each.by, each.sure), each.payments,
                 f"{each.amount} {each.currency}".rstrip()) for each in found]  # fmt: skip
        show.table("", ("payee", "category", "says", "payments", "in all"), rows)


@money_app.command()
def categorise(
    what: What,
    category: Annotated[str, typer.Argument(help="Your word for it: Groceries, Rent, Fun …")],
    home: HomeFile = None,
    person: Who = "me",
    json: Json = False,
) -> None:
    """Say what a payee or a payment is; it wins over the bank and over every guess, until you take it back.

    Example: `thyself money categorise REWE Groceries`
    """
    with open_home(home) as opened:
        done = someone(opened, person).payments.categorise(what, category)
    show.json(done) if show.as_json(json) else show.text(done.text)


@money_app.command()
def uncategorise(what: What, home: HomeFile = None, person: Who = "me", json: Json = False) -> None:
    """Take back what you said of a payee or a payment.

    Example: `thyself money uncategorise REWE`
    """
    with open_home(home) as opened:
        done = someone(opened, person).payments.uncategorise(what)
    show.json(done) if show.as_json(json) else show.text(done.text)


def _by(by: str, sure: float) -> str:
    return f"guessed, {sure:.0%} sure" if by == "guessed" else by
