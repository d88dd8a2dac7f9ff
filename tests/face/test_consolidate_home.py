"""`home.consolidate`: planned, done for one person or all, on the command line too; the profile takes in what comes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

import thyself
from thyself import Settings, Trace
from thyself.cli.app import app
from thyself.core import InvalidInput
from thyself.memory.consolidate import Budget
from thyself.models.scripted import Scripted

NOW = datetime(2024, 6, 1, tzinfo=UTC)
RADIOS = "My evenings belong to old radios, which I restore with my uncle in his workshop."


@pytest.fixture
def home(tmp_path: Path) -> Iterator[thyself.Home]:
    settings = Settings(embedder="hashed", language_model="none")
    with thyself.open(tmp_path / "home.db", settings=settings, clock=lambda: NOW) as opened:
        for name in ("ann", "ben"):
            small = (
                "The bus was late again today, and nobody knew the reason for it. " * 4,
                "I live in Lisbon.",
                RADIOS,
            )
            opened.person(name).add(
                Trace(text, at=NOW - timedelta(hours=n), kind="said", source="chat")
                for n, text in enumerate((*small, *(f"{n}: {small[0]}" for n in range(25))))
            )
        yield opened


def test_everybody_or_one_person(home: thyself.Home) -> None:
    assert [each.person for each in home.plan_consolidation().people] == ["ann", "ben"]
    assert [each.person for each in home.consolidate(person="ben")] == ["ben"]
    assert [each.traces for each in home.consolidate()] == [28, 0]
    with pytest.raises(InvalidInput, match="nobody here"):
        home.consolidate(person="eve")


def test_what_a_model_learns_stands_in_the_profile_with_its_trace(home: thyself.Home) -> None:
    row = {"text": "Restores old radios", "about": "habits", "cites": [1]}
    home.__dict__["language_model"] = model = Scripted(json.dumps(row), name="big-70b")
    (done,) = home.consolidate(person="ann", budget=Budget(calls=1))
    assert (done.learned, len(model.prompts)) == (1, 1)
    line = home.person("ann").profile.find("Restores old radios")
    assert (line.origin, line.evidence[0].text) == ("inferred", RADIOS)
    assert not any("radios" in each.text for each in home.person("ben").profile.lines)


def test_the_command_tells_what_it_takes_and_then_does_it(home: thyself.Home, tmp_path: Path) -> None:
    path = ["--home", str(tmp_path / "home.db"), "--json"]
    env = {"THYSELF_LANGUAGE_MODEL": "none"}

    def told(*words: str) -> object:
        result = CliRunner().invoke(app, ["consolidate", *words, *path], env=env)
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    plan = told("--dry-run", "--calls", "3")
    assert isinstance(plan, dict)
    assert [each["traces"] for each in plan["people"]] == [28, 28]
    assert plan["budget"]["calls"] == 3
    done = told("--person", "ann")
    assert isinstance(done, list)
    assert [(each["person"], each["traces"], each["records"]) for each in done] == [("ann", 28, 1)]
    assert isinstance(again := told(), list)
    assert [each["traces"] for each in again] == [0, 28]
