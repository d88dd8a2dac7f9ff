"""The commands."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from thyself.cli import show
from thyself.cli.consolidate import consolidate
from thyself.cli.digest import digest
from thyself.cli.evaluate import evaluate_app
from thyself.cli.experts import agree, experts
from thyself.cli.graph import graph
from thyself.cli.meals import meals
from thyself.cli.money import money
from thyself.cli.options import Before, HomeFile, Json, Kinds, Since, Sources, Who, moment, open_home, someone
from thyself.cli.profile import profile_app
from thyself.cli.report import report
from thyself.cli.serve import keys, serve
from thyself.cli.talk import talked
from thyself.cli.work import doctor, list_parts, study, systems, tour
from thyself.core import Finding, SourceError, ThyselfError

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    help="Know the person, show the person, serve the person.\n\n"
    "Start with `thyself tour`, or with your own data: `thyself add PATH`, then `thyself ask 'when did I …?'`.",
)
app.add_typer(profile_app, name="profile")
app.add_typer(evaluate_app, name="evaluate")
app.add_typer(keys, name="key")
app.command()(serve)
app.command()(graph)
app.command()(consolidate)
app.command()(digest)
app.command()(systems)
app.command("parts")(list_parts)
app.command()(study)
app.command()(doctor)
app.command()(tour)
app.command()(report)
app.command()(meals)
app.command()(money)
app.command()(experts)
app.command()(agree)


@app.command()
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


@app.command()
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


@app.command()
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


@app.command()
def index(home: HomeFile = None, person: Who = "me") -> None:
    """Prepare recall by meaning for all traces that came since; it can be stopped and goes on where it stopped."""
    with open_home(home) as opened, show.bar("Indexing") as progress:
        done = someone(opened, person).index(progress=progress)
    show.out.print(f"{done:,} texts indexed")


@app.command()
def recall(
    query: Annotated[str, typer.Argument(help="A question, or some words.")],
    k: Annotated[int | None, typer.Option("--k", "-k", help="How many [default: 10].", min=1)] = None,
    budget: Annotated[int | None, typer.Option(help="How many tokens in all, in place of --k.", min=1)] = None,
    unit: Annotated[str | None, typer.Option(help="turn, chunk, segment or session.")] = None,
    kind: Kinds = None,
    source: Sources = None,
    before: Before = None,
    why: Annotated[bool, typer.Option("--why", help="Show the terms of each score.")] = False,
    home: HomeFile = None,
    person: Who = "me",
    json: Json = False,
) -> None:
    """Find the traces that matter for a question, best first.

    Example: `thyself recall "when did I see the dentist?" --why`
    """
    with open_home(home) as opened:
        me = someone(opened, person)
        with show.bar("Indexing") as progress:
            me.index(progress=progress)
        zone = me.scope.zone
        until = moment(before, zone, opened.clock())
        found = me.recall(query, k=k, budget=budget, unit=unit, before=until, kinds=kind, sources=source)
    if show.as_json(json):
        show.json(found)
        return
    if not found:
        show.out.print("Nothing found.")
    show.evidence(found, zone, why=why)


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="What you want to know.")],
    system: Annotated[str, typer.Option(help="Which system answers; `thyself systems` lists them.")] = "default",
    home: HomeFile = None,
    person: Who = "me",
    json: Json = False,
) -> None:
    """Answer a question from the person's traces, with the traces that the answer stands on.

    Example: `thyself ask "what did I say about Lisbon?"`
    """
    with open_home(home) as opened:
        me = someone(opened, person)
        with show.bar("Indexing") as progress:
            me.index(progress=progress)
        answer = me.ask(question, system=system)
        show.json(answer) if show.as_json(json) else show.response(answer, me.scope.zone)


@app.command()
def write(
    wish: Annotated[str, typer.Argument(help="What the text is to say.")],
    kind: Annotated[str, typer.Option(help="mail, note, review, title …")] = "mail",
    system: Annotated[str, typer.Option(help="Which system writes.")] = "default",
    home: HomeFile = None,
    person: Who = "me",
    json: Json = False,
) -> None:
    """Draft a text in the person's own style.

    Example: `thyself write "Decline the invitation to Paris" --kind mail`
    """
    with open_home(home) as opened:
        me = someone(opened, person)
        draft = me.write(wish, kind=kind, system=system)
        show.json(draft) if show.as_json(json) else show.response(draft, me.scope.zone)


@app.command()
def recommend(
    catalog: Annotated[str, typer.Argument(help="A CSV or JSONL of items, or the name of a kept catalogue.")],
    k: Annotated[int, typer.Option("--k", "-k", help="How many.", min=1)] = 10,
    keep: Annotated[bool, typer.Option("--keep", help="Keep the catalogue in the home under its name.")] = False,
    system: Annotated[str, typer.Option(help="Which system picks; `thyself systems` lists them.")] = "default",
    explore: Annotated[
        float | None, typer.Option(help="How much of the list is new: 0 is familiar, 1 all new.", min=0, max=1)
    ] = None,
    crowd: Annotated[
        Path | None, typer.Option(help="A table of what many people took, by the ids of the catalogue.", exists=True)
    ] = None,
    talk: Annotated[bool, typer.Option("--talk", help="Talk about it: say what you want, line by line.")] = False,
    home: HomeFile = None,
    person: Who = "me",
    json: Json = False,
) -> None:
    """Pick items from a catalogue for the person, with reasons.

    Example: `thyself recommend books.csv -k 5`, or `thyself recommend books.csv --explore 0.3` for something new
    """
    with open_home(home) as opened:
        options: dict[str, Any] = {} if explore is None else {"explore": explore}
        options |= {} if crowd is None else {"crowd": crowd}
        chosen = "adaptive-exploration" if explore is not None and crowd is None and system == "default" else system
        kept = opened.keep(Path(catalog)) if keep else catalog
        if talk:
            talked(opened.person(person).talk(kept, k=min(k, 5), crowd=crowd))
            return
        found = opened.person(person).recommend(kept, k=k, system=chosen, **options)
    show.json(found) if show.as_json(json) else show.ranking(found)


@app.command()
def insights(
    topic: Annotated[str, typer.Argument(help="sleep, activity, heart … or one metric, such as steps.")],
    since: Since = None,
    before: Before = None,
    charts: Annotated[Path | None, typer.Option(help="Write each chart as PNG and SVG into this folder.")] = None,
    home: HomeFile = None,
    person: Who = "me",
    json: Json = False,
) -> None:
    """Tell what the person's own figures show, with how sure it is.

    Example: `thyself insights sleep --since 90d --charts charts`
    """
    with open_home(home) as opened:
        me = someone(opened, person)
        now, zone = opened.clock(), me.scope.zone
        found = me.insights(topic, since=moment(since, zone, now), before=moment(before, zone, now))
    if charts is not None:
        _draw(found, charts)
    show.json(found) if show.as_json(json) else show.findings(found)


def _draw(found: list[Finding], folder: Path) -> None:
    from thyself.signals import render

    folder.mkdir(parents=True, exist_ok=True)
    for number, each in enumerate(found, 1):
        if each.chart is not None:
            stem = f"{number:02d}-{each.name.replace(':', '-')}"
            for form in ("png", "svg"):
                (folder / f"{stem}.{form}").write_bytes(render(each.chart, form))


@app.command()
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


@app.command()
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


@app.command()
def restore(
    path: Annotated[Path, typer.Argument(help="A zip that `thyself export` wrote.")],
    person: Annotated[str | None, typer.Option("--person", "-p", help="Under another name.")] = None,
    home: HomeFile = None,
) -> None:
    """Bring back what `thyself export` wrote."""
    with open_home(home) as opened, show.bar("Restoring") as progress:
        back = opened.restore(path, person=person, progress=progress)
        show.out.print(f"{back.name} is back, with {back.scope.count():,} traces")


@app.command()
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
    show.out.print(f"{len(names)} persons are in the other home now: {', '.join(names[:8])}")


@app.command()
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


@app.command()
def mcp(home: HomeFile = None, person: Who = "me") -> None:
    """Serve this person's memory to assistants that speak MCP, over standard input and output.

    What they see is decided by sensitivity (THYSELF_REMOTE_ALLOWS) and recorded. In an assistant's settings the
    command is `thyself mcp --person NAME`.
    """
    from thyself.serve.mcp import server

    with open_home(home) as opened:
        server(opened, person).run()
