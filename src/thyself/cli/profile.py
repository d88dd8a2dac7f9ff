"""``thyself profile``: what is known of a person, and the person's own changes to it."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape

from thyself.cli import show
from thyself.cli.options import HomeFile, Json, Since, Who, moment, open_home, someone
from thyself.profile import Profile

profile_app = typer.Typer(
    help="Show all that is known of a person, each line with where it came from; change it.",
    invoke_without_command=True,
    rich_markup_mode="markdown",
)

LineRef = Annotated[str, typer.Argument(help="The line's short name, as `thyself profile` shows it.")]


@profile_app.callback()
def profile(
    context: typer.Context,
    as_of: Annotated[str | None, typer.Option("--as-of", help="As it was on this day.")] = None,
    home: HomeFile = None,
    person: Who = "me",
    json: Json = False,
) -> None:
    """Show all that is known of a person, each line with where it came from and how sure it is.

    What the person edits or pins wins over what is inferred, for ever.
    """
    if context.invoked_subcommand is not None:
        return
    with open_home(home) as opened:
        me = someone(opened, person)
        found = me.profile
        at = moment(as_of, me.scope.zone, opened.clock())
        if at is not None:
            found = found.as_of(at)
        show.json(_as_data(found)) if show.as_json(json) else _print(found)


def _as_data(found: Profile) -> dict[str, object]:
    names = ("lines", "attributes", "people", "places", "topics", "interests", "style", "rhythm")
    return {name: getattr(found, name) for name in names}


def _print(found: Profile) -> None:
    rows = [
        (line.id[:8], line.about, line.text, f"{line.confidence:.2f}", line.origin, len(line.evidence))
        for line in found.lines
    ]
    if rows:
        show.table("", ("line", "about", "what", "sure", "origin", "traces"), rows)
    else:
        show.out.print("Nothing is known yet: thyself add PATH")
    for words in (found.style.describe() if found.style else "", found.rhythm.describe() if found.rhythm else ""):
        if words:
            show.out.print(escape(words))


@profile_app.command()
def edit(line: LineRef, words: str, home: HomeFile = None, person: Who = "me") -> None:
    """Say it better: your words stand, whatever is inferred later."""
    with open_home(home) as opened:
        someone(opened, person).profile.edit(line, words)
    show.out.print("Changed.")


@profile_app.command()
def pin(line: LineRef, home: HomeFile = None, person: Who = "me") -> None:
    """Keep a line as it is."""
    with open_home(home) as opened:
        someone(opened, person).profile.pin(line)
    show.out.print("Pinned.")


@profile_app.command()
def remove(line: LineRef, home: HomeFile = None, person: Who = "me") -> None:
    """Take a line out; it will not be inferred again."""
    with open_home(home) as opened:
        someone(opened, person).profile.remove(line)
    show.out.print("Removed.")


@profile_app.command("add")
def add_line(
    words: str,
    about: Annotated[str, typer.Option(help="Its area: likes, work, home …")] = "notes",
    home: HomeFile = None,
    person: Who = "me",
) -> None:
    """Tell something about yourself."""
    with open_home(home) as opened:
        opened.person(person).profile.add(words, about=about)
    show.out.print("Added.")


@profile_app.command()
def history(
    line: Annotated[str | None, typer.Argument(help="One line; all where it is left out.")] = None,
    since: Since = None,
    home: HomeFile = None,
    person: Who = "me",
    json: Json = False,
) -> None:
    """Show how the profile came to be as it is."""
    with open_home(home) as opened:
        me = someone(opened, person)
        zone = me.scope.zone
        start = moment(since, zone, opened.clock())
        versions = [each for each in me.profile.history(line) if start is None or each.at >= start]
    if show.as_json(json):
        show.json(versions)
    else:
        show.table("", ("when", "what", "line"), [(show.local(v.at, zone), v.op, v.text) for v in versions])
