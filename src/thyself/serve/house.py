"""House: a home with its doors open: who is let in, what they may do, and what is noted of it."""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Lock
from time import monotonic
from typing import Final

from anyio import CapacityLimiter

from thyself.core import AddReport, InvalidInput, Refused, ThyselfError, Trace
from thyself.home import Home
from thyself.person import Person
from thyself.profile.build import recent
from thyself.serve.access import Access
from thyself.serve.guest import Guest
from thyself.serve.keys import Key, Keys
from thyself.serve.limits import Rate
from thyself.serve.sessions import Sessions
from thyself.store import Derived

_log: Final = logging.getLogger("thyself.serve")
#: The derived row that says that nothing is taken in for now.
PAUSED: Final = "setting:paused"


#: The times that can be told on any clock.
_FIRST: Final = datetime(1, 1, 3, tzinfo=UTC)
_LAST: Final = datetime(9999, 12, 29, tzinfo=UTC)
#: What came in is made ready when so many seconds passed without more, and at the latest after so many.
_QUIET_S: Final = 0.5
_LONGEST_S: Final = 20.0


@dataclass(frozen=True, slots=True)
class Options:
    """How the doors stand.

    Args:
        hosts: The names by which the server may be addressed; others are refused, so that no page of another site can
            reach it by a name of its own.
        secure: Whether it is reached by https, so that cookies are sent by nothing else.
        most_bytes: How large a request may be.
        upload_bytes: How large an uploaded file may be.
        per_s, burst: How often a key may come.
        upstream, upstream_key: The OpenAI-compatible server behind the proxy, and its key.
    """

    hosts: tuple[str, ...] = ("127.0.0.1", "localhost", "[::1]", "::1")
    secure: bool = False
    most_bytes: int = 32 << 20
    upload_bytes: int = 512 << 20
    per_s: float = 200.0
    burst: int = 1000
    upstream: str | None = None
    upstream_key: str | None = None


def _humbly() -> None:
    """Let questions go before what this thread does, where the system can."""
    if hasattr(os, "setpriority") and sys.platform == "linux":  # elsewhere it would slow the whole process
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 10)


class _Closed(Exception):
    """The house is being closed."""


class House:
    """What all doors share.

    Args:
        home: Where everything is kept.
        options: How the doors stand.
    """

    def __init__(self, home: Home, options: Options) -> None:
        self.home = home
        self.options = options
        books = home.store.books
        self.keys = Keys(books, home.clock)
        self.sessions = Sessions(books, self.keys, home.clock)
        self.access = Access(books, home.clock, home.people)
        self.rate = Rate(options.per_s, options.burst)
        self.strangers = Rate(5.0, 50)
        self.at_work = CapacityLimiter(max(os.cpu_count() or 2, 2))
        self._behind = ThreadPoolExecutor(1, thread_name_prefix="thyself-index", initializer=_humbly)
        self._came: dict[str, float] = {}
        self._lock = Lock()
        self._closing = Event()

    def first_keys(self, person: str) -> tuple[str, str] | None:
        """On the first start: a key for the owner and one for a person; ``None`` where there are keys already."""
        if self.keys.all():
            return None
        self.enter(person)
        return self.keys.make(None, name="the owner")[0], self.keys.make(person, name=f"{person}'s own")[0]

    def enter(self, person: str, timezone: str | None = None) -> Person:
        """The handle to a person, who is entered where they are new."""
        scope = self.home.person(person).scope
        return self.home.person(person, timezone=timezone or scope.zone.key)

    def visitor(self, key: Key) -> Visitor:
        """Somebody who showed the key of a person.

        Raises:
            Refused: It is the owner's key, which reaches nobody's data.
        """
        if key.person is None:
            raise Refused("this is the owner's key, which lets people in but reads nothing of theirs: use a person's")
        person = self.home.person(key.person)
        guest = Guest(self.home, person, f"key {key.id} ({key.name})", key.sees, local=key.sees == "secret")
        return Visitor(self, key, person, guest)

    def index_soon(self, person: Person) -> None:
        """Make ready for questions what came in, when no more comes for a moment; one person after the other."""
        with self._lock:
            waits = person.name in self._came
            self._came[person.name] = monotonic()
            if not waits:
                self._behind.submit(self._index, person)

    def _index(self, person: Person) -> None:
        begun = monotonic()
        while not self._closing.is_set():
            with self._lock:
                left = min(self._came[person.name] + _QUIET_S, begun + _LONGEST_S) - monotonic()
                if left <= 0:
                    del self._came[person.name]
                    break
            self._closing.wait(left)
        try:
            person.index(progress=self._unless_closed)
            recent(person.scope, now=self.home.clock(), behind=0, progress=self._unless_closed)
        except _Closed:
            return  # what is left is made with the next question
        except ThyselfError as error:
            _log.warning("what came in is not ready for questions by meaning yet: %s", error)

    def _unless_closed(self, done: int, whole: int | None) -> None:
        if self._closing.is_set():
            raise _Closed

    def close(self) -> None:
        """Write what waits, and stop what goes on behind."""
        self._closing.set()
        self._behind.shutdown(wait=True, cancel_futures=True)
        self.access.write()


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who was let in to one person's data.

    Args:
        house: Where they are.
        key: What they showed.
        person: Whose data they reach.
        guest: The same, as far as their key shows it.
    """

    house: House
    key: Key
    person: Person
    guest: Guest

    @property
    def paused(self) -> bool:
        """Whether nothing is taken in for now."""
        return any(self.person.scope.derived(PAUSED))

    def on_clock(self, at: datetime | None) -> datetime | None:
        """A time that came by a door: on the person's clock where it has no zone, and with a day left at its ends."""
        if at is None:
            return None
        aware = at if at.tzinfo else at.replace(tzinfo=self.person.scope.zone)
        return min(max(aware, _FIRST), _LAST)

    def pause(self) -> None:
        """Take nothing in by any door from now on."""
        self.person.scope.put([Derived(PAUSED, "all", {}, (), "always")])

    def go_on(self) -> None:
        """Take in again."""
        self.person.scope.drop(PAUSED)

    def take(self, what: Path | Iterable[Trace], **reading: object) -> AddReport:
        """Keep what came by a door; it is made ready for questions behind.

        Raises:
            Refused: The person paused it; nothing was kept.
        """
        if self.paused:
            raise Refused("the person paused this: nothing is taken in until they go on (Settings on their page)")
        report = self.person.add(what, **reading)  # type: ignore[arg-type]
        if report.kept:
            self.house.index_soon(self.person)
        return report

    def new_key(self, verbs: Sequence[str], *, name: str, sees: str) -> tuple[str, Key]:
        """Make another key to the same data, which allows no more than this one.

        Raises:
            InvalidInput: It would allow more.
        """
        from thyself.core import SENSITIVITIES

        if more := [each for each in verbs if each not in self.key.verbs]:
            raise InvalidInput(f"this key cannot give what it does not have: {', '.join(more)}")
        if sees not in SENSITIVITIES or SENSITIVITIES.index(sees) > SENSITIVITIES.index(self.key.sees):
            raise InvalidInput(f"this key cannot show more than {self.key.sees!r}")
        wanted = verbs or self.key.verbs
        return self.house.keys.make(self.key.person, wanted, name=name, sees=sees)
