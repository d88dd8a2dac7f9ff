"""Insights with their charts, and what left the machine."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response

from thyself.core import Finding, ThyselfError
from thyself.serve.page.seen import Seen, SeenRead
from thyself.serve.page.today import strongest
from thyself.signals import TOPICS, render

router = APIRouter()


@router.get("/insights")
def insights(seen: SeenRead, topic: str = "") -> Response:
    """What the person's own figures show."""
    return seen.page("insights.html", topics=TOPICS, topic=topic, findings=_findings(seen, topic), charts=True)


@router.get("/insights/chart")
def chart(seen: SeenRead, topic: str, number: int) -> Response:
    """One chart as a picture."""
    found = _findings(seen, topic)
    if not 0 <= number < len(found) or found[number].chart is None:
        raise HTTPException(404, "there is no such chart")
    return Response(render(found[number].chart or {}, "svg"), media_type="image/svg+xml")


def _findings(seen: Seen, topic: str) -> list[Finding]:
    if not topic:
        return strongest(seen, 8)
    try:
        return seen.visitor.person.insights(topic)
    except ThyselfError:
        return []


@router.get("/sent")
def sent(seen: SeenRead) -> Response:
    """What left the machine, and what was done with the data."""
    visitor = seen.visitor
    left = sorted(visitor.person.sent(), key=lambda each: str(each["at"]), reverse=True)
    return seen.page("sent.html", sent=left[:200], acts=visitor.house.access.of(visitor.person.name, limit=100))
