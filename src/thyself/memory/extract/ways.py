# ruff: noqa: E501  (lists and expressions read best in one line)
"""Ways: what a sentence says of the person in the many forms of :mod:`avoided` and :mod:`oneself`, in plain clauses.

As :mod:`thyself.memory.extract.changes` does for what begins and ends. A form may stand at the start of a sentence or
behind a comma or a joining word; what stands before it must make no wish, condition or hearsay of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from thyself.memory.extract.avoided import AVOIDED
from thyself.memory.extract.changes import SHORT, STARTS, clause_around
from thyself.memory.extract.clauses import Sentence, doubted
from thyself.memory.extract.foods import is_no_allergen
from thyself.memory.extract.oneself import ONESELF
from thyself.memory.extract.records import Stance
from thyself.memory.extract.way import Way

#: One name for each who treats or is kin.
_CANON: Final = {
    "gp": "doctor", "family doctor": "doctor", "physiotherapist": "physio", "counsellor": "therapist", "gran": "grandma",
    "granny": "grandma", "nan": "grandma", "nana": "grandma", "grandad": "grandpa", "granddad": "grandpa", "bro": "brother",
    "sis": "sister", "auntie": "aunt", "mama": "mother", "papa": "father", "hens": "hen", "pooch": "dog", "mutt": "dog",
    "pup": "puppy", "kitty": "cat", "tom": "cat", "rescue": "dog", "optometrist": "optician", "dogs": "dog", "cats": "cat",
    "rats": "rat", "guinea pigs": "guinea pig", "rabbits": "rabbit", "horses": "horse", "kittens": "kitten", "mare": "horse",
    "gelding": "horse", "stallion": "horse", "landlady": "landlord", "pediatrician": "paediatrician", "hamsters": "hamster",
}  # fmt: skip
#: Somebody else says or has it, it is over, or it is only thought of.
_AGAINST: Final = re.compile(
    r"\b(?:nearly|almost|pretend\w*|as if|if only|another life|in my dreams?|dream(?:ed|t)|used to|once wanted|wish\w*|"
    r"when i was|back when|years ago i|no longer|native american)\b|'d have\b",
    re.IGNORECASE,
)
_LONGEST: Final = 320


def ways(sentence: Sentence) -> Iterator[tuple[str, Stance, str]]:
    """What a sentence comes to: in plain words, whether that holds, and the words around.

    >>> list(ways(Sentence("Wool brings me out in a rash", 0, 28)))
    [("i'm allergic to Wool", 'is', 'Wool brings me out in a rash')]
    """
    text = sentence.text
    if len(text) > _LONGEST:
        return
    told: set[str] = set()
    low = text.lower()
    among = [way for way in WAYS if way.may_be_in(low)]
    for begin in sorted({0, *(match.end() for match in STARTS.finditer(text))}):
        if doubted(text[:begin]):
            continue
        rest = SHORT.sub("i'm", text[begin:])
        for way in among:
            if (way.of == "bare" and begin) or (match := way.regex.match(rest)) is None:
                continue
            if way.stance == "is" and _AGAINST.search(match.group()):
                continue
            for plain in _plain(way, match):
                if plain not in told:
                    told.add(plain)
                    yield plain, way.stance, clause_around(text, begin)


def _plain(way: Way, match: re.Match[str]) -> Iterator[str]:
    groups = {"v": "", "w": "", "k": ""} | {key: found or "" for key, found in match.groupdict().items()}
    value = groups["v"] or groups["w"]
    if not way.fits(value) or ("allergic" in way.plain and is_no_allergen(value)):
        return
    groups["k"] = groups["k"] if " live in {k}" in way.plain else _CANON.get(groups["k"].lower(), groups["k"].lower())
    for plain in way.plain.split("|"):
        if all(groups[key] for key in _ONE.findall(plain)) or "{v}{w}" in plain:
            yield " ".join(plain.format(**groups).split())


_ONE: Final = re.compile(r"\{([vw])\}")

WAYS: Final = (*AVOIDED, *ONESELF)
