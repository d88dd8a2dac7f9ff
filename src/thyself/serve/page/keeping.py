"""Insights with their charts, and what left the machine."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response

from thyself.core import Finding, ThyselfError
from thyself.serve.page.seen import Seen, SeenRead
from thyself.serve.page.today import strongest
from thyself.signals import TOPICS, render
from thyself.signals.sensemaking import DayPage

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


@router.get("/insights/day")
def day(seen: SeenRead, on: str = "") -> Response:
    """One day hour by hour, beside what may be made of it."""
    wanted, wrong = None, ""
    try:
        wanted = date.fromisoformat(on) if on else None
    except ValueError:
        wrong = f"There is no day {on!r}: give one as 2016-04-12."
    page = seen.visitor.person.day(wanted)
    return seen.page("day.html", status=422 if wrong else 200, wrong=wrong, **_day(page))


def _day(page: DayPage | None) -> dict[str, Any]:
    """What the template shows: a column for each metric, a row for each hour of which something is known."""
    if page is None:
        return {"day": None}
    metrics = list(dict.fromkeys(each.metric for each in page.direct))
    cells = {(each.hour, each.metric): each for each in page.direct}
    return {
        "day": page.day,
        "before": None if page.day == date.min else page.day - timedelta(days=1),
        "after": None if page.day == date.max else page.day + timedelta(days=1),
        "totals": page.totals,
        "metrics": metrics,
        "rows": [
            (hour, [cells.get((hour, each)) for each in metrics])
            for hour in sorted({each.hour for each in page.direct})
        ],
        "silent": {name: len(hours) for name, hours in page.silent.items() if hours},
        "inferred": page.inferred,
    }


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
