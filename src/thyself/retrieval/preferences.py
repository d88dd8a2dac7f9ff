"""Preferences: which parts of a statement say what a person wants, which say what they avoid, and what is asked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

Leaning = Literal["wanted", "avoided", "asked"]

_NOT: Final = r"(?:not|n't|never|cannot|hardly|rarely|seldom)"
_FOND: Final = (
    r"(?:like|love|enjoy|want|prefer|care|eat|drink|use|wear|watch|play|buy|read|own|drive|trust|tolerate|handle|stand|"
    r"bear|appeal|align|suit|fit|interest\w*|into|fond|comfortable|keen|engage|participate|respond|support|believe|"
    r"consume|feel|work|consider|digest|do|stay|travel|visit|go|fly|listen|appreciate|resonate|think)"
)
#: Words by which a clause says that what it speaks of is not wanted.
_AVOID: Final = re.compile(
    rf"\b(?:dis-?like\w*|hat(?:e|es|ing)|detest\w*|despis\w+|loath\w+|avers\w+|averse|avoid\w*|refus\w+|reject\w*|"
    rf"oppos\w+|against|allerg\w+|intoleran\w+|phobi\w+|phobia|fear\w*|afraid|scared|terrified|anxi\w+|claustrophobi\w+|"
    rf"uncomfortable|uneasy|unsettl\w+|overwhelm\w*|difficult|hard|struggle\w*|tedious|boring|bored|ineffective|"
    rf"unappealing|off-putting|distract\w+|annoy\w+|irritat\w+|frustrat\w+|bother\w*|disgust\w*|distaste|turned off|"
    rf"put off|(?:steer|stay|keep|shy|stays) (?:clear|away)|tired of|sick of|can't|can\s?not|(?:do|does|did|would|am|"
    rf"is|are|was)(?: not|n't)(?: \w+){{0,3}}? {_FOND}|i'm not|{_NOT}(?: \w+){{0,2}}? {_FOND}|no (?:interest|desire|"
    rf"patience|tolerance)|not (?:interested|a (?:big |huge )?fan|drawn|fond|keen|into|my)|lack of|skip|sensitiv\w+|"
    rf"prefer not|exhaust\w+|nause\w+|motion sickness|vertigo|too \w+)\b",
    re.IGNORECASE,
)
#: Words by which a clause says that what it speaks of is wanted.
_WANT: Final = re.compile(
    r"\b(?:prefer\w*|love\w*|like|enjoy\w*|only|exclusively|strictly|favou?r\w*|passion\w*|fan of|appreciat\w*|"
    r"prioriti[sz]\w*|value|drawn to|always|need\w*|require\w*|must have|insist\w*|seek\w*|look(?:ing)? for|choose|"
    r"opt(?: for)?|go with|learn best|thrive|follow|adore|believe in|committed|dedicated|interested in|gravitate)\b",
    re.IGNORECASE,
)
#: What follows these is the opposite of what came before.
_TURN: Final = re.compile(
    r"\b(?:rather than|instead of|as opposed to|over(?= (?!\d))|without|free (?:of|from)|unless|except(?: for)?|"
    r"other than|compared to|that (?:do|does|are|is)(?: not|n't)(?: \w+)??(?= )|which (?:do|does)(?: not|n't)|"
    r"(?:not|n't) involv\w+)\b",
    re.IGNORECASE,
)
#: By these somebody says in passing what they want or avoid as a rule.
_STATES: Final = re.compile(
    r"\b(?:usually|prefer|hate|avoid|dislike|can't stand|never|only|allerg|fan of|not into|not a fan)", re.IGNORECASE
)
_ENDS: Final = re.compile(r"(?<=[.!?;:])\s+|\n+")
_CLAUSES: Final = re.compile(
    r"\s*(?:,\s*(?:but|so|and|as|since|because|yet|while|which)?|\bbut\b|\bso\b(?= (?:i|that)\b)|\band\b(?= (?:i\b|"
    r"(?:strongly |only |always |much |would |generally )*(?:prefer|avoid|dislike|only|love|refuse|enjoy|would|find|"
    r"try|opt|like|don't|do not|never))|\bbecause\b|\bdue to\b|\bsince\b(?= i\b)))\s*",
    re.IGNORECASE,
)
_FRAME: Final = re.compile(
    r"(?:\b|(?='))(?:i|i'm|i've|i'll|'ll|'m|'ve|'d|i'd|am|have|has|had|a|an|the|my|me|strong(?:ly)?|severe(?:ly)?|deep(?:ly)?|intense(?:ly)?|"
    r"really|very|any|anything|that|to|of|for|in|by|with|it|find|when|it's|being|involv\w+|contain\w+|relat\w+|due|"
    r"activities|personal|reasons|tend|try|usually|generally|typically|always|much|more|most|thanks|please|option \d|"
    r"options?|others?|other|stand|going|go|think|since|because|don't|do|not|doesn't|never|cannot|can't)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a statement.

    Args:
        text: Its words, without those that only say how the person stands to it.
        leaning: Whether it is wanted, avoided, or what is asked.
    """

    text: str
    leaning: Leaning


@lru_cache(maxsize=20_000)
def leanings(text: str) -> tuple[Part, ...]:
    """The parts of a statement, in order: what it wants, what it avoids; its questions are what is asked.

    By rules over the words of clauses: "I dislike flying and prefer trains rather than buses" avoids flying, wants
    trains, avoids buses. A clause without such a word leans as the one before it in the same sentence; the first one
    is wanted.
    """
    return tuple(part for sentence in _ENDS.split(text.strip()) for part in _sentence(sentence))


def stating(texts: Sequence[str]) -> list[str]:
    """Those texts in which somebody says what they want or avoid as a rule, in their order."""
    return [text for text in texts if _STATES.search(text)]


def about(text: str, leaning: Leaning) -> tuple[str, ...]:
    """The texts of all parts of one leaning."""
    return tuple(part.text for part in leanings(text) if part.leaning == leaning)


def _sentence(sentence: str) -> Iterator[Part]:
    if sentence.endswith("?"):
        yield Part(sentence, "asked")
        return
    clauses = [clause for clause in _CLAUSES.split(sentence) if clause and clause.strip(" .")]
    told = [_told(_TURN.split(clause)[0]) for clause in clauses]
    before: Leaning = next((each for each in told if each is not None), "wanted")
    for clause, own in zip(clauses, told, strict=True):
        before = own or before
        for number, piece in enumerate(_TURN.split(clause)):
            if content := _content(piece):
                yield Part(content, before if number % 2 == 0 else _opposite(before))


def _told(clause: str) -> Leaning | None:
    """What the words of a clause say of its leaning, if anything."""
    if _AVOID.search(clause):
        return "avoided"
    return "wanted" if _WANT.search(clause) else None


def _opposite(leaning: Leaning) -> Leaning:
    return "avoided" if leaning == "wanted" else "wanted"


def _content(piece: str) -> str:
    """What a piece speaks of: without words of liking, and the small words around them."""
    for pattern in (_AVOID, _WANT, _FRAME):
        piece = pattern.sub(" ", piece)
    return " ".join(piece.strip(" .,;!").split())
