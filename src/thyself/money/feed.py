"""Feed: the order of today's cards: by rules, by what the person looked at after what, and by what they take up.

Source: AI PB, A Grounded Generative Agent for Personalized Investment Insights (2025), its cascade; the sequence step
is a first-order chain here, the last step a contextual bandit (Li et al. 2010).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from thyself.decide.bandit import LinUcb, Vector
from thyself.money.cards import Card

#: How wide a situation is.
WIDTH = 6
_OF_CHAIN = 0.3
_OF_BANDIT = 0.6


@dataclass(frozen=True, slots=True)
class Shown:
    """What was shown on a day, and which of it was looked at.

    Args:
        day: The day.
        topics: Of the cards, in the order in which they were shown.
        opened: Of those that were looked at.
    """

    day: date
    topics: tuple[str, ...]
    opened: frozenset[str]


def situation(day: date, urgent: float = 0.0) -> Vector:
    """A day as the bandit sees it: a constant, its place in the month, a weekend, the month's start, what is urgent."""
    angle = 2 * np.pi * (day.day - 1) / 31
    weekend = float(day.weekday() >= 5)
    return np.array([1.0, np.cos(angle), np.sin(angle), weekend, float(day.day <= 5), urgent])


@dataclass(slots=True)
class Feed:
    """Orders cards; it learns from what was shown and looked at, in order of time.

    Args:
        seed: Of the draws between equals.
    """

    seed: int = 0
    _bandit: LinUcb = field(default_factory=lambda: LinUcb(WIDTH, stray=0.0, hope=0.1))
    _after: dict[str, Counter[str]] = field(default_factory=dict)
    _last: str = ""

    def learn(self, history: Sequence[Shown]) -> None:
        """Hear of what was shown before."""
        for each in sorted(history, key=lambda one: one.day):
            context = situation(each.day)
            for topic in each.topics:
                self._bandit.expected(context, topic)
                self._bandit.update(context, topic, float(topic in each.opened))
            for topic in each.topics:
                if topic in each.opened:
                    self._after.setdefault(self._last, Counter())[topic] += 1
                    self._last = topic

    def order(self, cards: Sequence[Card], *, day: date) -> list[Card]:
        """The cards, best first: what cannot wait stays on top, whatever was looked at before.

        Args:
            cards: By :func:`thyself.money.cards.cards`.
            day: Today.
        """
        urgent = [each for each in cards if each.urgent >= 0.8]
        rest = [each for each in cards if each.urgent < 0.8]
        context = situation(day)
        chain = self._after.get(self._last, Counter())
        whole = sum(chain.values())

        def worth(card: Card) -> float:
            followed = (chain[card.topic] + 0.5) / (whole + 3.0)
            taken = self._bandit.expected(context, card.topic)
            return card.urgent + _OF_CHAIN * followed + _OF_BANDIT * taken

        return [*urgent, *sorted(rest, key=lambda each: (-worth(each), each.topic, each.text))]
