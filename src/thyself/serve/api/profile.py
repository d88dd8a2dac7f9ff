"""Routes for the profile: read it, change it, see how it came to be."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter

from thyself.core import InvalidInput
from thyself.profile import Line, Profile
from thyself.serve.api.doors import ToChange, ToRead
from thyself.serve.api.traces import may_show
from thyself.serve.house import Visitor
from thyself.serve.wire import LineChange, LineIn, LineOut, PatchOut, ProfileOut

router = APIRouter(prefix="/v1/people/{id}/profile", tags=["profile"])


@router.get("", summary="What is known of the person")
def get_profile(visitor: ToRead, as_of: datetime | None = None, about: str | None = None) -> ProfileOut:
    """Lines with why, since when and how sure; with ``as_of``, what held at that time."""
    profile = visitor.person.profile
    if as_of is not None:
        profile = profile.as_of(visitor.on_clock(as_of) or as_of)
    lines = [each for each in profile.lines if about in (None, each.about)]
    shown, held = visitor.guest.visible(lines)
    return ProfileOut(lines=[LineOut.model_validate(each) for each in shown], held_back=held)


@router.post("/lines", status_code=201, summary="Add a line of the person's own")
def add_line(visitor: ToChange, given: LineIn) -> LineOut:
    """It stands, whatever is inferred later."""
    return LineOut.model_validate(visitor.person.profile.add(given.text, about=given.about))


@router.patch("/lines/{line}", summary="Say a line in other words, or keep it as it is")
def change_line(visitor: ToChange, line: str, change: LineChange) -> LineOut:
    """``text`` replaces its words, ``pinned`` keeps it from being replaced by what is inferred."""
    profile, found = _line(visitor, line)
    if change.text is None and change.pinned is None:
        raise InvalidInput("give 'text', 'pinned', or both")
    if change.text is not None:
        found = profile.edit(found, change.text)
    if change.pinned is not None and change.pinned != found.pinned:
        found = profile.pin(found) if change.pinned else profile.unpin(found) or found
    return LineOut.model_validate(found)


@router.delete("/lines/{line}", status_code=204, summary="Take a line out")
def remove_line(visitor: ToChange, line: str) -> None:
    """It is not inferred again; `revert` undoes this."""
    profile, found = _line(visitor, line)
    profile.remove(found)


@router.post("/lines/{line}/revert", status_code=204, summary="Undo what was done to a line")
def revert_line(visitor: ToChange, line: str) -> None:
    """What the traces say counts again."""
    visitor.person.profile.revert(line)


@router.get("/history", summary="How the profile came to be as it is")
def history(visitor: ToRead, line: str | None = None) -> list[PatchOut]:
    """Each change with its time and reason, in order."""
    patches = visitor.person.profile.history(line)
    return [PatchOut.model_validate(each) for each in patches if may_show(each.line.sensitivity, visitor)]


def _line(visitor: Visitor, name: str) -> tuple[Profile, Line]:
    """A line that the visitor may see; what they may not see is not there for them."""
    profile = visitor.person.profile
    found = profile.find(name)
    if not may_show(found.sensitivity, visitor):
        raise InvalidInput(f"there is no line {name!r}")
    return profile, found
