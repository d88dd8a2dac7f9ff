"""Vital Insight: is what is inferred of a day what was planted, and does each inference stand on what it says?

Data: planted days of people who walk a dog at two hours of their own, some with notes, with a watch that is off for
some hours.

Claim: inferences tell the planted walks, with the hours and notes that hold them, more often than inferences from the
hours of another person's day. Controls: without notes nothing is called likely, days without walks have no inference,
hours without the watch are told as unknown, and evidence is counted only where the trace is of that hour.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from thyself.core import Trace
from thyself.evaluate import Control, Effect, Outcome, Setting, Table, paired, study
from thyself.signals.sensemaking import DayPage, day_page

DAYS: Final = 200
UTC_ZONE: Final = ZoneInfo("UTC")
_DAY: Final = datetime(2025, 3, 4, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Planted:
    """A day, when the walks were, and in which hours the watch was off."""

    traces: list[Trace]
    walks: frozenset[int]
    off: frozenset[int]


@study(
    name="vital-insight",
    system="vital-insight",
    title="Vital Insight: a day as it was measured, beside what may be inferred",
    claim="inferences tell what was planted, and stand on the hours and notes that hold it",
    seconds=10,
)
def run(setting: Setting) -> Outcome:
    """Days with walks, without, and without notes."""
    rng = setting.rng("days")
    days = [planted(rng) for _ in range(DAYS)]
    pages = [_page(each) for each in days]
    own = [_f1(page, each.walks) for page, each in zip(pages, days, strict=True)]
    other = [_f1(pages[(i + 1) % DAYS], each.walks) for i, each in enumerate(days)]
    still = [_page(planted(rng, walks=0)) for _ in range(DAYS)]
    bare = [_page(planted(rng, notes=False)) for _ in range(DAYS)]
    right, of = _stands(days, pages)
    unknown = sum(each.off <= set(page.silent["steps"]) for page, each in zip(pages, days, strict=True))
    likely = sum(every.sure == "likely" for page in bare for every in page.inferred)
    inferred = sum(len(page.inferred) for page in bare)
    return Outcome(
        effect=Effect.of(
            paired(own, other), name="own day less another person's", metric="F1 of the hours of planted walks"
        ),
        controls=[
            Control.share("traces that inferences stand on, of that hour", right, of, expectation="all"),
            Control.share("without notes: inferences that are only possible", inferred - likely, inferred,
                          expectation="all"),
            Control.share("days without walks: no inference", sum(not page.inferred for page in still), DAYS,
                          expectation="at least 95 in 100", at_least=0.95, kind="do no harm"),
            Control.share("hours without the watch are unknown", unknown, DAYS, expectation="all", kind="bad part"),
        ],
        tables=[_table(sum(own) / DAYS, sum(other) / DAYS)],
        notes=["The days are planted: how people really note their walks is not measured here."],
    )  # fmt: skip


def planted(rng: Random, *, walks: int = 2, notes: bool = True) -> Planted:
    """A day: steps by hour, walks at hours of the person's own, a watch that is off for three hours."""
    hours = frozenset(rng.sample([*range(6, 10), *range(16, 21)], walks))
    off = frozenset(range(12, 15)) if rng.random() < 0.5 else frozenset(range(10, 13))
    traces = []
    for hour in set(range(6, 23)) - off:
        steps = rng.gauss(2300, 250) if hour in hours else abs(rng.gauss(350, 300))
        traces.append(
            Trace(f"{steps:.0f} steps", at=_DAY + timedelta(hours=hour), kind="measured", source="watch", item="steps",
                  value=round(steps), unit="count", extra={"per": "hour"})
        )  # fmt: skip
    if notes:
        words = ("out with the dog", "walked the dog", "a stroll by the river")
        traces += [
            Trace(rng.choice(words), at=_DAY + timedelta(hours=hour, minutes=45), kind="did", source="diary")
            for hour in hours
        ]
    return Planted(traces, hours, off)


def _table(own: float, other: float) -> Table:
    return Table("Hours of planted walks", ("day", "F1"), [("own", round(own, 3)), ("another's", round(other, 3))])


def _page(day: Planted) -> DayPage:
    return day_page(day.traces, date(2025, 3, 4), UTC_ZONE)


def _f1(page: DayPage, walks: frozenset[int]) -> float:
    found = {hour for each in page.inferred for hour in each.hours}
    return 2 * len(found & walks) / max(len(found) + len(walks), 1)


def _stands(days: list[Planted], pages: list[DayPage]) -> tuple[int, int]:
    """How many of the traces that inferences name are of their hours (notes: of these, or the one before or after)."""
    right = of = 0
    for day, page in zip(days, pages, strict=True):
        by_id = {each.id: each for each in day.traces}
        for each in page.inferred:
            for trace in (by_id[one] for one in each.trace_ids):
                of += 1
                near = 0 if trace.kind == "measured" else 1
                right += any(abs(trace.at.hour - hour) <= near for hour in each.hours)
    return right, of
