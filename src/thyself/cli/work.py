"""``thyself systems``, ``study``, ``doctor`` and ``tour``: the workshop."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from thyself.cli import show
from thyself.cli.options import Json
from thyself.core import InvalidInput, Settings, ThyselfError


def systems(
    words: Annotated[list[str] | None, typer.Argument(help="A name, or words to search for.")] = None,
    json: Json = False,
) -> None:
    """List the systems: what each does, for what it can be asked, and what its last study showed; one in full.

    Example: `thyself systems secom`
    """
    from thyself.cli.parts import parts, slots
    from thyself.core.registry import cards
    from thyself.evaluate import runner

    shown = runner.verdicts()
    rows = [
        {
            "name": card.name,
            "number": card.number,
            "title": card.title,
            "job": card.job,
            "serves": card.serves,
            "needs": card.needs,
            "slots": slots(card),
            "study": shown.get(card.name, "no study on this machine"),
        }
        for card in cards()
    ]
    named = [row for row in rows if [row["name"]] == words]
    rows = named or [row for row in rows if _has(row, words)]
    if named:
        rows[0]["parts"] = [f"thyself.{part.room}.{part.name}" for part in parts() if named[0]["name"] in part.systems]
    if show.as_json(json):
        show.json(rows)
    elif named:
        show.table("", ("", named[0]["name"]), [(name, _listed(what)) for name, what in named[0].items()][1:])  # type: ignore[arg-type]
    else:
        cells = [(r["name"], r["number"] or "", r["job"], ", ".join(r["serves"]), r["study"]) for r in rows]  # type: ignore[arg-type]
        show.table("", ("system", "paper", "what it does", "serves", "its study"), cells)


def list_parts(
    words: Annotated[list[str] | None, typer.Argument(help="Words to search for.")] = None,
    report: Annotated[bool, typer.Option("--report", help="Only write docs/parts.md from the code.")] = False,
    json: Json = False,
) -> None:
    """List the parts that systems are made of, room by room, with what each does.

    Example: `thyself parts segment`
    """
    from thyself.cli import parts
    from thyself.evaluate import runner

    if report:
        page = runner.studies_folder().parent / "docs" / "parts.md"
        page.write_text(parts.markdown(), encoding="utf-8")
        show.out.print(f"Written: {page}")
        return
    rows = [asdict(part) for part in parts.parts()]
    rows = [row for row in rows if _has(row, words)]
    if show.as_json(json):
        show.json(rows)
    else:
        cells = [(row["room"], row["name"], row["does"], ", ".join(row["systems"])) for row in rows]
        show.table("", ("room", "part", "what it does", "systems"), cells)
        if not rows:
            show.out.print("No part has all these words.")


def _has(row: Mapping[str, object], words: list[str] | None) -> bool:
    """Whether all the words stand somewhere in a row."""
    text = " ".join(map(_listed, row.values())).casefold()
    return all(word.casefold() in text for word in words or ())


def _listed(what: object) -> str:
    return ", ".join(map(str, what)) if isinstance(what, list | tuple) else str(what)


def study(
    names: Annotated[list[str] | None, typer.Argument(help="Which; `thyself systems` lists them.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every study.")] = False,
    results: Annotated[
        Path | None, typer.Option("--json", help="A folder for the result files [default: studies/results].")
    ] = None,
    report: Annotated[bool, typer.Option("--report", help="Only write docs/studies.md from the result files.")] = False,
    data: Annotated[
        Path | None, typer.Option(help="The folder of data sets [default: the setting THYSELF_DATA].")
    ] = None,
) -> None:
    """Run a study: an experiment that shows what a system does, with controls and an interval.

    A study whose data is not there is counted as not run, never as passed.
    """
    from thyself.evaluate import runner

    if not (names or everything or report):
        show.table("", ("study", "its last verdict"), sorted(runner.verdicts().items()))
        return
    settings = Settings.from_environment(os.environ)
    folder = results or runner.results_folder()
    if not report:
        for name in runner.names() if everything else names or []:
            with show.bar(f"Study {name}") as progress:
                done = runner.run(
                    name, results=folder, data=data or settings.data, settings=settings, progress=progress, clock=_now
                )
            show.out.print(f"{name}: {done}")
    written = runner.write_report(folder)
    show.out.print(f"Report: {written}")


def doctor(json: Json = False) -> None:
    """Tell which models are used, what is missing, and how to get it."""
    from thyself.models import doctor as examine

    checks = examine(Settings.from_environment(os.environ))
    if show.as_json(json):
        show.json(checks)
        return
    rows = [("ok" if c.ok else "missing", c.name, c.detail, c.remedy) for c in checks]
    show.table("", ("", "part", "what", "to get it"), rows)


def tour(
    folder: Annotated[
        Path | None, typer.Option("--out", help="Where the page and the charts go [default: a new temporary folder].")
    ] = None,
) -> None:
    """Show the main job on real sample data, in a temporary home; writes a page of the same to look at afterwards."""
    from thyself.cli.tour import run

    target = folder or Path(tempfile.mkdtemp(prefix="thyself-tour-"))
    if target.exists() and not target.is_dir():
        raise InvalidInput(f"{target} is a file: name a folder")
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ThyselfError(f"{target} cannot be made: {error.strerror}") from None
    run(target)


def _now() -> datetime:
    return datetime.now(UTC)
