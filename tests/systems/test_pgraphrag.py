"""A review, its title or rating, from own texts and those of others on the same item."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from thyself.core import InvalidInput, Request, Response, Settings, Trace
from thyself.core.registry import card
from thyself.models import Hashed
from thyself.models.scripted import Scripted
from thyself.retrieval.neighbours import Said
from thyself.store import Scope, open_store
from thyself.systems import Desk

NOW = datetime(2024, 6, 1, tzinfo=UTC)
OTHERS = [
    Said("x1", "bob", "tent", "This tent leaks in the rain.", "Wet", 1.0, NOW - timedelta(days=9)),
    Said("x2", "cem", "tent", "The tent leaks at the door.", "Leaks", 2.0, NOW - timedelta(days=8)),
    Said("x3", "dan", "stove", "A hot stove.", "Hot", 5.0, NOW - timedelta(days=8)),
]


@pytest.fixture
def scope(tmp_path: Path) -> Iterator[Scope]:
    store = open_store(tmp_path / "home.db", clock=lambda: NOW)
    scope = store.scope("ann")
    own = {"kind": "rated", "source": "shop", "value": 5.0, "item": "bag", "extra": {"title": "Love it"}}
    scope.append([Trace("I love my warm sleeping bag!", at=NOW - timedelta(days=3), **own)])  # type: ignore[arg-type]
    yield scope
    store.close()


def served(scope: Scope, job: str, model: Any, **options: Any) -> Response:
    desk = Desk(scope, model, Hashed(), Settings(), scope.zone, lambda: NOW)
    request = Request(job, "My tent leaks.", NOW, kind="rating", options={"item": "tent"})
    made: Response = card("pgraphrag").build(others=OTHERS, **options).respond(request, desk)
    return made


def test_both_sides_stand_before_the_request_each_named(scope: Scope) -> None:
    model = Scripted("Leaks!")
    made = served(scope, "title", model)
    prompt = model.prompts[0][-1].content
    assert 'A text of mine, "Love it": "I love my warm sleeping bag!"' in prompt
    assert 'What somebody else wrote, "Wet": "This tent leaks in the rain."' in prompt
    assert "stove" not in prompt
    assert made.text == "Leaks!"
    assert {piece.author for piece in made.evidence} == {"me", "bob", "cem"}
    assert "1 texts of yours, 2 of others" in made.reasons[-1]


def test_a_rating_is_the_middle_of_what_was_found(scope: Scope) -> None:
    assert served(scope, "predict", Scripted(), own=0.1).text in ("1", "2")
    assert served(scope, "predict", Scripted(), own=1.0).text == "5"


def test_senseless_numbers_are_refused() -> None:
    with pytest.raises(InvalidInput):
        card("pgraphrag").build(k=0)
