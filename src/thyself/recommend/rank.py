"""Recommender: content that fits the person, popularity behind it for the cold start, reasons from evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from thyself.core import Catalog, Evidence, InvalidInput, Pick, Ranking
from thyself.core.words import stems
from thyself.recommend.avoid import Avoidance, avoided
from thyself.recommend.interactions import Interaction
from thyself.recommend.items import ItemVectors
from thyself.recommend.popularity import popularity

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True, slots=True)
class Interest:
    """Something that the person is interested in, in words, with its evidence."""

    text: str
    weight: float = 1.0
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Taste:
    """All that is known of what a person likes."""

    interactions: tuple[Interaction, ...] = ()
    interests: tuple[Interest, ...] = ()
    avoidances: Sequence[Avoidance] = ()


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of the terms of a score.

    Args:
        content: Nearness to what the person rated, read and named.
        interest: Nearness to the interests of the profile.
        popularity: What many others took; fades as ``1 / (1 + n / 5)`` with the ``n`` things that are known.
        variety: What is taken off for nearness to a pick that stands above, as a share of the scores' range.
    """

    content: float = 1.0
    interest: float = 0.5
    popularity: float = 0.5
    variety: float = 0.3


class Recommender:
    """Ranks a catalogue for one person; every score is a sum of terms, and the terms name their evidence."""

    def __init__(self, weights: Weights | None = None) -> None:
        self.weights = weights or Weights()

    def rank(self, catalog: Catalog, taste: Taste, *, k: int, now: datetime) -> Ranking:
        """The ``k`` best items that the person has not met yet and does not avoid.

        Raises:
            InvalidInput: ``k`` is less than one.
        """
        import numpy as np

        if k < 1:
            raise InvalidInput(f"k={k}: ask for at least one item")
        if not len(catalog):
            return Ranking((), note="the catalogue is empty")
        ruled_out = avoided(catalog, taste.avoidances)
        met = {each.item_id for each in taste.interactions}
        scored = _Scored(catalog, taste, self.weights, now)
        free = np.array([item.id not in ruled_out and item.id not in met for item in catalog])
        picks = tuple(scored.pick(at, score) for at, score in self._varied(scored, free, k))
        left_out = tuple((catalog[item_id], why) for item_id, why in ruled_out.items())
        return Ranking(picks, left_out=left_out, note=_note(taste))

    def _varied(self, scored: _Scored, free: np.ndarray, k: int) -> list[tuple[int, float]]:
        """Greedy: each pick loses by its nearness to the picks above it."""
        import numpy as np

        nearest = np.zeros(len(free))
        left = np.where(free, scored.total, -np.inf)
        scale = float(np.ptp(scored.total[free])) if free.any() else 0.0
        chosen: list[tuple[int, float]] = []
        while len(chosen) < k:
            worth = left - self.weights.variety * scale * nearest
            at = int(np.argmax(worth))
            if not np.isfinite(worth[at]):
                break
            chosen.append((at, float(worth[at])))
            left[at] = -np.inf
            nearest = np.maximum(nearest, scored.vectors.dot(scored.vectors.row(at)))
        return chosen


class _Scored:
    """The scores of all items for one taste, and what each score is made of."""

    def __init__(self, catalog: Catalog, taste: Taste, weights: Weights, now: datetime) -> None:
        import numpy as np

        self.catalog, self.taste = catalog, taste
        self.vectors = ItemVectors(catalog)
        self.place = {item_id: at for at, item_id in enumerate(catalog.ids)}
        self.rows = [self.place[each.item_id] for each in taste.interactions]
        size = (1.0 + sum(abs(each.weight) for each in taste.interactions)) ** 0.5
        self.pulls = [weights.content * each.weight / size for each in taste.interactions]
        wide = max(len(taste.interests), 1) ** 0.5
        self.wishes = [
            weights.interest * each.weight / wide * self.vectors.query(Counter(stems(each.text)))
            for each in taste.interests
        ]
        whole = np.zeros(len(self.vectors.terms))
        for row, pull in zip(self.rows, self.pulls, strict=True):
            whole += pull * self.vectors.row(row)
        for wish in self.wishes:
            whole += wish
        known = len(taste.interactions) + len(taste.interests)
        self.liked = weights.popularity / (1 + known / 5) * popularity(catalog, now=now)
        self.total = self.vectors.dot(whole) + self.liked

    def pick(self, at: int, score: float) -> Pick:
        """One item with the terms that carry it."""
        row = self.vectors.row(at)
        terms: list[tuple[float, Interaction | Interest]] = [
            (pull * float(row @ self.vectors.row(known)), each)
            for known, pull, each in zip(self.rows, self.pulls, self.taste.interactions, strict=True)
        ]
        terms += [(float(row @ wish), each) for wish, each in zip(self.wishes, self.taste.interests, strict=True)]
        strongest = sorted(terms, key=lambda term: -term[0])[:3]
        floor = 0.1 * float(self.total[at])
        reasons: list[str] = []
        evidence: list[Evidence] = []
        for value, each in strongest:
            if value > max(floor, 1e-9):
                reasons.append(self._reason(at, each))
                evidence.extend(_proof(each, value))
        if float(self.liked[at]) > max(floor, 1e-9):
            reasons.append("many others took it")
        if not reasons:
            reasons.append("nothing in your traces speaks for it: it fills the list")
        return Pick(self.catalog[self.catalog.ids[at]], score, tuple(reasons), tuple(evidence))

    def _reason(self, at: int, each: Interaction | Interest) -> str:
        if isinstance(each, Interest):
            return f"it fits what you care about: {each.text}"
        near = self.vectors.row(self.place[each.item_id])
        shared = ", ".join(_spoken(term) for term in self.vectors.shared(at, near))
        return f'{each.how}: "{self.catalog[each.item_id].title}"' + (f" (in common: {shared})" if shared else "")


def _spoken(term: str) -> str:
    name, found, label = term.partition("=")
    return f"{name.replace('_', ' ')} {label}" if found else name


def _proof(each: Interaction | Interest, value: float) -> tuple[Evidence, ...]:
    if isinstance(each, Interest):
        return tuple(replace(proof, score=value, why={"interest": value}) for proof in each.evidence[:2])
    return (as_evidence(each, value),)


def as_evidence(each: Interaction, value: float) -> Evidence:
    """The trace of an interaction, with what it adds to a score."""
    trace = each.trace
    return Evidence(
        trace_ids=(trace.id,),
        refs=(trace.ref or trace.id,),
        text=trace.text,
        score=value,
        why={each.how: value},
        at=trace.at,
        author=trace.author,
        kind=trace.kind,
        source=trace.source,
        session=trace.session,
        sensitivity=trace.sensitivity,
    )


def _note(taste: Taste) -> str:
    if taste.interactions:
        return ""
    if taste.interests:
        return "none of these items is in your traces yet: picked by your interests, with what many others took behind"
    return "nothing is known of your taste yet: these are what many others took"
