"""What is only referred to is found by what was told of it, and in no other place."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from thyself.core import Request, Settings
from thyself.core.clauses import clauses
from thyself.core.registry import card
from thyself.evaluate.worlds.household import House, carried_out, percent_complete, person
from thyself.generate import UNKNOWN
from thyself.models import Hashed
from thyself.store import Scope, open_store
from thyself.systems import Desk

NOW = datetime(2024, 6, 1, tzinfo=UTC)


@pytest.fixture
def houses() -> tuple[House, House]:
    return person("ida", Random(1))


@pytest.fixture
def scope(tmp_path: Path, houses: tuple[House, House]) -> Iterator[Scope]:
    store = open_store(tmp_path / "home.db", clock=lambda: NOW)
    scope = store.scope("ida")
    scope.append(trace for house in houses for trace in house.traces())
    yield scope
    store.close()


def asked(scope: Scope, text: str, **slots: object) -> list[str]:
    desk = Desk(scope, None, Hashed(), Settings(), scope.zone, lambda: NOW)
    response = card("memento").build(**slots).respond(Request("ask", text, NOW), desk)
    assert (response.text == UNKNOWN) == (not response.evidence)
    return [piece.refs[0] for piece in response.evidence]


def test_a_reference_never_says_what_a_thing_looks_like(houses: tuple[House, House]) -> None:
    for house in houses:
        for episode in (*house.told, *house.joint):
            assert not any(thing in episode.meant for thing in house.things)


def test_explicit_and_remembered_instructions_are_carried_out_and_references_alone_are_not(
    houses: tuple[House, House],
) -> None:
    for house in houses:
        by_id = {each.id: each for each in house.told}
        alone = []
        for episode in (*house.told, *house.joint):
            gold = [by_id[key].told for key in episode.gold]
            assert percent_complete(carried_out(episode.told, [], house, Random(0)), episode.goals) == 1
            assert percent_complete(carried_out(episode.meant, gold, house, Random(0)), episode.goals) == 1
            alone.append(percent_complete(carried_out(episode.meant, [], house, Random(0)), episode.goals))
        assert sum(alone) / len(alone) < 0.5


def test_memories_stay_in_their_place_and_an_unknown_place_has_none(scope: Scope, houses: tuple[House, House]) -> None:
    for house in houses:
        found = asked(scope, house.told[0].meant, scene=house.scene)
        assert found
        assert all(ref.startswith(f"{house.scene}/") for ref in found)
    assert asked(scope, houses[0].told[0].meant, scene="the garage") == []


def test_an_instruction_of_two_parts_finds_a_memory_for_each(scope: Scope, houses: tuple[House, House]) -> None:
    joint = houses[0].joint[0]
    found = {ref.partition(":")[0] for ref in asked(scope, joint.meant, scene=houses[0].scene, k=4)}
    assert set(joint.gold) <= found


def test_clauses_are_parted_where_the_second_comes_after_the_first() -> None:
    assert clauses("Water the plants, then close the window.") == ["Water the plants", "close the window."]
    assert clauses("More than that") == ["More than that"]
    assert clauses(" ") == []
