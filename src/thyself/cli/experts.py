"""``thyself experts`` and ``thyself agree``: who of a home's people knows of something, if they agreed to be found."""

from __future__ import annotations

from typing import Annotated

import typer

from thyself.cli import show
from thyself.cli.options import HomeFile, Json, Who, open_home, someone


def experts(
    question: Annotated[str, typer.Argument(help="What you want to know.")],
    k: Annotated[int, typer.Option("--k", "-k", help="How many.", min=1)] = 5,
    home: HomeFile = None,
    person: Who = "me",
    json: Json = False,
) -> None:
    """Tell who of this home's people knows of something; only those who agreed to be found (`thyself agree`)."""
    with open_home(home) as opened:
        found = opened.experts(question, asker=person, k=k)
    if show.as_json(json):
        show.json(found)
    elif found:
        rows = [(each.person, f"{each.score:.2f}", f"{each.words:.2f}", f"{each.tags:.2f}") for each in found]
        show.table("", ("person", "score", "words", "tags"), rows)
    else:
        show.out.print("Nobody who agreed to be found knows of it.")


def agree(
    withdraw: Annotated[bool, typer.Option("--withdraw", help="Take it back: be found no more.")] = False,
    home: HomeFile = None,
    person: Who = "me",
) -> None:
    """Let others of this home find this person as somebody who knows of a thing, by counts of words alone."""
    with open_home(home) as opened:
        one = someone(opened, person)
        one.stop_being_found() if withdraw else one.agree_to_be_found()
    show.out.print(f"{person} is {'not found any more' if withdraw else 'found by others of this home now'}.")
