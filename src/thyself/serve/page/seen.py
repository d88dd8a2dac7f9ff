"""Seen: who looks at the page, and how what they see is made."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Final
from zoneinfo import ZoneInfo

from fastapi import Depends, Form, HTTPException, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from thyself.serve.api.doors import Needs, house, patience
from thyself.serve.house import House, Visitor
from thyself.serve.sessions import Session
from thyself.signals.metrics import metric_of
from thyself.signals.sensemaking import figure

COOKIE: Final = "thyself"


class Elsewhere(Exception):
    """What is asked for is not for who asks, but another page is."""

    def __init__(self, where: str) -> None:
        super().__init__(where)
        self.where = where


@dataclass(frozen=True, slots=True)
class Seen:
    """Somebody who looks at the page.

    Args:
        request: What they asked for.
        session: Who they are.
        visitor: What they reach.
    """

    request: Request
    session: Session
    visitor: Visitor

    @property
    def zone(self) -> ZoneInfo:
        """Their clock."""
        return self.visitor.person.scope.zone

    def page(self, template: str, /, *, status: int = 200, **shown: Any) -> HTMLResponse:
        """A page, or the part of one."""
        visitor = self.visitor
        shared = {
            "form": self.session.form,
            "person": visitor.person.name,
            "zone": self.zone,
            "may": visitor.key.may,
            "paused": visitor.paused,
            "path": self.request.url.path,
        }
        return rendered(template, {**shared, **shown}, status)


class OfSession(Needs):
    """Lets in who is signed in and may do something."""

    def __call__(self, request: Request) -> Seen:
        """Who looks."""
        found = session(request)
        if found.key.person is None:
            raise Elsewhere("/owner")
        if not found.key.may(self.verb):
            raise HTTPException(403, f"with this key you cannot {self.verb}")
        if not found.key.sees_all:
            raise HTTPException(403, "this key does not see everything, and the page shows it: use your own")
        request.state.verb = self.verb
        return Seen(request, found, house(request).visitor(found.key))


class OfForm(Needs):
    """Lets in a form that came from a page of the same session."""

    def __call__(self, request: Request, form: Annotated[str, Form(alias="form")] = "") -> Seen:
        """Who sent it."""
        seen = OfSession(self.verb)(request)
        genuine(request, seen.session, form)
        return seen


class OfOwnerPage(Needs):
    """Lets in the owner."""

    def __init__(self) -> None:
        super().__init__("manage")

    def __call__(self, request: Request) -> tuple[House, Session]:
        """The house and the session."""
        found = session(request)
        if not found.key.may("manage"):
            raise HTTPException(403, "this page is for the owner of the home")
        return house(request), found


class OfOwnerForm(OfOwnerPage):
    """Lets in a form of the owner's."""

    def __call__(self, request: Request, form: Annotated[str, Form(alias="form")] = "") -> tuple[House, Session]:
        """The house and the session."""
        where, found = super().__call__(request)
        genuine(request, found, form)
        return where, found


SeenRead = Annotated[Seen, Depends(OfSession("read"))]
SeenAsk = Annotated[Seen, Depends(OfSession("ask"))]
SeenForget = Annotated[Seen, Depends(OfSession("forget"))]
FormAdd = Annotated[Seen, Depends(OfForm("add"))]
FormAsk = Annotated[Seen, Depends(OfForm("ask"))]
FormChange = Annotated[Seen, Depends(OfForm("change"))]
FormForget = Annotated[Seen, Depends(OfForm("forget"))]
FormExport = Annotated[Seen, Depends(OfForm("export"))]
OwnerPage = Annotated[tuple[House, Session], Depends(OfOwnerPage())]
OwnerForm = Annotated[tuple[House, Session], Depends(OfOwnerForm())]


def session(request: Request) -> Session:
    """Who is signed in.

    Raises:
        Elsewhere: Nobody is: sign in first.
    """
    where = house(request)
    found = where.sessions.find(request.cookies.get(COOKIE, ""))
    if found is None:
        raise Elsewhere("/sign-in")
    request.state.by = f"page ({found.key.name})"
    request.state.verb = "read"
    request.state.person = found.key.person
    patience(where.rate.wait, found.id)
    return found


def genuine(request: Request, session: Session, form: str) -> None:
    """Make sure that a form came from a page of ours.

    Raises:
        HTTPException: 403 where it did not.
    """
    same = request.headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")
    if not same or not hmac.compare_digest(form.encode(), session.form.encode()):
        raise HTTPException(403, "this form did not come from a page of this session: load the page again")


def rendered(name: str, shown: Mapping[str, Any], status: int = 200) -> HTMLResponse:
    """A page as HTML."""
    return HTMLResponse(_made.get_template(name).render(**shown), status)


def local(at: datetime | None, zone: ZoneInfo, *, time: bool = True) -> str:
    """A time on the person's clock, as people write it."""
    if at is None:
        return ""
    here = at.astimezone(zone)
    day = f"{here.day} {here:%B %Y}"
    return f"{day}, {here:%H:%M}" if time else day


def moment(at: datetime | str | None) -> datetime | None:
    """A time, where it came as text."""
    return datetime.fromisoformat(at) if isinstance(at, str) else at


def who(author: str) -> str:
    """``you`` for the person."""
    return "you" if author == "me" else author


def in_words(text: str, model: str) -> Markup:
    """An answer: of a model, its paragraphs, lists and stress; links, pictures and HTML in it stay plain text."""
    from markdown_it import MarkdownIt
    from markupsafe import escape

    if model == "template":
        return Markup('<p class="text">{}</p>').format(escape(text))
    reader = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable(
        ["link", "autolink", "image", "reference"]
    )
    return Markup(reader.render(text))


def label(metric: str) -> str:
    """What a person would call a metric."""
    return metric_of(metric).label


_made: Final = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=select_autoescape(default=True),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_made.filters |= {"local": local, "moment": moment, "who": who, "in_words": in_words, "label": label, "figure": figure}
