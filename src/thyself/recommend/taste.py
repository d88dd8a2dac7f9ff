"""Taste: all that is known of what one person likes, and what each part of it counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo

from thyself.core import Evidence
from thyself.recommend.avoid import Avoidance
from thyself.recommend.choosing import NO_WISHES, Wishes
from thyself.recommend.interactions import Interaction


@dataclass(frozen=True, slots=True)
class Interest:
    """Something that the person is interested in, in words, with its evidence."""

    text: str
    weight: float = 1.0
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Taste:
    """All that is known of what a person likes.

    Args:
        interactions: What they rated, read and named.
        interests: What they care about.
        avoidances: What they cannot or will not have.
        wishes: What they want of recommendations.
        zone: Of their clock.
    """

    interactions: tuple[Interaction, ...] = ()
    interests: tuple[Interest, ...] = ()
    avoidances: Sequence[Avoidance] = ()
    wishes: Wishes = NO_WISHES
    zone: tzinfo = UTC


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of the terms of a score.

    Args:
        content: Nearness to what the person rated, read and named.
        interest: Nearness to the interests of the profile.
        popularity: What many others took; fades as ``1 / (1 + n / 5)`` with the ``n`` things that are known.
        variety: What is taken off for nearness to a pick that stands above, as a share of the scores' range.
        crowd: What a recommender counts that learned from many people, for each deviation of its scores over the
            catalogue; it has popularity in it, and takes the place of that term.
        beside: What content counts beside such a recommender.
    """

    content: float = 1.0
    interest: float = 0.5
    popularity: float = 0.5
    variety: float = 0.3
    crowd: float = 0.3
    beside: float = 0.3
