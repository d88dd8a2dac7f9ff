"""Settings: keys, pause, clock, models, export, and forgetting everything."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse, Response

from thyself.core import SENSITIVITIES, ThyselfError
from thyself.models.doctor import doctor
from thyself.serve.keys import OWN
from thyself.serve.page.seen import COOKIE, FormChange, FormExport, FormForget, Seen, SeenRead

router = APIRouter()


@router.get("/settings")
def show(seen: SeenRead) -> Response:
    """All of it."""
    return _shown(seen)


def _shown(seen: Seen, *, token: str = "", wrong: str = "") -> Response:
    visitor = seen.visitor
    return seen.page(
        "settings.html",
        status=422 if wrong else 200,
        keys=visitor.house.keys.all(visitor.person.name),
        mine=visitor.key.id,
        verbs=[each for each in OWN if visitor.key.may(each)],
        sensitivities=SENSITIVITIES[: SENSITIVITIES.index(visitor.key.sees) + 1],
        allows=visitor.house.home.settings.remote_allows,
        checks=doctor(visitor.house.home.settings),
        token=token,
        wrong=wrong,
    )


@router.post("/settings/pause")
def pause(seen: FormChange) -> Response:
    """Take nothing in for now, or go on."""
    (seen.visitor.go_on if seen.visitor.paused else seen.visitor.pause)()
    return RedirectResponse("/settings", 303)


@router.post("/settings/timezone")
def timezone(seen: FormChange, timezone: Annotated[str, Form(max_length=60)]) -> Response:
    """Set the person's clock."""
    try:
        seen.visitor.house.enter(seen.visitor.person.name, timezone)
    except ThyselfError as error:
        return _shown(seen, wrong=str(error))
    return RedirectResponse("/settings", 303)


@router.post("/settings/keys")
def make_key(
    seen: FormChange,
    name: Annotated[str, Form(max_length=100)],
    sees: Annotated[str, Form()] = "personal",
    verbs: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """Make a key for an app; it is shown this once."""
    try:
        token, _ = seen.visitor.new_key(verbs or [], name=name, sees=sees)
    except ThyselfError as error:
        return _shown(seen, wrong=str(error))
    return _shown(seen, token=token)


@router.post("/settings/keys/{key}/revoke")
def revoke(seen: FormChange, key: str) -> Response:
    """Take a key back."""
    house = seen.visitor.house
    if any(each.id == key for each in house.keys.all(seen.visitor.person.name)):
        house.keys.revoke(key)
    return RedirectResponse("/settings", 303)


@router.post("/settings/export")
def export(seen: FormExport) -> Response:
    """Everything, as a zip."""
    with TemporaryDirectory(prefix="thyself-export-") as folder:
        path = seen.visitor.person.export(Path(folder) / "export.zip")
        head = {"Content-Disposition": 'attachment; filename="thyself-export.zip"'}
        return Response(path.read_bytes(), media_type="application/zip", headers=head)


@router.post("/settings/forget-everything")
def forget_everything(seen: FormForget, confirm: Annotated[str, Form()] = "") -> Response:
    """Everything of the person goes, this session with it."""
    person = seen.visitor.person
    if confirm != person.name:
        return _shown(seen, wrong=f"To forget everything, write {person.name!r} in the field: this cannot be undone.")
    seen.visitor.house.access.write()
    receipt = person.forget(everything=True)
    seen.request.state.by = ""  # this act is not recorded: the record would be all that is left of the person
    answer = seen.page("receipt.html", receipt=receipt)
    answer.delete_cookie(COOKIE, httponly=True, samesite="strict")
    return answer
