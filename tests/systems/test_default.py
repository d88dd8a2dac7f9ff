"""The default answers from recall and profile, writes from own mails, and picks with reasons."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from thyself.core import Catalog, InvalidInput, Item, Request, Settings, Trace
from thyself.models import Hashed
from thyself.models.scripted import Scripted
from thyself.store import Scope, open_store
from thyself.systems import Desk
from thyself.systems.default import Default

START = datetime(2024, 3, 1, 9, tzinfo=UTC)
NOW = datetime(2024, 6, 1, tzinfo=UTC)


@pytest.fixture
def scope(tmp_path: Path) -> Iterator[Scope]:
    """A home of one person."""
    store = open_store(tmp_path / "home.db", clock=lambda: NOW)
    yield store.scope("sam")
    store.close()


def at(days: float, text: str, **fields: Any) -> Trace:
    """A trace of the person, some days after the start."""
    return Trace(text, **({"at": START + timedelta(days=days), "kind": "said", "source": "chat"} | fields))


def desk(scope: Scope, *answers: str) -> Desk:
    """A desk with a model that says these, or with none."""
    return Desk(scope, Scripted(*answers) if answers else None, Hashed(), Settings(), scope.zone, lambda: NOW)


def test_what_the_profile_knows_stands_beside_the_evidence(scope: Scope) -> None:
    scope.append([at(0, "I'm allergic to peanuts."), at(1, "I want to cook a curry for dinner.")])
    used = desk(scope, "A curry [1].")
    Default().respond(Request("ask", "What did I want to cook for dinner, given my allergy?", NOW), used)
    model = used.language_model
    assert isinstance(model, Scripted)
    assert "peanuts" in model.prompts[0][-1].content.split("Known of this person:")[1]


def test_it_knows_at_each_time_what_was_known_then(scope: Scope) -> None:
    scope.append([at(0, "I live in Rome."), at(50, "I moved to Oslo.")])
    early = Default().respond(Request("ask", "Where do I live?", START + timedelta(days=10)), desk(scope))
    assert "Oslo" not in early.text
    assert "Rome" in early.text
    assert "Oslo" in Default().respond(Request("ask", "Where do I live? Where did I move?", NOW), desk(scope)).text


def test_a_budget_or_a_number_decides_how_much_is_read(scope: Scope) -> None:
    scope.append([at(i, f"My boat was painted for the time number {i}.") for i in range(12)])
    few = Default().respond(Request("ask", "When was my boat painted?", NOW, k=2), desk(scope))
    assert len(few.evidence) == 2
    small = Default().respond(Request("ask", "When was my boat painted?", NOW, budget=60), desk(scope))
    assert 0 < len(small.evidence) < 6


def test_a_mail_is_measured_on_mails_alone(scope: Scope) -> None:
    mails = [
        at(i, f"Hi Tom,\n\nthe boat number {i} is ready.\n\nCheers,\nSam", kind="wrote", extra={"subject": "Boat"})
        for i in range(6)
    ]
    diary = [at(i, "Dear diary, woe is me, o woe.", kind="wrote", source="journal") for i in range(20, 26)]
    scope.append([*mails, *diary])
    response = Default().respond(Request("write", "Tell Ann that the boat is ready", NOW, kind="mail"), desk(scope))
    assert "Cheers" in response.text
    assert response.figures["style_distance"] < response.figures["generic_style_distance"]
    assert all("diary" not in each.text for each in response.evidence)


def test_picks_name_their_evidence_and_leave_out_what_is_avoided(scope: Scope) -> None:
    scope.append(
        [
            at(0, "I'm allergic to peanuts."),
            at(1, 'Rated "Lentil soup" 5 of 5', kind="rated", item="r:1", value=5.0, extra={"of": 5}),
        ]
    )
    meals = Catalog(
        [
            Item("r:1", "Lentil soup with lemon"),
            Item("r:2", "Lentil stew with lemon and cumin"),
            Item("r:3", "Lentil curry with peanuts and lemon"),
            Item("r:4", "Beef steak"),
        ]
    )
    ranking = Default().rank(Request("recommend", "", NOW, k=2, catalog=meals), desk(scope))
    assert ranking[0].item.id == "r:2"
    assert ranking[0].evidence[0].text.startswith("Rated")
    assert [item.id for item, _ in ranking.left_out] == ["r:3"]
    assert ranking.system == "default"


def test_what_it_cannot_do_is_said(scope: Scope) -> None:
    with pytest.raises(InvalidInput, match="'draw'"):
        Default().respond(Request("draw", "a boat", NOW), desk(scope))
    with pytest.raises(InvalidInput, match="give a catalogue"):
        Default().rank(Request("recommend", "", NOW), desk(scope))
