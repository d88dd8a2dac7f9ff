"""A scope that only appends, and a context of fixed time and zone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from thyself.core import Trace
from thyself.sources import ReadContext
from thyself.store.port import Appended


class KeepingScope:
    """Keeps traces as the port says: by source and ref, or by content and time, each once; an input as a whole."""

    def __init__(self) -> None:
        self.kept: list[Trace] = []
        self._known: set[str] = set()

    def append(self, traces: Iterable[Trace]) -> Appended:
        new: list[Trace] = []
        known = set(self._known)
        duplicates = 0
        for trace in traces:
            keys = {trace.id, trace.digest}
            if keys & known:
                duplicates += 1
            else:
                known |= keys
                new.append(trace)
        self._known = known
        self.kept += new
        return Appended(len(new), duplicates)


@pytest.fixture
def scope() -> KeepingScope:
    return KeepingScope()


@pytest.fixture(scope="session")
def context() -> ReadContext:
    return ReadContext(zone=ZoneInfo("Europe/Rome"), now=datetime(2024, 6, 1, 12, tzinfo=UTC))
