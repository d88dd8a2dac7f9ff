"""Profile: all that is known, line by line with why; edit, pin, remove, restore; as of any date."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse, Response

from thyself.profile import Line
from thyself.serve.page.seen import FormChange, SeenRead

router = APIRouter()


@router.get("/profile")
def show(seen: SeenRead, as_of: str = "") -> Response:
    """The lines, by area; as of a day, those that held at its end."""
    profile = seen.visitor.person.profile
    shown, day = profile, _day(as_of)
    if day is not None:
        shown = profile.as_of(datetime.combine(day, time(23, 59, 59), tzinfo=seen.zone))
    lines, held = seen.visitor.guest.visible(shown.lines)
    areas: dict[str, list[Line]] = {}
    for each in lines:
        areas.setdefault(each.about, []).append(each)
    removed = {each.line_id: each for each in profile.history() if each.op == "remove"}
    there = {each.id for each in profile.lines}
    return seen.page(
        "profile.html",
        areas=areas,
        held=held,
        as_of=day.isoformat() if day else "",
        past=[] if day else profile.past,
        removed=[] if day else [each for key, each in removed.items() if key not in there],
        style=profile.style.describe() if profile.style else "",
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@router.post("/profile/add")
def add(
    seen: FormChange,
    text: Annotated[str, Form(min_length=1, max_length=2000)],
    about: Annotated[str, Form(max_length=60)] = "notes",
) -> Response:
    """A line of the person's own."""
    line = seen.visitor.person.profile.add(text, about=about or "notes")
    return _back(line.id)


@router.post("/profile/{line}/{act}")
def act(seen: FormChange, line: str, act: str, text: Annotated[str, Form(max_length=2000)] = "") -> Response:
    """Edit, pin, unpin, remove or restore a line."""
    profile = seen.visitor.person.profile
    if act == "edit":
        profile.edit(line, text)
    elif act == "restore":
        profile.revert(line)
    else:
        {"pin": profile.pin, "unpin": profile.unpin, "remove": profile.remove}.get(act, profile.find)(line)
    return _back(line)


def _back(line: str) -> Response:
    return RedirectResponse(f"/profile#line-{quote(line)}", 303)
