"""Simulated people: they say what follows from their ratings, never name what they look for, and take it when shown."""

import numpy as np
import pytest

from thyself.core import Catalog, InvalidInput, Item
from thyself.recommend.asking import Question
from thyself.recommend.conversation import Offer, Reply
from thyself.recommend.simulated import Simulated, leaning, told_apart

FILMS = Catalog(
    Item(f"f{n}", title, title, {"genre": [genre]})
    for n, (title, genre) in enumerate([
        ("Alien", "horror"), ("Psycho", "horror"), ("Airplane", "comedy"), ("Clueless", "comedy"),
        ("Unforgiven", "western"),
    ])
)  # fmt: skip
SAM = Simulated(FILMS, {"f0": 5.0, "f1": 4.5, "f2": 1.0}, {"f4"})


def asked(what: str, *, item: bool = False) -> str:
    return SAM.reply(Reply("", question=Question(what, "?", item, np.zeros(5))))


def shown(*ids: str) -> str:
    return SAM.reply(Reply("", tuple(Offer(FILMS[each], 1.0, ()) for each in ids)))


def test_they_begin_with_what_they_liked_and_never_name_what_they_look_for() -> None:
    assert SAM.open() == 'I loved "Alien". I like horror.'
    said = " ".join([SAM.open(), asked("western"), asked("f4", item=True), shown("f0", "f2")])
    assert "Unforgiven" not in said


def test_answers_follow_from_ratings() -> None:
    assert [asked(each) for each in ("horror", "comedy", "western")] == ["Yes.", "No.", "I don't mind."]
    assert [asked(each, item=True) for each in ("f0", "f2", "f3")] == ["Yes.", "No.", "I don't know it."]
    assert shown("f0", "f2") == 'I loved "Alien". I hated "Airplane". Show me others.'


def test_they_take_what_they_look_for() -> None:
    assert shown("f3", "f4") == "I'll take the second one."


def test_a_label_leans_as_its_ratings_do_drawn_to_nothing_where_they_are_few() -> None:
    found = leaning(FILMS, {"f0": 5.0, "f1": 5.0, "f2": 2.0})
    assert found == {"horror": pytest.approx(2.0 / 5), "comedy": pytest.approx(-2.0 / 4)}


def test_sessions_of_the_same_kind_are_not_told_apart_and_others_are() -> None:
    rng = np.random.default_rng(0)
    real, same = rng.normal(size=(200, 4)), rng.normal(size=(150, 4))
    assert told_apart(real, same, rng).mean() == pytest.approx(0.5, abs=0.08)
    assert told_apart(real, same + np.array([2.0, 0, 0, 0]), rng).mean() > 0.85


def test_nobody_without_ratings_can_be_played_and_few_sessions_cannot_be_told_apart() -> None:
    with pytest.raises(InvalidInput, match="ratings"):
        Simulated(FILMS, {}, ())
    with pytest.raises(InvalidInput, match="sessions"):
        told_apart(np.zeros((3, 2)), np.zeros((9, 2)), np.random.default_rng(0))
