"""Traits are told as far as words tell them; entries are grouped by how somebody is, not by what they write about."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from thyself.core import NotEnough
from thyself.evaluate.worlds.journals import author
from thyself.profile.traits import TRAITS, measure, representative, shown, silhouette

PLAIN = "The train left at nine and the rain fell on the roof. " * 12


def value(text: str, name: str) -> float:
    return next(each.value for each in measure([PLAIN, text]) if each.name == name)


def test_too_few_words_say_nothing_and_no_markers_the_middle() -> None:
    with pytest.raises(NotEnough, match="100"):
        measure(["I danced at the party"])
    assert all(each.value == 0 and not each.clear and each.confidence == 0 for each in measure([PLAIN]))


def test_words_move_the_trait_that_they_mark_and_a_denied_one_does_not() -> None:
    assert value("I worried and cried. I was anxious.", "neuroticism") > 0
    assert value("I was calm and relaxed.", "neuroticism") < 0
    assert value("I was not anxious.", "neuroticism") == 0
    assert value("I danced at the party with friends", "openness") == 0


def test_more_words_of_one_side_make_it_surer_and_never_more_than_certain() -> None:
    few, many = (next(t for t in measure([PLAIN, "party " * n]) if t.name == "extraversion") for n in (3, 60))
    assert 0 < few.value < many.value < 1
    assert few.high - few.low > many.high - many.low
    assert not few.clear
    assert many.clear
    assert -1 <= many.low <= many.high <= 1


def test_bad_weeks_are_left_out_where_a_person_is_otherwise() -> None:
    people = [author(f"p{i}", Random(i)) for i in range(40)]
    unlike = [each for each in people if each.traits[2] > 0 and each.traits[3] > 0 and each.traits[4] < 0]
    assert unlike
    usual = [np.mean([each.usual[i] for i in representative(each.entries).kept]) for each in unlike]
    assert np.mean(usual) >= 0.85  # 0.7 of all entries are


def test_groups_have_nothing_to_do_with_topics() -> None:
    one = author("p", Random(3), off=0.0)
    moved = [f"{text} The {topic} {topic} {topic}." for text, topic in zip(one.entries, one.topics, strict=True)]
    assert representative(moved) == representative(one.entries)


def test_few_entries_are_all_kept() -> None:
    assert representative([PLAIN] * 3).kept == (0, 1, 2)
    assert representative([]).kept == ()
    assert representative([PLAIN] * 20).kept == tuple(range(20))


def test_parted_groups_have_a_silhouette_near_one() -> None:
    table = np.array([[0.0, 0], [0.1, 0], [9, 9], [9, 9.1]])
    assert silhouette(table, np.array([0, 0, 1, 1])) > 0.9
    assert silhouette(table, np.array([0, 1, 0, 1])) < 0
    assert silhouette(table, np.zeros(4, dtype=int)) == -1


@given(st.lists(st.text(max_size=60), max_size=12))
def test_any_entries_can_be_looked_at(texts: list[str]) -> None:
    table = shown(texts)
    assert table.shape == (len(texts), len(TRAITS))
    assert (np.abs(table) < 1).all()
    kept = representative(texts).kept
    assert set(kept) <= set(range(len(texts)))
    assert bool(kept) == bool(texts)
