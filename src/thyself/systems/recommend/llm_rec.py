"""LLM-Rec: items are told in more words first; what they are then says for whom they are.

Source: LLM-Rec: Personalized Recommendation via Prompting Large Language Models (2024). Words that the neighbours of an
item share are added by statistics; a language model that can follow instructions is asked for more, where there is one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from thyself.core import Catalog, Cost, InvalidInput, Item, Ranking, Request
from thyself.core.registry import system
from thyself.models import capable
from thyself.recommend import Blend, DecayedPopularity, Interactions, Recommender, Weights, read
from thyself.recommend.enrich import Added, Enriched, Enricher, SharedWords, Written
from thyself.systems._form import Desk
from thyself.systems._taste import OnlyRanks, taste_of, wanted

#: Weights of the arms: what items are, told in more words, and what many take.
WEIGHTS: Final = {"popular": 0.2, "enriched": 2.0}


@dataclass(frozen=True, slots=True)
class Several:
    """What several enrichers add, together."""

    enrichers: Sequence[Enricher]

    def enrich(self, item: Item, neighbours: Sequence[Item]) -> Added:
        """The texts of all; of two with the same name the later one is kept."""
        each = [one.enrich(item, neighbours) for one in self.enrichers]
        texts = {way: text for one in each for way, text in one.texts.items()}
        sources = tuple(dict.fromkeys(source for one in each for source in one.sources))
        return Added(texts, sources, sum((one.cost for one in each), Cost()))


@dataclass(frozen=True, slots=True)
class LLMRec(OnlyRanks):
    """Adds to the texts of a catalogue's items, and picks what is like what the person took.

    Args:
        crowd: What many people took: neighbours are read from it. ``None``: nothing is added but by a model.
        words: Words that are added to an item by statistics.
        asked: A language model is asked only where the catalogue has no more items; it is asked for all of them, so
            that what is asked tells nothing of the person.
    """

    crowd: Interactions | None
    words: int
    asked: int
    name: str = "llm-rec"

    def rank(self, request: Request, desk: Desk) -> Ranking:
        """Pick by texts with more said; ``note`` tells of how many items more was said."""
        catalog, taste = wanted(request), taste_of(request, desk)
        rows = (self.crowd or Interactions.of([])).with_items(catalog.ids)
        if not len(rows):
            plain = Recommender().rank(catalog, taste, k=request.k or 10, now=request.now)
            return replace(plain, system=self.name, note=plain.note or "no crowd was given: items have no neighbours")
        scorer = Enriched(catalog, self.enricher(catalog, desk), neighbours=5).fit(rows)
        blend = Blend({"popular": DecayedPopularity(None).fit(rows), "enriched": scorer}, WEIGHTS)
        ranker = Recommender(Weights(variety=0.0), crowd=blend)
        ranking = ranker.rank(catalog, taste, k=request.k or 10, now=request.now)
        told = f"more was said of {len(scorer.added):,} of {len(catalog):,} items"
        return replace(ranking, system=self.name, note=ranking.note or told)

    def enricher(self, catalog: Catalog, desk: Desk) -> Enricher:
        """Statistics, and a language model where one can follow instructions and the catalogue is small enough."""
        shared, model = SharedWords(catalog, most=self.words, least=1), desk.language_model
        if model is None or not capable(model) or len(catalog) > self.asked:
            return shared
        return Several([Written(model), shared])


@system(
    number=95,
    name="llm-rec",
    serves=("recommend",),
    title="LLM-Rec: Personalized Recommendation via Prompting Large Language Models",
    job="add to the texts of items what their neighbours share, then pick what is like what the person took",
)
def llm_rec(*, crowd: Interactions | str | Path | None = None, words: int = 20, asked: int = 300) -> LLMRec:
    """Make the system.

    Args:
        crowd: What many people took: a table of ratings or clicks, by the ids of the catalogue.
        words: Words that are added to an item by statistics, at most.
        asked: The most items of a catalogue for which a language model is asked.

    Raises:
        InvalidInput: ``words`` is less than one.
        SourceError: The table cannot be read.
    """
    if words < 1:
        raise InvalidInput(f"words={words}: give one or more")
    return LLMRec(read(crowd) if isinstance(crowd, str | Path) else crowd, words, asked)
