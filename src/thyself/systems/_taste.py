"""Taste: what a request to recommend goes by, read from the person's traces and profile."""

from __future__ import annotations

from typing import NoReturn

from thyself.core import Catalog, InvalidInput, Request
from thyself.profile import Profile, avoidances, update
from thyself.recommend import Interest, Taste, interactions, wishes
from thyself.systems._form import Desk


class OnlyRanks:
    """What a system that has no text to give answers to a request for one."""

    __slots__ = ()
    name: str

    def respond(self, request: Request, desk: Desk) -> NoReturn:
        """This system only ranks.

        Raises:
            InvalidInput: Always.
        """
        raise InvalidInput(f"system {self.name!r} has no text for the job {request.job!r}")


def profile_of(request: Request, desk: Desk) -> Profile:
    """The profile as it was at the time of the request."""
    profile = update(desk.scope, now=desk.clock())
    later = next(desk.scope.traces(since=request.now, limit=1), None)
    return profile if later is None else profile.known_at(request.now)


def wanted(request: Request) -> Catalog:
    """The catalogue to pick from.

    Raises:
        InvalidInput: There is none.
    """
    if request.catalog is None:
        raise InvalidInput("recommend: give a catalogue to pick from")
    return request.catalog


def taste_of(request: Request, desk: Desk) -> Taste:
    """What the person rated, read and named, cares about, and cannot have."""
    profile = profile_of(request, desk)
    return Taste(
        interactions=tuple(interactions(desk.scope, wanted(request), before=request.now)),
        interests=tuple(Interest(each.value, each.confidence, each.evidence) for each in profile.interests),
        avoidances=avoidances(profile),
        wishes=wishes.kept(desk.scope),
        zone=desk.zone,
    )
