"""Counts of what a person comes back to: no text, fading, gone with its traces."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thyself.core import Trace
from thyself.memory.entities import ENTITIES, counted, entities, named_in, rarity
from thyself.store import Scope, Selection, open_store

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)


def searched(text: str, days: float = 0) -> Trace:
    return Trace(text, at=NOON + timedelta(days=days), kind="searched", source="log")


@pytest.fixture
def scope(tmp_path) -> Scope:
    store = open_store(str(tmp_path / "home.db"), clock=lambda: NOON)
    yield store.scope("me")
    store.close()


LOG = [searched("zermatt vegan hotel", 1), searched("zermatt cable car", 2), searched("lisbon vegan brunch", 3)]


def test_what_came_with_the_page_before_stands_first() -> None:
    assert counted(LOG).fitting(["lisbon"], k=2)[0][0] in ("vegan", "brunch")
    assert {name for name, _ in counted(LOG).fitting(["zermatt"], k=4)} == {"vegan", "hotel", "cable", "car"}
    assert counted([]).fitting(["lisbon"]) == []


def test_no_search_can_be_read_in_what_is_kept(scope: Scope) -> None:
    scope.append(LOG)
    entities(scope)
    (row,) = scope.derived(ENTITIES)
    assert not any(trace.text in repr(row.body) for trace in LOG)


def test_forgetting_a_trace_takes_its_counts_along(scope: Scope) -> None:
    scope.append(LOG)
    assert entities(scope).known["vegan"].count > 1.5
    receipt = scope.forget(Selection(trace_ids=(LOG[0].id,)))
    assert receipt.proven
    assert list(scope.derived(ENTITIES)) == []
    after = entities(scope)
    assert after.known["vegan"].count == 1
    assert "hotel" not in after.known


def test_kept_counts_are_those_of_counting_anew(scope: Scope) -> None:
    scope.append(LOG[:2])
    entities(scope)
    scope.append(LOG[2:])
    assert entities(scope) == entities(scope)
    assert entities(scope).known.keys() == counted(LOG).known.keys()
    assert entities(scope, before=NOON + timedelta(days=2.5)).traces == 2


def test_what_came_long_ago_counts_less() -> None:
    found = counted([searched("kayak"), searched("kayak", 180)], half_life_days=180)
    assert found.known["kayak"].count == pytest.approx(1.5)


def test_names_are_one_entity_and_everyday_words_tell_little() -> None:
    assert list(named_in("Flights to New York and Rio de Janeiro"))[:2] == ["new york", "rio de janeiro"]
    assert rarity("kayak") > rarity("good")


@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    assert len(list(named_in(text))) <= 40
    assert all(name == name.lower() for name in named_in(text))
