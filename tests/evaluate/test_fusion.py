"""Several crowds' ratings as one: scales are brought together, people stay apart, nobody leaks into anybody."""

from __future__ import annotations

import numpy as np
import pytest

from thyself.core import InvalidInput
from thyself.evaluate.classifiers import NONE, Shrink
from thyself.evaluate.classify import log_loss
from thyself.evaluate.fusion import Rated, deviations, fused, learn_fused, lines, majority

JOKES = [f"joke number {at} about a {('cat', 'lawyer')[at % 2]}" for at in range(40)]
FIXED = Shrink(30.0, 2.0, 30.0)


def crowds(seed: int, people: int = 12) -> list[Rated]:
    """Two crowds on scales of their own; half of each likes cats and not lawyers, half the other way round."""
    rng = np.random.default_rng(seed)
    good = rng.normal(size=40)
    out = []
    for name, low, high in (("stars", 1.0, 5.0), ("points", 0.0, 100.0)):
        who, text = np.divmod(np.arange(people * 40), 40)
        taste = np.where((who % 2) == (text % 2), 1.2, -1.2)
        likes = good[text] + taste + rng.normal(size=len(text)) * 0.5
        value = low + (high - low) / (1 + np.exp(-likes))
        out.append(Rated(name, text, [f"p{each}" for each in who], value, low, high))
    return out


def split(sets: list[Rated]) -> tuple[list[Rated], list[Rated]]:
    out = np.random.default_rng(5).permutation(len(sets[0].text)) < 200
    return [each.where(np.flatnonzero(out)) for each in sets], [each.where(np.flatnonzero(~out)) for each in sets]


def test_the_middle_of_each_scale_is_the_same_for_all() -> None:
    sets = crowds(1)
    labels = fused(sets, np.zeros((40, 1)))
    half = len(sets[0].text)
    assert np.mean(labels.label[:half] == labels.label[half:]) > 0.8
    assert len(set(labels.person)) == 24  # p0 of one crowd is not p0 of the other
    assert labels.traits["stars/p0"] == ("stars",)


def test_lines_tell_what_raters_differ_about() -> None:
    found = lines(crowds(2), 40, size=1)[:, 0]
    cats, lawyers = found[::2], found[1::2]
    assert max(cats) < min(lawyers) or min(cats) > max(lawyers)


def test_a_text_that_nobody_rated_stands_nowhere() -> None:
    sets = [each.where(np.flatnonzero(each.text != 7)) for each in crowds(2)]
    assert not lines(sets, 40)[7].any()


def test_two_crowds_foretell_better_than_one_and_another_person_worse() -> None:
    learn, test = split(crowds(3))
    asked = fused(test[:1], np.zeros((40, 1)))
    truth = asked.label.tolist()

    def loss(sets: list[Rated], turn: int = 0) -> float:
        taught = learn_fused(sets, JOKES, shrink=FIXED)
        people = [f"stars/p{(int(name[7:]) + turn) % 12}" for name in asked.person]
        return log_loss(taught.head.predict(taught.vectors(JOKES)[asked.text], people, asked.item), truth)

    assert loss(learn) < loss(learn[:1]) < loss(learn, turn=1)


def test_somebody_new_is_known_by_their_own_ratings() -> None:
    taught = learn_fused(crowds(4), JOKES, shrink=FIXED)
    cats = {joke: at % 2 == 0 for at, joke in enumerate(JOKES[:12])}
    lawyers = {joke: not yes for joke, yes in cats.items()}
    asked = JOKES[20:]
    nobody = taught.chances(asked, "new")
    assert taught.chances(asked, "new", {}) == nobody
    liked, other = (np.array(taught.chances(asked, "new", each)) for each in (cats, lawyers))
    assert (liked[::2] > other[::2]).all()
    assert (liked[1::2] < other[1::2]).all()


def test_what_is_usual_has_no_persons() -> None:
    sets = crowds(5)
    usual = majority(fused(sets, np.zeros((40, 1))))
    assert set(usual.person) == {"anybody"}
    for text in range(40):
        assert len(set(usual.label[usual.text == text])) == 1


def test_deviation_is_measured_against_the_others_on_the_same_texts() -> None:
    text = np.tile(np.arange(20), 3)
    person = ["glad"] * 20 + ["usual"] * 20 + ["grim"] * 20
    value = np.concatenate([np.full(20, 1.0), np.arange(20) % 2, np.zeros(20)])
    far = deviations(fused([Rated("set", text, person, value, 0, 1)], np.zeros((20, 1))))
    assert far["set/grim"] < far["set/usual"] < far["set/glad"]


def test_strengths_are_chosen_where_none_are_given() -> None:
    learn, _ = split(crowds(6))
    assert learn_fused(learn, JOKES).head.shrink.taste != NONE


def test_a_scale_without_width_is_refused() -> None:
    with pytest.raises(InvalidInput, match="scale"):
        Rated("set", np.zeros(1, dtype=int), ["p"], np.zeros(1), 1, 1)
    with pytest.raises(InvalidInput, match="one person"):
        Rated("set", np.zeros(2, dtype=int), ["p"], np.zeros(2), 0, 1)
