"""The systems that report: a wish that needs help gets that; a remote model sees no figure that it may not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import thyself
from thyself.core import InvalidInput, Settings, Trace
from thyself.home import Home
from thyself.models import Hashed
from thyself.models.scripted import Rules
from thyself.store import open_store

NOW = datetime(2025, 4, 1, 12, tzinfo=UTC)


def nights(minutes: float = 340.0, **fields: object) -> list[Trace]:
    return [
        Trace(f"{minutes:g} min asleep", at=NOW - timedelta(days=day, hours=12), kind="measured", source="watch",
              item="minutes_asleep", value=minutes + day % 3, unit="min", extra={"per": "day"}, **fields)  # type: ignore[arg-type]
        for day in range(20)
    ]  # fmt: skip


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    with thyself.open(tmp_path / "home.db", clock=lambda: NOW, settings=Settings(language_model="none")) as opened:
        yield opened


def test_a_report_cites_nights_and_forgetting_them_leaves_nothing(home: Home) -> None:
    me = home.person("me")
    me.add(nights())
    found = me.report("sleep", age=40, sex="male")
    assert "less than the 7 h that are advised" in found.text
    assert "men aged 40 to 44" in found.text
    assert {each.trace_ids[0] for each in found.evidence} == {each.id for each in me.traces()}
    assert found.figures["asleep"] == pytest.approx(340.95, abs=0.5)
    me.forget(kind="measured")
    assert me.report("sleep").evidence == ()
    assert "Not enough: 0 days" in me.report("sleep").text


def test_a_wish_that_needs_help_gets_help_and_no_figures(home: Home) -> None:
    me = home.person("me")
    me.add(nights())
    stopped = me.report("sleep: I have chest pain at night")
    assert "emergency number" in stopped.text
    assert stopped.evidence == ()
    assert "doctor or pharmacist" in me.report("how much melatonin should I take for sleep").text
    assert me.report("fitness").text.startswith("Not enough")


def test_what_is_asked_back_is_answered_from_the_step_that_it_asks_for(home: Home) -> None:
    me = home.person("me")
    me.add(nights())
    why = me.report("why do I sleep so little?", system="sleepcot").text
    assert why.startswith("The body clock") or "Sleep pressure" in why
    assert "You sleep 5 h" not in why
    assert "Go to bed 30 min earlier" in me.report("what should I do?", system="sleepcot").text


@pytest.mark.parametrize(
    ("allows", "sensitivity", "asked"),
    [("personal", "personal", False), ("sensitive", "personal", True), ("sensitive", "secret", False)],
)
def test_a_remote_model_words_figures_of_the_body_only_where_it_may(
    tmp_path: Path, allows: str, sensitivity: str, asked: bool
) -> None:
    from thyself.core import Request
    from thyself.core.registry import card
    from thyself.systems import Desk

    store = open_store(tmp_path / "home.db", clock=lambda: NOW)
    scope = store.scope("me")
    scope.append(nights(sensitivity=sensitivity))
    model = Rules(lambda messages: "You sleep 5 h 41 min.", local=False, name="far-away")
    desk = Desk(scope, model, Hashed(), Settings(remote_allows=allows), scope.zone, lambda: NOW)  # type: ignore[arg-type]
    card("ph-llm").build().respond(Request("advise", "sleep", NOW), desk)
    assert bool(model.prompts) is asked
    assert bool(list(scope.derived("sent"))) is asked
    store.close()


def test_an_age_or_sex_that_no_table_has_is_refused(home: Home) -> None:
    with pytest.raises(InvalidInput, match="as reference tables have it"):
        home.person("me").report("sleep", sex="unknown")
