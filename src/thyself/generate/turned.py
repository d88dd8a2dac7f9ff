"""Turned: a wish speaks of its addressee as of a third person; what is written to them says "you"."""

from __future__ import annotations

import re
from typing import Final

_BE: Final = {"is": "are", "was": "were", "has": "have", "does": "do", "isn't": "aren't", "wasn't": "weren't",
              "hasn't": "haven't", "doesn't": "don't"}  # fmt: skip
_ADVERB: Final = r"also|already|still|really|ever|just|probably|usually|often|always|never|only|both|all|ever"
#: After "her", these show that it is nobody's possessive.
_AFTER_HER: Final = frozenset(
    "to for at on in about and or but that when if as so by with from until soon again before after because whether how"
    " a an the this these some any very not".split()
)
_ONE: Final = re.compile(r"\b(?:he|she|him|her|his|hers|himself|herself)\b", re.IGNORECASE)
_MANY: Final = re.compile(r"\b(?:they|them|their|theirs|themselves)\b", re.IGNORECASE)
_DATES: Final = (
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August"
    " September October November December I Christmas Easter"
).split()
#: A name: words with a capital; days, months and "I" are none.
NAME_WORD: Final = rf"(?!(?:{'|'.join(_DATES)})\b)[A-Z](?:[\w-]|['’](?!s\b))*"


def to_you(text: str, *, many: bool = False) -> str:
    """A text about somebody, as said to them: ``"if he has his keys"`` gives ``"if you have your keys"``.

    Where a name stands before the first such pronoun, the pronoun may be of that name's bearer: nothing is turned.

    Args:
        text: A part of a wish.
        many: Whether several people are spoken to; then ``they`` are meant, else ``he`` or ``she``.
    """
    pronoun = (_MANY if many else _ONE).search(text)
    if pronoun is None or re.search(rf"\b{NAME_WORD}", text[: pronoun.start()]):
        return text
    return _plural(text) if many else _singular(text)


def _singular(text: str) -> str:
    text = re.sub(r"\b(is|was|has|does) (?:he|she)\b", lambda found: f"{_BE[found[1]]} you", text)
    text = re.sub(r"\b(?:he|she)['’]s\b", "you are", text)
    text = re.sub(r"\b(?:he|she)(?=['’](?:d|ll)\b)", "you", text)
    text = re.sub(rf"\b(?:he|she) ((?:{_ADVERB}) )?(\w+(?:n['’]t)?)", _with_verb, text)
    text = re.sub(r"\b(?:himself|herself)\b", "yourself", text)
    text = re.sub(r"\bhis\b(?= \w)", "your", text)
    text = re.sub(r"\b(?:his|hers)\b", "yours", text)
    text = re.sub(r"\bher\b(?: (\w+))?", _hers, text)
    return re.sub(r"\b(?:him|he|she)\b", "you", text)


def _with_verb(found: re.Match[str]) -> str:
    return f"you {found[1] or ''}{plain_verb(found[2])}"


def plain_verb(verb: str) -> str:
    """A verb as it stands after "you": ``"has"`` gives ``"have"``, ``"tries"`` ``"try"``; others stay."""
    if verb in _BE:
        return _BE[verb]
    if verb.endswith("ies") and len(verb) > 4:
        return verb[:-3] + "y"
    if re.search(r"(?:ss|sh|ch|x|zz|o)es$", verb):
        return verb[:-2]
    return verb[:-1] if verb.endswith("s") and not verb.endswith(("ss", "us", "is")) else verb


def _hers(found: re.Match[str]) -> str:
    after = found[1]
    if after is None:
        return "you"
    return f"{'you' if after.lower() in _AFTER_HER else 'your'} {after}"


def _plural(text: str) -> str:
    for form, into in (("they", "you"), ("them", "you"), ("their", "your"), ("theirs", "yours")):
        text = re.sub(rf"\b{form}\b", into, text)
    return re.sub(r"\bthemselves\b", "yourselves", text)
