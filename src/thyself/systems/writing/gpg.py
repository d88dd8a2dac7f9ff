"""Guided profile generation: what a task needs is asked of the history, and the answers stand in the prompt.

Source: Guided Profile Generation Improves Personalization with LLMs (2024).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from thyself.core import Request, Trace
from thyself.core.registry import system
from thyself.profile.lines import Line
from thyself.profile.markers import NOBODY, Rates
from thyself.profile.staged import FactGuide, Guide, PhraseGuide, StagedProfile, StyleGuide, TakenGuide, TopicGuide
from thyself.systems._form import Desk
from thyself.systems.writing._profiled import Profiled

#: Which questions a kind of request needs; others need all.
_STYLE: Final = frozenset({"mail", "message", "post", "chat"})


@dataclass(frozen=True, slots=True)
class Others:
    """What other people show, counted: their ways of writing, their words, and the kinds of things that they take."""

    ways: Rates = NOBODY
    topics: Rates = NOBODY
    things: Rates = NOBODY


ALONE: Final = Others()


@dataclass(frozen=True, slots=True)
class Guided:
    """Asks the questions that the request needs.

    Args:
        others: What the person is held against.
        tokens: How long the lines may be.
    """

    others: Others = ALONE
    tokens: int = 120

    def __call__(self, own: Sequence[Trace], request: Request, desk: Desk) -> Sequence[Line]:
        """The lines."""
        return StagedProfile(self.guides(request), self.tokens).build(own).lines

    def guides(self, request: Request) -> tuple[Guide, ...]:
        """Style and set phrases for what is to sound like the person; else topics, things and facts as well."""
        style, topic = StyleGuide(self.others.ways), TopicGuide(self.others.topics)
        if request.job == "write" and request.kind in _STYLE:
            return style, PhraseGuide()
        if request.job == "title":
            return style, topic
        return style, topic, TakenGuide(self.others.things), FactGuide()


@system(
    number=36,
    name="gpg",
    serves=("title", "write"),
    needs=("lm",),
    title="Guided Profile Generation Improves Personalization with LLMs",
    job="ask of the history what a task needs, and write with the few lines that set the person apart",
)
def gpg(*, others: Others = ALONE, tokens: int = 120) -> Profiled:
    """Make the system.

    Args:
        others: What other people show; by default everyday language is the measure.
        tokens: How long the profile may be.
    """
    return Profiled("gpg", Guided(others, tokens))
