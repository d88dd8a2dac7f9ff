"""Acts: what a short text is to do (decline, thank, ask …), read from a wish, and plain sentences that do it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Wish:
    """A wish taken apart.

    Args:
        act: One of :data:`SENTENCES`.
        what: What it is about, in the wish's own words: ``"the invitation"``.
        to: The addressee, where the wish names one.
    """

    act: str
    what: str
    to: str = ""


#: Ways to say each act, from plain to warm. ``{what}`` stands for the wish's own words.
SENTENCES: Final[Mapping[str, tuple[str, ...]]] = {
    "decline": (
        "I have to decline {what}.",
        "Thank you for {what}. Unfortunately, I have to decline.",
        "Thanks for {what}! I'm sorry, but I can't this time.",
        "Thank you so much for {what}. I am afraid that I will not be able to make it, but I hope that it goes well.",
    ),
    "accept": (
        "I accept {what}.",
        "Thank you for {what}. I am happy to accept.",
        "Thanks for {what}! I'd love to.",
        "Thank you so much for {what}. It would be a pleasure, and I am very happy to accept.",
    ),
    "thank": (
        "Thank you for {what}.",
        "Thanks for {what}!",
        "Thank you so much for {what}. I really appreciate it.",
    ),
    "ask to": (
        "Please {what}.",
        "Could you please {what}?",
        "Could you {what}? Thanks!",
        "I wanted to ask if you could {what}. Thank you very much in advance.",
    ),
    "ask": (
        "I would like to ask {what}.",
        "I wanted to ask {what}.",
        "I just wanted to ask {what}. Thanks!",
        "I hope that you are well. I wanted to ask {what}.",
    ),
    "remind": (
        "This is a reminder {what}.",
        "I wanted to remind you {what}.",
        "Just a quick reminder {what}!",
    ),
    "apologise": (
        "I apologise for {what}.",
        "I am sorry for {what}.",
        "Sorry for {what}!",
        "I am very sorry for {what}. Thank you for your patience.",
    ),
    "invite": (
        "I invite you to {what}.",
        "I would like to invite you to {what}.",
        "Would you like to come to {what}?",
        "It would be great to have you at {what}. Please let me know if you can come.",
    ),
    "congratulate": (
        "Congratulations on {what}.",
        "Congratulations on {what}!",
        "Many congratulations on {what}! I was very happy to hear it.",
    ),
    "confirm": (
        "I confirm {what}.",
        "I am happy to confirm {what}.",
        "I can confirm {what}, thanks!",
    ),
    "tell": (
        "{What}.",
        "I wanted to let you know that {what}.",
        "Just a quick note that {what}.",
    ),
}

_PERSON: Final = r"(?P<to>(?!the\b|a\b|an\b|my\b|our\b|that\b)[A-Z][\w'’-]*(?:\s+[A-Z][\w'’-]*)*|them|him|her|everyone)"
_ACTS: Final[tuple[tuple[str, str], ...]] = (
    ("decline", r"(?:decline|turn down|refuse|reject|say no to)\s+(?P<what>.+)"),
    ("accept", r"(?:accept|agree to|say yes to)\s+(?P<what>.+)"),
    ("thank", rf"(?:thank|say thank you to|say thanks to)\s+{_PERSON}\s+for\s+(?P<what>.+)"),
    ("thank", r"(?:thank (?:you )?for|say thank you for|say thanks for)\s+(?P<what>.+)"),
    ("ask to", rf"(?:ask|tell|request)\s+{_PERSON}\s+to\s+(?P<what>.+)"),
    ("ask", rf"ask\s+{_PERSON}\s+(?P<what>(?:about|if|whether|when|where|who|what|why|how|which|for)\b.+)"),
    ("ask", r"(?:ask|enquire|inquire)\s+(?P<what>(?:about|if|whether|when|where|who|what|why|how|which|for)\b.+)"),
    ("remind", rf"remind\s+{_PERSON}\s+(?P<what>(?:of|about|that|to)\b.+)"),
    ("apologise", rf"apologi[sz]e\s+to\s+{_PERSON}\s+for\s+(?P<what>.+)"),
    ("apologise", r"(?:apologi[sz]e|say sorry)\s+for\s+(?P<what>.+)"),
    ("invite", rf"invite\s+{_PERSON}\s+to\s+(?P<what>.+)"),
    ("congratulate", rf"congratulate\s+{_PERSON}\s+(?:on|for)\s+(?P<what>.+)"),
    ("confirm", r"confirm\s+(?P<what>.+)"),
    ("tell", rf"(?:tell|inform|let)\s+{_PERSON}\s+(?:know\s+)?that\s+(?P<what>.+)"),
    ("tell", r"(?:say|write|tell them|let them know)\s+that\s+(?P<what>.+)"),
)
_PATTERNS: Final = tuple(
    (act, re.compile(rf"^(?:please\s+)?{pattern}$", re.IGNORECASE | re.DOTALL)) for act, pattern in _ACTS
)
_WRITE_TO: Final = re.compile(
    rf"^(?i:please )?(?i:write|send)\s+(?:a |an )?(?:short |quick )?(?:mail|email|e-mail|note|message|letter)?\s*"
    rf"to\s+{_PERSON}\s*(?:to|and|:|,)\s*(?P<rest>.+)$",
    re.DOTALL,
)
_LAST_TO: Final = re.compile(rf"\s+(?:from|by)\s+{_PERSON}$")
_PRONOUNS: Final = frozenset({"them", "him", "her", "everyone"})


def read(wish: str) -> Wish:
    """The act of a wish; what fits no pattern is told as it stands."""
    text = " ".join(wish.split()).rstrip(".!")
    to = ""
    if written_to := _WRITE_TO.match(text):
        text, to = written_to["rest"], written_to["to"]
    for act, pattern in _PATTERNS:
        found = pattern.match(text)
        if found is None:
            continue
        named = found.groupdict().get("to") or to
        if named in _PRONOUNS and to:
            named = to
        if named and not (named[0].isupper() or named in _PRONOUNS):
            continue
        what = found["what"]
        if not named and (giver := _LAST_TO.search(what)):
            named, what = giver["to"], what[: giver.start()]
        return Wish(act, what, "" if named in _PRONOUNS else named)
    return Wish("tell", text, to)


def ways(wish: Wish) -> list[str]:
    """The plain sentences for a wish, each with its words filled in."""
    what = wish.what
    capital = what[:1].upper() + what[1:]
    return [way.replace("{what}", what).replace("{What}", capital) for way in SENTENCES[wish.act]]
