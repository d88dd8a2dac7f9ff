"""The commands on traces: take in, list, prepare, and forget."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from thyself.cli import show
from thyself.cli.options import Before, HomeFile, Json, Kinds, Since, Sources, Who, moment, open_home, someone
from thyself.core import SourceError, ThyselfError


def add(
    paths: Annotated[list[Path], typer.Argument(help="Files, folders or zips.")],
    format: Annotated[str | None, typer.Option("--as", help="The format, where it is not to be detected.")] = None,
    owner: Annotated[list[str] | None, typer.Option(help="A name or address that is this person in the file.")] = None,
    only: Annotated[str | None, typer.Option(help="One person of many in the file, by the file's own id.")] = None,
    column: Annotated[
        list[str] | None, typer.Option("--map", help="A column of a CSV or JSONL: `at=Date`, `text=Body` …")
    ] = None,
    source: Annotated[str | None, typer.Option(help="A name for where this came from.")] = None,
    home: HomeFile = None,
    person: Who = "me",
    json: Json = False,
) -> None:
    """Take in what a person left: exports of chats, mails, notes, ratings, watches.

    Nothing is sent anywhere and no model is called. The same file may be added again: what is known already is left
    out. Each row that cannot be read is told with its line and the reason, and the rest is kept.

    Example: `thyself add ~/Downloads/takeout.mbox --owner me@example.org`
    """
    mapping = _mapping(column or [])
    reports, failed = {}, []
    with open_home(home) as opened:
        me = opened.person(person)
        for path in paths:
            try:
                with show.bar(f"Reading {path.name}") as progress:
                    reports[str(path)] = me.add(
                        path,
                        format=format,
                        progress=progress,
                        owner=tuple(owner or ()),
                        only=only,
                        mapping=mapping,
                        source=source,
                    )
            except SourceError as error:
                failed.append(str(error))
    if show.as_json(json):
        show.json(reports)
    else:
        for name, report in reports.items():
            show.added(report, name)
    for message in failed:
        print(f"thyself: {message}", file=sys.stderr)
    if failed:
        raise typer.Exit(1)


def _mapping(columns: list[str]) -> dict[str, str]:
    pairs = [column.partition("=") for column in columns]
    wrong = next((column for column, (_, found, _name) in zip(columns, pairs, strict=True) if not found), None)
    if wrong is not None:
        raise typer.BadParameter(f"--map {wrong!r}: write field=column, for example at=Date")
    return {field: name for field, _, name in pairs}


def people(home: HomeFile = None, json: Json = False) -> None:
    """List the persons of this home, with how many traces each has."""
    with open_home(home) as opened:
        rows = [{"person": name, "traces": opened.person(name).scope.count()} for name in opened.people()]
    if show.as_json(json):
        show.json(rows)
    elif rows:
        show.table("", ("person", "traces"), [(row["person"], f"{row['traces']:,}") for row in rows])
    else:
        show.out.print("Nobody is here yet: thyself add PATH")


def traces(
    words: Annotated[str | None, typer.Argument(help="Only traces with all these words.")] = None,
    kind: Kinds = None,
    source: Sources = None,
    since: Since = None,
    before: Before = None,
    limit: Annotated[int, typer.Option(help="How many at most.", min=1)] = 50,
    home: HomeFile = None,
    person: Who = "me",
    json: Json = False,
) -> None:
    """List a person's traces in order of time, or search them for words."""
    with open_home(home) as opened:
        me = someone(opened, person)
        zone, now = me.scope.zone, opened.clock()
        if words is not None:
            found = me.search(words, limit=limit)
        else:
            span = {"since": moment(since, zone, now), "before": moment(before, zone, now)}
            found = list(me.traces(kinds=kind, sources=source, limit=limit, **span))
    if show.as_json(json):
        show.json([{**_fields(trace), "id": trace.id} for trace in found])
    else:
        show.traces(found, zone)


def _fields(trace: object) -> dict[str, object]:
    from thyself.core.trace import FIELDS

    return {name: getattr(trace, name) for name in FIELDS}


def index(home: HomeFile = None, person: Who = "me") -> None:
    """Prepare recall by meaning for all traces that came since; it can be stopped and goes on where it stopped."""
    with open_home(home) as opened, show.bar("Indexing") as progress:
        done = someone(opened, person).index(progress=progress)
    show.out.print(f"{done:,} texts indexed")


def forget(
    trace: Annotated[list[str] | None, typer.Option(help="The id of a trace (may be repeated).")] = None,
    source: Annotated[str | None, typer.Option(help="All from this source.")] = None,
    kind: Annotated[str | None, typer.Option(help="All of this kind.")] = None,
    since: Since = None,
    before: Before = None,
    everything: Annotated[bool, typer.Option("--everything", help="The whole person.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would go.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    home: HomeFile = None,
    person: Who = "me",
    json: Json = False,
) -> None:
    """Remove traces and all that was made of them, for good, and prove it.

    Example: `thyself forget --source whatsapp --before 2020-01-01 --dry-run`
    """
    with open_home(home) as opened:
        me = someone(opened, person)
        zone, now = me.scope.zone, opened.clock()
        selected: dict[str, Any] = {
            "trace_ids": trace,
            "source": source,
            "kind": kind,
            "since": moment(since, zone, now),
            "before": moment(before, zone, now),
            "everything": everything,
        }
        rows = me.would_forget(**selected)
        if dry_run:
            show.json(rows) if show.as_json(json) else show.table(
                f"Would be removed of {person}", ("table", "rows"), [(n, f"{c:,}") for n, c in rows.items() if c]
            )
            return
        _sure(f"Remove {rows.get('traces', 0):,} traces of {person} for good?", yes)
        receipt = me.forget(**selected)
    show.json(receipt) if show.as_json(json) else show.receipt(receipt)
    if not receipt.proven:
        raise typer.Exit(1)


def _sure(question: str, yes: bool) -> None:
    if yes:
        return
    if not sys.stdin.isatty():
        raise ThyselfError("this removes data for good: add --yes to do it, or --dry-run to see what would go")
    if not typer.confirm(question, default=False):
        raise typer.Exit(1)
