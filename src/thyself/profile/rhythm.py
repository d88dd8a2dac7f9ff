"""Rhythm: at which hours and on which days a person is active, on the circle of the day."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from thyself.core import Trace
from thyself.profile.sums import add

WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

#: A source with more of its traces than this in the same ten minutes of the day tells days and no hours.
_NO_CLOCK: Final = 0.8
_ENOUGH: Final = 5


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When a person is active, by their own clock.

    Args:
        n: How many acts have a time of day.
        days: On how many days there was any act.
        hours: Acts by hour of the day, 24 counts; all zero where the sources tell no hours.
        weekdays: Acts by weekday, Monday first, 7 counts.
        mean_hour: Circular mean of the time of day, in hours after midnight; ``None`` without hours.
        regularity: Mean resultant length on the circle of 24 hours: 1 where all acts are at the same time of day, 0
            where they are spread evenly; ``None`` without hours.
        weekend_share: Share of acts on Saturday and Sunday; 2/7 (.286) where all days are alike.
        zone: The clock's zone.
    """

    n: int
    days: int
    hours: tuple[int, ...]
    weekdays: tuple[int, ...]
    mean_hour: float | None
    regularity: float | None
    weekend_share: float
    zone: str
    origin: str = "inferred"

    @property
    def confidence(self) -> float:
        """From 0 to 1: one half at fourteen days."""
        return self.days / (self.days + 14)

    def describe(self) -> str:
        """The rhythm in plain words."""
        total = sum(self.weekdays)
        busiest = WEEKDAYS[max(range(7), key=lambda day: (self.weekdays[day], -day))]
        said = [
            f"Active on {self.days} day{'' if self.days == 1 else 's'}, most often on {busiest}s; "
            f"{100 * self.weekend_share:.0f} % of {total} acts on weekends."
        ]
        if self.mean_hour is not None and self.regularity is not None:
            word = (
                "regular" if self.regularity >= 0.7 else "loose" if self.regularity >= 0.35 else "spread over the day"
            )
            said.append(
                f"Around {_clock(self.mean_hour)} on average, {word} "
                f"(regularity {self.regularity:.2f} of 1, n = {self.n})."
            )
        return " ".join(said)


def _clock(hour: float) -> str:
    minutes = round(hour * 60) % 1440
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def gather(sums: dict[str, Any], trace: Trace, zone: ZoneInfo) -> None:
    """Add one act of the person to the sums that :func:`from_sums` reads; figures that a device took are no acts."""
    # A time that was counted from the date of a file says nothing of when the person acted.
    if trace.author != "me" or trace.kind == "measured" or "dated" in trace.extra:
        return
    local = trace.at.astimezone(zone)
    source = sums.setdefault(trace.source, {"minutes": {}, "weekdays": {}, "days": {}})
    add(source["minutes"], {str(local.hour * 60 + local.minute): 1})
    add(source["weekdays"], {str(local.weekday()): 1})
    source["days"][local.date().isoformat()] = 1


def from_sums(sums: Mapping[str, Any], zone: ZoneInfo) -> Rhythm | None:
    """The rhythm that sums describe; ``None`` where there was no act."""
    if not sums:
        return None
    weekdays = tuple(sum(each["weekdays"].get(str(day), 0) for each in sums.values()) for day in range(7))
    clocks = [each for each in sums.values() if _has_clock(each)]
    minutes: dict[str, int] = {}
    for each in clocks:
        add(minutes, each["minutes"])
    hours = tuple(_binned(minutes, 60).get(hour, 0) for hour in range(24))
    mean, length = circular(minutes)
    days = {day for each in sums.values() for day in each["days"]}
    return Rhythm(
        n=sum(hours),
        days=len(days),
        hours=hours,
        weekdays=weekdays,
        mean_hour=mean,
        regularity=length,
        weekend_share=(weekdays[5] + weekdays[6]) / max(sum(weekdays), 1),
        zone=zone.key,
    )


def _has_clock(source: Mapping[str, Any]) -> bool:
    total = sum(source["minutes"].values())
    fullest = max(_binned(source["minutes"], 10).values())
    return len(source["days"]) < 3 or total < _ENOUGH or fullest / total < _NO_CLOCK


def _binned(minutes: Mapping[str, int], size: int) -> dict[int, int]:
    bins: dict[int, int] = {}
    for minute, count in minutes.items():
        bins[int(minute) // size] = bins.get(int(minute) // size, 0) + count
    return bins


def circular(minutes: Mapping[str, int]) -> tuple[float | None, float | None]:
    """Circular mean (hours after midnight) and mean resultant length of counts by minute of the day."""
    total = sum(minutes.values())
    if not total:
        return None, None
    turn = 2 * math.pi / 1440
    pairs = [(int(minute) * turn, count) for minute, count in sorted(minutes.items())]
    sine = math.fsum(count * math.sin(angle) for angle, count in pairs) / total
    cosine = math.fsum(count * math.cos(angle) for angle, count in pairs) / total
    length = min(math.hypot(sine, cosine), 1.0)
    return (math.atan2(sine, cosine) / turn / 60) % 24, length


def day_key(at: datetime, session: str | None, zone: ZoneInfo) -> str:
    """What counts as one occasion: a session on a day."""
    return f"{at.astimezone(zone).date().isoformat()} {session or ''}".strip()
