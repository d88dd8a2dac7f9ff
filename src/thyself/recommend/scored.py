"""Scored: the scores of all items of a catalogue for one taste, as sums of terms that can be told one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from thyself.core import Catalog, Evidence, Pick
from thyself.core.words import stems
from thyself.recommend.account import Because
from thyself.recommend.blend import Blend
from thyself.recommend.columns import Event, Histories
from thyself.recommend.interactions import Interaction
from thyself.recommend.items import ItemVectors
from thyself.recommend.popularity import popularity
from thyself.recommend.taste import Interest, Taste, Weights

if TYPE_CHECKING:
    import numpy as np

#: Of each strong reason at least this share of the score must come.
_FLOOR = 0.1


@dataclass(frozen=True, eq=False)
class Crowd:
    """What a recommender that learned from many people says of a catalogue's items, for one person's history.

    Args:
        blend: The recommender.
        events: Which of the person's interactions it goes by, by their place in the taste.
        history: These, as codes.
        factors: See :meth:`thyself.recommend.Blend.factors`.
        codes: ``(items,)``: the recommender's code of each item of the catalogue; -1 where it knows it not.
        scale: What its scores are multiplied by, so that one deviation over the catalogue is the weight of the crowd.
        scores: ``(items,) float64``: scaled; 0 where it does not know the item.
    """

    blend: Blend
    events: tuple[int, ...]
    history: Histories
    factors: dict[str, float]
    codes: np.ndarray
    scale: float
    scores: np.ndarray

    @classmethod
    def of(cls, blend: Blend, catalog: Catalog, taste: Taste, weight: float) -> Crowd:
        """For what the person took and did not dislike, in order of time."""
        import numpy as np

        known = {each: code for code, each in enumerate(blend.items)}
        events = [at for at, each in enumerate(taste.interactions) if each.weight > 0 and each.item_id in known]
        taken = [taste.interactions[at] for at in events]
        told = [Event(each.item_id, None, each.trace.at.timestamp()) for each in taken]
        history = Histories.of(known, [told])
        factors, total = blend.factors(history)
        codes = np.array([known.get(each, -1) for each in catalog.ids], dtype=np.int64)
        found = np.where(codes >= 0, total[codes], 0.0)
        there = found[codes >= 0]
        spread = float(there.std()) if len(there) else 0.0
        scale = weight / spread if spread > 1e-12 else 0.0
        return cls(blend, tuple(events), history, factors, codes, scale, scale * found)

    def terms(self, at: int) -> tuple[dict[int, float], float, float]:
        """What each interaction, by its place in the taste, adds to a score; what others do; what all together."""
        code = int(self.codes[at])
        if code < 0:
            return {}, 0.0, 0.0
        terms = self.blend.terms(self.history, code, self.factors)
        mine = {place: self.scale * float(each) for place, each in zip(self.events, terms.events, strict=True)}
        return mine, self.scale * terms.base, self.scale * self.blend.together(self.history, code, self.factors)


class Scored:
    """The scores of all items for one taste, and what each score is made of.

    Args:
        catalog: The items.
        vectors: What they are, in words.
        taste: The person.
        weights: Of the terms.
        now: Popularity fades towards it.
        blend: What many people took, where that is known: a fitted recommender.
    """

    def __init__(
        self,
        catalog: Catalog,
        vectors: ItemVectors,
        taste: Taste,
        weights: Weights,
        *,
        now: datetime,
        blend: Blend | None = None,
    ) -> None:
        import numpy as np

        self.catalog, self.taste, self.vectors = catalog, taste, vectors
        self.place = {item_id: at for at, item_id in enumerate(catalog.ids)}
        self.rows = [self.place[each.item_id] for each in taste.interactions]
        size = (1.0 + sum(abs(each.weight) for each in taste.interactions)) ** 0.5
        content = weights.content if blend is None else weights.beside
        self.pulls = [content * each.weight / size for each in taste.interactions]
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
        self.crowd = None if blend is None else Crowd.of(blend, catalog, taste, weights.crowd)
        if self.crowd is None:
            known = len(taste.interactions) + len(taste.interests)
            self.liked = weights.popularity / (1 + known / 5) * popularity(catalog, now=now)
            self.total = self.vectors.dot(whole) + self.liked
        else:
            self.liked = np.zeros(len(catalog))
            self.total = self.vectors.dot(whole) + self.crowd.scores
        self.boosts = self._boosted()

    def _boosted(self) -> dict[int, float]:
        boost = {self.place[each]: by for each, by in self.taste.wishes.boost.items() if each in self.place}
        spread = float(self.total.std()) or 1.0
        added = {at: by * spread for at, by in boost.items()}
        for at, by in added.items():
            self.total[at] += by
        return added

    def because(self, at: int) -> list[Because]:
        """All parts of the score of an item; together they are the score."""
        row = self.vectors.row(at)
        none: tuple[dict[int, float], float, float] = ({}, 0.0, 0.0)
        crowd, others, together = none if self.crowd is None else self.crowd.terms(at)
        by = self.boosts.get(at, 0.0)
        return [
            *self._of_interactions(at, row, crowd),
            *(
                Because(f"it fits what you care about: {each.text}", value, _interest(each, value))
                for each, value in ((each, float(row @ wish)) for each, wish in self._interests())
            ),
            Because("many others took it", float(self.liked[at]) + others),
            *([Because("people who do as you do take it", together)] if together else []),
            *([Because("you want it higher" if by > 0 else "you want it lower", by)] if by else []),
        ]

    def _of_interactions(self, at: int, row: np.ndarray, crowd: dict[int, float]) -> Iterator[Because]:
        for place, (known, pull, each) in enumerate(zip(self.rows, self.pulls, self.taste.interactions, strict=True)):
            near, together = pull * float(row @ self.vectors.row(known)), crowd.get(place, 0.0)
            value = near + together
            yield Because(self._reason(at, each, near, together), value, (as_evidence(each, value),))

    def _interests(self) -> Iterator[tuple[Interest, np.ndarray]]:
        return zip(self.taste.interests, self.wishes, strict=True)

    def pick(self, at: int, score: float) -> Pick:
        """One item with the terms that carry it."""
        parts = self.because(at)
        floor = max(_FLOOR * float(self.total[at]), 1e-9)
        own = sorted((each for each in parts if each.evidence), key=lambda each: -each.adds)[:3]
        strong = [each for each in own if each.adds > floor]
        strong += [each for each in parts if not each.evidence and each.adds > floor]
        reasons = tuple(each.what for each in strong) or ("nothing in your traces speaks for it: it fills the list",)
        return Pick(
            self.catalog[self.catalog.ids[at]],
            score,
            reasons,
            tuple(proof for each in strong for proof in each.evidence),
        )

    def _reason(self, at: int, each: Interaction, near: float, together: float) -> str:
        month = each.trace.at.astimezone(self.taste.zone).strftime("%B %Y")
        told = f'{each.how}: "{self.catalog[each.item_id].title}", in {month}'
        if together > near:
            return f"{told} (those who took it took this)"
        shared = ", ".join(
            _spoken(term) for term in self.vectors.shared(at, self.vectors.row(self.place[each.item_id]))
        )
        return told + (f" (in common: {shared})" if shared else "")


def _spoken(term: str) -> str:
    name, found, label = term.partition("=")
    return f"{name.replace('_', ' ')} {label}" if found else name


def _interest(each: Interest, value: float) -> tuple[Evidence, ...]:
    return tuple(replace(proof, score=value, why={"interest": value}) for proof in each.evidence[:2])


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
