"""Doors: each route names the one verb that it needs; who has no key with that verb does not come in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, HTTPException, Path, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from thyself.serve.house import House, Visitor
from thyself.serve.keys import Key, Verb

_bearer = HTTPBearer(auto_error=False, description="A key: `thyself key add` makes one.")
Shown = Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)]


class Needs:
    """What a route needs; the test that walks all routes reads it here."""

    def __init__(self, verb: Verb) -> None:
        self.verb = verb


class OfPerson(Needs):
    """Lets in who has a key to the person that the path names, for a verb."""

    def __call__(self, request: Request, shown: Shown, id: Annotated[str, Path(examples=["me"])]) -> Visitor:
        """The visitor."""
        key = signed(request, shown, self.verb)
        if key.person is None or key.person != id:
            raise HTTPException(403, "this key is not for this person")
        request.state.person = key.person
        return house(request).visitor(key)


class OfKey(Needs):
    """Lets in who has a key with a verb; whose data it reaches, the key says."""

    def __call__(self, request: Request, shown: Shown) -> Visitor:
        """The visitor."""
        key = signed(request, shown, self.verb)
        visitor = house(request).visitor(key)
        request.state.person = key.person
        return visitor


class OfOwner(Needs):
    """Lets in the owner."""

    def __init__(self) -> None:
        super().__init__("manage")

    def __call__(self, request: Request, shown: Shown) -> House:
        """The house."""
        signed(request, shown, self.verb)
        return house(request)


ToRead = Annotated[Visitor, Depends(OfPerson("read"))]
ToAdd = Annotated[Visitor, Depends(OfPerson("add"))]
ToAsk = Annotated[Visitor, Depends(OfPerson("ask"))]
ToChange = Annotated[Visitor, Depends(OfPerson("change"))]
ToForget = Annotated[Visitor, Depends(OfPerson("forget"))]
ToExport = Annotated[Visitor, Depends(OfPerson("export"))]
OwnRead = Annotated[Visitor, Depends(OfKey("read"))]
OwnAsk = Annotated[Visitor, Depends(OfKey("ask"))]
ToOwner = Annotated[House, Depends(OfOwner())]


def house(request: Request) -> House:
    """The house whose door this is."""
    found: House = request.app.state.house
    return found


def signed(request: Request, shown: HTTPAuthorizationCredentials | None, verb: Verb) -> Key:
    """The key that was shown, where it allows the verb.

    Raises:
        HTTPException: 401 without a good key, 403 where it does not allow this, 429 where it comes too often.
    """
    where = house(request)
    token = shown.credentials if shown is not None else request.headers.get("x-api-key", "")
    key = where.keys.find(token)
    if key is None:
        patience(where.strangers.wait, request.client.host if request.client else "")
        raise HTTPException(401, "show a good key: 'Authorization: Bearer thy_…'", {"WWW-Authenticate": "Bearer"})
    request.state.by, request.state.verb = f"key {key.id} ({key.name})", verb
    patience(where.rate.wait, key.id)
    if not key.may(verb):
        raise HTTPException(403, f"this key does not allow to {verb}; it allows to {', '.join(key.verbs)}")
    return key


def patience(wait: Callable[[str], float], who: str) -> None:
    """Let somebody go on, or say when they may come again.

    Raises:
        HTTPException: 429, with ``Retry-After``.
    """
    if seconds := wait(who):
        raise HTTPException(429, "this comes too often", {"Retry-After": str(int(seconds) + 1)})
