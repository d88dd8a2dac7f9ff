"""Routes for traces: take in, list, look up, upload, forget."""

from __future__ import annotations

import base64
import json
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any, Final

from fastapi import APIRouter, File, Form, Header, HTTPException, Query, Response, UploadFile

from thyself.core import SENSITIVITIES, AddReport, InvalidInput, InvalidTrace, Refused, Sensitivity, Trace
from thyself.core.trace import from_microseconds, microseconds
from thyself.serve.api.doors import ToAdd, ToExport, ToForget, ToRead
from thyself.serve.api.once import Once
from thyself.serve.house import Visitor
from thyself.serve.wire import Added, ForgetIn, Forgotten, RejectedOut, TraceIn, TraceOut, TracePage, Traces

router = APIRouter(prefix="/v1/people/{id}", tags=["traces"])
Idempotency = Annotated[
    str | None,
    Header(alias="Idempotency-Key", max_length=200, description="The same key sent again gets the first answer again."),
]
#: The form of an upload may be no larger, whatever the options say.
UPLOAD: Final = 8 << 30
_COPY: Final = 1 << 20


@router.post("/traces", summary="Keep traces")
def add(visitor: ToAdd, given: Traces, idempotency_key: Idempotency = None) -> Added:
    """Keep traces: durable when the answer comes. Known ones are counted, and not kept twice."""
    once = Once(visitor, "traces", idempotency_key, given.model_dump_json)
    return Added(**once.do(lambda: _counts(_keep(given.traces, visitor))))


def _keep(given: list[TraceIn], visitor: Visitor) -> AddReport:
    zone, now = visitor.person.scope.zone, visitor.house.home.clock()
    made = []
    for place, each in enumerate(given):
        fields = dict(each)
        at = fields.pop("at") or now
        try:
            made.append(Trace(at=at if at.tzinfo else at.replace(tzinfo=zone), **fields))
        except InvalidTrace as error:
            raise InvalidTrace(f"traces.{place}: {error}; none was kept") from None
    return visitor.take(made)


def _counts(report: AddReport) -> dict[str, Any]:
    return {
        "read": report.read,
        "kept": report.kept,
        "duplicates": report.duplicates,
        "rejected_count": report.rejected_count,
        "format": report.format,
    }


@router.get("/traces", summary="List or search traces")
def list_traces(
    visitor: ToRead,
    q: Annotated[str | None, Query(max_length=1000, description="Words that all must be in it; best first.")] = None,
    kind: Annotated[list[str] | None, Query()] = None,
    source: Annotated[list[str] | None, Query()] = None,
    since: datetime | None = None,
    before: datetime | None = None,
    newest_first: bool = False,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    cursor: Annotated[str | None, Query(max_length=100)] = None,
) -> TracePage:
    """Traces in order of time, a page at a time; or the best for some words."""
    scope = visitor.person.scope
    if q is not None:
        shown = [each for each in scope.search(q, limit=limit) if may_show(each.sensitivity, visitor)]
        return TracePage(traces=[TraceOut.model_validate(each) for each in shown], next=None)
    span: dict[str, Any] = {"since": visitor.on_clock(since), "before": visitor.on_clock(before)}
    at, skip = _read(cursor) if cursor else (None, 0)
    if at is not None:
        span |= {"before": at + timedelta(microseconds=1)} if newest_first else {"since": at}
    found = list(
        islice(
            scope.traces(kinds=kind, sources=source, newest_first=newest_first, limit=limit + skip + 1, **span),
            skip,
            None,
        )
    )
    page, more = found[:limit], len(found) > limit
    shown = [each for each in page if may_show(each.sensitivity, visitor)]
    return TracePage(
        traces=[TraceOut.model_validate(each) for each in shown], next=_cursor(page, at, skip) if more else None
    )


def may_show(sensitivity: Sensitivity, visitor: Visitor) -> bool:
    """Whether the visitor's key shows what is so sensitive."""
    return SENSITIVITIES.index(sensitivity) <= SENSITIVITIES.index(visitor.key.sees)


def _cursor(page: list[Trace], before: datetime | None, skipped: int) -> str:
    """Where the next page begins: after so many of the traces of a moment."""
    last = page[-1].at
    of_moment = sum(each.at == last for each in page)
    skip = of_moment + (skipped if last == before else 0)
    return base64.urlsafe_b64encode(json.dumps([microseconds(last), skip]).encode()).decode().rstrip("=")


