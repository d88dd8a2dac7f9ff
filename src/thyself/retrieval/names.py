"""Names in questions and chats: who is meant."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping
from typing import Final

_CALLED: Final = re.compile(
    r"(?:\b(?:Hey|Hi|Hello|Thanks|Thank you|Wow|Yeah|Oh|Sure|Yes|No|Sorry|Great|Bye|Congrats|Dear|Cheers)\b,? +|, )"
    r"([A-Z][a-z]+)(?=[!,.?])"
)
_FIRST_PERSON: Final = re.compile(r"\b(?:I|I['’]\w+|[Mm]e|[Mm]y|[Mm]ine|[Ww]e|[Oo]ur)\b")
_SECOND_PERSON: Final = re.compile(r"\b(?:you|your)\b", re.IGNORECASE)
_SPOKE: Final = r"(?:recommend|suggest|advis|propos|explain|mention|promis|warn|remind|tell|told|say|said)\w*"
#: Somebody else spoke to the person: "were recommended to me", "did Anna tell me", "was I told", "your advice".
_TO_ME: Final = re.compile(
    rf"\b{_SPOKE}(?: [\w']+){{0,3}}? (?:to |for )?(?:me|us)\b"
    rf"|\b(?:was|were|am|been) (?:I|we) {_SPOKE}|\b(?:I|we)(?:'ve| have)? (?:was|were|been) {_SPOKE}"
    r"|\byour (?:\w+ )?(?:recommendations?|suggestions?|advice|tips?|explanations?|answers?)\b",
    re.IGNORECASE,
)
#: What a conversation partner that is no person is called.
MACHINES: Final = frozenset({"assistant", "ai", "bot", "chatgpt", "companion", "system", "model"})
#: How often a name must have been called before it is taken for the person's own.
_OFTEN: Final = 3


def called(text: str) -> list[str]:
    """The names by which a text calls somebody: ``"Hey Anna! …"`` calls Anna."""
    return _CALLED.findall(text)


def own_name(calls: Mapping[str, int], authors: Collection[str]) -> str:
    """The person's own name: what others call them most, and nobody else is called; ``""`` where that is not clear."""
    open_to = Counter({name: n for name, n in calls.items() if name not in authors})
    best = open_to.most_common(1)
    return best[0][0] if best and best[0][1] >= _OFTEN else ""


def meant(question: str, authors: Collection[str], me: str) -> set[str]:
    """Which authors a question speaks of; ``"me"`` for the person, by "I" or by their own name.

    Where it asks what was said to the person, those are meant who could have said it: whom it names, else all others.
    """
    found = {
        each
        for each in authors
        if each != "me" and re.search(rf"\b{re.escape(each.split()[0])}\b", question, re.IGNORECASE)
    }
    if _FIRST_PERSON.search(question) or (me and re.search(rf"\b{re.escape(me)}", question)):
        found.add("me")
    if _SECOND_PERSON.search(question):
        found |= {each for each in authors if each.lower() in MACHINES}
    if _TO_ME.search(question):
        found = found - {"me"} or set(authors) - {"me"}
    return found
