"""DLRM: sums of sets of labels, products of pairs, learned by torch and served by numpy; what was known by then."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest

from thyself.core import Catalog, InvalidInput, Item
from thyself.recommend import DLRM, Bags, ClickRanker, Clicks, Event, Features, Histories, Interactions, Moments, Shape
from thyself.recommend.dlrm import hashed


def rows_of(labels: list[list[list[str]]], dense: np.ndarray, buckets: int = 50) -> Clicks:
    return Clicks(dense.astype(np.float32), tuple(Bags.of(each, buckets) for each in labels))


def crosses(n: int, rng: np.random.Generator) -> tuple[Clicks, np.ndarray]:
    """Whoever is of the kind of the item clicks; neither the kind of a person nor that of an item says anything."""
    person, item = rng.integers(0, 4, (2, n))
    labels = [[[f"p{each}"] for each in person], [[f"i{each}", "noise"] for each in item]]
    return rows_of(labels, rng.normal(size=(n, 2))), (person == item).astype(float)


def error(model: DLRM, rows: Clicks, clicked: np.ndarray) -> float:
    chance = np.clip(model.chances(rows), 1e-6, 1 - 1e-6)
    return float(-np.mean(np.log(np.where(clicked > 0, chance, 1 - chance))))


def test_a_row_is_the_sum_of_its_labels_and_nothing_without_any() -> None:
    table = np.arange(20, dtype=np.float32).reshape(10, 2)
    bags = Bags(np.array([0, 2, 2, 3]), np.array([1, 3, 9]))
    assert bags.pooled(table).tolist() == [[8, 10], [0, 0], [18, 19]]
    assert bags.take(np.array([2, 0, 1])).pooled(table).tolist() == [[18, 19], [8, 10], [0, 0]]
    assert bags.part(1, 3).pooled(table).tolist() == [[0, 0], [18, 19]]
    assert hashed("tea", 10**6) == hashed("tea", 10**6) != hashed("boat", 10**6)


def test_what_goes_into_the_last_layers_is_the_numbers_and_the_products_of_all_pairs() -> None:
    model = DLRM(Shape(2, (5, 5), 3)).begun()
    numbers, one, other = np.eye(3, dtype=np.float32)[:1], np.ones((1, 3), np.float32), np.full((1, 3), 2, np.float32)
    assert model.crossed(numbers, [one, other]).tolist() == [[1, 0, 0, 1, 2, 6]]
    assert DLRM(Shape(2, (5, 5), 3, crossed="none")).begun().crossed(numbers, [one, other]).shape == (1, 9)


@pytest.mark.parametrize("crossed", ["dot", "none"])
def test_numpy_serves_what_torch_learned(crossed: str) -> None:
    torch = pytest.importorskip("torch")
    from thyself.recommend.dlrm_training import _logits

    rows, clicked = crosses(200, np.random.default_rng(0))
    model = DLRM(Shape(2, (50, 50), 4, crossed=crossed), epochs=1).fit(rows, clicked)
    weights = {name: torch.from_numpy(each) for name, each in model.weights.items()}
    with torch.no_grad():
        theirs = _logits(torch, model, weights, rows).numpy()
    assert model.logits(rows) == pytest.approx(theirs, abs=1e-4)
    back = DLRM(model.shape).learned(model.arrays())
    assert (back.chances(rows) == model.chances(rows)).all()


def test_products_find_what_a_logistic_regression_cannot() -> None:
    pytest.importorskip("torch").set_num_threads(1)
    rng = np.random.default_rng(1)
    (rows, clicked), (later, truth) = crosses(3000, rng), crosses(1000, rng)
    dot = DLRM(Shape(2, (50, 50), 8, (8,), (8,)), epochs=12, rate=1e-2).fit(rows, clicked)
    logistic = DLRM(Shape(2, (50, 50), 1, (), (), "none"), epochs=12, rate=1e-2).fit(rows, clicked)
    base = -(0.25 * np.log(0.25) + 0.75 * np.log(0.75))
    assert error(dot, later, truth) < 0.25 * base
    assert error(logistic, later, truth) > 0.9 * base


def test_the_same_seed_learns_the_same_and_another_does_not() -> None:
    pytest.importorskip("torch")
    rows, clicked = crosses(200, np.random.default_rng(0))
    found = [DLRM(Shape(2, (50, 50), 4), epochs=1, seed=seed).fit(rows, clicked).logits(rows) for seed in (0, 0, 1)]
    assert (found[0] == found[1]).all()
    assert (found[0] != found[2]).any()


@pytest.mark.parametrize(("given", "told"), [({"crossed": "sum"}, "crossed='sum'"), ({"bottom": ()}, "give bottom")])
def test_shapes_that_cannot_be_are_told(given: dict[str, Any], told: str) -> None:
    with pytest.raises(InvalidInput, match=told):
        Shape(2, (5,), **given)


def test_rows_of_another_shape_and_models_that_learned_nothing_are_told() -> None:
    rows, clicked = crosses(10, np.random.default_rng(0))
    with pytest.raises(InvalidInput, match="learned nothing"):
        DLRM(Shape(2, (50, 50))).chances(rows)
    with pytest.raises(InvalidInput, match="made for 3 and 2"):
        DLRM(Shape(3, (50, 50))).begun().chances(rows)
    with pytest.raises(InvalidInput, match="one at least"):
        DLRM(Shape(2, (50, 50))).fit(rows, clicked[:3])


KINDS = {"t1": "tea", "t2": "tea", "b1": "boat", "b2": "boat"}
CATALOG = Catalog([Item(each, each, "", {"kind": kind}) for each, kind in KINDS.items()])


def test_a_row_knows_what_came_before_and_nothing_of_what_comes_later() -> None:
    days = [("p", "t1", 5.0, 1.0), ("p", "b1", 1.0, 2.0), ("p", "t2", 5.0, 3.0), ("q", "b2", 5.0, 4.0)]
    features = Features(CATALOG).fit(Interactions.of(days))
    before = features.rows(Moments.of(Interactions.of(days[:3] + days[3:])))
    changed = Interactions.of([*days[:2], ("p", "t2", 1.0, 3.0), days[3]])
    after = features.rows(Moments.of(changed))
    assert (before.dense == after.dense).all()
    assert [np.diff(each.starts).tolist() for each in before.bags[:3]] == [[1, 1, 1, 1], [0, 1, 1, 0], [0, 0, 1, 0]]
    assert before.dense[2, 4] > 0  # tea after a liked tea and a boat that was not liked
    assert before.dense[1, 4] == 0
    assert before.dense[0, 2] == before.dense[3, 2] == 0


def test_a_ranker_puts_first_what_goes_with_the_history_of_somebody_it_never_saw() -> None:
    pytest.importorskip("torch").set_num_threads(1)
    teas, boats = [f"t{n}" for n in range(6)], [f"b{n}" for n in range(6)]
    rng = np.random.default_rng(0)
    rows = [
        (f"p{n}", each, 5.0, float(at))
        for n in range(120)
        for at, each in enumerate(rng.permutation(teas if n % 2 else boats)[:4].tolist())
    ]
    ranker = ClickRanker(Features(buckets=200), epochs=15).fit(Interactions.of(rows))
    history = [Event("t0", 5.0), Event("t1", 5.0)]
    items = ["t4", "t5", "b4", "b5"]
    tea, tea2, boat, boat2 = ranker.logits([history] * 4, items)
    assert min(tea, tea2) > max(boat, boat2)
    with pytest.raises(InvalidInput, match="nothing like it"):
        ranker.logits([history], ["nothing like it"])


def test_labels_share_no_place_by_chance_alone_in_a_table_that_is_large() -> None:
    names = ["".join(each) for each in product("abcdefgh", repeat=3)]
    assert len({hashed(each, 10**6) for each in names}) > 0.99 * len(names)


def test_moments_of_others_keep_the_item_and_change_the_history() -> None:
    events = Histories.of({"a": 0, "b": 1}, [["a"], ["b", "a"]])
    moments = Moments(events, events.starts[:-1], events.starts[1:], np.array([1, 0]))
    other = moments.of_others(1)
    assert other.item.tolist() == [1, 0]
    assert (other.last - other.first).tolist() == [2, 1]
