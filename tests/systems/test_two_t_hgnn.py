"""2T-HGNN on a home: what a crowd takes together leads to a kind that the person never took."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

import thyself
from thyself.core import Catalog, InvalidInput, Item, Request, Trace
from thyself.core.registry import card
from thyself.recommend import GraphTowers, Interactions

NOW = datetime(2024, 6, 1, tzinfo=UTC)
BOOKS, CASTS = [f"b{n}" for n in range(20)], [f"c{n}" for n in range(8)]
THINGS = Catalog([Item(each, "a thing", each, {"kind": each[0]}) for each in BOOKS + CASTS])


def crowd() -> Interactions:
    """Even people take even things, odd people odd ones."""
    rng = np.random.default_rng(0)
    rows = []
    for person in range(60):
        rows += [(f"p{person}", f"b{2 * n + person % 2}") for n in rng.permutation(10)[:5]]
        rows += [(f"p{person}", f"c{2 * rng.integers(4) + person % 2}")]
    return Interactions.of(rows)


@pytest.fixture
def me(tmp_path: Path):
    with thyself.open(tmp_path / "home.db", clock=lambda: NOW) as home:
        yield home.person()


def read(item: str, days_ago: int) -> Trace:
    return Trace(f"Read {item}", at=NOW - timedelta(days=days_ago), kind="read", source="test", item=item)


def test_books_lead_to_casts_of_the_same_taste_with_the_books_as_evidence(me: thyself.Person) -> None:
    me.add([read("b2", 3), read("b6", 2)])
    ranking = me.recommend(THINGS, k=28, system="2t-hgnn", crowd=crowd())
    casts = [pick for pick in ranking if pick.item.id in CASTS]
    assert {pick.item.id for pick in casts[:4]} == {"c0", "c2", "c4", "c6"}
    assert {each.text for pick in casts[:1] for each in pick.evidence} <= {"Read b2", "Read b6"}
    assert casts[0].evidence


def test_a_forgotten_book_leads_nowhere(me: thyself.Person) -> None:
    me.add([read("b2", 3)])
    me.forget(trace_ids=[each.id for each in me.traces()])
    ranking = me.recommend(THINGS, k=3, system="2t-hgnn", crowd=crowd())
    assert "nothing is known" in ranking.note
    assert not any(pick.evidence for pick in ranking)


def test_what_was_fitted_once_serves_many_requests(me: thyself.Person) -> None:
    me.add([read("b3", 3), read("b7", 2)])
    fitted = GraphTowers(THINGS).fit(crowd().with_items(THINGS.ids))
    ranking = me.recommend(THINGS, k=28, system="2t-hgnn", crowd=fitted)
    assert {pick.item.id for pick in [each for each in ranking if each.item.id in CASTS][:4]} == {
        "c1",
        "c3",
        "c5",
        "c7",
    }


def test_without_a_crowd_that_is_said(me: thyself.Person) -> None:
    me.add([read("b2", 3)])
    assert "no graph" in me.recommend(THINGS, system="2t-hgnn").note


def test_it_only_ranks(me: thyself.Person) -> None:
    with pytest.raises(InvalidInput, match="no text"):
        card("2t-hgnn", serves="recommend").build().respond(Request("ask", "?", NOW), me._desk())
