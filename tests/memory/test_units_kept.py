"""Units in a home: cut once, and gone with the traces that they were made of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from thyself.core import Trace
from thyself.memory import Chunks, TopicShift, cut, units
from thyself.models import Hashed
from thyself.store import Scope, Selection, open_store

START = datetime(2023, 5, 8, 13, tzinfo=UTC)
TALK = [
    Trace(f"{what} {i}", at=START + timedelta(minutes=i), kind="said", source="chat", session="s")
    for i, what in enumerate(["the kayak on the lake"] * 4 + ["pizza dough and flour"] * 4)
]


@pytest.fixture
def scope(tmp_path: Path) -> Iterator[Scope]:
    store = open_store(str(tmp_path / "home.db"), clock=lambda: START, timezone="UTC")
    scope = store.scope("me")
    scope.append(TALK)
    yield scope
    store.close()


@pytest.mark.parametrize("segmenter", [Chunks(3), TopicShift(Hashed())], ids=["chunks", "segments"])
def test_units_are_kept_and_forgotten_with_their_traces(scope: Scope, segmenter: Chunks | TopicShift) -> None:
    first = units(scope, segmenter)
    assert len(first) > 1
    rows = list(scope.derived(f"unit:{segmenter.name}"))
    assert [row.sources for row in rows] == [made.trace_ids for made in first]
    assert "kayak" not in str([row.body for row in rows])
    before = scope.state()
    assert units(scope, segmenter) == first
    assert scope.state() == before
    scope.forget(Selection(trace_ids=(TALK[1].id,)))
    assert TALK[1].id not in {each for row in scope.derived(f"unit:{segmenter.name}") for each in row.sources or ()}
    assert units(scope, segmenter) == cut(scope.traces(), segmenter)
