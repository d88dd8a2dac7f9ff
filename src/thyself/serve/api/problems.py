"""Problems: what went wrong, as ``application/problem+json`` (RFC 9457), in words and without anybody's content."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from thyself import core

_log: Final = logging.getLogger("thyself.serve")

#: The first class that fits tells the status.
_STATUS: Final[tuple[tuple[type[core.ThyselfError], int], ...]] = (
    (core.UnknownSystem, 404),
    (core.UnknownFormat, 415),
    (core.Refused, 403),
    (core.NotEnough, 409),
    (core.InvalidInput, 422),
    (core.InvalidTrace, 422),
    (core.SourceError, 422),
    (core.StoreBusy, 503),
    (core.ModelUnavailable, 503),
    (core.ModelError, 502),
    (core.StoreError, 409),
)
_TITLES: Final = {
    400: "Bad request", 401: "No good key", 403: "Not allowed", 404: "Not found", 405: "Not possible here",
    409: "Not possible now", 413: "Too large", 415: "Unknown format", 422: "Not understood", 429: "Too often",
    500: "A fault of the server", 502: "The model failed", 503: "Not possible now",
}  # fmt: skip


def problem(
    status: int,
    detail: str = "",
    *,
    errors: Sequence[Mapping[str, Any]] = (),
    head: Mapping[str, str] | None = None,
) -> JSONResponse:
    """An answer that tells a problem."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": _TITLES.get(status, "Error"),
        "status": status,
        "detail": detail,
    }
    if errors:
        body["errors"] = list(errors)
    return JSONResponse(body, status, dict(head or {}), media_type="application/problem+json")


def status_of(error: core.ThyselfError) -> int:
    """The status for an error of ours."""
    return next((status for kind, status in _STATUS if isinstance(error, kind)), 500)


def told(app: FastAPI) -> None:
    """Let an application tell its problems so."""

    @app.exception_handler(core.ThyselfError)
    async def ours(request: Request, error: core.ThyselfError) -> JSONResponse:
        status = status_of(error)
        head = {"Retry-After": "2"} if status == 503 else {}
        return problem(status, str(error), head=head)

    @app.exception_handler(HTTPException)
    async def plain(request: Request, error: HTTPException) -> JSONResponse:
        return problem(error.status_code, str(error.detail), head=error.headers)

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        # Without what was sent: it may be somebody's words.
        wrong = [{"where": ".".join(map(str, each["loc"])), "what": each["msg"]} for each in error.errors()]
        first = "; ".join(f"{each['where']}: {each['what']}" for each in wrong[:3])
        return problem(422, first, errors=wrong[:50])

    @app.exception_handler(RecursionError)
    async def deep(request: Request, error: RecursionError) -> JSONResponse:
        return problem(422, "what was sent is nested too deeply")

    @app.exception_handler(Exception)
    async def unforeseen(request: Request, error: Exception) -> JSONResponse:
        _log.error("a fault in %s: %s", request.scope.get("route", ""), type(error).__name__)
        return problem(500, "something went wrong in the server; its log says where")
