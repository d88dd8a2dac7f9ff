"""A draft in the person's own way of writing, with what was done to it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from thyself.core import InvalidInput, Request, Response, Settings, Trace
from thyself.core.registry import card
from thyself.models import Hashed
from thyself.models.scripted import Scripted
from thyself.profile.bins import Bins
from thyself.store import Scope, open_store
from thyself.systems import Desk

NOW = datetime(2024, 6, 1, tzinfo=UTC)
OWN = [f"Hey {name}!\n\nThanks for the note! I'm so happy!\n\nHugs,\nMia" for name in ("Tom", "Eve", "Max", "Liz")]


@pytest.fixture
def scope(tmp_path: Path) -> Iterator[Scope]:
    store = open_store(tmp_path / "home.db", clock=lambda: NOW)
    yield store.scope("mia")
    store.close()


def write(scope: Scope, *, model: Any = None, **options: Any) -> Response:
    desk = Desk(scope, model, Hashed(), Settings(), scope.zone, lambda: NOW)
    made: Response = (
        card("linguistic-control")
        .build(**options)
        .respond(Request("write", "Thank Tom for the slides", NOW, kind="mail"), desk)
    )
    return made


def test_a_model_s_stiff_draft_is_brought_to_the_person(scope: Scope) -> None:
    scope.append([Trace(text, at=NOW - timedelta(days=n + 1), kind="wrote", source="mail", extra={"subject": "note"})
                  for n, text in enumerate(OWN)])  # fmt: skip
    stiff = "Dear Tom,\n\nI am writing to thank you for the slides.\n\nYours faithfully,\nMia"
    made = write(scope, model=Scripted(stiff))
    assert made.text.startswith("Hey Tom!")
    assert made.figures["style_distance"] < made.figures["style_distance_before"]
    assert "own frame" in made.reasons[-1] + made.reasons[-2]
    assert write(scope, model=Scripted(stiff), most=0).text == stiff
    others = Bins.of([f"We met on day {n}, and then we had lunch together." for n in range(30)] + OWN)
    assert any("more than most" in reason for reason in write(scope, model=Scripted(stiff), others=others).reasons)


def test_with_no_own_text_the_draft_is_the_plain_one(scope: Scope) -> None:
    made = write(scope)
    assert "style_distance" not in made.figures
    assert any("yet" in reason for reason in made.reasons)


def test_it_refuses_a_number_of_moves_below_none() -> None:
    with pytest.raises(InvalidInput):
        card("linguistic-control").build(most=-1)
