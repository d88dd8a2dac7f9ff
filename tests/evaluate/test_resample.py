"""Intervals cover what they should, and tests find what is there."""

from __future__ import annotations

import numpy as np
import pytest

from thyself.core import InvalidInput
from thyself.evaluate import bootstrap, holm, paired, permutation


def test_the_value_is_the_mean_of_all_values_not_of_clusters() -> None:
    interval = bootstrap([1, 1, 1, 0], clusters=["a", "a", "a", "b"])
    assert interval.value == 0.75
    assert interval.n == 4


def test_values_that_are_all_equal_have_an_interval_of_no_width() -> None:
    interval = bootstrap([0.5] * 10)
    assert (interval.low, interval.high) == (0.5, 0.5)


def test_the_same_seed_gives_the_same_interval() -> None:
    values = np.random.default_rng(0).random(50)
    assert bootstrap(values, seed=3) == bootstrap(values, seed=3)
    assert bootstrap(values, seed=3) != bootstrap(values, seed=4)


def test_the_interval_has_the_width_of_the_normal_law() -> None:
    values = np.random.default_rng(0).normal(size=400)
    interval = bootstrap(values, draws=4000)
    assert interval.high - interval.low == pytest.approx(2 * 1.96 * values.std() / 20, rel=0.1)


def test_values_alike_within_a_person_make_the_interval_wider() -> None:
    person = np.repeat(np.random.default_rng(0).normal(size=20), 30)
    alone = bootstrap(person)
    together = bootstrap(person, clusters=np.repeat(np.arange(20), 30).tolist())
    assert together.high - together.low > 3 * (alone.high - alone.low)


def test_about_95_of_100_intervals_hold_the_truth() -> None:
    rng = np.random.default_rng(0)
    held = 0
    for seed in range(200):
        interval = bootstrap(rng.normal(size=60), seed=seed, draws=500)
        held += interval.low <= 0 <= interval.high
    assert 180 <= held <= 198


def test_a_paired_difference_is_narrower_than_its_parts() -> None:
    rng = np.random.default_rng(0)
    hard = rng.normal(size=100)
    difference = paired(hard + 0.1, hard)
    assert difference.value == pytest.approx(0.1)
    assert difference.low == pytest.approx(0.1)


def test_a_permutation_test_finds_a_difference_and_does_not_find_none() -> None:
    rng = np.random.default_rng(0)
    one, other = rng.normal(size=40), rng.normal(size=40)
    assert permutation(one + 2, other) < 0.001
    assert permutation(one, one) == 1.0


def test_a_permutation_of_few_people_cannot_be_sure() -> None:
    values = [1.0] * 300
    assert permutation(values, [0.0] * 300, clusters=[i % 3 for i in range(300)]) > 0.2  # 2 of 8 signs reach it


def test_holm_agrees_with_a_hand_worked_case() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([0.6, 0.9]) == [1.0, 1.0]
    assert holm([]) == []


def test_what_cannot_be_resampled_is_refused() -> None:
    with pytest.raises(InvalidInput, match="no values"):
        bootstrap([])
    with pytest.raises(InvalidInput, match="one for each"):
        bootstrap([1.0, 2.0], clusters=["a"])
    with pytest.raises(InvalidInput, match="equally many"):
        paired([1.0, 2.0], [1.0])
