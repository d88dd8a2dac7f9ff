"""``thyself graph``: the people, places and things of a person's life, and the same as Turtle for other programs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from thyself.cli import show
from thyself.cli.options import HomeFile, Json, Who, moment, open_home, someone
from thyself.core import InvalidInput

if TYPE_CHECKING:
    from thyself.memory.graph import Graph


def graph(
    about: Annotated[
        str | None, typer.Argument(help="Only what is known of somebody or something of this name.")
    ] = None,
    hops: Annotated[int, typer.Option(help="How many steps from there, or from the person.", min=1, max=4)] = 1,
    as_of: Annotated[str | None, typer.Option("--as-of", help="What held on this day.")] = None,
    export: Annotated[Path | None, typer.Option(help="Write the whole graph to this file, as RDF (Turtle).")] = None,
    home: HomeFile = None,
    person: Who = "me",
    json: Json = False,
) -> None:
    """Show who and what belongs to a person's life, with since when and by how many traces.

    No model is called. Example: `thyself graph Anna --hops 2`, `thyself graph --export me.ttl`
    """
    with open_home(home) as opened:
        me = someone(opened, person)
        found = me.graph
        at = moment(as_of, me.scope.zone, opened.clock())
        if at is not None:
            found = found.as_of(at)
        if export is not None:
            from thyself.memory.graph.rdf import turtle

            export.write_text(turtle(found), encoding="utf-8")
            show.out.print(f"{len(found):,} relations written to {export}")
            return
        rows = _rows(found, _entities(found, about), hops)
    if show.as_json(json):
        show.json(rows)
    elif rows:
        columns = ("what", "since", "until", "sure", "traces")
        show.table("", columns, [tuple(row[name] for name in columns) for row in rows])
    else:
        show.out.print("Nothing of that is known yet: thyself add PATH")


def _entities(found: Graph, about: str | None) -> list[str]:
    if about is None:
        return ["me"]
    named = [each.id for each in found.called(about)]
    if not named:
        raise InvalidInput(f"nobody and nothing is called {about!r} in the graph")
    return named


def _rows(found: Graph, entities: list[str], hops: int) -> list[dict[str, object]]:
    steps = [path[-1] for entity in entities for path in found.paths(entity, hops)]
    steps += [step for entity in entities for step in found.towards(entity)]
    return [
        {
            "what": found.says(step),
            "since": _day(step.relation.since),
            "until": _day(step.relation.until),
            "sure": f"{step.relation.confidence:.2f}",
            "traces": len(step.relation.trace_ids),
        }
        for step in dict.fromkeys(steps)
    ]


def _day(at: object) -> str:
    return "" if at is None else f"{at:%Y-%m-%d}"
