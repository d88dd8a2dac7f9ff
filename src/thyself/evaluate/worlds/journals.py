"""Journals: people with five planted traits, who write most days as they are and some days as they are not.

About half of the words that show a trait are words that no list of markers has. What somebody writes about has nothing
to do with how they are, so that groups by topic are a trap.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Final

#: For each trait sentences of the high side and of the low one; some have marker words, some say it in other words.
_SHOWS: Final[Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "openness": (
        ("I stood for an hour before one painting in the museum.", "An idea for a poem came to me on the way.",
         "I tried a spice whose name I can't say.", "I asked myself why the moon looks larger at night.",
         "I was curious about the old maps.", "I read half of an odd essay on time."),
        ("I took the same way as ever.", "A plain soup, as usual.", "I see no point in things that I don't know.",
         "Everything stays best as it was.", "I like it practical and simple.", "New dishes are not for me."),
    ),
    "conscientiousness": (
        ("I finished the report a day before the deadline.", "I made a list and ticked off all of it.",
         "The drawers are sorted now.", "I was there ten minutes before time.", "I checked the bill carefully.",
         "The bag for the trip stands ready."),
        ("I forgot the appointment again.", "The desk is a mess.", "I left the dishes for another day.",
         "I came late and without the papers.", "The letter still lies about unopened.", "I overslept and skipped it."),
    ),
    "extraversion": (
        ("I danced until three at the party.", "We were twelve at the table and I told stories.",
         "I talked with everybody on the train.", "I rang up five people today.", "I invited the whole team.",
         "The more people, the better I felt."),
        ("I was glad to be alone.", "A quiet evening without a word to anybody.", "I let the phone ring.",
         "I left after ten minutes, there were too many people.", "I stayed home with my book.",
         "I kept to the corner of the room."),
    ),
    "agreeableness": (
        ("I helped the neighbour with her bags.", "I listened to him until he felt better.",
         "I gave her my seat.", "I forgave him, life is short.", "I brought soup to the sick man upstairs.",
         "I thanked everybody by hand."),
        ("I argued with the waiter about the bill.", "It was his fault and I told him so.",
         "I let her carry it by herself.", "What a stupid question he asked.", "I don't see why I should give way.",
         "I shouted at the driver."),
    ),
    "neuroticism": (
        ("I worried all night about the call.", "My heart beats whenever the phone rings.",
         "I was nervous and could not eat.", "I cried in the car.", "What if it all goes wrong?",
         "I lay awake and counted what could happen."),
        ("I stayed calm when the alarm went off.", "Nothing could shake me today.", "I slept like a stone.",
         "I felt relaxed and content.", "The test came and went, so what.", "I am confident that it will do."),
    ),
}  # fmt: skip
TRAITS: Final = tuple(_SHOWS)
_TOPICS: Final = {
    "garden": "The beans came up in the second row. It rained on the lettuce.",
    "work": "The meeting took two hours. The printer was out of paper.",
    "food": "There was bread and cheese for lunch. The market had pears.",
    "travel": "The train left from platform six. The hotel lay behind the station.",
    "sport": "The run was eight kilometres. The pool opened at seven.",
}


#: What a bad week does to anybody.
_BAD_WEEK: Final = {"extraversion": -0.9, "agreeableness": -0.8, "neuroticism": 0.95}


@dataclass(frozen=True, slots=True)
class Author:
    """A person, their entries, and which of those are as they are.

    Args:
        name: Of the person.
        traits: The planted value of each trait, from -1 to 1, in the order of :data:`TRAITS`.
        entries: What they wrote, in order.
        usual: For each entry whether it shows the person's own traits.
        topics: What each entry is about.
    """

    name: str
    traits: tuple[float, ...]
    entries: tuple[str, ...]
    usual: tuple[bool, ...]
    topics: tuple[str, ...]


def author(name: str, rng: Random, *, entries: int = 40, off: float = 0.3, sentences: int = 10) -> Author:
    """Draw an author.

    Args:
        name: Of the person.
        rng: Draws everything.
        entries: How many.
        off: The share of entries of bad weeks, in which everybody keeps to themselves, quarrels and worries.
        sentences: How many of an entry's sentences show a trait.
    """
    traits = tuple(rng.choice((-1, 1)) * rng.uniform(0.5, 1.0) for _ in TRAITS)
    mood = tuple(_BAD_WEEK.get(trait, value) for trait, value in zip(TRAITS, traits, strict=True))
    away = set(rng.sample(range(entries), round(off * entries)))
    topics = tuple(rng.choice(list(_TOPICS)) for _ in range(entries))
    texts = tuple(_entry(mood if i in away else traits, topic, rng, sentences) for i, topic in enumerate(topics))
    return Author(name, traits, texts, tuple(i not in away for i in range(entries)), topics)


def _entry(traits: tuple[float, ...], topic: str, rng: Random, sentences: int) -> str:
    lines = []
    for place in range(sentences):
        trait = TRAITS[place % len(TRAITS)]
        high = rng.random() < (1 + traits[TRAITS.index(trait)]) / 2
        lines.append(rng.choice(_SHOWS[trait][0 if high else 1]))
    lines.append(_TOPICS[topic])
    rng.shuffle(lines)
    return " ".join(lines)
