"""The commands on a whole person or home: export, restore, move, back up."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from thyself.cli import show
from thyself.cli.options import HomeFile, Who, open_home, someone
from thyself.core import ThyselfError


def export(
    path: Annotated[Path, typer.Argument(help="The zip to write.")],
    overwrite: Annotated[bool, typer.Option("--yes", "-y", help="Write over a file that is there.")] = False,
    home: HomeFile = None,
    person: Who = "me",
) -> None:
    """Write everything of the person into one zip."""
    if path.exists() and not overwrite:
        raise ThyselfError(f"{path} is there already: choose another name, or add --yes to write over it")
    with open_home(home) as opened, show.bar("Exporting") as progress:
        written = someone(opened, person).export(path, progress=progress)
    show.out.print(f"Everything of {person} is in {written} ({written.stat().st_size / 1e6:.1f} MB)")


def restore(
    path: Annotated[Path, typer.Argument(help="A zip that `thyself export` wrote.")],
    person: Annotated[str | None, typer.Option("--person", "-p", help="Under another name.")] = None,
    home: HomeFile = None,
) -> None:
    """Bring back what `thyself export` wrote."""
    with open_home(home) as opened, show.bar("Restoring") as progress:
        back = opened.restore(path, person=person, progress=progress)
        show.out.print(f"{back.name} is back, with {back.scope.count():,} traces")


def move(
    target: Annotated[str, typer.Argument(help="A file, or `postgresql://user@host/database`.")],
    home: HomeFile = None,
) -> None:
    """Copy everybody and everything into another home; this one stays as it is.

    Example: `thyself move postgresql://me@localhost/thyself`
    """
    from thyself.store import move as copy

    with open_home(home) as opened, open_home(target) as other, show.bar("Copying") as progress:
        names = copy(opened.store, other.store, progress=progress)
    several = ", ".join(names[:8]) + (f" and {len(names) - 8} more" if len(names) > 8 else "")
    show.out.print(f"In the other home now: {several or 'nobody, for nobody is in this one'}")


def backup(
    path: Annotated[Path, typer.Argument(help="The new file to write.")],
    home: HomeFile = None,
) -> None:
    """Write a copy of the whole home into a new file, also while it is being served.

    The copy opens as a home. What is forgotten later is still in it: remove old copies.
    """
    with open_home(home) as opened:
        written = opened.backup(path)
    show.out.print(f"The whole home is in {written} ({written.stat().st_size / 1e6:.1f} MB)")
