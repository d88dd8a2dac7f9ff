"""Long answers for one person: by own posts and a plan of what they always mind; nothing is said of them untold."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import thyself.models
from thyself.cli.app import app
from thyself.core import InvalidInput, Request, Response, Settings, Trace
from thyself.core.registry import card
from thyself.generate import UNKNOWN
from thyself.models import Hashed, LanguageModel
from thyself.models.scripted import Rules, Scripted
from thyself.store import Scope, Selection, open_store
from thyself.systems import Desk

NOW = datetime(2024, 6, 1, tzinfo=UTC)
POSTS = [f"Which {thing} for me? My knee brace hurts again." for thing in ("tent", "shoe", "boat", "drum")]


@pytest.fixture
def scope(tmp_path: Path) -> Iterator[Scope]:
    store = open_store(tmp_path / "home.db", clock=lambda: NOW)
    scope = store.scope("sam")
    scope.append(
        Trace(text, at=NOW - timedelta(days=9 - n), kind="wrote", source="forum", ref=f"p{n}")
        for n, text in enumerate(POSTS)
    )
    yield scope
    store.close()


def answered(scope: Scope, model: LanguageModel, **slots: Any) -> Response:
    desk = Desk(scope, model, Hashed(), Settings(), scope.zone, lambda: NOW)
    made: Response = card("lamp-qa").build(**slots).respond(Request("ask", "Which chair is good?", NOW), desk)
    return made


def test_what_recurs_in_all_posts_is_planned_whatever_is_asked(scope: Scope) -> None:
    model = Scripted("A chair with arms.")
    made = answered(scope, model)
    prompt = model.prompts[0][-1].content
    plan = prompt.partition("Aspects that this person minds:")[2].partition("The question")[0]
    assert "knee" in plan
    assert "tent" not in plan
    assert made.text == "A chair with arms."
    assert any("knee" in reason for reason in made.reasons)
    bare = Scripted("A chair.")
    answered(scope, bare, plan="none")
    assert "Aspects that" not in bare.prompts[0][-1].content
    assert "knee brace" in bare.prompts[0][-1].content


def test_what_is_said_of_the_person_must_stand_in_their_posts(scope: Scope) -> None:
    model = Scripted("Oak chairs last. Your friend Barnaby in Rome has one. Since your knee hurts, take one with arms.")
    made = answered(scope, model)
    assert "Barnaby" not in made.text
    assert made.text == "Oak chairs last. Since your knee hurts, take one with arms."


def test_forgotten_posts_are_in_no_plan(scope: Scope) -> None:
    scope.forget(Selection(trace_ids=tuple(trace.id for trace in scope.traces())))
    model = Scripted()
    made = answered(scope, model)
    assert made.text == UNKNOWN
    assert model.prompts == []


def test_without_a_capable_model_the_plan_is_given(scope: Scope, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("thyself.systems.writing.lamp_qa.capable", lambda model: False)
    made = answered(scope, Scripted())
    assert "knee" in made.text
    assert made.model == "template"
    assert "no model that can answer" in made.reasons[0]


def test_senseless_slots_are_refused() -> None:
    for options in ({"k": 0}, {"plan": "magic"}, {"tokens": 0}):
        with pytest.raises(InvalidInput):
            card("lamp-qa").build(**options)


def test_the_protocol_shows_the_narrative_to_the_judge_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def row(name: str, minds: str) -> dict[str, Any]:
        return {
            "id": name, "question": "Which chair?", "narrative": f"I told nobody of my {minds} and xyzzy.",
            "profile": [{"id": f"{name}{n}", "text": f"The {minds} again, number {n}."} for n in range(4)],
            "rubric_aspects": [{"aspect": minds, "reason": "it hurts", "evidence": minds}],
        }  # fmt: skip

    def say(messages: Any) -> str:
        said = messages[-1].content
        if "rate an answer" in messages[0].content:
            assert "xyzzy" in said
            answer = said.partition('Answer: "')[2]
            return "1: 2" if said.rpartition("1. ")[2].split()[0] in answer.partition('"')[0] else "1: 0"
        assert "xyzzy" not in said
        minds = [word for word in ("ankle", "budget") if word in said]
        return f"Mind the {minds[0]}." if minds else "Any chair will do."

    folder = tmp_path / "Lifestyle"
    folder.mkdir()
    (folder / "test.json").write_text(json.dumps([row("a", "ankle"), row("b", "budget")]))
    monkeypatch.setattr(thyself.models, "language_model", lambda settings: Rules(say))
    monkeypatch.setattr(thyself.models, "embedder", lambda settings: Hashed())
    done = CliRunner().invoke(app, ["evaluate", "lamp-qa", str(tmp_path), "--json"])
    assert done.exit_code == 0, done.output
    scores = json.loads(done.stdout)["tasks"]["Lifestyle"]["scores"]
    assert scores["own"]["score"] == scores["own and plan"]["score"] == 1.0
    assert scores["none"]["score"] == scores["another's"]["score"] == 0.0
    assert scores["none"]["words"] == 4
