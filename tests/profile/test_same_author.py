"""Same author: told by how two texts are written, whatever they are about; and a logistic that knows its limits."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from thyself.core import InvalidInput
from thyself.evaluate.logistic import fit_logistic
from thyself.profile.same_author import SameAuthor

THINGS = "tent lamp rope boat oven chair bell kite drum sled".split()


def text(writer: int, thing: str, rng: Random) -> str:
    if writer == 0:
        return f"wow the {thing} is so great!!! i love it, i really do!! {rng.choice(THINGS)} too!"
    return f"The {thing}, although it may seem (at first) adequate, does not do; one has seen {rng.choice(THINGS)}s."


def test_the_hand_is_told_on_things_that_were_never_seen() -> None:
    rng = Random(1)
    pairs, same = [], []
    for thing in THINGS[:7]:
        for one in (0, 1):
            for other in (0, 1):
                pairs.append((text(one, thing, rng), text(other, rng.choice(THINGS[:7]), rng)))
                same.append(one == other)
    learned = SameAuthor.learn(pairs, same)
    mine, mine_too, other = (text(writer, THINGS[8], rng) for writer in (0, 0, 1))
    assert learned.chance(mine, mine_too) > 0.5 > learned.chance(mine, other)
    assert learned.chance(mine, other) == pytest.approx(learned.chance(other, mine))
    assert learned.chance_of(mine, [mine_too]) > learned.chance_of(mine, [other])
    assert learned.chance_of(mine, []) == 0.5


def test_pairs_and_answers_must_match() -> None:
    with pytest.raises(InvalidInput):
        SameAuthor.learn([("a b", "c d")], [True, False])
    with pytest.raises(InvalidInput):
        SameAuthor.learn([("a b", "c d")], [True])


def test_a_logistic_finds_the_side_and_draws_to_nothing_where_rows_are_few() -> None:
    rng = np.random.default_rng(0)
    table = rng.normal(size=(200, 3))
    labels = table[:, 1] + 0.3 * rng.normal(size=200) > 0
    told = fit_logistic(table, labels)
    assert ((told.chances(table) > 0.5) == labels).mean() > 0.9
    assert abs(told.weights[1]) > 5 * max(abs(told.weights[0]), abs(told.weights[2]))
    strong = fit_logistic(table[:6], labels[:6], ridge=1e6)
    assert strong.chances(table[:6]) == pytest.approx(labels[:6].mean(), abs=0.01)
    with pytest.raises(InvalidInput):
        fit_logistic(table, np.ones(200))
