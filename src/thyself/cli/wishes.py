"""The commands that ask for something: recall, ask, write, title, predict, recommend, insights."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from thyself.cli import show
from thyself.cli.options import (
    Before,
    HomeFile,
    Json,
    Kinds,
    Set,
    Since,
    Sources,
    Who,
    moment,
    open_home,
    settings,
    someone,
)
from thyself.cli.talk import talked
from thyself.core import Finding


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


def ask(
    question: Annotated[str, typer.Argument(help="What you want to know.")],
    system: Annotated[str, typer.Option(help="Which system answers; `thyself systems` lists them.")] = "default",
    set_: Set = None,
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
        answer = me.ask(question, system=system, **settings(set_, system, "ask"))
        show.json(answer) if show.as_json(json) else show.response(answer, me.scope.zone)


def write(
    wish: Annotated[str, typer.Argument(help="What the text is to say.")],
    kind: Annotated[str, typer.Option(help="mail, note, review, title …")] = "mail",
    system: Annotated[str, typer.Option(help="Which system writes.")] = "default",
    set_: Set = None,
    home: HomeFile = None,
    person: Who = "me",
    json: Json = False,
) -> None:
    """Draft a text in the person's own style.

    Example: `thyself write "Decline the invitation to Paris" --kind mail`
    """
    with open_home(home) as opened:
        me = someone(opened, person)
        draft = me.write(wish, kind=kind, system=system, **settings(set_, system, "write"))
        show.json(draft) if show.as_json(json) else show.response(draft, me.scope.zone)


def title(
    text: Annotated[str, typer.Argument(help="The text that wants a title; - for standard input.")],
    kind: Annotated[str, typer.Option(help="What it is: mail, note, review, paper …")] = "mail",
    system: Annotated[str, typer.Option(help="A system that serves title.")] = "lamp",
    set_: Set = None,
    home: HomeFile = None,
    person: Who = "me",
    json: Json = False,
) -> None:
    """Give a text a title as this person would.

    Example: `thyself title "The roof leaks again, and the landlord does not answer" --kind mail`
    """
    with open_home(home) as opened:
        me = someone(opened, person)
        given = me.title(_text(text), kind=kind, system=system, **settings(set_, system, "title"))
        show.json(given) if show.as_json(json) else show.response(given, me.scope.zone)


def predict(
    text: Annotated[str, typer.Argument(help="What is to be judged, decided or labelled; - for standard input.")],
    system: Annotated[
        str, typer.Option(help="A system that serves predict: humor-fusion, jargon, rpm, podcast-judge …")
    ] = "personalized-llms",
    set_: Set = None,
    home: HomeFile = None,
    person: Who = "me",
    json: Json = False,
) -> None:
    """Foretell the label, rating or decision of this person, with how likely it is.

    Example: `thyself predict "I told my cat a joke; it was a mouseful" --system humor-fusion`
    """
    with open_home(home) as opened:
        me = someone(opened, person)
        found = me.predict(_text(text), system=system, **settings(set_, system, "predict"))
        show.json(found) if show.as_json(json) else show.response(found, me.scope.zone)


def _text(words: str) -> str:
    return sys.stdin.read() if words == "-" else words


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
    set_: Set = None,
    home: HomeFile = None,
    person: Who = "me",
    json: Json = False,
) -> None:
    """Pick items from a catalogue for the person, with reasons.

    Example: `thyself recommend books.csv -k 5`, or `thyself recommend books.csv --explore 0.3` for something new
    """
    with open_home(home) as opened:
        chosen = "adaptive-exploration" if explore is not None and crowd is None and system == "default" else system
        own = {name: value for name, value in (("explore", explore), ("crowd", crowd)) if value is not None}
        options = settings(set_, chosen, "recommend") | own
        kept = opened.keep(Path(catalog)) if keep else catalog
        if talk:
            talked(opened.person(person).talk(kept, k=min(k, 5), crowd=crowd))
            return
        found = opened.person(person).recommend(kept, k=k, system=chosen, **options)
    show.json(found) if show.as_json(json) else show.ranking(found)


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
