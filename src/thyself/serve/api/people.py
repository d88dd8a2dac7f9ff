"""Routes for people, keys and the home itself."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Query, Request

from thyself.core import InvalidInput
from thyself.serve import wire
from thyself.serve.api.doors import OwnRead, ToChange, ToForget, ToOwner, ToRead
from thyself.serve.api.traces import forgotten

router = APIRouter(prefix="/v1", tags=["people"])


@router.get("/people", summary="Who is in this home")
def people(house: ToOwner) -> wire.People:
    """The names; the owner reads nothing else of anybody."""
    return wire.People(people=house.home.people())


@router.post("/people", status_code=201, summary="Enter somebody, with a key of their own")
def enter(house: ToOwner, given: wire.PersonIn) -> wire.KeyMade:
    """The person is entered where they are new; the key is shown this once, and is for them."""
    house.enter(given.name, given.timezone)
    token, key = house.keys.make(given.name, name=f"{given.name}'s own")
    return wire.KeyMade(token=token, key=wire.KeyOut.model_validate(key))


@router.get("/keys", summary="All keys")
def keys(house: ToOwner) -> list[wire.KeyOut]:
    """Without what they are made of."""
    return [wire.KeyOut.model_validate(each) for each in house.keys.all()]


@router.delete("/keys/{key}", status_code=204, summary="Take back any key")
def revoke(house: ToOwner, key: str) -> None:
    """It opens nothing from now on."""
    house.keys.revoke(key)


@router.post("/backup", status_code=201, summary="Write a copy of the whole home")
def backup(house: ToOwner) -> dict[str, str]:
    """Into the folder `backups` beside the home; what is forgotten later is still in it."""
    name = f"thyself-{house.home.clock():%Y%m%dT%H%M%S%f}.db"
    return {"written": house.home.backup(house.home.settings.folder / "backups" / name).name}


@router.get("/person", summary="Whose key this is")
def own(visitor: OwnRead) -> wire.PersonOut:
    """Name, clock, and how many traces there are."""
    return person(visitor)


@router.get("/people/{id}", summary="The person of this key")
def person(visitor: ToRead) -> wire.PersonOut:
    """Name, clock, and how many traces there are."""
    scope = visitor.person.scope
    return wire.PersonOut(
        name=visitor.person.name, timezone=scope.zone.key, traces=scope.count(), paused=visitor.paused
    )


@router.delete("/people/{id}", summary="Forget everything of the person")
def forget_all(
    request: Request,
    visitor: ToForget,
    confirm: Annotated[str, Query(description="The person's name once more: this cannot be undone.")] = "",
) -> wire.Forgotten:
    """Traces, profile, keys and records: all of it, with proof."""
    if confirm != visitor.person.name:
        raise InvalidInput("confirm: give the person's name once more; this cannot be undone")
    visitor.house.access.write()
    request.state.by = ""  # this act is not recorded: the record would be all that is left of the person
    return forgotten(visitor.person.forget(everything=True))


@router.put("/people/{id}/pause", status_code=204, summary="Take nothing in for now")
def pause(visitor: ToChange) -> None:
    """By no door, until `DELETE` of the same."""
    visitor.pause()


@router.delete("/people/{id}/pause", status_code=204, summary="Take in again")
def go_on(visitor: ToChange) -> None:
    """By all doors."""
    visitor.go_on()


@router.get("/people/{id}/sent", summary="What left this machine")
def sent(visitor: ToRead) -> wire.Sent:
    """When, to whom, how much, and why that was allowed."""
    return wire.Sent(sent=[dict(each) for each in visitor.person.sent()])


@router.get("/people/{id}/access", summary="What was done with the person's data")
def access(visitor: ToRead, limit: Annotated[int, Query(ge=1, le=1000)] = 200) -> wire.Acts:
    """By which key and when; never what was asked or shown."""
    return wire.Acts(acts=visitor.house.access.of(visitor.person.name, limit=limit))


@router.get("/people/{id}/keys", summary="The person's keys")
def own_keys(visitor: ToChange) -> list[wire.KeyOut]:
    """Good ones and those taken back."""
    return [wire.KeyOut.model_validate(each) for each in visitor.house.keys.all(visitor.person.name)]


@router.post("/people/{id}/keys", status_code=201, summary="Make a key for an app")
def make_key(visitor: ToChange, given: wire.KeyIn) -> wire.KeyMade:
    """It allows no more than the key that makes it; the token is shown this once."""
    token, key = visitor.new_key(given.verbs, name=given.name, sees=given.sees)
    return wire.KeyMade(token=token, key=wire.KeyOut.model_validate(key))


@router.delete("/people/{id}/keys/{key}", status_code=204, summary="Take back one of the person's keys")
def revoke_own(visitor: ToChange, key: Annotated[str, Path()]) -> None:
    """It opens nothing from now on."""
    if all(each.id != key for each in visitor.house.keys.all(visitor.person.name)):
        raise HTTPException(404, "there is no such key")
    visitor.house.keys.revoke(key)
