"""Listener: what somebody's listening (or reading, or watching) says of them: how much of it they stay with, by what.

Not only what they start: a topic that is started often and left early speaks against it.

Source: Evaluating Podcast Recommendations with Profile-Aware LLM-as-a-Judge (2025), the fields of its profile.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from thyself.core import InvalidInput, Item
from thyself.core.words import stems

#: From this share on a play is deep, below that one it is skimmed.
DEEP: Final = 0.8
SKIMMED: Final = 0.25
#: As many plays of the person's usual share stand behind each leaning.
_DRAWN: Final = 3.0
_TOLD: Final = 4


@dataclass(frozen=True, slots=True)
class Played:
    """One play: the item (``attributes``: ``topics`` or ``tags``, ``format``), and the share of it, 0 to 1."""

    item: Item
    share: float

    def __post_init__(self) -> None:
        if not 0 <= self.share <= 1:
            raise InvalidInput(f"{self.item.id}: a share of {self.share}; give one from 0 to 1")


@dataclass(frozen=True, slots=True)
class Leaning:
    """How much longer than usual somebody stays with something, drawn to none, and in how many plays."""

    more: float
    n: int


@dataclass(frozen=True, slots=True)
class Listener:
    """A listening profile; made by :func:`listener`.

    Args:
        plays: What it stands on.
        usual: The mean share that is played.
        deep, skimmed: Which share of plays is stayed with, or left early.
        topics, formats, words: Leanings by topic, format and word.
        specialised: From 0 (all topics alike) to 1 (one topic).
        curiosity: How many topics a play adds, 0 to 1.
    """

    plays: tuple[Played, ...]
    usual: float
    deep: float
    skimmed: float
    topics: Mapping[str, Leaning]
    formats: Mapping[str, Leaning]
    words: Mapping[str, Leaning]
    specialised: float
    curiosity: float

    def render(self) -> str:
        """The profile in words, for a judge or for the person: figures and what stands out, never single plays."""
        if not self.plays:
            return ""
        lines = [
            f"Plays {self.usual:.0%} of what they start, on average; {self.deep:.0%} nearly to the end,"
            f" {self.skimmed:.0%} left early.",
            f"{'Keeps to few topics' if self.specialised > 0.5 else 'Goes over many topics'}"
            f" ({len(self.topics)} in {len(self.plays)} plays).",
            _listed("Stays with the formats", self.formats, 1),
            _listed("Leaves the formats", self.formats, -1),
            _listed("Stays with the topics", self.topics, 1),
            _listed("Leaves the topics", self.topics, -1),
        ]
        return "\n".join(line for line in lines if line)


def listener(plays: Sequence[Played]) -> Listener:
    """Measure plays; none: a profile that says nothing."""
    n = len(plays)
    usual = sum(play.share for play in plays) / n if n else 0.0
    topics = Counter(topic for play in plays for topic in topics_of(play.item))
    total = sum(topics.values())
    spread = -sum(count / total * math.log(count / total) for count in topics.values())
    return Listener(
        tuple(plays),
        usual,
        sum(play.share >= DEEP for play in plays) / n if n else 0.0,
        sum(play.share < SKIMMED for play in plays) / n if n else 0.0,
        _leanings([(each, play.share - usual) for play in plays for each in topics_of(play.item)]),
        _leanings([(form, play.share - usual) for play in plays if (form := format_of(play.item))]),
        _leanings([(word, play.share - usual) for play in plays for word in set(stems(play.item.text))]),
        1 - spread / math.log(len(topics)) if len(topics) > 1 else float(len(topics)),
        len(topics) / n if n else 0.0,
    )


def topics_of(item: Item) -> tuple[str, ...]:
    """The topics that are known of an item: its ``topics``, else its ``tags`` or ``genres``."""
    given = next((item.attributes[key] for key in ("topics", "tags", "genres") if item.attributes.get(key)), ())
    return (given,) if isinstance(given, str) else tuple(str(each) for each in given)


def format_of(item: Item) -> str:
    """The format of an item (an interview, a story); empty where it is not known."""
    return str(item.attributes.get("format") or "")


def _leanings(pairs: Sequence[tuple[str, float]]) -> dict[str, Leaning]:
    by: dict[str, list[float]] = defaultdict(list)
    for name, more in pairs:
        by[name].append(more)
    return {name: Leaning(sum(values) / (len(values) + _DRAWN), len(values)) for name, values in by.items()}


def _listed(head: str, leanings: Mapping[str, Leaning], sign: int) -> str:
    """The strongest leanings of one side that stand on two plays or more."""
    side = [(name, each) for name, each in leanings.items() if sign * each.more > 0.02 and each.n > 1]
    side.sort(key=lambda pair: -sign * pair[1].more)
    told = ", ".join(f"{name} ({each.more:+.0%} in {each.n})" for name, each in side[:_TOLD])
    return f"{head}: {told}." if told else ""
