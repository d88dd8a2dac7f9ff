"""The page: where a person sees all that is known of them, asks, corrects and forgets; it works without scripts."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from fastapi import FastAPI, Request
from starlette.responses import RedirectResponse, Response
from starlette.staticfiles import StaticFiles

from thyself.serve.page import ask, keeping, money, owner, picks, profile, settings, signing, today, traces
from thyself.serve.page.seen import Elsewhere

STATIC: Final = Path(__file__).parent / "static"


def on(app: FastAPI) -> None:
    """Put the page on an application."""
    for part in (signing, today, ask, profile, traces, picks, keeping, money, settings, owner):
        app.include_router(part.router, include_in_schema=False)
    app.mount("/static", Cached(directory=STATIC), name="static")

    @app.exception_handler(Elsewhere)
    async def elsewhere(request: Request, error: Elsewhere) -> Response:
        return RedirectResponse(error.where, 303)


class Cached(StaticFiles):
    """Files that a browser may keep for an hour."""

    def file_response(self, *given: object, **named: object) -> Response:
        """A file."""
        answer = super().file_response(*given, **named)  # type: ignore[arg-type]
        answer.headers["cache-control"] = "public, max-age=3600"
        return answer
