"""The command that plans meals, as a person types it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

import thyself
from thyself.cli.app import app
from thyself.core import Trace

pytest.importorskip("scipy")


def test_meals_are_planned_and_a_wish_for_a_doctor_is_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"HOME": str(tmp_path / "home.db"), "EMBEDDER": "hashed", "LANGUAGE_MODEL": "none"}.items():
        monkeypatch.setenv(f"THYSELF_{name}", value)
    with thyself.open(tmp_path / "home.db") as home:
        home.person("me").add(
            [Trace("I'm allergic to milk.", at=datetime(2025, 3, 1, tzinfo=UTC), kind="said", source="a")]
        )
    planned = CliRunner().invoke(app, ["meals", "1,800 kcal without fish", "--days", "2", "--json"])
    assert planned.exit_code == 0, planned.output
    found = json.loads(planned.output)
    assert abs(found["figures"]["kcal"] - 1800) <= 18
    assert "Day 2" in found["text"]
    assert "salmon" not in found["text"]
    assert "yogurt" not in found["text"]
    refused = CliRunner().invoke(app, ["meals", "meals on dialysis", "--json"])
    assert "dietitian" in json.loads(refused.output)["text"]
