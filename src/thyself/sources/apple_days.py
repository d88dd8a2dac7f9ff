"""Days, hours and nights out of single records of Apple Health."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from thyself.core import Trace
from thyself.sources.measured import measured
from thyself.sources.port import ReadContext
from thyself.sources.times import day_start, local

_STAGES: Final = {
    "AsleepDeep": "minutes_deep",
    "AsleepREM": "minutes_rem",
    "AsleepCore": "minutes_light",
    "Awake": "minutes_awake",
}
#: Two spells further apart than this, in seconds, belong to two sleeps.
_APART: Final = 2 * 3600.0
_Span = tuple[float, float]


class Days:
    """What is added up while records come; grows with days, not with records.

    Steps, distance and energy: a phone and a watch count the same walk, so of several devices the one that counted
    most on a day is taken. Sleep: overlapping records count once, and a night belongs to the day of waking up.
    """

    def __init__(self, source: str) -> None:
        self._source = source
        self._sums: dict[tuple[str, int], dict[str, float]] = {}
        self._means: dict[tuple[str, str, int, int], tuple[int, float, float, float]] = {}
        self._sleep: dict[str, list[_Span]] = {}

    def add(self, name: str, value: float, at: datetime, device: str) -> None:
        """An amount that adds to the day's."""
        devices = self._sums.setdefault((name, at.toordinal()), {})
        devices[device] = devices.get(device, 0.0) + value

    def mean(self, name: str, per: str, value: float, at: datetime) -> None:
        """A reading of which the mean by hour or day is kept."""
        key = (name, per, at.toordinal(), at.hour if per == "hour" else 0)
        count, total, low, high = self._means.get(key, (0, 0.0, value, value))
        self._means[key] = (count + 1, total + value, min(low, value), max(high, value))

    def sleep(self, value: str, start: float, end: float) -> None:
        """A spell in bed or asleep, in seconds since 1970."""
        stage = value.removeprefix("HKCategoryValueSleepAnalysis")
        self._sleep.setdefault(stage, []).append((start, end))

    def traces(self, context: ReadContext, *, last: int | None = None) -> Iterator[Trace]:
        """All of it, in order of name and time; nothing of the day ``last`` (its ordinal) and later, not over yet."""
        for (name, day), devices in sorted(self._sums.items()):
            if last is None or day < last:
                at = local(datetime.fromordinal(day), context)
                yield measured(name, max(devices.values()), at, source=self._source, per="day")
        for (name, per, day, hour), (count, total, low, high) in sorted(self._means.items()):
            if last is None or day < last:
                at = local(datetime.fromordinal(day) + timedelta(hours=hour), context)
                yield measured(name, total / count, at, source=self._source, per=per, n=count, low=low, high=high)
        yield from self._nights(context)

    def _nights(self, context: ReadContext) -> Iterator[Trace]:
        asleep = merged([span for stage, spans in self._sleep.items() if stage.startswith("Asleep") for span in spans])
        bed = merged([span for spans in self._sleep.values() for span in spans])
        kinds = {"minutes_asleep": asleep, "minutes_in_bed": bed}
        kinds |= {name: merged(self._sleep[stage]) for stage, name in _STAGES.items() if stage in self._sleep}
        totals: dict[tuple[datetime, str], float] = {}
        longest: dict[datetime, _Span] = {}
        for sleep in sleeps(bed):
            day = day_start(datetime.fromtimestamp(sleep[1], tz=UTC), context)
            for name, spans in kinds.items():
                seconds = sum(end - start for start, end in _within(spans, sleep))
                if seconds:
                    totals[day, name] = totals.get((day, name), 0.0) + seconds / 60
            inside = _within(asleep, sleep)
            if inside:
                longest[day] = max(longest.get(day, (0.0, 0.0)), (inside[0][0], inside[-1][1]), key=_length)
        for (day, name), minutes in totals.items():
            yield measured(name, minutes, day, source=self._source, per="day")
        for day, span in longest.items():
            for name, second in zip(("sleep_start", "sleep_end"), span, strict=True):
                clock = datetime.fromtimestamp(second, tz=UTC).astimezone(context.zone)
                hours = clock.hour + clock.minute / 60 + clock.second / 3600
                yield measured(name, hours, day, source=self._source, per="day")


def _length(span: _Span) -> float:
    return span[1] - span[0]


def _within(spans: list[_Span], whole: _Span) -> list[_Span]:
    """Those that lie inside; ``spans`` are in order and do not overlap."""
    first = bisect_left(spans, (whole[0], whole[0]))
    after = bisect_right(spans, (whole[1], whole[1]))
    return [span for span in spans[first:after] if span[1] <= whole[1]]


def merged(spans: list[_Span]) -> list[_Span]:
    """The union of spans, in order, without overlaps."""
    out: list[_Span] = []
    for start, end in sorted(spans):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], end))
        else:
            out.append((start, end))
    return out


def sleeps(spans: list[_Span]) -> list[_Span]:
    """From the first to the last second of each sleep: spans with no long gap between them."""
    out: list[_Span] = []
    for start, end in spans:
        if out and start - out[-1][1] <= _APART:
            out[-1] = (out[-1][0], end)
        else:
            out.append((start, end))
    return out
