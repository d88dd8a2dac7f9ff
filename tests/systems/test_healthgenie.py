"""HealthGenie: reasons are paths with sources, conditions only as stated, a dialogue that narrows, a picture."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import thyself
from thyself.core import Request, Settings, Trace
from thyself.core.response import Turn
from thyself.decide.diet_graph import build
from thyself.decide.diet_picture import picture
from thyself.home import Home
from thyself.sources.foods import Food, shipped
from thyself.systems.food._kept import Kept
from thyself.systems.food.healthgenie import HealthGenie, healthgenie

NOW = datetime(2025, 4, 1, 12, tzinfo=UTC)
GRAPH = build(shipped())
NOTHING = Kept(frozenset(), (), (), frozenset(), (), ())


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    with thyself.open(tmp_path / "home.db", clock=lambda: NOW, settings=Settings(language_model="none")) as opened:
        yield opened


def said(text: str) -> Trace:
    return Trace(text, at=NOW - timedelta(days=3), kind="said", source="chat")


def foods(genie: HealthGenie, text: str, *before: str, kept: Kept = NOTHING) -> list[str]:
    request = Request("advise", text, NOW, history=tuple(Turn(each) for each in before))
    return [food for food, _ in genie.picks(request, kept)]


def test_each_edge_has_a_source_and_an_unmeasured_nutrient_has_none() -> None:
    assert all(each.source for each in GRAPH.edges)
    bare = build([Food("x:1", "rusk", {"kcal": 400.0}, frozenset({"gluten"}))])
    assert {each.relation for each in bare.of("rusk")} == {"holds"}


def test_a_reason_is_a_path_and_a_made_up_one_is_found_out() -> None:
    (best, score), *_ = GRAPH.ranked(["high blood pressure"])
    reasons = GRAPH.reasons(best, ["high blood pressure"])
    assert score > 0
    assert reasons
    assert all(GRAPH.holds(each) and "WHO" in each.text for each in reasons)
    first, last = reasons[0].path
    forged = type(reasons[0])((first, last._replace(subject="cheddar", relation="is low in")), True)
    assert not GRAPH.holds(forged)


def test_what_a_condition_rules_out_is_never_ranked() -> None:
    names = [food for food, _ in GRAPH.ranked(["coeliac disease"], avoid=frozenset({"milk"}))]
    held = {each.name: each.allergens for each in shipped()}
    assert names
    assert not any(held[each] & {"gluten", "milk"} for each in names)


def test_a_food_taken_out_is_gone_and_the_rest_keeps_its_order() -> None:
    before = [food for food, _ in GRAPH.ranked(["constipation"])]
    after = [food for food, _ in GRAPH.without(before[0]).ranked(["constipation"])]
    assert after == before[1:]


def test_a_dialogue_narrows_and_keeps_what_was_said_before() -> None:
    genie = healthgenie(most=50)
    more = foods(genie, "more fibre please")
    narrowed = foods(genie, "no beans", "more fibre please")
    assert set(narrowed) < set(more)
    assert not any("bean" in each for each in narrowed)
    assert set(foods(genie, "and gluten-free", "more fibre please", "no beans")) < set(narrowed)


def test_nothing_told_gives_no_foods() -> None:
    assert foods(healthgenie(), "what should I eat?") == []


def test_a_condition_that_was_stated_is_cited_until_it_is_forgotten(home: Home) -> None:
    me = home.person("me")
    me.add([said("I have high blood pressure."), said("I'm allergic to fish.")])
    found = me.advise("what may I eat?", system="healthgenie")
    assert "for: high blood pressure wants" in found.text
    assert not any(each in found.text for each in ("salmon", "tuna", "cod"))
    assert {each.text for each in found.evidence} == {"I have high blood pressure.", "I'm allergic to fish."}
    me.forget(kind="said")
    after = me.advise("what may I eat?", system="healthgenie")
    assert "blood pressure wants" not in after.text
    assert after.evidence == ()


@pytest.mark.parametrize("text", ["I have kidney disease.", "I take warfarin."])
def test_where_usual_advice_harms_nothing_is_ranked(home: Home, text: str) -> None:
    me = home.person("me")
    me.add([said(text), said("I have high blood pressure.")])
    found = me.advise("more potassium please", system="healthgenie").text
    assert "please ask those who treat you" in found
    assert "for:" not in found


def test_a_wish_for_a_diagnosis_is_left_to_a_doctor(home: Home) -> None:
    found = home.person("me").advise("do I have diabetes?", system="healthgenie")
    assert "doctor" in found.text
    assert "for:" not in found.text


def test_the_picture_says_in_words_what_it_shows() -> None:
    reasons = [*GRAPH.reasons("cheddar", ["high blood pressure"]), *GRAPH.reasons("banana", ["more fibre_g"])]
    odd = build([Food("x:1", "<b>&chips", {"sodium_mg": 900.0})]).reasons("<b>&chips", ["high blood pressure"])
    drawn = ElementTree.fromstring(picture([*reasons, *odd]))
    space = "{http://www.w3.org/2000/svg}"
    described = drawn.find(f"{space}desc")
    assert drawn.get("role") == "img"
    assert drawn.get("aria-labelledby") == "t d"
    assert described is not None
    assert all(each.text in (described.text or "") for each in [*reasons, *odd])
    assert "against" in [each.text for each in drawn.iter(f"{space}text")]
    assert "no reasons" in picture([])
