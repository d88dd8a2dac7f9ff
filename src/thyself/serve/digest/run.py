"""Run: one mail a day to each of a group; what went out is never sent again, and a run that broke off goes on."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import IO, TYPE_CHECKING, Final, Literal
from urllib.parse import urlsplit

from thyself.core import Evidence, InvalidInput, ModelError, Ranking, ThyselfError
from thyself.core.trace import digest
from thyself.guard import may_see, sent
from thyself.home import Home
from thyself.models import LanguageModel
from thyself.person import Person
from thyself.serve.digest.choose import Remembered, choose, offered
from thyself.serve.digest.fetch import Fetched, Limits, fetch
from thyself.serve.digest.group import Reader
from thyself.serve.digest.kept import SENT, Claim, Kept
from thyself.serve.digest.letter import Ending, Entry, Letter
from thyself.serve.digest.links import Subscription, kept_link, stopped
from thyself.serve.digest.send import Carrier, Destination, Sender, Undelivered, Unreachable, Unsure
from thyself.serve.digest.word import Card, Worded, Wording, template
from thyself.sources.feeds import marks
from thyself.store import Derived, Progress, Scope

if TYPE_CHECKING:
    import numpy as np

Status = Literal["sent", "would be sent", "sent today already", "nothing new", "wants none", "unsure", "failed"]

_SUMMARY: Final = 600
_UNSURE: Final = "it was being sent when a run broke off, and may have arrived: its items are not sent again"


@dataclass(frozen=True, slots=True)
class Options:
    """How digests are made.

    Args:
        server: The address under which this home is served (``https://me.example.org``): links go through it, and a
            click comes back as a trace. Without it links go to the items themselves.
        answers: The address that takes mails which end the digest.
        limits: How long is waited for a feed, and how much of it is read.

    Raises:
        InvalidInput: The server's address is none.
    """

    server: str = ""
    answers: str = "digest@localhost"
    limits: Limits = field(default_factory=Limits)

    def __post_init__(self) -> None:
        parts = urlsplit(self.server)
        if self.server and (parts.scheme not in ("http", "https") or not parts.hostname):
            raise InvalidInput(f"{self.server!r} is no address of a server; write https://me.example.org")

    def address(self, *path: str) -> str:
        """An address of the server; empty where there is none."""
        return "/".join([self.server.rstrip("/"), "d", *path]) if self.server else ""


@dataclass(frozen=True, slots=True)
class Done:
    """What became of one person's digest.

    Args:
        person, to: Whose, and where it went.
        status: What became of it.
        note: Why it is so, and what to know of how it was made.
        letter: What it says; ``None`` where there is none.
    """

    person: str
    to: str
    status: Status
    note: str = ""
    letter: Letter | None = None

    @property
    def titles(self) -> tuple[str, ...]:
        """What is in it, best first."""
        return tuple(entry.card.title for entry in self.letter.entries) if self.letter is not None else ()


@dataclass(frozen=True, slots=True)
class Report:
    """What became of a run: feed by feed, person by person."""

    feeds: tuple[Fetched, ...]
    people: tuple[Done, ...]

    @property
    def problems(self) -> tuple[str, ...]:
        """What went wrong, one line each."""
        feeds = [each.problem for each in self.feeds if each.problem]
        return (*feeds, *(f"{each.person}: {each.note}" for each in self.people if each.status in ("failed", "unsure")))


class Digest:
    """Makes digests for people of one home.

    Args:
        home: Where their data is.
        options: How digests are made.
    """

    def __init__(self, home: Home, options: Options | None = None) -> None:
        self._home = home
        self._options = options or Options()

    def run(self, readers: Sequence[Reader], sender: Sender, *, progress: Progress | None = None) -> Report:
        """Send each reader today's digest, once a day on the reader's own clock.

        What went wrong with one feed or one person is told, and the others are served. It can be stopped anywhere; a
        later run on the same day goes on with those who got none.

        Raises:
            InvalidInput: Another run is at work on this home.
        """
        with _alone(self._home), sender.open() as carrier:
            table = _Table(self._home, self._options, sender, self._home.language_model, Subscription.of)
            return table.served(readers, lambda made: table.send(made, carrier), progress)

    def preview(self, readers: Sequence[Reader], sender: Sender) -> Report:
        """What :meth:`run` would send. Feeds are read; nothing is kept or sent, and no model is asked."""
        table = _Table(self._home, self._options, sender, None, Subscription.passing)
        return table.served(readers, lambda made: made.done("would be sent"), None)


@dataclass(frozen=True, slots=True)
class _Made:
    """One person's digest, ready to go."""

    reader: Reader
    scope: Scope
    letter: Letter
    claim: Claim
    note: str = ""

    def done(self, status: Status, note: str = "") -> Done:
        told = "; ".join(each for each in (note, self.note) if each)
        return Done(self.reader.person, self.reader.to, status, told, self.letter)


class _Table:
    """What one run works with."""

    def __init__(
        self,
        home: Home,
        options: Options,
        sender: Sender,
        model: LanguageModel | None,
        subscription: Callable[[Home, Person], Subscription],
    ) -> None:
        self._home, self._options, self._sender = home, options, sender
        self._model, self._subscription = model, subscription
        self._down = ""
        self._feeds: Mapping[str, Fetched] = {}
        self._kept: dict[str, np.ndarray] = {}
        self._known = set(home.people())

    def served(self, readers: Sequence[Reader], act: Callable[[_Made], Done], progress: Progress | None) -> Report:
        """Each reader in turn; feeds are fetched once, for those who get a digest at all."""
        early = {reader.person: self._early(reader) for reader in readers}
        wanted = [feed for reader in readers if early[reader.person] is None for feed in reader.feeds]
        fetched = fetch(wanted, self._options.limits)
        self._feeds = {each.source: each for each in fetched}
        people = []
        for number, reader in enumerate(readers, 1):
            people.append(early[reader.person] or self._one(reader, act))
            if progress is not None:
                progress(number, len(readers))
        return Report(tuple(fetched), tuple(people))

    def send(self, made: _Made, carrier: Carrier) -> Done:
        """Claim it, deliver it, settle it; undo the claim where it surely did not arrive."""
        kept = Kept(made.scope)
        kept.claim(made.claim)
        try:
            carrier.deliver(made.letter, self._home.clock())
        except Undelivered as error:
            kept.undo(made.claim)
            self._down = str(error) if isinstance(error, Unreachable) else ""
            return made.done("failed", str(error))
        except Unsure as error:
            return made.done("unsure", f"{error}; {_UNSURE}")
        kept.settle(made.claim)
        return made.done("sent")

    def _early(self, reader: Reader) -> Done | None:
        """What is known before anything is fetched; ``None`` for who is to get a digest."""

        def done(status: Status, note: str = "") -> Done:
            return Done(reader.person, reader.to, status, note)

        if reader.person not in self._known:
            return done("failed", f"nobody here is called {reader.person!r}: thyself people lists who is")
        scope = self._home.person(reader.person).scope
        if stopped(scope):
            return done("wants none", "ended by the person: thyself digest --subscribe begins it again")
        state = Kept(scope).state(self._today(scope))
        if state is None:
            return None
        return done("sent today already") if state == "sent" else done("unsure", _UNSURE)

    def _today(self, scope: Scope) -> date:
        return self._home.clock().astimezone(scope.zone).date()

    def _one(self, reader: Reader, act: Callable[[_Made], Done]) -> Done:
        if self._down:
            return Done(reader.person, reader.to, "failed", self._down)
        try:
            made = self._made(reader)
            return made if isinstance(made, Done) else act(made)
        except ThyselfError as error:
            return Done(reader.person, reader.to, "failed", str(error))

    def _made(self, reader: Reader) -> _Made | Done:
        person = self._home.person(reader.person)
        scope, place = person.scope, self._sender.destination(reader.to)
        allows = self._home.settings.remote_allows
        read = [each for source in dict.fromkeys(reader.feeds) if (each := self._feeds[source]).feed is not None]
        if not read:
            return Done(reader.person, reader.to, "failed", "none of the feeds could be read")
        items = offered(read, Kept(scope).seen)
        embed = Remembered(self._home.embedder, self._kept)
        picks = choose(
            scope, items, person.profile, embed=embed, k=reader.items, sees=lambda level: may_see(level, place, allows)
        )
        if not picks:
            return Done(reader.person, reader.to, "nothing new")
        cards, note = self._cards(scope, picks)
        letter, links = self._letter(reader, person, cards)
        its = tuple(dict.fromkeys(mark for card in cards for mark in marks(card.item)))
        told = "; ".join(each for each in (picks.note, note) if each)
        return _Made(reader, scope, letter, Claim(letter.day, its, links, self._record(cards, place)), told)

    def _cards(self, scope: Scope, picks: Ranking) -> tuple[list[Card], str]:
        """The cards; a model that fails is asked no more in this run."""
        cards, note = [], ""
        for pick in picks:
            try:
                worded = Wording(self._model, scope.zone, self._home.settings.remote_allows).card(pick)
            except ModelError as error:
                self._model, note = None, f"worded by the template, for the model failed: {error}"
                worded = Worded(template(pick))
            self._note_model(scope, worded)
            cards.append(worded.card)
        return cards, note

    def _note_model(self, scope: Scope, worded: Worded) -> None:
        """What a model elsewhere was shown is recorded as soon as it was."""
        if self._model is not None and not self._model.local and worded.shown is not None:
            body = sent(worded.shown, self._model, at=self._home.clock(), allows=self._home.settings.remote_allows)
            scope.put([_sent_row({**body, "for": "a digest"}, worded.shown, worded.card.item.id)])

    def _record(self, cards: Sequence[Card], place: Destination) -> Derived | None:
        if place.local:
            return None
        shown = [piece for card in cards for piece in card.evidence]
        body = sent(shown, place, at=self._home.clock(), allows=self._home.settings.remote_allows)
        return _sent_row({**body, "for": f"a digest of {len(cards)} items"}, shown, place.name)

    def _letter(self, reader: Reader, person: Person, cards: Sequence[Card]) -> tuple[Letter, tuple[Derived, ...]]:
        ours, day = self._subscription(self._home, person), self._today(person.scope)
        entries, links = [], []
        for card in cards:
            url = str(card.item.attributes.get("url", ""))
            if url and self._options.server:
                name = ours.link(card.item.id, day.isoformat())
                links.append(kept_link(name, _leads(card, url), (each for e in card.evidence for each in e.trace_ids)))
                url = self._options.address(ours.token(name))
            entries.append(Entry(card, url))
        ending = Ending(ours.end, self._options.answers, self._options.address("u", ours.end))
        return Letter(reader.person, reader.to, day, tuple(entries), ending), tuple(links)


def _leads(card: Card, url: str) -> dict[str, str]:
    """What a click has to know: where it leads, and what was clicked."""
    item = card.item
    said = item.text.removeprefix(item.title).strip()[:_SUMMARY]
    return {
        "url": url,
        "item": item.id,
        "title": item.title,
        "summary": said,
        "feed": str(item.attributes.get("feed", "")),
    }


def _sent_row(body: Mapping[str, object], shown: Sequence[Evidence], to: str) -> Derived:
    ids = tuple(dict.fromkeys(each for piece in shown for each in piece.trace_ids))
    return Derived(SENT, digest(body["at"], to, *ids), body, ids, "any")


@contextmanager
def _alone(home: Home) -> Iterator[None]:
    """Hold the place of the one run that may be at work on a home on this machine; a killed run leaves it free.

    Raises:
        InvalidInput: Another run holds it.
    """
    folder = home.settings.folder
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"digest-{digest(str(home.settings.home))[:8]}.lock").open("a+b") as file:
        if not _locked(file):
            raise InvalidInput("another digest is being made for this home: wait until it is done")
        yield


def _locked(file: IO[bytes]) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
