"""Picks for one person: what fits, what is avoided, what is said of why."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thyself.core import Catalog, Evidence, InvalidInput, Item, Trace
from thyself.recommend import Interest, Recommender, Taste, interactions
from thyself.recommend.popularity import popularity
from thyself.store import Scope, open_store

NOW = datetime(2024, 1, 1, tzinfo=UTC)


def book(id: str, title: str, author: str, tags: str = "", popularity: float | None = None) -> Item:
    return Item(id, f"{title} by {author}", title, {"author": author, "tags": tags.split()}, popularity)


BOOKS = Catalog(
    [
        book("b1", "A Wizard of Earthsea", "Ursula K. Le Guin", "fantasy magic", 900),
        book("b2", "The Tombs of Atuan", "Ursula K. Le Guin", "fantasy magic", 300),
        book("b3", "Pride and Prejudice", "Jane Austen", "romance classics", 2000),
        book("b4", "Sense and Sensibility", "Jane Austen", "romance classics", 1500),
        book("b5", "The Haunting of Hill House", "Shirley Jackson", "horror classics", 800),
        book("b6", "Neverwhere", "Neil Gaiman", "fantasy", 1200),
    ]
)


@dataclass
class Avoid:
    words: tuple[str, ...]
    why: str
    evidence: tuple[Evidence, ...] = ()
    hard: bool = True


@pytest.fixture
def scope(tmp_path: Path) -> Scope:
    return open_store(tmp_path / "home.db", clock=lambda: NOW).scope("me")


def trace(text: str, days: int = 0, **given: object) -> Trace:
    fields = {"at": NOW - timedelta(days=100 - days), "kind": "said", "source": "test", **given}
    return Trace(text, **fields)  # type: ignore[arg-type]


def rated(item: str, stars: float, days: int = 0) -> Trace:
    return trace(f"Rated {item} {stars}", days, kind="rated", item=item, value=stars, unit="stars", extra={"of": 5})


def ids(picks: object) -> list[str]:
    return [pick.item.id for pick in picks]  # type: ignore[attr-defined]


def ranked(scope: Scope, avoidances: tuple[Avoid, ...] = (), interests: tuple[Interest, ...] = ()):
    taste = Taste(tuple(interactions(scope, BOOKS)), interests, avoidances)
    return Recommender().rank(BOOKS, taste, k=3, now=NOW)


def test_what_is_like_a_loved_item_comes_first_and_names_it(scope: Scope) -> None:
    scope.append([rated("b1", 5), rated("b3", 1, 1)])
    picks = ranked(scope)
    assert ids(picks)[0] == "b2"
    assert 'you rated it 5 of 5: "A Wizard of Earthsea"' in picks[0].reasons[0]
    assert picks[0].evidence[0].text == "Rated b1 5"


def test_another_person_s_ratings_give_other_picks(scope: Scope) -> None:
    scope.append([rated("b3", 5), rated("b1", 1, 1)])
    assert ids(ranked(scope))[0] == "b4"


def test_what_is_known_already_is_not_offered(scope: Scope) -> None:
    scope.append([rated("b1", 5), rated("b2", 5, 1)])
    assert not {"b1", "b2"} & set(ids(ranked(scope)))


def test_for_a_new_person_the_popular_come_first_and_that_is_said(scope: Scope) -> None:
    picks = ranked(scope)
    assert ids(picks)[0] == "b3"
    assert "nothing is known of your taste" in picks.note
    assert picks[0].reasons == ("many others took it",)


def test_a_hard_avoidance_holds_whatever_the_score(scope: Scope) -> None:
    scope.append([rated("b5", 5)])
    horror = Avoid(("horror",), "you said: no horror please")
    picks = Recommender().rank(BOOKS, Taste((), (), (horror,)), k=6, now=NOW)
    assert "b5" not in ids(picks)
    assert [(item.id, why) for item, why in picks.left_out] == [("b5", "you said: no horror please")]


def test_an_interest_of_the_profile_counts_and_shows_its_evidence(scope: Scope) -> None:
    proof = Evidence(("t",), ("r",), "I love fantasy", 1.0)
    picks = ranked(scope, interests=(Interest("fantasy", 1.0, (proof,)),))
    assert ids(picks)[0] in {"b1", "b2", "b6"}
    assert picks[0].evidence[0].text == "I love fantasy"


def test_a_title_that_the_person_names_is_an_interaction(scope: Scope) -> None:
    scope.append([trace("I just finished Sense and Sensibility and loved it"), trace("never wherever", 1)])
    found = interactions(scope, BOOKS)
    assert [(each.item_id, each.how) for each in found] == [("b4", "you named it")]


def test_what_others_name_is_not_the_person_s_taste(scope: Scope) -> None:
    scope.append([trace("Read Sense and Sensibility!", author="assistant")])
    assert interactions(scope, BOOKS) == []


def test_ratings_count_by_distance_from_the_person_s_own_mean(scope: Scope) -> None:
    scope.append([rated("b1", 5), rated("b2", 5, 1), rated("b3", 4, 2)])
    weights = {each.item_id: each.weight for each in interactions(scope, BOOKS)}
    assert weights["b1"] > 0.5
    assert abs(weights["b3"]) < abs(weights["b1"])


def test_nothing_after_before_is_used(scope: Scope) -> None:
    scope.append([rated("b1", 5, 1), rated("b3", 5, 50)])
    found = interactions(scope, BOOKS, before=NOW - timedelta(days=60))
    assert [each.item_id for each in found] == ["b1"]


def test_the_terms_of_a_pick_add_up_without_variety(scope: Scope) -> None:
    from thyself.recommend import Weights

    scope.append([rated("b1", 5)])
    taste = Taste(tuple(interactions(scope, BOOKS)))
    pick = Recommender(Weights(popularity=0.0, variety=0.0)).rank(BOOKS, taste, k=1, now=NOW)[0]
    assert sum(proof.score for proof in pick.evidence) == pytest.approx(pick.score)


def test_k_must_be_one_or_more() -> None:
    with pytest.raises(InvalidInput, match="k=0"):
        Recommender().rank(BOOKS, Taste(), k=0, now=NOW)


def test_an_empty_catalogue_gives_no_picks() -> None:
    assert len(Recommender().rank(Catalog([]), Taste(), k=3, now=NOW)) == 0


@given(st.permutations(list(BOOKS)))
def test_the_order_of_the_catalogue_does_not_matter(order: list[Item]) -> None:
    base = ids(Recommender().rank(BOOKS, Taste(), k=6, now=NOW))
    assert ids(Recommender().rank(Catalog(order), Taste(), k=6, now=NOW)) == base


def test_old_popularity_decays() -> None:
    old = Item("old", "Old", popularity=1000, born=NOW - timedelta(days=40000))
    new = Item("new", "New", popularity=500, born=NOW)
    ranks = popularity(Catalog([old, new]), now=NOW)
    assert ranks[1] > ranks[0]


def test_an_unknown_popularity_is_no_zero() -> None:
    some: Callable[[str, float | None], Item] = lambda id, p: Item(id, id, popularity=p)  # noqa: E731
    ranks = popularity(Catalog([some("a", 10), some("b", None), some("c", 1000)]), now=NOW)
    assert 0 < ranks[1] < ranks[2]
