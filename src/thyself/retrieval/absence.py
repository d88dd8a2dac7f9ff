# ruff: noqa: E501  (expressions read best in one line)
"""Absence: what a person never spoke of, and where that was looked for.

"You never mentioned a car in 412 messages from 3 March 2021 to 2 November 2023" is knowledge of another sort than "I don't
know": something was looked for by name, by its other forms and by words for things of its kind, and nothing was there.
It says nothing of whether there is a car. Only the person's own words count; where others speak of it, that is told.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from thyself.core.timewords import find
from thyself.core.trace import from_microseconds, microseconds
from thyself.core.words import STOP, stem
from thyself.memory.extract.kinds import members
from thyself.models import Embedder
from thyself.profile.asked import GENERIC, asked
from thyself.retrieval.features import Question, cosines
from thyself.retrieval.index import View, index_of
from thyself.store.port import Scope

if TYPE_CHECKING:
    import numpy as np

#: A text of the person's whose meaning is so near to the question may speak of it in other words.
NEAR: Final = 0.42
#: In fewer texts than these nothing can be said to be missing.
_FEWEST: Final = 3


@dataclass(frozen=True, slots=True)
class Absence:
    """Something that the person never mentioned.

    Args:
        what: It, as the question says it: ``"a car"``.
        looked_for: The words that were looked for, as stems.
        texts: How many texts of the person's were searched.
        others: How many texts of others were searched.
        by_others: How many of these speak of it.
        since, until: When the first and the last of the person's texts was.
        nearest: The cosine of the person's text that comes nearest in meaning; 0 where no meanings were compared.
    """

    what: str
    looked_for: tuple[str, ...]
    texts: int
    others: int
    by_others: int
    since: datetime
    until: datetime
    nearest: float = 0.0

    def told(self, zone: ZoneInfo) -> str:
        """As an answer."""
        text = f"You never mentioned {self.what} in {self.texts:,} texts of yours {self._span(zone)}."
        if self.by_others:
            text += f" Others did, in {self.by_others:,} of theirs."
        return f"{text} That is no proof that there is none."

    def reasons(self, zone: ZoneInfo) -> tuple[str, ...]:
        """What was searched, and how, in words."""
        return (
            f"known absence: {self.texts:,} texts of yours {self._span(zone)} were searched, and {self.others:,} of others",
            f"looked for words that begin like: {', '.join(self.looked_for)}",
        )

    @property
    def figures(self) -> dict[str, float]:
        """The same in figures; times in seconds since 1970."""
        return {
            "known_absence": 1.0,
            "texts_searched": float(self.texts),
            "others_texts_searched": float(self.others),
            "others_who_mention_it": float(self.by_others),
            "searched_since": self.since.timestamp(),
            "searched_until": self.until.timestamp(),
            "nearest_meaning": self.nearest,
        }

    def _span(self, zone: ZoneInfo) -> str:
        first, last = (
            f"{each.day} {each:%B %Y}" for each in (self.since.astimezone(zone), self.until.astimezone(zone))
        )
        return f"on {first}" if first == last else f"from {first} to {last}"


_OF_ONESELF: Final = re.compile(r"\b(?:i|i'm|i've|my|mine|me|we|our|us)\b", re.IGNORECASE)
_QUESTION: Final = re.compile(
    r"\?\s*$|^\W*(?:do|did|does|am|is|are|was|were|have|has|had|what|which|who|whom|whose|when|where|how)\b",
    re.IGNORECASE,
)
_WISH: Final = re.compile(
    r"\b(?:should i|shall (?:i|we)|would i|could i|can i|may i|recommend|suggest|advise|advice|help me|give me|show me|tell me (?:a|an|how|more)|"
    r"(?:can|could|would|will) you|please|ideas?|how (?:do|can|should|would) (?:i|we|you)|what (?:should|could|can|would|might)|write|draft|make|plan|explain|best|good)\b",
    re.IGNORECASE,
)  # fmt: skip


def speaks_of_oneself(text: str) -> bool:
    """Whether it asks for something of the asker's own life or of somebody in it, and not for advice or a text.

    >>> speaks_of_oneself("Do I own a car?"), speaks_of_oneself("Can you suggest a car?")
    (True, False)
    """
    plain = text.replace("’", "'")
    of_whom = _OF_ONESELF.search(plain) or asked(plain).subject != "me"
    return bool(of_whom and _QUESTION.search(plain)) and _WISH.search(plain) is None


def never_mentioned(
    scope: Scope, question: str, *, now: datetime, embedder: Embedder | None = None, before: datetime | None = None
) -> Absence | None:
    """What a question asks for and the person never spoke of; ``None`` where they did, or where it names nothing.

    Args:
        scope: The person's data.
        question: The question.
        now: When it is asked (aware).
        embedder: Looks for texts that come near in other words.
        before: Only what happened before this time.
    """
    phrases = _phrases(question, now, scope.zone)
    view = index_of(scope).view(scope, embedder)
    own, others = _whose(view, before)
    if not phrases or own.sum() < _FEWEST:
        return None
    for phrase, word in [(each, word) for each in phrases for word in _heads(each)]:
        looked_for = tuple(sorted((members(word) - _OFTEN_ELSE) | _forms(word)))
        found = _rows(view, looked_for, own | others)
        if own[found].any():
            continue
        nearest = _nearest(view, question, now, scope, own, embedder)
        if nearest >= NEAR:
            return None
        at = view.at[own]
        return Absence(
            _named(question, phrase if word == phrase[-1].lower() else [word]), looked_for, int(own.sum()),
            int(others.sum()), int(others[found].sum()), from_microseconds(int(at.min())),
            from_microseconds(int(at.max())), nearest,
        )  # fmt: skip
    return None


#: Words of a kind that more often mean something else: who walks in the park speaks of no car.
_OFTEN_ELSE: Final = frozenset("park seat mini golf polo convert wheel mustang fiesta".split())


def _heads(phrase: list[str]) -> list[str]:
    """What a phrase is about: its last word, and each name in it."""
    return [word.lower() for word in phrase if word is phrase[-1] or word[0].isupper()]


def _phrases(question: str, now: datetime, zone: ZoneInfo) -> list[list[str]]:
    """The telling words that stand together, without words of time; the last of each is what it is about."""
    text = question.replace("’", "'")
    for span in find(text, now, zone):
        text = text.replace(span.text, " ; ")
    found: list[list[str]] = [[]]
    for place, each in enumerate(re.findall(r"[^\W_]+(?:['-][^\W_]+)*|[^\w\s]", text)):
        plain = each.removesuffix("'s")
        word = plain.lower()
        if not each[0].isalnum() or word in STOP or stem(word) in GENERIC or _NOTHING.fullmatch(word):
            found.append([])
            continue
        found[-1].append(plain if place else word)
        if each != plain:
            found.append([])
    return [phrase for phrase in found if phrase]


#: Words that no text need have, though what is asked for is in it.
_NOTHING: Final = re.compile(
    r"ai|assistant|history|chats?|messages?|notes?|conversations?|details?|info(?:rmation)?|experience|opinion|story|life|"
    r"home|living|visit(?:ed)?|travel(?:led|ed)?|been|plan(?:s|ned|ning)?|recent|ago|true|whether|enjoy(?:ed)?|love|prefer|"
    r"currently|based|located|stay(?:ed)?|move[ds]?|start(?:ed)?|stop(?:ped)?|suffer|keep|bought|buy|take|took|taken|happen|"
    r"attend(?:ed)?|join(?:ed)?|become|became|play(?:ed)?|drive|learn(?:ed|t)?|study|studied|read|watch(?:ed)?|eat|ate|drink|"
    r"able|good|bad|big|small|soon|away|back|negative|positive|likely|activit(?:y|ies)|relationship|status|career|pursue|"
    r"option|support(?:s|ed)?|kinds?|types?|sorts?|\d+"
)


def _forms(word: str) -> frozenset[str]:
    """The stem, and that of the word without a usual ending ("skydiving", "skydive")."""
    root = stem(word)
    cut = re.sub(r"(?:ing|er|ist|ers|ists|ed|s)$", "", word)
    return frozenset({root, stem(cut), stem(cut + "e"), stem(cut + "ing")} if len(cut) > 3 else {root})


def _named(question: str, phrase: list[str]) -> str:
    """The phrase as the question has it, with an article before it; in quotation marks where it is no name or thing."""
    words = r"\W+".join(re.escape(word) for word in phrase)
    match = re.search(rf"(?:\b(?P<a>an?|any|the|my|our|some)\s+)?(?P<what>{words})", question, re.IGNORECASE)
    what = " ".join(phrase) if match is None else match["what"]
    article = (match["a"] or "").lower() if match is not None else ""
    if what[0].isupper():
        return what
    if article in ("a", "an", "the"):
        return f"{article} {what}"
    return f"any {what}" if article == "any" else f"“{what}”"


def _whose(view: View, before: datetime | None) -> tuple[np.ndarray, np.ndarray]:
    import numpy as np

    among = np.ones(len(view.ids), dtype=bool)
    if before is not None:
        among &= view.at < microseconds(before)
    mine = [number for number, label in enumerate(view.labels) if label == "me"]
    own = np.isin(view.author, mine)
    return among & own, among & ~own


def _rows(view: View, stems: tuple[str, ...], among: np.ndarray) -> np.ndarray:
    """The rows that have one of the stems."""
    import numpy as np

    found = [match.rows for match in view.postings.matches(list(stems), among).values()]
    return np.unique(np.concatenate(found)) if found else np.zeros(0, dtype=np.int64)


def _nearest(
    view: View, question: str, now: datetime, scope: Scope, own: np.ndarray, embedder: Embedder | None
) -> float:
    if embedder is None:
        return 0.0
    found = cosines(view, Question(question, now, scope.zone, own), embedder)
    return float(found[own].max())
