"""Moods: which words for a feeling are pleasant, and which are not."""

from __future__ import annotations

import re
from typing import Final

_PLEASANT: Final = re.compile(
    r"happy|glad|good|great|calm|relaxed|rested|content|cheerful|joy|joyful|excited|energetic|energi[sz]ed|alert|proud|"
    r"grateful|thankful|hopeful|peaceful|confident|well|refreshed|satisfied|amused|loved|optimistic|fine"
)
_UNPLEASANT: Final = re.compile(
    r"sad|tired|anxious|tense|stressed|angry|upset|low|bad|depressed|lonely|exhausted|worried|nervous|afraid|scared|"
    r"irritable|irritated|frustrated|bored|ill|sick|sore|guilty|ashamed|hopeless|overwhelmed|restless|unwell|awful"
)
_NEUTRAL: Final = re.compile(r"neutral|okay|ok|so-so|average|indifferent")
_DENIAL: Final = re.compile(r"not|no|never|hardly|\w+n't")
_WORD: Final = re.compile(r"[a-z'-]+")


def pleasantness(text: str) -> float | None:
    """From 0 (every mood word is unpleasant) over 50 (neutral) to 100; ``None`` where no mood word is known.

    A word that is denied within the two words before it counts the other way round, at half its weight.
    """
    words = _WORD.findall(text.lower())
    told: list[float] = []
    for place, word in enumerate(words):
        sign = (_PLEASANT.fullmatch(word) is not None) - (_UNPLEASANT.fullmatch(word) is not None)
        if sign or _NEUTRAL.fullmatch(word):
            denied = any(_DENIAL.fullmatch(each) for each in words[max(0, place - 2) : place])
            told.append(50 - 25 * sign if denied else 50 + 50 * sign)
    return sum(told) / len(told) if told else None
