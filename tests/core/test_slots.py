"""Slots: what can be told from outside, and what cannot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from thyself.core import InvalidInput
from thyself.core.registry import SystemCard
from thyself.core.slots import file_slots, told


class Thing:
    """What only Python can give."""


def build(
    *,
    k: int = 3,
    share: float | None = None,
    words: Sequence[str] = (),
    weights: Mapping[str, float] | None = None,
    plain: bool = False,
    crowd: Thing | str | Path | None = None,
    things: Sequence[Thing] = (),
) -> None:
    """A system with a slot of each kind."""


CARD = SystemCard("some", 0, "", "", ("ask",), (), build)


@pytest.mark.parametrize(
    "options",
    [
        {"k": 2},
        {"share": 1},
        {"share": None},
        {"words": ["a"]},
        {"weights": {"a": 1}},
        {"plain": True},
        {"crowd": None},
    ],
)
def test_figures_words_lists_and_tables_are_taken(options: dict[str, Any]) -> None:
    assert told(CARD, options) == options


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"k": "2"}, "takes int"),
        ({"k": True}, "takes int"),
        ({"share": "much"}, "takes float"),
        ({"words": "a"}, "takes Sequence"),
        ({"words": [1]}, "takes Sequence"),
        ({"things": ["a"]}, "in Python alone"),
        ({"plan": 1}, "no setting 'plan'; it has: k, share"),
        ({"crowd": "/etc/passwd"}, "names a file"),
    ],
)
def test_what_a_slot_does_not_take_is_refused(options: dict[str, Any], says: str) -> None:
    with pytest.raises(InvalidInput, match=says):
        told(CARD, options)


def test_a_file_may_be_named_where_the_machine_is_ones_own() -> None:
    assert file_slots(CARD) == {"crowd"}
    assert told(CARD, {"crowd": "ratings.csv"}, files=file_slots(CARD)) == {"crowd": "ratings.csv"}
