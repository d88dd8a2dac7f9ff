"""A biography says what the person told of themselves, and nothing that a model makes up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from thyself.core import Request, Response, Settings, Trace
from thyself.core.registry import card
from thyself.models import Hashed, LanguageModel
from thyself.models.scripted import Scripted
from thyself.store import Scope, open_store
from thyself.systems import Desk

NOW = datetime(2024, 6, 1, tzinfo=UTC)
SAID = (
    ("me", "I grew up on a small farm near Parma. What about you?"),
    ("assistant", "I grew up in a data centre near Oslo."),
    ("me", "My brother plays the trumpet. I work as a gardener in the botanical garden."),
    ("me", "I would love to sail around the world."),
)


@pytest.fixture
def scope(tmp_path: Path) -> Iterator[Scope]:
    store = open_store(tmp_path / "home.db", clock=lambda: NOW)
    scope = store.scope("sam")
    scope.append(
        Trace(text, at=NOW - timedelta(days=9 - i), kind="said", author=who, source="chat", ref=str(i))
        for i, (who, text) in enumerate(SAID)
    )
    yield scope
    store.close()


def written(scope: Scope, section: str = "", model: LanguageModel | None = None) -> Response:
    desk = Desk(scope, model, Hashed(), Settings(), scope.zone, lambda: NOW)
    response: Response = card("reversum").build().respond(Request("write", section, NOW, kind="biography"), desk)
    return response


def test_it_says_what_the_person_told_in_the_third_person(scope: Scope) -> None:
    text = written(scope).text
    assert "They grew up on a small farm near Parma." in text
    assert "They work as a gardener in the botanical garden." in text
    assert "Oslo" not in text


def test_what_the_section_says_is_not_said_again(scope: Scope) -> None:
    text = written(scope, "Sam grew up on a small farm near Parma.").text
    assert "Parma" not in text
    assert "gardener" in text


def test_a_model_that_makes_things_up_is_caught_and_its_sound_lines_stay(scope: Scope) -> None:
    lines = (
        "1. They work as a gardener.\n2. They won a Nobel prize.\n3. They sailed the world.\n4. They play the trumpet."
    )
    model = Scripted(lines, name="large-model")
    response = written(scope, model=model)
    assert model.prompts
    assert "They work as a gardener." in response.text
    assert not any(word in response.text for word in ("Nobel", "sailed", "They play the trumpet"))
    assert "left out" in response.reasons[0]


def test_one_text_alone_is_enough(tmp_path: Path) -> None:
    store = open_store(tmp_path / "one.db", clock=lambda: NOW)
    scope = store.scope("kim")
    scope.append([Trace("I collect old maps of islands", at=NOW - timedelta(days=1), kind="wrote", source="notes")])
    assert written(scope).text == "They collect old maps of islands."
    store.close()
