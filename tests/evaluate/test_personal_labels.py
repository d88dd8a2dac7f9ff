"""The label that one person would give: learned from all, drawn to the population, told with honest chances."""

from __future__ import annotations

import numpy as np
import pytest

from thyself.core import InvalidInput
from thyself.evaluate.classifiers import NONE, Labels, Shrink
from thyself.evaluate.classify import calibration_error, log_loss
from thyself.evaluate.descent import lowest
from thyself.evaluate.fitting import fit

PEOPLE = 12
FIXED = Shrink(1.0, 1.0, 3.0)


def world(seed: int, *, texts: int = 240, clones: float = 0.0) -> Labels:
    """Half of the people are strict; half love what the others hate (the second direction); clones are all alike."""
    rng = np.random.default_rng(seed)
    vectors = rng.normal(size=(texts, 5))
    text = np.repeat(np.arange(texts), 4)
    person = rng.integers(PEOPLE, size=len(text))
    strict, taste = np.where(person % 2, 1.5, -1.5), np.where(person % 4 < 2, 2.0, -2.0)
    own = (1 - clones) * (strict + taste * vectors[text, 1])
    chance = 1 / (1 + np.exp(-(1.5 * vectors[text, 0] + own)))
    traits = {f"p{each}": ("strict" if each % 2 else "mild",) for each in range(PEOPLE)}
    label = (rng.random(len(text)) < chance).astype(int)
    return Labels(vectors, text, [f"p{each}" for each in person], label, traits=traits)


def halves(labels: Labels) -> tuple[Labels, Labels]:
    late = labels.text >= 160
    return labels.where(np.flatnonzero(~late)), labels.where(np.flatnonzero(late))


def told(labels: Labels, shrink: Shrink | None, seed_people: list[str] | None = None) -> float:
    learn, test = halves(labels)
    found = fit(learn, size=5, shrink=shrink).predict(test.vectors[test.text], seed_people or test.person)
    return log_loss(found, test.label.tolist())


def test_each_part_of_a_person_helps_and_another_s_hurts() -> None:
    labels = world(1)
    _, test = halves(labels)
    shared, bias = told(labels, Shrink(1.0, NONE, NONE)), told(labels, Shrink(1.0, 1.0, NONE))
    full = told(labels, FIXED)
    assert full < bias - 0.05 < shared - 0.1
    other = [f"p{(int(name[1:]) + 1) % PEOPLE}" for name in test.person]
    assert told(labels, FIXED, other) > shared


def test_where_all_are_alike_the_personal_path_is_nearly_the_shared_one() -> None:
    labels = world(2, clones=1.0)
    assert told(labels, FIXED) == pytest.approx(told(labels, Shrink(1.0, NONE, NONE)), abs=0.03)


def test_strengths_that_are_chosen_are_about_as_good_as_the_right_ones() -> None:
    assert told(world(3), None) < told(world(3), FIXED) + 0.02


def test_chances_come_true_as_often_as_they_say() -> None:
    learn, test = halves(world(4, texts=600))
    found = fit(learn, size=5).predict(test.vectors[test.text], test.person)[:, 1]
    assert calibration_error(found, [bool(each) for each in test.label]) < 0.1


def test_somebody_new_is_the_population_and_becomes_themselves_label_by_label() -> None:
    labels = world(5, texts=400)
    names = np.array(labels.person)
    head = fit(labels.where(np.flatnonzero(names != "p3")), size=5, shrink=FIXED)
    own = labels.where(np.flatnonzero(names == "p3"))
    vectors = own.vectors[own.text]
    many = len(own.label) // 2

    def far(known: int) -> float:
        adapted = head.adapt("p3", vectors[:known], own.label[:known])
        return log_loss(adapted.predict(vectors[many:], ["p3"] * (len(vectors) - many)), own.label[many:].tolist())

    stranger = head.predict(vectors, ["never seen"] * len(vectors))
    np.testing.assert_allclose(
        head.adapt("p3", vectors[:0], own.label[:0]).predict(vectors, ["p3"] * len(vectors)), stranger
    )
    assert far(many) < far(5) < far(0)


def test_somebody_new_of_whom_traits_are_known_is_moved_by_them() -> None:
    labels = world(5)
    head = fit(labels, size=5, shrink=FIXED)
    none, nothing = np.zeros((0, 5)), np.zeros(0, dtype=int)

    def usually(*traits: str) -> float:
        adapted = head.adapt("new", none, nothing, traits)
        return float(adapted.predict(labels.vectors, ["new"] * len(labels.vectors))[:, 1].mean())

    assert usually("mild") < usually() - 0.1 < usually() + 0.1 < usually("strict")


def test_adapting_one_person_moves_nobody_else() -> None:
    labels = world(6)
    head = fit(labels, size=5, shrink=FIXED)
    own = labels.where(np.flatnonzero(np.array(labels.person) == "p1"))
    adapted = head.adapt("p1", own.vectors[own.text], 1 - own.label)
    others = ["p0", "p5", "p11", "nobody"]
    vectors = labels.vectors[:4]
    np.testing.assert_allclose(head.predict(vectors, others), adapted.predict(vectors, others))
    assert not np.allclose(head.predict(vectors, ["p1"] * 4), adapted.predict(vectors, ["p1"] * 4))


def test_an_item_has_a_bias_of_its_own() -> None:
    rng = np.random.default_rng(7)
    item = rng.integers(6, size=400)
    labels = Labels(np.zeros((400, 1)), np.arange(400), ["ann"] * 400, (item > 2).astype(int), [f"i{i}" for i in item])
    head = fit(labels, shrink=Shrink(1.0, 1.0, NONE))
    found = head.predict(np.zeros((3, 1)), ["ann"] * 3, ["i0", "i5", "new"])[:, 1]
    assert found[0] < 0.1 < 0.3 < found[2] < 0.7 < 0.9 < found[1]


def test_somebody_new_is_held_against_what_others_made_of_the_same_items() -> None:
    rng = np.random.default_rng(8)
    item = rng.integers(6, size=600)
    label = (rng.random(600) < np.where(item > 2, 0.95, 0.05)).astype(int)
    names = [f"i{each}" for each in item]
    labels = Labels(np.zeros((600, 1)), np.arange(600), [f"p{at % 5}" for at in range(600)], label, names)
    head = fit(labels, shrink=Shrink(1.0, 1.0, NONE))
    loved, none = ["i5"] * 8, np.zeros((8, 1))

    def usually(**given: list[str]) -> float:
        adapted = head.adapt("new", none, np.ones(8, dtype=int), **given)
        return float(adapted.predict(np.zeros((1, 1)), ["new"], ["i0"])[0, 1])

    assert usually(item=loved) < usually() - 0.05  # to like what all like says little of a person


def test_too_little_is_refused() -> None:
    few = Labels(np.zeros((3, 2)), np.arange(3), ["a"] * 3, np.array([0, 1, 0]))
    with pytest.raises(InvalidInput, match="at least 20"):
        fit(few)
    with pytest.raises(InvalidInput, match="one person"):
        Labels(np.zeros((3, 2)), np.arange(3), ["a"], np.array([0, 1, 0]))


def test_the_lowest_point_of_a_bent_valley_is_found() -> None:
    def valley(at: np.ndarray) -> tuple[float, np.ndarray]:
        x, y = at
        return (1 - x) ** 2 + 100 * (y - x * x) ** 2, np.array(
            [-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)]
        )

    np.testing.assert_allclose(lowest(valley, np.array([-1.2, 1.0]), steps=300, close=1e-12), [1.0, 1.0], atol=1e-3)
