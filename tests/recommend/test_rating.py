"""Ratings foretold: better than the means, alike for the known and for a person never seen, within the scale."""

import numpy as np
import pytest

from thyself.core import InvalidInput
from thyself.evaluate.splits import at_random
from thyself.recommend import Event, Histories, Interactions, Rater


def tastes(people: int = 60, items: int = 40, seed: int = 0) -> Interactions:
    """People who like the even or the odd items, some stern and some mild."""
    rng = np.random.default_rng(seed)
    rows = []
    for person in range(people):
        mild = rng.normal(0, 0.5)
        for item in rng.choice(items, 25, replace=False):
            liked = 1.0 if (item + person) % 2 else -1.0
            rows.append((f"p{person}", f"i{item}", float(np.clip(3 + liked + mild + rng.normal(0, 0.3), 1, 5)), None))
    return Interactions.of(rows)


@pytest.fixture(scope="module")
def known() -> Interactions:
    return tastes()


@pytest.fixture(scope="module")
def rater(known: Interactions) -> Rater:
    return Rater(4).fit(known.where(at_random(known, 0.8).train))


def test_it_is_better_than_the_means(rater: Rater, known: Interactions) -> None:
    split = at_random(known, 0.8)
    train, test = known.where(split.train), known.where(split.test)
    found = rater.predict(train.histories, test.person, test.item)
    means = rater.parts(train.histories, test.person, test.item).mean
    assert np.abs(found - test.value).mean() < 0.6 * np.abs(means - test.value).mean()
    assert found.min() >= known.value.min()
    assert found.max() <= known.value.max()


def test_a_person_never_seen_is_foretold_from_their_ratings(rater: Rater, known: Interactions) -> None:
    history = [Event("i0", 5.0), Event("i2", 5.0), Event("i1", 2.0), Event("i3", 2.0), Event("i5"), Event("?", 1.0)]
    someone = Histories.of(known.codes, [history])
    even, odd = rater.predict(someone, np.zeros(2, dtype=int), np.array([known.codes["i8"], known.codes["i9"]]))
    assert even > odd + 0.5


def test_of_a_person_of_whom_nothing_is_known_the_items_tell(rater: Rater, known: Interactions) -> None:
    nobody = Histories.of(known.codes, [[]])
    items = np.arange(len(known.items))
    found = rater.predict(nobody, np.zeros(len(items), dtype=int), items)
    parts = rater.parts(nobody, np.zeros(len(items), dtype=int), items)
    assert (parts.neighbours == 0).all()
    assert (parts.factors == 0).all()
    assert found == pytest.approx(rater.mean + rater.weights[0] * rater.of_item, abs=1e-9)


def test_pairs_may_come_in_any_order(rater: Rater, known: Interactions) -> None:
    rng = np.random.default_rng(1)
    owner, items = rng.integers(0, len(known.people), 200), rng.integers(0, len(known.items), 200)
    mixed = rng.permutation(200)
    straight = rater.predict(known.histories, owner, items)
    assert rater.predict(known.histories, owner[mixed], items[mixed]) == pytest.approx(straight[mixed])


def test_too_few_ratings_are_told() -> None:
    with pytest.raises(InvalidInput, match="0 ratings"):
        Rater().fit(Interactions.of([("a", "x")] * 50))
