"""MCP over HTTP, at ``/mcp``: the same tools, for the person of the key that each request shows."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final

from fastapi import FastAPI, Request
from fastapi.security import HTTPAuthorizationCredentials
from starlette.exceptions import HTTPException
from starlette.routing import Route

from thyself.core import Refused, ThyselfError
from thyself.serve.api.doors import signed
from thyself.serve.api.problems import problem, status_of
from thyself.serve.house import House, Visitor
from thyself.serve.keys import Verb
from thyself.serve.mcp import Tools, server_of

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

_visitor: Final[ContextVar[Visitor]] = ContextVar("visitor")


def on(app: FastAPI, house: House) -> None:
    """Put the door on an application, where the extra ``mcp`` is installed."""
    try:
        from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
    except ImportError:
        return
    manager = StreamableHTTPSessionManager(server_of(_tools)._lowlevel_server, json_response=True, stateless=True)
    app.state.mcp = manager
    app.router.routes.append(Route("/mcp", endpoint=Gate(house, manager)))


@asynccontextmanager
async def running(app: FastAPI) -> AsyncIterator[None]:
    """The door is open while this lasts."""
    manager = getattr(app.state, "mcp", None)
    if manager is None:
        yield
        return
    async with manager.run():
        yield


class Gate:
    """Lets in who shows a person's key; which tools it may use, its verbs say.

    Args:
        house: Where the keys are.
        manager: Speaks the protocol.
    """

    def __init__(self, house: House, manager: object) -> None:
        self._house, self._manager = house, manager

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        request = Request(scope, receive)
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        shown = HTTPAuthorizationCredentials(scheme=kind, credentials=token.strip())
        try:
            key = signed(request, shown, "read")
            visitor = self._house.visitor(key)
        except HTTPException as error:
            await problem(error.status_code, str(error.detail), head=error.headers)(scope, receive, send)
            return
        except ThyselfError as error:
            await problem(status_of(error), str(error))(scope, receive, send)
            return
        request.state.person = key.person
        told = _visitor.set(visitor)
        try:
            await self._manager.handle_request(scope, receive, send)  # type: ignore[attr-defined]
        finally:
            _visitor.reset(told)


def _tools(verb: Verb) -> Tools:
    visitor = _visitor.get()
    if not visitor.key.may(verb):
        raise Refused(f"this key does not allow to {verb}; it allows to {', '.join(visitor.key.verbs)}")
    return Tools(visitor.house.home, visitor.person, visitor.guest, visitor.take)