def _read(cursor: str) -> tuple[datetime, int]:
    try:
        at, skip = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not (isinstance(at, int) and isinstance(skip, int) and 0 <= skip <= 1_000_000):
            raise ValueError
        return from_microseconds(at), skip
    except (ValueError, TypeError, OverflowError):
        raise InvalidInput("cursor: give what 'next' of the last page said") from None


@router.get("/traces/{trace_id}", summary="One trace")
def get_trace(visitor: ToRead, trace_id: str) -> TraceOut:
    """The trace with this id."""
    found = next(visitor.person.scope.traces(ids=[trace_id]), None)
    if found is None or not may_show(found.sensitivity, visitor):
        raise HTTPException(404, "there is no such trace")
    return TraceOut.model_validate(found)


@router.post("/files", summary="Take in a file", max_body_size=UPLOAD)
def upload(
    visitor: ToAdd,
    file: Annotated[UploadFile, File(description="Anything that `thyself add` reads: an export, a zip, a table.")],
    format: Annotated[str | None, Form(description="The name of a reader.")] = None,
    owner: Annotated[list[str] | None, Form(description="Names or addresses that are the person.")] = None,
    only: Annotated[str | None, Form(description="One person of many in the file.")] = None,
    source: Annotated[str | None, Form()] = None,
    idempotency_key: Idempotency = None,
) -> Added:
    """Read a file and keep its traces; rows that cannot be read are told, with the reason."""
    reading: dict[str, Any] = {"format": format, "owner": tuple(owner or ()), "only": only, "source": source}
    once = Once(visitor, "files", idempotency_key, lambda: f"{file.filename} {_print(file)}")
    told: list[AddReport] = []

    def taken() -> dict[str, Any]:
        told.append(take_file(file, visitor, reading))
        return _counts(told[0])

    added = Added(**once.do(taken))
    for report in told:
        added.rejected = [RejectedOut.model_validate(each) for each in report.rejected]
        added.notes = list(report.notes)
    return added


def _print(file: UploadFile) -> str:
    """A hash of what is in an uploaded file."""
    made = sha256()
    while piece := file.file.read(_COPY):
        made.update(piece)
    file.file.seek(0)
    return made.hexdigest()


def take_file(file: UploadFile, visitor: Visitor, reading: dict[str, Any]) -> AddReport:
    """Read an uploaded file, which is written to a private folder meanwhile.

    Raises:
        InvalidInput: It has no name, or is larger than what is taken.
    """
    name = Path(file.filename or "").name
    if not name or name in (".", ".."):
        raise InvalidInput("file: send it with its name, by which its format is recognised")
    with TemporaryDirectory(prefix="thyself-upload-") as folder:
        path = Path(folder) / name[-200:]
        size = 0
        with path.open("wb") as out:
            while piece := file.file.read(_COPY):
                size += len(piece)
                if size > visitor.house.options.upload_bytes:
                    raise InvalidInput(f"file: larger than {visitor.house.options.upload_bytes >> 20} MB; send parts")
                out.write(piece)
        return visitor.take(path, **reading)


@router.post("/forget", summary="Forget traces, with all that was made of them")
def forget(visitor: ToForget, wanted: ForgetIn) -> Forgotten:
    """Remove what matches every field that is given, for good, and prove it; or tell what would go."""
    selected: dict[str, Any] = wanted.model_dump(exclude={"dry_run", "sources", "kinds"})
    selected |= {"source": wanted.sources, "kind": wanted.kinds}
    selected |= {name: visitor.on_clock(selected[name]) for name in ("since", "before")}
    if wanted.dry_run:
        rows = visitor.person.would_forget(**selected)
        return Forgotten(traces=rows.get("traces", 0), rows=dict(rows), proven=False, note="", dry_run=True)
    return forgotten(visitor.person.forget(**selected))


def forgotten(receipt: Any) -> Forgotten:
    """A receipt, for the wire."""
    return Forgotten(
        traces=receipt.traces,
        rows=dict(receipt.rows),
        proven=receipt.proven,
        note=receipt.note,
        files_searched=len(receipt.files_searched),
    )


@router.get("/export", summary="Everything of the person, as a zip", response_class=Response)
def export(visitor: ToExport) -> Response:
    """A zip from which `thyself restore` brings everything back; for a key that sees everything."""
    if not visitor.key.sees_all:
        raise Refused("this key does not see everything, and a zip of all holds it: use your own")
    with TemporaryDirectory(prefix="thyself-export-") as folder:
        path = visitor.person.export(Path(folder) / "export.zip")
        head = {"Content-Disposition": 'attachment; filename="thyself-export.zip"'}
        return Response(path.read_bytes(), media_type="application/zip", headers=head)
