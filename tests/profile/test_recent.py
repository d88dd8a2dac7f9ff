"""The profile for a prompt: a few traces behind at most, and never behind what was forgotten or changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from thyself.core import Trace
from thyself.profile import build
from thyself.profile.build import recent, update
from thyself.profile.parts import PARTS
from thyself.store import Scope, Selection, open_store

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)


@pytest.fixture
def scope(tmp_path: Path) -> Iterator[Scope]:
    store = open_store(tmp_path / "home.db", clock=lambda: NOON)
    yield store.scope("me")
    store.close()


def said(text: str, minutes: float = 0) -> Trace:
    return Trace(text, at=NOON + timedelta(minutes=minutes), kind="said", source="chat")


def texts(scope: Scope, minutes: float = 60, behind: int = 20) -> set[str]:
    return {line.text for line in recent(scope, now=NOON + timedelta(minutes=minutes), behind=behind).lines}


def test_it_may_lack_a_few_traces_and_no_more(scope: Scope) -> None:
    scope.append([said("I live in Graz.")])
    assert texts(scope) == {"Lives in Graz"}
    scope.append([said("I am allergic to nuts.", 1)])
    assert texts(scope) == {"Lives in Graz"}
    assert texts(scope, behind=0) == {"Lives in Graz", "Is allergic to nuts"}
    scope.append([said("I have a dog called Rex.", 2)])
    assert len(texts(scope, minutes=62)) > 2


def test_what_was_forgotten_or_changed_is_so_at_once(scope: Scope) -> None:
    home = said("I live in Graz.")
    scope.append([home, said("I am allergic to nuts.", 1)])
    assert "Lives in Graz" in texts(scope)
    update(scope, now=NOON).edit("Lives in Graz", "Lives in Graz, by the river")
    assert "Lives in Graz, by the river" in texts(scope)
    update(scope, now=NOON).remove("Lives in Graz, by the river")
    assert texts(scope) == {"Is allergic to nuts"}
    scope.forget(Selection(trace_ids=(said("I am allergic to nuts.", 1).id,)))
    assert texts(scope) == set()


def test_a_profile_that_nothing_changed_is_not_read_anew(scope: Scope) -> None:
    scope.append([said("I live in Graz.")])
    first, second = update(scope, now=NOON), update(scope, now=NOON + timedelta(days=1))
    assert first._kept is second._kept
    scope.append([said("I am allergic to nuts.", 1)])
    assert len(update(scope, now=NOON).lines) == 2


def test_what_is_forgotten_while_the_profile_is_worked_out_is_not_in_it(
    scope: Scope, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = said("Zebulon Featherstonehaugh and I drink tea.", 1)
    scope.append([said("I live in Graz."), gone, said("Zebulon Featherstonehaugh is my friend.", 2)])
    whole, reads = build._read, list[Any]()

    def reading(*given: Any) -> Any:
        found = whole(*given)
        if not reads:
            scope.forget(Selection(since=gone.at))
        reads.append(found)
        return found

    monkeypatch.setattr(build, "_read", reading)
    assert [line.text for line in update(scope, now=NOON).lines] == ["Lives in Graz"]
    assert len(reads) == 2
    kept = [str(row.body) for part in PARTS for row in scope.derived(f"profile:{part}")]
    assert kept
    assert not any("ebulon" in each for each in kept)


def test_reading_can_be_ended_and_leaves_all_as_it_was(scope: Scope) -> None:
    scope.append([said(f"I like tea{n}.", n) for n in range(450)])

    def enough(done: int, whole: int | None) -> None:
        if done >= 400:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        recent(scope, now=NOON + timedelta(days=1), behind=0, progress=enough)
    assert not list(scope.derived("profile:mark"))
    assert len(recent(scope, now=NOON + timedelta(days=1), behind=0).lines) > 400
