"""A person's data held in memory: what the signals need of a scope, and makers of traces."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from thyself.core import Trace
from thyself.signals.metrics import METRICS
from thyself.signals.series import Daily

NOW = datetime(2024, 12, 1, 12, tzinfo=UTC)


class Listed:
    """A scope that holds its traces in a list."""

    person = "me"

    def __init__(self, traces: Iterable[Trace], zone: str = "UTC") -> None:
        self._traces = sorted(traces, key=lambda each: each.at)
        self.zone = ZoneInfo(zone)

    def traces(
        self,
        *,
        ids: Sequence[str] | None = None,
        kinds: Sequence[str] | None = None,
        authors: Sequence[str] | None = None,
        since: datetime | None = None,
        before: datetime | None = None,
        **_: Any,
    ) -> Iterator[Trace]:
        for each in self._traces:
            if (
                (ids is None or each.id in ids)
                and (kinds is None or each.kind in kinds)
                and (authors is None or each.author in authors)
                and (since is None or each.at >= since)
                and (before is None or each.at < before)
            ):
                yield each


def measured(
    metric: str, values: Iterable[float | None], *, start: str = "2024-01-01", zone: str = "UTC", **more: Any
) -> list[Trace]:
    """A day total for each value that is not missing, from the start day on."""
    first, unit = date.fromisoformat(start), more.pop("unit", METRICS[metric].unit if metric in METRICS else None)
    return [
        Trace(
            f"{value:g} {metric}",
            at=datetime.combine(first + timedelta(days=i), datetime.min.time(), ZoneInfo(zone)),
            kind="measured", source=more.get("source", "watch"), value=float(value), unit=unit, item=metric,
            extra={"per": "day"},
        )
        for i, value in enumerate(values)
        if value is not None and value == value
    ]  # fmt: skip


@pytest.fixture
def scope() -> Callable[..., Listed]:
    """Makes a scope of traces (lists are joined)."""
    return lambda *parts, zone="UTC": Listed([each for part in parts for each in part], zone)


@pytest.fixture
def days() -> Callable[..., list[Trace]]:
    """Makes day totals of a metric."""
    return measured


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def series() -> Callable[..., Daily]:
    """Makes the series of a metric from an array; NaN is missing."""

    def make(values: Any, metric: str = "steps", start: str = "2024-01-01") -> Daily:
        grid = np.datetime64(start) + np.arange(len(values))
        return Daily(METRICS[metric], METRICS[metric].unit, grid, np.asarray(values, float), ((),) * len(values))

    return make
