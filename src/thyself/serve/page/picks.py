"""Picks: what is recommended and why; more like this, not this, and the knob from familiar to new."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Form, HTTPException
from fastapi.responses import RedirectResponse, Response

from thyself.core import Trace
from thyself.serve.page.seen import FormAdd, SeenAsk

router = APIRouter()
_STARS: Final = {"more": (5.0, "Wants more like"), "not": (1.0, "Does not want")}


@router.get("/picks")
def show(seen: SeenAsk, catalog: str = "", explore: float = 0.0) -> Response:
    """Picks from a kept catalogue."""
    there = seen.visitor.house.home.store.catalogs()
    chosen = catalog if catalog in there else next(iter(there), "")
    ranking = None
    if chosen:
        explore = min(max(explore, 0.0), 1.0)
        given: dict[str, Any] = {"system": "adaptive-exploration", "explore": explore} if explore else {}
        ranking = seen.visitor.person.recommend(chosen, k=10, **given)
    return seen.page("picks.html", catalogs=there, catalog=chosen, ranking=ranking, explore=explore)


@router.post("/picks/{act}")
def act(
    seen: FormAdd,
    act: str,
    item: Annotated[str, Form()],
    catalog: Annotated[str, Form()],
    explore: Annotated[float, Form()] = 0.0,
) -> Response:
    """What the person thinks of a pick, which is a trace like any other."""
    there = seen.visitor.house.home.catalog(catalog)
    if act not in _STARS or item not in there:
        raise HTTPException(404, "there is no such pick")
    stars, words = _STARS[act]
    title = there[item].title
    seen.visitor.take(
        [
            Trace(
                f'{words} "{title}"',
                at=seen.visitor.house.home.clock(),
                kind="rated",
                source="page",
                item=item,
                value=stars,
                unit="stars",
                extra={"of": 5, "title": title},
            )
        ]
    )
    return RedirectResponse(f"/picks?catalog={catalog}&explore={explore:g}", 303)
