"""Wishes that are kept: what a person muted, wants higher, and how much of a list is to be new to them."""

from __future__ import annotations

import math

from thyself.core import InvalidInput
from thyself.recommend.choosing import NO_WISHES, Wishes
from thyself.store.port import Derived, Scope

#: The derived rows that hold the wishes: the person made them, so they go with everything or when taken back.
KIND = "wish"


def kept(scope: Scope) -> Wishes:
    """What the person wishes; :data:`NO_WISHES` where they said nothing."""
    rows = list(scope.derived(KIND))
    if not rows:
        return NO_WISHES
    by = {what: [row for row in rows if row.body["wish"] == what] for what in ("mute", "boost", "explore")}
    return Wishes(
        mute=frozenset(row.body["item"] for row in by["mute"]),
        boost={row.body["item"]: float(row.body["by"]) for row in by["boost"]},
        explore=float(by["explore"][0].body["level"]) if by["explore"] else 0.0,
    )


def mute(scope: Scope, item: str) -> None:
    """Never show an item."""
    scope.put([Derived(KIND, f"mute/{item}", {"wish": "mute", "item": item}, lasts="always")])


def boost(scope: Scope, item: str, by: float) -> None:
    """Let an item stand higher by some deviations of the scores; below zero: lower.

    Raises:
        InvalidInput: It is no finite figure.
    """
    if not math.isfinite(by):
        raise InvalidInput(f"boost={by}: give a figure such as 1, or -1 to let it stand lower")
    scope.put([Derived(KIND, f"boost/{item}", {"wish": "boost", "item": item, "by": float(by)}, lasts="always")])


def explore(scope: Scope, level: float) -> None:
    """How much of each list is to be new: 0 is the familiar alone, 1 all new.

    Raises:
        InvalidInput: It is no share.
    """
    if not 0 <= level <= 1:
        raise InvalidInput(f"explore={level}: give a share from 0 (familiar) to 1 (all new)")
    scope.put([Derived(KIND, "explore", {"wish": "explore", "level": float(level)}, lasts="always")])


def take_back(scope: Scope, item: str) -> bool:
    """Neither mute nor boost an item any more; tells whether there was anything to take back."""
    return scope.drop(KIND, keys=[f"mute/{item}", f"boost/{item}"]) > 0
