"""Control: a draft brought nearer to how one person writes, by moves that leave what it says as it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from thyself.generate.letters import Habits, take_apart
from thyself.generate.moves import Move, moves
from thyself.generate.verify import telling
from thyself.profile.style import Style, distance

#: Leaves opening and closing alone.
PLAIN: Final = Habits()


@dataclass(frozen=True, slots=True)
class Controlled:
    """A text after control.

    Args:
        text: What came of it.
        before, after: Its distance to the style, before and after.
        done: The moves that were made, in their order.
    """

    text: str
    before: float
    after: float
    done: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Control:
    """Takes the move that brings a draft nearest to a style, and the next, until none does.

    A move that would lose or add a telling word, a figure or a name of the body is not made. What the style is
    measured on and what a draft is later judged by should be different texts.

    Args:
        style: The person's.
        frame: How the person opens and closes a mail; an empty one leaves opening and closing alone.
        most: How many moves.
        least: By how much a move must lower the distance.

    Source: Personalized Text Generation with Fine-Grained Linguistic Control (2024): there a model is trained on
    tokens for binned attributes; here the same attributes steer rewritings of a finished draft.
    """

    style: Style
    frame: Habits = PLAIN
    most: int = 12
    least: float = 0.002

    def __call__(self, draft: str) -> Controlled:
        """Rewrite a draft."""
        able = list(moves(self.frame))
        return nearer(draft, able, lambda text: distance(self.style, text), most=self.most, least=self.least)


def nearer(
    draft: str, able: Sequence[tuple[str, Move]], far: Callable[[str], float], *, most: int, least: float
) -> Controlled:
    """Take the move that lowers ``far`` most, and the next, until none lowers it by ``least``; each once.

    A move that would lose or add a telling word, a figure or a name of the body is not made.
    """
    text = draft
    done: list[str] = []
    before = here = far(draft)
    meant = says(draft)
    while len(done) < most:
        best = None
        for name, move in able:
            made = move(text)
            if name not in done and made != text and says(made) == meant:
                there = far(made)
                if there < here - least and (best is None or there < best[0]):
                    best = there, name, made
        if best is None:
            break
        here, name, text = best
        done.append(name)
    return Controlled(text, before, here, tuple(done))


def says(text: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """What a text says: the telling words of a mail's body and its figures in their order; set phrases tell nothing."""
    body = re.sub(_SET, " ", take_apart(text).body, flags=re.IGNORECASE)
    return frozenset(telling(body)), tuple(re.findall(r"\d[\d.,:]*\d|\d", body))


#: Phrases and words that moves bring in or take out.
_SET: Final = "|".join(
    (
        r"I hope (?:that )?(?:you are|you're|all is|this \w+ finds you) well",
        r"thank you for your (?:understanding|patience|time)",
        r"\bthanks? ?(?:you|a lot)?(?: very much)?\b",
        r"\b(?:please|just|really|actually|basically|very|quite|certainly|definitely|absolutely)\b",
        r"\b(?:also|moreover|however|therefore|but|so|maybe|perhaps|get in touch|contact)\b",
        r"\b(?:can|could|will|would) you\b|\b(?:want|would like) to\b",
        r"\w+['’]\w+|\b(?:do|does|did|can|could|would|should|will|is|are|was|were|have|has|had|am) ?not\b",
        r"\b(?:I|it|that|there|we|you|they) (?:am|have|will|would|is|are)\b|let us",
    )
)
