"""SESA on a home: picks by named concepts, with the concepts as reasons and what was liked as evidence."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import thyself
from thyself.core import Catalog, InvalidInput, Item, Request, Trace
from thyself.core.registry import card

NOW = datetime(2024, 6, 1, tzinfo=UTC)
GENRES = ("horror", "comedy", "western")
FILMS = Catalog([Item(f"i{n}", f"a {GENRES[n % 3]} film", f"F{n}", {"genre": [GENRES[n % 3]]}) for n in range(24)])


@pytest.fixture
def me(tmp_path: Path):
    with thyself.open(tmp_path / "home.db", clock=lambda: NOW) as home:
        yield home.person()


def rated(item: str, stars: float, days_ago: int) -> Trace:
    return Trace(
        f"Rated {item}", at=NOW - timedelta(days=days_ago), kind="rated", source="test",
        item=item, value=stars, unit="stars", extra={"of": 5},
    )  # fmt: skip


def test_picks_are_about_what_was_liked_and_the_concept_is_the_reason(me: thyself.Person) -> None:
    me.add([rated("i1", 5.0, 9), rated("i4", 5.0, 8), rated("i0", 1.0, 7)])
    ranking = me.recommend(FILMS, k=5, system="sesa")
    assert all(pick.item.attributes["genre"] == ["comedy"] for pick in ranking)
    assert ranking[0].reasons[0].startswith("both are about comedy (")
    assert {each.text for pick in ranking for each in pick.evidence} <= {"Rated i1", "Rated i4"}
    assert ranking[0].evidence


def test_what_is_forgotten_is_no_reason(me: thyself.Person) -> None:
    me.add([rated("i1", 5.0, 9), rated("i3", 5.0, 8)])
    me.forget(trace_ids=[each.id for each in me.traces() if each.item == "i1"])
    ranking = me.recommend(FILMS, k=5, system="sesa")
    assert all(pick.item.attributes["genre"] == ["horror"] for pick in ranking)
    assert not any("comedy" in pick.reasons[0] for pick in ranking)


def test_an_item_that_lists_nothing_is_found_by_its_words(me: thyself.Person) -> None:
    me.add([rated("i1", 5.0, 9), rated("i4", 5.0, 8)])
    bare = Catalog([*FILMS, Item("new", "a comedy film", "N"), Item("other", "a western film", "O")])
    places = [pick.item.id for pick in me.recommend(bare, k=26, system="sesa")]
    assert places.index("new") < places.index("other")


def test_with_nothing_known_or_no_concepts_that_is_said(me: thyself.Person) -> None:
    assert "nothing is known" in me.recommend(FILMS, system="sesa").note
    me.add([rated("i1", 5.0, 9)])
    assert "no" in me.recommend(Catalog([Item("i1", "x"), Item("i2", "y")]), system="sesa").note


def test_own_concepts_and_other_jobs(me: thyself.Person) -> None:
    me.add([rated("i1", 5.0, 9)])
    ranking = me.recommend(FILMS, k=2, system="sesa", concepts=["comedy", "western"])
    assert ranking[0].item.attributes["genre"] == ["comedy"]
    with pytest.raises(InvalidInput, match="twice"):
        me.recommend(FILMS, system="sesa", concepts=["comedy", "comedy"])
    with pytest.raises(InvalidInput, match="no text"):
        card("sesa", serves="recommend").build().respond(Request("ask", "?", NOW), me._desk())
