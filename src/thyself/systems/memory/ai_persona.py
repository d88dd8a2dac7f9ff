"""AI PERSONA: a dictionary of fields about a person, updated every few sessions by edits, used in each answer.

Source: AI PERSONA: Towards Life-long Personalization of LLMs (2024). The paper lets a language model rewrite the
dictionary; here an update is the difference of what records come to, so that a field that is not spoken of stays, and
every version can be had again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import perf_counter
from typing import Final

from thyself.core import InvalidInput, Request, Response
from thyself.core.registry import system
from thyself.memory import Turns, sessions
from thyself.memory.refine import Memory, refined, up_to_date
from thyself.memory.refine.pairs import Change, changes, pairs
from thyself.systems._find import Lexical
from thyself.systems._form import Answered, Conversational, Desk, Segments, System, Top
from thyself.systems._remembered import Remembered, finished, fits, respond

#: Areas that are entered only where the person stated them by themselves, never where a model inferred them.
GUARDED: Final = frozenset({"health", "allergy", "birth", "age", "fears"})


@dataclass(frozen=True, slots=True)
class Persona:
    """One version of the dictionary.

    Args:
        number: How many updates it has seen; 0 is empty.
        at: Up to when it has read; ``None`` of the empty one.
        fields: The memories of each field.
        changes: What the last update did.
    """

    number: int
    at: datetime | None
    fields: dict[str, list[Memory]]
    changes: tuple[Change, ...]

    @property
    def memories(self) -> list[Memory]:
        """All that it holds."""
        return [each for several in self.fields.values() for each in several]


@dataclass(frozen=True, slots=True)
class AiPersona:
    """The system; see :func:`ai_persona`."""

    rest: System
    every: int = 3
    start: int = 1
    name: str = "ai-persona"

    def respond(self, request: Request, desk: Desk) -> Response:
        """Answer from the dictionary, and from the texts themselves where it does not say."""
        begun = perf_counter()
        persona = self.persona(desk, before=min(request.as_of or request.now, request.now))
        found = fits(persona.memories, request.text)
        if not found:
            return finished(self.rest.respond(request, desk), self.name, begun)
        why = (f"from version {persona.number} of the dictionary, renewed every {self.every} sessions",)
        answer = respond(request, Remembered(found, {"The person": persona.memories}, why), desk)
        return finished(answer, self.name, begun)

    def persona(self, desk: Desk, *, before: datetime) -> Persona:
        """The dictionary as it stands at a time."""
        ends = self._ends(desk, before)
        return self._version(desk, ends, len(ends))

    def versions(self, desk: Desk, *, before: datetime) -> Iterator[Persona]:
        """All versions up to a time, the oldest first; none is lost, so that any can be gone back to."""
        ends = self._ends(desk, before)
        for number in range(1, len(ends) + 1):
            yield self._version(desk, ends, number)

    def _ends(self, desk: Desk, before: datetime) -> list[datetime]:
        """When the dictionary was renewed: after each session at first, then at the end of every so many."""
        up_to_date(desk.scope, now=desk.clock())
        ends = sorted(turns[-1].at for turns in sessions(list(desk.scope.traces(before=before))))
        return ends[self.start - 1 : self.every - 1] + ends[self.every - 1 :: self.every]

    def _version(self, desk: Desk, ends: Sequence[datetime], number: int) -> Persona:
        held, now = ([] if n < 1 else _told(desk, ends[n - 1]) for n in (number - 1, number))
        return Persona(number, ends[number - 1] if number else None, pairs(now), tuple(changes(held, now)))


def _told(desk: Desk, until: datetime) -> list[Memory]:
    """What is known at the end of a session; what a model inferred of guarded areas is left out."""
    held = refined(desk.scope, before=until + timedelta(microseconds=1)).at(until)
    return [each for each in held if each.about not in GUARDED or any(not by.startswith("model-") for by in each.by)]


@system(
    number=59,
    name="ai-persona",
    serves=("ask",),
    title="AI PERSONA: Towards Life-long Personalization of LLMs",
    job="keep a dictionary of fields about a person, edit it every few sessions, and answer with it",
)
def ai_persona(*, every: int = 3, start: int = 1, k: int = 3) -> AiPersona:
    """Make the system.

    Args:
        every: After how many sessions the dictionary is renewed.
        start: After how many sessions it is first made, and renewed after each until there are ``every``; as many as
            ``every`` is the paper's way, which leaves it empty until then.
        k: How many turns are read where the dictionary does not say.

    Raises:
        InvalidInput: ``every`` or ``start`` is less than one.
    """
    if every < 1 or start < 1:
        raise InvalidInput(f"every={every}, start={start}: give numbers of sessions, 1 or more")
    rest = Conversational("ai-persona", Segments(lambda _: Turns()), Lexical(), Top(k=k), Answered())
    return AiPersona(rest, every, start)
