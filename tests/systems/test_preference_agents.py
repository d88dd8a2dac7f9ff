"""The writer sees rules and never the texts that they were learned from; what is kept goes when its text goes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from thyself.core import InvalidInput, Request, Response, Settings, Trace
from thyself.core.registry import card
from thyself.models import Hashed, LanguageModel
from thyself.models.scripted import Rules
from thyself.store import Scope, Selection, open_store
from thyself.systems import Desk
from thyself.systems.writing.preference_agents import WORDED

NOW = datetime(2024, 6, 1, tzinfo=UTC)


@pytest.fixture
def scope(tmp_path: Path) -> Iterator[Scope]:
    store = open_store(tmp_path / "home.db", clock=lambda: NOW)
    scope = store.scope("sam")
    scope.append(
        Trace(f"Hey Kim,\n\nI can't find the violin number {n}, and I don't mind! It's gone.\n\nCheers,\nSam",
              at=NOW - timedelta(days=9 - n), kind="wrote", source="mail", ref=f"m{n}", extra={"subject": "Violin"})
        for n in range(6)
    )  # fmt: skip
    yield scope
    store.close()


def written(scope: Scope, model: LanguageModel | None, **slots: Any) -> Response:
    desk = Desk(scope, model, Hashed(), Settings(), scope.zone, lambda: NOW)
    request = Request("write", "Tell Tom that I cannot come", NOW, kind="mail")
    made: Response = card("preference-agents").build(**slots).respond(request, desk)
    return made


def test_without_a_model_the_plain_draft_is_rewritten_by_rules(scope: Scope) -> None:
    made = written(scope, None)
    assert made.text.startswith("Hey Tom,")
    assert made.text.endswith("Cheers,\nSam")
    assert any("Open with hey" in reason for reason in made.reasons)
    assert {each.text for each in made.evidence} <= {trace.text for trace in scope.traces()}
    assert made.model == "template"


def test_a_capable_writer_sees_rules_and_no_text(scope: Scope) -> None:
    model = Rules(lambda _: "Hey Tom, I can't come! Cheers", local=False, name="far-away")
    made = written(scope, model)
    prompt = "\n".join(each.content for each in model.prompts[0])
    assert "Open with hey." in prompt
    assert "violin" not in prompt.lower()
    assert made.text == "Hey Tom, I can't come! Cheers"
    (row,) = scope.derived("sent")
    assert row.sources == ()  # no text of the person left the machine


def test_a_writer_that_makes_something_up_is_not_believed(scope: Scope) -> None:
    made = written(scope, Rules(lambda _: "Hey Tom, Mr Barracuda is in Rome on 7 March."))
    assert "Barracuda" not in made.text
    assert made.model == "template"


def test_worded_rules_are_kept_once_and_go_with_their_text(scope: Scope) -> None:
    model = Rules(
        lambda said: "Rules:\n- Keep it brisk." if "compare" in said[0].content else "Hey Tom, I can't come! Cheers"
    )
    made = written(scope, model, worded=2)
    assert any("Keep it brisk." in reason for reason in made.reasons)
    assert len(model.prompts) == 3
    written(scope, model, worded=2)
    assert len(model.prompts) == 4  # nothing is worded twice
    rows = list(scope.derived(WORDED))
    assert len(rows) == 2
    scope.forget(Selection(trace_ids=tuple(trace.id for trace in scope.traces())))
    assert list(scope.derived(WORDED)) == []


def test_senseless_numbers_are_refused() -> None:
    for options in ({"near": 0}, {"least": 1.0}, {"worded": -1}):
        with pytest.raises(InvalidInput):
            card("preference-agents").build(**options)
