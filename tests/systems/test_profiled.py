"""Writing with a profile of what sets the person apart: the lines stand in the prompt, each with its evidence."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from thyself.core import InvalidInput, Request, Response, Settings, Trace
from thyself.core.registry import card
from thyself.models import Hashed
from thyself.models.scripted import Scripted
from thyself.profile.markers import Rates, topics, ways
from thyself.retrieval.neighbours import Said
from thyself.store import Scope, Selection, open_store
from thyself.systems import Desk
from thyself.systems.writing.gpg import Others

NOW = datetime(2024, 6, 1, tzinfo=UTC)
COMMON = [f"The tent is great! It works well, number {n}." for n in range(12)]
OTHERS = Others(Rates.of(COMMON, ways), Rates.of(COMMON, topics))


@pytest.fixture
def scope(tmp_path: Path) -> Iterator[Scope]:
    store = open_store(tmp_path / "home.db", clock=lambda: NOW)
    scope = store.scope("ann")
    scope.append(
        Trace(f"The tent is great! Splendid poles (from {1990 + n}).", at=NOW - timedelta(days=n + 1), kind="rated",
              source="shop", value=4.0, item=f"tent{n}")
        for n in range(4)
    )  # fmt: skip
    yield scope
    store.close()


def title(scope: Scope, name: str, model: Any, **options: Any) -> Response:
    desk = Desk(scope, model, Hashed(), Settings(), scope.zone, lambda: NOW)
    request = Request("title", "A tent for two.", NOW, kind="article")
    made: Response = card(name).build(**options).respond(request, desk)
    return made


@pytest.mark.parametrize("name", ["gpg", "summary-retrieval"])
def test_what_others_do_too_is_not_in_the_prompt(scope: Scope, name: str) -> None:
    model = Scripted("A tent")
    made = title(scope, name, model, others=OTHERS)
    lines = [line for line in model.prompts[0][-1].content.splitlines() if line.startswith("About me")]
    assert any("brackets" in line for line in lines)
    assert not any("exclamation" in line or "tent" in line.lower() for line in lines)
    assert made.evidence
    assert any("brackets" in reason for reason in made.reasons)


def test_differences_are_to_those_who_wrote_on_the_same_things(scope: Scope) -> None:
    said = [
        Said(f"x{n}-{who}", f"p{who}", f"tent{n}", f"The tent is great! Poles from {1990 + n}.",
             at=NOW - timedelta(days=9))
        for n in range(4) for who in range(4)
    ]  # fmt: skip
    model = Scripted("A tent")
    reasons = title(scope, "dpl", model, others=said).reasons
    assert any("splendid" in reason or "brackets" in reason for reason in reasons)
    assert not any("poles" in reason and "splendid" not in reason for reason in reasons)
    assert "About me" in model.prompts[0][-1].content


def test_forgotten_texts_are_in_no_line(scope: Scope) -> None:
    scope.forget(Selection(trace_ids=tuple(trace.id for trace in scope.traces())[1:]))
    model = Scripted("A tent")
    assert title(scope, "gpg", model, others=OTHERS).reasons[-1] == "nothing sets you apart yet"
    assert "About me" not in model.prompts[0][-1].content


def test_senseless_numbers_are_refused() -> None:
    for name, options in (("dpl", {"most": 0}), ("summary-retrieval", {"k": 0})):
        with pytest.raises(InvalidInput):
            card(name).build(**options)
