"""A planted world of labels: people who each have their own tag for a topic, or their own scale for a quality."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Final

from thyself.core import InvalidInput, Trace
from thyself.models.scripted import Rules

START: Final = datetime(2025, 1, 1, tzinfo=UTC)
#: A reader trusts a sample that shares half its words with the request more than what most people say.
_TRUST: Final = 6.0
_FRAMES: Final = (
    re.compile(r'the tag for the movie: "(?P<text>[^"]*)" is "(?P<label>[^"]*)"'),
    re.compile(r'(?P<label>\d) is the score for "(?P<text>[^"]*)"'),
)
_ASKED: Final = re.compile(r"(?:description|review): (.*)\s*$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Shape:
    """What the people of a world label, and how.

    Args:
        kind: ``"tag"`` or ``"rating"``.
        topics: How many topics there are, or qualities, from bad to good.
        drift: Everyone gets new habits before the last so many items; 0: never.
    """

    kind: str
    topics: int
    drift: int = 0

    @property
    def labels(self) -> tuple[str, ...]:
        """All labels."""
        return ("1", "2", "3", "4", "5") if self.kind == "rating" else tuple(f"tag{i}" for i in range(4 * self.topics))

    def usual(self, topic: int) -> str:
        """What most people say of a topic."""
        return self.labels[topic]

    def habit(self, rng: Random) -> dict[int, str]:
        """One person's label for each topic: a private tag, or a scale that is shifted."""
        if self.kind == "rating":
            shift = rng.choice((-2, -1, 1, 2))
            return {topic: str(min(5, max(1, topic + 1 + shift))) for topic in range(self.topics)}
        own = rng.sample(self.labels[self.topics :], self.topics)
        return {topic: own[topic] if rng.random() < 0.7 else self.usual(topic) for topic in range(self.topics)}


def word(topic: int, number: int) -> str:
    """A word that only one topic has; ``-1`` is what all share."""
    return f"{'abcdefghij'[topic] if topic >= 0 else 'z'}word{'abcdefghijklmnopqrstuvwx'[number]}"


def person(shape: Shape, rng: Random, *, items: int) -> list[Trace]:
    """One person's labelled items, in order of time."""
    habit = shape.habit(rng)
    return list(_labelled(shape, habit, rng, items))


def _labelled(shape: Shape, habit: dict[int, str], rng: Random, items: int) -> Iterator[Trace]:
    for i in range(items):
        if shape.drift and i == items - shape.drift:
            habit = shape.habit(rng)
        topic = rng.randrange(shape.topics)
        words = [word(topic, rng.randrange(12)) for _ in range(10)] + [word(-1, rng.randrange(24)) for _ in range(6)]
        text = " ".join(rng.sample(words, len(words)))
        label = habit[topic] if rng.random() < 0.95 else rng.choice(shape.labels)
        at = START + timedelta(days=i)
        if shape.kind == "rating":
            yield Trace(text, at=at, kind="rated", source="planted", value=float(label), unit="stars", extra={"of": 5})
        else:
            yield Trace(text, at=at, kind="saw", source="planted", extra={"tag": label})


class Reader(Rules):
    """Stands for a language model that knows what most people say, and believes the samples that it reads.

    It sees nothing but the prompt: each sample in it votes for its label by the words that it shares with the request.
    """

    def __init__(self, shape: Shape) -> None:
        super().__init__(name=f"planted reader of {shape.kind}s")
        self._usual = {word(t, n): shape.usual(t) for t in range(shape.topics) for n in range(24)}

    def choose(self, context: str, options: Sequence[str]) -> int:
        """The label with the most votes."""
        if not options:
            raise InvalidInput("choose: there are no options")
        found = _ASKED.search(context)
        asked = set(found[1].split()) if found else set()
        votes: dict[str, float] = defaultdict(float)
        for each in asked & self._usual.keys():
            votes[self._usual[each]] += 1 / len(asked)
        for frame in _FRAMES:
            for sample in frame.finditer(context):
                shared = asked & set(sample["text"].split())
                votes[sample["label"]] += _TRUST * (len(shared) / max(len(asked), 1)) ** 2
        return max(range(len(options)), key=lambda i: votes[options[i]])
