"""Traces: search, time line, add a file, one trace, forget with the receipt."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, HTTPException, UploadFile
from fastapi.responses import Response

from thyself.core import KINDS, ThyselfError, Trace
from thyself.serve.api import traces as api
from thyself.serve.page.seen import FormAdd, FormForget, Seen, SeenForget, SeenRead

router = APIRouter()


@router.get("/traces")
def show(
    seen: SeenRead,
    q: str = "",
    kind: str = "",
    since: str = "",
    before: str = "",
    cursor: str = "",
) -> Response:
    """The newest first; or the best for some words."""
    page = api.list_traces(
        seen.visitor,
        q=q or None,
        kind=[kind] if kind else None,
        source=None,
        since=_moment(since),
        before=_moment(before),
        newest_first=True,
        limit=50,
        cursor=cursor or None,
    )
    wanted = {"q": q, "kind": kind, "since": since, "before": before}
    return seen.page(
        "traces.html", traces=page.traces, next=page.next, wanted=wanted, kinds=KINDS, report=None, wrong=""
    )


def _moment(day: str) -> datetime | None:
    try:
        return datetime.fromisoformat(day) if day else None
    except ValueError:
        return None


@router.post("/traces/add", max_body_size=api.UPLOAD)
def add(
    seen: FormAdd,
    file: Annotated[UploadFile, File()],
    owner: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    """Take in a file, and tell what became of it."""
    names = tuple(each.strip() for each in owner.split(",") if each.strip())
    shown: dict[str, Any] = {"report": None, "wrong": "", "name": file.filename}
    try:
        shown["report"] = api.take_file(file, seen.visitor, {"owner": names})
    except ThyselfError as error:
        shown["wrong"] = str(error)
    return seen.page("added.html", status=422 if shown["wrong"] else 200, **shown)


@router.post("/traces/note")
def note(seen: FormAdd, text: Annotated[str, Form(min_length=1, max_length=100_000)]) -> Response:
    """Take in a note of the person's own."""
    now = seen.visitor.house.home.clock()
    report = seen.visitor.take([Trace(text, at=now, kind="wrote", source="page")])
    return seen.page("added.html", report=report, wrong="", name="Your note")


@router.get("/traces/{trace_id}")
def one(seen: SeenRead, trace_id: str) -> Response:
    """One trace, with what came before and after it."""
    found = _found(seen, trace_id)
    near = []
    if found.session:
        session = list(seen.visitor.person.scope.traces(session=found.session))
        place = next((at for at, each in enumerate(session) if each.id == found.id), 0)
        near = session[max(place - 3, 0) : place + 4]
    return seen.page("trace.html", trace=found, near=near)


@router.get("/traces/{trace_id}/forget")
def would_forget(seen: SeenForget, trace_id: str) -> Response:
    """What would go with it, before anything goes."""
    found = _found(seen, trace_id)
    rows = seen.visitor.person.would_forget(trace_ids=trace_id)
    return seen.page("forget.html", trace=found, rows=rows)


@router.post("/traces/{trace_id}/forget")
def forget(seen: FormForget, trace_id: str) -> Response:
    """Forget it, and show the receipt."""
    _found(seen, trace_id)
    return seen.page("receipt.html", receipt=seen.visitor.person.forget(trace_ids=trace_id))


def _found(seen: Seen, trace_id: str) -> Trace:
    found = next(seen.visitor.person.scope.traces(ids=[trace_id]), None)
    if found is None or not api.may_show(found.sensitivity, seen.visitor):
        raise HTTPException(404, "there is no such trace: it may have been forgotten")
    return found
