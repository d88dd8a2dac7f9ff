"""Groups of people, what sets them apart, and who is like a few: on people whose groups were planted."""

from itertools import permutations

import numpy as np
import pytest

from thyself.core import Catalog, InvalidInput, Item
from thyself.recommend import (
    Behaviour,
    Blend,
    DecayedPopularity,
    Fitted,
    Histories,
    Interactions,
    SegmentPopularity,
    Segments,
    lookalikes,
)

STYLES = ("sport", "office", "party")


def shop(people: int = 150, seed: int = 0) -> tuple[Interactions, Catalog, np.ndarray]:
    """People of one of three styles, who take things of that style most of the time; some take ten times as many."""
    rng = np.random.default_rng(seed)
    items = [Item(f"i{n}", f"thing {n}", f"T{n}", {"style": STYLES[n % 3], "sex": "f"}) for n in range(120)]
    style = rng.integers(0, 3, people)
    rows = []
    for person in range(people):
        for _ in range(int(rng.choice([4, 40]))):
            mine = style[person] if rng.random() < 0.8 else rng.integers(0, 3)
            rows.append((f"p{person}", f"i{3 * rng.integers(0, 40) + mine}"))
    return Interactions.of(rows), Catalog(items), style


def agreement(one: np.ndarray, other: np.ndarray) -> float:
    """The share of people in the right group, by the best naming of three groups."""
    return max(float((np.array(names)[one] == other).mean()) for names in permutations(range(3)))


def test_people_are_grouped_by_what_they_take_and_not_by_how_much() -> None:
    rows, catalog, style = shop()
    segments = Segments.of(Behaviour.of(rows, catalog), 3)
    assert agreement(segments.member, style) > 0.95
    unseen = Histories.of(rows.codes, [["i0", "i3", "i6"], [], ["i1", "i4", "i7"]])
    found = segments.of_histories(unseen)
    assert found[1] == -1
    assert found[0] == np.bincount(segments.member[style == 0]).argmax()
    assert found[2] == np.bincount(segments.member[style == 1]).argmax()


def test_the_number_of_groups_is_found_where_it_is_not_said() -> None:
    rows, catalog, _ = shop()
    assert len(Segments.of(Behaviour.of(rows, catalog)).centres) == 3


def test_a_group_is_named_by_what_sets_it_apart() -> None:
    rows, catalog, _ = shop()
    groups = Segments.of(Behaviour.of(rows, catalog, without=("sex",)), 3).groups
    assert {each.name.split(",")[0] for each in groups} == {f"style {each}" for each in STYLES}
    assert sum(len(each.people) for each in groups) == 150
    for each in groups:
        assert each.traits[0].times > 1.2
        assert "sex" not in str(each)


def test_no_group_of_a_few_people_is_told_and_nothing_that_a_few_took() -> None:
    rows, catalog, style = shop()
    behaviour = Behaviour.of(rows, catalog)
    sizes = np.bincount(style)
    told = Segments.of(behaviour, 3, least=int(np.sort(sizes)[1])).groups
    assert 0 < len(told) < 3
    assert all(len(each.people) >= np.sort(sizes)[1] - 3 for each in told)
    for each in Segments.of(behaviour, 3, least=20).groups:
        assert all(trait.people >= 20 for trait in each.traits)
    with pytest.raises(InvalidInput, match="too few"):
        Segments.of(behaviour, 100)


def test_who_is_like_a_few_is_of_their_style_though_others_of_it_count_as_not_of_the_seed() -> None:
    rows, catalog, style = shop()
    seed = [f"p{at}" for at in np.flatnonzero(style == 1)[:6]]
    found = lookalikes(Behaviour.of(rows, catalog), seed, 30)
    assert len(found) == 30
    assert not {each.person for each in found} & set(seed)
    assert np.mean([style[int(each.person[1:])] == 1 for each in found]) > 0.9
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)
    with pytest.raises(InvalidInput, match="0 of 150"):
        lookalikes(Behaviour.of(rows), ["nobody"], 3)


def test_one_who_took_little_gets_what_the_segment_takes() -> None:
    rows, catalog, _ = shop()
    scorer = SegmentPopularity(prior=5.0).by(Segments.of(Behaviour.of(rows, catalog), 3))
    for style in range(3):
        history = Histories.of(rows.codes, [[f"i{style}", f"i{style + 3}"]])
        best = np.argsort(-scorer.one(history))[:10]
        assert np.mean([int(rows.items[at][1:]) % 3 == style for at in best]) > 0.8


def test_a_fitted_recommender_tells_segments_and_lookalikes() -> None:
    rows, catalog, style = shop()
    fitted = Fitted(rows, Blend({"popular": DecayedPopularity()}, {"popular": 1.0}).fit(rows))
    assert {each.name.split(",")[0] for each in fitted.segments(3, catalog=catalog)} == {f"style {s}" for s in STYLES}
    seed = [f"p{at}" for at in np.flatnonzero(style == 2)[:8]]
    found = fitted.lookalikes(seed, k=10)
    assert np.mean([style[int(each.person[1:])] == 2 for each in found]) > 0.7
