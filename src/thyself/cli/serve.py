"""``thyself serve`` and ``thyself key``: the doors, and who may come in by them."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from thyself.cli import show
from thyself.cli.options import HomeFile, Json, Who, open_home
from thyself.core import InvalidInput, Settings

keys = typer.Typer(
    help="Keys: who may come in by a door, whose data they reach, and what they may do.", no_args_is_help=True
)
#: The indexes of so many people are held in memory while serving.
_HELD = 256


def serve(
    host: Annotated[
        str, typer.Option(help="The address to listen on; another than this machine needs --name.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Where; 0 for any that is free.", min=0, max=65535)] = 8321,
    name: Annotated[
        list[str] | None, typer.Option("--name", help="A name by which the server is reached (may be repeated).")
    ] = None,
    https: Annotated[bool, typer.Option("--https", help="It is reached by https, through a server before it.")] = False,
    upstream: Annotated[
        str | None, typer.Option(help="The OpenAI-compatible server behind the proxy [default: THYSELF_URL].")
    ] = None,
    workers: Annotated[
        int, typer.Option(help="How many processes answer; each holds indexes of its own.", min=1, max=64)
    ] = 1,
    upload: Annotated[int, typer.Option(help="How many MB an uploaded file may have.", min=1, max=8000)] = 512,
    home: HomeFile = None,
    person: Who = "me",
) -> None:
    """Serve the page, the HTTP interface, an OpenAI-compatible proxy and MCP, on this machine.

    On the first start it prints two keys: the owner's, and that of the person. Stop it with Ctrl-C: what is under way
    is finished.

    Example: `thyself serve --upstream http://127.0.0.1:11434/v1`
    """
    from thyself.serve.house import Options
    from thyself.serve.run import LOOPBACK, Place
    from thyself.serve.run import serve as run

    if host not in LOOPBACK and not name:
        raise InvalidInput(f"{host} is not this machine alone: add --name with the name by which it will be reached")
    with open_home(home, remembered=_HELD) as opened:
        settings: Settings = opened.settings
        options = replace(
            Options(),
            hosts=(*Options().hosts, *(name or ())),
            secure=https,
            upload_bytes=upload << 20,
            upstream=upstream or settings.url,
            upstream_key=settings.key,
        )
        run(
            opened,
            options,
            Place(host, port, workers),
            person=person,
            told=lambda text: show.out.print(text, soft_wrap=True, markup=False),
        )


def mcp(home: HomeFile = None, person: Who = "me") -> None:
    """Serve this person's memory to assistants that speak MCP, over standard input and output.

    What they see is decided by sensitivity (THYSELF_REMOTE_ALLOWS) and recorded. In an assistant's settings the
    command is `thyself mcp --person NAME`.
    """
    from thyself.serve.mcp import server

    with open_home(home) as opened:
        server(opened, person).run()


@keys.command("add")
def add(
    name: Annotated[str, typer.Argument(help="What it is for: 'my phone'.")] = "",
    verb: Annotated[
        list[str] | None, typer.Option("--may", help="read, add, ask, change, forget, export (may be repeated).")
    ] = None,
    sees: Annotated[str, typer.Option(help="The highest sensitivity that it shows.")] = "secret",
    owner: Annotated[bool, typer.Option("--owner", help="A key for the owner, who lets people in.")] = False,
    home: HomeFile = None,
    person: Who = "me",
) -> None:
    """Make a key for a person, and print it: this once.

    Example: `thyself key add "my app" --may read --may ask --sees personal`
    """
    from thyself.serve.keys import Keys

    with open_home(home) as opened:
        if not owner:
            scope = opened.person(person).scope
            opened.person(person, timezone=scope.zone.key)
        made = Keys(opened.store.books, opened.clock)
        token, key = made.make(None if owner else person, verb or (), name=name, sees=sees)  # type: ignore[arg-type]
    show.out.print(token, soft_wrap=True, markup=False)
    show.err.print(
        f"{key.name}: {key.person or 'the owner'}; may {', '.join(key.verbs)}; sees up to {key.sees}", markup=False
    )


@keys.command("list")
def list_keys(home: HomeFile = None, json: Json = False) -> None:
    """List the keys of the home."""
    from thyself.serve.keys import Keys

    with open_home(home) as opened:
        found = Keys(opened.store.books, opened.clock).all()
    if show.as_json(json):
        show.json(found)
        return
    rows = [
        (
            each.id,
            each.name,
            each.person or "the owner",
            ", ".join(each.verbs),
            each.sees,
            "taken back" if each.revoked else "",
        )
        for each in found
    ]
    show.table("", ("id", "for", "whose", "may", "sees", ""), rows)


@keys.command("revoke")
def revoke(
    key: Annotated[str, typer.Argument(help="Its id; `thyself key list` shows it.")], home: HomeFile = None
) -> None:
    """Take a key back: it opens nothing from now on."""
    from thyself.serve.keys import Keys

    with open_home(home) as opened:
        gone = Keys(opened.store.books, opened.clock).revoke(key)
    show.out.print(f"{gone.name} opens nothing any more")
