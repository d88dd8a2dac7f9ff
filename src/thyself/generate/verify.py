"""Verify: does a source say what a statement says? Checked anew for each statement, without the words of its maker.

Likeness is not enough: "I never went to Rome" is near to "I went to Rome" for any embedder. So a statement is held
against the one sentence of a source that shares most of its words, and each difference that can turn it over is looked
at: words that are missing there, figures and names, negation, wishes and doubts, and of whom it is told.

Source: the verification of REVERSUM (Adak et al., 2025) and its loop; the checks are our own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

from thyself.core import Evidence
from thyself.core.words import stem, words
from thyself.guard import unsupported

_SENTENCE: Final = re.compile(r"[^.!?\n]+(?:\.(?=\w)[^.!?\n]+)*[.!?]*")
_NOT: Final = re.compile(
    r"\b(?:not|never|no|none|nobody|nothing|neither|nor|without|hardly|barely|cannot|refused?|stopped|quit|unable"
    r"|\w+n['’]?t)\b",
    re.IGNORECASE,
)
#: What is told is wished, planned, thought of or asked for, and need not be so.
_WISH: Final = re.compile(
    r"\b(?:want(?:s|ed)? to|(?:would|['’]d) (?:like|love|prefer)|hop(?:e|es|ed|ing) to|plan(?:s|ned|ning)? (?:to|on)"
    r"|going to|wish(?:es)?|if|might|may|could|should|will|['’]ll|maybe|perhaps|probably|think(?:s|ing)? (?:about|of)"
    r"|consider(?:s|ing)?|dream(?:s|t|ed)? of|intend(?:s|ed)? to|almost|nearly|supposed to|thinks? that|heard that"
    r"|pretend(?:s|ed)?)\b",
    re.IGNORECASE,
)
_KIN: Final = (
    r"mother|mum|mom|father|dad|parents?|sister|brother|son|daughter|wife|husband|partner|girlfriend|boyfriend|friend"
    r"|cousin|aunt|uncle|grandmother|grandma|grandfather|grandpa|colleague|coworker|boss|neighbou?r|teacher|roommate"
    r"|niece|nephew|doctor|child|kids?"
)
#: Somebody else of whom a clause may be told; "my sister and I" are both.
_OTHER: Final = re.compile(
    rf"^\W*(?:(?:my|our|their|his|her|a|one of my)\s+(?:\w+\s+)?(?:{_KIN})s?|he|she|you)\b(?!\s+and\s+(?:i|me|they)\b)",
    re.IGNORECASE,
)
_SPLIT: Final = re.compile(
    r"[,;:]\s*(?:and|but|because|so|while|when|that)?\s*"
    r"|\s+(?:and|but|because|while|that)\s+(?=(?:i|we|he|she|they|you|my|our|their)\b)",
    re.IGNORECASE,
)
#: Words that say nothing that must be proven: who speaks, and how a sentence is held together.
_LIGHT: Final = frozenset(
    "a about also am an and are as at be because been being both but by did do does doing done for from get got had"
    " has have having he her here hers herself him himself his how i in into is it its itself just ll m me mine more"
    " much my myself of on or our ours ourselves out over quite re really s self she so some such t than that the their"
    " theirs them themselves then there these they this those to too us ve very was we well were what when where which"
    " while who whom whose why with you your yours yourself im ive id one thing things lot lots time bit"
    # Whether it is wished or done is looked at by itself.
    " can could may might should will would d".split()
)
#: Words that mean so nearly the same that one may stand for the other.
_SAME: Final = {
    word: group.split()[0]
    for group in (
        "like enjoy love", "begin start", "buy purchase bought purchased", "see watch saw seen watched",
        "go went visit visited gone travel", "movie film", "big large", "happy glad", "reside live", "repair fix",
        "speak talk spoke talked", "job work", "make made cook cooked prepare", "take took taken", "find found",
        "meet met", "read reading", "run ran", "eat ate eaten", "give gave given", "tell told", "think thought",
        "feel felt", "learn learned learnt study studied", "hike hiking", "write wrote written", "teach taught",
        "delicious tasty",
    )
    for word in group.split()
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Support:
    """Whether a statement is supported.

    Args:
        holds: Whether it may be written.
        score: The share of its telling words that the best sentence has, 0 where a check says no.
        why: What speaks against it, in words; empty where it holds.
        evidence: The piece with the best sentence; ``None`` where there is none.
        sentence: That sentence.
    """

    holds: bool
    score: float
    why: tuple[str, ...] = ()
    evidence: Evidence | None = None
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Verifier:
    """Holds statements of one person against that person's own words.

    Args:
        zone: The person's clock.
        share: The least share of a statement's telling words that one sentence of a source must have.
        of: The person's name, if statements use it; it need not stand in the source.
    """

    zone: ZoneInfo
    share: float = 1.0
    of: str = ""

    def supports(self, claim: str, evidence: Sequence[Evidence]) -> Support:
        """Whether one sentence of one piece says it: the best supported reading is given."""
        best = Support(False, 0.0, ("no source",))
        for piece in evidence:
            for sentence in _sentences(piece.text):
                found = self._held(claim, sentence, piece)
                if (found.holds, found.score) > (best.holds, best.score):
                    best = found
        return best

    def verified(self, claims: Iterable[str], evidence: Sequence[Evidence]) -> list[tuple[str, Support]]:
        """The claims that are supported, each with its support."""
        held = ((claim, self.supports(claim, evidence)) for claim in claims)
        return [(claim, support) for claim, support in held if support.holds]

    def _held(self, claim: str, sentence: str, piece: Evidence) -> Support:
        wanted = telling(claim) - telling(self.of)
        have = telling(sentence)
        share = len(wanted & have) / len(wanted) if wanted else 0.0
        if share < self.share or not wanted:
            lacking = tuple(f"“{each}” is not said" for each in sorted(wanted - have)[:3]) or ("it says nothing",)
            return Support(False, share * 0.5, lacking, piece, sentence)
        against = tuple(self._against(claim, _part(sentence, wanted), sentence, piece))
        return Support(not against, 0.0 if against else share, against, piece, sentence)

    def _against(self, claim: str, part: str, sentence: str, piece: Evidence) -> Iterator[str]:
        if piece.author != "me":
            yield "somebody else said it"
        if sentence.rstrip().endswith("?"):
            yield "it was asked, not told"
        if len(_NOT.findall(claim)) % 2 != len(_NOT.findall(part)) % 2:
            yield "one of both denies it"
        if bool(_WISH.search(part)) != bool(_WISH.search(claim)):
            yield "one of both only wishes or thinks it"
        if bool(_OTHER.search(part)) != bool(_OTHER.search(_plain(claim))):
            yield "it is told of somebody else"
        if lacking := unsupported(claim, [replace(piece, text=sentence)], allowed=self.of, zone=self.zone):
            yield f"not there: {', '.join(lacking[:3])}"
        if not _in_order(claim, sentence):
            yield "the words stand the other way round"


def additions(
    existing: str, drafts: Iterable[str], evidence: Sequence[Evidence], verifier: Verifier
) -> list[tuple[str, Support]]:
    """The drafts that are supported and that neither the existing text nor an earlier draft says already, in order."""
    known = [telling(sentence) for sentence in _sentences(existing)]
    kept = []
    for claim, support in verifier.verified(drafts, evidence):
        said = telling(claim)
        if said and not any(len(said & each) >= _KNOWN * len(said) for each in known):
            kept.append((claim, support))
            known.append(said)
    return kept


#: A statement is known where one sentence has this share of its words.
_KNOWN: Final = 0.75


def telling(text: str) -> frozenset[str]:
    """The stems of the words that must be proven; words that mean nearly the same have one stem."""
    return frozenset(_meaning(word) for word in words(text) if word not in _LIGHT and not _NOT.fullmatch(word))


def _meaning(word: str) -> str:
    return stem(_SAME.get(word) or _SAME.get(stem(word)) or word)


def _sentences(text: str) -> Iterator[str]:
    for found in _SENTENCE.finditer(text):
        if found[0].strip():
            yield found[0].strip()


def _part(sentence: str, wanted: frozenset[str]) -> str:
    """The part of a sentence that has all of what is wanted, as short as it can be: its clauses from one to another."""
    bounds = [0, *(match.end() for match in _SPLIT.finditer(sentence)), len(sentence)]
    parts = [
        sentence[start:end]
        for i, start in enumerate(bounds[:-1])
        for end in bounds[i + 1 :]
        if wanted & telling(sentence) <= telling(sentence[start:end])
    ]
    return min(parts, key=len, default=sentence)


def _plain(claim: str) -> str:
    """A statement in the third person as if the person told it: "they" and "Sam" are "I"."""
    return re.sub(r"^\W*(?:they|he|she|you)\b", "I", claim, flags=re.IGNORECASE)


def _in_order(claim: str, sentence: str) -> bool:
    """Whether most pairs of neighbouring words of the statement come in the same order in the sentence."""
    places: dict[str, int] = {}
    for place, word in enumerate(words(sentence)):
        places.setdefault(_meaning(word), place)
    told = [places[each] for each in map(_meaning, words(claim)) if each in places and each in telling(claim)]
    pairs = list(pairwise(told))
    turned = sum(one > other for one, other in pairs)
    return turned <= len(pairs) / 2


_THIRD: Final = (
    (r"\bI am\b|\bI['’]m\b|\bI was and am\b", "they are"), (r"\bI['’]ve\b", "they have"), (r"\bI['’]d\b", "they would"),
    (r"\bI['’]ll\b", "they will"), (r"\bI was\b", "they were"), (r"\bI has\b", "they have"), (r"\bam I\b", "are they"),
    (r"\bwas I\b", "were they"), (r"\bI\b", "they"), (r"\bme\b", "them"), (r"\bmy\b", "their"), (r"\bmine\b", "theirs"),
    (r"\bmyself\b", "themselves"), (r"\bwe\b", "they"), (r"\bus\b", "them"), (r"\bour\b", "their"),
    (r"\bours\b", "theirs"), (r"\bourselves\b", "themselves"),
)  # fmt: skip


def in_third_person(sentence: str) -> str:
    """What a person tells of themselves, told of them: "I love my bike" becomes "They love their bike"."""
    for form, told in _THIRD:
        sentence = re.sub(form, told, sentence, flags=re.IGNORECASE if form != r"\bus\b" else 0)
    return sentence[:1].upper() + sentence[1:]
