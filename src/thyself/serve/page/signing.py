"""Signing in and out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from thyself.serve.api.doors import house, patience
from thyself.serve.page.seen import COOKIE, genuine, rendered, session
from thyself.serve.sessions import LASTS

router = APIRouter()


@router.get("/sign-in")
def show(request: Request) -> HTMLResponse:
    """The form."""
    return rendered("sign_in.html", {"wrong": ""})


@router.post("/sign-in")
def sign_in(request: Request, key: Annotated[str, Form(max_length=200)] = "") -> Response:
    """Sign in with a key."""
    where = house(request)
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise HTTPException(403, "sign in on the page itself")
    patience(where.strangers.wait, request.client.host if request.client else "")
    found = where.keys.find(key.strip())
    if found is not None and not found.sees_all:
        return rendered("sign_in.html", {"wrong": "less"}, 403)
    secret = where.sessions.begin(key)
    if secret is None:
        return rendered("sign_in.html", {"wrong": "none"}, 401)
    answer = RedirectResponse("/", 303)
    answer.set_cookie(
        COOKIE,
        secret,
        max_age=int(LASTS.total_seconds()),
        httponly=True,
        samesite="strict",
        secure=where.options.secure,
    )
    return answer


@router.post("/sign-out")
def sign_out(request: Request, form: Annotated[str, Form()] = "") -> Response:
    """Sign out."""
    found = session(request)
    genuine(request, found, form)
    house(request).sessions.end(found)
    answer = RedirectResponse("/sign-in", 303)
    answer.delete_cookie(COOKIE, httponly=True, samesite="strict")
    return answer
