"""Owner: who is let in; nobody's data is seen here."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse, Response

from thyself.core import ThyselfError
from thyself.serve.api.people import backup as backed_up
from thyself.serve.house import House
from thyself.serve.page.seen import OwnerForm, OwnerPage, rendered
from thyself.serve.sessions import Session

router = APIRouter()
Owner = tuple[House, Session]


@router.get("/owner")
def show(owner: OwnerPage) -> Response:
    """The people and the keys."""
    return _shown(owner)


def _shown(owner: Owner, *, token: str = "", of: str = "", told: str = "", status: int = 200) -> Response:
    house, session = owner
    given = {"form": session.form, "people": house.home.people(), "keys": house.keys.all(), "zone": _zone(house)}
    return rendered("owner.html", {**given, "token": token, "of": of, "told": told, "mine": session.key.id}, status)


def _zone(house: House) -> object:
    return house.home.settings.zone


@router.post("/owner/people")
def enter(owner: OwnerForm, name: Annotated[str, Form(min_length=1, max_length=200)]) -> Response:
    """Enter somebody, with a key of their own, which is shown this once."""
    house, _ = owner
    try:
        house.enter(name)
        token, _key = house.keys.make(name, name=f"{name}'s own")
    except ThyselfError as error:
        return _shown(owner, told=str(error), status=422)
    return _shown(owner, token=token, of=name)


@router.post("/owner/keys/{key}/revoke")
def revoke(owner: OwnerForm, key: str) -> Response:
    """Take any key back."""
    owner[0].keys.revoke(key)
    return RedirectResponse("/owner", 303)


@router.post("/owner/backup")
def backup(owner: OwnerForm) -> Response:
    """Write a copy of the home."""
    return _shown(owner, told=f"Written: backups/{backed_up(owner[0])['written']}")
