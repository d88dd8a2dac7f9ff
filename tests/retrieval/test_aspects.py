"""Several queries for one wish, and what they find put together."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from thyself.core import Cost, InvalidInput, Request, Settings, Trace, Turn
from thyself.models import Hashed
from thyself.models.scripted import Scripted
from thyself.retrieval.aspects import ByModel, BySides, by_place, in_turns, pooled
from thyself.store import open_store
from thyself.systems import Desk
from thyself.systems.search.irlab_ikat24 import irlab_ikat24

NOW = datetime(2024, 6, 1, tzinfo=UTC)
TALK = [Turn("I look for a course in Graz.", "There is a pottery course in Graz."), Turn("How much does it cost?")]


def test_each_statement_that_matters_is_a_side_and_the_wish_in_full_comes_first() -> None:
    found = BySides().queries(TALK, ["Likes clay"]).texts
    assert "Graz" in found[0]
    assert found[1] == "How much does it cost?"
    assert found[2] == f"{found[0]} Likes clay"
    assert BySides(most=2).queries(TALK, ["Likes clay"]).texts == found[:2]
    assert BySides().queries([], ["Likes clay"]).texts == ()


def test_a_models_queries_come_behind_the_wish_in_full_and_its_cost_is_told() -> None:
    model = Scripted('1. price of pottery courses\n- "clay course fees Graz"\nok\n' + "long " * 40)
    found = ByModel(model).queries(TALK, ["Likes clay"])
    assert found.texts[1:3] == ("price of pottery courses", "clay course fees Graz")
    assert "Graz" in found.texts[0]
    assert len(found.texts) == 5
    assert found.cost.model_calls == 1
    assert 'Known of the person: "Likes clay"' in model.prompts[0][-1].content


def test_finds_are_put_together_by_place_in_turns_or_pooled() -> None:
    lists = [["a", "b", "c"], ["b", "d"], []]
    assert [each for each, _ in by_place(lists)] == ["b", "a", "d", "c"]
    assert in_turns(lists) == ["a", "b", "d", "c"]
    assert pooled(lists, 1) == ["a", "b"]
    assert by_place([]) == in_turns([]) == []


@pytest.mark.parametrize("fusion", ["pooled", "in turns", "by place"])
def test_what_only_a_statement_leads_to_is_found(tmp_path: Path, fusion: str) -> None:
    store = open_store(tmp_path / "home.db", clock=lambda: NOW)
    scope = store.scope("sam")
    texts = ("I'm vegetarian.", "A vegetarian place by the river has a terrace.", "The steak house has a terrace.")
    scope.append([Trace(text, at=datetime(2024, 5, n, tzinfo=UTC), kind="said", source="chat")
                  for n, text in enumerate(texts, 1)])  # fmt: skip
    desk = Desk(scope, None, Hashed(), Settings(), scope.zone, lambda: NOW)
    asked = Request("ask", "Where could we eat?", NOW)
    system = irlab_ikat24(fusion=fusion)  # type: ignore[arg-type]
    assert [each.text for each in system.matter([Turn(asked.text)], asked, desk)] == ["Is vegetarian"]
    answer = system.respond(asked, desk)
    assert any("by the river" in each.text for each in answer.evidence) or not answer.evidence
    found = system.find([*_units(desk)], BySides().queries([Turn(asked.text)], ["Is vegetarian"]).texts, desk)
    assert any("by the river" in each.text for each in found)
    assert not any("steak" in each.text for each in found)
    store.close()


def _units(desk: Desk) -> list[object]:
    from thyself.memory import Turns
    from thyself.systems._form import Segments

    return list(Segments(lambda _: Turns()).units(desk, before=NOW))


def test_a_model_elsewhere_sees_no_statement_that_it_may_not_and_what_it_saw_is_noted(tmp_path: Path) -> None:
    store = open_store(tmp_path / "home.db", clock=lambda: NOW)
    scope = store.scope("sam")
    scope.append([
        Trace("I'm vegetarian.", at=datetime(2024, 5, 1, tzinfo=UTC), kind="said", source="chat"),
        Trace("I have diabetes.", at=datetime(2024, 5, 2, tzinfo=UTC), kind="said", source="chat"),
    ])  # fmt: skip
    model = Scripted("vegetarian places", "Nowhere [1].", local=False, name="far-70b")
    desk = Desk(scope, model, Hashed(), Settings(), scope.zone, lambda: NOW)
    answer = irlab_ikat24().respond(Request("ask", "Am I vegetarian?", NOW), desk)
    shown = "".join(each.content for prompt in model.prompts for each in prompt)
    assert "Is vegetarian" in shown
    assert "diabetes" not in shown
    assert answer.cost.model_calls == len(model.prompts)
    assert list(scope.derived("sent"))
    assert answer.cost.seconds > Cost().seconds
    store.close()


def test_a_fusion_that_is_none_is_refused() -> None:
    with pytest.raises(InvalidInput, match="pooled"):
        irlab_ikat24(fusion="x")  # type: ignore[arg-type]
