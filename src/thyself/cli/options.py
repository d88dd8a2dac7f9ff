"""Options that many commands share, and how their words are read."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

import thyself
from thyself.core import InvalidInput, Settings

HomeFile = Annotated[
    str | None,
    typer.Option("--home", help="The file with everything in it, or a database [default: ~/.thyself/thyself.db]."),
]
Who = Annotated[str, typer.Option("--person", "-p", envvar="THYSELF_PERSON", help="Whose data.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON (also the default where the output is piped).")]
Since = Annotated[str | None, typer.Option(help="From this day or time on: 2024-03-01, or 30d for 30 days ago.")]
Before = Annotated[str | None, typer.Option(help="Up to this day or time, without it.")]
Kinds = Annotated[list[str] | None, typer.Option("--kind", help="Only traces of this kind (may be repeated).")]
Set = Annotated[
    list[str] | None,
    typer.Option("--set", help="A setting of the system, `k=2`; `thyself systems NAME` lists them (may be repeated)."),
]
Sources = Annotated[list[str] | None, typer.Option("--source", help="Only traces from this source (may be repeated).")]


def open_home(path: str | None, *, remembered: int | None = None) -> thyself.Home:
    """The home that a command works on; ``remembered``: how many people's indexes are held in memory."""
    settings = Settings.from_environment(os.environ)
    return thyself.open(path, settings=settings if remembered is None else replace(settings, remembered=remembered))


def someone(home: thyself.Home, name: str) -> thyself.Person:
    """The person whom a command reads.

    Raises:
        InvalidInput: No such person is in the home; the message lists who is.
    """
    there = home.people()
    if name in there:
        return home.person(name)
    if not there:
        raise InvalidInput("nobody is here yet: thyself add PATH takes in what a person left")
    several = ", ".join(there[:8]) + (f" and {len(there) - 8} more" if len(there) > 8 else "")
    raise InvalidInput(f"nobody here is called {name!r}; there is {several}: add --person, or set THYSELF_PERSON")


def settings(given: Sequence[str] | None, system: str, job: str) -> dict[str, Any]:
    """The settings of a system from ``name=value``: figures, true, false, null and lists as in JSON, else the words.

    Raises:
        InvalidInput: There is no ``=`` in one of them, or the system does not take it.
        UnknownSystem: There is no such system, or it does not do the job.
    """
    from thyself.core.registry import card
    from thyself.core.slots import file_slots, told

    pairs = [each.partition("=") for each in given or ()]
    if wrong := next((each for each, (_, found, _value) in zip(given or (), pairs, strict=True) if not found), None):
        raise InvalidInput(f"--set {wrong!r}: write name=value, for example k=2")
    found = card(system, serves=job)
    options = {name.strip().replace("-", "_"): _value(value.strip()) for name, _, value in pairs}
    return told(found, options, files=file_slots(found))


def _value(words: str) -> Any:
    try:
        return json.loads(words)
    except ValueError:
        return words


def moment(words: str | None, zone: ZoneInfo, now: datetime) -> datetime | None:
    """A time from ``2024-03-01``, ``2024-03-01T08:30``, or ``30d``, ``6w`` ago, on the person's clock.

    Raises:
        InvalidInput: It is none of these.
    """
    if words is None:
        return None
    ago = re.fullmatch(r"(\d+)([dw])", words)
    if ago:
        return now - timedelta(days=int(ago[1]) * (7 if ago[2] == "w" else 1))
    try:
        at = datetime.fromisoformat(words)
    except ValueError:
        raise InvalidInput(f"{words!r} is no time; write 2024-03-01, 2024-03-01T08:30 or 30d (days ago)") from None
    return at if at.tzinfo else at.replace(tzinfo=zone)
