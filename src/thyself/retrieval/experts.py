"""Experts: who of many people knows most of a question, for this asker; only people who agreed to be found.

What is kept of a person is counts: how many of their texts have a word (words of one text alone are left out) and a
tag. No text, name of a file or date is in it; it goes with any trace that is forgotten and when consent is withdrawn.

Source: SE-PEF: a Resource for Personalized Expert Finding (2023): BM25 and the affinity of tags, fused by a weighted
sum whose weight is chosen on earlier questions. Here a person's texts are counted together (the candidate model of
Balog et al., Formal Models for Expert Finding, 2006), so that others' homes give away no text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median
from typing import TYPE_CHECKING, Any, Final

from thyself.core import Trace
from thyself.core.words import stems
from thyself.retrieval.lexical import K1, B
from thyself.store.port import Derived, Scope

if TYPE_CHECKING:
    import numpy as np

#: The derived rows that say that a person may be found, and what of them is counted.
CONSENT: Final = "consent:experts"
COUNTED: Final = "experts"
_KEY: Final = "all"
#: Kinds of traces in which people show what they know.
_TELLING: Final = ("said", "wrote")
#: Only texts of these sensitivities are counted, and words that at least so many of them have.
_OPEN: Final = ("public", "personal")
_LEAST: Final = 2
#: The weight of words beside tags, until one is learned: that of BM25 + TAG in the paper.
WORDS_WEIGHT: Final = 0.4


@dataclass(frozen=True, slots=True)
class ExpertRecord:
    """What is counted of one person.

    Args:
        person: Whose.
        texts: How many texts were counted.
        terms: In how many of them each stem stands.
        tags: How many of them have each tag.
    """

    person: str
    texts: int
    terms: Mapping[str, int]
    tags: Mapping[str, int] = field(default_factory=dict)

    @property
    def strengths(self) -> frozenset[str]:
        """The tags that the person has more often than their median tag; all where none is."""
        middle = median(self.tags.values()) if self.tags else 0
        return frozenset(tag for tag, n in self.tags.items() if n > middle) or frozenset(self.tags)


@dataclass(frozen=True, slots=True)
class Found:
    """A person who may know, with the two parts of the score, each as a share of the highest among all."""

    person: str
    score: float
    words: float
    tags: float


def allow(scope: Scope, *, at: datetime) -> None:
    """The person agrees to be found as an expert, by counts of words and tags; see :func:`withdraw`."""
    scope.put([Derived(CONSENT, _KEY, {"at": at.isoformat()}, lasts="always")])


def withdraw(scope: Scope) -> None:
    """The person is not found any more from now on, and what was counted is removed."""
    scope.drop(CONSENT)
    scope.drop(COUNTED)


def allowed(scope: Scope) -> bool:
    """Whether the person agreed to be found."""
    return any(True for _ in scope.derived(CONSENT, keys=(_KEY,)))


def expertise(scope: Scope) -> ExpertRecord | None:
    """What is counted of a person who agreed to be found; ``None`` for anybody else.

    It is counted anew when there are other traces than before, and kept in between.
    """
    if not allowed(scope):
        return None
    state = scope.state()
    mark = [state.epoch, state.last]
    kept = next(iter(scope.derived(COUNTED, keys=(_KEY,))), None)
    if kept is None or list(kept.body["state"]) != mark:
        counts = count(scope.person, scope.traces(kinds=_TELLING, authors=("me",)))
        body = {"state": mark, "texts": counts.texts, "terms": dict(counts.terms), "tags": dict(counts.tags)}
        scope.put([Derived(COUNTED, _KEY, body, sources=None, epoch=state.epoch)])
        if not allowed(scope):
            # Withdrawn while it was counted.
            scope.drop(COUNTED)
            return None
        return counts
    return _read(scope.person, kept.body)


def _read(person: str, body: Mapping[str, Any]) -> ExpertRecord:
    return ExpertRecord(person, int(body["texts"]), dict(body["terms"]), dict(body["tags"]))


def count(person: str, traces: Iterable[Trace], *, least: int = _LEAST) -> ExpertRecord:
    """Count somebody's texts.

    Args:
        person: Whose they are.
        traces: The texts; sensitive and secret ones are left out.
        least: Words of fewer texts than that are left out.
    """
    terms, tags, texts = Counter[str](), Counter[str](), 0
    for trace in traces:
        if trace.sensitivity in _OPEN and trace.text.strip():
            texts += 1
            terms.update(set(stems(trace.text)))
            tags.update(tags_of(trace))
    return ExpertRecord(person, texts, {stem: n for stem, n in terms.items() if n >= least}, dict(tags))


def tags_of(trace: Trace) -> frozenset[str]:
    """The tags of a trace, in lower case; ``extra["tags"]`` is a list, or a text with commas or as ``<a><b>``."""
    given = trace.extra.get("tags") or ()
    parts = given.replace("><", ",").strip("<>").split(",") if isinstance(given, str) else given
    return frozenset(str(part).strip().lower() for part in parts if str(part).strip())


def asker_tags(scope: Scope, *, before: datetime) -> frozenset[str]:
    """The tags of all that a person said, wrote, asked or searched before a time."""
    traces = scope.traces(kinds=(*_TELLING, "searched"), authors=("me",), before=before)
    return frozenset(tag for trace in traces for tag in tags_of(trace))


def ask_around(
    scopes: Iterable[Scope], question: str, *, asker: Scope | None = None, now: datetime, k: int = 5
) -> list[Found]:
    """Who of the people of a home knows of a question; consent is looked up at each call.

    Args:
        scopes: The people; those who did not agree are passed over, and so is the asker.
        question: What is asked.
        asker: Who asks: what they dealt with before decides between people who know equally much.
        now: When it is asked (aware).
        k: How many people.
    """
    others = (scope for scope in scopes if asker is None or scope.person != asker.person)
    records = [record for scope in others if (record := expertise(scope)) is not None]
    tags = frozenset[str]() if asker is None else asker_tags(asker, before=now)
    return Experts(records).rank(question, tags=tags, k=k)


class Experts:
    """Ranks people for a question by what they write about and by what the asker deals with.

    Args:
        records: The people; they must have agreed to be found (see :func:`expertise`).
        weight: Of words; that of tags is one less it.
    """

    def __init__(self, records: Sequence[ExpertRecord], *, weight: float = WORDS_WEIGHT) -> None:
        self.records = list(records)
        self.weight = weight
        self._texts = Counter[str]()
        for record in self.records:
            self._texts.update(record.terms.keys())
        self._mean = sum(record.texts for record in self.records) / max(len(self.records), 1)

    def rank(self, question: str, *, tags: Collection[str] = (), k: int = 5) -> list[Found]:
        """The people who fit, best first; nobody who shares neither a word with the question nor a tag with the asker.

        Args:
            question: What is asked.
            tags: What the asker dealt with before; with none, words alone decide.
            k: How many people.
        """
        words, shared = self.parts(question, tags)
        scores = fuse(words, shared, self.weight)
        rows = [row for row in range(len(self.records)) if words[row] > 0 or shared[row] > 0]
        rows.sort(key=lambda row: (-scores[row], self.records[row].person))
        w, t = (part / max(float(part.max(initial=0.0)), 1e-12) for part in (words, shared))
        return [Found(self.records[r].person, float(scores[r]), float(w[r]), float(t[r])) for r in rows[:k]]

    def parts(self, question: str, tags: Collection[str]) -> tuple[np.ndarray, np.ndarray]:
        """The BM25 score of each person's counts, and the affinity of tags, each ``(n,) float64``."""
        import numpy as np

        asked, wanted = list(dict.fromkeys(stems(question))), frozenset(tags)
        words = np.array([sum(self._gain(record, stem) for stem in asked) for record in self.records])
        shared = [len(record.strengths & wanted) / (len(wanted) + 1) for record in self.records]
        return words.astype(float), np.array(shared, dtype=float)

    def _gain(self, record: ExpertRecord, stem: str) -> float:
        import math

        often, people = record.terms.get(stem, 0), self._texts[stem]
        if not often:
            return 0.0
        rarity = math.log1p((len(self.records) - people + 0.5) / (people + 0.5))
        return rarity * often * (K1 + 1) / (often + K1 * (1 - B + B * record.texts / max(self._mean, 1.0)))


def fuse(words: np.ndarray, tags: np.ndarray, weight: float) -> np.ndarray:
    """The weighted sum of two scores, each brought to 0 to 1 over all people, ``(n,) float64``."""
    return _scaled(words) * weight + _scaled(tags) * (1 - weight)


def best_weight(
    questions: Sequence[tuple[np.ndarray, np.ndarray]], worth: Callable[[int, np.ndarray], float], *, steps: int = 10
) -> float:
    """The weight of words that does best on earlier questions; the one nearest to words alone where several do.

    Args:
        questions: Words and tags of each question, as :meth:`Experts.parts` gives them.
        worth: What the scores of a question, by its number, are worth (for example its recall among the first five).
        steps: How many weights are tried, from 0 to 1.
    """
    tried = [step / steps for step in range(steps, -1, -1)]
    return max(tried, key=lambda weight: sum(worth(i, fuse(*each, weight)) for i, each in enumerate(questions)))


def _scaled(scores: np.ndarray) -> np.ndarray:
    low, high = (float(scores.min()), float(scores.max())) if scores.size else (0.0, 0.0)
    return (scores - low) / (high - low) if high > low else scores * 0.0
