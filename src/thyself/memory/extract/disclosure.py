# ruff: noqa: E501  (expressions read best in one line)
"""Disclosure: how likely a sentence tells something lasting of the person who says it; no model is called.

Few signs of the words, weighed by a logistic regression that was learned on the first half of Synthetic-Persona-Chat
(which of a speaker's sentences share most words with a line of their persona); on the other half the area under the
curve is in the study ``consolidate``.
"""

from __future__ import annotations

import math
import re
from typing import Final

from thyself.core.words import STOP, stem, words
from thyself.memory.extract.gazetteer import expected

#: A sign and its weight.
_SIGNS: Final = tuple(
    (re.compile(form, re.IGNORECASE), weight)
    for form, weight in (
        (r"^(?:i|i'm|i've|im)\b", 0.67),
        (r"\bmy\b", 0.68),
        (r"\b(?:i have|i've got|i own|i am an?|i'm an?)\b", 1.42),
        (r"\b(?:love|like|enjoy|prefer|hate|favou?rite|fan of|passion\w*|can't stand|interested in|into)\b", 0.30),
        (r"\b(?:always|usually|often|never|every|years?|since|used to|still)\b", -0.52),
        (r"\b(?:work|job|live|study|school|college|degree|born|grew up|moved|married|kids?|children|dog|cat|pets?|mother|father|mom|dad|brother|"
         r"sister|wife|husband|parents|allergic|vegan|vegetarian|retired)\b", 1.23),
        (r"\b(?:want to|dream|hope to|plan to|trying to|goal|would love)\b", 0.24),
        (r"\b(?:you|your|you're)\b", -0.90),
        (r"\b(?:thank|thanks|sorry|glad|happy to|excited|appreciate|nice to|hope you|hear that|bye|sure|okay|ok|agree|sounds|check it out|"
         r"let you know|definitely)\b", -1.30),
        (r"\b(?:today|tonight|tomorrow|yesterday|now|this (?:morning|week|weekend)|later|soon|just|going to|'ll|will)\b", -0.08),
        (r"\b(?:that|it|them|this|too|those)\b", -1.02),
        (r"\b(?:think|guess|maybe|probably|know|understand|believe|feel)\b", -1.51),
    )
)  # fmt: skip
_CONSTANT: Final = -4.68
#: Of the logarithms of how many words and telling words there are, of the rarest of them, and of all.
_COUNTS: Final = (-0.31, 1.04, 1.27, 0.23)
#: A stem more common than this tells nothing.
_COMMON: Final = 4e-3


def disclosure(sentence: str) -> float:
    """How likely a sentence tells something lasting of its speaker, from 0 to 1.

    >>> disclosure("I have two cats and work as a nurse") > 0.5 > disclosure("I'm glad you like it, thanks")
    True
    """
    found = words(sentence)
    stems = {stem(word) for word in found if word not in STOP}
    rare = [-math.log(each) for one in stems if (each := expected(one)) < _COMMON]
    score = _CONSTANT + sum(weight for form, weight in _SIGNS if form.search(sentence))
    counts = (math.log1p(len(sentence.split())), math.log1p(len(rare)), max(rare, default=0.0) / 10, sum(rare) / 50)
    score += sum(weight * count for weight, count in zip(_COUNTS, counts, strict=True))
    return 1 / (1 + math.exp(-score))
