"""``thyself digest``: what feeds offer, picked for each person, once a day, by mail or into a file."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from thyself.cli import show
from thyself.cli.options import HomeFile, Json, Who, open_home, someone
from thyself.core import InvalidInput

if TYPE_CHECKING:
    from thyself.serve.digest import Reader, Report, Sender

#: Where the password of the mail server stands; nowhere else, so that no list of processes shows it.
_PASSWORD = "THYSELF_SMTP_PASSWORD"


def digest(
    feed: Annotated[list[str] | None, typer.Option(help="The address or file of a feed (may be repeated).")] = None,
    to: Annotated[str, typer.Option(help="The address that gets the mail.")] = "",
    group: Annotated[Path | None, typer.Option(help="A TOML file of people, addresses and feeds.")] = None,
    items: Annotated[int, typer.Option("--items", "-k", help="How many items at most.", min=1, max=50)] = 5,
    out: Annotated[Path | None, typer.Option(help="A file (.html, .txt, .eml) or folder, in place of a mail.")] = None,
    smtp: Annotated[str, typer.Option(envvar="THYSELF_SMTP", help="The mail server: host or host:port.")] = "",
    security: Annotated[
        str, typer.Option(envvar="THYSELF_SMTP_SECURITY", help="starttls, tls, or none (on this machine alone).")
    ] = "starttls",
    user: Annotated[
        str | None, typer.Option(envvar="THYSELF_SMTP_USER", help=f"Who sends; the password stands in {_PASSWORD}.")
    ] = None,
    sender: Annotated[
        str, typer.Option("--from", envvar="THYSELF_SMTP_FROM", help="The address that mails come from.")
    ] = "",
    server: Annotated[
        str, typer.Option(envvar="THYSELF_SERVER", help="Where this home is served, so that clicks come back.")
    ] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would be sent.")] = False,
    unsubscribe: Annotated[
        str, typer.Option(help="End the digest of whose token this is (the subject of their mail).")
    ] = "",
    subscribe: Annotated[bool, typer.Option("--subscribe", help="Begin again what --person had ended.")] = False,
    home: HomeFile = None,
    person: Who = "me",
    json: Json = False,
) -> None:
    """Pick what is new in feeds for each person and send it once a day, with a line on why; nothing twice.

    A feed that cannot be read is told, and the others are read. A run that broke off goes on where it stopped.

    Example: `thyself digest --feed https://example.org/news.xml --to me@example.org --smtp mail.example.org --dry-run`
    """
    from thyself.serve.digest import Digest, Options, start, unsubscribed

    with open_home(home) as opened:
        if unsubscribe:
            name = unsubscribed(opened, unsubscribe.strip().rpartition(" ")[2])
            show.out.print(f"{name} gets no digest any more")
            return
        if subscribe:
            start(someone(opened, person).scope)
            show.out.print(f"{person} gets digests again")
            return
        readers = _readers(group, person, to, feed or [], items)
        post = _Post(smtp, security, user, sender)
        way = _way(readers, out, post, os.environ.get(_PASSWORD), dry_run)
        made = Digest(opened, Options(server=server, answers=sender or "digest@localhost"))
        if dry_run:
            report = made.preview(readers, way)
        else:
            with show.bar("Digests") as progress:
                report = made.run(readers, way, progress=progress)
    _shown(report, json)
    if any(each.status in ("failed", "unsure") for each in report.people):
        raise typer.Exit(1)


@dataclass(frozen=True, slots=True)
class _Post:
    """What was said of the mail server."""

    server: str
    security: str
    user: str | None
    sender: str


def _readers(group: Path | None, person: str, to: str, feeds: list[str], items: int) -> tuple[Reader, ...]:
    from thyself.serve.digest import Reader, read_group

    if group is not None:
        if feeds or to:
            raise InvalidInput("--group names the people and their feeds: leave --feed and --to out")
        return read_group(group)
    return (Reader(person, to, tuple(feeds), items),)


def _way(readers: tuple[Reader, ...], out: Path | None, post: _Post, password: str | None, dry: bool) -> Sender:
    """Where digests go."""
    from thyself.serve.digest import Smtp, ToFiles

    if out is not None:
        if out.suffix and len(readers) > 1:
            raise InvalidInput(f"--out {out}: name a folder, for there are several people")
        return ToFiles(out)
    if lacking := next((each.person for each in readers if not each.to), None):
        raise InvalidInput(f"where to? Give --to an address for {lacking!r}, or --out a file")
    if dry and not post.server:
        return Smtp("localhost", post.sender or "digest@localhost", "none")
    if not post.server or not post.sender:
        raise InvalidInput("which mail server, and from whom? Give --smtp and --from, or --out a file")
    host, port = _host(post.server)
    return Smtp(host, post.sender, post.security, port, post.user, password if post.user else None)  # type: ignore[arg-type]


def _host(server: str) -> tuple[str, int | None]:
    host, found, port = server.rpartition(":")
    if not found or server.endswith("]"):
        return server, None
    if not port.isdecimal():
        raise InvalidInput(f"--smtp {server!r}: write host or host:port")
    return host.strip("[]"), int(port)


def _shown(report: Report, json: bool) -> None:
    if show.as_json(json):
        show.json({"people": [_told(each) for each in report.people], "problems": report.problems})
        return
    for each in report.people:
        if each.letter is not None and each.status == "would be sent":
            show.text(each.letter.text)
    rows = [(each.person, each.to, each.status, len(each.titles), each.note) for each in report.people]
    show.table("", ("person", "to", "", "items", "note"), rows)
    for problem in report.problems:
        print(f"thyself: {problem}", file=sys.stderr)


def _told(done: Any) -> dict[str, object]:
    told = {"person": done.person, "to": done.to, "status": done.status, "titles": done.titles, "note": done.note}
    return told | ({"text": done.letter.text} if done.letter is not None else {})
