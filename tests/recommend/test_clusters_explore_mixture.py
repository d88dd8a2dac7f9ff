"""Groups made in one pass, places to explore, and several interests with counts that fade."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from thyself.core import InvalidInput
from thyself.recommend import Explore, Leaning, OnlineClusters, OnlineMixture, kmeans, met

DAY = 86_400.0


def planted(seed: int, groups: int = 8, each: int = 40, noise: float = 0.15) -> tuple[np.ndarray, np.ndarray]:
    """Vectors around planted centres that have a common part, shuffled, with their true groups."""
    rng = np.random.default_rng(seed)
    truth = rng.permutation(np.repeat(np.arange(groups), each))
    centres = rng.standard_normal((groups, 32)) + 0.8 * rng.standard_normal(32)
    found = centres[truth] + noise * np.linalg.norm(centres[0]) * rng.standard_normal((len(truth), 32)) / 32**0.5
    return (found / np.linalg.norm(found, axis=1, keepdims=True)).astype(np.float32), truth


def agreement(one: np.ndarray, other: np.ndarray) -> float:
    """The adjusted Rand index of two groupings."""
    table = np.zeros((one.max() + 1, other.max() + 1))
    np.add.at(table, (one, other), 1)

    def pairs(counts: np.ndarray) -> float:
        return float((counts * (counts - 1) / 2).sum())

    both, rows, columns = pairs(table), pairs(table.sum(1)), pairs(table.sum(0))
    chance = rows * columns / pairs(np.array([len(one)]))
    return (both - chance) / ((rows + columns) / 2 - chance)


@pytest.mark.parametrize("seed", range(5))
def test_online_groups_are_those_that_were_planted_whatever_the_order(seed: int) -> None:
    vectors, truth = planted(seed)
    order = np.random.default_rng(seed + 99).permutation(len(vectors))
    clusters, others = OnlineClusters(), OnlineClusters()
    one, other = clusters.add(vectors), np.empty(len(vectors), dtype=int)
    other[order] = others.add(vectors[order])
    assert agreement(one, truth) > 0.8
    assert agreement(one, other) > 0.6
    assert (clusters.label(vectors) == one).mean() > 0.9


def test_groups_can_be_asked_only_when_there_are_some() -> None:
    with pytest.raises(InvalidInput, match="no group yet"):
        OnlineClusters().label(np.ones((1, 3)))
    with pytest.raises(InvalidInput, match="cosines"):
        OnlineClusters(least=0.9, most=0.1)


def test_kmeans_finds_the_planted_groups_and_refuses_too_many() -> None:
    vectors, truth = planted(3)
    nearest = (vectors @ kmeans(vectors, 8, np.random.default_rng(0)).T).argmax(axis=1)
    assert agreement(nearest, truth) > 0.8
    with pytest.raises(InvalidInput, match="3 vectors"):
        kmeans(vectors[:3], 4, np.random.default_rng(0))


def world(level: float, seed: int = 0) -> tuple[list[int], list[bool]]:
    """A list of ten from six groups of ten items; the person knows group 0, is near to 1, and far from the others."""
    groups = np.repeat(np.arange(6), 10)
    scores = np.where(groups == 0, 5.0, 1.0) + np.linspace(1, 0, 60)
    near = np.array([0.9, 0.6, 0.0, 0.0, 0.0, 0.0])
    leaning = Leaning(groups, np.array([9.0, 0, 0, 0, 0, 0]), near)
    shown = Explore(level).fill(scores, leaning, 10, np.random.default_rng(seed))
    return [each.item for each in shown], [each.explored for each in shown]


def test_without_exploring_the_list_is_by_relevance() -> None:
    items, explored = world(0.0)
    assert items == list(range(10))
    assert not any(explored)


@given(st.sampled_from([0.0, 0.1, 0.2, 0.3, 0.5, 0.8, 1.0]), st.integers(0, 50))
def test_as_many_places_are_explored_as_are_asked_for_and_nothing_comes_twice(level: float, seed: int) -> None:
    items, explored = world(level, seed)
    assert len(set(items)) == 10
    assert sum(explored) == round(10 * level)
    assert level == 1 or not explored[0]
    assert all(item >= 10 for item, new in zip(items, explored, strict=True) if new)


def test_what_is_explored_is_near_to_what_the_person_likes() -> None:
    first = [next(item // 10 for item, new in zip(*world(0.1, seed), strict=True) if new) for seed in range(200)]
    assert first.count(1) > 190


def test_what_is_not_to_be_shown_is_not_explored_either() -> None:
    groups, scores = np.array([0, 0, 1, 1]), np.array([1.0, 0.5, -np.inf, -np.inf])
    shown = Explore(0.5).fill(scores, Leaning(groups, np.ones(2), np.zeros(2)), 4, np.random.default_rng(0))
    assert sorted(each.item for each in shown) == [0, 1]
    with pytest.raises(InvalidInput, match="share"):
        Explore(1.5)


def test_what_was_met_long_ago_counts_less_and_what_was_disliked_nothing() -> None:
    found = met(
        np.array([0, 0, 1, 2]), np.array([1.0, 1, 1, -1]), np.array([0.0, 10 * DAY, 20 * DAY, 0]), count=4,
        half_life_days=10,
    )  # fmt: skip
    assert found.tolist() == [1.5, 0.25, 0, 0]


def test_each_interest_takes_what_its_people_take_now() -> None:
    mixture = OnlineMixture(np.array([[1.0, 0], [0, 1], [1, 1]]), 4, half_life_days=1, prior=0)
    for hour in range(5):
        mixture.update(0, 0, hour * 3600)
        mixture.update(1, 1, hour * 3600 + 1)
    assert mixture.scores([0, 1], 5 * 3600).argmax(axis=1).tolist() == [0, 1]
    assert mixture.scores([2], 5 * 3600)[0] == pytest.approx([0.5, 0.5, 0, 0], abs=1e-4)


def test_counts_fade_by_half_in_a_half_life() -> None:
    mixture = OnlineMixture(np.ones((1, 1)), 2, half_life_days=1, prior=0)
    mixture.update(0, 0, 0.0)
    mixture.update(0, 0, 0.0)
    mixture.update(0, 1, DAY)
    assert mixture.chances(DAY)[:, 0] == pytest.approx([0.5, 0.5])
    assert mixture.chances(2 * DAY)[:, 0] == pytest.approx([0.5, 0.5])


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 5)), min_size=1, max_size=30), st.integers(0, 99))
def test_chances_sum_to_one_and_terms_to_the_score(events: list[tuple[int, int]], seed: int) -> None:
    mixture = OnlineMixture(np.random.default_rng(seed).random((4, 6)), 6, interests=3)
    for number, (person, item) in enumerate(events):
        mixture.update(person, item, 60.0 * number)
    now = 60.0 * len(events)
    assert mixture.people.sum(axis=1) == pytest.approx(np.ones(4))
    assert (mixture.people > 0).sum(axis=1).max() <= 3
    assert mixture.chances(now).sum(axis=0) == pytest.approx(np.ones(6))
    scores = mixture.scores(range(4), now)
    for person in range(4):
        for item in range(6):
            assert mixture.terms(person, item, now).sum() == pytest.approx(float(scores[person, item]), abs=1e-6)
