"""Dimensions: the ways in which a word can help somebody to change a habit, as data."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Dimension:
    """One way.

    Args:
        name: As the behaviour-change literature has it.
        cue: The words of a message that call for it.
        line: What is said; ``{seen}`` is the strongest thing that the person's own figures show.
    """

    name: str
    cue: re.Pattern[str]
    line: str


def _dimension(name: str, cue: str, line: str) -> Dimension:
    return Dimension(name, re.compile(cue, re.IGNORECASE), line)


#: Seven ways, condensed from the Theoretical Domains Framework (Cane et al. 2012); the first ones count first.
DIMENSIONS: Final = (
    _dimension("emotional support", r"\b(stress\w*|tired|exhausted|sad|anxious|worr\w+|overwhelmed|fed up|hard)\b",
               "That sounds hard; small steps count, and a bad night is not a failure."),
    _dimension("goals", r"\b(goals?|want to|aim|plan|target|improve|change)\b",
               "Pick one thing for the next {!14 days}, small enough to do on a bad day."),
    _dimension("environment", r"\b(noise|light|room|bed(room)?|neighbou?rs?|screen|phone|time|busy|work|kids?)\b",
               "Make it easy: a dark, cool, quiet room, and the phone elsewhere."),
    _dimension("skills", r"\b(how (do|can|to)|technique|exercise|learn|cannot|can'?t)\b",
               "Practise one way to wind down, the same every evening."),
    _dimension("knowledge", r"\b(why|what (is|does|are)|mean(s|ing)?|explain|healthy|normal)\b",
               "Regular times do as much for sleep as its length."),
    _dimension("consequences", r"\b(worth|benefit|help(s|ed)?|effect|difference|matter)\b",
               "Watch what follows: a better evening shows in the figures of the next morning."),
    _dimension("feedback", r".", "Your figures: {seen}"),
)  # fmt: skip

#: So many are used in one reply.
MOST: Final = 3


def chosen(message: str) -> list[Dimension]:
    """The dimensions that a message calls for, at most three; feedback from the person's own figures is always one."""
    found = [each for each in DIMENSIONS[:-1] if each.cue.search(message)]
    return [*found[: MOST - 1], DIMENSIONS[-1]]
