"""Reviews of one hotel for a person of a home: by the occasion and by their own reviews, with those as evidence."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import thyself
from thyself.core import Catalog, InvalidInput, Item, Request, Trace
from thyself.core.registry import card
from thyself.models import Hashed
from thyself.recommend import ReviewRanking
from thyself.retrieval.neighbours import Said

NOW = datetime(2024, 6, 1, tzinfo=UTC)
SHOWN = Catalog(
    [
        Item("r1", "A desk in the room, fast wifi, quiet for calls", "", {"stars": 4}),
        Item("r2", "The pool and the playground, the children were happy", "", {"stars": 4}),
        Item("r3", "The owner breeds cats", "", {"stars": 4}),
    ],
    name="reviews",
)


@pytest.fixture
def me(tmp_path: Path):
    with thyself.open(tmp_path / "home.db", clock=lambda: NOW) as home:
        yield home.person()


def wrote(text: str, days_ago: int) -> Trace:
    return Trace(
        text, at=NOW - timedelta(days=days_ago), kind="rated", source="test", item=f"hotel:{days_ago}", value=4.0,
        unit="stars", extra={"of": 5},
    )  # fmt: skip


def test_what_is_like_the_own_reviews_comes_first_with_the_review_as_evidence(me: thyself.Person) -> None:
    me.add(
        [wrote("We liked the pool, and the children the playground", 9), wrote("Rated hotel 5 of 5 in that town", 3)]
    )
    ranking = me.recommend(SHOWN, system="review-ranking")
    assert ranking[0].item.id == "r2"
    assert [each.text for each in ranking[0].evidence] == ["We liked the pool, and the children the playground"]
    assert ranking.note == ""


def test_a_forgotten_review_speaks_no_more(me: thyself.Person) -> None:
    me.add([wrote("We liked the pool, and the children the playground", 9)])
    me.forget(trace_ids=[each.id for each in me.traces()])
    ranking = me.recommend(SHOWN, system="review-ranking")
    assert "no review yet" in ranking.note
    assert not any(pick.evidence for pick in ranking)


def test_the_occasion_alone_is_enough(me: thyself.Person, tmp_path: Path) -> None:
    words = {"family": "pool playground children happy", "business": "desk wifi calls quiet"}
    rows = [
        {"id": f"{hotel}/{n}", "person": f"p{hotel}{n}", "item": f"h{hotel}", "text": f"{words[kind]} h{hotel}",
         "about": {"guest": kind}}
        for hotel in range(30) for n, kind in enumerate(words)
    ]  # fmt: skip
    (tmp_path / "reviews.jsonl").write_text("\n".join(map(json.dumps, rows)))
    for guest, first in (("family", "r2"), ("business", "r1")):
        ranking = me.recommend(
            SHOWN, system="review-ranking", reviews=tmp_path / "reviews.jsonl", about={"guest": guest}
        )
        assert ranking[0].item.id == first
        assert ranking[0].reasons == (f"people with guest: {guest} write so",)
        assert ranking.note == ""


def test_what_was_fitted_once_serves_many_requests(me: thyself.Person) -> None:
    words = {"family": "pool playground children happy", "business": "desk wifi calls quiet"}
    known = [
        Said(f"{n}/{kind}", f"p{n}{kind}", f"h{n}", f"{text} h{n}") for n in range(30) for kind, text in words.items()
    ]
    fitted = ReviewRanking(Hashed()).fit(known, {each.id: {"guest": each.id.split("/")[1]} for each in known})
    for guest, first in (("family", "r2"), ("business", "r1")):
        ranking = me.recommend(SHOWN, system="review-ranking", reviews=fitted, about={"guest": guest})
        assert ranking[0].item.id == first


def test_it_only_ranks(me: thyself.Person) -> None:
    with pytest.raises(InvalidInput, match="no text"):
        card("review-ranking", serves="recommend").build().respond(Request("ask", "?", NOW), me._desk())
