"""Door: the links of a digest on a server: one leads to an item and comes back as a trace, one ends the digest.

Who has the link needs no key: it opens one address, or ends one digest, and says nothing of anybody.
"""

from __future__ import annotations

from html import escape
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from thyself.core import InvalidInput
from thyself.home import Home
from thyself.serve.api.doors import house, patience
from thyself.serve.digest.links import clicked, leads_to, unsubscribed

router = APIRouter()

_PAGE: Final = """\
<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><meta name="robots" content="noindex"><title>Digest</title></head>
<body><main><h1>Digest</h1>{0}</main></body></html>
"""
_SURE: Final = '<p>Get no digest any more?</p><form method="post"><button>End it</button></form>'
_ENDED: Final = "<p>It is ended. You get no digest any more.</p>"


@router.get("/d/{token}", include_in_schema=False)
def follow(request: Request, token: str) -> Response:
    """On to an item; what a browser fetches before anybody clicked is no click."""
    home = _home(request)
    ahead = "prefetch" in f"{request.headers.get('sec-purpose', '')} {request.headers.get('purpose', '')}"
    try:
        return RedirectResponse(leads_to(home, token) if ahead else clicked(home, token), 302)
    except InvalidInput as error:
        return _page(f"<p>{escape(str(error))}</p>", 404)


@router.get("/d/u/{token}", include_in_schema=False)
def ask(request: Request, token: str) -> Response:
    """Whether it is meant: programs that look at mails open their links. The token is looked at when it is sent."""
    _home(request)
    return _page(_SURE)


@router.post("/d/u/{token}", include_in_schema=False)
def end(request: Request, token: str) -> Response:
    """End the digest: from the page, or by one click in a mail program (RFC 8058), which sends no cookie."""
    try:
        unsubscribed(_home(request), token)
    except InvalidInput as error:
        return _page(f"<p>{escape(str(error))}</p>", 404)
    return _page(_ENDED)


def _home(request: Request) -> Home:
    where = house(request)
    patience(where.strangers.wait, request.client.host if request.client else "")
    return where.home


def _page(inside: str, status: int = 200) -> HTMLResponse:
    return HTMLResponse(_PAGE.format(inside), status, {"cache-control": "no-store", "referrer-policy": "no-referrer"})
