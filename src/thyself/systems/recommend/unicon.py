"""UNICON: one reading of behaviour for segments, for people who are alike, and for recommendations.

Source: UNICON: A unified framework for behavior-based consumer segmentation in e-commerce (2024). There a transformer
reads the events; here a person is the sum of what they took, see :class:`thyself.recommend.Behaviour`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from thyself.core import Catalog, Ranking, Request
from thyself.core.registry import system
from thyself.recommend import (
    Behaviour,
    Blend,
    DecayedPopularity,
    Histories,
    Interactions,
    ItemKNN,
    Recommender,
    SegmentPopularity,
    Segments,
    Weights,
    read,
)
from thyself.systems._form import Desk
from thyself.systems._taste import OnlyRanks, taste_of, wanted

#: Weights of the arms: the segment speaks for those who took little, the person's own history for those who took more.
WEIGHTS: Final = {"popular": 0.2, "segment": 1.0, "knn": 2.0}


def hybrid(segments: Segments, *, trust: float = 3.0) -> Blend:
    """What the person's own history, their segment and everybody say, fitted on the segments' people."""
    rows = segments.behaviour.rows
    arms = {"popular": DecayedPopularity(None).fit(rows), "segment": SegmentPopularity().by(segments)}
    return Blend({**arms, "knn": ItemKNN(0.9).fit(rows)}, WEIGHTS, trust=trust)


@dataclass(frozen=True, slots=True)
class Unicon(OnlyRanks):
    """Segments of a crowd by its behaviour; the person's own is found from their history.

    Args:
        crowd: What many people took; ``None``: only the person's own history counts.
        segments: How many; ``None``: as many as stand apart best.
        without: Names of attributes that are not to be used.
        least: A smaller segment is not named.
    """

    crowd: Interactions | None
    segments: int | None
    without: frozenset[str]
    least: int
    name: str = "unicon"

    def rank(self, request: Request, desk: Desk) -> Ranking:
        """Pick items by the person's history, and by what people who behave as they do take."""
        catalog, taste = wanted(request), taste_of(request, desk)
        if self.crowd is None:
            plain = Recommender().rank(catalog, taste, k=request.k or 10, now=request.now)
            return replace(plain, system=self.name, note=plain.note or "no crowd was given: there are no segments")
        found = self.grouped(self.crowd, catalog)
        ranker = Recommender(Weights(beside=0.0, interest=0.0, variety=0.0), crowd=hybrid(found))
        ranking = ranker.rank(catalog, taste, k=request.k or 10, now=request.now)
        liked = [each.item_id for each in taste.interactions if each.weight > 0]
        mine = int(found.of_histories(Histories.of(found.behaviour.rows.codes, [liked]))[0])
        named = found.named(mine) if mine >= 0 else None
        note = f"people who do as you do: {named}" if named else ranking.note
        return replace(ranking, system=self.name, note=note)

    def grouped(self, crowd: Interactions, catalog: Catalog) -> Segments:
        """The segments of a crowd."""
        behaviour = Behaviour.of(crowd.with_items(catalog.ids), catalog, without=self.without)
        return Segments.of(behaviour, self.segments, least=self.least)


@system(
    number=86,
    name="unicon",
    serves=("recommend",),
    title="UNICON: A unified framework for behavior-based consumer segmentation in e-commerce",
    job="pick what people who behave as the person does take; segments and lookalikes of a crowd from the same reading",
)
def unicon(
    *,
    crowd: Interactions | str | Path | None = None,
    segments: int | None = None,
    without: Collection[str] = ("gender", "age", "sex"),
    least: int = 20,
) -> Unicon:
    """Make the system.

    Args:
        crowd: What many people took: a table of ratings or clicks, by the ids of the catalogue. Without it only the
            person's own history counts.
        segments: How many; ``None``: as many as stand apart best.
        without: Names of attributes that are not to be used, such as those that are protected.
        least: A segment of fewer people is not named.

    Raises:
        SourceError: The table cannot be read.
    """
    rows = read(crowd) if isinstance(crowd, str | Path) else crowd
    return Unicon(rows, segments, frozenset(without), least)
