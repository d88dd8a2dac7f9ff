"""Current: of what was found, what holds now, and what a person has since said to be over.

A recall finds what was loved in March as readily as what is loved now. People tell the change in passing ("I used to
love hiking, but lately …"): whatever older evidence names what was left then held before, until it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from thyself.core import Evidence
from thyself.core.words import stems

_VERY: Final = r"(?:(?:really|so|all|totally|always|quite|pretty|such|a|an|big|huge|real|completely|super|very) )*"
_FOND: Final = r"(?:into|about|fond of|hooked on|obsessed with|keen on|fan of|crazy about|passionate about)"
_LIKE: Final = r"(?:love|like|enjoy|adore|prefer|do|play|watch|read|drink|eat|visit|go to|wear|collect|listen to)"
_LATELY: Final = r"\b(?:lately|recently|these days|nowadays|now|anymore|any more|instead|anyway|since)\b"
#: How something is said to be over; what follows is what was left. The second of each pair must stand in the text too.
_OVER: Final = tuple(
    (re.compile(rf"\b(?:{pattern}) (?P<left>[^.;!?]+)", re.IGNORECASE), re.compile(also, re.IGNORECASE))
    for pattern, also in (
        (rf"(?:i|we)(?: also| always)? used to (?:be {_VERY}(?:{_FOND})?|{_VERY}{_LIKE}|\w+)", ""),
        (rf"(?:was|were) {_VERY}{_FOND}", _LATELY),
        (rf"did {_VERY}(?:love|like|enjoy|adore|prefer)", rf"\bbut\b|{_LATELY}"),
        (
            rf"(?:have|had|'ve|'d) (?:always )?{_VERY}(?:loved|enjoyed|liked|preferred|been {_VERY}{_FOND})",
            rf"\bbut\b.*{_LATELY}",
        ),
        (
            r"no longer \w+|stopped \w+ing|quit|gave up|given up|giving up|moved on from|moved away from|moving away "
            r"from|grown out of|outgrown|drifted away from|lost interest in|switched from|shifted from|shifting from|"
            r"taking a break from|took a break from|stepped back from",
            "",
        ),
        (r"(?:more|rather) (?:\w+ )?than|instead of|over (?:the|my) usual|compared to", _LATELY),
        (rf"not (?:as|so) (?:much |into )?{_VERY}", r"anymore|any more|used to"),
        (r"don't (?:really )?\w+", r"\banymore\b|\bany more\b|\bas much\b"),
    )
)
_ENDS: Final = re.compile(
    r",|\b(?:but|lately|recently|these days|nowadays|now|for (?:a|so|quite|many|years)|until|till|all the time|as much|"
    r"anymore|any more|back (?:then|in|when)|when|because|though|although|(?<=\w )so much|every|since|it|which|that|"
    r"before|i|i'm|i've|and (?:i|now)|to)\b|\s-\s|—",
    re.IGNORECASE,
)
_SPLITS: Final = re.compile(r"\b(?:and|or)\b|/", re.IGNORECASE)
#: Words that say nothing of what was left.
_EMPTY: Final = frozenset(
    stems(
        "love like enjoy prefer really thing things stuff similar kind lot lots time usual spend spending much often"
        " more many new old good great best favorite favourite fan big huge days day week weekend weekends going go get"
        " getting something anything everything always never still just different other others pretty quite bit little"
    )
)


@dataclass(frozen=True, slots=True)
class Parting:
    """A saying that something is over.

    Args:
        words: What was left, by the stems of its words.
        evidence: The saying.
    """

    words: frozenset[str]
    evidence: Evidence

    def concerns(self, evidence: Evidence) -> bool:
        """Whether evidence is this saying, or an older one that names what was left."""
        if evidence.trace_ids == self.evidence.trace_ids:
            return True
        if evidence.at is None or self.evidence.at is None or evidence.at > self.evidence.at:
            return False
        return self.words <= frozenset(stems(evidence.text))


@dataclass(frozen=True, slots=True)
class Before:
    """Evidence of what held before, and the saying that it is over, which has the date."""

    evidence: Evidence
    parting: Parting


@dataclass(frozen=True, slots=True)
class Standing:
    """What was found for one question, parted by time; each in the order in which it was found.

    Args:
        now: What nothing says to be over.
        before: What held before.
    """

    now: tuple[Evidence, ...]
    before: tuple[Before, ...]


def standing(found: Sequence[Evidence], *, at: datetime) -> Standing:
    """Part what was found into what holds and what was said to be over.

    Only sayings that were themselves found for the question count: who gave up reading the news still reads novels.
    What is named again after the parting holds again.

    Args:
        found: Evidence for one question, best first: single turns, and more of them than will be shown.
        at: The time that is asked of; what was said to be over only later held then.
    """
    partings = [each for evidence in found if evidence.at is None or evidence.at <= at for each in _partings(evidence)]
    now: list[Evidence] = []
    before: list[Before] = []
    for evidence in found:
        over = [each for each in partings if each.concerns(evidence)]
        if over:
            before.append(Before(evidence, over[0]))
        else:
            now.append(evidence)
    return Standing(tuple(now), tuple(before))


def left(text: str) -> tuple[frozenset[str], ...]:
    """What a text says to be over, each by the stems of its words."""
    return tuple(dict.fromkeys(_left(text)))


def _left(text: str) -> Iterator[frozenset[str]]:
    for pattern, also in _OVER:
        if not also.search(text):
            continue
        for match in pattern.finditer(text):
            for piece in _SPLITS.split(_ENDS.split(match["left"].strip(), maxsplit=1)[0]):
                if words := frozenset(stems(piece)) - _EMPTY:
                    yield words


def _partings(evidence: Evidence) -> Iterator[Parting]:
    """What the person themselves says to be over."""
    if evidence.author == "me":
        for words in left(evidence.text):
            yield Parting(words, evidence)
