"""A day made sense of: what was measured beside what may be inferred, with evidence that really holds it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from thyself.core import Trace
from thyself.signals.sensemaking import DayPage, day_page, told

DAY = datetime(2025, 3, 4, tzinfo=UTC)


def hour(at: int, steps: float) -> Trace:
    return Trace(f"{steps:g} steps", at=DAY + timedelta(hours=at), kind="measured", source="watch", item="steps",
                 value=steps, unit="count", extra={"per": "hour"})  # fmt: skip


def walks(*, notes: bool = True) -> list[Trace]:
    """A dog that is walked at seven and at six, with a note each; the watch is off from noon to three."""
    steps = {7: 2600.0, 18: 2400.0}
    own = [hour(at, steps.get(at, 120.0)) for at in range(6, 23) if not 12 <= at < 15]
    said = [Trace("out with the dog", at=DAY + timedelta(hours=at, minutes=40), kind="did", source="d") for at in steps]
    return [*own, *(said if notes else [])]


def page(traces: list[Trace]) -> DayPage:
    return day_page(traces, date(2025, 3, 4), ZoneInfo("UTC"))


def test_walks_are_inferred_with_the_figures_and_notes_that_they_stand_on() -> None:
    traces = walks()
    by_id = {each.id: each for each in traces}
    found = page(traces).inferred
    assert [(each.what, each.sure, each.hours) for each in found] == [
        ("a walk", "likely", (7,)),
        ("a walk", "likely", (18,)),
    ]
    for each in found:
        held = [by_id[trace] for trace in each.trace_ids]
        assert {one.kind for one in held} == {"measured", "did"}
        assert all(one.at.hour in each.hours for one in held)


def test_without_the_notes_a_walk_is_only_possible_and_asked_about() -> None:
    found = page(walks(notes=False)).inferred
    assert [each.sure for each in found] == ["possible", "possible"]
    assert found[0].question == "What did you do at 07:00: was it a walk?"


def test_hours_without_the_watch_are_hours_of_which_nothing_is_known() -> None:
    made = page(walks())
    assert {12, 13, 14} <= set(made.silent["steps"])
    assert not any(each.hour in (12, 13, 14) for each in made.direct)
    assert "no data in 10 hours" in told(made)


def test_another_day_has_nothing_to_show() -> None:
    empty = day_page(walks(), date(2025, 3, 5), ZoneInfo("UTC"))
    assert (empty.direct, empty.inferred, empty.silent) == ((), (), {})
