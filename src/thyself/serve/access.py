"""Access: who did what by a door, and when; never what they asked or were shown."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import Any, Final

from thyself.core import StoreError
from thyself.store import Books, Entry

BOOK: Final = "access"
#: So many of the newest are kept.
KEPT: Final = 100_000
_AT_ONCE: Final = 500


@dataclass(slots=True)
class Access:
    """The record of what was done, gathered and written together.

    Args:
        books: Where it is kept.
        clock: Tells the time.
        people: Tells who is there: of somebody who was forgotten meanwhile, nothing is written.
    """

    books: Books
    clock: Callable[[], datetime]
    people: Callable[[], list[str]]
    _lock: Lock = field(default_factory=Lock)
    _waiting: list[Entry] = field(default_factory=list)
    _written: int = 0

    def note(self, person: str | None, *, by: str, verb: str, route: str, status: int) -> None:
        """Note one act; it is written with the next ones, within a second or at 500 of them."""
        at = self.clock()
        body = {"at": at.isoformat(), "by": by, "verb": verb, "route": route, "status": status}
        with self._lock:
            self._waiting.append(Entry(BOOK, f"{at.timestamp():.6f}-{secrets.token_hex(4)}", body, person))
            full = len(self._waiting) >= _AT_ONCE
        if full:
            self.write()

    def write(self) -> None:
        """Write what waits."""
        with self._lock:
            waiting, self._waiting = self._waiting, []
        if not waiting:
            return
        try:
            there = {None, *self.people()}
            self.books.put(each for each in waiting if each.person in there)
        except StoreError:
            with self._lock:
                self._waiting = [*waiting, *self._waiting][:KEPT]
            raise
        self._written += len(waiting)
        if self._written > KEPT // 10:
            self._written = 0
            self.books.trim(BOOK, KEPT)

    def of(self, person: str | None, *, limit: int = 200) -> list[dict[str, Any]]:
        """What was done with a person's data, newest first."""
        self.write()
        return [dict(each.body) for each in self.books.read(BOOK, person=person, newest_first=True, limit=limit)]
