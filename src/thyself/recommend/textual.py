"""Textual: taste as a few sentences that a person can read and change, and what such sentences say of items."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from thyself.core import Catalog, InvalidInput, Item
from thyself.core.words import stems
from thyself.recommend.items import attribute_labels

if TYPE_CHECKING:
    import numpy as np

#: Ratings that what a label shows is shrunk by, towards nothing; and how strong it must be to be told at all.
_SHRINK, _LEAST = 3.0, 0.15
#: From this strength on it is love or hate, in points of five.
_STRONG: Final = 0.6
#: What each verb says.
DEGREES: Final[Mapping[str, float]] = {"loves": 2.0, "likes": 1.0, "dislikes": -1.0, "hates": -2.0}
_VERBS: Final = (
    (re.compile(r"\b(?:hates?|loathes?|can(?:no|')t stand|detests?)\b", re.I), -2.0),
    (re.compile(r"\b(?:dis-?likes?|avoids?|(?:do(?:es)?(?: not|n't)|not|no longer|never) "
                r"(?:likes?|enjoys?|wants?|care for|loves?))\b", re.I), -1.0),
    (re.compile(r"\b(?:loves?|adores?|favou?rites? (?:are|is)?)\b", re.I), 2.0),
    (re.compile(r"\b(?:likes?|enjoys?|prefers?|is fond of|wants?)\b", re.I), 1.0),
)  # fmt: skip
_MEAN: Final = re.compile(r"rates? (?:things |them )?(\d(?:[.,]\d+)?) of 5 on average(?:,? over (\d+))?", re.I)
_CLAUSES: Final = re.compile(r"[;\n]+|[.!?](?:\s+|$)|\bbut\b", re.I)
_APART: Final = re.compile(r",|\band\b|\bor\b|&", re.I)
_ASIDE: Final = re.compile(r"\([^)]*\)")


class Rated(NamedTuple):
    """An item of a catalogue and how it was rated, in stars of 5."""

    item: str
    stars: float


@dataclass(frozen=True, slots=True)
class Told:
    """What a text says of taste.

    Args:
        phrases: Words and how they are liked, from -2 (hates) to 2 (loves).
        mean: How the person rates on average, of 5; ``None`` where it does not say.
        over: Over how many ratings that is; 0 where it does not say.
    """

    phrases: tuple[tuple[str, float], ...] = ()
    mean: float | None = None
    over: int = 0


def taste_text(rated: Sequence[Rated], catalog: Catalog, *, words: int = 60) -> str:
    """What somebody likes and dislikes, in at most so many words: labels that stand out from their own mean rating.

    Labels with many ratings that differ much come first. Titles are never named: the text says what a person likes,
    and not which items it was read from.

    Args:
        rated: What they rated.
        catalog: What the items are.
        words: The most words.

    Raises:
        InvalidInput: There is room for fewer than ten words.
    """
    if words < 10:
        raise InvalidInput(f"words={words}: give ten or more")
    known = [each for each in rated if each.item in catalog]
    if not known:
        return ""
    mean = sum(each.stars for each in known) / len(known)
    by_label: dict[str, list[float]] = defaultdict(list)
    for each in known:
        for label in {*labels_of(catalog[each.item])}:
            by_label[label].append(each.stars - mean)
    strength = {label: sum(each) / (len(each) + _SHRINK) for label, each in by_label.items()}
    order = sorted(strength, key=lambda label: (-abs(strength[label]) * len(by_label[label]) ** 0.5, label))
    opening = f"Rates {mean:.1f} of 5 on average, over {len(known)} ratings."
    left, shown = words - len(opening.split()) - len(DEGREES), list[str]()
    for label in (each for each in order if abs(strength[each]) >= _LEAST):
        left -= len(label.split())
        if left < 0:
            break
        shown.append(label)
    groups = {verb: [each for each in shown if _verb(strength[each]) == verb] for verb in DEGREES}
    sentences = [f"{verb.capitalize()} {', '.join(each)}." for verb, each in groups.items() if each]
    return " ".join([*sentences, opening])


def _verb(strength: float) -> str:
    if abs(strength) >= _STRONG:
        return "loves" if strength > 0 else "hates"
    return "likes" if strength > 0 else "dislikes"


def labels_of(item: Item) -> list[str]:
    """The labels of all attributes of an item."""
    return [label for value in item.attributes.values() for label in attribute_labels(value)]


def told(text: str) -> Told:
    """What a text says, whoever wrote it: what is liked and disliked, clause by clause, and the mean rating.

    ``"Loves science fiction, westerns. Doesn't like horror"`` and what :func:`taste_text` makes are both read. A clause
    without a verb of liking goes on from the one before it.
    """
    found = _MEAN.search(text)
    mean = float(found.group(1).replace(",", ".")) if found else None
    over = int(found.group(2) or 0) if found else 0
    phrases, degree = list[tuple[str, float]](), 0.0
    for clause in _CLAUSES.split(_ASIDE.sub(" ", _MEAN.sub(" ", text))):
        rest = clause
        for pattern, says in _VERBS:
            if (match := pattern.search(clause)) is not None:
                degree, rest = says, clause[match.end() :]
                break
        words = (" ".join(each.lower().split()).strip(" .:!-") for each in _APART.split(rest))
        phrases += [(each, degree) for each in words if each and degree]
    return Told(tuple(phrases), mean, over)


class TextScores:
    """What a text of taste says of the items of a catalogue; nothing but the text is known of the person.

    A phrase speaks for an item that has it as a label, or whose text has all its words. What speaks for an item is
    added up and divided by the root of how many labels it has.

    Args:
        catalog: The items.
    """

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self._labels = [{" ".join(stems(label)) for label in labels_of(item)} for item in catalog]
        self._words = [{*stems(item.text), *stems(item.title)} for item in catalog]

    def scores(self, says: Told) -> np.ndarray:
        """``(items,) float64``."""
        import numpy as np

        return np.array([sum(each for _, each in self.terms(says, at)) for at in range(len(self.catalog))])

    def terms(self, says: Told, at: int) -> list[tuple[str, float]]:
        """What each phrase adds to the score of an item; together they are the score."""
        size = max(len(self._labels[at]), 1) ** 0.5
        labels, words = self._labels[at], self._words[at]
        return [
            (phrase, degree / size)
            for phrase, degree in says.phrases
            if (forms := _forms(phrase))[1] and (forms[0] in labels or words.issuperset(forms[1]))
        ]


@lru_cache(maxsize=4096)
def _forms(phrase: str) -> tuple[str, tuple[str, ...]]:
    """The stems of a phrase, as one text and one by one."""
    found = tuple(stems(phrase))
    return " ".join(found), found
