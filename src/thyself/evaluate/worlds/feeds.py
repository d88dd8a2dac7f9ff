"""Feeds: people with one interest or several follow makers, who make things that are taken for a day or so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

_DAY = 86_400.0


@dataclass(frozen=True, eq=False)
class Feed:
    """A world with its truth.

    Args:
        makers: ``(makers, d) float32``: what each maker is about, with noise; unit rows.
        follows: ``(people, makers) bool``: who follows whom.
        interests: ``(people,) int``: how many topics each person has.
        maker: ``(items,) int``: who made each item.
        born: ``(items,)``: when, in seconds; nobody takes it before.
        person, item, at: The events in order of time: who took what, when.
    """

    makers: np.ndarray
    follows: np.ndarray
    interests: np.ndarray
    maker: np.ndarray
    born: np.ndarray
    person: np.ndarray
    item: np.ndarray
    at: np.ndarray


@dataclass(frozen=True, slots=True)
class Size:
    """How large a feed is, and for how many days a thing is taken after it was made (a mean, exponential)."""

    topics: int = 12
    people: int = 400
    makers: int = 120
    items: int = 3000
    events: int = 24_000
    days: float = 30.0
    life_days: float = 1.0


def feed(rng: np.random.Generator, size: Size | None = None, *, drift_to: float | None = None) -> Feed:
    """Make a world.

    Each person takes, at a time of their own, something that lives then: of one of their topics, the fresher and the
    better liked the likelier.

    Args:
        rng: Draws everything.
        size: How large it is.
        drift_to: From this share of the time on, everybody has other topics than before; ``None``: never.
    """
    import numpy as np

    size = size or Size()
    centres = _units(rng.standard_normal((size.topics, 16)))
    topic_of_maker = np.arange(size.makers) % size.topics
    makers = _units(centres[topic_of_maker] + 0.25 * rng.standard_normal((size.makers, 16)))
    interests = np.minimum(1 + np.arange(size.people) % 3, size.topics)
    topics = np.array([_some(rng, size.topics, int(count)) for count in interests])
    follows = (topics[:, topic_of_maker] > 0) & (rng.random((size.people, size.makers)) < 0.5)
    maker = rng.integers(size.makers, size=size.items)
    born = np.sort(rng.random(size.items)) * size.days * _DAY
    liked = rng.pareto(1.5, size.items) + 0.2
    at = np.sort(rng.random(size.events)) * size.days * _DAY
    person = rng.integers(size.people, size=size.events)
    other = topics[rng.permutation(size.people)]
    taken = np.full(size.events, -1)
    for number, (who, now) in enumerate(zip(person, at, strict=True)):
        wants = other if drift_to is not None and now > drift_to * size.days * _DAY else topics
        lives = np.flatnonzero((born <= now) & (born > now - 6 * size.life_days * _DAY))
        odds = wants[who][topic_of_maker[maker[lives]]] * liked[lives]
        odds = odds * np.exp(-(now - born[lives]) / (size.life_days * _DAY))
        if odds.sum() > 0:
            taken[number] = lives[rng.choice(len(lives), p=odds / odds.sum())]
    there = taken >= 0
    return Feed(makers, follows, interests, maker, born, person[there], taken[there], at[there])


def _some(rng: np.random.Generator, topics: int, count: int) -> np.ndarray:
    import numpy as np

    wants = np.zeros(topics)
    wants[rng.choice(topics, size=count, replace=False)] = 1.0
    return wants


def _units(rows: np.ndarray) -> np.ndarray:
    import numpy as np

    units: np.ndarray = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return units
