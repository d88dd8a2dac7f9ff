"""``thyself graph``: shown, narrowed, as of a day, and written as Turtle."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

import thyself
from thyself.cli.app import app
from thyself.core import Trace
from thyself.memory.graph.rdf import read_turtle
from thyself.memory.ontology import Triple


@pytest.fixture
def home(tmp_path: Path) -> str:
    path = str(tmp_path / "home.db")
    with thyself.open(path) as opened:
        opened.person("me").add(
            [
                Trace(text, at=datetime(2024, month, 1, tzinfo=UTC), kind="said", source="x")
                for month, text in enumerate(
                    ("My sister Anna lives in Rome.", "I live in Berlin.", "I moved to Oslo."), start=1
                )
            ]
        )
    return path


def shown(home: str, *words: str) -> list[str]:
    result = CliRunner().invoke(app, ["graph", *words, "--home", home, "--json"])
    assert result.exit_code == 0, result.output
    return [row["what"] for row in json.loads(result.stdout)]


def test_the_graph_is_shown_from_the_person_and_from_others(home: str) -> None:
    assert shown(home) == ["Sister: Anna", "Lives in Berlin (until 2024-03-01)", "Lives in Oslo"]
    assert "Anna lives in Rome" in shown(home, "--hops", "2")
    assert shown(home, "Rome") == ["Anna lives in Rome"]


def test_the_graph_as_of_a_day(home: str) -> None:
    assert "Lives in Oslo" not in shown(home, "--as-of", "2024-02-10")


def test_the_graph_is_written_as_turtle(home: str, tmp_path: Path) -> None:
    file = tmp_path / "me.ttl"
    result = CliRunner().invoke(app, ["graph", "--export", str(file), "--home", home])
    assert result.exit_code == 0, result.output
    assert Triple("me", "sister", "anna") in read_turtle(file.read_text(encoding="utf-8"))


def test_a_name_that_is_not_there_is_told(home: str) -> None:
    result = CliRunner().invoke(app, ["graph", "Zoe", "--home", home])
    assert result.exit_code != 0
    assert "Zoe" in str(result.exception)
