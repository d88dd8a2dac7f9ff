"""Today: what is new, a few picks, a few insights."""

from __future__ import annotations

from datetime import timedelta
from itertools import islice
from typing import Final

from fastapi import APIRouter
from fastapi.responses import Response

from thyself.core import Finding, ThyselfError
from thyself.serve.page.seen import Seen, SeenRead
from thyself.signals import TOPICS

router = APIRouter()
_NEW: Final = timedelta(days=14)
_MOST: Final = 6


@router.get("/")
def today(seen: SeenRead) -> Response:
    """What came in last, and what was learned lately."""
    person = seen.visitor.person
    now = seen.visitor.house.home.clock()
    lines = [each for each in person.profile.lines if each.recorded_at and each.recorded_at > now - _NEW]
    return seen.page(
        "today.html",
        traces=list(islice(person.scope.traces(newest_first=True, limit=_MOST), _MOST)),
        count=person.scope.count(),
        lines=sorted(lines, key=lambda each: each.recorded_at or now, reverse=True)[:_MOST],
        catalogs=seen.visitor.house.home.store.catalogs(),
    )


@router.get("/today/insights")
def insights(seen: SeenRead) -> Response:
    """The strongest findings of all topics; loaded after the page, for it reads whole series."""
    return seen.page("part_insights.html", findings=strongest(seen, 3), charts=False, topic="")


def strongest(seen: Seen, most: int) -> list[Finding]:
    """The strongest findings, one of each topic first."""
    found: list[Finding] = []
    for topic in TOPICS:
        try:
            found += [each for each in seen.visitor.person.insights(topic, limit=1) if each.n]
        except ThyselfError:
            continue  # nothing was measured of this topic
    return sorted(found, key=lambda each: -each.strength)[:most]
