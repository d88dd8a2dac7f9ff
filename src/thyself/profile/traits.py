"""Traits: the five large ones, estimated from the words of a person's own texts, with how sure that is.

An estimate of words, never a diagnosis: with few texts it stays near the middle and says so. It is worked out on this
machine, for the person who asks, and kept nowhere.

Source: the markers are everyday forms of the adjectives of Goldberg (1992) and of the kinds of words that go with each
trait in journals and blogs (Yarkoni, 2010); the choice of entries follows Journal Intensive Conversations (2024).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from thyself.core import NotEnough
from thyself.core.words import stem, words

if TYPE_CHECKING:
    import numpy as np

_MARKERS: Final[Mapping[str, tuple[str, str]]] = {
    "openness": (
        "curious imagine imagination art artist museum poetry poem novel idea ideas philosophy creative create dream"
        " explore discover strange beauty beautiful music paint painting wonder universe culture foreign theatre invent"
        " abstract symphony gallery",
        "usual ordinary simple plain practical routine same traditional familiar normal conventional boring nonsense"
        " unchanged sensible",
    ),
    "conscientiousness": (
        "plan planned finish finished organise organize organised organized tidy schedule list careful carefully goal"
        " goals deadline punctual prepared prepare order ordered discipline efficient thorough duty responsible early"
        " complete completed checked budget practised",
        "late forgot forget messy mess lazy postponed postpone chaos chaotic lost missed careless skipped procrastinate"
        " unprepared sloppy whatever overslept",
    ),
    "extraversion": (
        "party parties friends crowd dance danced dancing laugh laughed together talk talked chat everyone everybody"
        " celebrate celebrated fun lively team bar concert guests invite invited meet outgoing group loud cheer",
        "alone quiet silence silent shy solitude withdrawn reserved home indoors solitary avoid avoided retreat myself"
        " tired-of-people calmness lonely",
    ),
    "agreeableness": (
        "kind kindness help helped helping thank thanked grateful gentle share shared trust forgive forgave generous"
        " care caring sweet support supported comfort comforted sorry hug peace patient listen listened volunteer gift",
        "argue argued argument stupid idiot rude hate hated selfish blame blamed fault annoying fight fought revenge"
        " insult insulted cold unfair despise shouted cruel",
    ),
    "neuroticism": (
        "worry worried anxious anxiety nervous afraid fear panic sad upset cried cry stress stressed terrible awful"
        " guilt guilty ashamed hopeless depressed overwhelmed insecure tense dread exhausted hurt angry jealous",
        "calm relaxed relax content peaceful secure steady confident easy unworried serene balanced fine composed"
        " comfortable settled",
    ),
}
TRAITS: Final = tuple(_MARKERS)
#: As many markers of a balanced person stand behind each estimate.
_SHRINK: Final = 6.0
#: With fewer words than that nothing is said.
LEAST_WORDS: Final = 100
#: A second group of entries with that share of the largest one makes two moods of it, not one person and their moods.
_BALANCED: Final = 0.75
#: How well groups must part (silhouette) to be taken as groups at all.
_PARTED: Final = 0.27


@dataclass(frozen=True, slots=True)
class Trait:
    """One trait of a person, as far as their words tell.

    Args:
        name: One of :data:`TRAITS`.
        value: From -1 to 1; 0 is balanced or not known.
        low, high: Its 90 % interval by the number of markers.
        markers: How many words spoke for either side.
        confidence: From 0 to 1: the share of the estimate that is the person's own words.
    """

    name: str
    value: float
    low: float
    high: float
    markers: int
    confidence: float

    @property
    def clear(self) -> bool:
        """Whether the interval is on one side of the middle."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True, slots=True)
class Representative:
    """Entries that stand for a person.

    Args:
        kept: Their places, in order.
        groups: How many groups the entries fall into by the traits that they show; 1 where they do not part.
        mixed: Two groups are about equally large: no one mood is the person's usual one, and all entries are kept.
    """

    kept: tuple[int, ...]
    groups: int
    mixed: bool


def measure(texts: Sequence[str]) -> tuple[Trait, ...]:
    """The traits that some texts of one person show.

    Raises:
        NotEnough: They have fewer than 100 words.
    """
    total = sum(len(words(text)) for text in texts)
    if total < LEAST_WORDS:
        raise NotEnough(f"{total} words are too few to say anything of traits: {LEAST_WORDS} are needed")
    counts = sum((_counts(text) for text in texts), Counter[tuple[str, int]]())
    return tuple(_trait(name, counts[name, 1], counts[name, -1]) for name in TRAITS)


