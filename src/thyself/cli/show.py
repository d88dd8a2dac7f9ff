"""How results look on a terminal: tables and short texts; JSON where the output goes to another program."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from thyself.cli.plain import dumps
from thyself.core import AddReport, Evidence, Finding, Ranking, Receipt, Response, Trace

if TYPE_CHECKING:
    from thyself.store import Progress as Report

out = Console(soft_wrap=False, highlight=False)
err = Console(stderr=True, highlight=False)


def as_json(asked: bool) -> bool:
    """Whether to print JSON: where it was asked for, and where the output is piped."""
    return asked or not sys.stdout.isatty()


def json(value: Any) -> None:
    """Print a value as JSON."""
    print(dumps(value))


def local(at: datetime | None, zone: ZoneInfo) -> str:
    """A time on the person's clock: ``2023-05-07 14:03``."""
    return at.astimezone(zone).strftime("%Y-%m-%d %H:%M") if at else ""


def who(name: str) -> str:
    """``you`` for the person, else the name."""
    return "you" if name == "me" else name


@contextmanager
def bar(label: str) -> Iterator[Report]:
    """A progress bar on standard error, which goes when it is done."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as progress:
        task = progress.add_task(label, total=None)

        def report(done: int, total: int | None) -> None:
            progress.update(task, completed=done, total=total)

        yield report


def table(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print rows under a title."""
    whole = Table(title=title or None, title_justify="left", header_style="bold", box=None, pad_edge=False)
    for name in columns:
        whole.add_column(name, overflow="fold")
    for row in rows:
        whole.add_row(*(escape(str(cell)) for cell in row))
    out.print(whole)


def text(words: str) -> None:
    """Print text from a trace or a model: never read as markup."""
    out.print(escape(words), soft_wrap=True)


def evidence(found: Sequence[Evidence], zone: ZoneInfo, *, why: bool = False) -> None:
    """Evidence as numbered, dated quotes; with ``why``, the terms of each score."""
    for number, each in enumerate(found, 1):
        head = f"[{number}] {local(each.at, zone)}  {who(each.author)}  {each.source}  score {each.score:.3f}"
        out.print(f"[dim]{escape(head)}[/dim]")
        text("    " + each.text.replace("\n", "\n    "))
        if why:
            out.print(f"[dim]    {escape(terms(each))}[/dim]")


def terms(each: Evidence) -> str:
    """The terms of a score, strongest first."""
    ranked = sorted(each.why.items(), key=lambda term: -abs(term[1]))
    return "  ".join(f"{name} {value:+.2f}" for name, value in ranked if abs(value) >= 0.005)


def traces(rows: Sequence[Trace], zone: ZoneInfo) -> None:
    """Traces, one a line."""
    cells = [(local(t.at, zone), who(t.author), t.kind, t.source, t.text.replace("\n", " ")[:200], t.id) for t in rows]
    table("", ("when", "who", "kind", "source", "text", "id"), cells)


def response(found: Response, zone: ZoneInfo) -> None:
    """An answer or a draft with what it stands on."""
    text(found.text)
    if found.reasons:
        out.print()
        for reason in found.reasons:
            out.print(f"[dim]- {escape(reason)}[/dim]")
    if found.evidence:
        out.print("\n[bold]It stands on[/bold]")
        evidence(found.evidence[:5], zone)
    cost = found.cost
    out.print(
        f"[dim]{escape(found.system)} on {escape(found.model)}: {cost.model_calls} model calls,"
        f" {cost.prompt_tokens}+{cost.generated_tokens} tokens, {cost.seconds:.1f} s[/dim]"
    )


def ranking(found: Ranking) -> None:
    """Picks with their reasons."""
    rows = [(n, pick.item.title, f"{pick.score:.3f}", "; ".join(pick.reasons[:2])) for n, pick in enumerate(found, 1)]
    table("", ("", "pick", "score", "why"), rows)
    if found.left_out:
        out.print(f"[dim]{len(found.left_out)} left out, for example {escape(found.left_out[0][0].title)}:[/dim]")
        out.print(f"[dim]{escape(found.left_out[0][1])}[/dim]")
    if found.note:
        out.print(f"[dim]{escape(found.note)}[/dim]")


def findings(found: Sequence[Finding]) -> None:
    """Findings, strongest first."""
    for each in found:
        text(each.text)
        figures = "  ".join(f"{name} {figure}" for name, figure in each.figures.items())
        out.print(f"[dim]    n {each.n}  {each.span}  {escape(figures)}[/dim]")


def added(report: AddReport, name: str) -> None:
    """What became of an input."""
    out.print(
        f"{escape(name)}: read as [bold]{escape(report.format)}[/bold]: {report.read:,} rows,"
        f" {report.kept:,} new, {report.duplicates:,} known already, {report.rejected_count:,} not readable"
        f" ({report.seconds:.1f} s)"
    )
    for note in report.notes:
        out.print(f"[dim]- {escape(note)}[/dim]")
    for row in report.rejected[:10]:
        out.print(f"  {escape(row.where)}: {escape(row.why)}")
    if report.rejected_count > 10:
        out.print(f"  … and {report.rejected_count - 10:,} more (--json lists the first 1,000)")


def receipt(found: Receipt) -> None:
    """Proof of a deletion."""
    rows = [(name, f"{count:,}") for name, count in found.rows.items() if count]
    gone = "1 trace" if found.traces == 1 else f"{found.traces:,} traces"
    table(f"Gone: {gone} of {found.person}, and what was made of it", ("table", "rows removed"), rows)
    if found.proven:
        out.print(f"Searched {len(found.files_searched)} files afterwards: not a byte of them is left.")
    else:
        out.print(f"[bold]Not proven yet:[/bold] {escape(found.note)}")
