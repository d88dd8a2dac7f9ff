"""Guest: a program that reads of a person through a door, treated as a model that is not on this machine.

Whatever it is shown may go anywhere. So the sensitivity router decides what it sees, and what it saw is recorded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from thyself.core import Evidence, Response, Sensitivity, Turn
from thyself.core.trace import digest
from thyself.core.words import stems
from thyself.generate.context import READY, Context
from thyself.guard import may_see, sent, withheld
from thyself.home import Home
from thyself.person import Person
from thyself.profile import Line
from thyself.store import Derived

TOO_SENSITIVE: Final = (
    "What would answer this is too sensitive to leave this machine (THYSELF_REMOTE_ALLOWS says how far it may go)."
)


@dataclass(frozen=True, slots=True)
class Guest:
    """One person's data as a program elsewhere may see it.

    Args:
        home: Where it is kept.
        person: Whose it is; there is no way to another.
        name: What the record of what was sent calls the program.
        sees: The highest sensitivity that it is shown; what the settings say where it is not given.
        local: Whether it is the person's own, on this machine: it is shown everything, and nothing leaves.
    """

    home: Home
    person: Person
    name: str
    sees: Sensitivity | None = None
    local: bool = False

    def recall(self, question: str, *, k: int) -> tuple[list[Evidence], int]:
        """The evidence that may be shown, best first, and how many pieces were kept back."""
        self.person.index()
        found = self.person.recall(question, k=k)
        return self.shown(found)

    def ask(self, question: str) -> Response:
        """An answer, where everything that it stands on may be shown."""
        self.person.index()
        return self.answer(self.person.ask(question))

    def answer(self, response: Response) -> Response:
        """A response as far as it may be shown: as it is, or without what is too sensitive."""
        shown, held = self.shown(response.evidence)
        if not held and not self._tells_too_much(response.text):
            return response
        kept = (f"{held} of the traces behind it are too sensitive to be shown",) if held else ()
        return replace(response, text=TOO_SENSITIVE, evidence=tuple(shown), reasons=kept)

    def context(self, said: str, *, history: Sequence[Turn], budget: int) -> Context:
        """What matters to a turn and may be shown, which is recorded; what just came is found by its words."""
        found = self.person.context(
            said,
            history=history,
            budget=budget,
            allows=lambda sensitivity: may_see(sensitivity, self, self._allows),
            fresh=READY,
        )
        self._record([*found.evidence, *(piece for line in found.lines for piece in line.evidence)])
        return found

    def lines(self) -> tuple[list[Line], int]:
        """The lines of the profile that may be shown, and how many were kept back."""
        return self.visible(self.person.profile.lines)

    def visible(self, lines: Sequence[Line]) -> tuple[list[Line], int]:
        """Of some lines those that may be shown, which is recorded, and how many are kept back."""
        shown = [each for each in lines if may_see(each.sensitivity, self, self._allows)]
        self._record([piece for line in shown for piece in line.evidence])
        return shown, len(lines) - len(shown)

    @property
    def _allows(self) -> Sensitivity:
        return self.sees or self.home.settings.remote_allows

    def _tells_too_much(self, text: str) -> bool:
        """Whether a text says what a line of the profile says that may not be shown."""
        said = set(stems(text))
        lines = (each for each in self.person.profile.lines if not may_see(each.sensitivity, self, self._allows))
        return any(said.issuperset(stems(f"{line.about} {line.value}")) for line in lines)

    def shown(self, found: Sequence[Evidence]) -> tuple[list[Evidence], int]:
        """The pieces that may be shown, which is recorded, and how many are kept back."""
        held = withheld(found, self, self._allows)
        shown = [each for each in found if each not in held]
        self._record(shown)
        return shown, len(held)

    def _record(self, shown: Sequence[Evidence]) -> None:
        if not shown or self.local:
            return
        body = sent(shown, self, at=self.home.clock(), allows=self._allows)
        ids = tuple(dict.fromkeys(each for piece in shown for each in piece.trace_ids))
        self.person.scope.put([Derived("sent", digest(body["at"], self.name, *ids), body, ids, "any")])
