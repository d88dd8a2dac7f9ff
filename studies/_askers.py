"""A planted world of questions: people with lasting concerns, accounts of their needs, and answers to some."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final


@dataclass(frozen=True, slots=True)
class Concern:
    """What somebody always minds: how they say it in an account and in a post, and how an answer meets it."""

    account: tuple[str, ...]
    post: tuple[str, ...]
    full: tuple[str, ...]
    part: tuple[str, ...]


#: The first half teaches a judge, the second is asked for.
CONCERNS: Final[Mapping[str, Concern]] = {
    "budget": Concern(
        ("We cannot spend more than a hundred euros on this.", "I only have a small budget, about a hundred euros."),
        (
            "Money was tight again this month, so I looked for the cheapest one.",
            "I bought it second-hand to save money.",
        ),
        (
            "All of this stays below a hundred euros, so it fits a small budget.",
            "The whole plan costs about eighty euros, within what you can spend.",
        ),
        ("Prices differ from shop to shop.", "Some of it is cheap."),
    ),
    "nuts": Concern(
        (
            "My daughter is allergic to nuts, so anything with almonds is out.",
            "I must avoid nuts because my daughter has an allergy.",
        ),
        ("Her nut allergy flared up at the party.", "I read every label because of the nuts."),
        (
            "Everything here is free of nuts and almonds, so it is safe with your daughter's allergy.",
            "None of it has nuts in it, which keeps an allergic child safe.",
        ),
        ("Look at the label for nuts.", "Allergies are common today."),
    ),
    "knee": Concern(
        ("I have a bad knee and cannot stand for long.", "My knee is injured, so I must not carry or kneel."),
        ("The knee was swollen after the walk.", "My physiotherapist says that the knee needs rest."),
        (
            "You can do all of it sitting down, without any strain on a bad knee.",
            "No kneeling or standing for long is needed, so your knee is spared.",
        ),
        ("Take care of your joints.", "Stretch before you begin."),
    ),
    "time": Concern(
        (
            "I only have twenty minutes in the evening, after work.",
            "It has to be quick, I never have more than half an hour.",
        ),
        ("I came home from work at eight again.", "No spare time this week, as always."),
        (
            "Each step takes less than twenty minutes, so it can be done in an evening after work.",
            "The whole thing is quick: half an hour at the most.",
        ),
        ("It does not take forever.", "Plan your day well."),
    ),
    "toddler": Concern(
        (
            "Our son is two and puts everything in his mouth, so we need it safe for a toddler.",
            "We have a toddler and cannot leave small parts around.",
        ),
        ("The little one tried to eat a coin today.", "Our two-year-old climbed on the shelf."),
        (
            "There are no small parts, so it is safe for a toddler who puts things in his mouth.",
            "It is made for homes with children of two years and is safe for them.",
        ),
        ("Children like it as well.", "Families have different needs."),
    ),
    "noise": Concern(
        (
            "The walls are thin and I must not disturb the neighbours with noise.",
            "It cannot be loud, the neighbours complain about every noise.",
        ),
        ("The neighbours knocked on the wall again.", "I practise with headphones because of the people next door."),
        (
            "It is silent, so the neighbours will not hear anything through thin walls.",
            "You can do it without noise, and nobody next door is disturbed.",
        ),
        ("It is not very loud.", "Talk with the people around you."),
    ),
    "vegetarian": Concern(
        ("I don't eat meat or fish, so it has to be vegetarian.", "I am a vegetarian and want no meat at all."),
        ("The canteen had nothing without meat.", "I have not had meat for ten years."),
        (
            "All of the suggestions are vegetarian, with no meat or fish in them.",
            "It works entirely without meat, for a vegetarian.",
        ),
        ("There are some dishes with vegetables.", "Eat what you like."),
    ),
    "rented": Concern(
        (
            "We rent the flat, so I cannot drill holes or change anything for good.",
            "The landlord does not allow us to drill into the walls.",
        ),
        ("The landlord came to look at the walls.", "We may not paint in this flat, it is rented."),
        (
            "It needs no drilling and leaves no holes, so it suits a rented flat.",
            "You can take it all down again, and the landlord has nothing to complain of.",
        ),
        ("It can be fixed to the wall.", "Walls differ in old houses."),
    ),
    "cat": Concern(
        (
            "My cat must not get ill from it, she chews on all plants.",
            "I have a cat and need something that is not poisonous to her.",
        ),
        ("The cat ate the tulips.", "At the vet with the cat again."),
        ("It is not poisonous, so your cat can chew on it without getting ill.", "All of it is harmless to cats."),
        ("Pets are curious.", "Keep it in another room."),
    ),
    "beginner": Concern(
        (
            "I have never done this before and don't know the special words.",
            "I am a beginner and need each step explained in plain words.",
        ),
        ("I had to look up every second word of the manual.", "This was my first try, and I was lost."),
        (
            "Each step is explained in plain words, so a beginner who has never done it can follow.",
            "No special words are used, and you need no experience.",
        ),
        ("There are videos online.", "Practice makes perfect."),
    ),
    "damp": Concern(
        ("The cellar is damp and I am afraid of mould.", "It must not get mouldy, our rooms are always humid."),
        ("There is mould behind the wardrobe again.", "The dehumidifier ran all night."),
        (
            "It stands up to damp rooms, so no mould will grow in the cellar.",
            "The material stays dry and free of mould even in humid rooms.",
        ),
        ("Open a window now and then.", "Old houses have their problems."),
    ),
    "shift": Concern(
        (
            "I work nights, so I need it dark and cool when I sleep by day.",
            "I have to sleep during the day because of my night shifts.",
        ),
        ("Another night shift, and the sun is up.", "I went to bed at nine in the morning."),
        (
            "It fits night shifts: you can sleep by day, in the dark and in the cool.",
            "All of it is arranged for somebody who sleeps during the day after working nights.",
        ),
        ("Sleep is important.", "Go to bed early."),
    ),
}
QUESTIONS: Final = (
    "How should I set up my living room?",
    "What can I cook for the week?",
    "Which hobby would suit me this winter?",
    "What should I do with the balcony?",
    "How can I make the bedroom nicer?",
    "What present can I make myself?",
)
_STORY: Final = (
    "We moved here in spring.",
    "The weather has been odd.",
    "Last week I saw a nice film.",
    "The town is small and old.",
    "A friend told us about this page.",
    "It rained the whole weekend.",
)
PADDING: Final = (
    "There are many ways to go about this.",
    "In general it is good to begin early.",
    "People have done this for a long time.",
    "Some prefer bright colours.",
    "It can be a lot of fun.",
    "Ask around in your town as well.",
)


@dataclass(frozen=True, slots=True)
class Asker:
    """A planted person: lasting concerns, earlier posts, a question, and the account that only a judge may see."""

    concerns: tuple[str, ...]
    posts: tuple[str, ...]
    question: str
    narrative: str


def asker(rng: Random, names: Sequence[str], *, many: int = 4) -> Asker:
    """Somebody with some of the named concerns, told among other things."""
    concerns = tuple(rng.sample(list(names), many))
    told = [rng.choice(CONCERNS[name].account) for name in concerns] + rng.sample(_STORY, 3)
    posts = [post for name in concerns for post in CONCERNS[name].post] + rng.sample(_STORY, 3)
    rng.shuffle(told)
    rng.shuffle(posts)
    return Asker(concerns, tuple(posts), rng.choice(QUESTIONS), " ".join(told))


def answer(rng: Random, points: Mapping[str, int], *, padding: int = 3) -> str:
    """An answer that meets concerns fully (2), in part (1) or not (0), among sentences that say nothing."""
    said = [rng.choice(CONCERNS[name].full if n == 2 else CONCERNS[name].part) for name, n in points.items() if n]
    said += rng.sample(PADDING, padding)
    rng.shuffle(said)
    return " ".join(said)
