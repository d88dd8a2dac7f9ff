"""Meals noted in words: rows with grams, what is not known is not counted, allergies come first; reasons are drawn."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

import thyself
from thyself.cli.app import app
from thyself.core import InvalidInput, Settings, Trace

NOW = datetime(2025, 4, 1, 12, tzinfo=UTC)


@pytest.fixture
def me(tmp_path: Path) -> Iterator[thyself.Person]:
    settings = Settings(language_model="none", embedder="hashed")
    with thyself.open(tmp_path / "home.db", clock=lambda: NOW, settings=settings) as home:
        yield home.person("me")


def said(text: str) -> Trace:
    return Trace(text, at=NOW - timedelta(days=3), kind="said", source="chat")


def test_a_meal_is_kept_with_its_rows_and_what_is_not_known_is_not_counted(me: thyself.Person) -> None:
    found = me.meals.log("2 eggs and some unobtainium")
    assert "- 2 eggs: egg, whole, fresh, 100 g" in found.text
    assert "In all without some unobtainium: 1" in found.text
    (egg, other) = me.traces(kinds="ate")
    assert (egg.value, egg.unit, egg.item) == (100.0, "g", "usda:01123")
    assert (other.value, other.item) == (None, None)


def test_an_allergen_is_warned_of_before_anything_else(me: thyself.Person) -> None:
    me.add([said("I'm allergic to eggs.")])
    assert me.meals.log("2 eggs").text.startswith("Careful: this may hold egg")
    assert "Careful" not in me.meals.log("an apple").text


def test_rice_is_eaten_cooked_unless_it_is_said_otherwise(me: thyself.Person) -> None:
    cooked, raw = (
        me.meals.log("200 g rice").counted.totals["kcal"],
        me.meals.log("200 g raw rice").counted.totals["kcal"],
    )
    assert cooked < 0.5 * raw


def test_days_are_added_up_the_newest_first_and_forgetting_leaves_nothing(me: thyself.Person) -> None:
    one = me.meals.log("an apple", at=NOW - timedelta(days=1))
    me.meals.log("an apple")
    me.meals.log("2 eggs", at=NOW + timedelta(minutes=5))
    days = me.meals.eaten()
    assert [f"{each.day:%m-%d}" for each in days] == ["04-01", "03-31"]
    assert days[0].counted.totals["kcal"] > days[1].counted.totals["kcal"] == pytest.approx(one.counted.totals["kcal"])
    me.forget(kind="ate")
    assert me.meals.eaten() == []


def test_what_names_no_food_or_no_time_is_refused(me: thyself.Person) -> None:
    with pytest.raises(InvalidInput, match="no food is told"):
        me.meals.log("  ")
    with pytest.raises(InvalidInput, match="time zone"):
        me.meals.log("an apple", at=datetime(2025, 4, 1))


def test_reasons_are_the_same_in_words_and_drawn(me: thyself.Person) -> None:
    me.add([said("I have high blood pressure.")])
    found = me.meals.why("more fibre, no beans", most=3)
    drawn = ElementTree.fromstring(found.svg)
    told = drawn.findtext("{http://www.w3.org/2000/svg}desc") or ""
    reasons = [line.strip() for line in found.response.text.splitlines() if line.startswith("  ")]
    assert len(reasons) >= 3
    assert all(each in told for each in reasons)
    assert "you wish more fibre" in told
    assert "_g" not in found.svg
    assert "_mg" not in found.svg


def test_a_condition_told_in_a_note_is_referred_and_its_limits_hold(me: thyself.Person) -> None:
    pytest.importorskip("scipy")
    me.add([said("I have high blood pressure.")])
    plan = me.plan_meals(kcal=2000)
    assert plan.figures["sodium_mg"] <= 2000
    assert any("WHO" in each and "sodium" in each for each in plan.reasons)
    me.add([said("I have kidney disease.")])
    referred = me.plan_meals()
    assert "ask those who treat you" in referred.text
    assert "Day 1" not in referred.text
    assert "I have kidney disease." in {each.text for each in referred.evidence}


def test_the_commands_do_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"HOME": str(tmp_path / "home.db"), "EMBEDDER": "hashed", "LANGUAGE_MODEL": "none"}.items():
        monkeypatch.setenv(f"THYSELF_{name}", value)

    def run(*words: str) -> str:
        done = CliRunner().invoke(app, ["meals", *words])
        assert done.exit_code == 0, done.output
        return done.stdout

    assert "egg" in json.loads(run("log", "2 eggs", "--json"))["text"]
    assert len(json.loads(run("eaten", "--json"))) == 1
    for name in ("why.svg", "why.html"):
        run("why", "more fibre", "--to", str(tmp_path / name), "--json")
    assert ElementTree.parse(tmp_path / "why.svg").getroot().tag.endswith("svg")
    assert "<h1>Foods with their reasons</h1>" in (tmp_path / "why.html").read_text(encoding="utf-8")
    assert CliRunner().invoke(app, ["meals", "why", "more fibre", "--to", str(tmp_path / "why.png")]).exit_code != 0
