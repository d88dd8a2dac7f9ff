"""Own texts and others' on the same item: the right ones, each side in its measure, never what is asked for."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thyself.core import InvalidInput
from thyself.retrieval.neighbours import Asked, Said, UserItemGraph
from thyself.retrieval.rated_texts import BLIND, learn

START = datetime(2024, 1, 1, tzinfo=UTC)


def said(key: str, person: str, item: str, text: str, rating: float | None = None, day: int = 0) -> Said:
    return Said(key, person, item, text, rating=rating, at=START + timedelta(days=day))


TEXTS = [
    said("a1", "ann", "tent", "My tent is dry and warm, I love it.", 5, 1),
    said("a2", "ann", "stove", "The stove burns well, I love it.", 4, 2),
    said("b1", "bob", "tent", "This tent leaks in the rain.", 1, 3),
    said("b2", "bob", "lamp", "A bright lamp for the camp.", 4, 4),
    said("c1", "cem", "tent", "A light tent for two people.", 4, 5),
]
GRAPH = UserItemGraph(TEXTS)


def ids(asked: Asked, **options: float) -> list[str]:
    return [each.said.id for each in GRAPH.find(asked, k=9, **options)]  # type: ignore[arg-type]


def test_own_texts_on_other_items_and_others_on_the_same_item() -> None:
    sides = GRAPH.sides(Asked("ann", "tent", "dry?", id="a1"))
    assert {each.id for each in sides.own} == {"a2"}
    assert {each.id for each in sides.neighbours} == {"b1", "c1"}


def test_what_is_asked_for_is_not_found_nor_a_copy_of_it_nor_what_came_later() -> None:
    copy = said("d1", "dan", "tent", TEXTS[0].text)
    graph = UserItemGraph([*TEXTS, copy])
    asked = Asked("ann", "tent", TEXTS[0].text, id="a1")
    assert not {"a1", "d1"} & {each.said.id for each in graph.find(asked, k=9)}
    early = Asked("ann", "tent", "rain", at=START + timedelta(days=4))
    assert ids(early) == ["b1", "a2"]
    assert "b1" not in ids(Asked("ann", "tent", "rain", at=START + timedelta(days=3)))


def test_the_weight_says_which_side_counts() -> None:
    asked = Asked("ann", "tent", "leaks or burns?")
    assert ids(asked, own=0.9)[0] == "a2"
    assert ids(asked, own=0.1)[0] == "b1"
    assert ids(asked, own=0.0) == ["b1", "c1"]


def test_somebody_new_gets_the_items_other_authors_and_a_new_item_the_own_texts() -> None:
    assert set(ids(Asked("new", "tent", "rain"), own=1.0)) == {"a1", "b1", "c1"}
    assert set(ids(Asked("bob", "new", "rain"), own=0.0)) == {"b1", "b2"}


def test_where_neither_is_known_the_nearest_texts_elsewhere_stand_in() -> None:
    found = GRAPH.find(Asked("new", "new", "a lamp for the camp"), k=2)
    assert [each.side for each in found] == ["elsewhere"] * 2
    assert found[0].said.id == "b2"


def test_two_texts_of_one_id_and_senseless_numbers_are_refused() -> None:
    with pytest.raises(InvalidInput):
        UserItemGraph([TEXTS[0], TEXTS[0]])
    with pytest.raises(InvalidInput):
        GRAPH.find(Asked("ann", "tent"), own=2)


@given(st.sampled_from(["ann", "bob", "new"]), st.sampled_from(["tent", "lamp", "new"]), st.text(max_size=60))
def test_scores_are_from_nought_to_one_and_fall(person: str, item: str, text: str) -> None:
    found = GRAPH.find(Asked(person, item, text), k=9)
    scores = [each.score for each in found]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= each.score <= each.raw <= 1 for each in found)


def world() -> list[Said]:
    """Items 0 to 2 are bad; "splendid" and "awful" say so as well; ann is mild, bob is stern."""
    out = []
    for n in range(120):
        good = n % 6 > 2
        rating = (4 if good else 2) + (n % 2 == 0)
        text = f"{'splendid' if good else 'awful'} thing {n % 7}"
        out.append(said(f"r{n}", "ann" if n % 2 == 0 else "bob", f"i{n % 6}", text, float(rating)))
    return out


def test_ratings_are_foretold_by_words_items_and_people() -> None:
    rater = learn(world())
    assert rater.steps == (2.0, 3.0, 4.0, 5.0)
    good, bad = rater.expect([Asked("?", "?", "splendid thing"), Asked("?", "?", "awful thing")])
    assert good >= 4 > 3 >= bad
    blind = learn(world(), shrink=BLIND)
    assert list(blind.expect([Asked("ann", "i4"), Asked("bob", "i5"), Asked("bob", "i1")])) == [5.0, 4.0, 2.0]


def test_too_few_ratings_are_refused() -> None:
    with pytest.raises(InvalidInput, match="at least 20"):
        learn(TEXTS)
