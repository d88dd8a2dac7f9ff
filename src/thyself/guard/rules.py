"""Rules: what a wish is known by that is not answered as it stands, and what is said in its place; packs are data."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

#: ``"stop"``: help is needed now, and ``"refer"``: it is for somebody else; nothing but the text is said then.
#: ``"refuse"``: it is not helped with; ``"ask"``: the text is a question back.
Action = Literal["stop", "refer", "refuse", "ask"]

_FILLER: Final = (
    r"(?:\s+(?:a|an|any|the|my|have|has|had|having|been|be|feel|feeling|felt|more|signs?|symptoms?|sort|kind|of|real|"
    r"really|ever|taking|planning|to|is|are|was|with|from|longer|now|currently|want|wanting|going|thinking|about))*"
)
#: Words are denied where nothing but small words, or the other half of an "or", stands between: of "no chest pain or
#: fainting" both are, of "I did not sleep because of chest pain" nothing is. What is missed here would be missed help.
_DENIED: Final = re.compile(
    rf"(?:\b(?:no|not|without|never|neither|denies|denied|free of)\b|n['’]t\b){_FILLER}"
    rf"(?:\s+[\w'’-]+(?:\s+[\w'’-]+)?\s+(?:or|nor){_FILLER})?\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a pack (health, food, finance).

    Args:
        name: Of the rule.
        action: What becomes of the wish; see :data:`Action`.
        words: What it is known by.
        text: What is said in place of an answer.
    """

    name: str
    action: Action
    words: re.Pattern[str]
    text: str

    def fires(self, text: str) -> bool:
        """Whether a text says what the rule is for, without denying it."""
        return names(text, self.words)


def rule(name: str, action: Action, words: str, text: str) -> Rule:
    """A rule by the form of its words; capitals do not matter."""
    return Rule(name, action, re.compile(words, re.IGNORECASE), text)


def first(text: str, *packs: Iterable[Rule]) -> Rule | None:
    """The first rule of some packs, in their order, that a text falls under; ``None`` where it may be answered."""
    return next((each for pack in packs for each in pack if each.fires(text)), None)


def names(text: str, words: re.Pattern[str]) -> bool:
    """Whether a text says one of the words without denying it ("no chest pain")."""
    return any(not _DENIED.search(text[: each.start()]) for each in words.finditer(text))
