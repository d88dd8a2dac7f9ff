"""Noted: middleware that counts each request, logs it in one line without anybody's words, and sets safe heads."""

from __future__ import annotations

import json
import logging
from time import perf_counter
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from thyself.serve.house import House
    from thyself.serve.metrics import Metrics

_log: Final = logging.getLogger("thyself.access")

#: Nothing from elsewhere, no script in a page, no frame, no form to elsewhere.
HEADS: Final = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
        " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}
_UNNOTED: Final = ("/health", "/ready", "/metrics", "/static/{path:path}", "")


class Noted:
    """Counts, logs, and sets heads.

    Args:
        app: What it stands before.
        house: Where acts are noted.
        metrics: Where they are counted.
    """

    def __init__(self, app: ASGIApp, house: House, metrics: Metrics) -> None:
        self._app, self._house, self._metrics = app, house, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun, status = perf_counter(), 500
        seconds: float | None = None

        async def headed(message: Message) -> None:
            nonlocal status, seconds
            if message["type"] == "http.response.start":
                status, seconds = message["status"], perf_counter() - begun
                there = {name for name, _ in message["headers"]}
                new = {**HEADS} if b"cache-control" in there else {**HEADS, "cache-control": "no-store"}
                message["headers"] = [
                    *message["headers"],
                    *((name.encode(), value.encode()) for name, value in new.items() if name.encode() not in there),
                ]
            await send(message)

        try:
            await self._app(scope, receive, headed)
        finally:
            self._note(scope, status, perf_counter() - begun if seconds is None else seconds)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", "")
        method = scope["method"]
        self._metrics.note(method, route, status, seconds)
        state = scope.get("state", {})
        by, verb = state.get("by", ""), state.get("verb", "")
        _log.info(
            json.dumps({"method": method, "route": route, "status": status, "ms": round(seconds * 1e3, 1), "by": by})
        )
        if by and route not in _UNNOTED:
            self._house.access.note(state.get("person"), by=by, verb=verb, route=f"{method} {route}", status=status)
