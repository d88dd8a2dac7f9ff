"""Markers: what a text shows of its writer, yes or no, and what one writer shows more often than others."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from thyself.core import InvalidInput
from thyself.core.words import STOP, stem, words
from thyself.memory.extract.clauses import own_words
from thyself.memory.extract.gazetteer import expected
from thyself.profile.style import features, opener, sign_off

#: Ways of writing by name: the attribute, and the least value at which a text shows it.
_WAYS: Final[Mapping[str, tuple[str, float]]] = {
    "exclamation marks": ("exclamations", 0.01),
    "questions": ("questions", 0.01),
    "ellipses": ("ellipses", 0.01),
    "brackets": ("brackets", 0.01),
    "dashes": ("dashes", 0.01),
    "quotation marks": ("quotes", 0.01),
    "smileys": ("emoji", 0.01),
    "words in capitals": ("all_capitals", 0.01),
    "contractions": ("contractions", 0.01),
    "a small i": ("small_i", 0.01),
    "many commas": ("commas", 8.0),
    "long sentences": ("words_per_sentence", 24.0),
    "long words": ("long_words", 0.28),
    "figures": ("digits", 2.0),
    "several paragraphs": ("paragraphs", 0.5),
    "strong words": ("boosters", 4.0),
    "hedges": ("hedges", 3.0),
    "thanks": ("thanks", 0.5),
    "texts of over 100 words": ("words", math.log(100)),
}
_UPPER: Final[Mapping[str, tuple[str, float]]] = {
    "no capitals": ("capital_starts", 0.34),
    "short sentences": ("words_per_sentence", 7.0),
    "texts of under 20 words": ("words", math.log(20)),
}
#: How strongly shares are drawn to those of everybody, in texts.
_DRAWN: Final = 2.0
_BESIDE: Final = 0.5
#: A difference of fewer standard deviations is not told.
_SURE: Final = 1.0
#: Words of a usual text, and in which share of texts a way of writing or a pair of words is found, where no texts of
#: other people are given.
_USUAL: Final = 40
_WAY_SHARE: Final = 0.3
_PAIR_SHARE: Final = 0.002


def ways(text: str) -> frozenset[str]:
    """How a text is written: ``"way:exclamation marks"``, ``"opens:hi"``, ``"closes:cheers"``."""
    own = own_words(text).strip()
    measured = features(text)
    found = {f"way:{name}" for name, (key, least) in _WAYS.items() if measured.get(key, 0.0) >= least}
    found |= {f"way:{name}" for name, (key, most) in _UPPER.items() if key in measured and measured[key] <= most}
    found |= {f"opens:{word}" for word in [opener(own)] if word} | {
        f"closes:{word}" for word in [sign_off(own)] if word
    }
    return frozenset(found)


def topics(text: str) -> frozenset[str]:
    """The telling words of a text, and pairs side by side: ``"word:boat"``, ``"pair:highly recommend"``."""
    own = own_words(text)
    found = {f"word:{word}" for word in words(own) if word not in STOP and len(word) > 2 and not word.isdigit()}
    for clause in re.split(r"[.,;:!?\n()]+", own):
        said = words(clause)
        found |= {f"pair:{one} {two}" for one, two in pairwise(said) if not {one, two} & STOP}
    return frozenset(found)


def markers(text: str) -> frozenset[str]:
    """Both."""
    return ways(text) | topics(text)


@dataclass(frozen=True, slots=True)
class Rates:
    """In how many of ``n`` texts each marker stands."""

    n: int
    counts: Mapping[str, int]

    @classmethod
    def of(cls, texts: Iterable[str], read: Callable[[str], frozenset[str]] = markers) -> Rates:
        """Count the markers of some texts."""
        shown = [read(text) for text in texts]
        return cls(len(shown), Counter(marker for each in shown for marker in each))

    def share(self, marker: str) -> float:
        """The share of texts with a marker, drawn to what is usual."""
        return (self.counts.get(marker, 0) + _DRAWN * usual(marker)) / (self.n + _DRAWN)


#: Nobody's texts: then everyday language is what a person is held against.
NOBODY: Final = Rates(0, {})


def usual(marker: str) -> float:
    """In which share of everyday texts a marker is expected."""
    kind, _, value = marker.partition(":")
    if kind == "word":
        return min(1 - (1 - min(expected(stem(value)), 0.5)) ** _USUAL, 0.9)
    return _PAIR_SHARE if kind == "pair" else _WAY_SHARE if kind == "way" else 0.1


@dataclass(frozen=True, slots=True)
class Lift:
    """A marker that a person shows more often than others.

    Args:
        marker: Its kind and value.
        own, others: The shares of texts that show it.
        n: How many of the person's texts do.
        score: How far apart the two are, in standard deviations of what chance gives.
    """

    marker: str
    own: float
    others: float
    n: int
    score: float

    @property
    def told(self) -> str:
        """In words, with both shares."""
        kind, _, value = self.marker.partition(":")
        says = {"way": "Writes with", "opens": "Opens with", "closes": "Closes with"}.get(kind, "Writes")
        shown = value if kind == "way" else f"“{value}”"
        return f"{says} {shown} more than others: in {self.own:.0%} of texts, others in {self.others:.0%}"


def lifts(own: Rates, others: Rates = NOBODY, *, least: int = 2) -> list[Lift]:
    """What a person shows more often than others, the surest first; never what is merely frequent.

    The log-odds ratio of the two shares over its standard deviation, with a prior of what is usual (Monroe, Colaresi
    and Quinn, Fightin' Words, 2008).

    Args:
        own: Counted on the person's texts.
        others: On other people's; best on the same things, so that what is written about does not count.
        least: In how many of the person's texts a marker must stand.

    Raises:
        InvalidInput: ``least`` is below 1.
    """
    if least < 1:
        raise InvalidInput(f"least={least}: give at least 1")
    found = []
    for marker, n in own.counts.items():
        if n >= least:
            share = others.share(marker)
            mine, theirs = n + _DRAWN * share, others.counts.get(marker, 0) + _DRAWN * usual(marker)
            rest = own.n - n + _DRAWN * (1 - share)
            apart = math.log(mine / rest) - math.log(share / (1 - share))
            score = apart / math.sqrt(1 / mine + 1 / rest + (1 / (theirs + 1) if others.n else 0.0))
            if score >= _SURE:
                found.append(Lift(marker, n / own.n, share, n, score))
    return sorted(found, key=lambda each: (-each.score, each.marker))


def versus(
    texts: Sequence[str],
    peers: Sequence[Sequence[str]],
    read: Callable[[str], frozenset[str]] = markers,
    *,
    least: int = 2,
) -> list[Lift]:
    """What a person shows more often than peers on the very same things, the surest first.

    Each text is held against its own peers alone, so that what the thing is like cancels out.

    Args:
        texts: The person's.
        peers: For each of them, what others wrote of the same thing; a text without peers says nothing.
        read: Which markers are looked at.
        least: In how many texts a marker must stand.

    Source: Measuring What Makes You Unique (2025): differences to peers, here counted on fixed axes and not told by a
    language model.
    """
    own: Counter[str] = Counter()
    theirs: defaultdict[str, float] = defaultdict(float)
    spread: defaultdict[str, float] = defaultdict(float)
    n = 0
    for text, beside in zip(texts, peers, strict=True):
        if not beside:
            continue
        n += 1
        shown, around = read(text), Counter(marker for each in beside for marker in read(each))
        own.update(shown)
        for marker in shown | set(around):
            share = (around[marker] + _BESIDE * usual(marker)) / (len(beside) + _BESIDE)
            theirs[marker] += share
            spread[marker] += share * (1 - share) * (1 + 1 / len(beside))
    found = []
    for marker, count in own.items():
        score = (count - theirs[marker]) / math.sqrt(spread[marker] + 0.25)
        if count >= least and score >= _SURE:
            found.append(Lift(marker, count / n, theirs[marker] / n, count, score))
    return sorted(found, key=lambda each: (-each.score, each.marker))
