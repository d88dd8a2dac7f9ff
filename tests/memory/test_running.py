"""Segments of a conversation that grows: nothing is cut again, and the outcome is that of cutting all at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thyself.core import InvalidInput, Trace
from thyself.memory import Informative, Running, cut, units
from thyself.memory.running import FEATURES, HASHED, MINILM, features
from thyself.models import Hashed
from thyself.store import Selection, open_store

START = datetime(2023, 5, 8, 13, tzinfo=UTC)
KAYAK = ["We took the kayak on the lake", "The kayak lake was cold?", "Cold lake but a dry kayak on the lake"]
PIZZA = ["By the way, which flour makes pizza dough?", "Strong flour for pizza dough", "Pizza dough and flour, pizza"]


class Counted(Hashed):
    """Counts the texts that it is given."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        self.seen += texts
        return super().embed(texts)


def turns(*texts: str) -> list[Trace]:
    return [
        Trace(text, at=START + timedelta(minutes=i), kind="said", source="chat", session="s", ref=str(i))
        for i, text in enumerate(texts)
    ]


TALK = turns(*KAYAK, *PIZZA, *(f"{text} again" for text in KAYAK))


def sizes(runs: Sequence[Sequence[Trace]]) -> list[int]:
    return [len(run) for run in runs]


def test_a_turn_about_something_else_begins_a_segment() -> None:
    assert sizes(Running(Hashed()).split(TALK[:6])) == [3, 3]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from([*KAYAK, *PIZZA, "Yes!", ""]), max_size=12), st.integers(0, 12), st.integers(1, 6))
def test_turn_by_turn_is_the_same_as_all_at_once(texts: list[str], at: int, most: int) -> None:
    talk, by = turns(*texts), Running(Hashed(), most=most)
    whole = by.split(talk)
    assert by.grow(by.split(talk[:at]), talk[at:]) == whole
    assert [turn for run in whole for turn in run] == talk
    assert all(0 < len(run) <= most for run in whole)


def test_only_the_last_segment_grows() -> None:
    by = Running(Hashed())
    before = by.split(TALK[:5])
    assert by.grow(before, TALK[5:])[: len(before) - 1] == before[:-1]


def test_a_conversation_that_goes_on_is_not_cut_again(tmp_path: Path) -> None:
    store = open_store(tmp_path / "home.db", clock=lambda: START)
    scope, embed = store.scope("me"), Counted()
    by = Running(embed)
    for n, turn in enumerate(TALK):
        scope.append([turn])
        embed.seen.clear()
        assert units(scope, by) == cut(TALK[: n + 1], Running(Hashed()))
        assert set(embed.seen) <= {each.text for each in TALK[: n + 1][-9:]}
        embed.seen.clear()
        units(scope, by)
        assert embed.seen == []
    store.close()


def test_the_key_of_a_segment_that_grew_is_compressed_with_the_new_turn(tmp_path: Path) -> None:
    store = open_store(tmp_path / "home.db", clock=lambda: START)
    scope, by = store.scope("me"), Running(Hashed())
    scope.append(TALK[:4])
    units(scope, by, Informative(0.5))
    scope.append(TALK[4:6])
    grown = units(scope, by, Informative(0.5))
    assert grown == cut(TALK[:6], by, Informative(0.5))
    new = TALK[5].text
    assert new in grown[-1].text
    assert new not in grown[-1].index_text
    store.close()


def test_after_a_turn_is_forgotten_the_cuts_are_those_of_what_is_left(tmp_path: Path) -> None:
    store = open_store(tmp_path / "home.db", clock=lambda: START)
    scope, by = store.scope("me"), Running(Hashed())
    scope.append(TALK)
    units(scope, by)
    scope.forget(Selection(trace_ids=(TALK[4].id,)))
    assert units(scope, by) == cut([each for each in TALK if each.id != TALK[4].id], by)
    store.close()


def test_how_likely_a_turn_goes_on_is_a_probability_and_falls_with_another_topic() -> None:
    by = Running(Hashed())
    near, far = by.same_topic(TALK[:2], TALK[2]), by.same_topic(TALK[:2], TALK[3])
    assert 0.0 <= far < near <= 1.0


def test_weights_fit_the_features() -> None:
    row = features(["a kayak"], "a lake", np.ones((1, 2), dtype=np.float32), np.ones(2, dtype=np.float32))
    assert len(row) == len(FEATURES) == len(MINILM.weights) == len(HASHED.weights)


def test_a_segment_of_no_turns_is_refused() -> None:
    with pytest.raises(InvalidInput, match="at least 1"):
        Running(Hashed(), most=0)
