"""Ask: a question, its answer as it comes, and what it stands on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Annotated, Final

from fastapi import APIRouter, Form, HTTPException, Query, Request
from fastapi.responses import Response, StreamingResponse
from markupsafe import escape

from thyself.serve.api.asking import answered, events
from thyself.serve.page.seen import FormAsk, Seen, SeenAsk, rendered
from thyself.serve.wire import AskIn

router = APIRouter()
#: A question of so many letters goes into an address; a longer one is answered in one piece.
_SHORT: Final = 4000


@router.get("/ask")
def show(seen: SeenAsk, text: Annotated[str, Query(max_length=20_000)] = "") -> Response:
    """The form, with a question in it where another page has one to put."""
    return seen.page("ask.html", question=text, answer=None)


@router.post("/ask")
def ask(seen: FormAsk, request: Request, text: Annotated[str, Form(min_length=1, max_length=20_000)]) -> Response:
    """The answer; where scripts run, its place, which fills as it is made."""
    if "hx-request" in request.headers and len(text) <= _SHORT:
        return seen.page("part_waiting.html", stream=seen.session.signed(text), question=text)
    return seen.page("ask.html", question=text, answer=answered(AskIn(text=text), seen.visitor))


@router.get("/ask/{name}")
def stream(seen: SeenAsk, name: str) -> Response:
    """The answer to a question that was put, as events with pieces of HTML."""
    text = seen.session.unsigned(name)
    if text is None:
        raise HTTPException(404, "there is no such question")
    return StreamingResponse(_pieces(seen, text), media_type="text/event-stream", headers={"cache-control": "no-store"})


def _pieces(seen: Seen, text: str) -> Iterator[str]:
    for event in events(AskIn(text=text), seen.visitor):
        name, data = event.removeprefix("event: ").split("\ndata: ", 1)
        given = json.loads(data)
        if name == "piece":
            yield _event("piece", str(escape(given)))
        elif name == "problem":
            yield _event("answer", f'<p class="wrong">{escape(given["detail"])}</p>')
        else:
            found = rendered("part_answer.html", {"answer": given, "zone": seen.zone}).body
            yield _event("answer", bytes(found).decode())
    yield _event("done", "")


def _event(name: str, html: str) -> str:
    lines = "".join(f"data: {line}\n" for line in html.splitlines() or [""])
    return f"event: {name}\n{lines}\n"
