"""Activities: what may be suggested for now, and what must not be suggested to whom and when; as data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np

from thyself.decide.bandit import Vector


@dataclass(frozen=True, slots=True)
class Activity:
    """One thing that may be suggested.

    Args:
        name: Of the arm.
        words: How it is suggested.
        vigorous: It raises pulse and breath much; not suggested from nine in the evening to six.
        outdoors: It is done outside; not suggested in storm or great heat.
        never_with: Conditions (:data:`CONDITIONS`) with which it is not suggested.
    """

    name: str
    words: str
    vigorous: bool = False
    outdoors: bool = False
    never_with: frozenset[str] = frozenset()


#: What is suggested where nothing else is given.
ACTIVITIES: Final = (
    Activity("gym", "train at the gym", True, False, frozenset({"injury", "pregnancy", "heart", "fever"})),
    Activity("walking", "go for a walk", False, True, frozenset({"leg injury", "fever"})),
    Activity("yoga", "do some yoga", False, False, frozenset({"injury", "fever"})),
    Activity("reading", "read something"),
    Activity("meditation", "sit and breathe quietly"),
)

#: What keeps activities out, and the words by which the person's own notes tell of it.
CONDITIONS: Final[Mapping[str, re.Pattern[str]]] = MappingProxyType(
    {
        name: re.compile(words, re.IGNORECASE)
        for name, words in {
            "injury": r"\b(injur\w*|sprain\w*|torn|fractur\w*|broken (arm|leg|wrist|ankle|foot|rib)|slipped dis[ck])\b",
            "leg injury": r"\b(sprained ankle|broken (leg|ankle|foot)|knee injury|injured (my )?(knee|foot|leg))\b",
            "pregnancy": r"\b(i'?m|i am|being) (\d+ weeks )?pregnant\b",
            "heart": r"\b(heart (failure|attack|surgery)|angina|arrhythmia|chest pain)\b",
            "fever": r"\b(fever|flu|infection|covid)\b",
        }.items()
    }
)
_DENIED: Final = re.compile(r"\b(no|not|without|never|healed)\b[^.;,!?]{0,25}$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Situation:
    """Now.

    Args:
        hour: The hour of the day, 0 to 23.
        celsius: The temperature outside; ``None``: not known.
        weather: ``"rain"``, ``"snow"``, ``"storm"``, ``"clear"`` …; empty: not known.
        conditions: Names of :data:`CONDITIONS` that hold.
    """

    hour: int
    celsius: float | None = None
    weather: str = ""
    conditions: frozenset[str] = frozenset()

    def vector(self) -> Vector:
        """As a policy reads it: a constant, four parts of the day, cold, hot, wet; what is not known is zero."""
        part = 0 if 5 <= self.hour < 11 else 1 if self.hour < 5 or self.hour >= 22 else 2 if self.hour < 17 else 3
        cold, hot = (self.celsius is not None and (self.celsius < 10), self.celsius is not None and self.celsius > 24)
        wet = self.weather in ("rain", "snow", "storm")
        return np.array([1.0, *(float(part == each) for each in range(4)), float(cold), float(hot), float(wet)])


#: How many numbers a situation has.
WIDTH: Final = 8


def conditions(notes: Iterable[str]) -> frozenset[str]:
    """The conditions that a person's own notes tell of; what is denied or healed does not count."""
    told = list(notes)
    return frozenset(
        name
        for name, words in CONDITIONS.items()
        if any(not _DENIED.search(note[: each.start()]) for note in told for each in words.finditer(note))
    )


def allowed(activities: Sequence[Activity], now: Situation) -> tuple[list[Activity], dict[str, str]]:
    """The activities that may be suggested, and for each other one why not; decided before anything is chosen."""
    why = {each.name: _against(each, now) for each in activities}
    return [each for each in activities if not why[each.name]], {name: told for name, told in why.items() if told}


def _against(activity: Activity, now: Situation) -> str:
    held = sorted(activity.never_with & now.conditions)
    if held:
        return f"not with {' or '.join(held)}"
    if activity.vigorous and (now.hour >= 21 or now.hour < 6):
        return "too vigorous for this hour"
    if activity.outdoors and (now.weather == "storm" or (now.celsius is not None and not -10 <= now.celsius <= 35)):
        return "not in this weather"
    return ""
