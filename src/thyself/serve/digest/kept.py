"""Kept: what a digest leaves with the person, so that nothing is sent twice: days, marks of items, links, the record.

Days and marks are digests and words such as ``"sent"``: nothing can be read out of them, and they stay until the person
goes. Links and the record name the traces for which items were picked, and go with them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from thyself.serve.digest.links import LINK
from thyself.store import Derived, Scope

DAY: Final = "digest:day"
SEEN: Final = "digest:seen"
SENT: Final = "sent"

State = Literal["sending", "sent"]


@dataclass(frozen=True, slots=True)
class Claim:
    """What is kept of one digest.

    Args:
        day: Its day on the person's clock.
        marks: Those of its items.
        links: The rows of its links.
        record: What left the machine with it; ``None`` where nothing did.
    """

    day: date
    marks: tuple[str, ...]
    links: tuple[Derived, ...]
    record: Derived | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """The rows of one person."""

    scope: Scope

    def seen(self, marks: Sequence[str]) -> set[str]:
        """Which of these were sent."""
        return {row.key for row in self.scope.derived(SEEN, keys=marks)} if marks else set()

    def state(self, day: date) -> State | None:
        """How the digest of a day stands; ``None`` where there is none yet."""
        row = next(self.scope.derived(DAY, keys=[day.isoformat()]), None)
        return None if row is None else "sent" if row.body["state"] == "sent" else "sending"

    def claim(self, claim: Claim) -> None:
        """Keep it before it is sent, so that a run that is killed meanwhile sends nothing twice; all or nothing."""
        day = self._day(claim.day, "sending")
        marks = [Derived(SEEN, mark, {"day": claim.day.isoformat()}, (), "always") for mark in claim.marks]
        record = [] if claim.record is None else [claim.record]
        self.scope.put([day, *marks, *claim.links, *record])

    def settle(self, claim: Claim) -> None:
        """It arrived."""
        self.scope.put([self._day(claim.day, "sent")])

    def undo(self, claim: Claim) -> None:
        """It surely did not arrive: as if it had never been made."""
        if claim.record is not None:
            self.scope.drop(SENT, keys=[claim.record.key])
        self.scope.drop(LINK, keys=[each.key for each in claim.links])
        self.scope.drop(SEEN, keys=claim.marks)
        self.scope.drop(DAY, keys=[claim.day.isoformat()])

    def _day(self, day: date, state: State) -> Derived:
        return Derived(DAY, day.isoformat(), {"state": state}, (), "always")