def _trait(name: str, high: int, low: int) -> Trait:
    n = high + low
    value = (high - low) / (n + _SHRINK)
    # Of a share that is pulled to one half by the markers that stand behind it.
    width = 1.64 * 2 * (0.25 / (n + _SHRINK)) ** 0.5 * (1 - value**2) ** 0.5
    return Trait(name, value, max(value - width, -1.0), min(value + width, 1.0), n, n / (n + _SHRINK))


def _counts(text: str) -> Counter[tuple[str, int]]:
    """How often a text has a marker of each side of each trait; "not calm" is no marker of calm."""
    found = Counter[tuple[str, int]]()
    before = ""
    for word in words(text):
        side = _sides().get(stem(word))
        if side is not None and before not in ("not", "never", "no", "dont", "didnt", "isnt", "wasnt"):
            found[side] += 1
        before = word
    return found


@lru_cache(maxsize=1)
def _sides() -> Mapping[str, tuple[str, int]]:
    return {
        stem(word): (name, side)
        for name, both in _MARKERS.items()
        for side, listed in zip((1, -1), both, strict=True)
        for word in listed.split()
    }


def shown(texts: Sequence[str]) -> np.ndarray:
    """What each text shows by itself, ``(n, 5) float64``: for each trait, high less low markers, damped."""
    import numpy as np

    counts = [_counts(text) for text in texts]
    table = [[(c[name, 1] - c[name, -1]) / (c[name, 1] + c[name, -1] + 2) for name in TRAITS] for c in counts]
    return np.array(table, dtype=np.float64).reshape(len(texts), len(TRAITS))


def representative(texts: Sequence[str], *, most: int = 3) -> Representative:
    """The entries that show what a person mostly is: the largest group by the traits that they show, not by topic.

    The number of groups is the one that parts them best (silhouette); where they do not part, all are kept.

    Args:
        texts: One for each entry.
        most: The largest number of groups that is tried.
    """
    import numpy as np

    table = shown(texts)
    everything = Representative(tuple(range(len(texts))), 1, False)
    if len(texts) < 6:
        return everything
    tries = [(silhouette(table, groups), groups) for groups in (_groups(table, k) for k in range(2, most + 1))]
    parted, groups = max(tries, key=lambda each: each[0])
    if parted < _PARTED:
        return everything
    sizes = np.bincount(groups)
    order = np.argsort(-sizes, kind="stable")
    if sizes[order[1]] >= _BALANCED * sizes[order[0]]:
        return Representative(everything.kept, len(sizes), True)
    return Representative(tuple(int(i) for i in np.flatnonzero(groups == order[0])), len(sizes), False)


def _groups(table: np.ndarray, k: int) -> np.ndarray:
    """``(n,) int64``: k-means from points far from each other, so that no chance is in it."""
    import numpy as np

    centres = [table[int(np.argmax(((table - table.mean(axis=0)) ** 2).sum(axis=1)))]]
    while len(centres) < k:
        near = np.min([((table - centre) ** 2).sum(axis=1) for centre in centres], axis=0)
        centres.append(table[int(np.argmax(near))])
    middle = np.stack(centres)
    groups = np.zeros(len(table), dtype=np.int64)
    for _ in range(25):
        groups = np.argmin(((table[:, None] - middle[None]) ** 2).sum(axis=2), axis=1)
        middle = np.stack([table[groups == i].mean(axis=0) if (groups == i).any() else middle[i] for i in range(k)])
    _, groups = np.unique(groups, return_inverse=True)
    return groups


def silhouette(table: np.ndarray, groups: np.ndarray) -> float:
    """How well groups part, from -1 to 1 (Rousseeuw, 1987); -1 where there is only one."""
    import numpy as np

    labels = np.unique(groups)
    if len(labels) < 2:
        return -1.0
    apart = np.sqrt(((table[:, None] - table[None]) ** 2).sum(axis=2))
    means = np.stack([apart[:, groups == label].mean(axis=1) for label in labels], axis=1)
    own = np.searchsorted(labels, groups)
    sizes = np.bincount(own)[own]
    rows = np.arange(len(table))
    inside = means[rows, own] * sizes / np.maximum(sizes - 1, 1)
    means[rows, own] = np.inf
    other = means.min(axis=1)
    top = np.maximum(inside, other)
    worth = np.where((sizes > 1) & (top > 0), (other - inside) / np.where(top > 0, top, 1.0), 0.0)
    return float(worth.mean())
