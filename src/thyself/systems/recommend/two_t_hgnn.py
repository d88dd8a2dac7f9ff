"""2T-HGNN: things of a kind that the person never took, by a graph of things and two light towers over it.

Source: Personalized Audiobook Recommendations at Spotify Through Graph Neural Networks (2024).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from thyself.core import Catalog, Ranking, Request
from thyself.core.registry import system
from thyself.recommend import Blend, DecayedPopularity, GraphTowers, Interactions, Linking, Recommender, Weights, read
from thyself.systems._form import Desk
from thyself.systems._taste import OnlyRanks, taste_of, wanted

#: What popularity and the graph count.
WEIGHTS: Final = {"popular": 0.3, "graph": 1.0}


@dataclass(frozen=True, slots=True)
class Graphed(OnlyRanks):
    """The graph is of a crowd's things alone; the person is what they took of them.

    Args:
        crowd: What many people took, or what learned from it; ``None``: only what the things are, and the person's own
            history, count.
        kind: The attribute that tells kinds of things apart.
        same: Attributes whose labels link things.
    """

    crowd: Interactions | GraphTowers | None
    kind: str
    same: tuple[str, ...]
    name: str = "2t-hgnn"

    def rank(self, request: Request, desk: Desk) -> Ranking:
        """Pick things that are near, in the graph, to what the person took."""
        catalog, taste = wanted(request), taste_of(request, desk)
        if self.crowd is None:
            plain = Recommender().rank(catalog, taste, k=request.k or 10, now=request.now)
            return replace(plain, system=self.name, note=plain.note or "no crowd was given: there is no graph")
        ranker = Recommender(
            Weights(beside=0.0, interest=0.0, variety=0.0), crowd=self.learned(self.crowd, catalog, desk)
        )
        ranking = ranker.rank(catalog, taste, k=request.k or 10, now=request.now)
        return replace(ranking, system=self.name)

    def learned(self, crowd: Interactions | GraphTowers, catalog: Catalog, desk: Desk) -> Blend:
        """The towers of a crowd, beside popularity, which is all there is for those who took nothing yet."""
        if isinstance(crowd, GraphTowers):
            return Blend({"graph": crowd}, {"graph": 1.0})
        rows = crowd.with_items(catalog.ids)
        towers = GraphTowers(catalog, desk.embedder, linking=Linking(self.kind, self.same))
        arms = {"popular": DecayedPopularity(None).fit(rows), "graph": towers.fit(rows)}
        return Blend(arms, WEIGHTS)


@system(
    number=97,
    name="2t-hgnn",
    serves=("recommend",),
    title="Personalized Audiobook Recommendations at Spotify Through Graph Neural Networks",
    job="pick things of a new or rare kind by a graph of things; people are outside the graph",
)
def two_t_hgnn(
    *,
    crowd: Interactions | GraphTowers | str | Path | None = None,
    kind: str = "kind",
    same: Sequence[str] = ("author",),
) -> Graphed:
    """Make the system.

    Args:
        crowd: What many people took: a table of ratings or clicks, by the ids of the catalogue; learned from anew for
            each request. For many requests give a :class:`thyself.recommend.GraphTowers` that was fitted once.
        kind: The attribute that tells kinds of things apart, as books from podcasts.
        same: Attributes whose labels link things.

    Raises:
        SourceError: The table cannot be read.
    """
    return Graphed(read(crowd) if isinstance(crowd, str | Path) else crowd, kind, tuple(same))
