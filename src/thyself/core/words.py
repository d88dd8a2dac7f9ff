"""Words: how texts become the stems that are counted and compared."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Final

#: Words that say nothing of what a text is about; stems are made of all others.
STOP: Final = frozenset(
    "a about all also am an and any are as at be because been but by can could d did do does don for from had has have"
    " he her here hers him his how i if in into is it its just ll m me mine more most my no not of on only or other our"
    " ours out over re s same she should so some such t than that the their theirs them then there these they this"
    " those to too us ve very was we were what when where which who whom whose why will with would you your yours"
    " im ive ill id dont didnt doesnt isnt arent wasnt werent cant wont youre thats".split()
)
_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


def words(text: str) -> list[str]:
    """The words, in lower case, in order; ``Anna's`` is ``anna``."""
    found = _WORD.findall(text.lower().replace("’", "'"))
    return [word.removesuffix("'s").replace("'", "") for word in found]


def stems(text: str) -> list[str]:
    """The stems of the telling words (Snowball, English), in order."""
    return [stem(word) for word in words(text) if word not in STOP]


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The stem of one word in lower case."""
    stemmed: str = _stemmer().stemWord(word)
    return stemmed


@lru_cache(maxsize=1)
def _stemmer() -> Any:
    import Stemmer

    return Stemmer.Stemmer("english")
