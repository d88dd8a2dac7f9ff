"""User profile: keys and values from texts about a person, kept current by adding, replacing, keeping and deleting.

Source: User Profile with Large Language Models: Construction, Updating, and Benchmarking (2025). The paper tunes models
of seven billion weights to write the profile anew; here rules read (a capable model adds to it when the home is
consolidated), and an update is the difference of what records come to.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from time import perf_counter

from thyself.core import InvalidInput, Request, Response
from thyself.core.registry import system
from thyself.memory import Turns
from thyself.memory.refine import Memory, refined, up_to_date
from thyself.memory.refine.pairs import Change, changes
from thyself.systems._find import Lexical
from thyself.systems._form import Answered, Conversational, Desk, Segments, System, Top
from thyself.systems._remembered import Remembered, finished, fits, respond


@dataclass(frozen=True, slots=True)
class UserProfile:
    """The system; see :func:`user_profile_llm`."""

    rest: System
    least: float = 0.0
    name: str = "user-profile-llm"

    def respond(self, request: Request, desk: Desk) -> Response:
        """Answer with the value of the key that is asked for; without one, from the texts themselves."""
        begun = perf_counter()
        held = self.profile(desk, before=request.now, at=request.as_of)
        found = fits(held, request.text)
        if not found:
            return finished(self.rest.respond(request, desk), self.name, begun)
        why = tuple(f"{each.text}: {each.why}, sure by {each.trust:.2f}" for each in found)
        answer = respond(request, Remembered(found, {"Known of the person": held}, why), desk)
        return finished(answer, self.name, begun)

    def profile(self, desk: Desk, *, before: datetime, at: datetime | None = None) -> list[Memory]:
        """What holds, as sure as is asked for; :func:`thyself.memory.refine.pairs.pairs` gives the keys.

        Args:
            desk: What may be used.
            before: Only what was told before this time.
            at: When it is to hold; at that same time where it is not given.
        """
        up_to_date(desk.scope, now=desk.clock())
        return [each for each in refined(desk.scope, before=before).at(at or before) if each.trust >= self.least]

    def update(self, desk: Desk, *, since: datetime, before: datetime) -> Sequence[Change]:
        """What the texts between two times do to the profile: add, replace, keep, delete."""
        return changes(self.profile(desk, before=since), self.profile(desk, before=before))


@system(
    number=138,
    name="user-profile-llm",
    serves=("ask",),
    title="User Profile with Large Language Models: Construction, Updating, and Benchmarking",
    job="turn texts about a person into keys and values, and keep them current by adding, replacing, keeping, deleting",
)
def user_profile_llm(*, least: float = 0.0, k: int = 3) -> UserProfile:
    """Make the system.

    Args:
        least: How sure a value must be to be given, from 0 to 1.
        k: How many turns are read where the profile does not say.

    Raises:
        InvalidInput: ``least`` is no share.
    """
    if not 0.0 <= least <= 1.0:
        raise InvalidInput(f"least={least}: give a number from 0 to 1")
    rest = Conversational("user-profile-llm", Segments(lambda _: Turns()), Lexical(), Top(k=k), Answered())
    return UserProfile(rest, least)
