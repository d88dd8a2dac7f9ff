"""Towers learn which pairs belong together; reviews stand in the order in which they matter to one person."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from thyself.core import InvalidInput, SourceError
from thyself.models import Hashed
from thyself.recommend import ReviewRanking, Training, TwoTower, Visitor, read_reviews
from thyself.retrieval.neighbours import Said

WORDS = {
    "family": ("pool for the children", "playground and kids menu", "the children loved the slide"),
    "business": ("fast wifi and a desk", "quiet room for calls and wifi", "printer, desk and meeting room"),
}


def hotels(many: int = 40) -> tuple[list[Said], dict[str, dict[str, str]]]:
    """Hotels with a word of their own, of which families and people on business each write."""
    rng = np.random.default_rng(0)
    reviews, about = [], {}
    for hotel in range(many):
        for place in range(6):
            kind = ("family", "business")[place % 2]
            text = f"hotel{hotel} {WORDS[kind][rng.integers(3)]}"
            reviews.append(Said(f"{hotel}/{place}", f"p{hotel}/{place}", f"h{hotel}", text, "", 4.0))
            about[f"{hotel}/{place}"] = {"guest": kind, "month": str(place % 3)}
    return reviews, about


@pytest.fixture(scope="module")
def ranker() -> ReviewRanking:
    return ReviewRanking(Hashed()).fit(*hotels())


SHOWN = [
    Said("a", "", "", "a desk in the room, and wifi"),
    Said("b", "", "", "a pool, and a playground for the children"),
]


@pytest.mark.parametrize(("guest", "first"), [("business", 0), ("family", 1)])
def test_each_kind_of_guest_reads_first_what_its_kind_writes(ranker: ReviewRanking, guest: str, first: int) -> None:
    assert int(np.argmax(ranker.scores(Visitor({"guest": guest}), SHOWN))) == first


def test_terms_add_up_to_the_score_and_name_the_occasion_and_the_texts() -> None:
    reviews, about = hotels()
    more = [Said(f"m{at}", each.person, "h-else", each.text[6:], "", 3.0) for at, each in enumerate(reviews[:60])]
    ranker = ReviewRanking(Hashed()).fit([*reviews, *more], about)
    visitor = Visitor(
        {"guest": "family", "shoes": "red"}, [Said("x", "me", "y", "the children liked the pool", "", 5.0)]
    )
    terms = ranker.terms(visitor, SHOWN)
    assert [each.score for each in terms] == pytest.approx(ranker.scores(visitor, SHOWN).tolist())
    assert [set(each.about) for each in terms] == [{"guest: family"}] * 2
    assert len(terms[0].wrote) == 1
    assert terms[1].wrote[0] > terms[0].wrote[0]


def test_somebody_unknown_gets_one_order_whatever_they_are_called(ranker: ReviewRanking) -> None:
    nobody, stranger = ranker.scores(Visitor(), SHOWN), ranker.scores(Visitor({"guest": "astronaut"}), SHOWN)
    assert nobody.tolist() == stranger.tolist()


def test_nothing_that_a_person_wrote_of_the_thing_itself_is_learned_from() -> None:
    twice = [Said("1", "p", "h", "one text"), Said("2", "p", "h", "another text"), Said("3", "q", "h", "a third")]
    with pytest.raises(InvalidInput, match="is anything known"):
        ReviewRanking(Hashed()).fit(twice)


def test_a_review_that_stands_there_twice_counts_once() -> None:
    reviews, about = hotels(10)
    copies = [Said(f"c{each.id}", each.person, each.item, each.text.upper(), "", 4.0) for each in reviews]
    one, both = (ReviewRanking(Hashed()).fit(each, about) for each in (reviews, [*reviews, *copies]))
    visitor = Visitor({"guest": "family"})
    assert one.scores(visitor, SHOWN).tolist() == both.scores(visitor, SHOWN).tolist()


def test_without_learning_what_is_like_the_own_reviews_comes_first() -> None:
    ranker = ReviewRanking(Hashed()).by_likeness(SHOWN)
    mine = Visitor({}, [Said("x", "me", "y", "wifi at the desk")])
    assert np.argmax(ranker.scores(mine, SHOWN)) == 0
    assert ranker.scores(mine, []).tolist() == []


def test_it_says_what_it_needs() -> None:
    with pytest.raises(InvalidInput, match="call fit"):
        ReviewRanking(Hashed()).scores(Visitor(), SHOWN)
    with pytest.raises(InvalidInput, match="negatives='all'"):
        ReviewRanking(Hashed(), negatives="all")
    with pytest.raises(InvalidInput, match="no reviews"):
        ReviewRanking(Hashed()).by_likeness([])


def test_reviews_are_read_from_lines_of_json(tmp_path: Path) -> None:
    rows = [
        {"person": "p", "item": "h", "text": "good", "about": {"guest": "family"}},
        {"person": 1, "item": 2, "text": ""},
    ]
    (tmp_path / "r.jsonl").write_text("\n".join(map(json.dumps, rows)))
    reviews, about = read_reviews(tmp_path / "r.jsonl")
    assert [each.person for each in reviews] == ["p", "1"]
    assert about == {"1": {"guest": "family"}, "2": {}}
    (tmp_path / "r.jsonl").write_text('{"person": "p"}')
    with pytest.raises(SourceError, match="line 1"):
        read_reviews(tmp_path / "r.jsonl")
    with pytest.raises(SourceError, match="cannot be read"):
        read_reviews(tmp_path / "none.jsonl")


def planted(pairs: int = 240, groups: int = 40) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Sides that share a group's vector, and one of three kinds within it."""
    rng = np.random.default_rng(1)
    group = np.repeat(np.arange(groups), pairs // groups)
    kind, own = np.eye(3)[rng.integers(0, 3, pairs)], rng.normal(0, 1, (groups, 8))[group]
    return np.c_[kind, own], np.c_[kind @ rng.normal(0, 1, (3, 4)) + rng.normal(0, 0.3, (pairs, 4)), own], group


def test_negatives_of_the_group_teach_what_differs_within_it_and_others_which_group_it_is() -> None:
    left, right, group = planted()
    same = group[:, None] == group

    def chance(towers: TwoTower, among: np.ndarray) -> float:
        scores = np.where(among, towers.scores(left, right), -np.inf)
        return float(np.mean(1 / (1 + (scores > np.diag(scores)[:, None]).sum(axis=1))))

    inside, anywhere = TwoTower(3, Training(60)).fit(left, right, group), TwoTower(3, Training(60)).fit(left, right)
    assert chance(inside, same) > chance(anywhere, same) + 0.05
    assert chance(anywhere, same | ~same) > chance(inside, same | ~same)


def test_where_columns_mean_the_same_towers_begin_as_their_product() -> None:
    left, right = np.eye(3), np.array([[1.0, 0, 0], [0.5, 0.5, 0], [0, 0, 2.0]])
    assert TwoTower(training=Training(0)).fit(left, right, alike=3).scores(left, right) == pytest.approx(left @ right.T)


def test_the_gradient_is_that_of_the_loss() -> None:
    from thyself.recommend.towers import _gradients, _held

    left, right, group = planted(24, 4)
    rng = np.random.default_rng(0)
    maps = [rng.normal(0, 0.3, (left.shape[1], 2)), rng.normal(0, 0.3, (right.shape[1], 2))]

    held = _held(np.arange(24), group)

    def loss() -> float:
        scores = left @ maps[0] @ (right @ maps[1]).T + held
        return float(np.mean(np.log(np.exp(scores).sum(axis=1)) - np.diag(scores)))

    found = _gradients([left, right], maps, held)
    for side in (0, 1):
        before = maps[side][1, 1]
        maps[side][1, 1] = before + 1e-5
        above = loss()
        maps[side][1, 1] = before - 1e-5
        assert found[side][1, 1] == pytest.approx((above - loss()) / 2e-5, rel=1e-4)
        maps[side][1, 1] = before


def test_towers_refuse_what_is_no_pairs() -> None:
    with pytest.raises(InvalidInput, match="equally many"):
        TwoTower().fit(np.zeros((2, 1)), np.zeros((1, 1)))
    with pytest.raises(InvalidInput, match="call fit"):
        TwoTower().left(np.zeros((1, 1)))
