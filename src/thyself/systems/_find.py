"""Find: units for a question by words, by meaning, by recency, by chance, or by two of these."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import TYPE_CHECKING

from thyself.core import Evidence
from thyself.core.words import stems
from thyself.memory import Turns, Unit
from thyself.retrieval.aspects import in_turns
from thyself.retrieval.lexical import Postings, bm25

if TYPE_CHECKING:
    import numpy as np

    from thyself.systems._form import Desk, Finder


class Words:
    """Index texts of some units, to be searched by words any number of times."""

    def __init__(self, units: Sequence[Unit]) -> None:
        counted = Postings()
        for unit in units:
            counted.add(stems(unit.index_text))
        self._counted = counted.words()

    def scores(self, query: str) -> np.ndarray:
        """``(n,) float64``: the BM25 score of each unit."""
        import numpy as np

        n = len(self._counted)
        return bm25(self._counted.matches(stems(query), np.ones(n, dtype=bool)), n)


@dataclass(frozen=True, slots=True)
class Lexical:
    """By the words of the index text (BM25)."""

    def find(self, units: Sequence[Unit], query: str, desk: Desk) -> list[Evidence]:
        """Units that share a word with the question, best first."""
        return ranked(units, Words(units).scores(query), "words")


@dataclass(frozen=True, slots=True)
class Dense:
    """By the meaning of the index text (cosine)."""

    def find(self, units: Sequence[Unit], query: str, desk: Desk) -> list[Evidence]:
        """Units with a cosine above zero, best first."""
        if not units:
            return []
        (asked,) = desk.embedder.embed([query])
        return ranked(units, _vectors(units, desk) @ asked, "meaning")


@dataclass(frozen=True, slots=True)
class Recent:
    """The newest first, whatever is asked."""

    def find(self, units: Sequence[Unit], query: str, desk: Desk) -> list[Evidence]:
        """All units, newest first."""
        newest = sorted(units, key=lambda unit: unit.until, reverse=True)
        return [as_evidence(unit, "recency", 1 / place) for place, unit in enumerate(newest, 1)]


@dataclass(frozen=True, slots=True)
class Chance:
    """Any, drawn by a seed: what finding is compared with."""

    seed: int = 0

    def find(self, units: Sequence[Unit], query: str, desk: Desk) -> list[Evidence]:
        """All units, shuffled."""
        drawn = Random(f"{self.seed}/{query}").sample(list(units), len(units))
        return [as_evidence(unit, "chance", 1 / place) for place, unit in enumerate(drawn, 1)]


@dataclass(frozen=True, slots=True)
class Half:
    """In turns from one and from the other, each unit once."""

    one: Finder
    other: Finder

    def find(self, units: Sequence[Unit], query: str, desk: Desk) -> list[Evidence]:
        """Best of one, best of the other, second of one …; scores fall with the place."""
        both = [self.one.find(units, query, desk), self.other.find(units, query, desk)]
        first = {each.trace_ids: each for found in reversed(both) for each in found}
        woven = [first[ids] for ids in in_turns([[each.trace_ids for each in found] for found in both])]
        return [
            replace(each, score=1 / place, why=dict.fromkeys(each.why, 1 / place))
            for place, each in enumerate(woven, 1)
        ]


@dataclass(frozen=True, slots=True)
class Filled:
    """By one, and after what it found all others, as the second orders them: nothing is left out for not fitting."""

    one: Finder
    rest: Finder

    def find(self, units: Sequence[Unit], query: str, desk: Desk) -> list[Evidence]:
        """All units, those that the first finds first."""
        found = self.one.find(units, query, desk)
        taken = {each.trace_ids for each in found}
        return [*found, *(each for each in self.rest.find(units, query, desk) if each.trace_ids not in taken)]


def ranked(units: Sequence[Unit], scores: np.ndarray, why: str) -> list[Evidence]:
    """Units with a score above zero as evidence, best first; the later of two that are equal comes first."""
    order = sorted(range(len(units)), key=lambda i: (-scores[i], -units[i].at.timestamp(), units[i].id))
    return [as_evidence(units[i], why, float(scores[i])) for i in order if scores[i] > 0]


def as_evidence(unit: Unit, why: str, score: float) -> Evidence:
    """A unit as evidence: its words as they were, never the index text."""
    return Evidence(
        trace_ids=unit.trace_ids,
        refs=unit.refs,
        text=unit.text,
        score=score,
        why={why: score},
        at=unit.at,
        author=unit.authors[0],
        kind=unit.kind,
        source=unit.source,
        session=unit.session,
        sensitivity=unit.sensitivity,
    )


def _vectors(units: Sequence[Unit], desk: Desk) -> np.ndarray:
    """``(n, d) float32``: a vector for each unit's index text; made once for those that are kept."""
    import numpy as np

    name = f"{desk.embedder.name}/index"
    owners, kept = desk.scope.vectors(name)
    known = dict(zip(owners, kept, strict=True))
    new = [unit for unit in units if unit.id not in known]
    if new:
        made = desk.embedder.embed([unit.index_text for unit in new])
        known |= dict(zip((unit.id for unit in new), made, strict=True))
        lasting = {f"{row.kind}/{row.key}" for row in desk.scope.derived(f"unit:{new[0].by}")}
        rows = [i for i, unit in enumerate(new) if unit.id in lasting or unit.by == Turns.name]
        if rows:
            desk.scope.put_vectors(name, [new[i].id for i in rows], made[rows])
    return np.stack([known[unit.id] for unit in units])
