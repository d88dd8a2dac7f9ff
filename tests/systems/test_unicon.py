"""UNICON: the segment speaks for one who took little; it is named where it is large, and holds nothing protected."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

import thyself
from thyself.core import Catalog, InvalidInput, Item, Request, Trace
from thyself.core.registry import card
from thyself.recommend import Interactions

NOW = datetime(2024, 6, 1, tzinfo=UTC)
STYLES = ("sport", "office", "party")
CATALOG = Catalog(
    [Item(f"i{n}", f"thing number {n}", f"T{n}", {"style": STYLES[n % 3], "gender": "f"}) for n in range(60)]
)


def crowd(people: int = 120) -> Interactions:
    rng = np.random.default_rng(0)
    rows = [(f"p{p}", f"i{3 * rng.integers(0, 20) + p % 3}") for p in range(people) for _ in range(8)]
    return Interactions.of(rows)


@pytest.fixture
def me(tmp_path: Path):
    with thyself.open(tmp_path / "home.db", clock=lambda: NOW) as home:
        yield home.person()


def read(item: str, days_ago: int) -> Trace:
    return Trace(f"Read {item}", at=NOW - timedelta(days=days_ago), kind="read", source="test", item=item)


def test_one_who_took_a_single_thing_gets_what_their_segment_takes(me: thyself.Person) -> None:
    me.add([read("i4", 10)])
    ranking = me.recommend(CATALOG, k=8, system="unicon", crowd=crowd(), segments=3)
    assert all(pick.item.attributes["style"] == "office" for pick in ranking)
    assert ranking.note.startswith("people who do as you do: style office")
    assert "gender" not in ranking.note
    assert any("people who do as you do take it" in pick.reasons for pick in ranking)
    assert "i4" not in {pick.item.id for pick in ranking}


def test_a_segment_of_a_few_is_not_named(me: thyself.Person) -> None:
    me.add([read("i4", 10)])
    assert me.recommend(CATALOG, system="unicon", crowd=crowd(30), segments=3).note == ""


def test_for_one_of_whom_nothing_is_known_and_without_a_crowd_that_is_said(me: thyself.Person) -> None:
    assert "nothing is known" in me.recommend(CATALOG, system="unicon", crowd=crowd(), segments=3).note
    me.add([read("i4", 10)])
    assert "no crowd" in me.recommend(CATALOG, system="unicon").note


def test_it_only_ranks(me: thyself.Person) -> None:
    with pytest.raises(InvalidInput, match="no text"):
        card("unicon", serves="recommend").build().respond(Request("ask", "?", NOW), me._desk())
