"""``thyself tour``: the main job on real sample data, through the public face alone."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from rich.markup import escape

import thyself
from thyself.cli import page, show
from thyself.core import AddReport, Finding, Ranking, Receipt, Response, Settings, ThyselfError

#: The day after the samples end, so that "last week" means something in them.
CHAT_NOW = datetime(2023, 5, 8, 9, 0, tzinfo=UTC)

QUESTIONS: Mapping[str, tuple[str, ...]] = {
    "emily": (
        "Which novel did I read in the library?",
        "What did I see in the park?",
        "Which painters were recommended to me?",
        "What is the name of my sister's dog?",
    ),
}
#: Who is shown, and where their traces are: a chat, a mailbox, a watch, a shelf of rated books.
PEOPLE = (
    ("emily", "emily-chat"),
    ("david", "david-mail"),
    ("walker", "fitbit-month"),
    ("reader", "goodbooks/ratings.csv"),
)
WISHES = ("Decline the invitation to the workshop from Anna", "Ask Tom to send the slides")


@dataclass(slots=True)
class Told:
    """Everything that the tour showed, for the page."""

    added: list[tuple[str, AddReport]] = field(default_factory=list)
    profiles: list[tuple[str, object]] = field(default_factory=list)
    answers: list[tuple[str, Response]] = field(default_factory=list)
    drafts: list[tuple[str, Response]] = field(default_factory=list)
    picks: list[tuple[str, Ranking]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    receipt: Receipt | None = None


def samples() -> Path:
    """The folder of sample data.

    Raises:
        ThyselfError: It is not there, since only the package is installed.
    """
    folder = Path(__file__).resolve().parents[3] / "samples"
    if not (folder / "README.md").is_file():
        raise ThyselfError(
            "the samples come with the source of thyself, not with the package: clone it, then make tour"
        )
    return folder


def run(target: Path) -> None:
    """Show the tour on the terminal, and write ``target/index.html``."""
    begun = perf_counter()
    data = samples()
    told = Told()
    with tempfile.TemporaryDirectory(prefix="thyself-tour-") as folder:
        settings = Settings(home=Path(folder) / "tour.db")
        with thyself.open(settings.home, settings=settings, clock=lambda: CHAT_NOW) as home:
            _take_in(home, data, told)
            _index(home)
            _know(home, told)
            _answer(home, told)
            _write(home, told)
            _recommend(home, told)
            _measure(home, told)
            _forget(home, told)
    written = page.write(told, target)
    show.out.print(f"\nAll of this as a page: [bold]{escape(str(written))}[/bold]  ({perf_counter() - begun:.0f} s)")
    show.out.print("Next: thyself add PATH, with an export of your own; then thyself ask, profile, insights.")


def _head(words: str) -> None:
    show.out.print()
    show.out.rule(f"[bold]{escape(words)}[/bold]", align="left")


def _take_in(home: thyself.Home, data: Path, told: Told) -> None:
    _head("What was read: what some people left behind, and a catalogue of books")
    for name, folder in PEOPLE:
        with show.bar(f"Reading {folder}") as progress:
            report = home.person(name).add(data / folder, progress=progress)
        told.added.append((name, report))
        show.added(report, f"{name} ({folder})")
    books = home.keep(data / "goodbooks", name="books")
    show.out.print(f"books (goodbooks): a catalogue of {len(books):,} items")


def _index(home: thyself.Home) -> None:
    for name in ("emily", "david"):
        with show.bar(f"Indexing {name}") as progress:
            home.person(name).index(progress=progress)


def _know(home: thyself.Home, told: Told) -> None:
    for name in ("emily", "david"):
        me = home.person(name)
        profile = me.profile
        told.profiles.append((name, profile))
        _head(f"What is known of {name}, each line with the trace that it stands on")
        for line in profile.lines[:8]:
            proof = line.evidence[0] if line.evidence else None
            show.out.print(f"- [bold]{escape(line.text)}[/bold]  [dim]({line.about}, sure {line.confidence:.2f})[/dim]")
            if proof is not None:
                quote = " ".join(proof.text.split())[:110]
                show.out.print(f'    [dim]{show.local(proof.at, me.scope.zone)}: "{escape(quote)}"[/dim]')
        for part in (profile.style, profile.rhythm):
            if part is not None:
                show.text(part.describe())


def _answer(home: thyself.Home, told: Told) -> None:
    _head("Answers, with the traces that they stand on")
    me = home.person("emily")
    for question in QUESTIONS["emily"]:
        answer = me.ask(question)
        told.answers.append((question, answer))
        show.out.print(f"[bold]{escape(question)}[/bold]")
        show.text(answer.text)
        show.out.print()


def _write(home: thyself.Home, told: Told) -> None:
    _head("Mails as David would write them")
    me = home.person("david")
    for wish in WISHES:
        draft = me.write(wish, kind="mail")
        told.drafts.append((wish, draft))
        show.out.print(f"[bold]{escape(wish)}[/bold]")
        show.text(draft.text)
        for reason in draft.reasons:
            show.out.print(f"[dim]- {escape(reason)}[/dim]")
        show.out.print()


def _recommend(home: thyself.Home, told: Told) -> None:
    _head("Books picked for one reader by what they rated, and for Emily by what she spoke of")
    for name, k in (("reader", 4), ("emily", 2)):
        picks = home.person(name).recommend("books", k=k)
        told.picks.append((name, picks))
        show.ranking(picks)


def _measure(home: thyself.Home, told: Told) -> None:
    _head("What a month of a watch shows")
    me = home.person("walker")
    for topic in ("sleep", "activity"):
        told.findings.extend(_mixed(me.insights(topic, limit=20)))
    show.findings(told.findings)


def _mixed(found: list[Finding], most: int = 3) -> list[Finding]:
    """The strongest finding of each sort: a level, a change, a weekend …"""
    sorts: dict[str, Finding] = {}
    for each in found:
        sorts.setdefault(each.name.partition(":")[0], each)
    return list(sorts.values())[:most]


def _forget(home: thyself.Home, told: Told) -> None:
    _head("Forgetting: one chat of Emily's, and the proof")
    me = home.person("emily")
    trace = next(iter(me.traces()))
    told.receipt = me.forget(trace_ids=trace.id)
    show.receipt(told.receipt)
